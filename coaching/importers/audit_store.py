"""Writing audits: who scored an interaction when, and how they judged its metrics."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

import duckdb

from coaching.importers.people_directory import refresh_supervisions
from coaching.importers.staging import COUNT, FLAG, INSTANT, NUMBER, TEXT, staged
from coaching.quality import stored_audits

# interaction_id, auditor_id, audited_at, score, comment, whether the export named the auditor by name only
AuditRow = tuple[str, str, datetime, float | None, str | None, bool]
# interaction_id, auditor_id, audited_at, metric_id, qualification, comment
ResultRow = tuple[str, str, datetime, str, str, str | None]

_AUDITS = {
    "interaction_id": TEXT,
    "auditor_id": TEXT,
    "audited_at": INSTANT,
    "score": NUMBER,
    "comment": TEXT,
    "by_name": FLAG,
    "score_computed": FLAG,
}
_ANSWERS = {
    "interaction_id": TEXT,
    "auditor_id": TEXT,
    "audited_at": INSTANT,
    "metric_id": TEXT,
    "qualification": TEXT,
    "comment": TEXT,
    "position": COUNT,
}

# An audit that an earlier export named by the auditor's name only.
COME_BY_ADDRESS = """
    UPDATE audits a SET by_name = FALSE FROM staged_audits s
    WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id AND a.audited_at = s.audited_at
      AND a.by_name AND NOT s.by_name"""


def store_audits(cursor: duckdb.DuckDBPyConnection, audits: Sequence[AuditRow], results: Sequence[ResultRow]) -> None:
    """Adds audits, or updates those with the same interaction, auditor and instant, together with their metric results.

    The interactions, auditors and metrics must be stored before.
    """
    if not audits:
        return
    merged: dict[tuple[str, str, datetime], AuditRow] = {}
    for audit in audits:
        known = merged.get(audit[:3], audit)
        score = audit[3] if audit[3] is not None else known[3]
        merged[audit[:3]] = (*audit[:3], score, audit[4] or known[4], audit[5] and known[5])
    positions: Counter[tuple[str, str, datetime]] = Counter()
    answers = []
    for row in {row[:4]: row for row in results}.values():
        positions[row[:3]] += 1
        answers.append((*row, positions[row[:3]]))
    with ExitStack() as stack:
        staged_audits = [(*audit, False) for audit in merged.values()]
        stack.enter_context(staged(cursor, "staged_audits", _AUDITS, staged_audits))
        stack.enter_context(staged(cursor, "staged_answers", _ANSWERS, answers))
        stored_audits.store(cursor)
        cursor.execute(COME_BY_ADDRESS)
        refresh_supervisions(cursor, "SELECT agent_id FROM interactions SEMI JOIN staged_audits USING (interaction_id)")
