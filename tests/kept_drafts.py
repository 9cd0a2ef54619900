"""What is kept of a form that somebody is filling in, for tests."""

from collections.abc import Mapping
from typing import Any

from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.storage.drafts import Form


def content_of(database: Database, viewer_id: str, form: Form, subject_id: str) -> dict[str, Any] | None:
    """The content of a draft; None where there is none."""
    stored = drafts.get(database, viewer_id, form, subject_id)
    return stored.content if stored else None


def keep(database: Database, viewer_id: str, form: Form, subject_id: str, content: Mapping[str, Any]) -> None:
    """Puts a draft instead of whatever is there."""
    stored = drafts.get(database, viewer_id, form, subject_id)
    drafts.put(database, viewer_id, form, subject_id, content, stored.version if stored else None)
