"""Checking and writing the assignments of assignments.json."""

from collections.abc import Sequence
from contextlib import ExitStack
from itertools import chain

import duckdb

from coaching.importers import area_names, area_spellings
from coaching.importers.formats.assignments_json import Assignment
from coaching.importers.known_interactions import KnownInteractions
from coaching.importers.newest_values import NewestValues, Subject
from coaching.importers.people_directory import Directory
from coaching.importers.refused_records import NotThereYetError, shown
from coaching.importers.staging import COUNT, DATE, INSTANT, TEXT, TEXTS, staged
from coaching.importers.supervisions import refresh_supervisions

_ASSIGNMENTS = {
    "assignment_id": TEXT,
    "name": TEXT,
    "agent_id": TEXT,
    "said_agent": TEXT,
    "assigned_by": TEXT,
    "said_by": TEXT,
    "assigned_at": INSTANT,
    "follow_up_on": DATE,
    "went_well": TEXT,
    "work_on": TEXT,
    "action_plan": TEXTS,
}
_AREAS = {"assignment_id": TEXT, "coaching_area": TEXT, "position": COUNT}
_INTERACTIONS = {"assignment_id": TEXT, "interaction_id": TEXT, "kind": TEXT, "position": COUNT}


def named_interactions(assignment: Assignment) -> tuple[str, ...]:
    """The ids by which it names interactions."""
    return (*assignment.interactions, *assignment.best_responses)


def check(assignment: Assignment, known: KnownInteractions, people: Directory) -> None:
    """Raises NotThereYetError where the assignment names people or interactions that no import has brought so far.

    The agent must have taken part in the interactions, and somebody else in the best responses: which of them has the
    evaluation that counts may change with the next export.
    """
    if not people.knows(assignment.agent_email):
        raise NotThereYetError("agent_email", f"there is no agent {shown(assignment.agent_email)}")
    agent = people.person_id(assignment.agent_email)
    for field, interactions in (
        ("interactions", assignment.interactions),
        ("best_responses", assignment.best_responses),
    ):
        for interaction in interactions:
            if known.conversation(interaction) is None:
                raise NotThereYetError(field, f"there is no interaction {shown(interaction)}")
            took_part = known.took_part(interaction)
            if field == "interactions" and agent not in took_part:
                raise NotThereYetError(field, f"{shown(interaction)} is another agent's interaction")
            if field == "best_responses" and took_part == {agent}:
                raise NotThereYetError(field, f"{shown(interaction)} is the agent's own interaction")


def store(cursor: duckdb.DuckDBPyConnection, assignments: Sequence[tuple[str, Assignment]]) -> None:
    """Stores checked assignments, each with the order of its record. The person who assigned becomes the agent's
    supervisor if their permissions allow it.

    Of two with one id the newer one counts, and where nothing says which is newer the one that comes later. An
    assignment that was changed or withdrawn in the app after it was imported stays as the app has it.
    """
    directory = Directory(cursor)
    newest = NewestValues(cursor, Subject.ASSIGNMENT)
    changed_here = {
        key for (key,) in cursor.execute("SELECT assignment_id FROM assignments WHERE version > 1").fetchall()
    }
    found: dict[str, Assignment] = {}
    for order, one in sorted(assignments, key=lambda assignment: assignment[0]):
        directory.supervisor(one.assigned_by, one.assigned_by_name, order)
        if newest.takes(one.assignment_id, "record", order) and one.assignment_id not in changed_here:
            found[one.assignment_id] = one
    newest.store(cursor)
    latest = list(found.values())
    directory.store(cursor)
    known = KnownInteractions(cursor, chain.from_iterable(map(named_interactions, latest)))
    with ExitStack() as stack:
        stack.enter_context(
            staged(cursor, "staged_assignments", _ASSIGNMENTS, [_row(one, directory) for one in latest])
        )
        stack.enter_context(staged(cursor, "staged_areas", _AREAS, [row for one in latest for row in _areas(one)]))
        links = [row for one in latest for row in _interactions(one, known, directory.person_id(one.agent_email))]
        stack.enter_context(staged(cursor, "staged_links", _INTERACTIONS, links))
        _replace_staged(cursor)
        area_names.settle_assigned(cursor)
        refresh_supervisions(cursor, "FROM coached_agents")


def _replace_staged(cursor: duckdb.DuckDBPyConnection) -> None:
    """Stores the staged assignments in the place of those with their ids; coached_agents are then all whose coaching
    this concerns."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE coached_agents AS
        SELECT agent_id FROM staged_assignments
        UNION SELECT a.agent_id FROM assignments a JOIN staged_assignments USING (assignment_id)""")
    cursor.execute("""
        UPDATE assignments a
        SET name = s.name, agent_id = s.agent_id, said_agent = s.said_agent, assigned_by = s.assigned_by,
            said_by = s.said_by, assigned_at = s.assigned_at, follow_up_on = s.follow_up_on,
            went_well = s.went_well, work_on = s.work_on, action_plan = s.action_plan
        FROM staged_assignments s WHERE a.assignment_id = s.assignment_id""")
    cursor.execute("""
        INSERT INTO assignments BY NAME SELECT * FROM staged_assignments s
        WHERE NOT EXISTS (FROM assignments a WHERE a.assignment_id = s.assignment_id)""")
    cursor.execute("""
        DELETE FROM assignment_areas WHERE assignment_id IN (SELECT assignment_id FROM staged_assignments)""")
    cursor.execute("INSERT INTO assignment_areas BY NAME FROM staged_areas")
    cursor.execute("""
        DELETE FROM assignment_interactions
        WHERE assignment_id IN (SELECT assignment_id FROM staged_assignments)""")
    cursor.execute("""
        INSERT INTO assignment_interactions BY NAME
        SELECT s.*, i.agent_id FROM staged_links s LEFT JOIN interactions i USING (interaction_id)""")


def _row(one: Assignment, people: Directory) -> tuple[object, ...]:
    return (
        one.assignment_id,
        one.name,
        people.person_id(one.agent_email),
        people.said(one.agent_email),
        people.person_id(one.assigned_by),
        people.said(one.assigned_by),
        one.assigned_at,
        one.follow_up_on,
        one.went_well,
        one.work_on,
        one.action_plan,
    )


def _areas(one: Assignment) -> list[tuple[object, ...]]:
    areas = dict.fromkeys(area_spellings.spellings(one.coaching_areas).values())
    return [(one.assignment_id, area, position) for position, area in enumerate(areas, start=1)]


def _interactions(one: Assignment, known: KnownInteractions, agent_id: str) -> list[tuple[object, ...]]:
    marked = dict.fromkeys(known.of_agent(each, agent_id) for each in one.interactions)
    best_responses = dict.fromkeys(known.of_another(each, agent_id) for each in one.best_responses)
    return [
        (one.assignment_id, interaction, kind, position)
        for kind, interactions in (("marked", marked), ("best_response", best_responses))
        for position, interaction in enumerate(interactions, start=1)
    ]
