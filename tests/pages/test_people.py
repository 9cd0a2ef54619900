"""People as a page: search, filters, a form, several at once, two joined, and access lost while a page is open."""

import pytest
from streamlit.testing.v1 import AppTest

from coaching.administration import changing_people
from coaching.administration.administered import Standing
from coaching.administration.joining_people import COUNTED
from coaching.people import people
from coaching.people.people import Viewer
from coaching.people.roles import Role
from coaching.storage.database import Database
from coaching.ui.pages import people_view as view
from coaching.ui.pages import person_view
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import plain
from tests.pages.downloaded import menus_of, taken
from tests.pages.monitored import ANA, BEN, KIM, SAM, change
from tests.pages.screens import everything_sent, open_page, rows_of, shown

PAGE = navigation.FILES[navigation.PEOPLE]
NIA = "nia@example.com"


@pytest.fixture(autouse=True)
def administered(centre: Database) -> Database:
    """Kim may administer."""
    change(centre, f"UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = '{KIM}'")
    return centre


def opened(**parameters: str) -> AppTest:
    page = open_page(PAGE, viewer=KIM, **parameters)
    assert not page.exception
    return page


def viewer(centre: Database, email: str) -> Viewer:
    found = people.viewer_with_email(centre, email)
    assert found is not None
    return found


def test_the_list_is_searched_and_filtered(centre: Database) -> None:
    page = opened()
    assert page.title[0].value == wording.PEOPLE
    assert len(rows_of(page, view.TABLE)) == 9
    assert shown(opened(people_text="CLEO"), view.TABLE, "name") == ["Cleo Costa"]
    assert shown(opened(people_team="North"), view.TABLE, "name") == ["Ana Alves", "Ben Bauer"]
    assert shown(opened(people_role=Role.ADMINISTRATOR), view.TABLE, "name") == ["Kim Kaur"]
    assert [each.value for each in opened(people_standing="deactivated").info] == [wording.NO_PEOPLE_MATCH]
    (row,) = rows_of(opened(people_text="ana@"), view.TABLE)
    assert (row["supervisors"]["text"], row["roles"]["shown"]) == ("Sam Soto", [wording.ROLES[Role.AGENT]])


def test_all_filters_are_taken_away_where_nobody_matches() -> None:
    page = opened(people_text="nobody of this name", people_team="North", people_role=Role.AGENT)
    page.button(key="nothing_clear").click().run()
    assert not page.exception
    assert page.text_input(key=view.TEXT).value == ""
    assert not {"people_text", "people_team", "people_role"} & set(page.query_params)
    assert len(rows_of(page, view.TABLE)) == 9


def test_a_person_is_added_changed_deactivated_and_reactivated(centre: Database) -> None:
    page = opened(person=view.NEW)
    place = person_view.place_of(view.NEW)
    page.text_input(key=f"{place}_name").input("Nia Novak")
    page.button(key=f"{place}_save").click().run()
    assert any(plain(wording.NO_ADDRESS) in each.value for each in page.markdown)
    page.text_input(key=f"{place}_email").input("NIA@example.com")
    page.selectbox(key=f"{place}_supervisor").select(SAM)
    page.button(key=f"{place}_save").click().run()
    assert not page.exception
    assert page.query_params["person"] == NIA
    assert viewer(centre, NIA).name == "Nia Novak"

    place = person_view.place_of(NIA)
    page.multiselect(key=f"{place}_roles").set_value([Role.SUPERVISOR])
    page.button(key=f"{place}_save").click().run()
    assert not page.exception
    assert viewer(centre, NIA).permissions == {"coaching_assignments", "coaching_monitor", "qa_functionalities"}
    page.button(key=f"{place}_deactivate").click().run()
    assert people.viewer_with_email(centre, NIA) is None
    assert [each.value for each in page.warning] == [wording.IS_DEACTIVATED]
    page.button(key=f"{place}_reactivate").click().run()
    assert viewer(centre, NIA)
    page.button(key="people_back").click().run()
    assert len(rows_of(page, view.TABLE)) == 10


