"""Checking and writing the audits of audits.json."""

from collections.abc import Sequence

import duckdb

from coaching.importers.audit_store import FoundAudit, store_audits
from coaching.importers.formats.audits_json import Audit
from coaching.importers.known_interactions import KnownInteractions
from coaching.importers.people_directory import Directory
from coaching.importers.refused_records import NotThereYetError, shown


def check(audit: Audit, known: KnownInteractions, metrics: set[str]) -> None:
    """Raises NotThereYetError where the audit names an interaction or a metric that no import has brought so far."""
    if known.conversation(audit.interaction_id) is None:
        raise NotThereYetError("conversation_id", f"there is no interaction {shown(audit.interaction_id)}")
    for metric_id, _, _ in audit.metrics:
        if metric_id not in metrics:
            raise NotThereYetError("metric_id", f"there is no metric {shown(metric_id)}")


def store(cursor: duckdb.DuckDBPyConnection, audits: Sequence[tuple[str, Audit]], known: KnownInteractions) -> None:
    """Stores checked audits, each with the order of its record. The person who audited becomes the agent's supervisor
    where people.json lists them with the permissions of one."""
    directory = Directory(cursor)
    in_order = sorted(audits, key=lambda audit: audit[0])
    for order, one in in_order:
        directory.auditor_at(one.auditor_email, one.auditor_name, order)
    directory.store(cursor)
    found = []
    for order, one in in_order:
        interaction_id = known.conversation(one.interaction_id) or one.interaction_id
        found.append(
            FoundAudit(
                interaction_id=interaction_id,
                auditor_id=directory.person_id(one.auditor_email),
                said_auditor=directory.said(one.auditor_email),
                audited_at=one.audited_at,
                score=one.score,
                comment=one.comment,
                by_name=False,
                order=order,
                conversation_id=interaction_id,
                answers=[
                    (metric_id, position, qualification, comment)
                    for position, (metric_id, qualification, comment) in enumerate(one.metrics, start=1)
                ],
            )
        )
    store_audits(cursor, found)
