"""Half-filled forms, kept as they are typed: a reload or a click elsewhere loses nothing. Only the writer sees them."""

import json
from typing import Any, Literal

from coaching.database import Database, utc_now

Form = Literal["assignment", "audit"]

DRAFT = """
    SELECT content FROM drafts
    WHERE person_id = $viewer AND form = $form AND subject_id = $subject
    ORDER BY saved_at DESC LIMIT 1"""

DISCARD = "DELETE FROM drafts WHERE person_id = $viewer AND form = $form AND subject_id = $subject"

SAVE = """
    INSERT INTO drafts
    SELECT person_id, $form, $subject, $content, $saved_at FROM people WHERE person_id = $viewer"""


def draft(database: Database, viewer: str, form: Form, subject_id: str) -> dict[str, Any] | None:
    """What `viewer` has filled in so far, or None. Dates come back as they went in: as text."""
    row = database.first(DRAFT, {"viewer": viewer, "form": form, "subject": subject_id})
    return json.loads(row["content"]) if row else None


def save(database: Database, viewer: str, form: Form, subject_id: str, content: dict[str, Any]) -> None:
    """Keeps what `viewer` has filled in, instead of what was kept before. `content` is what JSON can hold."""
    asked = {"viewer": viewer, "form": form, "subject": subject_id}
    with database.transaction() as cursor:
        cursor.execute(DISCARD, asked)
        cursor.execute(SAVE, asked | {"content": json.dumps(content), "saved_at": utc_now()})


def discard(database: Database, viewer: str, form: Form, subject_id: str) -> None:
    """Forgets the draft."""
    with database.transaction() as cursor:
        cursor.execute(DISCARD, {"viewer": viewer, "form": form, "subject": subject_id})
