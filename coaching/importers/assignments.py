"""Checking and writing the assignments of assignments.json."""

from contextlib import ExitStack

import duckdb

from coaching.importers import fields
from coaching.importers.formats.assignments_json import Assignment
from coaching.importers.people_directory import Directory, refresh_supervisions
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.staging import COUNT, DATE, INSTANT, TEXT, TEXTS, staged

_ASSIGNMENTS = {
    "assignment_id": TEXT,
    "name": TEXT,
    "agent_id": TEXT,
    "assigned_by": TEXT,
    "assigned_at": INSTANT,
    "follow_up_on": DATE,
    "went_well": TEXT,
    "work_on": TEXT,
    "action_plan": TEXTS,
}
_AREAS = {"assignment_id": TEXT, "coaching_area": TEXT, "position": COUNT}
_INTERACTIONS = {"assignment_id": TEXT, "interaction_id": TEXT, "kind": TEXT, "position": COUNT}


def check(assignment: Assignment, agent_of: dict[str, str], people: set[str]) -> None:
    """Raises UnusableRecordError where the assignment names people or interactions that do not exist or do not fit.

    `agent_of`: agent_id by interaction_id, of the interactions that exist.
    """
    if assignment.agent_email not in people:
        raise UnusableRecordError("agent_email", f"there is no agent {fields.shown(assignment.agent_email)}")
    for field, interactions in (
        ("interactions", assignment.interactions),
        ("best_responses", assignment.best_responses),
    ):
        for interaction in interactions:
            if interaction not in agent_of:
                raise UnusableRecordError(field, f"there is no interaction {fields.shown(interaction)}")
            own = agent_of[interaction] == assignment.agent_email
            if field == "interactions" and not own:
                raise UnusableRecordError(field, f"{fields.shown(interaction)} is another agent's interaction")
            if field == "best_responses" and own:
                raise UnusableRecordError(field, f"{fields.shown(interaction)} is the agent's own interaction")


def store(cursor: duckdb.DuckDBPyConnection, assignments: list[Assignment]) -> None:
    """Stores checked assignments. The person who assigned becomes the agent's supervisor if their permissions allow it.

    An assignment that was changed or withdrawn in the app after it was imported stays as the app has it.
    """
    directory = Directory(cursor)
    changed_here = {
        key for (key,) in cursor.execute("SELECT assignment_id FROM assignments WHERE version > 1").fetchall()
    }
    latest = list({one.assignment_id: one for one in assignments if one.assignment_id not in changed_here}.values())
    if not latest:
        return
    for one in latest:
        directory.supervisor(one.assigned_by, one.assigned_by_name)
    directory.store(cursor)
    with ExitStack() as stack:
        stack.enter_context(staged(cursor, "staged_assignments", _ASSIGNMENTS, [_row(one) for one in latest]))
        stack.enter_context(staged(cursor, "staged_areas", _AREAS, [row for one in latest for row in _areas(one)]))
        links = [row for one in latest for row in _interactions(one)]
        stack.enter_context(staged(cursor, "staged_links", _INTERACTIONS, links))
        cursor.execute("""
            CREATE OR REPLACE TEMP TABLE coached_agents AS
            SELECT agent_id FROM staged_assignments
            UNION SELECT a.agent_id FROM assignments a JOIN staged_assignments USING (assignment_id)""")
        assigned = ", ".join(f"{column} = s.{column}" for column in _ASSIGNMENTS if column != "assignment_id")
        cursor.execute(f"""
            UPDATE assignments a SET {assigned} FROM staged_assignments s WHERE a.assignment_id = s.assignment_id""")
        cursor.execute("""
            INSERT INTO assignments BY NAME SELECT * FROM staged_assignments s
            WHERE NOT EXISTS (FROM assignments a WHERE a.assignment_id = s.assignment_id)""")
        links_of_agents = "(SELECT s.*, i.agent_id FROM staged_links s LEFT JOIN interactions i USING (interaction_id))"
        for table, rows in (("assignment_areas", "staged_areas"), ("assignment_interactions", links_of_agents)):
            cursor.execute(f"DELETE FROM {table} WHERE assignment_id IN (SELECT assignment_id FROM staged_assignments)")
            cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {rows}")
        refresh_supervisions(cursor, "FROM coached_agents")


def _row(one: Assignment) -> tuple[object, ...]:
    return (
        one.assignment_id,
        one.name,
        one.agent_email,
        one.assigned_by,
        one.assigned_at,
        one.follow_up_on,
        one.went_well,
        one.work_on,
        one.action_plan,
    )


def _areas(one: Assignment) -> list[tuple[object, ...]]:
    return [(one.assignment_id, area, position) for position, area in enumerate(one.coaching_areas, start=1)]


def _interactions(one: Assignment) -> list[tuple[object, ...]]:
    return [
        (one.assignment_id, interaction, kind, position)
        for kind, interactions in (("marked", one.interactions), ("best_response", one.best_responses))
        for position, interaction in enumerate(interactions, start=1)
    ]
