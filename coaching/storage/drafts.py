"""What has somebody filled into a form without sending it? A reload or a click elsewhere loses nothing of it.

A draft has one version at a time: get() tells it, and put() is refused where another tab has put something since. Only
the person who fills the form in sees its draft.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

import duckdb

from coaching.storage import clock
from coaching.storage.database import Database

# "words": the fields of any other form, under the subject "<which form>:<what it is about>".
Form = Literal["assignment", "audit", "words"]
# A text, or what was chosen from a list.
Value = str | list[str]

DRAFT = """
    SELECT content, saved_at FROM drafts
    WHERE person_id = $viewer_id AND form = $form AND subject_id = $subject
    ORDER BY saved_at DESC LIMIT 1"""

SAVED_AT = """
    SELECT saved_at AS instant FROM drafts WHERE person_id = $viewer_id AND form = $form AND subject_id = $subject"""

DISCARD = "DELETE FROM drafts WHERE person_id = $viewer_id AND form = $form AND subject_id = $subject"

ANY = "SELECT form FROM drafts WHERE person_id = $viewer_id AND list_contains($subjects, subject_id) LIMIT 1"

DISCARD_ALL = "DELETE FROM drafts WHERE person_id = $viewer_id AND list_contains($subjects, subject_id)"

ABOUT = """
    SELECT subject_id, content FROM drafts
    WHERE person_id = $viewer_id AND form = 'words' AND list_contains($about, subject_id[strpos(subject_id, ':') + 1:])
    ORDER BY saved_at"""

SAVE = """
    INSERT INTO drafts
    SELECT person_id, $form, $subject, $content, $saved_at FROM people WHERE person_id = $viewer_id"""


@dataclass(frozen=True)
class Words:
    """What somebody has filled into the fields of a form, and in which tab each (any text that tells tabs apart)."""

    texts: dict[str, Value] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settled:
    """What is kept of a field. `overtaken`: it is what another tab filled in, and contradicts what this one has."""

    value: Any
    overtaken: bool = False


def settle(mine: Any, known: Any, stored: Any) -> Settled:
    """What is kept where one tab has `mine` instead of `known`, and `stored` is there, which another tab filled in.

    Choices from a list (given as lists) do not contradict each other: what either tab added or took away counts.
    """
    if isinstance(mine, list) and isinstance(known, list) and isinstance(stored, list):
        stays = [one for one in stored if one in mine or one not in known]
        return Settled([*stays, *(one for one in mine if one not in known and one not in stored)])
    return Settled(mine) if stored in (known, mine) else Settled(stored, overtaken=True)


class Stored(NamedTuple):
    """A draft as it is kept. `content`: what JSON held, so dates are texts; `version`: when it was put, naive UTC."""

    content: dict[str, Any]
    version: datetime


class NewerDraftError(Exception):
    """Another tab has put something since: `stored` is what is there now, None where it was discarded."""

    def __init__(self, stored: Stored | None) -> None:
        super().__init__("another tab has put a newer version of this draft")
        self.stored = stored


def get(database: Database, viewer_id: str, form: Form, subject_id: str) -> Stored | None:
    """What the viewer has filled in so far with its version, or None.

    The content is empty where another version of the app kept something that this one cannot read.
    """
    row = database.first(DRAFT, {"viewer_id": viewer_id, "form": form, "subject": subject_id})
    return Stored(as_mapping(row["content"]) or {}, row["saved_at"]) if row else None


def put(
    database: Database,
    viewer_id: str,
    form: Form,
    subject_id: str,
    content: Mapping[str, Any],
    version: datetime | None,
) -> datetime:
    """Keeps what the viewer has filled in instead of the `version` before (None: there was none); returns the new one.

    `content` is what JSON can hold. For a viewer_id of no known person it stores nothing. Raises
    NewerDraftError where the draft has another version by now.
    """
    asked = {"viewer_id": viewer_id, "form": form, "subject": subject_id}
    with database.transaction(writes={"drafts"}) as cursor:
        _check_version(cursor, asked, version)
        now = clock.instant_after(cursor, SAVED_AT, asked)
        cursor.execute(DISCARD, asked)
        cursor.execute(SAVE, asked | {"content": json.dumps(dict(content)), "saved_at": now})
    return now


def _check_version(cursor: duckdb.DuckDBPyConnection, asked: dict[str, str], version: datetime | None) -> None:
    found = cursor.execute(DRAFT, asked).fetchall()
    stored = Stored(as_mapping(found[0][0]) or {}, found[0][1]) if found else None
    if (stored.version if stored else None) != version:
        raise NewerDraftError(stored)


def as_mapping(content: str) -> dict[str, Any] | None:
    """What was kept as JSON, or None where that is no mapping: another version of the app may have kept it."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def discard(database: Database, viewer_id: str, form: Form, subject_id: str) -> None:
    """Forgets the draft."""
    with database.transaction(writes={"drafts"}) as cursor:
        cursor.execute(DISCARD, {"viewer_id": viewer_id, "form": form, "subject": subject_id})


