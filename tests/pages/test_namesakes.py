"""People, queues and conversations of one name: whichever is chosen is meant, and every label says which it is."""

import pytest

from coaching.database import Database
from coaching.ui import navigation, wording
from tests.centre import PEOPLE
from tests.pages.screens import open_page

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
EVERYBODY = [person for person, *_ in PEOPLE]
EVALUATION, COACHING, DASHBOARD, ASSIGNMENT = (
    navigation.FILES[page]
    for page in (navigation.EVALUATION, navigation.MY_COACHING, navigation.MY_DASHBOARD, navigation.ASSIGNMENT)
)


def change(database: Database, sql: str) -> None:
    with database.transaction() as cursor:
        cursor.execute(sql)


@pytest.fixture(autouse=True)
def namesakes(centre: Database) -> Database:
    """Two agents of one name in one team, a third of that name in another team; two supervisors of one name."""
    change(centre, f"UPDATE people SET name = 'Ana Alves' WHERE person_id IN ('{BEN}', '{CLEO}')")
    change(centre, f"UPDATE people SET name = 'Sam Soto' WHERE person_id = '{LEE}'")
    return centre


@pytest.mark.parametrize("file", [EVALUATION, COACHING, DASHBOARD])
@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_the_agent_of_the_address_is_shown_and_stays_whatever_is_filtered(file: str, agent: str) -> None:
    page = open_page(file, viewer=KIM, agent=agent)
    picker = page.selectbox(key="my_coaching_agent")
    assert picker.value == agent
    assert len(set(picker.options)) == len(picker.options)
    period = next(one for one in page.selectbox if one.key and one.key.endswith(("_period", "_assigned")))
    period.set_value("Last 90 days").run()
    assert page.query_params["agent"] in (agent, [agent])
    assert page.selectbox(key="my_coaching_agent").value == agent


@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_whichever_agent_is_picked_is_meant(agent: str) -> None:
    page = open_page(EVALUATION, viewer=KIM, agent=CLEO if agent == ANA else ANA)
    page.selectbox(key="my_coaching_agent").set_value(agent).run()
    assert page.query_params["agent"] in (agent, [agent])
    page.selectbox(key="evaluation_period").set_value("Last 90 days").run()
    page.session_state["evaluation_selected"] = {"agent": agent, "selected": ["c-whatever"]}
    page.run()
    assert page.session_state["evaluation_selected"]["agent"] == agent


def test_labels_of_agents_say_team_and_address() -> None:
    options = open_page(EVALUATION, viewer=KIM).selectbox(key="my_coaching_agent").options
    assert options[:3] == [f"Ana Alves · North ({ANA})", f"Ana Alves · North ({BEN})", "Ana Alves · South"]


@pytest.mark.parametrize("agent", [ANA, BEN])
def test_the_form_for_an_agent_leads_back_to_that_agents_evaluation(centre: Database, agent: str) -> None:
    """Also where the agent has another id than the address."""
    change(centre, f"UPDATE people SET email = 'address-of-{agent}' WHERE person_id = '{agent}'")
    page = open_page(navigation.FILES[navigation.ASSIGN], viewer=SAM, agent=agent)
    links = [
        link.proto
        for link in page.get("page_link")
        if link.proto.label in (wording.EVALUATION, wording.FIND_IN_EVALUATION)
    ]
    assert len(links) == 2
    assert all(f"agent={agent.replace('@', '%40')}" in link.query_string for link in links)
    shown = open_page(EVALUATION, viewer=SAM, agent=agent)
    assert not shown.error
    assert shown.selectbox(key="my_coaching_agent").value == agent


@pytest.mark.parametrize("person", EVERYBODY)
def test_whoever_is_picked_signs_in(person: str) -> None:
    page = open_page(None)
    picker = page.sidebar.selectbox(key="sign_in_person")
    assert len(set(picker.options)) == len(picker.options) == len(EVERYBODY)
    picker.set_value(person).run()
    assert page.query_params["viewer"] in (person, [person])
    assert page.sidebar.selectbox(key="sign_in_person").value == person


def test_two_queues_of_one_name_are_two(centre: Database) -> None:
    change(centre, "INSERT INTO queues VALUES ('q-2', 'hotel  booking')")
    change(centre, "UPDATE interactions SET queue_id = 'q-2' WHERE interaction_id = 'c-ana-2'")
    change(centre, "UPDATE agent_daily SET queue_id = 'q-2' WHERE agent_id = 'ana@example.com'")
    change(centre, "INSERT INTO agent_daily BY NAME SELECT * REPLACE ('q-1' AS queue_id) FROM agent_daily "
                   "WHERE agent_id = 'ana@example.com' LIMIT 1")  # fmt: skip
    page = open_page(EVALUATION, viewer=SAM, agent=ANA)
    page.selectbox(key="evaluation_period").set_value("Last 90 days").run()
    queue = page.selectbox(key="evaluation_queue")
    assert queue.options == ["Hotel booking (q-1)", "hotel  booking (q-2)"]
    for chosen, count in (("q-1", "2 interactions"), ("q-2", "1 interaction")):
        page.selectbox(key="evaluation_queue").set_value(chosen).run()
        assert any(caption.value.startswith(f"{count},") for caption in page.caption)
