"""Coaching assignments: the list of an agent, one of them with its interactions, and what its agent has opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from coaching.assignments.last_word import LastWord, Said, last_word
from coaching.assignments.status import Status, is_open, is_overdue, status
from coaching.people.people import VISIBLE_AGENTS, may_see, name_or_id, named
from coaching.quality.coaching_areas import parted
from coaching.quality.forms import queues
from coaching.quality.interactions import stored
from coaching.storage import clock
from coaching.storage.database import Database, Reader, kept, look_up, utc_now

Kind = Literal["marked", "best_response"]

# An interaction ai of assignment a that still belongs to it: a later export may say that a marked one was somebody
# else's, and then its agent could never open it.
BELONGS = "(ai.agent_id = a.agent_id OR ai.kind = 'best_response' AND ai.agent_id IS NOT NULL)"

AREAS = """
    coalesce((SELECT list(coaching_area ORDER BY position) FROM assignment_areas aa
              WHERE aa.assignment_id = a.assignment_id), []) AS coaching_areas"""

# What follows is looked up by keys and nothing else, so that a database of any size answers at once. Who may read it is
# decided before, by seen() and may_see().
_COLUMNS = """
    assignment_id, name, agent_id, assigned_by, assigned_at, follow_up_on, went_well, work_on, action_plan,
    withdrawn_at, without_feedback_because IS NOT NULL AS without_feedback"""

ASSIGNMENT = f"SELECT {_COLUMNS} FROM assignments WHERE assignment_id = $assignment_id"

ASSIGNMENTS = f"SELECT {_COLUMNS} FROM assignments WHERE agent_id = $agent_id"

PARTS = """
    SELECT assignment_id, interaction_id, kind, agent_id, position FROM assignment_interactions
    WHERE assignment_id IN ({keys})"""

AREAS_OF_ASSIGNMENTS = """
    SELECT assignment_id, coaching_area, position FROM assignment_areas WHERE assignment_id IN ({keys})"""

OPENINGS = "SELECT assignment_id, interaction_id, person_id FROM openings WHERE assignment_id IN ({keys})"

# What was written and concluded about assignments: of a note `outcome` is NULL.
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


@dataclass(frozen=True)
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
    without_feedback: bool  # feedback or a plan is missing on purpose; why is for supervisors (assignment_history)
    total: int
    reviewed: int

    @property
    def status(self) -> Status:
        """Computed from what the agent has opened."""
        return status(self.reviewed, self.total)


@dataclass(frozen=True)
class Part:
    """One interaction of an assignment. Scores are None for NA: 0 to 100, the sentiment -10 to +10.

    `started_at` is naive UTC. `failed_areas`: by the answers that count, those of a failed fatal metric first, then
    most points lost first; None where no metric applied.
    """

    kind: Kind
    interaction_id: str
    started_at: datetime | None
    queue: str | None
    channel: str | None
    topic: str | None
    failed_areas: list[str] | None
    kore_evaluation_score: float | None
    supervisor_audit_score: float | None
    sentiment_score: float | None
    sentiment_estimated: bool
    fatal: bool
    """By the automatic evaluation; fails_fatally says it by the answers that count."""
    fails_fatally: bool
    reviewed: bool


@dataclass(frozen=True)
class Listed:
    """One assignment in its agent's list. Instants are naive UTC; `total` and `reviewed` count interactions.

    `outcome` is the value of the newest Outcome, None before one is recorded; `answered_at` as in LastWord.
    """

    assignment_id: str
    name: str
    coaching_areas: list[str]
    assigned_at: datetime
    follow_up_on: date
    total: int
    reviewed: int
    outcome: str | None = None
    answered_at: datetime | None = None

    @property
    def status(self) -> Status:
        """Computed from what the agent has opened."""
        return status(self.reviewed, self.total)

    @property
    def over(self) -> bool:
        """Whether an outcome is recorded; a withdrawn one is in no agent's list."""
        return self.outcome is not None

    @property
    def open(self) -> bool:
        """Whether the agent has something left to review in it."""
        return is_open(self.status, self.over)

    def overdue(self, today: date) -> bool:
        """Whether it was not reviewed in time, `today` being the viewer's."""
        return is_overdue(self.follow_up_on, self.status, self.over, today)


def assignments_of_agent(database: Database, viewer_id: str, agent_id: str) -> tuple[Listed, ...]:
    """The assignments of one agent that are in force, newest assigned first; none where the viewer may not see them."""
    if not may_see(database, viewer_id, agent_id):
        return ()
    listed, said = _listed(database, agent_id), _said(database, agent_id)
    opened = _opened(database, {each.assignment_id: agent_id for each, _ in listed})
    return tuple(
        replace(
            each,
            reviewed=len(opened[each.assignment_id] & parts),
            outcome=said[each.assignment_id].outcome,
            answered_at=said[each.assignment_id].answered_at,
        )
        for each, parts in listed
    )


