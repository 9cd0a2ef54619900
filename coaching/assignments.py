"""Coaching assignments: the list of an agent, one of them with its interactions, and what its agent has opened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import pandas as pd

from coaching.database import Database, kept, utc_now
from coaching.people import VISIBLE_AGENTS
from coaching.records import records
from coaching.status import Status, status

Kind = Literal["marked", "best_response"]

# An interaction ai of assignment a that still belongs to it: a later export may say that a marked one was somebody
# else's, and then its agent could never open it.
BELONGS = "(ai.agent_id = a.agent_id OR ai.kind = 'best_response' AND ai.agent_id IS NOT NULL)"

# Assignment a is in force, or whoever looks is not its agent: a withdrawn one is no longer there for the agent.
NOT_WITHDRAWN = "(a.withdrawn_at IS NULL OR a.agent_id <> $viewer)"

AREAS = """
    coalesce((SELECT list(coaching_area ORDER BY position) FROM assignment_areas aa
              WHERE aa.assignment_id = a.assignment_id), []) AS coaching_areas"""

# The agent's assignments first, by their index: what is joined then is small. Counted are distinct interactions that
# belong, and those of them that the assignment's own agent has opened from it.
ASSIGNMENTS_OF_AGENT = f"""
    WITH {VISIBLE_AGENTS},
    own AS MATERIALIZED (SELECT * FROM assignments WHERE agent_id = $agent),
    ids AS MATERIALIZED (SELECT assignment_id FROM own),
    parts AS MATERIALIZED (
        SELECT DISTINCT assignment_id, interaction_id, kind, agent_id FROM assignment_interactions
        WHERE assignment_id IN (FROM ids)),
    opened AS MATERIALIZED (
        SELECT DISTINCT assignment_id, interaction_id FROM openings
        WHERE assignment_id IN (FROM ids) AND person_id = $agent),
    counts AS (
        SELECT ai.assignment_id, count(DISTINCT ai.interaction_id)::INTEGER AS total,
               count(DISTINCT o.interaction_id)::INTEGER AS reviewed
        FROM parts ai JOIN own a USING (assignment_id) LEFT JOIN opened o USING (assignment_id, interaction_id)
        WHERE {BELONGS}
        GROUP BY ai.assignment_id),
    areas AS (
        SELECT assignment_id, list(coaching_area ORDER BY position) AS coaching_areas FROM assignment_areas
        WHERE assignment_id IN (FROM ids) GROUP BY assignment_id)
    SELECT a.assignment_id, a.name, coalesce(r.coaching_areas, []) AS coaching_areas, a.assigned_at, a.follow_up_on,
           coalesce(c.total, 0) AS total, coalesce(c.reviewed, 0) AS reviewed
    FROM own a LEFT JOIN counts c USING (assignment_id) LEFT JOIN areas r USING (assignment_id)
    WHERE a.agent_id IN (FROM visible_agents) AND a.withdrawn_at IS NULL
    ORDER BY a.assigned_at DESC, a.assignment_id"""

_ONE_ASSIGNMENT = """
    a AS MATERIALIZED (SELECT * FROM assignments WHERE assignment_id = $assignment),
    parts AS MATERIALIZED (SELECT * FROM assignment_interactions WHERE assignment_id = $assignment),
    opened AS MATERIALIZED (SELECT interaction_id, person_id FROM openings WHERE assignment_id = $assignment)"""

ASSIGNMENT = f"""
    WITH {VISIBLE_AGENTS}, {_ONE_ASSIGNMENT},
    belonging AS MATERIALIZED (SELECT DISTINCT ai.interaction_id FROM parts ai CROSS JOIN a WHERE {BELONGS})
    SELECT a.assignment_id, a.name, a.agent_id, p.name AS agent_name, p.email AS agent_email,
           coalesce((SELECT any_value(name) FROM people WHERE person_id = a.assigned_by), a.assigned_by) AS assigned_by,
           coalesce((SELECT list(coaching_area ORDER BY position) FROM assignment_areas
                     WHERE assignment_id = $assignment), []) AS coaching_areas,
           a.assigned_at, a.follow_up_on, a.went_well, a.work_on, a.action_plan, a.withdrawn_at,
           (SELECT count(*) FROM belonging)::INTEGER AS total,
           (SELECT count(*) FROM belonging WHERE interaction_id IN (
                SELECT interaction_id FROM opened JOIN a ON a.agent_id = opened.person_id))::INTEGER AS reviewed
    FROM a JOIN people p ON p.person_id = a.agent_id
    WHERE a.agent_id IN (FROM visible_agents) AND {NOT_WITHDRAWN}"""

# $ids: what PARTS gives, whoever asks: it is told to nobody. The index of a large table is used for values that are
# known beforehand, and only while no other condition can be pushed into the step that reads it: so these stand in a
# FILTER.
PARTS = """
    SELECT list(DISTINCT interaction_id) AS ids FROM assignment_interactions WHERE assignment_id = $assignment"""

INTERACTIONS_OF_ASSIGNMENT = f"""
    WITH {VISIBLE_AGENTS}, {_ONE_ASSIGNMENT},
    found AS MATERIALIZED (SELECT * FROM interactions WHERE interaction_id IN (SELECT unnest($ids::VARCHAR[]))),
    results AS MATERIALIZED (SELECT * FROM metric_results WHERE interaction_id IN (SELECT unnest($ids::VARCHAR[]))),
    lost AS (
        SELECT r.interaction_id, m.coaching_area, sum(r.weight + r.negative_weight) FILTER (
                   r.auditor_id IS NULL AND r.qualification <> 'NA' AND r.qualification <> m.expected_response) AS lost
        FROM results r JOIN metrics m USING (metric_id)
        GROUP BY ALL HAVING lost IS NOT NULL),
    failed AS (
        SELECT interaction_id, list(coaching_area ORDER BY lost DESC, coaching_area) AS failed_areas
        FROM lost GROUP BY interaction_id)
    SELECT ai.kind, i.interaction_id, i.started_at, coalesce(q.name, i.queue_id) AS queue, i.channel, i.topic,
           coalesce(f.failed_areas, []) AS failed_areas, coalesce(i.met_areas, i.failed_areas) IS NOT NULL AS judged,
           i.kore_evaluation_score, i.supervisor_audit_score, i.sentiment_score, i.sentiment_estimated, i.fatal,
           i.interaction_id IN (SELECT interaction_id FROM opened JOIN a ON a.agent_id = opened.person_id) AS reviewed
    FROM a CROSS JOIN parts ai
    JOIN found i USING (interaction_id)
    LEFT JOIN failed f USING (interaction_id)
    LEFT JOIN queues q ON q.queue_id = i.queue_id
    WHERE a.agent_id IN (FROM visible_agents) AND {NOT_WITHDRAWN} AND {BELONGS}
    ORDER BY ai.kind = 'best_response', ai.position, i.interaction_id"""

RECORD_OPENING = f"""
    WITH {VISIBLE_AGENTS}
    INSERT INTO openings
    SELECT a.assignment_id, ai.interaction_id, a.agent_id, $opened_at
    FROM assignments a
    JOIN assignment_interactions ai USING (assignment_id)
    WHERE a.assignment_id = $assignment AND ai.interaction_id = $interaction AND {BELONGS}
      AND a.agent_id = $viewer AND a.agent_id IN (FROM visible_agents) AND a.withdrawn_at IS NULL
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
    agent_email: str | None
    assigned_by: str
    coaching_areas: list[str]
    assigned_at: datetime
    follow_up_on: date
    went_well: str
    work_on: str
    action_plan: list[str]
    withdrawn_at: datetime | None
    total: int
    reviewed: int

    @property
    def status(self) -> Status:
        """Computed from what the agent has opened."""
        return status(self.reviewed, self.total)


