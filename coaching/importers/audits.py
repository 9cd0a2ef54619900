"""audits.json: what supervisors scored, and how they judged single metrics."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from coaching.importers import fields, limits
from coaching.importers.audit_store import AuditRow, ResultRow, store_audits
from coaching.importers.fields import Spellings
from coaching.importers.people_directory import Directory
from coaching.importers.refused_records import UnusableRecordError

AUDIT = Spellings(
    {
        "conversation_id": ("interaction_id",),
        "auditor_email": (),
        "auditor_name": (),
        "audited_at": (),
        "supervisor_audit_score": ("score",),
        "comment": (),
        "metrics": (),
    }
)
METRIC = Spellings({"metric_id": (), "qualification": (), "comment": ("justification",)})


@dataclass(frozen=True, kw_only=True)
class Audit:
    """One record of audits.json; `metrics` has metric_id, qualification and comment."""

    interaction_id: str
    auditor_email: str
    auditor_name: str | None
    audited_at: datetime
    score: float | None
    comment: str | None
    metrics: list[tuple[str, str, str | None]] = field(default_factory=list)


def audit(record: dict[str, Any]) -> Audit:
    """One record. Raises UnusableRecordError where a value cannot be used."""
    values = AUDIT.read(record)
    metrics = []
    for element in fields.objects(values, "metrics"):
        metric = METRIC.read(element)
        metrics.append(
            (
                fields.required_text(metric, "metric_id", limits.ID),
                fields.qualification(metric, "qualification"),
                fields.text(metric, "comment", limits.TEXT),
            )
        )
    return Audit(
        interaction_id=fields.required_text(values, "conversation_id", limits.ID),
        auditor_email=fields.required_email(values, "auditor_email"),
        auditor_name=fields.text(values, "auditor_name"),
        audited_at=fields.required_past_instant(values, "audited_at"),
        score=fields.score(values, "supervisor_audit_score"),
        comment=fields.text(values, "comment", limits.TEXT),
        metrics=metrics,
    )


def check(audit: Audit, interactions: dict[str, str], metrics: set[str]) -> None:
    """Raises UnusableRecordError where the audit names an interaction or a metric that does not exist."""
    if audit.interaction_id not in interactions:
        raise UnusableRecordError("conversation_id", f"there is no interaction {fields.shown(audit.interaction_id)}")
    for metric_id, _, _ in audit.metrics:
        if metric_id not in metrics:
            raise UnusableRecordError("metric_id", f"there is no metric {fields.shown(metric_id)}")


def store(cursor: duckdb.DuckDBPyConnection, audits: list[Audit]) -> None:
    """Stores checked audits. The person who audited becomes the agent's supervisor if their permissions allow it."""
    directory = Directory(cursor)
    rows: list[AuditRow] = []
    results: list[ResultRow] = []
    for one in audits:
        auditor_id = directory.supervisor(one.auditor_email, one.auditor_name)
        rows.append((one.interaction_id, auditor_id, one.audited_at, one.score, one.comment, False))
        results.extend((one.interaction_id, auditor_id, one.audited_at, *metric) for metric in one.metrics)
    directory.store(cursor)
    store_audits(cursor, rows, results)
