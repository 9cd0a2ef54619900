"""Whom to coach first: the rule by examples, and its figures against the raw tables of the demo in plain pandas."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from coaching.measuring import coverage, planner, rounds
from coaching.measuring.planner import Need
from coaching.measuring.score_map import TeamScope
from coaching.quality import interactions
from coaching.storage.database import Database
from tests.demo.demo_of_a_day import TODAY
from tests.measuring.test_score_map import points, raw_answers

NO_ROUNDS = pd.DataFrame(
    {"agent_id": [], "coaching_area": [], "drawn": [], "running": [], "coached_at": []}
).astype({"drawn": bool, "running": bool, "coached_at": "datetime64[us]"})  # fmt: skip
NO_FATAL = pd.DataFrame({"agent_id": [], "coaching_area": []}, dtype=object)


def cells(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    """Agent, area, score and upper end of its interval; below 80 is below the bar."""
    found = pd.DataFrame(rows, columns=["row_id", "coaching_area", "score", "high"])
    return found.assign(low=2 * found["score"] - found["high"], interactions=20, uncovered=found["score"] < 80)


def rounds_of(*rows: tuple[str, bool, bool, str | None]) -> pd.DataFrame:
    """Agent (always in Empathy), drawn, running, coached at."""
    found = pd.DataFrame(rows, columns=["agent_id", "drawn", "running", "coached_at"])
    return found.assign(coaching_area="Empathy", coached_at=pd.to_datetime(found["coached_at"]))


def test_fatal_comes_first_then_how_far_and_how_surely_below_and_who_waited() -> None:
    found = planner.ranked(
        cells(
            ("perhaps", "Empathy", 60, 85),
            ("far", "Empathy", 60, 69.9),
            ("at-ten", "Empathy", 65, 70),
            ("surely", "Empathy", 70, 79.9),
            ("unknown", "Empathy", 20, np.nan),
            ("fatal", "Empathy", 79, 90),
            ("waited", "Empathy", 75, 79),
            ("fine", "Empathy", 81, 90),
        ),
        pd.DataFrame({"agent_id": ["fatal", "fine"], "coaching_area": ["Empathy", "Empathy"]}),
        rounds_of(("waited", False, False, None)),
    )
    assert found.set_index("agent_id")["need"].to_dict() == {
        "fatal": Need.FATAL, "far": Need.FAR_BELOW, "at-ten": Need.FAR_BELOW, "waited": Need.BELOW,
        "surely": Need.BELOW, "unknown": Need.PERHAPS, "perhaps": Need.PERHAPS,
    }  # fmt: skip
    assert found["stratum"].tolist() == [1, 2, 2, 3, 4, 5, 5]
    assert found["agent_id"].tolist() == ["fatal", "far", "at-ten", "waited", "surely", "unknown", "perhaps"]


def test_one_area_an_agent_the_one_that_comes_first() -> None:
    rows = cells(("ana", "Empathy", 60, 90), ("ana", "Accuracy", 75, 79), ("ana", "Etiquette", 50, 90))
    assert planner.ranked(rows, NO_FATAL, NO_ROUNDS)["coaching_area"].tolist() == ["Accuracy"]
    fatal = pd.DataFrame({"agent_id": ["ana"], "coaching_area": ["Empathy"]})
    assert planner.ranked(rows, fatal, NO_ROUNDS)["coaching_area"].tolist() == ["Empathy"]
    assert planner.ranked(rows.assign(uncovered=False), fatal, NO_ROUNDS).empty


@pytest.mark.parametrize(
    ("earlier", "asked", "waited"),
    [
        ((("ana", False, True, None),), False, None),  # waits in a round that runs
        ((("ana", True, True, None),), False, None),
        ((("ana", False, False, None),), True, True),
        ((("ana", False, False, "2026-10-01"),), True, False),  # was coached since
        ((("ana", True, False, None),), True, False),
        ((("ben", False, True, None),), True, False),
    ],
)
def test_who_is_in_a_round_that_runs_is_not_asked_about_and_who_lost_one_comes_first(
    earlier: tuple[tuple[str, bool, bool, str | None], ...], asked: bool, waited: bool | None
) -> None:
    found = planner.ranked(cells(("ana", "Empathy", 70, 79)), NO_FATAL, rounds_of(*earlier))
    assert len(found) == asked
    assert found["waited"].tolist() == ([waited] if asked else [])


def test_fatal_is_a_fatal_metric_that_failed_once() -> None:
    scored = pd.DataFrame(
        [("ana", "verify", 99.0), ("ben", "verify", 100.0), ("cleo", "greet", 0.0)],
        columns=["row_id", "column_id", "score"],
    )
    metrics = {
        "verify": SimpleNamespace(fatal=True, coaching_area="Compliance"),
        "greet": SimpleNamespace(fatal=False, coaching_area="Etiquette"),
    }
    found = planner.failed_fatally(scored, metrics)  # type: ignore[arg-type]
    assert found.to_numpy().tolist() == [["ana", "Compliance"]]


def test_whom_the_demo_asks_about_is_what_the_raw_tables_say(demo_centre: Database) -> None:
    (boss,) = demo_centre.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    newest = interactions.data_as_of(demo_centre)
    assert newest is not None
    period = coverage.window(newest)
    found = rounds.needs_now(demo_centre, boss["person_id"], TeamScope(period=period), TODAY)
    answers = raw_answers(demo_centre, period)
    sums = points(answers, "coaching_area").groupby(["agent_id", "coaching_area"]).agg(
        earned=("earned", "sum"), possible=("possible", "sum"), n=("interaction_id", "nunique")
    )  # fmt: skip
    score = 100 * sums["earned"] / sums["possible"]
    live = live_pairs(demo_centre, TODAY)
    low = {key for key in sums.index[(score.round(1) < 80) & (sums["n"] >= 5)] if key not in live}
    assert set(found["agent_id"]) == {agent for agent, _ in low}
    fatal = set(answers[answers["fatal_error"]][["agent_id", "coaching_area"]].itertuples(index=False, name=None))
    for row in found.itertuples():
        key = (row.agent_id, row.coaching_area)
        assert key in low
        assert (row.score, row.interactions) == (pytest.approx(score[key], abs=0.0501), sums.loc[key, "n"])
        assert (row.need == Need.FATAL) == (key in fatal)
        assert row.low < row.score < row.high


def live_pairs(database: Database, today: date) -> set[tuple[str, str]]:
    """Agent and area of coaching that is neither over nor overdue nor gone through."""
    assigned = database.query("""
        SELECT a.assignment_id, a.agent_id, aa.coaching_area, a.follow_up_on FROM assignments a, assignment_areas aa
        WHERE a.assignment_id = aa.assignment_id AND a.withdrawn_at IS NULL
          AND a.assignment_id NOT IN (SELECT assignment_id FROM outcomes)""")
    belongs, openings = database.query("FROM assignment_interactions"), database.query("FROM openings")
    opened = openings.merge(assigned[["assignment_id", "agent_id"]].drop_duplicates(), on="assignment_id")
    opened = opened[opened["person_id"] == opened["agent_id"]][["assignment_id", "interaction_id"]].drop_duplicates()
    total = belongs.groupby("assignment_id")["interaction_id"].nunique()
    reviewed = (
        opened.merge(belongs[["assignment_id", "interaction_id"]].drop_duplicates()).groupby("assignment_id").size()
    )
    left = set(total.index[total > reviewed.reindex(total.index).fillna(0)])
    live = assigned[assigned["assignment_id"].isin(left) & (pd.to_datetime(assigned["follow_up_on"]) >= str(today))]
    return set(live[["agent_id", "coaching_area"]].itertuples(index=False, name=None))
