"""Who should be coached because of which interaction? A supervisor says so, or the agent asks for it.

A mark is open until it has a row in mark_closings: it became coaching, or somebody set it aside. It is open again once
that coaching was withdrawn, or is no longer about its interaction (reopened_at).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from coaching.assignments.assignments import seen
from coaching.people import notices
from coaching.people.notices import Kind
from coaching.people.people import label, name_or_id, with_labels
from coaching.people.permissions import Action, allowed_in_sql, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS, sight
from coaching.quality import coaching_areas
from coaching.storage import clock
from coaching.storage.database import Database, Inside, cached, look_up
from coaching.storage.paging import skipped
from coaching.words import wording
from coaching.words.formatting import day_and_time
from coaching.words.refusals import AlreadyDoneError, InvalidFieldsError, NotAllowedError, NotFoundError
from coaching.words.sentences import too_long

UTC = ZoneInfo("UTC")

NOTE_LENGTH = 1_000

# The marks that nobody has closed. A mark lapses when a later export says that the interaction was somebody else's.
OPEN_MARKS = """
    (SELECT m.*, i.started_at FROM marks m
     JOIN interactions i ON i.interaction_id = m.interaction_id AND i.agent_id = m.agent_id
     WHERE NOT EXISTS (FROM mark_closings c WHERE c.mark_id = m.mark_id AND c.reopened_at IS NULL))"""

# Of those m the ones of agents whom the viewer may oversee. Never the viewer's own: an agent does not learn who marked
# them. Needs VISIBLE_AGENTS before it.
OVERSEEN = "m.agent_id IN (FROM visible_agents) AND m.agent_id <> $viewer_id"

MARKS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT m.mark_id, m.agent_id, p.name AS agent, p.email AS agent_email, p.team,
           m.interaction_id, i.started_at, coalesce(q.name, i.queue_id) AS queue, i.channel, i.topic,
           i.kore_evaluation_score, i.supervisor_audit_score, i.sentiment_score, i.sentiment_estimated, i.fatal,
           i.fails_fatally, m.coaching_areas, m.note, coalesce(b.name, m.marked_by) AS marked_by,
           m.marked_by AS marked_by_id, m.marked_by = m.agent_id AS asked_by_agent, m.marked_at
    FROM {OPEN_MARKS} m
    JOIN interactions i ON i.interaction_id = m.interaction_id
    JOIN people p ON p.person_id = m.agent_id
    LEFT JOIN people b ON b.person_id = m.marked_by
    LEFT JOIN queues q ON q.queue_id = i.queue_id
    WHERE {OVERSEEN} AND ($agent_ids IS NULL OR list_contains($agent_ids::VARCHAR[], m.agent_id))
    ORDER BY asked_by_agent DESC, m.marked_at DESC, m.mark_id"""

MARKED_AGENTS = f"""
    WITH {VISIBLE_AGENTS}, marked AS (
        SELECT m.agent_id, any_value(p.name) AS agent, any_value(p.email) AS agent_email, any_value(p.team) AS team,
               count(DISTINCT m.interaction_id)::INTEGER AS interactions,
               list_sort(list_distinct(flatten(list(m.coaching_areas)))) AS coaching_areas,
               max(m.marked_at) AS newest_at, bool_or(m.marked_by = m.agent_id) AS asked_by_agent
        FROM {OPEN_MARKS} m JOIN people p ON p.person_id = m.agent_id
        WHERE {OVERSEEN} GROUP BY m.agent_id
    ), matching AS (
        FROM marked
        WHERE ($text = '' OR contains(lower(agent || ' ' || coalesce(team, '')), lower($text)))
          AND ($area IS NULL OR list_contains(coaching_areas, $area))
          AND (NOT $asked OR asked_by_agent)
    )"""

NUMBER_OF_MARKED_AGENTS = f"{MARKED_AGENTS} SELECT count(*) AS total FROM matching"

# Everybody who asks for coaching, for _asking().
ASKING = f"""
    SELECT DISTINCT m.agent_id FROM {OPEN_MARKS} m JOIN people p ON p.person_id = m.agent_id
    WHERE m.marked_by = m.agent_id"""

