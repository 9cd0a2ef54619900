"""How do supervisors create and change coaching assignments, for one agent or a group?

Each command is one transaction that checks everything again, whatever the form said, and either does all or nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from coaching.assignments import marks
from coaching.assignments.draft import Draft, complaints, complaints_of_group, differing
from coaching.assignments.draft_of_assignment import as_draft, columns_of
from coaching.assignments.facts import UTC, facts_of, names_of_interactions
from coaching.assignments.history import in_words, reopened_in_words
from coaching.assignments.news import TOLD
from coaching.assignments.proposals import subject_of_agent, subject_of_assignment, subject_of_group
from coaching.people import notices
from coaching.people.notices import Kind
from coaching.people.people import label, labels, name_or_id, with_labels
from coaching.people.permissions import Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.storage import change_log, clock, drafts
from coaching.storage.database import Database, Inside
from coaching.words import wording
from coaching.words.refusals import (
    AlreadyAssignedError,
    InvalidFieldsError,
    NotAllowedError,
    NotFoundError,
    NotPossibleError,
    OutdatedError,
)
from coaching.words.sentences import listed

_SCOPE = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}"

COACHABLE = f"""
    {_SCOPE}
    SELECT p.person_id, p.name FROM people p WHERE p.person_id = $agent_id AND p.person_id IN (FROM coachable_agents)"""

# The assignment as a draft, with what else a change needs to know.
ASSIGNMENT = f"""
    {_SCOPE}
    SELECT a.agent_id, a.version, a.withdrawn_at, a.group_id, a.name, a.chosen_because, a.period_first, a.period_last,
           a.went_well, a.work_on, a.action_plan, a.follow_up_on, a.without_feedback_because,
           coalesce((SELECT list(coaching_area ORDER BY position) FROM assignment_areas aa
                     WHERE aa.assignment_id = a.assignment_id), []) AS coaching_areas,
           coalesce((SELECT list(interaction_id ORDER BY position) FROM assignment_interactions ai
                     WHERE ai.assignment_id = a.assignment_id AND ai.kind = 'marked'), []) AS interactions,
           coalesce((SELECT list(interaction_id ORDER BY position) FROM assignment_interactions ai
                     WHERE ai.assignment_id = a.assignment_id AND ai.kind = 'best_response'), []) AS best_responses
    FROM assignments a
    WHERE a.assignment_id = $assignment_id AND a.agent_id IN (FROM coachable_agents)"""

MEMBERS = f"""
    {_SCOPE}
    SELECT gm.agent_id, CASE WHEN gm.agent_id IN (FROM visible_agents) THEN p.name END AS name,
           gm.agent_id IN (FROM coachable_agents) AS coachable,
           coalesce((SELECT list(interaction_id ORDER BY marked_at, interaction_id) FROM (
               SELECT m.interaction_id, min(m.marked_at) AS marked_at FROM {marks.OPEN_MARKS} m
               WHERE m.agent_id = gm.agent_id GROUP BY m.interaction_id)), []) AS interactions
    FROM groups g JOIN (SELECT DISTINCT group_id, agent_id FROM group_members) gm USING (group_id)
    LEFT JOIN people p ON p.person_id = gm.agent_id
    WHERE g.group_id = $group_id AND g.removed_at IS NULL
    ORDER BY p.name, gm.agent_id"""

# What came of a draft that is gone: it makes an assignment once.
MADE_FROM = """
    SELECT assignment_id FROM assignments
    WHERE draft_id = $draft AND assigned_by = $viewer_id ORDER BY assigned_at, assignment_id"""

# Lists of assignments have the newest first: those of an agent, and those that a supervisor has made.
ASSIGNED_AT = """
    SELECT assigned_at AS instant FROM assignments
    WHERE agent_id IN (SELECT unnest($agent_ids::VARCHAR[])) OR assigned_by = $viewer_id"""

# One assignment for each agent, alike but for that.
# What a command about an assignment writes to: the marks that it answers and the draft that it was made from, too.
WRITES = {
    "assignments", "assignment_areas", "assignment_interactions", "mark_closings", "drafts", "changes", "notices",
}  # fmt: skip

INSERT = """
    INSERT INTO assignments BY NAME
    SELECT unnest($assignment_ids::VARCHAR[]) AS assignment_id, unnest($agent_ids::VARCHAR[]) AS agent_id,
           $name AS name,
           $viewer_id AS assigned_by, $assigned_at::TIMESTAMP AS assigned_at, $follow_up_on::DATE AS follow_up_on,
           $went_well AS went_well, $work_on AS work_on, $action_plan::VARCHAR[] AS action_plan, 1 AS version,
           $chosen_because AS chosen_because, $period_first::DATE AS period_first, $period_last::DATE AS period_last,
           $group_id AS group_id, $draft AS draft_id, $without_feedback_because AS without_feedback_because"""

INSERT_AREAS = """
    INSERT INTO assignment_areas
    SELECT unnest($assignment_ids::VARCHAR[]), unnest($areas::VARCHAR[]), unnest($positions::INTEGER[])"""

INSERT_INTERACTIONS = """
    INSERT INTO assignment_interactions BY NAME
    SELECT unnest($assignment_ids::VARCHAR[]) AS assignment_id, unnest($interaction_ids::VARCHAR[]) AS interaction_id,
           unnest($agent_ids::VARCHAR[]) AS agent_id, unnest($kinds::VARCHAR[]) AS kind,
           unnest($positions::INTEGER[]) AS position"""

DELETE_AREAS = "DELETE FROM assignment_areas WHERE assignment_id = $assignment_id"

DELETE_INTERACTIONS = "DELETE FROM assignment_interactions WHERE assignment_id = $assignment_id"

UPDATE = """
    UPDATE assignments
    SET name = $name, follow_up_on = $follow_up_on, went_well = $went_well, work_on = $work_on,
        action_plan = $action_plan::VARCHAR[], chosen_because = $chosen_because, period_first = $period_first,
        period_last = $period_last, without_feedback_because = $without_feedback_because, version = version + 1
    WHERE assignment_id = $assignment_id"""


class EditedMeanwhileError(OutdatedError):
    """Somebody else changed the assignment since the form was opened. `theirs` is what it says now."""

    def __init__(self, changed_by: str, theirs: Draft, version: int) -> None:
        super().__init__(changed_by, (), version)
        self.theirs = theirs


def create(
    database: Database,
    viewer_id: str,
    agent_id: str,
    draft: Draft,
    today: date,
    draft_id: str | None = None,
    *,
    zone: ZoneInfo = UTC,
) -> str:
    """Makes an assignment for `agent_id`, who sees it at once, and returns its assignment_id.

    `today` is the supervisor's date, `zone` theirs. `draft_id`: of the viewer's draft that it is made from. Marks of
    its interactions become coaching; the viewer's draft for this agent is deleted. Raises NotAllowedError,
    InvalidFieldsError with a sentence by field, and AlreadyAssignedError where an assignment was made from that draft
    before.
    """
    tidy = draft.tidy
    with database.transaction(writes=WRITES) as cursor:
        if not _rows(cursor, COACHABLE, viewer_id=viewer_id, agent_id=agent_id):
            raise NotAllowedError(*needed(Action.COACH))
        _refuse_twice(cursor, viewer_id, draft_id)
        facts = facts_of(cursor, viewer_id, {agent_id: tidy}, zone=zone)[agent_id]
        _refuse(complaints(tidy, facts, today))
        (assignment_id,) = _insert(cursor, viewer_id, {agent_id: tidy}, None, draft_id, facts.agent_of)
        discard_draft(cursor, viewer_id, subject_of_agent(agent_id))
    return assignment_id


def create_for_group(
    database: Database,
    viewer_id: str,
    group_id: str,
    draft: Draft,
    today: date,
    draft_id: str | None = None,
    *,
    zone: ZoneInfo = UTC,
) -> list[str]:
    """Makes an assignment for each member of a group with their own marked interactions; for all of them or for none.

    What else the draft says is the same for all; its own interactions are ignored, and the members that it leaves out
    get nothing. Returns the assignment_ids. Raises NotFoundError, InvalidFieldsError with a sentence at "members" where
    a member's assignment cannot be made or does not fit them, and AlreadyAssignedError as create() does.
    """
    tidy = replace(draft.tidy, interactions=[])
    with database.transaction(writes=WRITES) as cursor:
        of_group = _rows(cursor, MEMBERS, viewer_id=viewer_id, group_id=group_id)
        called = labels(Inside(cursor), {member["agent_id"]: member["name"] for member in of_group if member["name"]})
        of_group = [member | {"name": called.get(member["agent_id"])} for member in of_group]
        if not any(member["coachable"] for member in of_group):
            raise NotFoundError(wording.NO_GROUP_TO_ASSIGN_TO)
        _refuse_twice(cursor, viewer_id, draft_id)
        members = [member for member in of_group if member["agent_id"] not in tidy.left_out]
        if not members:
            raise InvalidFieldsError({"members": wording.EVERYBODY_LEFT_OUT})
        _refuse_members(members)
        of_agents = {member["agent_id"]: replace(tidy, interactions=member["interactions"]) for member in members}
        facts = facts_of(cursor, viewer_id, of_agents, zone=zone)
        named = {row["name"]: (of_agents[row["agent_id"]], facts[row["agent_id"]]) for row in members}
        _refuse(complaints_of_group(named, today))
        agent_of = next(iter(facts.values())).agent_of
        assignment_ids = _insert(cursor, viewer_id, of_agents, group_id, draft_id, agent_of)
        discard_draft(cursor, viewer_id, subject_of_group(group_id))
    return assignment_ids


def edit(
    database: Database,
    viewer_id: str,
    assignment_id: str,
    draft: Draft,
    version: int,
    today: date,
    *,
    zone: ZoneInfo = UTC,
) -> int:
    """Changes an assignment to what the draft says and notes in its history what was what before.

    The marks of interactions that were taken out are open again; returns how many. `version`: of the assignment when
    the form was opened. Raises EditedMeanwhileError where somebody else was faster with something else, NotFoundError,
    NotPossibleError once it is withdrawn, and InvalidFieldsError with a sentence by field.
    """
    with database.transaction(writes=WRITES) as cursor:
        reopened = change_to(cursor, viewer_id, assignment_id, draft, version, today, zone=zone)
        discard_draft(cursor, viewer_id, subject_of_assignment(assignment_id))
    return reopened


def change_to(
    cursor: duckdb.DuckDBPyConnection,
    viewer_id: str,
    assignment_id: str,
    draft: Draft,
    version: int,
    today: date,
    *,
    zone: ZoneInfo,
) -> int:
    """edit() inside a transaction; the viewer's draft stays."""
    tidy = draft.tidy
    row = in_force(coachable_assignment(cursor, viewer_id, assignment_id))
    before = as_draft(row)
    if before.tidy.action_plan == tidy.action_plan:  # the agent has ticked the steps off as they are worded
        tidy = replace(tidy, action_plan=before.action_plan)
    changed = differing(before.tidy, tidy.tidy)
    if not changed:
        return 0
    if row["version"] != version:
        changed_by, _ = change_log.newest(cursor, "assignment", assignment_id)
        raise EditedMeanwhileError(name_or_id(Inside(cursor), changed_by), before, row["version"])
    agent = row["agent_id"]
    facts = facts_of(cursor, viewer_id, {agent: tidy}, before, assignment_id, zone=zone)[agent]
    _refuse(complaints(tidy, facts, today))
    now = change_log.next_instant(cursor, "assignment", [assignment_id])
    cursor.execute(UPDATE, columns_of(tidy) | {"assignment_id": assignment_id})
    for delete in (DELETE_AREAS, DELETE_INTERACTIONS):
        cursor.execute(delete, {"assignment_id": assignment_id})
    _insert_parts(cursor, {assignment_id: tidy}, facts.agent_of)
    added = [(assignment_id, one) for one in tidy.interactions if one not in before.interactions]
    marks.close_for_assignments(cursor, viewer_id, added, now)
    removed = [one for one in before.interactions if one not in tidy.interactions]
    reopened = marks.reopen(cursor, assignment_id, removed, now)
    ids = [one for each in (before, tidy) for one in (*each.interactions, *each.best_responses)]
    called = names_of_interactions(cursor, ids)
    noted = {name: (in_words(getattr(before, name), called), in_words(getattr(tidy, name), called)) for name in changed}
    change_log.append(
        cursor, "assignment", [assignment_id], viewer_id, now, noted | reopened_in_words(cursor, reopened)
    )
    if TOLD & set(changed):
        told, occasion = [(agent, assignment_id)], now.isoformat()
        notices.tell(cursor, Kind.CHANGED, told, written_at=now, occasion=occasion, caused_by=viewer_id)
    return len(reopened)


