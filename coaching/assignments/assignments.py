"""Which coaching assignments has an agent, what is in one of them, and what has its agent opened?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from coaching.assignments.last_word import LastWord, Said, last_word
from coaching.assignments.status import Status, is_open, is_overdue, status
from coaching.people.people import name_or_id, named
from coaching.people.visibility import VISIBLE_AGENTS, may_see
from coaching.quality.forms import queues
from coaching.quality.hidden_parts import Part, hidden_from, without_automatic, without_sentiment
from coaching.quality.interactions import stored
from coaching.storage import clock
from coaching.storage.database import Database, Reader, cached, look_up
from coaching.storage.frames import frame
from coaching.words.days import utc_now

Kind = Literal["marked", "best_response"]

# An interaction ai of assignment a that still belongs to it: a later export may say that a marked one was somebody
# else's, and then its agent could never open it.
BELONGS = "(ai.agent_id = a.agent_id OR ai.kind = 'best_response' AND ai.agent_id IS NOT NULL)"

AREAS = """
    coalesce((SELECT list(coaching_area ORDER BY position) FROM assignment_areas aa
              WHERE aa.assignment_id = a.assignment_id), []) AS coaching_areas"""

# The SELECTs from here on check no permission: call seen() or may_see() first. They look rows up by keys, so that a
# database of any size answers at once.
_COLUMNS = """
    assignment_id, name, agent_id, assigned_by, assigned_at, follow_up_on, went_well, work_on, action_plan,
    withdrawn_at, without_feedback_because IS NOT NULL AS without_feedback"""

ASSIGNMENT = f"SELECT {_COLUMNS} FROM assignments WHERE assignment_id = $assignment_id"

ASSIGNMENTS = f"SELECT {_COLUMNS} FROM assignments WHERE agent_id = $agent_id"

INTERACTIONS_OF_ASSIGNMENTS = """
    SELECT assignment_id, interaction_id, kind, agent_id, position FROM assignment_interactions
    WHERE assignment_id IN ({keys})"""

AREAS_OF_ASSIGNMENTS = """
    SELECT assignment_id, coaching_area, position FROM assignment_areas WHERE assignment_id IN ({keys})"""

OPENINGS = "SELECT assignment_id, interaction_id, person_id FROM openings WHERE assignment_id IN ({keys})"

# The notes and the outcomes of assignments: of a note `outcome` is NULL.
SAID = """
    SELECT assignment_id, person_id, written_at AS said_at, NULL AS outcome FROM notes WHERE assignment_id IN ({keys})
    UNION ALL
    SELECT assignment_id, person_id, recorded_at, outcome FROM outcomes WHERE assignment_id IN ({keys})"""

# Not before the assignment, unless that is dated in a future that nobody believes, see clock.py.
RECORD_OPENING = f"""
    WITH {VISIBLE_AGENTS}
    INSERT INTO openings
    SELECT a.assignment_id, ai.interaction_id, a.agent_id,
           greatest($opened_at::TIMESTAMP,
                    CASE WHEN a.assigned_at <= $latest_believed::TIMESTAMP THEN a.assigned_at END)
    FROM assignments a
    JOIN assignment_interactions ai USING (assignment_id)
    WHERE a.assignment_id = $assignment_id AND ai.interaction_id = $interaction_id AND {BELONGS}
      AND a.agent_id = $viewer_id AND a.agent_id IN (FROM visible_agents) AND a.withdrawn_at IS NULL
      AND NOT EXISTS (FROM openings o WHERE o.assignment_id = a.assignment_id
                      AND o.interaction_id = ai.interaction_id AND o.person_id = a.agent_id)
    LIMIT 1"""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One coaching assignment. Instants are naive UTC; feedback and plan are a supervisor's own words."""

    assignment_id: str
    name: str
    agent_id: str
    agent_name: str
    assigned_by: str
    coaching_areas: list[str]
    assigned_at: datetime
    follow_up_on: date
    went_well: str
    work_on: str
    action_plan: list[str]
    withdrawn_at: datetime | None
    without_feedback: bool  # feedback or a plan is missing on purpose; why is for supervisors, see history.py
    total: int
    reviewed: int

    @property
    def status(self) -> Status:
        """Computed from what the agent has opened."""
        return status(self.reviewed, self.total)


# Columns of assignments_of_agent() and of interactions_of_assignment(), and the dtype of each.
ASSIGNMENT_COLUMNS = {
    "assignment_id": "object", "name": "object", "coaching_areas": "object", "assigned_by": "object",
    "assigned_at": "datetime64[us]", "follow_up_on": "object", "went_well": "object", "work_on": "object",
     "total": "int64", "reviewed": "int64", "status": "object", "is_over": "bool",
    "is_open": "bool", "is_overdue": "bool", "outcome": "object", "answered_at": "datetime64[us]",
}  # fmt: skip
INTERACTION_COLUMNS = {
    "interaction_id": "object", "kind": "object", "started_at": "datetime64[us]", "queue": "object",
    "channel": "object", "topic": "object", "failed_areas": "object", "kore_evaluation_score": "float64",
    "supervisor_audit_score": "float64", "sentiment_score": "float64", "sentiment_estimated": "bool", "fatal": "bool",
    "fails_fatally": "bool", "reviewed": "bool",
}  # fmt: skip


