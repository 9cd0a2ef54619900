"""Choosing who one is in the demo: whom the page offers, and what it says where there is nobody."""

import pytest

from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.pages.screens import open_page


@pytest.mark.parametrize("change", ["DELETE FROM people", "UPDATE people SET email = NULL"])
@pytest.mark.parametrize("file", [None, navigation.FILES[navigation.ASSIGNMENTS]])
def test_where_nobody_can_sign_in_the_page_says_what_to_do(centre: Database, change: str, file: str | None) -> None:
    with centre.transaction() as cursor:
        cursor.execute(change)
    page = open_page(file)
    assert [info.value for info in page.info] == [wording.NOBODY_TO_SIGN_IN]
    assert "coaching import" in page.info[0].value
    assert page.selectbox(key="sign_in_person").disabled
    assert not page.button
    assert not page.exception


def test_without_supervisors_and_coaching_agents_are_offered_all_the_same(centre: Database) -> None:
    with centre.transaction() as cursor:
        for statement in (
            "DELETE FROM assignments",
            "DELETE FROM supervisions",
            "DELETE FROM people WHERE team IS NULL",
        ):
            cursor.execute(statement)
    page = open_page(None)
    assert page.info[0].value == wording.CHOOSE_PERSON
    assert [button.key for button in page.button] == [f"sign_in_{name}@example.com" for name in ("ana", "ben", "cleo")]
    page = page.button(key="sign_in_ben@example.com").click().run()
    assert page.selectbox(key="sign_in_person").value == "ben@example.com"
