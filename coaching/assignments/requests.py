"""What has an agent asked coaching for, and what came of it? They may take back what nobody has answered yet.

A request is a mark that its own agent made, see marks.py. Taken back it is closed by the agent, without a reason.
"""

from typing import Any

import pandas as pd

from coaching.assignments.marks import CLOSE, MARK_MADE_AT
from coaching.people.people import name_or_id
from coaching.people.permissions import Action, needed
from coaching.people.visibility import may
from coaching.quality.forms import queues
from coaching.quality.interactions import stored
from coaching.storage import clock
from coaching.storage.database import Database, Inside, cached, look_up
from coaching.storage.frames import frame
from coaching.words import wording
from coaching.words.refusals import AlreadyDoneError, NotAllowedError, NotFoundError

# These SELECTs check no permission: call may() first. They look rows up by keys.
REQUESTS = """
    SELECT mark_id, interaction_id, coaching_areas, note, marked_at AS asked_at
    FROM marks WHERE agent_id = $agent_id AND marked_by = $agent_id"""

CLOSINGS = """
    SELECT mark_id, closed_at, closed_by, assignment_id, reason FROM mark_closings
    WHERE reopened_at IS NULL AND mark_id IN ({keys})"""

IN_FORCE = "SELECT assignment_id FROM assignments WHERE withdrawn_at IS NULL AND assignment_id IN ({keys})"

OWN_REQUEST = """
    SELECT c.closed_at, c.closed_by, c.assignment_id
    FROM marks m LEFT JOIN mark_closings c ON c.mark_id = m.mark_id AND c.reopened_at IS NULL
    WHERE m.mark_id = $mark_id AND m.agent_id = $viewer_id AND m.marked_by = $viewer_id
    LIMIT 1"""

REQUEST_COLUMNS = {
    "mark_id": "object", "interaction_id": "object", "started_at": "datetime64[us]", "queue": "object",
    "channel": "object", "topic": "object", "coaching_areas": "object", "note": "object",
    "asked_at": "datetime64[us]", "closed_at": "datetime64[us]", "closed_by": "object", "reason": "object",
    "assignment_id": "object",
}  # fmt: skip


def own_requests(database: Database, viewer_id: str) -> pd.DataFrame:
    """What the viewer has asked for as an agent and not taken back: what is open first, then the newest; none where
    they may not be coached.

    Columns: mark_id, interaction_id, started_at (naive UTC, NaT where unknown), queue, channel and topic (None where
    unknown), coaching_areas (list), note, asked_at (naive UTC), closed_at (naive UTC, NaT while open), closed_by (a
    name, None while open), reason (why it was set aside; empty where it became coaching), assignment_id (of the
    coaching that it became; None where it did not, or that was withdrawn).
    """
    if not may(database, viewer_id, Action.BE_COACHED, viewer_id):
        return frame([], REQUEST_COLUMNS)
    return _requests(database, viewer_id)


@cached
def _requests(database: Database, agent_id: str) -> pd.DataFrame:
    asked = {row["mark_id"]: row for row in database.rows(REQUESTS, {"agent_id": agent_id})}
    closed = {row["mark_id"]: row for row in look_up(database, CLOSINGS, asked)}
    became = {row["assignment_id"] for row in closed.values()} - {None}
    in_force = {row["assignment_id"] for row in look_up(database, IN_FORCE, became)}
    about = stored(database, {row["interaction_id"] for row in asked.values()})
    names = queues(database)
    rows = []
    for mark_id, row in asked.items():
        interaction, closing = about.get(row["interaction_id"]), closed.get(mark_id)
        if interaction is None or interaction["agent_id"] != agent_id:  # it has lapsed, see marks.OPEN_MARKS
            continue
        if closing is not None and closing["closed_by"] == agent_id:
            continue
        queue = names.get(interaction["queue_id"], interaction["queue_id"])
        rows.append(interaction | row | {"queue": queue} | _what_came_of_it(database, closing, in_force))
    rows.sort(key=lambda row: (row["asked_at"], row["mark_id"]), reverse=True)
    return frame(sorted(rows, key=lambda row: row["closed_at"] is not None), REQUEST_COLUMNS)


def _what_came_of_it(database: Database, closing: dict[str, Any] | None, in_force: set[str]) -> dict[str, Any]:
    if closing is None:
        return {"closed_at": None, "closed_by": None, "reason": "", "assignment_id": None}
    became = closing["assignment_id"]
    return closing | {
        "closed_by": name_or_id(database, closing["closed_by"]),
        "assignment_id": became if became in in_force else None,
    }


def take_back(database: Database, viewer_id: str, mark_id: str) -> None:
    """The agent takes back what they have asked for; they can ask again.

    Raises NotAllowedError for whoever may not be coached, NotFoundError for a request of anybody else, and
    AlreadyDoneError where it became coaching, was set aside or taken back.
    """
    with database.transaction(writes={"mark_closings"}) as cursor:
        if not may(Inside(cursor), viewer_id, Action.BE_COACHED, viewer_id):
            raise NotAllowedError(*needed(Action.BE_COACHED))
        asked = {"viewer_id": viewer_id, "mark_id": mark_id}
        found = cursor.execute(OWN_REQUEST, asked).fetchall()
        if not found:
            raise NotFoundError(wording.NO_SUCH_REQUEST)
        closed_at, closed_by, assignment_id = found[0]
        if closed_at is not None:
            raise AlreadyDoneError(_already(Inside(cursor), viewer_id, closed_by, assignment_id))
        now = clock.instant_after(cursor, MARK_MADE_AT, {"mark_id": mark_id})
        cursor.execute(CLOSE, asked | {"closed_at": now, "reason": ""})


def _already(database: Inside, viewer_id: str, closed_by: str, assignment_id: str | None) -> str:
    if closed_by == viewer_id:
        return wording.REQUEST_TAKEN_BACK_ALREADY
    said = wording.REQUEST_BECAME_COACHING if assignment_id else wording.REQUEST_SET_ASIDE
    return said.format(name=name_or_id(database, closed_by))
