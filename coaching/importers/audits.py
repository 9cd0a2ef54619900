"""Checking and writing the audits of audits.json."""

import duckdb

from coaching.importers import fields
from coaching.importers.audit_store import AuditRow, ResultRow, store_audits
from coaching.importers.formats.audits_json import Audit
from coaching.importers.people_directory import Directory
from coaching.importers.refused_records import UnusableRecordError


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
