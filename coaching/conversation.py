"""The conversation about an assignment: acknowledged, steps ticked off, notes, and the outcome of the follow-up.

All of it is appended, nothing is ever changed or taken away, and none of it changes the computed status.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import uuid4

import duckdb
import pandas as pd

from coaching.assignments import NOT_WITHDRAWN
from coaching.database import Database, utc_now
from coaching.people import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.refused import NO_SUCH_ASSIGNMENT, NOT_YOURS, RefusedError

LONGEST_NOTE = 4_000


class Outcome(StrEnum):
    """What a supervisor concludes when the follow-up date has come."""

    RECOGNISE = "recognise"
    CONTINUE_COACHING = "continue_coaching"
    TRAINING = "training"
    REFER = "refer"
    CLOSED = "closed"


OUTCOME_WORDING = {
    Outcome.RECOGNISE: "Recognise",
    Outcome.CONTINUE_COACHING: "Continue coaching",
    Outcome.TRAINING: "Training",
    Outcome.REFER: "Refer",
    Outcome.CLOSED: "Closed",
}

WITHDRAWN = "This assignment has been withdrawn, so nothing is added to it any more."
ONLY_ITS_AGENT = "Only the agent of this assignment can do this."
STEP_CHANGED = "The action plan has changed and this step is no longer part of it. Reload the page to see the new plan."
EMPTY_NOTE = "Write something first: an empty note is not sent."
LONG_NOTE = "This note has {length:,} characters and {longest:,} is the most. Shorten it and send it again."
NO_OUTCOME = "Choose an outcome."
OUTCOME_NEEDS_NOTE = "Say in a sentence what the outcome rests on. The agent reads it."
TOO_EARLY = "The outcome can be recorded from the follow-up day on, {day}."

# Who may read the conversation about assignment a. Needs VISIBLE_AGENTS before it.
MAY_READ = f"(a.agent_id IN (FROM visible_agents) AND {NOT_WITHDRAWN})"

PART = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT a.agent_id = $viewer AS is_agent, a.agent_id IN (FROM coachable_agents) AS may_coach, a.follow_up_on,
           a.withdrawn_at,
           (SELECT min(k.acknowledged_at) FROM acknowledgements k
            WHERE k.assignment_id = a.assignment_id AND k.person_id = a.agent_id) AS acknowledged_at
    FROM assignments a WHERE a.assignment_id = $assignment AND {MAY_READ}"""

STEPS = f"""
    WITH {VISIBLE_AGENTS}, ticks AS (
        SELECT step, arg_max(done, ticked_at) AS done, max(ticked_at) AS ticked_at
        FROM step_ticks t
        WHERE t.assignment_id = $assignment
          AND t.person_id = (SELECT agent_id FROM assignments WHERE assignment_id = $assignment)
        GROUP BY step),
    plan AS (
        SELECT unnest(a.action_plan) AS step, unnest(range(1, len(a.action_plan) + 1))::INTEGER AS number
        FROM assignments a WHERE a.assignment_id = $assignment AND {MAY_READ})
    SELECT p.number, p.step, coalesce(t.done, FALSE) AS done, CASE WHEN t.done THEN t.ticked_at END AS ticked_at
    FROM plan p LEFT JOIN ticks t ON t.step = p.step
    ORDER BY p.number"""

NOTES = f"""
    WITH {VISIBLE_AGENTS}
    SELECT n.note_id, n.written_at, coalesce(p.name, n.person_id) AS writer, n.person_id = a.agent_id AS by_agent,
           n.text
    FROM notes n JOIN assignments a USING (assignment_id)
    LEFT JOIN people p ON p.person_id = n.person_id
    WHERE n.assignment_id = $assignment AND {MAY_READ}
    ORDER BY n.written_at, n.note_id"""

