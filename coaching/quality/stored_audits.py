"""What is stored of audits: who scored an interaction when, what each audit answered, and what follows from both?

What an audit answered is a fact and stays (audit_answers). What the newest audits say is a state that follows from it:
each auditor's metric_results, the areas they fail, and the audit score that an interaction shows.
"""

import duckdb

from coaching.quality import daily_totals, stored_scores
from coaching.quality.scoring import FAILED

# What storing an audit writes to.
WRITES = {
    "audits", "audit_answers", "metric_results", "interactions", *(totals.table for totals in daily_totals.TOTALS),
}  # fmt: skip

AUDIT_ID = "md5(concat_ws(chr(31), interaction_id, auditor_id, epoch_us(audited_at)))"

UPDATE_KNOWN = """
    UPDATE audits a SET score = coalesce(s.score, a.score), comment = coalesce(s.comment, a.comment)
    FROM staged_audits s
    WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id AND a.audited_at = s.audited_at"""

INSERT_NEW = f"""
    INSERT INTO audits BY NAME
    SELECT *, {AUDIT_ID} AS audit_id
    FROM staged_audits ANTI JOIN audits USING (interaction_id, auditor_id, audited_at)"""

STORED_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE stored_answers AS
    SELECT a.audit_id, s.metric_id, s.position, s.qualification, s.comment
    FROM staged_answers s JOIN audits a USING (interaction_id, auditor_id, audited_at)"""

DELETE_ANSWERS = "DELETE FROM audit_answers WHERE audit_id IN (SELECT audit_id FROM stored_answers)"

INSERT_ANSWERS = "INSERT INTO audit_answers BY NAME FROM stored_answers"

TOUCHED_BY_STAGED = """
    CREATE OR REPLACE TEMP TABLE touched_audits AS SELECT DISTINCT interaction_id, auditor_id FROM staged_audits"""

# The answers of each auditor's newest audit that has any.
NEWEST_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE newest_answers AS
    SELECT newest.interaction_id, newest.auditor_id, w.metric_id, w.position, w.qualification, w.comment
    FROM (
        SELECT interaction_id, auditor_id, arg_max(audit_id, (audited_at, audit_id)) AS audit_id
        FROM audits SEMI JOIN touched_audits USING (interaction_id, auditor_id)
        SEMI JOIN audit_answers USING (audit_id)
        GROUP BY interaction_id, auditor_id
    ) newest
    JOIN audit_answers w USING (audit_id)"""

DELETE_RESULTS = """
    DELETE FROM metric_results r USING newest_answers s
    WHERE r.interaction_id = s.interaction_id AND r.auditor_id = s.auditor_id"""

INSERT_RESULTS = f"""
    INSERT INTO metric_results BY NAME
    SELECT r.interaction_id, r.metric_id, r.auditor_id, r.position, r.qualification,
           coalesce(automatic.weight, m.weight) AS weight,
           coalesce(automatic.negative_weight, m.negative_weight) AS negative_weight,
           (m.fatal OR coalesce(automatic.fatal_reported, FALSE)) AND {FAILED} AS fatal_error,
           r.comment AS justification, coalesce(automatic.fatal_reported, FALSE) AS fatal_reported
    FROM newest_answers r
    JOIN metrics m USING (metric_id)
    LEFT JOIN metric_results automatic ON automatic.interaction_id = r.interaction_id
                                      AND automatic.metric_id = r.metric_id AND automatic.auditor_id IS NULL"""

# Of an interaction's newest audit that has a score, or that says it is NA.
UPDATE_SCORES = """
    UPDATE interactions i SET supervisor_audit_score = newest.found.score
    FROM (
        SELECT interaction_id, arg_max({'score': score}, (audited_at, audit_id)) AS found
        FROM audits
        WHERE (score IS NOT NULL OR score_computed)
          AND interaction_id IN (SELECT interaction_id FROM touched_audits)
        GROUP BY interaction_id
    ) newest
    WHERE i.interaction_id = newest.interaction_id"""

