"""Writing audits: who scored an interaction when, and how they judged its metrics."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

import duckdb

from coaching import scores
from coaching.importers.audit_scores import AUDIT_ID, show_newest_scores
from coaching.importers.people_directory import refresh_supervisions
from coaching.importers.staging import COUNT, INSTANT, NUMBER, TEXT, staged

# interaction_id, auditor_id, audited_at, score, comment
AuditRow = tuple[str, str, datetime, float | None, str | None]
# interaction_id, auditor_id, audited_at, metric_id, qualification, comment
ResultRow = tuple[str, str, datetime, str, str, str | None]

_AUDITS = {"interaction_id": TEXT, "auditor_id": TEXT, "audited_at": INSTANT, "score": NUMBER, "comment": TEXT}
_RESULTS = {
    "interaction_id": TEXT,
    "auditor_id": TEXT,
    "audited_at": INSTANT,
    "metric_id": TEXT,
    "qualification": TEXT,
    "justification": TEXT,
    "position": COUNT,
}


def store_audits(cursor: duckdb.DuckDBPyConnection, audits: Sequence[AuditRow], results: Sequence[ResultRow]) -> None:
    """Adds audits, or updates the ones known by interaction, auditor and instant; one audit's results stay together.

    The interactions, auditors and metrics are stored already.
    """
    if not audits:
        return
    merged: dict[tuple[str, str, datetime], AuditRow] = {}
    for audit in audits:
        known = merged.get(audit[:3], audit)
        score = audit[3] if audit[3] is not None else known[3]
        merged[audit[:3]] = (*audit[:3], score, audit[4] or known[4])
    ordered = [(*row, position) for position, row in enumerate({row[:4]: row for row in results}.values(), start=1)]
    with ExitStack() as stack:
        stack.enter_context(staged(cursor, "staged_audits", _AUDITS, list(merged.values())))
        stack.enter_context(staged(cursor, "staged_audit_results", _RESULTS, ordered))
        cursor.execute("""
            UPDATE audits a SET score = coalesce(s.score, a.score), comment = coalesce(s.comment, a.comment)
            FROM staged_audits s
            WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id
              AND a.audited_at = s.audited_at""")
        cursor.execute(f"""
            INSERT INTO audits BY NAME
            SELECT *, {AUDIT_ID} AS audit_id
            FROM staged_audits ANTI JOIN audits USING (interaction_id, auditor_id, audited_at)""")
        _store_results(cursor)
        scores.judge_areas(cursor, "staged_audits")
        show_newest_scores(cursor, "staged_audits")
        refresh_supervisions(cursor, "SELECT agent_id FROM interactions SEMI JOIN staged_audits USING (interaction_id)")


def _store_results(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keeps one set of results an auditor and interaction: that of the newest audit."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE newest_audit_results AS
        SELECT s.* FROM staged_audit_results s
        WHERE s.audited_at = (
            SELECT max(a.audited_at) FROM audits a
            WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id)""")
    cursor.execute("""
        DELETE FROM metric_results r USING newest_audit_results s
        WHERE r.interaction_id = s.interaction_id AND r.auditor_id = s.auditor_id""")
    cursor.execute("""
        INSERT INTO metric_results BY NAME
        SELECT s.interaction_id, s.metric_id, s.auditor_id, s.position, s.qualification,
               coalesce(r.weight, m.weight) AS weight,
               coalesce(r.negative_weight, m.negative_weight) AS negative_weight,
               m.fatal AND s.qualification NOT IN ('NA', m.expected_response) AS fatal_error, s.justification
        FROM newest_audit_results s
        JOIN metrics m USING (metric_id)
        LEFT JOIN metric_results r ON r.interaction_id = s.interaction_id AND r.metric_id = s.metric_id
                                  AND r.auditor_id IS NULL""")
