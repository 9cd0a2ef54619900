"""What was said about an assignment: acknowledged, ticked off, noted, and concluded at the follow-up?

All of it is appended, nothing is ever changed or taken away, and none of it changes the computed status.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

import duckdb

from coaching.assignments.assignments import ASSIGNMENT, seen
from coaching.assignments.last_word import Said, last_word
from coaching.people import notices
from coaching.people.notices import Kind
from coaching.people.people import name_or_id
from coaching.people.permissions import Action, needed
from coaching.people.visibility import may_coach
from coaching.storage import clock
from coaching.storage.database import Database, Inside, Reader
from coaching.words import wording
from coaching.words.formatting import day, numeral
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, NotPossibleError

LONGEST_NOTE = 4_000


class Outcome(StrEnum):
    """What a supervisor concludes when the follow-up date has come."""

    RECOGNISE = "recognise"
    CONTINUE_COACHING = "continue_coaching"
    TRAINING = "training"
    REFER = "refer"
    CLOSED = "closed"


# The SELECTs from here on check no permission: call assignments.seen() first. They look rows up by the assignment.
ACKNOWLEDGEMENTS = "SELECT person_id, acknowledged_at FROM acknowledgements WHERE assignment_id = $assignment_id"

TICKS = "SELECT step, person_id, done, ticked_at FROM step_ticks WHERE assignment_id = $assignment_id"

NOTES = "SELECT note_id, written_at, person_id, text FROM notes WHERE assignment_id = $assignment_id"

OUTCOMES = "SELECT recorded_at, person_id, outcome, note FROM outcomes WHERE assignment_id = $assignment_id"

# All instants of the discussion, whatever they are of: what is appended gets a later one, because it matters whether a
# note came before or after an outcome.
SAID_AT = """
    SELECT acknowledged_at AS instant FROM acknowledgements WHERE assignment_id = $assignment_id
    UNION ALL SELECT ticked_at FROM step_ticks WHERE assignment_id = $assignment_id
    UNION ALL SELECT written_at FROM notes WHERE assignment_id = $assignment_id
    UNION ALL SELECT recorded_at FROM outcomes WHERE assignment_id = $assignment_id"""

# Since when the agents of the assignments in `supervised` have been waiting for an answer: since the first note of
# theirs that is newer than every note and outcome of somebody else, and that nobody has set aside. One row an
# assignment that waits, also of a completed, concluded or withdrawn one. The rule of last_word.py, for many at once.
WAITING = """
    answered AS (
        SELECT assignment_id, max(answered_at) AS answered_at FROM (
            SELECT n.assignment_id, n.written_at AS answered_at
            FROM notes n JOIN supervised a ON a.assignment_id = n.assignment_id AND a.agent_id <> n.person_id
            UNION ALL
            SELECT assignment_id, recorded_at FROM outcomes
            UNION ALL
            SELECT assignment_id, written_until FROM notes_set_aside)
        GROUP BY assignment_id),
    waiting AS (
        SELECT n.assignment_id, min(n.written_at) AS waits_since
        FROM notes n JOIN supervised a ON a.assignment_id = n.assignment_id AND a.agent_id = n.person_id
        LEFT JOIN answered w ON w.assignment_id = n.assignment_id
        WHERE w.answered_at IS NULL OR n.written_at > w.answered_at
        GROUP BY n.assignment_id)"""

NOTES_SET_ASIDE = "SELECT written_until FROM notes_set_aside WHERE assignment_id = $assignment_id"

# Sets the notes aside up to the one that the supervisor had read when they clicked: one that was written meanwhile
# still waits. A second click changes nothing.
SET_ASIDE = """
    INSERT INTO notes_set_aside
    SELECT $assignment_id, $viewer_id, $now, written_at FROM notes n
    WHERE note_id = $note AND assignment_id = $assignment_id
      AND NOT EXISTS (FROM notes_set_aside s
                      WHERE s.assignment_id = n.assignment_id AND s.written_until >= n.written_at)"""

ACKNOWLEDGE = "INSERT INTO acknowledgements VALUES ($assignment_id, $viewer_id, $now)"

# Nothing where it would change nothing: a second click is no second fact.
TICK = """
    INSERT INTO step_ticks
    SELECT $assignment_id, $step, $viewer_id, $done, $now
    WHERE coalesce((SELECT arg_max(done, ticked_at) FROM step_ticks
                    WHERE assignment_id = $assignment_id AND step = $step AND person_id = $viewer_id),
                    FALSE) <> $done"""

# The same words again within a minute, with nothing said since, are a second click on Send.
WRITE = """
    INSERT INTO notes
    SELECT $note, $assignment_id, $viewer_id, $now, $text
    WHERE NOT EXISTS (
        FROM (FROM notes WHERE assignment_id = $assignment_id ORDER BY written_at DESC LIMIT 1)
        WHERE person_id = $viewer_id AND text = $text AND written_at > $now::TIMESTAMP - INTERVAL 1 MINUTE)"""

RECORD = """
    INSERT INTO outcomes
    SELECT $assignment_id, $viewer_id, $now, $outcome, $text
    WHERE NOT EXISTS (
        FROM (FROM outcomes WHERE assignment_id = $assignment_id ORDER BY recorded_at DESC LIMIT 1)
        WHERE person_id = $viewer_id AND outcome = $outcome AND note = $text
          AND recorded_at > $now::TIMESTAMP - INTERVAL 1 MINUTE)"""


@dataclass(frozen=True, kw_only=True)
class ViewerRole:
    """The role of the viewer in the discussion of one assignment, and what of the assignment it depends on. Instants
    are naive UTC."""

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


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the action plan. `number` counts from 1; `ticked_at` (naive UTC) is None while it is not done."""

    number: int
    step: str
    done: bool
    ticked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Note:
    """One note. `writer` is a name, `written_at` naive UTC."""

    note_id: str
    written_at: datetime
    writer: str
    by_agent: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What was concluded once. `recorded_by` is a name, `recorded_at` naive UTC."""

    recorded_at: datetime
    recorded_by: str
    outcome: Outcome
    note: str


def viewer_role(database: Reader, viewer_id: str, assignment_id: str) -> ViewerRole | None:
    """The role of the viewer in the discussion; None where there is no such assignment or they may not see it."""
    row = seen(database, viewer_id, assignment_id)
    if row is None:
        return None
    agent = row["agent_id"]
    acknowledged = [
        each["acknowledged_at"]
        for each in database.rows(ACKNOWLEDGEMENTS, {"assignment_id": assignment_id})
        if each["person_id"] == agent
    ]
    return ViewerRole(
        is_agent=agent == viewer_id,
        may_coach=may_coach(database, viewer_id, agent),
        follow_up_on=row["follow_up_on"],
        withdrawn_at=row["withdrawn_at"],
        acknowledged_at=min(acknowledged, default=None),
    )


def steps(database: Reader, viewer_id: str, assignment_id: str) -> list[Step]:
    """The steps of the action plan in order, and which of them the agent has ticked off."""
    row = seen(database, viewer_id, assignment_id)
    if row is None:
        return []
    return steps_ticked(row["action_plan"], row["agent_id"], database.rows(TICKS, {"assignment_id": assignment_id}))


def steps_ticked(plan: Sequence[str], agent_id: str, ticks: Iterable[Mapping[str, Any]]) -> list[Step]:
    """The steps of a plan, and which of them its agent has ticked off. `ticks`: rows with step, person_id, done and
    ticked_at, of this assignment; the last one of each step counts."""
    in_order = sorted(ticks, key=lambda tick: tick["ticked_at"])
    last = {tick["step"]: tick for tick in in_order if tick["person_id"] == agent_id}
    done = {step: tick["ticked_at"] for step, tick in last.items() if tick["done"]}
    return [
        Step(number=number, step=step, done=step in done, ticked_at=done.get(step))
        for number, step in enumerate(plan, start=1)
    ]


def notes(database: Reader, viewer_id: str, assignment_id: str) -> list[Note]:
    """What was written, oldest first."""
    row = seen(database, viewer_id, assignment_id)
    found = database.rows(NOTES, {"assignment_id": assignment_id}) if row else []
    return [
        Note(
            note_id=note["note_id"],
            written_at=note["written_at"],
            writer=name_or_id(database, note["person_id"]),
            by_agent=row is not None and note["person_id"] == row["agent_id"],
            text=note["text"],
        )
        for note in sorted(found, key=lambda note: (note["written_at"], note["note_id"]))
    ]


def outcomes(database: Reader, viewer_id: str, assignment_id: str) -> list[Recorded]:
    """What was concluded, newest first: the first one counts."""
    row = seen(database, viewer_id, assignment_id)
    found = database.rows(OUTCOMES, {"assignment_id": assignment_id}) if row else []
    found.sort(key=lambda each: str(each["outcome"]))
    return [
        Recorded(
            recorded_at=each["recorded_at"],
            recorded_by=name_or_id(database, each["person_id"]),
            outcome=Outcome(each["outcome"]),
            note=each["note"],
        )
        for each in sorted(found, key=lambda each: each["recorded_at"], reverse=True)
    ]


def note_to_answer(database: Reader, viewer_id: str, assignment_id: str) -> str | None:
    """The note_id of the agent's newest note that waits for an answer, see last_word; None where none does."""
    row = seen(database, viewer_id, assignment_id)
    if row is None:
        return None
    asked, agent = {"assignment_id": assignment_id}, row["agent_id"]
    said = [
        Said(said_at=note["written_at"], by_agent=note["person_id"] == agent, note_id=note["note_id"])
        for note in database.rows(NOTES, asked)
    ]
    said += [
        Said(said_at=each["recorded_at"], by_agent=False, outcome=each["outcome"])
        for each in database.rows(OUTCOMES, asked)
    ]
    waiting = last_word(said, (each["written_until"] for each in database.rows(NOTES_SET_ASIDE, asked))).waiting
    return waiting[-1].note_id if waiting else None