PAGE_OF_MARKED_AGENTS = f"""{MARKED_AGENTS}
    FROM matching ORDER BY asked_by_agent DESC, newest_at DESC, agent_id LIMIT $size OFFSET $skipped"""

# Who has marked an interaction: mostly nobody, and then OWN_MARK, which takes longer, is not asked.
MARKED_BY = "SELECT marked_by FROM marks WHERE interaction_id = $interaction_id"

OWN_MARK = f"""
    WITH {VISIBLE_AGENTS}
    SELECT m.mark_id, m.coaching_areas, m.note, m.marked_by = m.agent_id AS asked_by_agent, m.marked_at,
           c.closed_at, c.closed_by, coalesce(c.reason, '') AS reason,
           c.assignment_id IS NOT NULL AS became_coaching, coalesce(c.closed_by = m.agent_id, FALSE) AS taken_back,
           a.assignment_id
    FROM marks m
    JOIN interactions i ON i.interaction_id = m.interaction_id AND i.agent_id = m.agent_id
    LEFT JOIN mark_closings c ON c.mark_id = m.mark_id AND c.reopened_at IS NULL
    LEFT JOIN assignments a ON a.assignment_id = c.assignment_id AND a.withdrawn_at IS NULL
    WHERE m.interaction_id = $interaction_id AND m.marked_by = $viewer_id AND m.agent_id IN (FROM visible_agents)
    ORDER BY m.marked_at DESC, m.mark_id LIMIT 1"""

MAY_MARK = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT i.agent_id, p.name, coalesce(len(i.failed_areas) > 0, FALSE)
    FROM interactions i JOIN people p ON p.person_id = i.agent_id
    WHERE i.interaction_id = $interaction_id AND i.agent_id IN (FROM coachable_agents)"""

# That an agent sees their own interactions is not enough: a supervisor sees theirs, too, without being an agent.
MAY_ASK = f"""
    SELECT i.agent_id, p.name, coalesce(len(i.failed_areas) > 0, FALSE)
    FROM interactions i JOIN people p ON p.person_id = i.agent_id
    WHERE i.interaction_id = $interaction_id AND i.agent_id = $viewer_id
      AND {allowed_in_sql(Action.BE_COACHED, "p.permissions")}"""

OWN_OPEN_MARK = f"""
    SELECT m.marked_at FROM {OPEN_MARKS} m
    WHERE m.interaction_id = $interaction_id AND m.agent_id = $agent_id AND m.marked_by = $viewer_id
    ORDER BY m.marked_at LIMIT 1"""

# Lists of marks have the newest first: those of an agent, and those that somebody has made.
MARKED_AT = "SELECT marked_at AS instant FROM marks WHERE agent_id = $agent_id OR marked_by = $viewer_id"

# A mark is set aside at a later instant than it was made.
MARK_MADE_AT = "SELECT marked_at AS instant FROM marks WHERE mark_id = $mark_id"

ADD = "INSERT INTO marks VALUES ($mark_id, $agent_id, $interaction_id, $viewer_id, $marked_at, $areas, $note)"

COACHABLE_MARK = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT c.closed_at, c.assignment_id, c.closed_by
    FROM marks m LEFT JOIN mark_closings c ON c.mark_id = m.mark_id AND c.reopened_at IS NULL
    WHERE m.mark_id = $mark_id AND m.agent_id IN (FROM coachable_agents)
    LIMIT 1"""

CLOSE = "INSERT INTO mark_closings VALUES ($mark_id, $viewer_id, $closed_at, NULL, $reason, NULL)"

# What is added to an assignment closes the marks of its agent that it is about, whoever made them.
CLOSE_FOR_ASSIGNMENTS = """
    INSERT INTO mark_closings
    SELECT m.mark_id, $viewer_id, $closed_at, a.assignment_id, '', NULL
    FROM (SELECT unnest($assignment_ids::VARCHAR[]) AS assignment_id,
                 unnest($interaction_ids::VARCHAR[]) AS interaction_id) x
    JOIN assignments a USING (assignment_id)
    JOIN marks m ON m.interaction_id = x.interaction_id AND m.agent_id = a.agent_id
    WHERE NOT EXISTS (FROM mark_closings c WHERE c.mark_id = m.mark_id AND c.reopened_at IS NULL)"""

