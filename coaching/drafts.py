"""Half-filled forms, kept as they are typed: a reload or a click elsewhere loses nothing. Only the writer sees them."""

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from coaching import clock
from coaching.database import Database

Form = Literal["assignment", "audit"]

DRAFT = """
    SELECT content FROM drafts
    WHERE person_id = $viewer AND form = $form AND subject_id = $subject
    ORDER BY saved_at DESC LIMIT 1"""

NEWEST = """
    SELECT max(saved_at) FROM drafts WHERE person_id = $viewer AND form = $form AND subject_id = $subject"""

DISCARD = "DELETE FROM drafts WHERE person_id = $viewer AND form = $form AND subject_id = $subject"

ANY = "SELECT form FROM drafts WHERE person_id = $viewer AND list_contains($subjects, subject_id) LIMIT 1"

DISCARD_ALL = "DELETE FROM drafts WHERE person_id = $viewer AND list_contains($subjects, subject_id)"

SAVE = """
    INSERT INTO drafts
    SELECT person_id, $form, $subject, $content, $saved_at FROM people WHERE person_id = $viewer"""


def draft(database: Database, viewer: str, form: Form, subject_id: str) -> dict[str, Any] | None:
    """What `viewer` has filled in so far, or None. Dates come back as they went in: as text."""
    row = database.first(DRAFT, {"viewer": viewer, "form": form, "subject": subject_id})
    return as_mapping(row["content"]) if row else None


def as_mapping(content: str) -> dict[str, Any] | None:
    """What was kept as JSON, or None where that is no mapping: another version of the app may have kept it."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def save(database: Database, viewer: str, form: Form, subject_id: str, content: dict[str, Any]) -> None:
    """Keeps what `viewer` has filled in, instead of what was kept before. `content` is what JSON can hold."""
    change(database, viewer, form, subject_id, lambda _: content)


def change(
    database: Database,
    viewer: str,
    form: Form,
    subject_id: str,
    how: Callable[[dict[str, Any] | None], dict[str, Any] | None],
) -> None:
    """Changes what is kept in one go: `how` is given it (None: nothing) and returns what is kept instead.

    Two changes of one person overlap as soon as they type quickly: each field that is left starts a run of its own, and
    the one before may not have ended. Reading and writing apart, the later one would lose what the earlier one wrote.
    """
    asked = {"viewer": viewer, "form": form, "subject": subject_id}
    with database.transaction() as cursor:
        found = cursor.execute(DRAFT, asked).fetchall()
        content = how(as_mapping(found[0][0]) if found else None)
        now = clock.instant_after(cursor, NEWEST, asked)
        cursor.execute(DISCARD, asked)
        if content is not None:
            cursor.execute(SAVE, asked | {"content": json.dumps(content), "saved_at": now})


def discard(database: Database, viewer: str, form: Form, subject_id: str) -> None:
    """Forgets the draft."""
    with database.transaction() as cursor:
        cursor.execute(DISCARD, {"viewer": viewer, "form": form, "subject": subject_id})


def has_any(database: Database, viewer: str, subjects: Sequence[str]) -> bool:
    """Whether `viewer` has a draft of any form for one of these subjects."""
    return database.first(ANY, {"viewer": viewer, "subjects": list(subjects)}) is not None


def discard_all(database: Database, viewer: str, subjects: Sequence[str]) -> None:
    """Forgets the drafts of every form for these subjects."""
    with database.transaction() as cursor:
        cursor.execute(DISCARD_ALL, {"viewer": viewer, "subjects": list(subjects)})