def acknowledge(database: Database, viewer_id: str, assignment_id: str) -> None:
    """Appends that the agent has taken note of their assignment; the second time nothing.

    Raises NotAllowedError for anybody but its agent, NotFoundError where there is none for the viewer, and
    NotPossibleError once it is withdrawn, as every command here that adds to an assignment.
    """
    with database.transaction(writes={"acknowledgements"}) as cursor:
        if _as_agent(cursor, viewer_id, assignment_id).acknowledged_at is None:
            cursor.execute(ACKNOWLEDGE, _by_whom_and_when(cursor, viewer_id, assignment_id))


def tick_step(database: Database, viewer_id: str, assignment_id: str, step: str, done: bool) -> None:
    """Appends that the agent has done a step of the action plan (`step`: its words), or takes it back.

    Raises NotAllowedError for anybody but its agent, and NotFoundError for a step that is not in the plan.
    """
    with database.transaction(writes={"step_ticks"}) as cursor:
        _as_agent(cursor, viewer_id, assignment_id)
        asked = {"viewer_id": viewer_id, "assignment_id": assignment_id}
        if step not in [each.step for each in steps(Inside(cursor), viewer_id, assignment_id)]:
            raise NotFoundError(wording.STEP_CHANGED)
        cursor.execute(TICK, asked | {"step": step, "done": done, "now": _now(cursor, assignment_id)})