# What an assignment settled, of these interactions ($interaction_ids: NULL for all), and that it no longer does.
SETTLED = """
    SELECT m.mark_id, m.interaction_id, m.marked_by = m.agent_id AS asked
    FROM mark_closings c JOIN marks m USING (mark_id)
    WHERE c.assignment_id = $assignment_id AND c.reopened_at IS NULL
      AND ($interaction_ids IS NULL OR list_contains($interaction_ids::VARCHAR[], m.interaction_id))
    ORDER BY m.marked_at, m.mark_id"""

REOPEN = """
    UPDATE mark_closings SET reopened_at = $reopened_at
    WHERE assignment_id = $assignment_id AND reopened_at IS NULL AND list_contains($marks::VARCHAR[], mark_id)"""

# These SELECTs check no permission: call assignments.seen() first. They look rows up by keys.
CLOSED_BY_ASSIGNMENT = "SELECT mark_id, reopened_at FROM mark_closings WHERE assignment_id = $assignment_id"

MARKS_BY_ID = """
    SELECT mark_id, agent_id, marked_by, marked_at, interaction_id, note FROM marks WHERE mark_id IN ({keys})"""


@dataclass(frozen=True, kw_only=True)
class OwnMark:
    """What somebody marked, or asked for, because of one interaction. Instants are naive UTC.

    Open while `closed_at` is None. Afterwards it became coaching, and `assignment_id` says which unless that was
    withdrawn, or the agent who had asked took it back, or it was set aside, and `reason` says why.
    """

    mark_id: str
    coaching_areas: list[str]
    note: str
    asked_by_agent: bool
    marked_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    reason: str
    became_coaching: bool
    taken_back: bool
    assignment_id: str | None


@dataclass(frozen=True)
class Request:
    """What the agent of an assignment asked for, and the assignment is the answer to. `asked_at` is naive UTC."""

    interaction_id: str
    asked_at: datetime
    note: str  # in the agent's words; empty where they wrote nothing


def open_marks(database: Database, viewer_id: str, agents: Sequence[str] | None = None) -> pd.DataFrame:
    """The open marks of the agents whom the viewer oversees: what agents asked for first, then the newest.

    `agents`: of these only.
    Columns: mark_id, agent_id, agent (name), agent_email, team, interaction_id, started_at (naive UTC), queue, channel,
    topic, kore_evaluation_score and supervisor_audit_score (0 to 100), sentiment_score (-10 to +10),
    sentiment_estimated, fatal, fails_fatally, coaching_areas (list), note, marked_by (name), asked_by_agent,
    marked_at (naive UTC).
    """
    rows = database.query(MARKS, {"viewer_id": viewer_id, "agent_ids": None if agents is None else list(agents)})
    rows = with_labels(database, rows, agent="agent_id", marked_by="marked_by_id")
    return rows.drop(columns="marked_by_id")


def open_marks_of(database: Database, viewer_id: str, agent_id: str) -> pd.DataFrame:
    """The open marks of one agent; columns and order as open_marks()."""
    return open_marks(database, viewer_id, [agent_id])


def marked_agents(
    database: Database,
    viewer_id: str,
    *,
    text: str = "",
    area: str | None = None,
    asked: bool = False,
    page: int,
    size: int,
) -> tuple[pd.DataFrame, int]:
    """One page of the agents with open marks: those who asked first, then the newest marks; and how many there are.

    `text`: part of the agent's or the team's name. `area`: one that a mark of theirs is about. `asked`: only those who
    asked for it. Columns: agent_id, agent (name), agent_email, team, interactions (marked ones), coaching_areas (list),
    newest_at (naive UTC), asked_by_agent.
    """
    parameters = {"viewer_id": viewer_id, "text": text.strip(), "area": area, "asked": asked}
    number = database.first(NUMBER_OF_MARKED_AGENTS, parameters)
    assert number is not None  # an aggregate always has a row
    total = int(number["total"])
    rows = database.query(PAGE_OF_MARKED_AGENTS, parameters | {"size": size, "skipped": skipped(page, total, size)})
    return with_labels(database, rows, agent="agent_id"), total