def assignment_to_edit(database: Database, viewer_id: str, assignment_id: str) -> tuple[str, Draft, int] | None:
    """Its agent_id, the assignment as a draft and its version; None where the viewer may not change it, or nobody
    can."""
    row = database.first(ASSIGNMENT, {"viewer_id": viewer_id, "assignment_id": assignment_id})
    return None if row is None or row["withdrawn_at"] else (row["agent_id"], as_draft(row), row["version"])


def coachable_agent(database: Database, viewer_id: str, agent_id: str) -> str | None:
    """The name of an agent whom the viewer may coach, by their person_id; None for anybody else."""
    row = database.first(COACHABLE, {"viewer_id": viewer_id, "agent_id": agent_id})
    return label(database, row["person_id"], row["name"]) if row else None


def members_to_coach(database: Database, viewer_id: str, group_id: str) -> pd.DataFrame:
    """The members of a group that the viewer may coach as a whole, else none. Columns: agent_id, name, interactions
    (those marked for coaching, oldest mark first)."""
    rows = database.query(MEMBERS, {"viewer_id": viewer_id, "group_id": group_id})
    if not rows["coachable"].all():
        return rows[["agent_id", "name", "interactions"]].head(0)
    rows = with_labels(database, rows, name="agent_id")
    return rows[["agent_id", "name", "interactions"]]


