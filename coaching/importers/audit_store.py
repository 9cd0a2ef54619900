"""Writing audits: who scored an interaction when, and how they judged its metrics."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

import duckdb

from coaching.importers.record_order import version
from coaching.importers.staging import COUNT, FLAG, INSTANT, NUMBER, TEXT, staged
from coaching.importers.supervisions import refresh_supervisions
from coaching.quality import stored_audits

_AUDITS = {
    "interaction_id": TEXT,
    "auditor_id": TEXT,
    "audited_at": INSTANT,
    "score": NUMBER,
    "score_order": TEXT,
    "comment": TEXT,
    "comment_order": TEXT,
    "by_name": FLAG,
    "conversation_id": TEXT,
    "said_auditor": TEXT,
    "score_computed": FLAG,
}
_ANSWERS = {
    "interaction_id": TEXT,
    "auditor_id": TEXT,
    "audited_at": INSTANT,
    "metric_id": TEXT,
    "position": COUNT,
    "qualification": TEXT,
    "comment": TEXT,
    "record_order": TEXT,
}


# An audit that another record gives with the evaluation that was audited.
OF_AN_EVALUATION = """
    UPDATE audits a SET conversation_id = NULL FROM staged_audits s
    WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id AND a.audited_at = s.audited_at
      AND a.conversation_id IS NOT NULL AND s.conversation_id IS NULL"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAudit:
    """One audit as one record says it. `order` is that of the record; `answers` has metric_id, position (the place of
    the metric in the record, which stays when the metric turns out to be another one), qualification, comment.

    `by_name`: the record names the auditor by name only. `conversation_id`: it names a conversation without saying
    which agent's evaluation was audited. `said_auditor`: what it calls the auditor, where that is not the auditor_id.
    """

    interaction_id: str
    auditor_id: str
    audited_at: datetime
    score: float | None
    comment: str | None
    by_name: bool
    order: str
    conversation_id: str | None = None
    said_auditor: str | None = None
    answers: Sequence[tuple[str, int, str, str | None]] = ()


# An audit that another record calls its auditor's by another address, or by the name only: an address says more.
COME_BY_ADDRESS = """
    UPDATE audits a SET by_name = s.by_name, said_auditor = s.said_auditor FROM staged_audits s
    WHERE a.interaction_id = s.interaction_id AND a.auditor_id = s.auditor_id AND a.audited_at = s.audited_at
      AND (s.by_name, coalesce(s.said_auditor, '')) < (a.by_name, coalesce(a.said_auditor, ''))"""


def store_audits(cursor: duckdb.DuckDBPyConnection, audits: Sequence[FoundAudit]) -> None:
    """Adds audits, or updates those with the same interaction, auditor and instant, together with their metric results.

    The interactions, auditors and metrics must be stored before.
    """
    if not audits:
        return
    records: defaultdict[tuple[str, str, datetime], list[FoundAudit]] = defaultdict(list)
    for audit in sorted(audits, key=lambda each: each.order):
        records[audit.interaction_id, audit.auditor_id, audit.audited_at].append(audit)
    with ExitStack() as stack:
        rows = [_row(each) for each in records.values()]
        stack.enter_context(staged(cursor, "staged_audits", _AUDITS, rows))
        answers = [row for each in records.values() for row in _answers(each)]
        stack.enter_context(staged(cursor, "staged_answers", _ANSWERS, answers))
        stored_audits.store(cursor)
        cursor.execute(COME_BY_ADDRESS)
        cursor.execute(OF_AN_EVALUATION)
        refresh_supervisions(cursor, "SELECT agent_id FROM interactions SEMI JOIN staged_audits USING (interaction_id)")


def _row(records: Sequence[FoundAudit]) -> tuple[object, ...]:
    """What the records of one audit say together, the newest last."""
    scored = next((each for each in reversed(records) if each.score is not None), None)
    commented = next((each for each in reversed(records) if each.comment), None)
    newest = records[-1]
    return (
        newest.interaction_id,
        newest.auditor_id,
        newest.audited_at,
        scored.score if scored else None,
        version(scored.order) if scored else None,
        commented.comment if commented else None,
        version(commented.order) if commented else None,
        all(each.by_name for each in records),
        None if any(each.conversation_id is None for each in records) else newest.conversation_id,
        min(records, key=lambda each: (each.by_name, each.said_auditor or "")).said_auditor,
        False,
    )


def _answers(records: Sequence[FoundAudit]) -> list[tuple[object, ...]]:
    """The answers of the newest record that has any. Of two to one metric the last one counts."""
    answered = next((each for each in reversed(records) if each.answers), None)
    if answered is None:
        return []
    key = (answered.interaction_id, answered.auditor_id, answered.audited_at)
    once = {metric_id: (metric_id, *answer) for metric_id, *answer in answered.answers}
    return [(*key, *answer, version(answered.order)) for answer in once.values()]