def write_note(database: Database, viewer_id: str, assignment_id: str, text: str) -> str | None:
    """Appends a note of the assignment's agent, or of a supervisor who coaches that agent.

    Returns its note_id; None for the same words again within a minute, which are a second click and not written.
    Raises NotAllowedError for anybody else, and InvalidFieldsError at "note" for a text that is empty or too long.
    """
    with database.transaction(writes={"notes", "notices"}) as cursor:
        role = _in_force(cursor, viewer_id, assignment_id)
        if not role.may_write:
            raise NotAllowedError(*needed(Action.COACH))
        words = _checked(text, wording.EMPTY_NOTE)
        note = {"note": str(uuid4()), "text": words} | _by_whom_and_when(cursor, viewer_id, assignment_id)
        written = cursor.execute(WRITE, note).fetchall()
        if written[0][0]:
            _tell(cursor, Kind.NOTE, note, note["note"])
    return note["note"] if written[0][0] else None


def set_note_aside(database: Database, viewer_id: str, assignment_id: str, note_id: str) -> None:
    """Appends that what the agent wrote, until this note, needs no answer; also about a withdrawn assignment.

    Raises NotAllowedError for anybody who may not coach the agent, and NotFoundError.
    """
    with database.transaction(writes={"notes_set_aside"}) as cursor:
        role = viewer_role(Inside(cursor), viewer_id, assignment_id)
        if role is None:
            raise NotFoundError(wording.NO_SUCH_ASSIGNMENT)
        if not role.may_coach:
            raise NotAllowedError(*needed(Action.COACH))
        cursor.execute(SET_ASIDE, {"note": note_id} | _by_whom_and_when(cursor, viewer_id, assignment_id))


