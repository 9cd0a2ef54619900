"""The filters of a page as somebody left them, found again on their next visit. Nobody else ever sees them."""

import json
from typing import Any

from coaching.storage import clock
from coaching.storage.database import Database
from coaching.storage.drafts import as_mapping

SAVED = """
    SELECT content FROM saved_filters
    WHERE person_id = $viewer AND page = $page
    ORDER BY saved_at DESC LIMIT 1"""

SAVED_AT = "SELECT saved_at AS instant FROM saved_filters WHERE person_id = $viewer AND page = $page"

ANY = "SELECT page FROM saved_filters WHERE person_id = $viewer LIMIT 1"

FORGET_ALL = "DELETE FROM saved_filters WHERE person_id = $viewer"

FORGET = "DELETE FROM saved_filters WHERE person_id = $viewer AND page = $page"

SAVE = """
    INSERT INTO saved_filters
    SELECT person_id, $page, $content, $saved_at FROM people WHERE person_id = $viewer"""


def saved(database: Database, viewer: str, page: str) -> dict[str, Any] | None:
    """What `viewer` left in the filters of `page`, or None. Dates come back as they went in: as text."""
    row = database.first(SAVED, {"viewer": viewer, "page": page})
    return as_mapping(row["content"]) if row else None


def has_any(database: Database, viewer: str) -> bool:
    """Whether anything is kept for `viewer`, of whatever page."""
    return database.first(ANY, {"viewer": viewer}) is not None


def forget_all(database: Database, viewer: str) -> None:
    """Forgets what is kept for `viewer` of all pages."""
    with database.transaction() as cursor:
        cursor.execute(FORGET_ALL, {"viewer": viewer})


def save(database: Database, viewer: str, page: str, content: dict[str, Any]) -> None:
    """Keeps the filters instead of those kept before. `content` is what JSON can hold."""
    asked = {"viewer": viewer, "page": page}
    with database.transaction() as cursor:
        now = clock.instant_after(cursor, SAVED_AT, asked)
        cursor.execute(FORGET, asked)
        cursor.execute(SAVE, asked | {"content": json.dumps(content), "saved_at": now})
