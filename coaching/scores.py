"""Scores that follow from stored metric results: computed evaluation scores, fatal marks and area_daily.

Everything works on sets: a table or view `touched` with a column interaction_id says which interactions are meant.
Only automatic results count, not the auditors'.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from coaching.scoring import EARNED, POSSIBLE

# One row an interaction and coaching area, of interactions with a day and areas with an applicable metric.
_CONTRIBUTIONS = f"""
    SELECT i.interaction_id, i.agent_id, m.coaching_area, i.started_at::DATE AS day,
           {EARNED} AS earned, {POSSIBLE} AS possible
    FROM metric_results r
    JOIN metrics m USING (metric_id)
    JOIN interactions i USING (interaction_id)
    WHERE r.auditor_id IS NULL AND i.started_at IS NOT NULL AND {{scope}}
    GROUP BY i.interaction_id, i.agent_id, m.coaching_area, day
    HAVING {POSSIBLE} IS NOT NULL"""

_TOUCHED = "r.interaction_id IN (SELECT interaction_id FROM {touched})"


def rebuild_area_daily(cursor: duckdb.DuckDBPyConnection) -> None:
    """Computes area_daily anew from all metric results."""
    cursor.execute("DELETE FROM area_daily")
    cursor.execute(f"""
        INSERT INTO area_daily BY NAME
        SELECT agent_id, coaching_area, day, sum(earned) AS earned, sum(possible) AS possible,
               count(*)::INTEGER AS interactions
        FROM ({_CONTRIBUTIONS.format(scope="TRUE")})
        GROUP BY agent_id, coaching_area, day""")


@contextmanager
def area_daily_in_step(cursor: duckdb.DuckDBPyConnection, touched: str, known: str | None = None) -> Iterator[None]:
    """Around changes to the interactions in `touched` or to their metric results: keeps area_daily right.

    What these interactions contributed before is taken away, what they contribute afterwards is added; so the cost is
    that of what changes. `known` names a smaller table where only some of them existed before.
    """
    before = _CONTRIBUTIONS.format(scope=_TOUCHED.format(touched=known or touched))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE contributions_before AS {before}")
    yield
    after = _CONTRIBUTIONS.format(scope=_TOUCHED.format(touched=touched))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE contributions_after AS {after}")
    # Only what differs is added up: sums of fractions would otherwise drift when the same data comes again.
    add_to_area_daily(
        cursor,
        """
        SELECT agent_id, coaching_area, day, earned, possible, 1 AS interactions
        FROM (FROM contributions_after EXCEPT FROM contributions_before)
        UNION ALL
        SELECT agent_id, coaching_area, day, -earned, -possible, -1
        FROM (FROM contributions_before EXCEPT FROM contributions_after)""",
    )


def add_to_area_daily(cursor: duckdb.DuckDBPyConnection, changes: str) -> None:
    """Adds the rows of the SELECT `changes` (the columns of area_daily, negative to take away) to area_daily."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE area_daily_changes AS
        SELECT agent_id, coaching_area, day, sum(earned) AS earned, sum(possible) AS possible,
               sum(interactions)::INTEGER AS interactions
        FROM ({changes}) GROUP BY agent_id, coaching_area, day""")
    cursor.execute("""
        UPDATE area_daily a SET earned = a.earned + c.earned, possible = a.possible + c.possible,
                                interactions = a.interactions + c.interactions
        FROM area_daily_changes c
        WHERE a.agent_id = c.agent_id AND a.coaching_area = c.coaching_area AND a.day = c.day""")
    cursor.execute("""
        INSERT INTO area_daily BY NAME
        SELECT c.* FROM area_daily_changes c
        ANTI JOIN area_daily a USING (agent_id, coaching_area, day)""")
    cursor.execute("DELETE FROM area_daily WHERE interactions = 0")


def compute_missing_evaluation_scores(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Gives the touched interactions for which the source reported no score the one their metric results add up to."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE unscored AS
        SELECT interaction_id FROM interactions i
        WHERE (evaluation_computed OR kore_evaluation_score IS NULL)
          AND interaction_id IN (SELECT interaction_id FROM {touched})""")
    cursor.execute(f"""
        UPDATE interactions i
        SET kore_evaluation_score = s.score, evaluation_computed = s.score IS NOT NULL
        FROM (
            SELECT u.interaction_id, results.score
            FROM unscored u
            LEFT JOIN (
                SELECT r.interaction_id, 100 * {EARNED} / {POSSIBLE} AS score
                FROM metric_results r JOIN metrics m USING (metric_id)
                WHERE r.auditor_id IS NULL AND {_TOUCHED.format(touched="unscored")}
                GROUP BY r.interaction_id
            ) results USING (interaction_id)
        ) s
        WHERE i.interaction_id = s.interaction_id""")


@contextmanager
def fatal_in_step(
    cursor: duckdb.DuckDBPyConnection, touched: str, reported: str = "NULL", known: str | None = None
) -> Iterator[None]:
    """Around changes to the metric results of the interactions in `touched`: keeps interactions.fatal right.

    An interaction is fatal when one of its results is, or when the source counted fatal errors that no result shows.
    `reported` is an expression over the columns of `touched`: whether the source counts any now, NULL where it does
    not say, in which case an earlier count stands. `known` names a smaller table where only some existed before.
    """
    fatal_results = """SELECT DISTINCT r.interaction_id FROM metric_results r
                       WHERE r.fatal_error AND r.auditor_id IS NULL AND """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE counted_fatal AS
        SELECT i.interaction_id FROM interactions i
        WHERE i.fatal AND i.interaction_id IN (SELECT interaction_id FROM {known or touched})
          AND i.interaction_id NOT IN ({fatal_results + _TOUCHED.format(touched=known or touched)})""")
    yield
    cursor.execute(f"""
        UPDATE interactions i SET fatal = f.fatal
        FROM (
            SELECT t.interaction_id,
                   coalesce({reported}, c.interaction_id IS NOT NULL) OR r.interaction_id IS NOT NULL AS fatal
            FROM {touched} t
            LEFT JOIN counted_fatal c USING (interaction_id)
            LEFT JOIN ({fatal_results + _TOUCHED.format(touched=touched)}) r USING (interaction_id)
        ) f
        WHERE i.interaction_id = f.interaction_id AND i.fatal <> f.fatal""")
