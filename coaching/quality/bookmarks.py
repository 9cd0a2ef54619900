"""Which interactions does a supervisor want to find again, and why? Nobody else sees a bookmark."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from coaching.people.people import with_labels
from coaching.people.permissions import Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.storage import clock
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError
from coaching.words.sentences import too_long

MOST_NOTE = 500

_SCOPE = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}"

MAY_BOOKMARK = f"""
    {_SCOPE}
    SELECT 1 FROM interactions WHERE interaction_id = $interaction_id AND agent_id IN (FROM coachable_agents)"""

REMOVE = "DELETE FROM bookmarks WHERE person_id = $viewer_id AND interaction_id = $interaction_id"

ADD = "INSERT INTO bookmarks VALUES ($viewer_id, $interaction_id, $note, $bookmarked_at)"

BOOKMARKED_AT = "SELECT bookmarked_at AS instant FROM bookmarks WHERE person_id = $viewer_id"

BOOKMARK = f"""
    {_SCOPE}
    SELECT b.note, b.bookmarked_at
    FROM bookmarks b JOIN interactions i USING (interaction_id)
    WHERE b.person_id = $viewer_id AND b.interaction_id = $interaction_id AND i.agent_id IN (FROM coachable_agents)
    ORDER BY b.bookmarked_at DESC LIMIT 1"""

BOOKMARKED = f"""
    {_SCOPE}
    SELECT i.interaction_id, i.agent_id, p.name AS agent_name, i.started_at, coalesce(q.name, i.queue_id) AS queue,
           i.channel, i.topic, i.kore_evaluation_score, i.supervisor_audit_score, i.sentiment_score,
           i.sentiment_estimated, i.fatal, i.fails_fatally, b.note, b.bookmarked_at
    FROM (SELECT interaction_id, arg_max(note, bookmarked_at) AS note, max(bookmarked_at) AS bookmarked_at
          FROM bookmarks WHERE person_id = $viewer_id GROUP BY interaction_id) b
    JOIN interactions i USING (interaction_id)
    JOIN people p ON p.person_id = i.agent_id
    LEFT JOIN queues q ON q.queue_id = i.queue_id
    WHERE i.agent_id IN (FROM coachable_agents)
    ORDER BY b.bookmarked_at DESC, i.interaction_id"""


@dataclass(frozen=True)
class Bookmark:
    """The viewer's bookmark of one interaction; `bookmarked_at` is naive UTC and moves when the note changes."""

    note: str
    bookmarked_at: datetime


def add(database: Database, viewer_id: str, interaction_id: str, note: str) -> None:
    """Bookmarks an interaction, or gives the bookmark another note.

    Raises NotAllowedError, and InvalidFieldsError at "note" where it is too long.
    """
    note = note.strip()
    asked = {"viewer_id": viewer_id, "interaction_id": interaction_id}
    with database.transaction(writes={"bookmarks"}) as cursor:
        if not cursor.execute(MAY_BOOKMARK, asked).fetchall():
            raise NotAllowedError(*needed(Action.COACH))
        if complaint := too_long(note, MOST_NOTE):
            raise InvalidFieldsError({"note": complaint})
        now = clock.instant_after(cursor, BOOKMARKED_AT, {"viewer_id": viewer_id})
        cursor.execute(REMOVE, asked)
        cursor.execute(ADD, asked | {"note": note, "bookmarked_at": now})


def remove(database: Database, viewer_id: str, interaction_id: str) -> None:
    """Takes the viewer's own bookmark away; where there is none it does nothing."""
    with database.transaction(writes={"bookmarks"}) as cursor:
        cursor.execute(REMOVE, {"viewer_id": viewer_id, "interaction_id": interaction_id})


def bookmark(database: Database, viewer_id: str, interaction_id: str) -> Bookmark | None:
    """The viewer's own bookmark of one interaction, or None: also where they may no longer coach its agent."""
    row = database.first(BOOKMARK, {"viewer_id": viewer_id, "interaction_id": interaction_id})
    return Bookmark(**row) if row else None


def bookmarked(database: Database, viewer_id: str) -> pd.DataFrame:
    """What the viewer has bookmarked, the newest bookmark first, of agents whom they may coach.

    Columns: interaction_id, agent_id, agent_name, started_at (naive UTC), queue, channel, topic, kore_evaluation_score,
    supervisor_audit_score (0 to 100), sentiment_score (-10 to +10), sentiment_estimated, fatal, fails_fatally, note,
    bookmarked_at (naive UTC).
    """
    return with_labels(database, database.query(BOOKMARKED, {"viewer_id": viewer_id}), agent_name="agent_id")
