"""Which scores, fatal marks, met and failed areas follow from stored metric results?

Everything works on sets: a table or view `touched` with a column interaction_id says which interactions are meant.
Scores and interactions.fatal are those of the automatic evaluation. Which areas an interaction met and failed, and
whether it failed fatally, follows from the answers that count (answer_that_counts.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT, AUDITED, AUTOMATIC_ANSWERS, DECIMALS
from coaching.quality.scoring import ADHERED, AREAS_AS_TEXT, EARNED, FAILED, LOST, POSSIBLE

_TOUCHED = "r.interaction_id IN (SELECT interaction_id FROM {touched})"


def compute_missing_evaluation_scores(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Gives the touched interactions for which the source reported no score the one their metric results add up to."""
    ((unscored,),) = cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE unscored AS
        SELECT interaction_id FROM interactions i
        WHERE (evaluation_computed OR kore_evaluation_score IS NULL)
          AND interaction_id IN (SELECT interaction_id FROM {touched})""").fetchall()
    if not unscored:
        return
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


# Of the areas that fail, those of a failed fatal metric first, then most points lost first: fatal_then_costliest. Both
# lists are NULL where no metric applied, and empty where none was met or failed.
_JUDGED = f"""
    SELECT interaction_id,
           CASE WHEN bool_or(met OR failed)
                THEN coalesce(list(coaching_area ORDER BY coaching_area) FILTER (met), []) END AS met,
           CASE WHEN bool_or(met OR failed)
                THEN coalesce(list(coaching_area ORDER BY fatal DESC, lost DESC, coaching_area) FILTER (failed), [])
           END AS failed,
           bool_or(fatal) AS fatal
    FROM (
        SELECT r.interaction_id, m.coaching_area, bool_or({ADHERED}) AS met,
               bool_or({FAILED}) AS failed,
               round(sum({LOST}) FILTER ({FAILED}), {DECIMALS}) AS lost,
               bool_or(r.fatal_error) AS fatal
        FROM {{answers}} r JOIN metrics m USING (metric_id)
        GROUP BY r.interaction_id, m.coaching_area)
    GROUP BY interaction_id"""


def judge_areas(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Says anew which coaching areas the touched interactions met and failed, and whether they failed fatally.

    By the answers that count. An interaction fails fatally as well when the source counted fatal errors that no
    automatic result shows: nobody can have overruled those.
    """
    interactions = f"SELECT interaction_id FROM {touched}"
    audited = cursor.execute(AUDITED.format(interactions=interactions)).fetchall()
    answers = (ANSWERS_THAT_COUNT if audited else AUTOMATIC_ANSWERS).format(interactions=interactions)
    judged = _JUDGED.format(answers=answers)
    cursor.execute(f"""
        UPDATE interactions i
        SET met_areas = j.met, failed_areas = j.failed, failed_areas_text = j.failed_text,
            fails_fatally = j.fatal OR (i.fatal AND NOT j.shown)
        FROM (
            SELECT t.interaction_id, found.met, found.failed,
                   {AREAS_AS_TEXT.format(areas="found.failed")} AS failed_text, coalesce(found.fatal, FALSE) AS fatal,
                   shown.interaction_id IS NOT NULL AS shown
            FROM (SELECT DISTINCT interaction_id FROM {touched}) t
            LEFT JOIN ({judged}) found ON found.interaction_id = t.interaction_id
            LEFT JOIN (
                SELECT DISTINCT r.interaction_id FROM metric_results r
                WHERE r.fatal_error AND r.auditor_id IS NULL AND {_TOUCHED.format(touched=touched)}
            ) shown ON shown.interaction_id = t.interaction_id
        ) j
        WHERE i.interaction_id = j.interaction_id
          AND (i.met_areas, i.failed_areas, i.failed_areas_text, i.fails_fatally)
              IS DISTINCT FROM (j.met, j.failed, j.failed_text, j.fatal OR (i.fatal AND NOT j.shown))""")