@dataclass(frozen=True)
class Part:
    """One interaction of an assignment; its fields are the columns of interactions_of_assignment(), None for NA."""

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
    reviewed: bool


def assignments_of_agent(database: Database, viewer: str, agent: str) -> pd.DataFrame:
    """The assignments of one agent that are in force, newest assigned first; no row where `viewer` may not see them.

    Columns: assignment_id, name, coaching_areas (list), assigned_at (naive UTC), follow_up_on (date), total and
    reviewed (counts of interactions), status (Status).
    """
    rows = database.query(ASSIGNMENTS_OF_AGENT, {"viewer": viewer, "agent": agent})
    rows["coaching_areas"] = rows["coaching_areas"].map(list)
    rows["follow_up_on"] = pd.to_datetime(rows["follow_up_on"]).dt.date
    states = [status(r, t) for r, t in zip(rows["reviewed"], rows["total"], strict=True)]
    rows["status"] = pd.Series(states, rows.index, dtype=object)  # left alone, pandas makes plain strings of them
    return rows


def assignment(database: Database, viewer: str, assignment_id: str) -> Assignment | None:
    """One assignment, or None where there is no such assignment or `viewer` may not see it."""
    row = database.first(ASSIGNMENT, {"viewer": viewer, "assignment": assignment_id})
    return Assignment(**row) if row else None


def interactions_of_assignment(database: Database, viewer: str, assignment_id: str) -> pd.DataFrame:
    """The interactions of one assignment: marked ones, then best responses, each in the supervisor's order.

    Columns: kind (marked or best_response), interaction_id, started_at (naive UTC), queue, channel, topic,
    failed_areas (list, most points lost first; None where no metric applied), kore_evaluation_score,
    supervisor_audit_score (0 to 100), sentiment_score (-10 to +10), sentiment_estimated, fatal, reviewed. No row where
    `viewer` may not see it.
    """
    parts = database.first(PARTS, {"assignment": assignment_id})
    ids = parts["ids"] or [] if parts else []
    asked = {"viewer": viewer, "assignment": assignment_id, "ids": ids}
    rows = database.query(INTERACTIONS_OF_ASSIGNMENT, asked)
    rows["failed_areas"] = pd.Series(
        [list(areas) if known else None for areas, known in zip(rows["failed_areas"], rows["judged"], strict=True)],
        rows.index,
        dtype=object,
    )
    return rows.drop(columns="judged").drop_duplicates("interaction_id", ignore_index=True)


@kept
def parts(database: Database, viewer: str, assignment_id: str) -> tuple[Part, ...]:
    """The rows of interactions_of_assignment() one by one, as pages go through them."""
    return tuple(Part(**row) for row in records(interactions_of_assignment(database, viewer, assignment_id)))


def record_opening(database: Database, viewer: str, assignment_id: str, interaction_id: str) -> None:
    """Appends that the assignment's own agent has opened one of its interactions; durable when it returns.

    Does nothing for anybody else, for an interaction that is not part of the assignment, and the second time.
    """
    database.append(
        RECORD_OPENING,
        {"viewer": viewer, "assignment": assignment_id, "interaction": interaction_id, "opened_at": utc_now()},
    )