@kept
def _listed(database: Database, agent_id: str) -> tuple[tuple[Listed, frozenset[str]], ...]:
    """The list of an agent who has opened nothing, and the interactions of each."""
    own = [row for row in database.rows(ASSIGNMENTS, {"agent_id": agent_id}) if row["withdrawn_at"] is None]
    own.sort(key=lambda row: str(row["assignment_id"]))
    own.sort(key=lambda row: row["assigned_at"], reverse=True)
    agents = {row["assignment_id"]: agent_id for row in own}
    areas, parts = _areas(database, list(agents)), _belonging(database, agents)
    return tuple(
        (
            Listed(
                assignment_id=row["assignment_id"],
                name=row["name"],
                coaching_areas=areas[row["assignment_id"]],
                assigned_at=row["assigned_at"],
                follow_up_on=row["follow_up_on"],
                total=len(parts[row["assignment_id"]]),
                reviewed=0,
            ),
            frozenset(parts[row["assignment_id"]]),
        )
        for row in own
    )


@kept
def _said(database: Database, agent_id: str) -> dict[str, LastWord]:
    """Who has the last word about each assignment in the list of an agent, by its id. Kept apart from the list, so that
    a note of anybody leaves the list of everybody as it is. What was set aside is not read: it is no answer."""
    found: dict[str, list[Said]] = {each.assignment_id: [] for each, _ in _listed(database, agent_id)}
    for row in look_up(database, SAID, found):
        found[row["assignment_id"]].append(Said(row["said_at"], row["person_id"] == agent_id, row["outcome"]))
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
    agents = {assignment_id: row["agent_id"]}
    parts = _belonging(database, agents)[assignment_id]
    return Assignment(
        **row | {"assigned_by": name_or_id(database, row["assigned_by"])},
        agent_name=agent.name,
        coaching_areas=_areas(database, [assignment_id])[assignment_id],
        total=len(parts),
        reviewed=len(parts.keys() & _opened(database, agents)[assignment_id]),
    )


def parts(database: Database, viewer_id: str, assignment_id: str) -> tuple[Part, ...]:
    """The interactions of one assignment: marked ones, then best responses, each in the supervisor's order; none where
    the viewer may not see it."""
    row = seen(database, viewer_id, assignment_id)
    if row is None:
        return ()
    opened = _opened(database, {assignment_id: row["agent_id"]})[assignment_id]
    unopened = _parts(database, assignment_id, row["agent_id"])
    return tuple(replace(part, reviewed=part.interaction_id in opened) for part in unopened)


@kept
def _parts(database: Database, assignment_id: str, agent_id: str) -> tuple[Part, ...]:
    """The interactions of one assignment of an agent who has opened none."""
    belonging = _belonging(database, {assignment_id: agent_id})[assignment_id]
    found = stored(database, belonging)
    names = queues(database)
    return tuple(
        Part(
            kind=kind,
            interaction_id=interaction_id,
            started_at=interaction["started_at"],
            queue=names.get(interaction["queue_id"], interaction["queue_id"]),
            channel=interaction["channel"],
            topic=interaction["topic"],
            failed_areas=parted(interaction["failed_areas"]) if interaction["judged"] else None,
            kore_evaluation_score=interaction["kore_evaluation_score"],
            supervisor_audit_score=interaction["supervisor_audit_score"],
            sentiment_score=interaction["sentiment_score"],
            sentiment_estimated=interaction["sentiment_estimated"],
            fatal=interaction["fatal"],
            fails_fatally=interaction["fails_fatally"],
            reviewed=False,
        )
        for interaction_id, kind in belonging.items()
        if (interaction := found.get(interaction_id)) is not None
    )


def _belonging(database: Database, agents: Mapping[str, str]) -> dict[str, dict[str, Kind]]:
    """The interactions that belong to each of these assignments, marked ones first, in order, each once, and of what
    kind they are; by its id. `agents`: whose they are, by id."""
    found: dict[str, dict[str, Kind]] = {assignment_id: {} for assignment_id in agents}
    in_order = sorted(
        look_up(database, PARTS, agents),
        key=lambda part: (part["kind"] == "best_response", part["position"], part["interaction_id"]),
    )
    for part in in_order:
        own = part["agent_id"] == agents[part["assignment_id"]]
        if own or (part["kind"] == "best_response" and part["agent_id"] is not None):
            found[part["assignment_id"]].setdefault(part["interaction_id"], part["kind"])
    return found


def _opened(database: Database, agents: Mapping[str, str]) -> dict[str, set[str]]:
    """What the agent of each of these assignments has opened of it, by its id. `agents`: whose they are, by id."""
    found: dict[str, set[str]] = {assignment_id: set() for assignment_id in agents}
    for opening in look_up(database, OPENINGS, agents):
        if opening["person_id"] == agents[opening["assignment_id"]]:
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

    Does nothing for anybody else, for an interaction that is not part of the assignment, and the second time.
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
    )