def assignments_of_agent(database: Database, viewer_id: str, agent_id: str, today: date) -> pd.DataFrame:
    """The assignments of one agent that are in force, newest assigned first; none where the viewer may not see them.

    `today` is the date where the viewer is.
    Columns: assignment_id, name, coaching_areas (list), assigned_by (a name), assigned_at (naive UTC), follow_up_on
    (date), went_well and work_on (the feedback), total and reviewed (counts of interactions), status (Status), is_over,
    is_open and is_overdue (see status.py), outcome (value of the newest Outcome, None before one is recorded),
    answered_at (naive UTC, NaT without; see LastWord).
    """
    if not may_see(database, viewer_id, agent_id):
        return frame([], ASSIGNMENT_COLUMNS)
    return _assignments_of_agent(database, agent_id, today)


@cached
def _assignments_of_agent(database: Database, agent_id: str, today: date) -> pd.DataFrame:
    in_force, last_words = _in_force(database, agent_id), _last_words(database, agent_id)
    opened = _opened(database, dict.fromkeys(in_force, agent_id))
    rows = []
    for assignment_id, (stored_values, interaction_ids) in in_force.items():
        reviewed, said = len(opened[assignment_id] & interaction_ids), last_words[assignment_id]
        state = status(reviewed, len(interaction_ids))
        is_over = said.outcome is not None  # a withdrawn assignment is in no agent's list
        rows.append(
            stored_values
            | {
                "assigned_by": name_or_id(database, stored_values["assigned_by"]),
                "total": len(interaction_ids),
                "reviewed": reviewed,
                "status": state,
                "is_over": is_over,
                "is_open": is_open(state, is_over),
                "is_overdue": is_overdue(stored_values["follow_up_on"], state, is_over, today),
                "outcome": said.outcome,
                "answered_at": said.answered_at,
            }
        )
    return frame(rows, ASSIGNMENT_COLUMNS)


@cached
def _in_force(database: Database, agent_id: str) -> dict[str, tuple[dict[str, Any], frozenset[str]]]:
    """What is stored of each assignment of an agent that is in force, with its areas, and the ids of its interactions;
    by assignment_id, newest assigned first.

    Kept apart from what changes often, so that an opening or a note of anybody does not outdate the lists of everybody.
    """
    own = [row for row in database.rows(ASSIGNMENTS, {"agent_id": agent_id}) if row["withdrawn_at"] is None]
    own.sort(key=lambda row: str(row["assignment_id"]))
    own.sort(key=lambda row: row["assigned_at"], reverse=True)
    agent_of = {row["assignment_id"]: agent_id for row in own}
    areas, belonging = _areas(database, list(agent_of)), _belonging(database, agent_of)
    return {
        row["assignment_id"]: (
            row | {"coaching_areas": areas[row["assignment_id"]]},
            frozenset(belonging[row["assignment_id"]]),
        )
        for row in own
    }


@cached
def _last_words(database: Database, agent_id: str) -> dict[str, LastWord]:
    """Who has the last word about each assignment in the list of an agent, by its id. Notes that were set aside are not
    read: setting a note aside does not answer it."""
    found: dict[str, list[Said]] = {assignment_id: [] for assignment_id in _in_force(database, agent_id)}
    for row in look_up(database, SAID, found):
        found[row["assignment_id"]].append(
            Said(said_at=row["said_at"], by_agent=row["person_id"] == agent_id, outcome=row["outcome"])
        )
    return {assignment_id: last_word(said) for assignment_id, said in found.items()}


def seen(database: Reader, viewer_id: str, assignment_id: str) -> dict[str, Any] | None:
    """What is stored of one assignment, by column; None where there is none, or the viewer may not see it."""
    row = database.first(ASSIGNMENT, {"assignment_id": assignment_id})
    if row is None or not may_see(database, viewer_id, row["agent_id"]):
        return None
    return row if row["withdrawn_at"] is None or row["agent_id"] != viewer_id else None


def assignment(database: Database, viewer_id: str, assignment_id: str) -> Assignment | None:
    """One assignment, or None where there is no such assignment or the viewer may not see it."""
    row = seen(database, viewer_id, assignment_id)
    agent = named(database, row["agent_id"]) if row else None
    if row is None or agent is None:
        return None
    agent_of = {assignment_id: row["agent_id"]}
    belonging = _belonging(database, agent_of)[assignment_id]
    return Assignment(
        **row | {"assigned_by": name_or_id(database, row["assigned_by"])},
        agent_name=agent.name,
        coaching_areas=_areas(database, [assignment_id])[assignment_id],
        total=len(belonging),
        reviewed=len(belonging.keys() & _opened(database, agent_of)[assignment_id]),
    )


