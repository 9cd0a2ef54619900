"""Scores over time: every figure against one computed from the raw metric results, and what is said of its cells."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching.measuring import coverage, score_steps
from coaching.measuring.agent_figures import Grain
from coaching.measuring.score_map import UNKNOWN, Across, By, TeamScope
from coaching.measuring.score_steps import RowAsked
from coaching.storage.database import Database
from coaching.words.days import Period
from tests.measuring.test_score_map import COLUMNS, points, raw_answers

ANA, BEN, CLEO, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "lee", "kim"))
UTC = ZoneInfo("UTC")


def independent(
    database: Database, period: Period, across: Across, grain: Grain, of_row: "pd.Series[bool] | str", row_id: str = ""
) -> dict[tuple[str, date, bool], tuple[float, int]]:
    """Score and n of each column, step and side, in plain pandas. `of_row`: the column that says which row it is."""
    answers = raw_answers(database, period)
    found = points(answers, COLUMNS[across])
    day = found["started_at"].dt.normalize()
    first = {"day": day, "week": day - pd.to_timedelta(day.dt.day_of_week, unit="D"),
             "month": day - pd.to_timedelta(day.dt.day - 1, unit="D")}[grain]  # fmt: skip
    mine = found[of_row].fillna(UNKNOWN) == row_id if isinstance(of_row, str) else of_row
    grouped = found.assign(first=first.dt.date, mine=mine).groupby([COLUMNS[across], "first", "mine"])
    return {
        key: (100 * cell["earned"].sum() / cell["possible"].sum(), cell["interaction_id"].nunique())
        for key, cell in grouped
    }


def agree(steps: pd.DataFrame, expected: dict[tuple[str, date, bool], tuple[float, int]]) -> None:
    found = {(each.column_id, each.starts_on, each.of_row): each for each in steps.itertuples()}
    assert found.keys() == expected.keys()
    assert len(found) > 20
    for key, (score, n) in expected.items():
        assert found[key].score == pytest.approx(score, abs=0.0501), key
        assert found[key].interactions == n, key


@pytest.mark.parametrize(
    ("by", "column", "across", "grain"),
    [
        (By.AGENT, "agent_id", Across.AREAS, "week"),
        (By.TEAM, "team", Across.METRICS, "month"),
        (By.QUEUE, "queue_id", Across.AREAS, "day"),
        (By.CHANNEL, "channel", Across.METRICS, "week"),
        (By.TOPIC, "topic", Across.AREAS, "month"),
    ],
)
def test_every_step_of_the_demo_is_that_of_the_raw_answers(
    demo_centre: Database, by: By, column: str, across: Across, grain: Grain
) -> None:
    boss = demo_centre.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    newest = demo_centre.rows("SELECT max(started_at)::DATE AS day FROM interactions")[0]["day"]
    source = "people p WHERE p.supervisor_id IS NOT NULL" if by == By.TEAM else "interactions"
    (row,) = demo_centre.rows(f"SELECT min({column}) AS id FROM {source}")
    scope = TeamScope(period=Period.of_last_days(28, newest))
    period = Period.of_days(score_steps.starts(grain, newest)[0], newest)
    asked = (demo_centre, boss[0]["person_id"], scope, across, grain)
    agree(
        score_steps.steps(*asked, RowAsked(by, row["id"])),
        independent(demo_centre, period, across, grain, column, row["id"]),
    )
    whole = {(key[0], key[1], True): cell for key, cell in
             independent(demo_centre, period, across, grain, "interaction_id", UNKNOWN).items()}  # fmt: skip
    assert {key[:2] for key in whole} == {
        (each.column_id, each.starts_on) for each in score_steps.steps(*asked).itertuples() if each.of_row
    }
    agree(score_steps.steps(*asked), whole)


@pytest.mark.storage
def test_a_lead_sees_neither_a_row_nor_the_rest_of_another_team(small_centre: Database) -> None:
    newest = small_centre.rows("SELECT max(day) AS day FROM area_daily")[0]["day"]
    scope = TeamScope(period=Period.of_last_days(28, newest))

    def n(viewer: str, row: RowAsked | None) -> tuple[int, int]:
        found = score_steps.steps(small_centre, viewer, scope, Across.METRICS, "week", row)
        of_row = found["of_row"].astype(bool)
        return int(found.loc[of_row, "interactions"].sum()), int(found.loc[~of_row, "interactions"].sum())

    # m-verify did not apply once, so six interactions have seventeen answers: Ana eight, Ben three, Cleo six.
    assert n(KIM, None) == (17, 0)
    assert n(KIM, RowAsked(By.AGENT, CLEO)) == (6, 11)
    assert n(SAM, RowAsked(By.AGENT, CLEO)) == (0, 11)
    assert n(SAM, RowAsked(By.TEAM, "South")) == (0, 11)
    assert n(KIM, RowAsked(By.LEAD, SAM)) == (11, 6)
    assert n(SAM, RowAsked(By.LEAD, LEE)) == (0, 11)
    assert n(KIM, RowAsked(By.LEAD, UNKNOWN)) == (0, 17)
    assert n(KIM, RowAsked(By.QUEUE, "q-1")) == (17, 0)
    assert n(KIM, RowAsked(By.CHANNEL, "chat")) == (17, 0)
    assert n(SAM, RowAsked(By.TOPIC, "Room booking")) == (11, 0)
    areas = score_steps.steps(small_centre, SAM, scope, Across.AREAS, "week", RowAsked(By.TOPIC, "Room booking"))
    assert len(areas)
    assert areas["of_row"].all()
    for stranger in (ANA, "ned@example.com", "stranger@example.com", ""):
        assert n(stranger, None) == (0, 0)


@pytest.mark.parametrize(
    ("grain", "first", "last", "number"),
    [
        ("day", date(2026, 11, 5), date(2026, 11, 18), 14),
        ("week", date(2026, 8, 24), date(2026, 11, 16), 13),  # Mondays
        ("month", date(2026, 6, 1), date(2026, 11, 1), 6),
    ],
)
def test_the_steps_end_with_the_running_one(grain: Grain, first: date, last: date, number: int) -> None:
    starts = score_steps.starts(grain, date(2026, 11, 18))
    assert (starts[0], starts[-1], len(starts)) == (first, last, number)
    until = date(2026, 11, 18)
    assert score_steps.step_of(until, starts, until) == (until if grain == "day" else last)
    assert score_steps.step_of(first, starts, until) == first
    assert score_steps.step_of(first - timedelta(1), starts, until) is None
    assert score_steps.step_of(until + timedelta(1), starts, until) is None


def test_a_row_stands_beside_the_rest() -> None:
    one, two = date(2026, 11, 2), date(2026, 11, 9)
    steps = pd.DataFrame(
        [("Empathy", one, True, 70.0, 9), ("Empathy", one, False, 85.0, 90), ("Empathy", two, False, 84.0, 80),
         ("Accuracy", two, True, 50.0, 4)],
        columns=["column_id", "starts_on", "of_row", "score", "interactions"],
    )  # fmt: skip
    found = score_steps.beside(steps).set_index(["column_id", "starts_on"])
    first, second, few = found.loc[("Empathy", one)], found.loc[("Empathy", two)], found.loc[("Accuracy", two)]
    assert (first["score"], first["rest"], first["rest_interactions"], first["below"]) == (70.0, 85.0, 90, True)
    assert pd.isna(second["score"])
    assert (second["interactions"], second["rest"], second["below"]) == (0, 84.0, False)
    assert pd.isna(few["rest"])
    assert (few["rest_interactions"], few["judged"], few["below"]) == (0, False, False)


def test_the_days_of_coaching_are_those_of_that_agent(small_centre: Database) -> None:
    today = date.today()
    asked = coverage.assignments(small_centre, SAM, today), coverage.areas_of_assignments(small_centre, SAM)
    found = score_steps.coached_days(*asked, RowAsked(By.AGENT, ANA), UTC)
    days = dict(
        small_centre.query("SELECT assignment_id, assigned_at::DATE AS day FROM assignments").itertuples(index=False)
    )
    assert [(each.coaching_area, each.coached_on) for each in found.itertuples()] == [
        ("Etiquette", pd.Timestamp(days["ca-ana-old"]).date()),
        *((area, pd.Timestamp(days["ca-ana"]).date()) for area in ("Accuracy", "Compliance", "Etiquette")),
    ]
    assert score_steps.coached_days(*asked, RowAsked(By.AGENT, CLEO), UTC).empty  # she is not Sam's
    assert score_steps.coached_days(*asked, RowAsked(By.TEAM, "North"), UTC).empty
    assert score_steps.coached_days(*asked, None, UTC).empty
