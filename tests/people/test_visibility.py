"""Who may see what is said twice: in SQL for lists, in Python for what is looked up by a key. Both say the same."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.assignments import assignments
from coaching.assignments.assignments import BELONGS
from coaching.people import people
from coaching.people.people import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.people.permissions import PERMISSIONS
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


@settings(
    max_examples=databases.examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(permissions, pairs, offers, withdrawn, parts)
def test_python_and_sql_say_the_same(
    small_centre: Database,
    permissions: list[list[str]],
    pairs: list[tuple[str, str]],
    offers: list[tuple[str, str]],
    withdrawn: set[str],
    parts: list[tuple[str, str, str, str | None]],
) -> None:
    with small_centre.transaction() as cursor:
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
        for position, (assignment, interaction, kind, agent) in enumerate(parts):
            row = [assignment, interaction, kind, position, agent]
            cursor.execute("INSERT INTO assignment_interactions VALUES (?, ?, ?, ?, ?)", row)

    for viewer in ASKING:
        asked = {"viewer_id": viewer}
        seen = {row["agent_id"] for row in small_centre.rows(SEEN_AGENTS, asked)}
        assert {agent for agent in MEANT if people.may_see(small_centre, viewer, agent)} == seen
        coached = {row["agent_id"] for row in small_centre.rows(COACHED_AGENTS, asked)}
        assert {agent for agent in MEANT if people.may_coach(small_centre, viewer, agent)} == coached
        read = {row["interaction_id"] for row in small_centre.rows(SEEN_INTERACTIONS, asked)}
        found = {one for one in read | set(INTERACTIONS) if interactions.interaction(small_centre, viewer, one)}
        assert found == read

    belonging = {(row["assignment_id"], row["interaction_id"]) for row in small_centre.rows(BELONGING)}
    for viewer, assignment in product(ASKING, ("ca-ana", "ca-ben", "ca-cleo")):
        if assignments.seen(small_centre, viewer, assignment):
            shown = assignments.interactions_of_assignment(small_centre, viewer, assignment)["interaction_id"]
            assert {(assignment, one) for one in shown} == {each for each in belonging if each[0] == assignment}