OUTCOMES = f"""
    WITH {VISIBLE_AGENTS}
    SELECT o.recorded_at, coalesce(p.name, o.person_id) AS recorded_by, o.outcome, o.note
    FROM outcomes o JOIN assignments a USING (assignment_id)
    LEFT JOIN people p ON p.person_id = o.person_id
    WHERE o.assignment_id = $assignment AND {MAY_READ}
    ORDER BY o.recorded_at DESC, o.outcome"""

ACKNOWLEDGE = "INSERT INTO acknowledgements VALUES ($assignment, $viewer, $now)"

PLAN = "SELECT action_plan FROM assignments WHERE assignment_id = $assignment"

# Nothing where it would change nothing: a second click is no second fact.
TICK = """
    INSERT INTO step_ticks
    SELECT $assignment, $step, $viewer, $done, $now
    WHERE coalesce((SELECT arg_max(done, ticked_at) FROM step_ticks
                    WHERE assignment_id = $assignment AND step = $step AND person_id = $viewer), FALSE) <> $done"""

# The same words again within a minute, with nothing said since, are a second click on Send.
WRITE = """
    INSERT INTO notes
    SELECT $note, $assignment, $viewer, $now, $text
    WHERE NOT EXISTS (
        FROM (FROM notes WHERE assignment_id = $assignment ORDER BY written_at DESC LIMIT 1)
        WHERE person_id = $viewer AND text = $text AND written_at > $now::TIMESTAMP - INTERVAL 1 MINUTE)"""

RECORD = """
    INSERT INTO outcomes
    SELECT $assignment, $viewer, $now, $outcome, $text
    WHERE NOT EXISTS (
        FROM (FROM outcomes WHERE assignment_id = $assignment ORDER BY recorded_at DESC LIMIT 1)
        WHERE person_id = $viewer AND outcome = $outcome AND note = $text
          AND recorded_at > $now::TIMESTAMP - INTERVAL 1 MINUTE)"""


@dataclass(frozen=True)
class Part:
    """What the viewer is in the conversation about one assignment. Instants are naive UTC."""

    is_agent: bool  # it is their own assignment
    may_coach: bool  # they write as its agent's supervisor
    follow_up_on: date
    withdrawn_at: datetime | None
    acknowledged_at: datetime | None

    @property
    def may_write(self) -> bool:
        """Whether a note of theirs would be taken."""
        return self.withdrawn_at is None and (self.is_agent or self.may_coach)

    def may_conclude(self, today: date) -> bool:
        """Whether an outcome recorded by them would be taken on this day of theirs."""
        return self.withdrawn_at is None and self.may_coach and today >= self.follow_up_on


def part(database: Database, viewer: str, assignment_id: str) -> Part | None:
    """The viewer's part in it; None where there is no such assignment or they may not see it."""
    row = database.first(PART, {"viewer": viewer, "assignment": assignment_id})
    return Part(**row) if row else None


def steps(database: Database, viewer: str, assignment_id: str) -> pd.DataFrame:
    """The steps of the action plan in order, and which of them the agent has ticked off.

    Columns: number (from 1), step (its words), done, ticked_at (naive UTC, NaT where it is not done).
    """
    return database.query(STEPS, {"viewer": viewer, "assignment": assignment_id})


def notes(database: Database, viewer: str, assignment_id: str) -> pd.DataFrame:
    """What was written, oldest first. Columns: note_id, written_at (naive UTC), writer (name), by_agent, text."""
    return database.query(NOTES, {"viewer": viewer, "assignment": assignment_id})


def outcomes(database: Database, viewer: str, assignment_id: str) -> pd.DataFrame:
    """What was concluded, newest first: the first one counts.

    Columns: recorded_at (naive UTC), recorded_by (name), outcome (an Outcome's value), note.
    """
    return database.query(OUTCOMES, {"viewer": viewer, "assignment": assignment_id})


