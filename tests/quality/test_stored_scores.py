"""Scores in SQL: the rule of quality/scoring.py over many interactions, and the daily totals kept in step with it."""

from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.quality import daily_totals, stored_scores
from coaching.quality.scoring import evaluation_score
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import DAILY_TOTALS, rows, snapshot
from tests.metric_results import metric_result

DAY = datetime(2026, 4, 1, 12)
METRICS = (("m-1", "Etiquette", "YES"), ("m-2", "Etiquette", "NO"), ("m-3", "Compliance", "YES"))

results = st.lists(
    st.tuples(
        st.sampled_from(METRICS),
        st.sampled_from(("YES", "NO", "NA")),
        st.sampled_from((0.0, 5.0, 12.5, 30.0)),
        st.sampled_from((0.0, 20.0)),
        st.booleans(),
    ),
    max_size=5,
    unique_by=lambda result: result[0],
)
interactions = st.lists(
    st.tuples(st.sampled_from(("a-1", "a-2")), st.sampled_from((None, 0, 1)), results), min_size=1, max_size=6
)
Result = tuple[tuple[str, str, str], str, float, float, bool]


def insert(cursor: Any, number: int, agent: str, day: int | None, results: list[Result]) -> None:
    cursor.execute(
        """INSERT INTO interactions BY NAME
           SELECT $id AS interaction_id, $agent AS agent_id, $at AS started_at, FALSE AS evaluation_computed,
                  FALSE AS sentiment_estimated, FALSE AS fatal""",
        {"id": f"i-{number}", "agent": agent, "at": None if day is None else DAY + timedelta(days=day)},
    )
    insert_results(cursor, number, results)


def insert_results(cursor: Any, number: int, results: list[Result]) -> None:
    for position, ((metric, _, expected), qualification, weight, negative_weight, fatal) in enumerate(results, start=1):
        cursor.execute(
            """INSERT INTO metric_results (interaction_id, metric_id, position, qualification, weight, negative_weight,
                                           fatal_error) VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [
                f"i-{number}", metric, position, qualification, weight, negative_weight,
                fatal and qualification not in ("NA", expected),
            ],
        )  # fmt: skip


def database_of(many: list[tuple[str, int | None, list[Result]]]) -> Database:
    database = databases.fresh()
    with database.transaction() as cursor:
        cursor.executemany(
            "INSERT INTO metrics VALUES (?, NULL, ?, ?, 0, 0, FALSE, ?, 1)",
            [[metric, metric, area, expected] for metric, area, expected in METRICS],
        )
        for number, (agent, day, results) in enumerate(many):
            insert(cursor, number, agent, day, results)
        daily_totals.rebuild(cursor)
    return database


@pytest.mark.storage
@settings(max_examples=databases.examples(60), deadline=None)
@given(interactions)
def test_the_sql_gives_the_score_of_the_rule(many: list[tuple[str, int | None, list[Result]]]) -> None:
    with closing(database_of(many)) as database:
        with database.transaction() as cursor:
            stored_scores.compute_missing_evaluation_scores(cursor, "interactions")
        found = dict(rows(database, "SELECT interaction_id, kore_evaluation_score FROM interactions"))
    for number, (_, _, results) in enumerate(many):
        expected = evaluation_score(
            metric_result(qualification, weight, negative, fatal, expected)
            for (_, _, expected), qualification, weight, negative, fatal in results
        )
        assert found[f"i-{number}"] == (None if expected is None else pytest.approx(expected))


@pytest.mark.storage
@settings(max_examples=databases.examples(60), deadline=None)
@given(
    before=interactions,
    changed=st.sets(st.integers(0, 5)),
    after=results,
    agent=st.sampled_from(("a-1", "a-3")),
    topic=st.sampled_from(("Bills", "none")),
)
def test_daily_totals_in_step_are_what_a_rebuild_gives(
    before: list[tuple[str, int | None, list[Result]]], changed: set[int], after: list[Result], agent: str, topic: str
) -> None:
    database = database_of(before)
    with database.transaction() as cursor:
        cursor.execute("CREATE TEMP TABLE touched (interaction_id VARCHAR)")
        for number in changed:
            cursor.execute("INSERT INTO touched VALUES (?)", [f"i-{number}"])
        with daily_totals.in_step(cursor, "touched"):
            for number in changed:
                cursor.execute(
                    "UPDATE interactions SET agent_id = ?, queue_id = 'q', topic = nullif(?, 'none'), "
                    "kore_evaluation_score = 60, pass_score = 70, fails_fatally = TRUE, supervisor_audit_score = 50 "
                    "WHERE interaction_id = ?",
                    [agent, topic, f"i-{number}"],
                )
                cursor.execute("DELETE FROM metric_results WHERE interaction_id = ?", [f"i-{number}"])
                insert_results(cursor, number, after)
    in_step = snapshot(database, DAILY_TOTALS)
    with database.transaction() as cursor:
        daily_totals.rebuild(cursor)
    assert snapshot(database, DAILY_TOTALS) == in_step
    database.close()


def test_area_daily_by_hand() -> None:
    many: list[tuple[str, int | None, list[Result]]] = [
        ("a-1", 0, [(METRICS[0], "YES", 10.0, 0.0, False), (METRICS[1], "YES", 30.0, 0.0, False)]),
        ("a-1", 0, [(METRICS[0], "YES", 10.0, 0.0, False), (METRICS[2], "NO", 5.0, 0.0, True)]),
        ("a-1", None, [(METRICS[0], "YES", 10.0, 0.0, False)]),
        ("a-1", 1, [(METRICS[0], "NA", 10.0, 0.0, False)]),
    ]
    found = rows(
        database_of(many), "SELECT coaching_area, day, earned, possible, interactions FROM area_daily ORDER BY ALL"
    )
    assert found == [("Compliance", DAY.date(), 0.0, 5.0, 1), ("Etiquette", DAY.date(), 20.0, 50.0, 2)]