def _rows(cursor: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> list[dict[str, Any]]:
    found = cursor.execute(sql, parameters).fetchall()
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def coachable_assignment(cursor: duckdb.DuckDBPyConnection, viewer_id: str, assignment_id: str) -> dict[str, Any]:
    """The assignment as ASSIGNMENT has it; raises NotFoundError where the viewer may not coach its agent."""
    rows = _rows(cursor, ASSIGNMENT, viewer_id=viewer_id, assignment_id=assignment_id)
    if not rows:
        raise NotFoundError(wording.NO_ASSIGNMENT_TO_CHANGE)
    return rows[0]


def in_force(row: dict[str, Any]) -> dict[str, Any]:
    """The same assignment; raises NotPossibleError where it is withdrawn."""
    if row["withdrawn_at"] is not None:
        raise NotPossibleError(wording.WITHDRAWN_UNCHANGEABLE)
    return row


def _refuse(complaints: Mapping[str, str]) -> None:
    if complaints:
        raise InvalidFieldsError(complaints)


def _refuse_twice(cursor: duckdb.DuckDBPyConnection, viewer_id: str, draft_id: str | None) -> None:
    """A draft makes an assignment once, however many tabs it is open in."""
    made = _rows(cursor, MADE_FROM, viewer_id=viewer_id, draft=draft_id) if draft_id else []
    if made:
        raise AlreadyAssignedError([row["assignment_id"] for row in made])


def _refuse_members(members: Sequence[Mapping[str, Any]]) -> None:
    """Where one of these members of a group (rows of MEMBERS) may not be coached, or on nothing."""
    if not all(member["coachable"] for member in members):
        named = [member["name"] for member in members if not member["coachable"] and member["name"]]
        said = wording.NOT_YOURS_TO_COACH.format(names=listed(named)) if named else wording.A_MEMBER_NOT_YOURS_TO_COACH
        raise InvalidFieldsError({"members": said})
    idle = [member["name"] for member in members if not member["interactions"]]
    if idle:
        said = wording.ONE_HAS_NOTHING_MARKED if len(idle) == 1 else wording.SOME_HAVE_NOTHING_MARKED
        raise InvalidFieldsError({"members": said.format(names=listed(idle))})


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    viewer_id: str,
    of_agents: Mapping[str, Draft],
    group_id: str | None,
    draft_id: str | None,
    agent_of: Mapping[str, str],
) -> list[str]:
    """Makes an assignment for each of these agents; their drafts differ in nothing but the interactions.

    `agent_of`: whose each interaction is.
    """
    now = clock.instant_after(cursor, ASSIGNED_AT, {"agent_ids": list(of_agents), "viewer_id": viewer_id})
    drafts_made = {f"ca-{uuid.uuid4()}": draft for draft in of_agents.values()}
    assignment_ids, alike = list(drafts_made), next(iter(of_agents.values()))
    more = {
        "assignment_ids": assignment_ids,
        "agent_ids": list(of_agents),
        "viewer_id": viewer_id,
        "assigned_at": now,
        "group_id": group_id,
        "draft": draft_id,
    }
    cursor.execute(INSERT, columns_of(alike) | more)
    _insert_parts(cursor, drafts_made, agent_of)
    added = [(made, interaction) for made, draft in drafts_made.items() for interaction in draft.interactions]
    marks.close_for_assignments(cursor, viewer_id, added, now)
    noted: dict[str, tuple[str | None, str | None]] = {"created": (None, alike.name)}
    if alike.without_feedback_because is not None:
        noted["without_feedback_because"] = (None, alike.without_feedback_because)
    change_log.append(cursor, "assignment", assignment_ids, viewer_id, now, noted)
    told = zip(of_agents, assignment_ids, strict=True)
    notices.tell(cursor, Kind.ASSIGNED, told, written_at=now, caused_by=viewer_id)
    return assignment_ids