UNITED_AUDITS = f"""
    CREATE OR REPLACE TEMP TABLE united_audits AS
    SELECT audit_id, interaction_id, auditor_id, {AUDIT_ID} AS united_id,
           bool_and(by_name) OVER (PARTITION BY interaction_id, auditor_id, audited_at) AS by_name,
           row_number() OVER (PARTITION BY interaction_id, auditor_id, audited_at
                              ORDER BY score IS NULL, audit_id <> {AUDIT_ID}, audit_id) AS place
    FROM audits WHERE auditor_id IN (SELECT new_id FROM merged_people)"""

UNITED_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE united_answers AS
    SELECT u.united_id AS audit_id, w.* EXCLUDE (audit_id)
    FROM united_audits u JOIN audit_answers w USING (audit_id)
    QUALIFY rank() OVER (PARTITION BY u.united_id ORDER BY u.place) = 1"""

DELETE_UNITED_ANSWERS = "DELETE FROM audit_answers WHERE audit_id IN (SELECT audit_id FROM united_audits)"

INSERT_UNITED_ANSWERS = "INSERT INTO audit_answers BY NAME FROM united_answers"

DELETE_REPEATED = "DELETE FROM audits WHERE audit_id IN (SELECT audit_id FROM united_audits WHERE place > 1)"

RENAME_UNITED = """
    UPDATE audits a SET audit_id = u.united_id FROM united_audits u
    WHERE a.audit_id = u.audit_id AND a.audit_id <> u.united_id"""

COME_BY_ADDRESS = """
    UPDATE audits a SET by_name = FALSE FROM united_audits u
    WHERE a.audit_id = u.united_id AND a.by_name AND NOT u.by_name"""

TOUCHED_BY_UNITING = """
    CREATE OR REPLACE TEMP TABLE touched_audits AS SELECT DISTINCT interaction_id, auditor_id FROM united_audits"""


def store(cursor: duckdb.DuckDBPyConnection) -> None:
    """Adds audits, or updates those known by interaction, auditor and instant, and brings all that follows into line.

    They are read from two tables or views that the caller has made: staged_audits (interaction_id, auditor_id,
    audited_at, score, comment, score_computed) and staged_answers (interaction_id, auditor_id, audited_at, metric_id,
    qualification, comment, position). An audit with answers has exactly those from then on. The interactions, auditors
    and metrics are stored already.
    """
    for statement in (UPDATE_KNOWN, INSERT_NEW, STORED_ANSWERS, DELETE_ANSWERS, INSERT_ANSWERS, TOUCHED_BY_STAGED):
        cursor.execute(statement)
    _show_newest(cursor)


def unite(cursor: duckdb.DuckDBPyConnection) -> None:
    """After several auditors turned out to be one and their audits were given to that one.

    The view merged_people has them, as new_id. The same audit may have come under several names; an audit's id says
    whose it is. Of two the one given under the address counts, with its score and its answers: audits.json says it,
    which is read after the exports that know auditors by name.
    """
    for statement in (
        UNITED_AUDITS,
        UNITED_ANSWERS,
        DELETE_UNITED_ANSWERS,
        INSERT_UNITED_ANSWERS,
        DELETE_REPEATED,
        RENAME_UNITED,
        COME_BY_ADDRESS,
        TOUCHED_BY_UNITING,
    ):
        cursor.execute(statement)
    _show_newest(cursor)


def _show_newest(cursor: duckdb.DuckDBPyConnection) -> None:
    """Brings into line what follows from the audits of the interactions and auditors in touched_audits."""
    for statement in (NEWEST_ANSWERS, DELETE_RESULTS, INSERT_RESULTS):
        cursor.execute(statement)
    with daily_totals.in_step(cursor, "touched_audits"):
        stored_scores.judge_areas(cursor, "touched_audits")
        cursor.execute(UPDATE_SCORES)