def has_any(database: Database, viewer_id: str, subjects: Sequence[str]) -> bool:
    """Whether the viewer has a draft of any form for one of these subjects."""
    return database.first(ANY, {"viewer_id": viewer_id, "subjects": list(subjects)}) is not None


def discard_all(database: Database, viewer_id: str, subjects: Sequence[str]) -> None:
    """Forgets the drafts of every form for these subjects."""
    with database.transaction(writes={"drafts"}) as cursor:
        cursor.execute(DISCARD_ALL, {"viewer_id": viewer_id, "subjects": list(subjects)})


def words(database: Database, viewer_id: str, subject_id: str, form: Form = "words") -> Words:
    """What the viewer has filled into the fields of a form, empty where nothing."""
    stored = get(database, viewer_id, form, subject_id)
    return _words(stored.content if stored else None)


def words_about(database: Database, viewer_id: str, about: Sequence[str]) -> dict[str, Words]:
    """What the viewer has filled into every form that is about one of these, by subject."""
    rows = database.rows(ABOUT, {"viewer_id": viewer_id, "about": list(about)})
    return {row["subject_id"]: _words(as_mapping(row["content"])) for row in rows}


def keep_words(
    database: Database,
    viewer_id: str,
    subject_id: str,
    texts: Mapping[str, Value],
    *,
    writer: str,
    known: Mapping[str, Value],
    start: Mapping[str, Value],
    form: Form = "words",
) -> dict[str, Settled]:
    """Keeps what stands in these fields, unless another writer has changed one since; returns what is kept of each.

    `known`: what the writer saw there before it was changed. `start`: what stands there while nothing is kept.
    """
    stored = get(database, viewer_id, form, subject_id)
    while True:
        before = _words(stored.content if stored else None)
        values, writers = dict(before.texts), dict(before.writers)
        settled: dict[str, Settled] = {}
        for name, mine in texts.items():
            own = before.writers.get(name) == writer
            settled[name] = Settled(mine) if own else settle(mine, known[name], before.texts.get(name, start[name]))
            if not settled[name].overtaken:
                values[name], writers[name] = settled[name].value, writer
        values = {name: value for name, value in values.items() if name not in start or value != start[name]}
        if values == before.texts and writers == before.writers:
            return settled
        try:
            _put_words(database, viewer_id, form, subject_id, Words(values, writers), stored)
        except NewerDraftError as newer:
            stored = newer.stored
            continue
        return settled


def drop_words(
    database: Database, viewer_id: str, subject_id: str, *, writer: str, known: Mapping[str, Collection[Value]]
) -> None:
    """Forgets what was sent. What another writer typed stays, where it is none of the texts `known` for its field."""

    stored = get(database, viewer_id, "words", subject_id)
    while True:
        before = _words(stored.content if stored else None)
        theirs = {
            name: text
            for name, text in before.texts.items()
            if before.writers.get(name) != writer and text not in known.get(name, (text,))
        }
        try:
            _put_words(database, viewer_id, "words", subject_id, Words(theirs, before.writers), stored)
        except NewerDraftError as newer:
            stored = newer.stored
            continue
        return


def _put_words(
    database: Database, viewer_id: str, form: Form, subject_id: str, words: Words, before: Stored | None
) -> None:
    """Keeps these words instead of what was there before; no words are no draft."""
    writers = {name: each for name, each in words.writers.items() if name in words.texts}
    if words.texts:
        content = {"texts": dict(words.texts), "writers": writers}
        put(database, viewer_id, form, subject_id, content, before.version if before else None)
    elif before is not None:
        asked = {"viewer_id": viewer_id, "form": form, "subject": subject_id}
        with database.transaction(writes={"drafts"}) as cursor:
            _check_version(cursor, asked, before.version)
            cursor.execute(DISCARD, asked)


def _words(content: dict[str, Any] | None) -> Words:
    found = content or {}
    texts, writers = found.get("texts", _of_older_audit(found)), found.get("writers")
    if not isinstance(texts, dict):
        return Words()
    readable = {
        name: value
        for name, value in texts.items()
        if isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    }
    return Words(readable, {name: each for name, each in as_texts(writers).items() if name in readable})


def as_texts(value: object) -> dict[str, str]:
    """The texts in a mapping that JSON held; none where it is no mapping."""
    return {name: each for name, each in value.items() if isinstance(each, str)} if isinstance(value, dict) else {}


def _of_older_audit(content: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an audit's draft as they were kept before each had a writer."""
    parts = {f"{part} {name}": each for part in ("answers", "comments")
             for name, each in as_texts(content.get(part)).items()}  # fmt: skip
    return parts | {name: content[name] for name in ("comment",) if name in content}
