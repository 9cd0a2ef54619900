"""What is new in an agent's assignments since they last had them open? Only they are told; only their look counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from coaching.assignments.assignments import OPENINGS, SAID
from coaching.people.permissions import Action
from coaching.people.visibility import VISIBLE_AGENTS, may
from coaching.storage import clock
from coaching.storage.database import Database, cached, look_up
from coaching.words.days import utc_now


class News(StrEnum):
    """What can be new in an assignment, in the order in which it is said."""

    ASSIGNED = "assigned"  # the agent has never had it open
    CONCLUDED = "concluded"  # an outcome
    ANSWERED = "answered"  # a note of somebody else
    CHANGED = "changed"


# What a change may be about for the agent to be told. Why they were chosen, for example, is for supervisors.
TOLD = frozenset(
    {"name", "coaching_areas", "interactions", "best_responses", "went_well", "work_on", "action_plan", "follow_up_on"}
)

# The SELECTs from here on check no permission: call may() first. They look rows up by keys.
OWN = "SELECT assignment_id, assigned_at FROM assignments WHERE agent_id = $agent_id AND withdrawn_at IS NULL"

CHANGES = """
    SELECT subject_id AS assignment_id, changed_by AS person_id, changed_at, field FROM changes
    WHERE subject = 'assignment' AND subject_id IN ({keys})"""

READ = "SELECT assignment_id, person_id, read_until FROM news_read WHERE assignment_id IN ({keys})"

RECORD_READ = f"""
    WITH {VISIBLE_AGENTS}
    INSERT INTO news_read
    SELECT a.assignment_id, a.agent_id, $read_until::TIMESTAMP FROM assignments a
    WHERE a.assignment_id = $assignment_id AND a.withdrawn_at IS NULL
      AND a.agent_id = $viewer_id AND a.agent_id IN (FROM visible_agents)
      AND NOT EXISTS (FROM news_read r WHERE r.assignment_id = a.assignment_id AND r.person_id = a.agent_id
                      AND r.read_until >= $read_until::TIMESTAMP)"""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """What is new in one assignment. Instants are naive UTC."""

    kinds: tuple[News, ...]
    fields: tuple[str, ...]  # the columns that were changed, of those in TOLD
    since: datetime  # what was written after this instant is new
    until: datetime  # when the newest of it was written


def unread(database: Database, viewer_id: str) -> dict[str, Unread]:
    """What is new in each assignment of the viewer that is in force, by assignment_id; only those with something new.
    Nothing for whoever may not be coached."""
    return _unread(database, viewer_id) if may(database, viewer_id, Action.BE_COACHED, viewer_id) else {}


@cached
def _unread(database: Database, agent_id: str) -> dict[str, Unread]:
    own = {row["assignment_id"]: row["assigned_at"] for row in database.rows(OWN, {"agent_id": agent_id})}
    believed = clock.latest_believed(utc_now())
    read: dict[str, datetime] = {}
    written: dict[str, list[tuple[datetime, News, str]]] = {assignment_id: [] for assignment_id in own}
    begun = {row["assignment_id"] for row in look_up(database, OPENINGS, own) if row["person_id"] == agent_id}
    for row in look_up(database, READ, own):
        if row["person_id"] == agent_id:
            read[row["assignment_id"]] = max(row["read_until"], read.get(row["assignment_id"], datetime.min))
    for row in look_up(database, SAID, own):
        if row["outcome"] is not None:
            written[row["assignment_id"]].append((row["said_at"], News.CONCLUDED, ""))
        elif row["person_id"] != agent_id:
            written[row["assignment_id"]].append((row["said_at"], News.ANSWERED, ""))
        elif row["said_at"] <= believed:  # whoever writes has read what was there
            read[row["assignment_id"]] = max(row["said_at"], read.get(row["assignment_id"], datetime.min))
    for row in look_up(database, CHANGES, own):
        if row["field"] in TOLD and row["person_id"] != agent_id:
            written[row["assignment_id"]].append((row["changed_at"], News.CHANGED, row["field"]))
    found = {
        assignment_id: _new_in(
            assigned_at,
            read.get(assignment_id, assigned_at if assignment_id in begun else None),
            [each for each in written[assignment_id] if each[0] <= believed],
        )
        for assignment_id, assigned_at in own.items()
    }
    return {assignment_id: new for assignment_id, new in found.items() if new.kinds}


def _new_in(
    assigned_at: datetime, read_until: datetime | None, written: Sequence[tuple[datetime, News, str]]
) -> Unread:
    """`read_until`: None where the agent has never had it open: nothing that was changed before is a change to them.
    `written`: when what was written by others, of a change with its field."""
    since = assigned_at if read_until is None else read_until
    later = [each for each in written if each[0] > since]
    if read_until is None:
        later = [each for each in later if each[1] is not News.CHANGED]
    kinds = {kind for _, kind, _ in later}
    if read_until is None and News.CONCLUDED not in kinds:
        kinds.add(News.ASSIGNED)
    return Unread(
        kinds=tuple(kind for kind in News if kind in kinds),
        fields=tuple(dict.fromkeys(field for _, _, field in sorted(later) if field)),
        since=since,
        until=max((at for at, _, _ in written), default=assigned_at),
    )


def record_read(database: Database, viewer_id: str, assignment_id: str, new: Unread) -> None:
    """Appends that the assignment's own agent has read what is new in it; what was written meanwhile stays new. Durable
    when it returns. Does nothing for anybody else, and the second time."""
    asked: dict[str, Any] = {"viewer_id": viewer_id, "assignment_id": assignment_id, "read_until": new.until}
    database.append(RECORD_READ, asked, writes={"news_read"})
