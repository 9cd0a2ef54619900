"""What has been changed: who, when, from what to what? Append-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import duckdb

from coaching.storage import clock

Subject = Literal["assignment", "group", "template", "setting", "person", "backup"]

APPEND = """
    INSERT INTO changes
    SELECT $subject, unnest($subject_ids::VARCHAR[]), $viewer_id, $changed_at, c.position, c.field, c.was, c.becomes
    FROM (SELECT unnest(range(1, len($fields::VARCHAR[]) + 1))::INTEGER AS position,
                 unnest($fields::VARCHAR[]) AS field, unnest($was::VARCHAR[]) AS was,
                 unnest($becomes::VARCHAR[]) AS becomes) c"""

CHANGED_AT = """
    SELECT changed_at AS instant FROM changes
    WHERE subject = $subject AND subject_id IN (SELECT unnest($subject_ids::VARCHAR[]))"""

NEWEST = """
    SELECT c.changed_by, c.field FROM changes c
    WHERE c.subject = $subject AND c.subject_id = $subject_id
      AND c.changed_at = (SELECT max(n.changed_at) FROM changes n
                          WHERE n.subject = $subject AND n.subject_id = $subject_id)
    ORDER BY c.position"""


def next_instant(cursor: duckdb.DuckDBPyConnection, subject: Subject, subject_ids: Sequence[str]) -> datetime:
    """The instant to note for a change of these subjects that is made now: later than every earlier change of them."""
    return clock.instant_after(cursor, CHANGED_AT, {"subject": subject, "subject_ids": list(subject_ids)})


def append(
    cursor: duckdb.DuckDBPyConnection,
    subject: Subject,
    subject_ids: Sequence[str],
    viewer_id: str,
    changed_at: datetime,
    fields: Mapping[str, tuple[str | None, str | None]],
) -> None:
    """Notes the same change of each of these subjects inside its own transaction.

    `fields`: what a field was and becomes, by name, in order.
    """
    cursor.execute(
        APPEND,
        {
            "subject": subject,
            "subject_ids": list(subject_ids),
            "viewer_id": viewer_id,
            "changed_at": changed_at,
            "fields": list(fields),
            "was": [was for was, _ in fields.values()],
            "becomes": [becomes for _, becomes in fields.values()],
        },
    )


def newest(cursor: duckdb.DuckDBPyConnection, subject: Subject, subject_id: str) -> tuple[str | None, list[str]]:
    """The person_id of whoever made the newest change, and the fields it was about; (None, []) where none is noted."""
    rows = cursor.execute(NEWEST, {"subject": subject, "subject_id": subject_id}).fetchall()
    return (rows[0][0], [field for _, field in rows]) if rows else (None, [])