def number_asking(database: Database, viewer_id: str) -> int:
    """How many of the agents whom the viewer oversees have asked for coaching and wait for what comes of it."""
    whom = sight(database, viewer_id)
    return sum(whom.oversees(agent) for agent in _asking(database))


@cached
def _asking(database: Database) -> frozenset[str]:
    """Who has asked for coaching and waits, by person_id. Of everybody at once: the menu of each supervisor counts."""
    return frozenset(row["agent_id"] for row in database.rows(ASKING))


def own_mark(database: Database, viewer_id: str, interaction_id: str) -> OwnMark | None:
    """What the viewer marked or asked for because of this interaction, the newest of it; None where nothing.

    Also what is closed, so that whoever asked reads what came of it. What others marked is not in it.
    """
    if not any(row["marked_by"] == viewer_id for row in database.rows(MARKED_BY, {"interaction_id": interaction_id})):
        return None
    row = database.first(OWN_MARK, {"viewer_id": viewer_id, "interaction_id": interaction_id})
    if row and row["closed_by"] is not None:
        row["closed_by"] = name_or_id(database, row["closed_by"])
    return OwnMark(**row) if row else None


def mark(database: Database, viewer_id: str, interaction_id: str, areas: Sequence[str], note: str) -> str:
    """Marks the agent of this interaction for coaching; returns the mark_id.

    Raises NotAllowedError for an interaction of nobody whom the viewer may coach, AlreadyDoneError where they have
    marked it before, and InvalidFieldsError: "areas" none, or an unknown one; "note" too long.
    """
    return _add(database, viewer_id, interaction_id, areas, note, asking=False)


def ask(database: Database, viewer_id: str, interaction_id: str, areas: Sequence[str], note: str) -> str:
    """The agent asks for coaching on one of their own interactions; returns the mark_id.

    Without an area only where the interaction failed none: then there is nothing to choose from.
    Raises what mark() raises; NotAllowedError for the interaction of anybody else.
    """
    return _add(database, viewer_id, interaction_id, areas, note, asking=True)


def _add(
    database: Database, viewer_id: str, interaction_id: str, areas: Sequence[str], note: str, *, asking: bool
) -> str:
    with database.transaction(writes={"marks", "notices"}) as cursor:
        return add(cursor, viewer_id, interaction_id, areas, note, asking=asking)


def add(
    cursor: duckdb.DuckDBPyConnection,
    viewer_id: str,
    interaction_id: str,
    areas: Sequence[str],
    note: str,
    *,
    asking: bool = False,
) -> str:
    """As mark(), or as ask() where the agent is `asking`, inside the transaction of a command."""
    mark_id = f"mark-{uuid.uuid4().hex}"
    areas, note = coaching_areas.tidy(areas), note.strip()
    asked = {"viewer_id": viewer_id, "interaction_id": interaction_id}
    found = cursor.execute(MAY_ASK if asking else MAY_MARK, asked).fetchall()
    if not found:
        raise NotAllowedError(*needed(Action.BE_COACHED if asking else Action.COACH))
    agent, name, failed = found[0]
    known = cursor.execute(OWN_OPEN_MARK, asked | {"agent_id": agent}).fetchall()
    if known:
        raise AlreadyDoneError(_already(label(Inside(cursor), agent, name), known[0][0], asking))
    complaints = {"note": complaint} if (complaint := too_long(note, NOTE_LENGTH)) else {}
    if not areas and not (asking and not failed):
        complaints["areas"] = wording.AREA_WANTED
    elif unknown := coaching_areas.complaint(cursor, areas):
        complaints["areas"] = unknown
    if complaints:
        raise InvalidFieldsError(complaints)
    now = clock.instant_after(cursor, MARKED_AT, {"agent_id": agent, "viewer_id": viewer_id})
    cursor.execute(ADD, asked | {"mark_id": mark_id, "agent_id": agent, "marked_at": now, "areas": areas, "note": note})
    if asking:
        notices.tell_coaches(cursor, Kind.REQUEST, agent, mark_id, written_at=now)
    return mark_id