def interactions_of_assignment(database: Database, viewer_id: str, assignment_id: str) -> pd.DataFrame:
    """The interactions of one assignment: marked ones, then best responses, each in the supervisor's order; none where
    the viewer may not see it.

    Columns: interaction_id, kind (a Kind), started_at (naive UTC, NaT where unknown), queue, channel and topic (None
    where unknown), failed_areas (list, by the answers that count: those of a failed fatal metric first, then most
    points lost first; None where no metric applied), kore_evaluation_score and supervisor_audit_score (0 to 100, NaN
    for NA), sentiment_score (-10 to +10, NaN for NA), sentiment_estimated, fatal (by the automatic evaluation),
    fails_fatally (by the answers that count), reviewed (its agent has opened it from this assignment).
    """
    row = seen(database, viewer_id, assignment_id)
    if row is None:
        return frame([], INTERACTION_COLUMNS)
    rows = _interactions_of_assignment(database, assignment_id, row["agent_id"])
    hidden = hidden_from(database, viewer_id, row["agent_id"])
    rows = without_sentiment(rows) if Part.SENTIMENT in hidden else rows
    return without_automatic(database, rows) if Part.AUTOMATIC in hidden else rows


@cached
def _interactions_of_assignment(database: Database, assignment_id: str, agent_id: str) -> pd.DataFrame:
    opened = _opened(database, {assignment_id: agent_id})[assignment_id]
    found = _stored_interactions(database, assignment_id, agent_id)
    return frame([row | {"reviewed": row["interaction_id"] in opened} for row in found], INTERACTION_COLUMNS)


@cached
def _stored_interactions(database: Database, assignment_id: str, agent_id: str) -> list[dict[str, Any]]:
    """Of interactions_of_assignment() all but `reviewed`. Kept apart, because openings are written all the time."""
    belonging = _belonging(database, {assignment_id: agent_id})[assignment_id]
    found, names = stored(database, belonging), queues(database)
    return [
        row | {"kind": kind, "queue": names.get(row["queue_id"], row["queue_id"])}
        for interaction_id, kind in belonging.items()
        if (row := found.get(interaction_id)) is not None
    ]


def _belonging(database: Database, agent_of: Mapping[str, str]) -> dict[str, dict[str, Kind]]:
    """The interactions that belong to each of these assignments, by its id: the kind of each by interaction_id, marked
    ones first, in order. `agent_of`: the agent_id of each assignment."""
    found: dict[str, dict[str, Kind]] = {assignment_id: {} for assignment_id in agent_of}
    in_order = sorted(
        look_up(database, INTERACTIONS_OF_ASSIGNMENTS, agent_of),
        key=lambda row: (row["kind"] == "best_response", row["position"], row["interaction_id"]),
    )
    for row in in_order:
        own = row["agent_id"] == agent_of[row["assignment_id"]]
        if own or (row["kind"] == "best_response" and row["agent_id"] is not None):
            found[row["assignment_id"]].setdefault(row["interaction_id"], row["kind"])
    return found


def _opened(database: Database, agent_of: Mapping[str, str]) -> dict[str, set[str]]:
    """The ids of the interactions of each of these assignments that its agent has opened from it, by assignment_id.
    `agent_of`: the agent_id of each assignment."""
    found: dict[str, set[str]] = {assignment_id: set() for assignment_id in agent_of}
    for opening in look_up(database, OPENINGS, agent_of):
        if opening["person_id"] == agent_of[opening["assignment_id"]]:
            found[opening["assignment_id"]].add(opening["interaction_id"])
    return found


def _areas(database: Database, assignment_ids: Sequence[str]) -> dict[str, list[str]]:
    """The coaching areas of each of these assignments in order, by its id."""
    found: dict[str, list[str]] = {assignment_id: [] for assignment_id in assignment_ids}
    areas = look_up(database, AREAS_OF_ASSIGNMENTS, assignment_ids)
    for area in sorted(areas, key=lambda area: int(area["position"])):
        found[area["assignment_id"]].append(area["coaching_area"])
    return found


def record_opening(database: Database, viewer_id: str, assignment_id: str, interaction_id: str) -> None:
    """Appends that the assignment's own agent has opened one of its interactions; durable when it returns.

    Does nothing for anybody else, for an interaction that does not belong to the assignment, and the second time.
    """
    now = utc_now()
    database.append(
        RECORD_OPENING,
        {
            "viewer_id": viewer_id,
            "assignment_id": assignment_id,
            "interaction_id": interaction_id,
            "opened_at": now,
            "latest_believed": clock.latest_believed(now),
        },
        writes={"openings"},
    )
