"""An agent's list of assignments in a real browser: every choice is one step, and the whole of it goes by keyboard."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.assignments import marks
from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.test_history import arrive, at, entries
from tests.browser.waiting import settled

ADDRESS = "my-coaching?viewer=ana@example.com"


def names(page: Page) -> list[str]:
    settled(page)
    return page.get_by_role("row").get_by_role("link", name=re.compile("^Coaching ca-")).all_inner_texts()


def test_every_choice_is_one_step_and_a_reload_keeps_it(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/{ADDRESS}")
    begun, start = entries(page), at(page)
    page.get_by_role("searchbox", name=wording.SEARCH, exact=True).click()
    page.keyboard.type("ca-ana-old", delay=30)
    expect(page.get_by_role("status")).to_contain_text("1 of 2 assignments")
    assert names(page) == ["Coaching ca-ana-old"]
    expect(page.get_by_role("searchbox", name=wording.SEARCH, exact=True)).to_be_focused()
    assert entries(page) == begun + 1
    searched = at(page)
    page.get_by_role("link", name=f"{wording.TABS['completed']} 0").click()
    expect(page.get_by_text(wording.NO_MATCH.several.format(count=2))).to_be_visible()
    settled(page)
    assert entries(page) == begun + 2
    assert at(page)[1]["my_coaching_status"] == ["completed"]
    page.reload()
    settled(page)
    expect(page.get_by_role("searchbox", name=wording.SEARCH, exact=True)).to_have_value("ca-ana-old")
    expect(page.get_by_text(wording.NO_MATCH.several.format(count=2))).to_be_visible()
    page.go_back()
    assert names(page) == ["Coaching ca-ana-old"]
    assert at(page) == searched
    page.go_back()
    assert names(page) == ["Coaching ca-ana", "Coaching ca-ana-old"]
    assert at(page) == start
    expect(page.get_by_role("searchbox", name=wording.SEARCH, exact=True)).to_have_value("")


def test_the_whole_list_goes_by_keyboard_and_the_whole_row_by_mouse(page: Page, server_to_look_at: str) -> None:
    arrive(page, f"{server_to_look_at}/{ADDRESS}")
    page.get_by_role("link", name=f"{wording.TABS['overdue']} 1").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["Coaching ca-ana-old"]
    expect(page.get_by_role("link", name=f"{wording.TABS['overdue']} 1")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.get_by_role("link", name=f"{wording.ALL} 2").focus()
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_text(f"{wording.COACHING_AREA}:").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first area
    settled(page)
    assert at(page)[1]["my_coaching_area"] == ["Accuracy"]
    assert names(page) == ["Coaching ca-ana"]
    page.keyboard.press("Escape")
    page.get_by_role("link", name=wording.CLEAR).click()
    settled(page)  # until then the headings lead to what was filtered
    page.get_by_role("columnheader", name=wording.NAME).get_by_role("link").click()
    assert names(page) == ["Coaching ca-ana", "Coaching ca-ana-old"]
    expect(page.get_by_role("columnheader", name=wording.NAME)).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("cell", name="0 of 3 reviewed").click(force=True)  # the link of the row lies above it
    expect(page.locator("h1").first).to_have_text("Coaching ca-ana")
    assert at(page)[1]["assignment"] == ["ca-ana"]


def test_what_was_asked_for_is_taken_back(page: Page, serve: Callable[[str], str], centre_file: str) -> None:
    database = Database(centre_file)
    marks.ask(database, "ana@example.com", "c-ana-1", ["Accuracy"], "How should I have said it?")
    database.close()
    arrive(page, f"{serve(centre_file)}/{ADDRESS}")
    expect(page.get_by_text("How should I have said it?")).to_be_visible()
    page.get_by_role("button", name=wording.TAKE_BACK).click()
    expect(page.get_by_test_id("stToast").get_by_text(wording.TAKEN_BACK)).to_be_visible()
    expect(page.get_by_text("How should I have said it?")).to_have_count(0)
