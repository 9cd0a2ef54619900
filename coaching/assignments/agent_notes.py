"""What have supervisors written down about an agent apart from any assignment, such as in a talk between the two?

A shared note is for the agent, too; a private one only for whoever may read private notes about them (permissions.py).
Notes are appended. A writer can take their own note back, and then nobody reads it any more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from coaching.people.people import name_or_id
from coaching.people.permissions import Action, needed
from coaching.people.visibility import may, may_coach, may_see
from coaching.storage import clock
from coaching.storage.database import Database, Inside, cached
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from coaching.words.sentences import too_long

LONGEST_NOTE = 4_000

# Checks no permission: notes_about() does.
NOTES = """
    SELECT note_id, written_by, written_at, private, text FROM agent_notes
    WHERE agent_id = $agent_id AND removed_at IS NULL
    ORDER BY written_at DESC, note_id"""

WRITTEN_AT = "SELECT written_at AS instant FROM agent_notes WHERE agent_id = $agent_id"

# The same words again within a minute are a second click.
WRITE = """
    INSERT INTO agent_notes
    SELECT $note_id, $agent_id, $viewer_id, $written_at, $private, $text, NULL
    WHERE NOT EXISTS (
        FROM agent_notes
        WHERE agent_id = $agent_id AND written_by = $viewer_id AND text = $text AND private = $private
          AND removed_at IS NULL AND written_at > $written_at::TIMESTAMP - INTERVAL 1 MINUTE)"""

OWN_NOTE = """
    SELECT agent_id FROM agent_notes
    WHERE note_id = $note_id AND written_by = $viewer_id AND removed_at IS NULL"""

REMOVE = """
    UPDATE agent_notes SET removed_at = $removed_at
    WHERE note_id = $note_id AND written_by = $viewer_id AND removed_at IS NULL"""


@dataclass(frozen=True, kw_only=True)
class AgentNote:
    """One note. `writer` is a name, `written_at` naive UTC. `own`: the viewer wrote it and can take it back."""

    note_id: str
    writer: str
    written_at: datetime
    private: bool
    text: str
    own: bool


def notes_about(database: Database, viewer_id: str, agent_id: str) -> list[AgentNote]:
    """What was written down about an agent, newest first: shared notes for whoever may see the agent, private ones only
    for whoever may read those about them."""
    if not may_see(database, viewer_id, agent_id):
        return []
    reads_private = may(database, viewer_id, Action.READ_PRIVATE_NOTES, agent_id)
    return [
        AgentNote(
            note_id=row["note_id"],
            writer=name_or_id(database, row["written_by"]),
            written_at=row["written_at"],
            private=row["private"],
            text=row["text"],
            own=row["written_by"] == viewer_id,
        )
        for row in _notes(database, agent_id)
        if reads_private or not row["private"]
    ]


@cached
def _notes(database: Database, agent_id: str) -> list[dict[str, Any]]:
    return database.rows(NOTES, {"agent_id": agent_id})


def write(database: Database, viewer_id: str, agent_id: str, text: str, *, private: bool) -> str | None:
    """Appends a note about an agent whom the viewer may coach.

    Returns its note_id; None for the same words again within a minute, which are a second click and not written.
    Raises NotAllowedError, and InvalidFieldsError at "note" for a text that is empty or too long.
    """
    words = text.strip()
    with database.transaction(writes={"agent_notes"}) as cursor:
        if not may_coach(Inside(cursor), viewer_id, agent_id):
            raise NotAllowedError(*needed(Action.COACH))
        if complaint := too_long(words, LONGEST_NOTE) if words else wording.EMPTY_NOTE:
            raise InvalidFieldsError({"note": complaint})
        note = {
            "note_id": f"note-{uuid4().hex}",
            "agent_id": agent_id,
            "viewer_id": viewer_id,
            "written_at": clock.instant_after(cursor, WRITTEN_AT, {"agent_id": agent_id}),
            "private": private,
            "text": words,
        }
        written = cursor.execute(WRITE, note).fetchall()
    return str(note["note_id"]) if written[0][0] else None


def remove(database: Database, viewer_id: str, note_id: str) -> None:
    """Takes back a note that the viewer wrote: nobody reads it any more.

    Raises NotFoundError where there is none of theirs, also where they may no longer coach its agent.
    """
    asked = {"note_id": note_id, "viewer_id": viewer_id}
    with database.transaction(writes={"agent_notes"}) as cursor:
        found = cursor.execute(OWN_NOTE, asked).fetchall()
        if not found or not may_coach(Inside(cursor), viewer_id, found[0][0]):
            raise NotFoundError(wording.NO_SUCH_NOTE)
        removed_at = clock.instant_after(cursor, WRITTEN_AT, {"agent_id": found[0][0]})
        cursor.execute(REMOVE, asked | {"removed_at": removed_at})