def requests_of(database: Database, viewer_id: str, assignment_id: str) -> list[Request]:
    """What its agent had asked for when the assignment was made, oldest first; none where the viewer may not see it."""
    if seen(database, viewer_id, assignment_id) is None:
        return []
    closed = database.rows(CLOSED_BY_ASSIGNMENT, {"assignment_id": assignment_id})
    settled = look_up(database, MARKS_BY_ID, {row["mark_id"] for row in closed if row["reopened_at"] is None})
    asked = [row for row in settled if row["marked_by"] == row["agent_id"]]
    return [
        Request(row["interaction_id"], row["marked_at"], row["note"])
        for row in sorted(asked, key=lambda row: (row["marked_at"], row["mark_id"]))
    ]


def _already(name: str, marked_at: datetime, asking: bool) -> str:
    said = wording.ASKED_BEFORE if asking else wording.MARKED_BEFORE
    return said.format(name=name, when=f"{day_and_time(marked_at, UTC)} {UTC.key}")


def set_aside(database: Database, viewer_id: str, mark_id: str, reason: str) -> None:
    """Closes an open mark without coaching. Whoever marked or asked reads the reason.

    Raises NotFoundError for a mark of nobody whom the viewer may coach, AlreadyDoneError where it is closed, and
    InvalidFieldsError: "reason" none, or too long.
    """
    reason = reason.strip()
    with database.transaction(writes={"mark_closings"}) as cursor:
        found = cursor.execute(COACHABLE_MARK, {"viewer_id": viewer_id, "mark_id": mark_id}).fetchall()
        if not found:
            raise NotFoundError(wording.NO_SUCH_MARK)
        closed_at, assignment_id, closed_by = found[0]
        if closed_at is not None:
            said = wording.MARK_BECAME_COACHING if assignment_id else wording.MARK_SET_ASIDE_ALREADY
            raise AlreadyDoneError(said.format(name=name_or_id(Inside(cursor), closed_by)))
        complaints = {"reason": complaint} if (complaint := too_long(reason, NOTE_LENGTH)) else {}
        if not reason:
            complaints["reason"] = wording.SET_ASIDE_NEEDS_REASON
        if complaints:
            raise InvalidFieldsError(complaints)
        now = clock.instant_after(cursor, MARK_MADE_AT, {"mark_id": mark_id})
        cursor.execute(CLOSE, {"viewer_id": viewer_id, "mark_id": mark_id, "closed_at": now, "reason": reason})


def close_for_assignments(
    cursor: duckdb.DuckDBPyConnection, viewer_id: str, added: Sequence[tuple[str, str]], closed_at: datetime
) -> None:
    """Closes every open mark that became coaching, whoever made it. `added`: assignment_id and interaction_id.

    For the commands that make and change assignments, inside their transaction; those have checked who may coach whom.
    """
    cursor.execute(
        CLOSE_FOR_ASSIGNMENTS,
        {
            "viewer_id": viewer_id,
            "closed_at": closed_at,
            "assignment_ids": [assignment_id for assignment_id, _ in added],
            "interaction_ids": [interaction_id for _, interaction_id in added],
        },
    )


def reopen(
    cursor: duckdb.DuckDBPyConnection, assignment_id: str, interactions: Sequence[str] | None, reopened_at: datetime
) -> list[tuple[str, bool]]:
    """Opens again every mark that an assignment had settled, whoever made it: of these interactions, or of all (None).

    Returns the interaction_id of each and whether the agent had asked. For the commands that withdraw and change
    assignments, inside their transaction.
    """
    asked = {"assignment_id": assignment_id, "interaction_ids": None if interactions is None else list(interactions)}
    settled = cursor.execute(SETTLED, asked).fetchall()
    if settled:
        marks = [mark_id for mark_id, _, _ in settled]
        cursor.execute(REOPEN, {"assignment_id": assignment_id, "reopened_at": reopened_at, "marks": marks})
    return [(interaction, asked) for _, interaction, asked in settled]
