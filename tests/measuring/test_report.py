"""The report of a quarter: every figure against one computed from the raw tables, in plain pandas."""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching.measuring import coverage, follow_ups, report, score_map
from coaching.measuring.report import Coached, Reach
from coaching.measuring.score_map import Across, By, TeamScope
from coaching.measuring.team_effect import EffectFilter
from coaching.storage.database import Database
from coaching.words.days import Period, quarters
from tests.demo.demo_of_a_day import TODAY
from tests.measuring.test_score_map import points, raw_answers

QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1))


def coached_in_the_quarter(database: Database) -> pd.DataFrame:
    """A row an assignment and coaching area."""
    raw = database.query("""
        SELECT a.assignment_id, a.agent_id, a.assigned_at, aa.coaching_area FROM assignments a, assignment_areas aa
        WHERE a.assignment_id = aa.assignment_id AND a.withdrawn_at IS NULL""")
    return raw[(raw["assigned_at"] >= "2026-07-01") & (raw["assigned_at"] < "2026-10-01")]


@pytest.mark.parametrize("whole_centre", [True, False])
def test_every_figure_of_the_demo_is_that_of_the_raw_tables(demo_centre: Database, whole_centre: bool) -> None:
    people = demo_centre.query("SELECT person_id, team FROM people")
    (boss,) = demo_centre.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    team = None if whole_centre else people["team"].dropna().min()
    asked, scope = (demo_centre, boss["person_id"]), TeamScope(period=QUARTER, team=team)
    areas = coverage.areas_of_assignments(*asked)
    held = follow_ups.follow_ups(
        coverage.assignments(*asked, TODAY), areas, follow_ups.outcomes(*asked), TODAY, ZoneInfo("UTC")
    )
    assigned = follow_ups.asked_for(held, areas, EffectFilter(team=team, assigned=QUARTER))
    scored = score_map.scores(*asked, scope, By.AGENT, Across.AREAS)
    changes = score_map.changes(*asked, scope, None, Across.AREAS)
    columns = score_map.columns(scored, Across.AREAS, {}, {})
    cells = score_map.cells(scored, columns, coverage.coached_areas(assigned, areas))
    by_area = report.by_area(score_map.cells(score_map.whole(changes), columns), changes, assigned, areas)

    raw = coached_in_the_quarter(demo_centre).merge(people, left_on="agent_id", right_on="person_id")
    answers = points(raw_answers(demo_centre, QUARTER), "coaching_area")
    if team is not None:
        raw, answers = raw[raw["team"] == team], answers[answers["team"] == team]
    found = report.coached(assigned, areas)
    assert found == Coached(*(raw[each].nunique() for each in ("assignment_id", "agent_id", "coaching_area")))
    assert found.assignments > 9

    sums = answers.groupby(["agent_id", "coaching_area"]).agg(
        earned=("earned", "sum"), possible=("possible", "sum"), n=("interaction_id", "nunique")
    )
    low = sums[((100 * sums["earned"] / sums["possible"]).round(1) < 80) & (sums["n"] >= 5)]
    coached = set(raw[["agent_id", "coaching_area"]].itertuples(index=False, name=None))
    agents = set(answers["agent_id"])
    expected = Reach(
        agents=len(agents),
        coached=len(agents & set(raw["agent_id"])),
        below=len(low),
        below_coached=len(coached & set(low.index)),
    )
    assert report.reach(cells, assigned) == expected
    assert 0 < expected.below_coached < expected.below

    of_area = answers.groupby("coaching_area").agg(
        earned=("earned", "sum"), possible=("possible", "sum"), n=("interaction_id", "nunique")
    )
    assert len(by_area) == len(of_area) > 5
    assert by_area["score"].is_monotonic_increasing
    for row in by_area.itertuples():
        one, about = of_area.loc[row.coaching_area], raw[raw["coaching_area"] == row.coaching_area]
        assert row.score == pytest.approx(100 * one["earned"] / one["possible"], abs=0.0501)
        assert (row.interactions, row.n_after) == (one["n"], one["n"])
        assert (row.assignments, row.agents) == (about["assignment_id"].nunique(), about["agent_id"].nunique())


def test_it_begins_with_the_newest_quarter_that_is_over_and_in_which_somebody_was_coached() -> None:
    known = quarters(date(2026, 2, 1), date(2026, 11, 24))
    assert [str(each.first) for each in known] == ["2026-10-01", "2026-07-01", "2026-04-01", "2026-01-01"]

    def at_first(*days: str) -> str:
        assigned = pd.DataFrame({"assigned_at": pd.to_datetime(list(days))})
        return str(report.at_first(known, assigned).first)

    assert at_first("2026-11-01", "2026-08-01", "2026-05-01") == "2026-07-01"
    assert at_first("2026-11-01", "2026-05-01") == "2026-04-01"
    assert at_first("2026-11-01") == at_first() == "2026-10-01"
