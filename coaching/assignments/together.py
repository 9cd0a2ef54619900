"""How are the assignments of a group changed and withdrawn together?

Each command is one transaction that changes all of the chosen assignments that are the viewer's to change, or none
where one of those cannot be like that. What is not theirs to change stays, and its agents are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from coaching.assignments.assigning import WRITES, change_to, coachable_assignment
from coaching.assignments.draft_of_assignment import as_draft
from coaching.assignments.facts import UTC
from coaching.assignments.groups import SEEN_GROUPS
from coaching.assignments.status import CONCLUDED
from coaching.assignments.withdrawing import take_back
from coaching.people.people import label, name_or_id, with_labels
from coaching.people.permissions import CROSS_TEAM_ACCESS, Action, allowed_in_sql
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS, may_coach
from coaching.storage import change_log
from coaching.storage.database import Database, Inside
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotFoundError

# What a group has been assigned, of the agents whom the viewer oversees; what was withdrawn or has an outcome is not
# changed together any more.
_OF_GROUP = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}, {COACHABLE_AGENTS}, standing AS (
        SELECT a.*, a.withdrawn_at IS NULL AND NOT {CONCLUDED} AS changeable,
               a.agent_id IN (FROM coachable_agents) AS coachable
        FROM assignments a
        WHERE a.group_id = $group_id AND a.group_id IN (FROM seen_groups) AND a.agent_id IN (FROM overseen_agents)),
    of_group AS (SELECT *, changeable AND coachable AS may_change FROM standing)"""

OF_GROUP = f"""
    {_OF_GROUP}
    SELECT a.assignment_id, a.agent_id, p.name AS agent, a.name, a.assigned_at, a.follow_up_on,
           coalesce(b.name, a.assigned_by) AS assigned_by, a.assigned_by AS assigned_by_id, a.changeable, a.may_change
    FROM of_group a JOIN people p ON p.person_id = a.agent_id LEFT JOIN people b ON b.person_id = a.assigned_by
    ORDER BY a.assigned_at DESC, p.name, a.assignment_id"""

# Whoever may coach all agents of the assignments that the viewer may change.
SUPERVISORS = f"""
    {_OF_GROUP}, changeable AS (SELECT DISTINCT agent_id FROM of_group WHERE may_change)
    SELECT p.person_id, p.name FROM people p
    WHERE {allowed_in_sql(Action.COACH, "p.permissions")} AND EXISTS (FROM changeable)
      AND p.person_id NOT IN (FROM changeable)
      AND (list_contains(p.permissions, '{CROSS_TEAM_ACCESS}')
           OR NOT EXISTS (FROM changeable c WHERE c.agent_id NOT IN (
                  SELECT s.agent_id FROM supervisions s WHERE s.supervisor_id = p.person_id)))
    ORDER BY p.name, p.person_id"""

# What a file called whoever assigned it holds no longer.
HAND_OVER = """
    UPDATE assignments SET assigned_by = $supervisor_id, said_by = NULL, version = version + 1
    WHERE assignment_id = $assignment_id"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What becomes of the assignments; None leaves it as it is."""

    follow_up_on: date | None = None
    action_plan: Sequence[str] | None = None
    supervisor_id: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether it changes nothing."""
        return self == Change()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command has done: to which assignments, and to those of which agents (names) it has not, because they are
    not the viewer's to coach, or were withdrawn or concluded meanwhile. `reopened`: how many marks are open again."""

    assignment_ids: list[str]
    left_alone: list[str]
    reopened: int = 0


def assignments_of_group(database: Database, viewer_id: str, group_id: str) -> pd.DataFrame:
    """What a group was assigned that is in force and has no outcome, newest first, of the agents whom the viewer
    oversees; no row where they do not see the group.

    Columns: assignment_id, agent_id, agent (name), name, assigned_at (naive UTC), follow_up_on, assigned_by (name),
    may_change (the viewer may coach the agent).
    """
    rows = database.query(OF_GROUP, {"viewer_id": viewer_id, "group_id": group_id})
    rows = with_labels(database, rows[rows["changeable"]], agent="agent_id", assigned_by="assigned_by_id")
    return rows.drop(columns=["assigned_by_id", "changeable"]).reset_index(drop=True)


def supervisors_for_group(database: Database, viewer_id: str, group_id: str) -> dict[str, str]:
    """What the people are called, by person_id, who may coach every agent whose assignment the viewer may change."""
    rows = database.query(SUPERVISORS, {"viewer_id": viewer_id, "group_id": group_id})
    called = with_labels(database, rows, name="person_id")
    return dict(zip(called["person_id"], called["name"], strict=True))


