"""How did somebody leave the filters of a page? They find them again on their next visit, nobody else does."""

import json
from typing import Any

from coaching.storage import clock
from coaching.storage.database import Database
from coaching.storage.drafts import as_mapping

SAVED = """
    SELECT content FROM saved_filters
    WHERE person_id = $viewer_id AND page = $page
    ORDER BY saved_at DESC LIMIT 1"""

SAVED_AT = "SELECT saved_at AS instant FROM saved_filters WHERE person_id = $viewer_id AND page = $page"

ANY = "SELECT page FROM saved_filters WHERE person_id = $viewer_id LIMIT 1"

FORGET_ALL = "DELETE FROM saved_filters WHERE person_id = $viewer_id"

FORGET = "DELETE FROM saved_filters WHERE person_id = $viewer_id AND page = $page"

SAVE = """
    INSERT INTO saved_filters
    SELECT person_id, $page, $content, $saved_at FROM people WHERE person_id = $viewer_id"""


def saved(database: Database, viewer_id: str, page: str) -> dict[str, Any] | None:
    """What the viewer left in the filters of `page`, or None. Dates come back as they went in: as text."""
    row = database.first(SAVED, {"viewer_id": viewer_id, "page": page})
    return as_mapping(row["content"]) if row else None


def has_any(database: Database, viewer_id: str) -> bool:
    """Whether filters of any page are stored for the viewer."""
    return database.first(ANY, {"viewer_id": viewer_id}) is not None


def forget_all(database: Database, viewer_id: str) -> None:
    """Forgets the viewer's stored filters of all pages."""
    with database.transaction(writes={"saved_filters"}) as cursor:
        cursor.execute(FORGET_ALL, {"viewer_id": viewer_id})


def save(database: Database, viewer_id: str, page: str, content: dict[str, Any]) -> None:
    """Stores the filters in place of those stored before. `content` is what JSON can hold."""
    asked = {"viewer_id": viewer_id, "page": page}
    with database.transaction(writes={"saved_filters"}) as cursor:
        now = clock.instant_after(cursor, SAVED_AT, asked)
        cursor.execute(FORGET, asked)
        cursor.execute(SAVE, asked | {"content": json.dumps(content), "saved_at": now})
