"""audits.json: what supervisors scored, and how they judged single metrics."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coaching.importers import fields, json_files, limits
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import leave_out
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.spellings import Spellings

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


def audit(record: dict[str, Any], source: Source) -> Audit:
    """One record. Raises UnusableRecordError where a value cannot be used."""
    values = AUDIT.read(record, source.notes)
    metrics = []
    for element in fields.objects(values, "metrics"):
        metric = METRIC.read(element, source.notes)
        try:
            metric_id = fields.required_identifier(metric, "metric_id")
        except UnusableRecordError as error:
            leave_out(values, error)
            continue
        qualification = fields.qualification(metric, "qualification")
        metrics.append((metric_id, qualification, fields.text(metric, "comment", limits.TEXT)))
    return Audit(
        interaction_id=fields.required_identifier(values, "conversation_id"),
        auditor_email=fields.required_email(values, "auditor_email"),
        auditor_name=fields.text(values, "auditor_name"),
        audited_at=fields.required_past_instant(values, "audited_at"),
        score=fields.score(values, "supervisor_audit_score"),
        comment=fields.text(values, "comment", limits.TEXT),
        metrics=metrics,
    )


FORMAT = Format(
    name="`audits.json`",
    told_by="a list of objects with `auditor_email`, `audited_at` or `supervisor_audit_score`",
    record="audit",
    lands=Lands.AUDITS,
    shapes={Shape.LIST},
    spellings=AUDIT,
    times=AUDIT.spelled("audited_at"),
    needs=(("auditor_email", "audited_at", "supervisor_audit_score"),),
    read=json_files.read,
    parse=audit,
)
