"""What is new in an agent's assignments since they last had them open? Only they are told; only their look counts."""

from dataclasses import dataclass, field
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
                      AND r.read_until = $read_until::TIMESTAMP)"""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """What is new in one assignment."""

    kinds: tuple[News, ...]
    fields: tuple[str, ...]  # the columns that were changed, of those in TOLD
    since: datetime  # what others wrote after this instant is new; this and `until` are naive UTC
    until: datetime  # when the newest of it was written


@dataclass(kw_only=True)
class _Kept:
    """What is stored about one assignment. Instants are naive UTC."""

    assigned_at: datetime
    begun: bool = False  # the agent has had one of its interactions open
    read: list[datetime] = field(default_factory=list)  # until when the agent had read it
    notes: list[datetime] = field(default_factory=list)  # when the agent wrote one
    by_others: list[tuple[datetime, News, str]] = field(default_factory=list)  # when, what, of a change its field


def unread(database: Database, viewer_id: str) -> dict[str, Unread]:
    """What is new in each assignment of the viewer that is in force, by assignment_id; only those with something new.
    Nothing for whoever may not be coached."""
    if not may(database, viewer_id, Action.BE_COACHED, viewer_id):
        return {}
    now = utc_now()
    found = {assignment_id: _new_in(kept, now) for assignment_id, kept in _kept(database, viewer_id).items()}
    return {assignment_id: new for assignment_id, new in found.items() if new.kinds}


@cached
def _kept(database: Database, agent_id: str) -> dict[str, _Kept]:
    rows = database.rows(OWN, {"agent_id": agent_id})
    found = {row["assignment_id"]: _Kept(assigned_at=row["assigned_at"]) for row in rows}
    for row in look_up(database, OPENINGS, found):
        found[row["assignment_id"]].begun |= row["person_id"] == agent_id
    for row in look_up(database, READ, found):
        if row["person_id"] == agent_id:
            found[row["assignment_id"]].read.append(row["read_until"])
    for row in look_up(database, SAID, found):
        kept = found[row["assignment_id"]]
        if row["outcome"] is not None:
            kept.by_others.append((row["said_at"], News.CONCLUDED, ""))
        elif row["person_id"] != agent_id:
            kept.by_others.append((row["said_at"], News.ANSWERED, ""))
        else:
            kept.notes.append(row["said_at"])
    for row in look_up(database, CHANGES, found):
        if row["field"] in TOLD and row["person_id"] != agent_id:
            found[row["assignment_id"]].by_others.append((row["changed_at"], News.CHANGED, row["field"]))
    return found


def _new_in(kept: _Kept, now: datetime) -> Unread:
    """Where the agent has never had it open, nothing that was changed before is a change to them. What a wrong clock
    has dated in a future that nobody believes neither is new nor hides what is. What it has dated less than a day ahead
    and the agent has read hides changes until then."""
    believed = clock.latest_believed(now)
    read = max((at for at in kept.read if at <= believed), default=datetime.min)
    is_first = read == datetime.min and not kept.begun
    # Whoever writes a note has read the notes before it, which stand above the field, but perhaps nothing else.
    noted = max([read, *(at for at in kept.notes if at <= believed)])
    written = [each for each in kept.by_others if each[0] <= believed]
    later = [each for each in written if each[0] > (noted if each[1] is News.ANSWERED else read)]
    if is_first:
        later = [each for each in later if each[1] is not News.CHANGED]
    kinds = {kind for _, kind, _ in later}
    if is_first and News.CONCLUDED not in kinds:
        kinds.add(News.ASSIGNED)
    return Unread(
        kinds=tuple(kind for kind in News if kind in kinds),
        fields=tuple(dict.fromkeys(column for _, _, column in sorted(later) if column)),
        since=read,
        until=max((at for at, _, _ in written), default=min(kept.assigned_at, now)),
    )


def record_read(database: Database, viewer_id: str, assignment_id: str, new: Unread) -> None:
    """Appends that the assignment's own agent has read what is new in it; what was written meanwhile stays new. Durable
    when it returns. Does nothing for anybody else, and the second time."""
    asked: dict[str, Any] = {"viewer_id": viewer_id, "assignment_id": assignment_id, "read_until": new.until}
    database.append(RECORD_READ, asked, writes={"news_read"})
