"""The list of interactions of all agents whom the viewer sees: every filter and order against the raw tables."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from coaching.quality import daily_totals, interaction_list
from coaching.quality.interaction_filter import EVERYTHING, InteractionFilter, Range
from coaching.quality.interaction_list import NEWEST_FIRST, By, Sorted, WideScope
from coaching.storage.database import Database
from coaching.words.days import Period
from tests.permission_marks import permission_of

SAM, KIM = "sam@example.com", "kim@example.com"
NOVEMBER = Period.of_days(date(2026, 11, 1), date(2026, 11, 30))
Expected = Callable[[pd.DataFrame], "pd.Series[bool]"]


@pytest.fixture(scope="module")
def overseer(shared_centre: Database) -> str:
    """Somebody who supervises many in the shared data."""
    return str(shared_centre.query("FROM supervisions")["supervisor_id"].value_counts().index[0])


def raw(database: Database, viewer: str, period: Period | None = NOVEMBER) -> pd.DataFrame:
    """The interactions of the agents whom the viewer supervises, straight from the tables."""
    supervised = database.query("FROM supervisions")
    own = set(supervised.loc[supervised["supervisor_id"] == viewer, "agent_id"]) - {viewer}
    found = database.query("FROM interactions")
    found = found[found["agent_id"].isin(own) & found["started_at"].notna()]
    if period is None:
        return found
    days = found["started_at"].dt.date
    return found[(days >= period.first) & (days <= period.last)]


def listed(
    database: Database, viewer: str, filters: InteractionFilter = EVERYTHING, order: Sorted = NEWEST_FIRST, **scope: str
) -> pd.DataFrame:
    wide = replace(WideScope(period=NOVEMBER), **scope)  # type: ignore[arg-type]
    rows, total = interaction_list.interactions(database, viewer, wide, filters, order, page=1, size=5_000)
    assert len(rows) == total
    return rows


def between(column: str, low: float, high: float) -> Expected:
    return lambda found: found[column].round(1).between(low, high)


def with_transcript(database: Database) -> set[str]:
    return set(database.query("SELECT DISTINCT interaction_id FROM turns")["interaction_id"])


FILTERS: list[tuple[InteractionFilter, Expected]] = [
    (EVERYTHING, lambda found: found["interaction_id"].notna()),
    (InteractionFilter(fatal=True), lambda found: found["fails_fatally"]),
    (InteractionFilter(kore=Range(50, 80)), between("kore_evaluation_score", 50, 80)),
    (InteractionFilter(audit=Range(0, 60)), between("supervisor_audit_score", 0, 60)),
    (InteractionFilter(sentiment=Range(-10, 0)), between("sentiment_score", -10, 0)),
    (
        InteractionFilter(kore=Range(0, 70), below_pass_score=True),
        lambda found: (found["kore_evaluation_score"] < found["pass_score"]) & (found["kore_evaluation_score"] <= 70),
    ),
]


@pytest.mark.storage
@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_a_filter_lets_through_what_the_tables_say(
    shared_centre: Database, overseer: str, filters: InteractionFilter, expected: Expected
) -> None:
    found = raw(shared_centre, overseer)
    wanted = set(found.loc[expected(found), "interaction_id"])
    assert set(listed(shared_centre, overseer, filters)["interaction_id"]) == wanted != set()


@pytest.mark.storage
def test_each_value_of_topic_language_direction_queue_and_channel(shared_centre: Database, overseer: str) -> None:
    found = raw(shared_centre, overseer)
    choices = interaction_list.choices(shared_centre, overseer, None, None)
    ever = raw(shared_centre, overseer, period=None)
    offered = {
        "topic": choices.topics,
        "language": choices.languages,
        "direction": choices.directions,
        "queue_id": list(choices.queues),
        "channel": choices.channels,
    }
    for column, values in offered.items():
        assert set(values) == set(ever[column].dropna()), column
        for value in list(values)[:3]:
            narrowed = (
                listed(shared_centre, overseer, **{column: value})  # type: ignore[arg-type]
                if column in ("queue_id", "channel")
                else listed(shared_centre, overseer, InteractionFilter(**{column: value}))  # type: ignore[arg-type]
            )
            assert set(narrowed["interaction_id"]) == set(found.loc[found[column] == value, "interaction_id"]), column


def test_with_and_without_a_transcript(shared_centre: Database, overseer: str) -> None:
    found, there = raw(shared_centre, overseer), with_transcript(shared_centre)
    for wanted in (True, False):
        rows = listed(shared_centre, overseer, InteractionFilter(transcript=wanted))
        assert set(rows["interaction_id"]) == set(
            found.loc[found["interaction_id"].isin(there) == wanted, "interaction_id"]
        )


@pytest.mark.storage
def test_doubtful_scores(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        for interaction, audit in (("c-ana-1", 55), ("c-ana-3", 85.1), ("c-ben-1", 75)):
            cursor.execute(
                "UPDATE interactions SET supervisor_audit_score = ? WHERE interaction_id = ?", [audit, interaction]
            )
    rows, _ = interaction_list.interactions(
        small_centre, SAM, WideScope(), InteractionFilter(doubtful=True), page=1, size=9
    )
    assert dict(zip(rows["interaction_id"], rows["scores_differ_by"], strict=True)) == {"c-ana-1": 15, "c-ben-1": 15}


def test_a_range_is_of_scores_as_they_are_shown(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET kore_evaluation_score = 59.96 WHERE interaction_id = 'c-ana-1'")
        cursor.execute("UPDATE interactions SET kore_evaluation_score = 59.94 WHERE interaction_id = 'c-ana-2'")
    for kore, expected in ((Range(60, 100), {"c-ana-1", "c-ana-3", "c-ben-1"}), (Range(0, 59.9), {"c-ana-2"})):
        rows, _ = interaction_list.interactions(
            small_centre, SAM, WideScope(), InteractionFilter(kore=kore), page=1, size=9
        )
        assert set(rows["interaction_id"]) == expected


@pytest.mark.storage
@permission_of(interaction_list.at_random)
def test_some_at_random_of_those_that_pass(shared_centre: Database, overseer: str, small_centre: Database) -> None:
    filters, scope = InteractionFilter(audited=False), WideScope(period=NOVEMBER)
    passing = set(listed(shared_centre, overseer, filters)["interaction_id"])
    drawn = [
        interaction_list.at_random(shared_centre, overseer, scope, filters, many=5, seed=seed)
        for seed in (1, 1, *range(2, 40))
    ]
    assert drawn[0] == drawn[1]
    assert all(len(set(each)) == 5 and set(each) <= passing for each in drawn)
    assert len({each for some in drawn for each in some}) > 80  # of 195 that can be drawn
    for viewer, seen in ((SAM, {"c-ana-2", "c-ana-3", "c-ben-1"}), ("ana@example.com", set()), ("nobody", set())):
        found = interaction_list.at_random(small_centre, viewer, WideScope(), filters, many=5, seed=1)
        assert set(found) == seen


@pytest.mark.storage
def test_a_failed_metric_of_any_agent(shared_centre: Database, overseer: str) -> None:
    results = shared_centre.query("FROM metric_results r JOIN metrics m USING (metric_id) WHERE auditor_id IS NULL")
    failed = results[(results["qualification"] != "NA") & (results["qualification"] != results["expected_response"])]
    metric = failed["metric_id"].value_counts().index[0]
    mine = raw(shared_centre, overseer)
    unaudited = mine[~mine["interaction_id"].isin(shared_centre.query("FROM audits")["interaction_id"])]
    expected = set(failed.loc[failed["metric_id"] == metric, "interaction_id"]) & set(unaudited["interaction_id"])
    rows = listed(shared_centre, overseer, InteractionFilter(failed_metric_id=metric))
    assert set(rows["interaction_id"]) & set(unaudited["interaction_id"]) == expected != set()


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("descending", [False, True])
def test_every_order(shared_centre: Database, overseer: str, by: By, descending: bool) -> None:
    rows = listed(shared_centre, overseer, order=Sorted(by, descending))
    column = {
        By.DATE: rows["started_at"],
        By.DURATION: rows["ended_at"] - rows["started_at"],
        By.FAILS: rows["failed_areas"].map(len, na_action="ignore").astype(float),
        By.KORE: rows["kore_evaluation_score"],
        By.AUDIT: rows["supervisor_audit_score"],
        By.SENTIMENT: rows["sentiment_score"],
    }.get(by)
    values = rows[by].str.lower() if column is None else column
    known = values.dropna()
    assert list(known.index) == list(range(len(known)))  # what has no value comes last
    assert list(known) == sorted(known, reverse=descending)
    assert len(rows) == len(raw(shared_centre, overseer))


@permission_of(interaction_list.interactions, interaction_list.choices)
@pytest.mark.parametrize("unknown", [[], ["of-nobody"], [KIM]])
def test_nothing_of_another_team_nor_of_oneself(small_centre: Database, unknown: list[str]) -> None:
    """Nor of an agent who is not known: whoever sees everybody is asked about more quickly where there is none, and
    where they have no interactions themselves."""
    with small_centre.transaction() as cursor:
        for agent in (SAM, *unknown):
            cursor.execute(
                "INSERT INTO interactions SELECT * REPLACE (? AS interaction_id, ? AS agent_id) FROM interactions "
                "WHERE interaction_id = 'c-ana-1'",
                [f"c-{agent}", agent],
            )
        cursor.execute("UPDATE interactions SET topic = 'Secret of ' || agent_id")
        daily_totals.rebuild(cursor)
    teams = {
        SAM: {"ana@example.com", "ben@example.com"},
        "lee@example.com": {"cleo@example.com"},
        KIM: {"ana@example.com", "ben@example.com", "cleo@example.com", SAM},
        "ana@example.com": set(),
        "ned@example.com": set(),
        "stranger@example.com": set(),
        "": set(),
    }
    for viewer, seen in teams.items():
        rows, total = interaction_list.interactions(small_centre, viewer, WideScope(), page=1, size=50)
        assert set(rows["agent_id"]) == seen
        assert total == len(rows)
        scored = InteractionFilter(kore=Range(0, 100))
        rows, total = interaction_list.interactions(small_centre, viewer, WideScope(), scored, page=1, size=50)
        assert set(rows["agent_id"]) == seen
        assert total == len(rows)
        for narrowed in (WideScope(team="South"), WideScope(agent_id="cleo@example.com")):
            rows, total = interaction_list.interactions(small_centre, viewer, narrowed, page=1, size=50)
            assert set(rows["agent_id"]) == seen & {"cleo@example.com"}
            assert total == len(rows)
        only = InteractionFilter(interaction_ids=("c-cleo-1", "c-ana-1"))
        rows, _ = interaction_list.interactions(small_centre, viewer, WideScope(), only, page=1, size=50)
        assert set(rows["agent_id"]) == seen & {"ana@example.com", "cleo@example.com"}
        offered = interaction_list.choices(small_centre, viewer, None, None)
        assert {topic.removeprefix("Secret of ") for topic in offered.topics} == seen
        assert bool(offered.queues) == bool(seen)
