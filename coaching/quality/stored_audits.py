"""What is stored of audits: who scored an interaction when, what each audit answered, and what follows from both?

What an audit answered is a fact and stays (audit_answers). What the newest audits say is a state that follows from it:
each auditor's metric_results, the areas they fail, and the audit score that an interaction shows.
"""

import duckdb

from coaching.quality import daily_totals, stored_scores
from coaching.quality.scoring import FAILED, FORM_FATAL, FORM_NEGATIVE_WEIGHT, FORM_WEIGHT, SHARED

# What storing an audit writes to.
WRITES = {
    "audits", "audit_answers", "audit_orders", "metric_results", "interactions",
    *daily_totals.TABLES,
}  # fmt: skip

AUDIT_ID = "md5(concat_ws(chr(31), interaction_id, auditor_id, epoch_us(audited_at)))"

# Of what several records say of one audit the newest counts, part by part (audit_orders). What the app says has no
# order and is newest.
UPDATE_KNOWN = """
    UPDATE audits a SET
        score = CASE WHEN s.score IS NOT NULL AND coalesce(s.score_order, '~') >= coalesce(s.known_score_order, '')
                     THEN s.score ELSE coalesce(a.score, s.score) END,
        comment = CASE WHEN s.comment IS NOT NULL
                            AND coalesce(s.comment_order, '~') >= coalesce(s.known_comment_order, '')
                       THEN s.comment ELSE coalesce(a.comment, s.comment) END
    FROM (
        SELECT s.*, k.audit_id, o.score_order AS known_score_order, o.comment_order AS known_comment_order
        FROM staged_audits s JOIN audits k USING (interaction_id, auditor_id, audited_at)
        LEFT JOIN audit_orders o ON o.audit_id = k.audit_id
    ) s
    WHERE a.audit_id = s.audit_id"""

INSERT_NEW = f"""
    INSERT INTO audits BY NAME
    SELECT * EXCLUDE (score_order, comment_order), {AUDIT_ID} AS audit_id
    FROM staged_audits ANTI JOIN audits USING (interaction_id, auditor_id, audited_at)"""