def change(
    database: Database,
    viewer_id: str,
    group_id: str,
    assignment_ids: Sequence[str],
    changed: Change,
    today: date,
    *,
    zone: ZoneInfo = UTC,
) -> Outcome:
    """Changes these assignments of a group, and notes in the history of each what was what before.

    `today` is the supervisor's date, `zone` theirs. Raises NotFoundError where none of them is the viewer's to change,
    and InvalidFieldsError: "assignments" where nothing is changed, "supervisor_id" for somebody who may not coach one
    of the agents, and a sentence by field, with the agent's name, where an assignment cannot be like that.
    """
    if changed.is_nothing:
        raise InvalidFieldsError({"assignments": wording.NOTHING_TO_CHANGE})
    with database.transaction(writes=WRITES) as cursor:
        theirs, left_alone = _chosen(cursor, viewer_id, group_id, assignment_ids)
        for row in theirs:
            before = coachable_assignment(cursor, viewer_id, row["assignment_id"])
            draft = as_draft(before)
            if changed.follow_up_on is not None:
                draft = replace(draft, follow_up_on=changed.follow_up_on)
            if changed.action_plan is not None:
                draft = replace(draft, action_plan=list(changed.action_plan))
            try:
                change_to(cursor, viewer_id, row["assignment_id"], draft, before["version"], today, zone=zone)
            except InvalidFieldsError as error:
                raise InvalidFieldsError(_said_of(row["agent"], error)) from None
            if changed.supervisor_id is not None:
                _hand_over(cursor, viewer_id, row, changed.supervisor_id)
    return Outcome(assignment_ids=[row["assignment_id"] for row in theirs], left_alone=left_alone)


def withdraw(database: Database, viewer_id: str, group_id: str, assignment_ids: Sequence[str], reason: str) -> Outcome:
    """Takes these assignments of a group back, each as withdrawing.withdraw() does.

    Raises NotFoundError where none of them is the viewer's to change, and InvalidFieldsError without a reason.
    """
    with database.transaction(writes=WRITES) as cursor:
        theirs, left_alone = _chosen(cursor, viewer_id, group_id, assignment_ids)
        reopened = sum(take_back(cursor, viewer_id, row["assignment_id"], reason) for row in theirs)
    withdrawn = [row["assignment_id"] for row in theirs]
    return Outcome(assignment_ids=withdrawn, left_alone=left_alone, reopened=reopened)


def _chosen(
    cursor: duckdb.DuckDBPyConnection, viewer_id: str, group_id: str, assignment_ids: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Those of these assignments that the viewer may change, as rows of OF_GROUP, and the names of the agents of the
    others that they see."""
    reader = Inside(cursor)
    rows = reader.rows(OF_GROUP, {"viewer_id": viewer_id, "group_id": group_id})
    chosen = [row | {"agent": label(reader, row["agent_id"], row["agent"])} for row in rows
              if row["assignment_id"] in assignment_ids]  # fmt: skip
    theirs = [row for row in chosen if row["may_change"]]
    if not theirs:
        raise NotFoundError(wording.NO_ASSIGNMENTS_TO_CHANGE)
    return theirs, [row["agent"] for row in chosen if not row["may_change"]]


def _hand_over(cursor: duckdb.DuckDBPyConnection, viewer_id: str, row: dict[str, Any], supervisor_id: str) -> None:
    reader = Inside(cursor)
    if row["assigned_by_id"] == supervisor_id:
        return
    if not may_coach(reader, supervisor_id, row["agent_id"]):
        raise InvalidFieldsError({"supervisor_id": wording.MAY_NOT_COACH.format(agent=row["agent"])})
    assignment_id = row["assignment_id"]
    now = change_log.next_instant(cursor, "assignment", [assignment_id])
    cursor.execute(HAND_OVER, {"assignment_id": assignment_id, "supervisor_id": supervisor_id})
    noted: dict[str, tuple[str | None, str | None]] = {
        "assigned_by": (name_or_id(reader, row["assigned_by_id"]), name_or_id(reader, supervisor_id))
    }
    change_log.append(cursor, "assignment", [assignment_id], viewer_id, now, noted)


def _said_of(agent: str, error: InvalidFieldsError) -> dict[str, str]:
    return {field: wording.SAID_OF_MEMBER.format(name=agent, said=said) for field, said in error.complaints.items()}
