"""Follow-ups: what is due, held on time and repeated, and figures of the demo against ones from the raw tables."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.measuring import coverage, follow_ups
from coaching.measuring.team_effect import EffectFilter
from coaching.storage.database import Database
from coaching.words.days import Period
from tests.demo.demo_of_a_day import TODAY

UTC, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")
DAY = pd.Timestamp(2026, 11, 10, 9)


def test_the_figures_of_the_demo_are_those_of_the_raw_tables(demo_centre: Database) -> None:
    (boss,) = demo_centre.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    asked = (demo_centre, boss["person_id"])
    areas, outcomes = coverage.areas_of_assignments(*asked), follow_ups.outcomes(*asked)
    held = follow_ups.follow_ups(coverage.assignments(*asked, TODAY), areas, outcomes, TODAY, UTC)
    found = follow_ups.by_supervisor(held).set_index("assigned_by")
    raw = demo_centre.query("SELECT * FROM assignments WHERE withdrawn_at IS NULL")
    recorded = demo_centre.query("SELECT * FROM outcomes").sort_values("recorded_at").groupby("assignment_id")
    first, newest = recorded["recorded_at"].first(), recorded["outcome"].last()
    about = demo_centre.query("SELECT assignment_id, coaching_area FROM assignment_areas")
    assert len(found) == raw["assigned_by"].nunique() > 3
    for supervisor, rows in raw.groupby("assigned_by"):
        days = pd.to_datetime(rows["follow_up_on"])
        at = rows["assignment_id"].map(first)
        on_time = at.notna() & (at.dt.normalize() <= days)
        row = found.loc[supervisor]
        assert (row["assignments"], row["held"], row["on_time"]) == (len(rows), at.notna().sum(), on_time.sum())
        assert row["due"] == (at.notna() | (days < pd.Timestamp(TODAY))).sum()
        assert row["closed"] == (rows["assignment_id"].map(newest) == "closed").sum()
        assert row["repeated"] == sum(was_coached_before(each, raw, about) for each in rows.itertuples())


def was_coached_before(one: object, raw: pd.DataFrame, about: pd.DataFrame) -> bool:
    mine = set(about.loc[about["assignment_id"] == one.assignment_id, "coaching_area"])  # type: ignore[attr-defined]
    before = raw[(raw["agent_id"] == one.agent_id) & (raw["assigned_at"] < one.assigned_at)  # type: ignore[attr-defined]
                 & (raw["assigned_at"] >= one.assigned_at - timedelta(days=91))]  # type: ignore[attr-defined] # fmt: skip
    return bool(about[about["assignment_id"].isin(before["assignment_id"])]["coaching_area"].isin(mine).any())


ASSIGNMENTS = pd.DataFrame(
    [
        ("one", "ana", "North", "sam", DAY - timedelta(100), date(2026, 8, 20), pd.Timestamp(2026, 8, 20, 23, 30)),
        ("two", "ana", "North", "sam", DAY - timedelta(20), date(2026, 10, 30), pd.Timestamp(2026, 11, 2, 8)),
        ("three", "ana", "North", "lee", DAY - timedelta(5), date(2026, 11, 9), pd.NaT),
        ("four", "ben", None, "sam", DAY, date(2026, 11, 20), pd.NaT),
    ],
    columns=["assignment_id", "agent_id", "team", "assigned_by", "assigned_at", "follow_up_on", "over_at"],
)
AREAS = pd.DataFrame(
    [("one", "Empathy"), ("two", "Empathy"), ("three", "Empathy"), ("three", "Accuracy"), ("four", "Empathy")],
    columns=["assignment_id", "coaching_area"],
)
OUTCOMES = pd.DataFrame({"assignment_id": ["one", "two"], "outcome": ["recognise", "continue_coaching"]})
ASKED = (ASSIGNMENTS, AREAS, OUTCOMES, date(2026, 11, 10))


def test_on_time_is_by_the_end_of_its_day_where_the_viewer_is() -> None:
    found = follow_ups.follow_ups(*ASKED, UTC).set_index("assignment_id")
    assert found["due"].tolist() == [True, True, True, False]
    assert found["on_time"].tolist() == [True, False, False, False]
    assert found["days_late"].fillna(-1).tolist() == [0, 3, -1, -1]
    # 23:30 in UTC is the next day in Berlin.
    assert not follow_ups.follow_ups(*ASKED, BERLIN)["on_time"].any()


def test_coaching_on_the_same_area_within_three_months_is_repeated() -> None:
    found = follow_ups.follow_ups(*ASKED, UTC).set_index("assignment_id")
    assert found["repeated"].to_dict() == {"one": False, "two": True, "three": True, "four": False}


def test_by_supervisor_and_by_the_filters_of_the_effect() -> None:
    held = follow_ups.follow_ups(*ASKED, UTC)
    rows = follow_ups.by_supervisor(held).set_index("assigned_by")
    assert rows.index.tolist() == ["sam", "lee"]
    assert rows.loc["sam", ["assignments", "due", "held", "on_time", "repeated", "recognise", "training"]].tolist() == [
        3, 2, 2, 1, 1, 1, 0,
    ]  # fmt: skip
    assert rows.loc["sam", "median_days_late"] == 1.5
    for filters, expected in (
        (EffectFilter(coaching_area="Accuracy"), ["three"]),
        (EffectFilter(supervisor_id="lee"), ["three"]),
        (EffectFilter(team="North"), ["one", "two", "three"]),
        (EffectFilter(assigned=Period.of_days(date(2026, 10, 1), date(2026, 11, 9))), ["two", "three"]),
    ):
        assert follow_ups.asked_for(held, AREAS, filters)["assignment_id"].tolist() == expected
