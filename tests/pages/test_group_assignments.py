"""The assignments of a group on its page: read, changed and withdrawn together."""

from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import assignments, groups, withdrawing
from coaching.storage.database import Database
from coaching.ui.pages import group_assignments_view as view
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.pages.monitored import change, today
from tests.pages.screens import everything_sent, open_page, rows_of, shown

ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
LATER = today() + timedelta(days=(7 - today().weekday()) + 14)  # a Monday


@pytest.fixture
def group_id(centre: Database) -> str:
    """A group of Ana and Ben, with an assignment each."""
    made = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    change(centre, f"UPDATE assignments SET group_id = '{made}' WHERE assignment_id IN ('ca-ana', 'ca-ben')")
    return made


def open_group(group_id: str, viewer: str = SAM) -> AppTest:
    return open_page(navigation.FILES[navigation.MARKED_FOR_COACHING], viewer=viewer, group=group_id)


def stored(centre: Database, assignment_id: str) -> Any:
    found = assignments.assignment(centre, SAM, assignment_id)
    assert found is not None
    return found


def test_all_are_chosen_at_first_and_changed_together(centre: Database, group_id: str) -> None:
    page = open_group(group_id)
    assert shown(page, view.TABLE, "agent") == ["Ana Alves", "Ben Bauer"]
    assert page.multiselect(key=f"together_{group_id}_chosen").value == ["ca-ana", "ca-ben"]
    page.button(key=f"together_{group_id}_change").click().run()
    assert any(wording.NOTHING_TO_CHANGE.partition(":")[0] in error.value for error in page.error)
    page.date_input(key=f"together_{group_id}_follow_up").set_value(LATER)
    page.text_area(key=f"together_{group_id}_plan").set_value("1. Read it\n2. Say it")
    page.selectbox(key=f"together_{group_id}_supervisor").set_value(KIM)
    page.button(key=f"together_{group_id}_change").click().run()
    assert not page.error
    assert not page.exception
    for each in ("ca-ana", "ca-ben"):
        found = stored(centre, each)
        assert (found.follow_up_on, found.action_plan, found.assigned_by) == (LATER, ["Read it", "Say it"], "Kim Kaur")
    assert page.text_area(key=f"together_{group_id}_plan").value == ""
    assert page.date_input(key=f"together_{group_id}_follow_up").value is None


def test_some_are_withdrawn_together_and_the_others_stay(centre: Database, group_id: str) -> None:
    page = open_group(group_id)
    page.multiselect(key=f"together_{group_id}_chosen").set_value(["ca-ben"])
    page.text_area(key=f"together_{group_id}_reason").set_value("By mistake")
    page.button(key=f"together_{group_id}_withdraw").click().run()
    assert not page.exception
    assert shown(page, view.TABLE, "agent") == ["Ana Alves"]
    assert stored(centre, "ca-ben").withdrawn_at is not None
    assert stored(centre, "ca-ana").withdrawn_at is None
    assert page.multiselect(key=f"together_{group_id}_chosen").options == ["Ana Alves · Coaching ca-ana"]


def test_what_was_withdrawn_meanwhile_is_named(centre: Database, group_id: str) -> None:
    page = open_group(group_id)
    page.date_input(key=f"together_{group_id}_follow_up").set_value(LATER)
    withdrawing.withdraw(centre, KIM, "ca-ben", "Too early")
    page.button(key=f"together_{group_id}_change").click().run()
    assert "Ben Bauer" in " ".join(toast.value for toast in page.toast)
    assert stored(centre, "ca-ana").follow_up_on == LATER


def test_who_may_only_look_is_told_whose_they_may_not_change(centre: Database, group_id: str) -> None:
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_group(group_id)
    assert len(rows_of(page, view.TABLE)) == 2
    assert wording.OF_GROUP_NOT_YOURS.format(names="Ana Alves and Ben Bauer") in [each.value for each in page.caption]
    assert not [each for each in page.button if each.key and each.key.startswith("together_")]


def test_a_group_without_assignments_says_so(centre: Database) -> None:
    page = open_group(groups.create(centre, SAM, "Empty", "", ["Accuracy"], [ANA]))
    assert wording.OF_GROUP_NONE in [each.value for each in page.caption]
    assert "ca-cleo" not in everything_sent(page)