def record_outcome(
    database: Database, viewer_id: str, assignment_id: str, outcome: str | None, note: str, today: date
) -> None:
    """Appends what a supervisor concludes, from the follow-up day on; `today` is the date where they are.

    Raises NotAllowedError for anybody who may not coach the agent, NotPossibleError before the follow-up day, and
    InvalidFieldsError without an Outcome at "outcome", without a note or with one too long at "note".
    """
    with database.transaction(writes={"outcomes", "notices"}) as cursor:
        role = _in_force(cursor, viewer_id, assignment_id)
        if not role.may_coach:
            raise NotAllowedError(*needed(Action.COACH))
        if not role.may_conclude(today):
            raise NotPossibleError(wording.OUTCOME_FROM.format(day=day(role.follow_up_on)))
        if outcome not in set(Outcome):
            raise InvalidFieldsError({"outcome": wording.CHOOSE_OUTCOME})
        words = _checked(note, wording.OUTCOME_NEEDS_NOTE)
        said = {"text": words, "outcome": str(outcome)} | _by_whom_and_when(cursor, viewer_id, assignment_id)
        if cursor.execute(RECORD, said).fetchall()[0][0]:
            _tell(cursor, Kind.OUTCOME, said, said["now"].isoformat())


def _tell(cursor: duckdb.DuckDBPyConnection, kind: Kind, said: Mapping[str, Any], occasion: str) -> None:
    """Tells the agent what a supervisor has said, and whoever coaches the agent what the agent has. `said`: with
    viewer_id, assignment_id and now."""
    row = Inside(cursor).first(ASSIGNMENT, {"assignment_id": said["assignment_id"]})
    if row is None:
        return
    agent_id, about = row["agent_id"], said["assignment_id"]
    if agent_id != said["viewer_id"]:
        told, by = [(agent_id, about)], said["viewer_id"]
        notices.tell(cursor, kind, told, written_at=said["now"], occasion=occasion, caused_by=by)
    else:
        by = row["assigned_by"]
        notices.tell_coaches(cursor, kind, agent_id, about, written_at=said["now"], occasion=occasion, assigned_by=by)


def _by_whom_and_when(cursor: duckdb.DuckDBPyConnection, viewer_id: str, assignment_id: str) -> dict[str, Any]:
    """The parameters viewer_id, assignment_id and now of whatever is appended to an assignment's discussion."""
    return {"viewer_id": viewer_id, "assignment_id": assignment_id, "now": _now(cursor, assignment_id)}


def _now(cursor: duckdb.DuckDBPyConnection, assignment_id: str) -> datetime:
    return clock.instant_after(cursor, SAID_AT, {"assignment_id": assignment_id})


def _in_force(cursor: duckdb.DuckDBPyConnection, viewer_id: str, assignment_id: str) -> ViewerRole:
    """The role of the viewer, read inside the transaction. Raises NotFoundError where there is nothing to see, and
    NotPossibleError where the assignment is withdrawn."""
    role = viewer_role(Inside(cursor), viewer_id, assignment_id)
    if role is None:
        raise NotFoundError(wording.NO_SUCH_ASSIGNMENT)
    if role.withdrawn_at is not None:
        raise NotPossibleError(wording.NOTHING_ADDED_TO_WITHDRAWN)
    return role


def _as_agent(cursor: duckdb.DuckDBPyConnection, viewer_id: str, assignment_id: str) -> ViewerRole:
    role = _in_force(cursor, viewer_id, assignment_id)
    if not role.is_agent:
        raise NotAllowedError(*needed(Action.BE_COACHED))
    return role


def _checked(text: str, complaint: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidFieldsError({"note": complaint})
    if len(words) > LONGEST_NOTE:
        too_long = wording.LONG_NOTE.format(length=numeral(len(words)), longest=numeral(LONGEST_NOTE))
        raise InvalidFieldsError({"note": too_long})
    return words
