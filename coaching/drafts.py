"""Half-filled forms, kept as they are typed: a reload or a click elsewhere loses nothing. Only the writer sees them."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from coaching import clock
from coaching.database import Database

# "words": the fields of any other form, under the subject "<which form>:<what it is about>".
Form = Literal["assignment", "audit", "words"]

DRAFT = """
    SELECT content FROM drafts
    WHERE person_id = $viewer AND form = $form AND subject_id = $subject
    ORDER BY saved_at DESC LIMIT 1"""

NEWEST = """
    SELECT max(saved_at) FROM drafts WHERE person_id = $viewer AND form = $form AND subject_id = $subject"""

DISCARD = "DELETE FROM drafts WHERE person_id = $viewer AND form = $form AND subject_id = $subject"

ANY = "SELECT form FROM drafts WHERE person_id = $viewer AND list_contains($subjects, subject_id) LIMIT 1"

DISCARD_ALL = "DELETE FROM drafts WHERE person_id = $viewer AND list_contains($subjects, subject_id)"

ABOUT = """
    SELECT subject_id, content FROM drafts
    WHERE person_id = $viewer AND form = 'words' AND list_contains($about, subject_id[strpos(subject_id, ':') + 1:])
    ORDER BY saved_at"""

SAVE = """
    INSERT INTO drafts
    SELECT person_id, $form, $subject, $content, $saved_at FROM people WHERE person_id = $viewer"""


@dataclass(frozen=True)
class Words:
    """What somebody has typed into the fields of a form, and in which tab (any text that tells tabs apart)."""

    texts: dict[str, str] = field(default_factory=dict)
    writer: str = ""


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


def words(database: Database, viewer: str, subject_id: str) -> Words:
    """What `viewer` has typed into the fields of a form, empty where nothing."""
    return _words(draft(database, viewer, "words", subject_id))


def words_about(database: Database, viewer: str, about: Sequence[str]) -> dict[str, Words]:
    """The same of every form about one of these, by subject."""
    rows = database.rows(ABOUT, {"viewer": viewer, "about": list(about)})
    return {row["subject_id"]: _words(as_mapping(row["content"])) for row in rows}


def keep_words(
    database: Database, viewer: str, subject_id: str, field: str, text: str, *, writer: str, known: str, start: str = ""
) -> str | None:
    """Keeps the text of a field, unless another writer has changed it since: then returns theirs and keeps that.

    `known`: what the writer saw there before it was changed. `start`: what stands there while nothing is kept.
    """
    conflict: list[str] = []

    def after(content: dict[str, Any] | None) -> dict[str, Any] | None:
        kept = _words(content)
        stored = kept.texts.get(field, start)
        if stored not in (known, text) and kept.writer != writer:
            conflict.append(stored)
            return content
        texts = {name: each for name, each in kept.texts.items() if name != field}
        texts |= {} if text == start else {field: text}
        return {"texts": texts, "writer": writer} if texts else None

    change(database, viewer, "words", subject_id, after)
    return conflict[0] if conflict else None


def drop_words(
    database: Database, viewer: str, subject_id: str, *, writer: str, known: Mapping[str, Collection[str]]
) -> None:
    """Forgets what was sent. What another writer typed stays, where it is none of the texts `known` for its field."""

    def after(content: dict[str, Any] | None) -> dict[str, Any] | None:
        kept = _words(content)
        if kept.writer == writer:
            return None
        texts = {name: text for name, text in kept.texts.items() if text not in known.get(name, (text,))}
        return {"texts": texts, "writer": kept.writer} if texts else None

    change(database, viewer, "words", subject_id, after)


def _words(content: dict[str, Any] | None) -> Words:
    texts, writer = (content or {}).get("texts"), (content or {}).get("writer")
    if not isinstance(texts, dict):
        return Words()
    kept = {str(name): text for name, text in texts.items() if isinstance(text, str)}
    return Words(kept, writer if isinstance(writer, str) else "")