def acknowledge(database: Database, viewer: str, assignment_id: str) -> None:
    """Appends that the agent has taken note of their assignment; the second time nothing.

    Raises RefusedError for anybody but its agent.
    """
    with database.transaction() as cursor:
        if _as_agent(cursor, viewer, assignment_id).acknowledged_at is None:
            cursor.execute(ACKNOWLEDGE, {"viewer": viewer, "assignment": assignment_id, "now": utc_now()})


def tick_step(database: Database, viewer: str, assignment_id: str, step: str, done: bool) -> None:
    """Appends that the agent has done a step of the action plan (`step`: its words), or takes it back.

    Raises RefusedError for anybody but its agent, for a withdrawn assignment and for a step not in the plan.
    """
    with database.transaction() as cursor:
        _as_agent(cursor, viewer, assignment_id)
        asked = {"viewer": viewer, "assignment": assignment_id}
        ((plan,),) = cursor.execute(PLAN, {"assignment": assignment_id}).fetchall()
        if step not in plan:
            raise RefusedError({"step": STEP_CHANGED})
        cursor.execute(TICK, asked | {"step": step, "done": done, "now": utc_now()})


def write_note(database: Database, viewer: str, assignment_id: str, text: str) -> None:
    """Appends a note of the assignment's agent, or of a supervisor who coaches that agent.

    Raises RefusedError for anybody else, for a withdrawn assignment, and for a text that is empty or too long.
    """
    with database.transaction() as cursor:
        mine = _in_force(cursor, viewer, assignment_id)
        if not mine.may_write:
            raise RefusedError({"": NOT_YOURS})
        words = _checked(text, EMPTY_NOTE)
        asked = {"viewer": viewer, "assignment": assignment_id, "text": words, "now": utc_now()}
        cursor.execute(WRITE, asked | {"note": str(uuid4())})


def record_outcome(
    database: Database, viewer: str, assignment_id: str, outcome: str | None, note: str, today: date
) -> None:
    """Appends what a supervisor concludes, from the follow-up day on; `today` is the date where they are.

    Raises RefusedError for anybody who may not coach the agent, for a withdrawn assignment, before the follow-up day,
    without an Outcome, and without a note or with one too long.
    """
    with database.transaction() as cursor:
        mine = _in_force(cursor, viewer, assignment_id)
        if not mine.may_coach:
            raise RefusedError({"": NOT_YOURS})
        if not mine.may_conclude(today):
            due = mine.follow_up_on
            raise RefusedError({"": TOO_EARLY.format(day=f"{due.day} {due:%b %Y}")})
        if outcome not in set(Outcome):
            raise RefusedError({"outcome": NO_OUTCOME})
        words = _checked(note, OUTCOME_NEEDS_NOTE)
        asked = {"viewer": viewer, "assignment": assignment_id, "text": words, "now": utc_now()}
        cursor.execute(RECORD, asked | {"outcome": str(outcome)})


def _in_force(cursor: duckdb.DuckDBPyConnection, viewer: str, assignment_id: str) -> Part:
    """The viewer's part, read inside the transaction, or a refusal: nothing to see, or withdrawn."""
    rows = cursor.execute(PART, {"viewer": viewer, "assignment": assignment_id}).fetchall()
    if not rows:
        raise RefusedError({"": NO_SUCH_ASSIGNMENT})
    mine = Part(*rows[0])
    if mine.withdrawn_at is not None:
        raise RefusedError({"": WITHDRAWN})
    return mine


def _as_agent(cursor: duckdb.DuckDBPyConnection, viewer: str, assignment_id: str) -> Part:
    mine = _in_force(cursor, viewer, assignment_id)
    if not mine.is_agent:
        raise RefusedError({"": ONLY_ITS_AGENT})
    return mine


def _checked(text: str, complaint: str) -> str:
    words = text.strip()
    if not words:
        raise RefusedError({"note": complaint})
    if len(words) > LONGEST_NOTE:
        raise RefusedError({"note": LONG_NOTE.format(length=len(words), longest=LONGEST_NOTE)})
    return words
