"""The history of what supervisors change: who, when, from what to what. Append-only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import duckdb

Subject = Literal["assignment", "group", "template"]

APPEND = "INSERT INTO changes VALUES ($subject, $subject_id, $viewer, $changed_at, $position, $field, $was, $becomes)"

NEWEST = """
    SELECT coalesce(p.name, c.changed_by), c.field
    FROM changes c LEFT JOIN people p ON p.person_id = c.changed_by
    WHERE c.subject = $subject AND c.subject_id = $subject_id
      AND c.changed_at = (SELECT max(n.changed_at) FROM changes n
                          WHERE n.subject = $subject AND n.subject_id = $subject_id)
    ORDER BY c.position"""


def append(
    cursor: duckdb.DuckDBPyConnection,
    subject: Subject,
    subject_id: str,
    viewer: str,
    changed_at: datetime,
    fields: Mapping[str, tuple[str | None, str | None]],
) -> None:
    """Notes a change inside its own transaction. `fields`: what a field was and becomes, by name, in order."""
    for position, (field, (was, becomes)) in enumerate(fields.items(), 1):
        cursor.execute(
            APPEND,
            {
                "subject": subject,
                "subject_id": subject_id,
                "viewer": viewer,
                "changed_at": changed_at,
                "position": position,
                "field": field,
                "was": was,
                "becomes": becomes,
            },
        )


def newest(cursor: duckdb.DuckDBPyConnection, subject: Subject, subject_id: str) -> tuple[str, list[str]]:
    """Who made the newest change, by name, and the fields it was about; ("Somebody", []) where none is noted."""
    rows = cursor.execute(NEWEST, {"subject": subject, "subject_id": subject_id}).fetchall()
    return (rows[0][0], [field for _, field in rows]) if rows else ("Somebody", [])