STORED_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE stored_answers AS
    SELECT a.audit_id, s.metric_id, s.position, s.qualification, s.comment, s.record_order
    FROM staged_answers s JOIN audits a USING (interaction_id, auditor_id, audited_at)
    LEFT JOIN audit_orders o ON o.audit_id = a.audit_id
    WHERE coalesce(s.record_order, '~') >= coalesce(o.answers_order, '')"""

DELETE_ANSWERS = "DELETE FROM audit_answers WHERE audit_id IN (SELECT audit_id FROM stored_answers)"

INSERT_ANSWERS = "INSERT INTO audit_answers BY NAME SELECT * EXCLUDE (record_order) FROM stored_answers"

NEW_ORDERS = """
    CREATE OR REPLACE TEMP TABLE new_orders AS
    SELECT a.audit_id,
           greatest(o.score_order, CASE WHEN s.score IS NOT NULL THEN s.score_order END) AS score_order,
           greatest(o.comment_order, CASE WHEN s.comment IS NOT NULL THEN s.comment_order END) AS comment_order,
           greatest(o.answers_order, w.record_order) AS answers_order
    FROM staged_audits s JOIN audits a USING (interaction_id, auditor_id, audited_at)
    LEFT JOIN audit_orders o ON o.audit_id = a.audit_id
    LEFT JOIN (SELECT audit_id, max(record_order) AS record_order FROM stored_answers GROUP BY audit_id) w
        ON w.audit_id = a.audit_id"""

DELETE_ORDERS = "DELETE FROM audit_orders WHERE audit_id IN (SELECT audit_id FROM new_orders)"

INSERT_ORDERS = """
    INSERT INTO audit_orders BY NAME
    FROM new_orders WHERE coalesce(score_order, comment_order, answers_order) IS NOT NULL"""

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
           coalesce(automatic.weight, {FORM_WEIGHT}) AS weight,
           coalesce(automatic.negative_weight, {FORM_NEGATIVE_WEIGHT}) AS negative_weight,
           ({FORM_FATAL} OR coalesce(automatic.fatal_reported, FALSE)) AND {FAILED} AS fatal_error,
           r.comment AS justification, coalesce(automatic.fatal_reported, FALSE) AS fatal_reported
    FROM newest_answers r
    JOIN metrics m USING (metric_id) JOIN interactions i USING (interaction_id)
    {SHARED.format(form_id="i.form_id")}
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

# Of each part the newest counts; without orders the one given under the address, which comes from audits.json.
UNITED_AUDITS = f"""
    CREATE OR REPLACE TEMP TABLE united_audits AS
    SELECT audit_id, united_id, bool_and(by_name) OVER same AS by_name,
           first_value(said_auditor) OVER (same ORDER BY by_name, coalesce(said_auditor, '')) AS said_auditor,
           first_value(score) OVER (same ORDER BY
               score IS NULL, coalesce(score_order, '') DESC, audit_id <> united_id, audit_id) AS score,
           max(score_order) OVER same AS score_order,
           first_value(comment) OVER (same ORDER BY
               comment IS NULL, coalesce(comment_order, '') DESC, audit_id <> united_id, audit_id) AS comment,
           max(comment_order) OVER same AS comment_order,
           max(answers_order) OVER same AS answers_order,
           CASE WHEN count(*) OVER same = count(conversation_id) OVER same THEN conversation_id END AS conversation_id,
           interaction_id, auditor_id,
           row_number() OVER (same ORDER BY
               coalesce(answers_order, '') DESC, score IS NULL, audit_id <> united_id, audit_id) AS place
    FROM (
        SELECT a.*, {AUDIT_ID} AS united_id, o.score_order, o.comment_order, o.answers_order
        FROM audits a LEFT JOIN audit_orders o USING (audit_id) WHERE {{condition}}
    )
    WINDOW same AS (PARTITION BY united_id)"""

UNITED_ANSWERS = """
    CREATE OR REPLACE TEMP TABLE united_answers AS
    SELECT u.united_id AS audit_id, w.* EXCLUDE (audit_id)
    FROM united_audits u JOIN audit_answers w USING (audit_id)
    QUALIFY rank() OVER (PARTITION BY u.united_id ORDER BY u.place) = 1"""

DELETE_UNITED_ANSWERS = "DELETE FROM audit_answers WHERE audit_id IN (SELECT audit_id FROM united_audits)"

INSERT_UNITED_ANSWERS = "INSERT INTO audit_answers BY NAME FROM united_answers"

DELETE_REPEATED = "DELETE FROM audits WHERE audit_id IN (SELECT audit_id FROM united_audits WHERE place > 1)"

RENAME_UNITED = """
    UPDATE audits a SET audit_id = u.united_id, by_name = u.by_name, said_auditor = u.said_auditor,
        conversation_id = u.conversation_id,
        score = u.score, comment = u.comment
    FROM united_audits u WHERE a.audit_id = u.audit_id"""

UNITED_ORDERS = """
    CREATE OR REPLACE TEMP TABLE new_orders AS
    SELECT united_id AS audit_id, score_order, comment_order, answers_order FROM united_audits WHERE place = 1"""

FORGET_ORDERS = "DELETE FROM audit_orders WHERE audit_id IN (SELECT audit_id FROM united_audits)"

TOUCHED_BY_UNITING = """
    CREATE OR REPLACE TEMP TABLE touched_audits AS SELECT DISTINCT interaction_id, auditor_id FROM united_audits"""


def store(cursor: duckdb.DuckDBPyConnection) -> None:
    """Adds audits, or updates those known by interaction, auditor and instant, and brings all that follows into line.

    They are read from two tables or views that the caller has made: staged_audits (interaction_id, auditor_id,
    audited_at, score, comment, score_computed, score_order,
    comment_order) and staged_answers (interaction_id, auditor_id, audited_at,
    metric_id, qualification, comment, position, record_order). An audit with answers has exactly those from then on,
    unless those of a newer record are stored. The interactions, auditors and metrics are stored already.
    """
    for statement in (
        UPDATE_KNOWN,
        INSERT_NEW,
        STORED_ANSWERS,
        DELETE_ANSWERS,
        INSERT_ANSWERS,
        NEW_ORDERS,
        DELETE_ORDERS,
        INSERT_ORDERS,
        TOUCHED_BY_STAGED,
    ):
        cursor.execute(statement)
    _show_newest(cursor)


def unite(cursor: duckdb.DuckDBPyConnection) -> None:
    """After several auditors turned out to be one and their audits were given to that one.

    The view merged_people has them, as new_id. The same audit may have come under several names; an audit's id says
    whose it is. Of two the newest counts, and without an order the one given under the address.
    """
    _unite(cursor, "auditor_id IN (SELECT new_id FROM merged_people)")


def bring_into_line(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """After the interactions in `touched` (a table with interaction_id) were given other results, or audits of others.
    The same audit may have come under two ids of the interaction."""
    condition = f"interaction_id IN (SELECT interaction_id FROM {touched})"
    if cursor.execute(f"FROM audits WHERE {condition} LIMIT 1").fetchall():
        _unite(cursor, condition)


def _unite(cursor: duckdb.DuckDBPyConnection, condition: str) -> None:
    for statement in (
        UNITED_AUDITS.format(condition=condition),
        UNITED_ANSWERS,
        DELETE_UNITED_ANSWERS,
        INSERT_UNITED_ANSWERS,
        DELETE_REPEATED,
        RENAME_UNITED,
        FORGET_ORDERS,
        UNITED_ORDERS,
        INSERT_ORDERS,
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
