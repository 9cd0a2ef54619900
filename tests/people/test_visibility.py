"""Who may see, coach and measure whom is said in SQL for lists, and in Python for one agent. Both say the same."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.assignments import assignments
from coaching.assignments.assignments import BELONGS
from coaching.people import people, visibility
from coaching.people.permissions import PERMISSIONS, Action, met_grants
from coaching.people.visibility import COACHABLE_AGENTS, MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality import interactions
from coaching.quality.interactions import MAY_SEE_INTERACTION
from coaching.storage.database import Database
from tests import databases
from tests.centre import PEOPLE

EVERYBODY = [person_id for person_id, *_ in PEOPLE]
ASKING = [*EVERYBODY, "stranger@example.com"]
MEANT = [*ASKING, "unknown-agent"]
INTERACTIONS = ("c-ana-1", "c-ana-2", "c-ben-1", "c-cleo-1", "c-cleo-2")

SEEN_AGENTS = f"WITH {VISIBLE_AGENTS} SELECT agent_id FROM visible_agents"
COACHED_AGENTS = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS} SELECT agent_id FROM coachable_agents"
MEASURED_AGENTS = f"WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS} SELECT agent_id FROM monitored_agents"
VIEWER_MAY = {action: f"SELECT {visibility.viewer_may(action)} AS allowed" for action in Action}
SEEN_INTERACTIONS = f"""
    WITH {VISIBLE_AGENTS} SELECT interaction_id FROM interactions i WHERE {MAY_SEE_INTERACTION}"""
BELONGING = f"""
    SELECT DISTINCT a.assignment_id, ai.interaction_id FROM assignments a
    JOIN assignment_interactions ai USING (assignment_id) WHERE {BELONGS}"""

permissions = st.lists(st.lists(st.sampled_from(sorted(PERMISSIONS)), unique=True), min_size=9, max_size=9)
pairs = st.lists(st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(MEANT)), max_size=6)
offers = st.lists(st.tuples(st.sampled_from(ASKING), st.sampled_from(INTERACTIONS)), max_size=4)
withdrawn = st.sets(st.sampled_from(["ca-ana", "ca-ben", "ca-cleo"]))
parts = st.lists(
    st.tuples(
        st.sampled_from(["ca-ana", "ca-ben", "ca-cleo", "ca-gone"]),
        st.sampled_from(INTERACTIONS),
        st.sampled_from(["marked", "best_response"]),
        st.sampled_from([None, *EVERYBODY[:3]]),
    ),
    max_size=8,
)


def write(
    database: Database,
    permissions: list[list[str]],
    pairs: list[tuple[str, str]],
    offers: list[tuple[str, str]],
    withdrawn: set[str],
    parts: list[tuple[str, str, str, str | None]],
) -> None:
    """Writes permissions, supervisions, offers and parts of assignments in place of those there are."""
    with database.transaction() as cursor:
        for person, granted in zip(EVERYBODY, permissions, strict=True):
            cursor.execute("UPDATE people SET permissions = ? WHERE person_id = ?", [granted, person])
        for table in ("supervisions", "best_response_offers", "assignment_interactions"):
            cursor.execute(f"DELETE FROM {table}")
        for supervisor, agent in pairs:
            cursor.execute("INSERT INTO supervisions VALUES (?, ?)", [supervisor, agent])
        for person, interaction in offers:
            cursor.execute("INSERT INTO best_response_offers VALUES (?, ?, now()::TIMESTAMP)", [person, interaction])
        cursor.execute("UPDATE assignments SET withdrawn_at = NULL")
        for assignment in withdrawn:
            cursor.execute("UPDATE assignments SET withdrawn_at = assigned_at WHERE assignment_id = ?", [assignment])
        for position, (assignment, interaction, kind, whose) in enumerate(parts):
            values = [assignment, interaction, kind, position, whose]
            cursor.execute("INSERT INTO assignment_interactions VALUES (?, ?, ?, ?, ?)", values)


def check_agents_and_interactions(database: Database) -> None:
    for viewer in ASKING:
        asked = {"viewer_id": viewer}
        seen = {row["agent_id"] for row in database.rows(SEEN_AGENTS, asked)}
        assert {agent for agent in MEANT if visibility.may_see(database, viewer, agent)} == seen
        coached = {row["agent_id"] for row in database.rows(COACHED_AGENTS, asked)}
        assert {agent for agent in MEANT if visibility.may_coach(database, viewer, agent)} == coached
        measured = {row["agent_id"] for row in database.rows(MEASURED_AGENTS, asked)}
        assert {agent for agent in MEANT if visibility.may(database, viewer, Action.MEASURE, agent)} == measured
        read = {row["interaction_id"] for row in database.rows(SEEN_INTERACTIONS, asked)}
        found = {one for one in read | set(INTERACTIONS) if interactions.interaction(database, viewer, one)}
        assert found == read


def check_actions(database: Database) -> None:
    supervisors = people.sign_in_choices(database).set_index("person_id")["supervises"]
    for person in EVERYBODY:
        signed_in = people.viewer_chosen(database, person)
        assert signed_in is not None
        assert signed_in.is_supervisor == supervisors[person]
        for action in Action:
            row = database.first(VIEWER_MAY[action], {"viewer_id": person})
            assert row is not None
            assert row["allowed"] == bool(met_grants(action, signed_in.permissions))
        for action in (Action.SEE, Action.COACH, Action.MEASURE, Action.BE_COACHED):
            reached = [agent for agent in MEANT if visibility.may(database, person, action, agent)]
            assert signed_in.may(action) or not reached


def check_parts_of_assignments(database: Database) -> None:
    belonging = {(row["assignment_id"], row["interaction_id"]) for row in database.rows(BELONGING)}
    for viewer, assignment in product(ASKING, ("ca-ana", "ca-ben", "ca-cleo")):
        if assignments.seen(database, viewer, assignment):
            shown = assignments.interactions_of_assignment(database, viewer, assignment)["interaction_id"]
            assert {(assignment, one) for one in shown} == {each for each in belonging if each[0] == assignment}


@settings(max_examples=databases.examples(40), deadline=None)
@given(st.tuples(permissions, pairs, offers, withdrawn, parts))
def test_python_and_sql_say_the_same(small_centre: Database, written: tuple[Any, ...]) -> None:
    write(small_centre, *written)
    check_agents_and_interactions(small_centre)
    check_actions(small_centre)
    check_parts_of_assignments(small_centre)


def test_an_address_means_the_one_visible_person_who_has_it(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET email = 'shared@example.com' WHERE person_id IN ('ben@example.com', "
                       "'cleo@example.com', 'dan@example.com')")  # fmt: skip
    meant = {
        (viewer, address): visibility.agent_with_email(small_centre, f"{viewer}@example.com", address)
        for viewer in ("sam", "lee", "kim", "ana")
        for address in ("shared@example.com", " Ana@example.com")
    }
    assert {asked: person for asked, person in meant.items() if person is not None} == {
        ("sam", "shared@example.com"): "ben@example.com",  # Cleo and Dan are not theirs to see
        ("sam", " Ana@example.com"): "ana@example.com",
        ("kim", " Ana@example.com"): "ana@example.com",
        ("ana", " Ana@example.com"): "ana@example.com",
    }