def test_several_are_changed_at_once(centre: Database) -> None:
    page = opened()
    page.session_state[view.SELECTION] = [ANA, BEN]
    page.run()
    page.selectbox(key=f"{view.SEVERAL}_supervisor").select(KIM)
    page.button(key=f"{view.SEVERAL}_save").click().run()
    assert not page.exception
    assert shown(opened(people_team="North"), view.TABLE, "supervisors") == ["Kim Kaur", "Kim Kaur"]
    page.session_state[view.SELECTION] = [ANA, KIM]
    page.run()
    page.button(key=f"{view.SEVERAL}_deactivate").click().run()
    assert plain(wording.NOT_YOURSELF) in [each.value for each in page.error]
    assert viewer(centre, ANA)


def test_two_are_joined_after_both_names_and_what_moves_were_read(centre: Database) -> None:
    page = opened(person=BEN)
    page.text_input(key=person_view.JOIN_TEXT).input("ana").run()
    page.selectbox(key=person_view.JOIN_WITH).select(ANA).run()
    (said,) = [each.value for each in page.warning]
    assert "Ben Bauer" in said
    assert "Ana Alves" in said
    assert "1 interaction" in said
    page.button(key="people_join_now").click().run()
    assert not page.exception
    assert page.query_params["person"] == ANA
    assert viewer(centre, BEN).person_id == ANA


def test_who_is_deactivated_while_a_page_is_open_reads_nothing_more(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer=ANA)
    assert "Coaching ca-ana" in everything_sent(page)
    changing_people.deactivate(centre, KIM, [ANA])
    page.run()
    assert [each.value for each in page.error] == [wording.DEACTIVATED]
    assert "Coaching ca-ana" not in everything_sent(page)


def test_a_person_who_is_not_there() -> None:
    assert [each.value for each in opened(person="nobody").error] == [wording.NO_SUCH_PERSON]


def test_every_standing_has_words_and_every_kind_that_moves() -> None:
    assert wording.PEOPLE_STANDING.keys() == set(Standing)
    assert wording.JOIN_MOVES.keys() == COUNTED.keys()


def test_a_conversation_is_erased_after_its_id_was_typed_twice(centre: Database) -> None:
    page = opened()
    page.text_input(key=f"{view.ERASE}_id").input("c-ana-1")
    page.text_input(key=f"{view.ERASE}_again").input("c-ana-2")
    page.button(key=f"{view.ERASE}_now").click().run()
    assert plain(wording.NOT_THE_SAME_ID) in [each.value for each in page.error]
    page.text_input(key=f"{view.ERASE}_again").input("c-ana-1")
    page.button(key=f"{view.ERASE}_now").click().run()
    assert not page.exception
    assert not page.error
    assert centre.first("SELECT 1 AS found FROM interactions WHERE interaction_id = 'c-ana-1'") is None
    assert centre.first("SELECT 1 AS found FROM interactions WHERE interaction_id = 'c-ana-2'") is not None


def test_a_former_agent_becomes_a_pseudonym_after_the_name_was_typed(centre: Database) -> None:
    changing_people.deactivate(centre, KIM, [ANA])
    page = opened(person=ANA)
    place = person_view.place_of(ANA)
    page.button(key=f"{place}_pseudonym").click().run()
    assert plain(wording.NOT_THE_NAME) in [each.value for each in page.error]
    page.text_input(key=f"{place}_typed").input("Ana Alves")
    page.button(key=f"{place}_pseudonym").click().run()
    assert not page.exception
    assert page.title[0].value.startswith(wording.FORMER_AGENT.partition("{")[0])
    assert "Ana Alves" not in everything_sent(page)


def test_all_that_is_stored_about_a_person_is_one_file(centre: Database) -> None:
    page = opened(person=ANA)
    assert menus_of(page)[person_view.HANDED_OVER] == ["ZIP"]
    assert taken(page, person_view.HANDED_OVER, Kind.ZIP).content[:2] == b"PK"
