"""The history of what supervisors change: who, when, from what to what. Append-only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import duckdb

Subject = Literal["assignment", "group", "template"]

APPEND = "INSERT INTO changes VALUES ($subject, $subject_id, $viewer, $changed_at, $position, $field, $was, $becomes)"


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