def _insert_parts(
    cursor: duckdb.DuckDBPyConnection, drafts_made: Mapping[str, Draft], agent_of: Mapping[str, str]
) -> None:
    """The areas and interactions of these assignments, by assignment_id; `agent_of`: whose each interaction is."""
    areas = [
        (made, area, position)
        for made, draft in drafts_made.items()
        for position, area in enumerate(draft.coaching_areas, 1)
    ]
    interactions = [
        (made, interaction, agent_of.get(interaction), kind, position)
        for made, draft in drafts_made.items()
        for kind, chosen in (("marked", draft.interactions), ("best_response", draft.best_responses))
        for position, interaction in enumerate(chosen, 1)
    ]
    for insert, columns, rows in (
        (INSERT_AREAS, ("assignment_ids", "areas", "positions"), areas),
        (INSERT_INTERACTIONS, ("assignment_ids", "interaction_ids", "agent_ids", "kinds", "positions"), interactions),
    ):
        cursor.execute(insert, dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))


def discard_draft(cursor: duckdb.DuckDBPyConnection, viewer_id: str, subject: str) -> None:
    """Forgets the viewer's draft of a coaching form, inside the transaction that has carried it out."""
    cursor.execute(drafts.DISCARD, {"viewer_id": viewer_id, "form": "assignment", "subject": subject})
