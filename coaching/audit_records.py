"""Audits as they are stored: who scored an interaction when, what each audit answered, and what follows from both.

What an audit answered is a fact and stays (audit_answers). What the newest audits say is a state that follows from it:
each auditor's metric_results, the areas they fail, and the audit score that an interaction shows.
"""

import duckdb

from coaching import daily_totals, scores

AUDIT_ID = "md5(concat_ws(chr(31), interaction_id, auditor_id, epoch_us(audited_at)))"


def store(cursor: duckdb.DuckDBPyConnection, audits: str, answers: str) -> None:
    """Adds audits, or updates the ones known by interaction, auditor and instant, and all that follows from them.

    `audits` and `answers` are tables or views: interaction_id, auditor_id and audited_at in both; score, comment and
    score_computed in the one; metric_id, qualification, comment and position in the other. An audit with answers has
    exactly those from then on. The interactions, auditors and metrics are stored already.
    """
    cursor.execute(f"""
        UPDATE audits a SET score = coalesce(s.score, a.score), comment = coalesce(s.comment, a.comment)
        FROM {audits} s
        WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id AND a.audited_at = s.audited_at""")
    cursor.execute(f"""
        INSERT INTO audits BY NAME
        SELECT *, {AUDIT_ID} AS audit_id
        FROM {audits} ANTI JOIN audits USING (interaction_id, auditor_id, audited_at)""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE stored_answers AS
        SELECT a.audit_id, a.interaction_id, a.auditor_id, s.metric_id, s.position, s.qualification, s.comment
        FROM {answers} s JOIN audits a USING (interaction_id, auditor_id, audited_at)""")
    cursor.execute("DELETE FROM audit_answers WHERE audit_id IN (SELECT audit_id FROM stored_answers)")
    cursor.execute("""
        INSERT INTO audit_answers BY NAME SELECT * EXCLUDE (interaction_id, auditor_id) FROM stored_answers""")
    show_newest_answers(cursor, "stored_answers")
    scores.judge_areas(cursor, audits)
    show_newest_scores(cursor, audits)


def show_newest_answers(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Gives each interaction and auditor in `touched` the metric results of that auditor's newest answered audit."""
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE newest_answers AS
        SELECT newest.interaction_id, newest.auditor_id, w.metric_id, w.position, w.qualification, w.comment
        FROM (
            SELECT interaction_id, auditor_id, arg_max(audit_id, (audited_at, audit_id)) AS audit_id
            FROM audits SEMI JOIN {touched} USING (interaction_id, auditor_id) SEMI JOIN audit_answers USING (audit_id)
            GROUP BY interaction_id, auditor_id
        ) newest
        JOIN audit_answers w USING (audit_id)""")
    cursor.execute("""
        DELETE FROM metric_results r USING newest_answers s
        WHERE r.interaction_id = s.interaction_id AND r.auditor_id = s.auditor_id""")
    cursor.execute("""
        INSERT INTO metric_results BY NAME
        SELECT s.interaction_id, s.metric_id, s.auditor_id, s.position, s.qualification,
               coalesce(r.weight, m.weight) AS weight,
               coalesce(r.negative_weight, m.negative_weight) AS negative_weight,
               (m.fatal OR coalesce(r.fatal_reported, FALSE))
               AND s.qualification NOT IN ('NA', m.expected_response) AS fatal_error,
               s.comment AS justification, coalesce(r.fatal_reported, FALSE) AS fatal_reported
        FROM newest_answers s
        JOIN metrics m USING (metric_id)
        LEFT JOIN metric_results r ON r.interaction_id = s.interaction_id AND r.metric_id = s.metric_id
                                  AND r.auditor_id IS NULL""")


def show_newest_scores(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Gives the interactions in `touched` the score of their newest audit that has one, or says that it is NA."""
    with daily_totals.in_step(cursor, touched):
        cursor.execute(f"""
            UPDATE interactions i SET supervisor_audit_score = newest.found.score
            FROM (
                SELECT interaction_id, arg_max({{'score': score}}, (audited_at, audit_id)) AS found
                FROM audits
                WHERE (score IS NOT NULL OR score_computed)
                  AND interaction_id IN (SELECT interaction_id FROM {touched})
                GROUP BY interaction_id
            ) newest
            WHERE i.interaction_id = newest.interaction_id""")


def unite(cursor: duckdb.DuckDBPyConnection, merged: str) -> None:
    """After several auditors turned out to be one and their audits were given to that one.

    `merged`: a table with new_id, whom they are. The same audit may have come under several names; an audit's id says
    whose it is. Of two the one given under the address counts, with its score and its answers: audits.json says it,
    which is read after the exports that know auditors by name.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE united_audits AS
        SELECT audit_id, interaction_id, auditor_id, {AUDIT_ID} AS united_id,
               row_number() OVER (PARTITION BY interaction_id, auditor_id, audited_at
                                  ORDER BY score IS NULL, audit_id <> {AUDIT_ID}, audit_id) AS place
        FROM audits WHERE auditor_id IN (SELECT new_id FROM {merged})""")
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE united_answers AS
        SELECT u.united_id AS audit_id, w.* EXCLUDE (audit_id)
        FROM united_audits u JOIN audit_answers w USING (audit_id)
        QUALIFY rank() OVER (PARTITION BY u.united_id ORDER BY u.place) = 1""")
    cursor.execute("DELETE FROM audit_answers WHERE audit_id IN (SELECT audit_id FROM united_audits)")
    cursor.execute("INSERT INTO audit_answers BY NAME FROM united_answers")
    cursor.execute("DELETE FROM audits WHERE audit_id IN (SELECT audit_id FROM united_audits WHERE place > 1)")
    cursor.execute("""
        UPDATE audits a SET audit_id = u.united_id FROM united_audits u
        WHERE a.audit_id = u.audit_id AND a.audit_id <> u.united_id""")
    show_newest_answers(cursor, "united_audits")
    scores.judge_areas(cursor, "united_audits")
    show_newest_scores(cursor, "(FROM united_audits WHERE place > 1)")
