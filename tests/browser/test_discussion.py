"""The team's assignments and the discussion of one of them, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from coaching.words import wording
from tests.browser.test_agent import cut_off
from tests.browser.waiting import main, open_filters, settled

ANA, SAM = "ana@example.com", "sam@example.com"


def test_from_the_agents_note_to_the_recorded_outcome(page: Page, server: str) -> None:
    page.goto(f"{server}/assignment?assignment=ca-ana-old&viewer={ANA}")
    table = page.get_by_role("table", name=wording.MARKED_INTERACTIONS).element_handle()
    page.get_by_role("button", name=wording.ACKNOWLEDGE).click()
    expect(page.get_by_text(wording.ACKNOWLEDGED)).to_be_visible()
    expect(page.locator(".told-now")).to_have_text(wording.DONE["discussion.acknowledge"])  # read aloud
    page.get_by_text("2. Do it").click()
    expect(page.get_by_role("checkbox").nth(1)).to_be_checked()

    # one click on Send is enough, straight from typing; an empty note is refused, and the tables stay as they are
    note = page.get_by_role("textbox", name=wording.NOTE_BY_AGENT)
    note.fill("I did the second step.\nCould we talk about the first one?")
    page.get_by_role("button", name=wording.SEND).click()
    said = page.locator(".notes")  # the field holds the same words until it is emptied
    expect(said.get_by_text("Could we talk about the first one?")).to_be_visible()
    expect(note).to_have_value("")
    page.get_by_role("button", name=wording.SEND).click()
    expect(page.get_by_text("an empty note is not sent")).to_be_visible()
    assert table.evaluate("node => node.isConnected")

    # a sentence begun stays while the agent looks something up
    note.fill("And another thing")
    page.get_by_role("link", name=re.compile("^Open the interaction")).first.click()
    page.get_by_text("The answer of c-ana-3.").wait_for()  # with the patience for a whole page
    page.get_by_role("link", name="Coaching ca-ana-old").click()
    expect(page.get_by_role("textbox", name=wording.NOTE_BY_AGENT)).to_have_value("And another thing")

    # the supervisor finds it by what waits, answers and concludes
    page.goto(f"{server}/assignments?viewer={SAM}")
    row = page.get_by_role("row").filter(has_text="Coaching ca-ana-old")
    expect(row).to_contain_text(wording.NOTE_TO_ANSWER)
    expect(row).to_contain_text(wording.SUPERVISOR_STATUS["completed"])
    row.get_by_role("link").click()
    expect(page.get_by_text("✓ 2. Do it")).to_be_visible()
    page.get_by_role("textbox", name="Write to Ana Alves").fill("Yes, on Friday.")
    page.get_by_role("button", name=wording.SEND).click()
    expect(said.get_by_text("Yes, on Friday.")).to_be_visible()
    page.get_by_text("Continue coaching", exact=True).click()
    page.get_by_role("textbox", name=wording.OUTCOME_NOTE).fill("The first step is still open.")
    page.get_by_role("button", name=wording.RECORD_OUTCOME).click()
    expect(page.get_by_text(wording.NEW_OUTCOME)).to_be_visible()
    page.get_by_role("link", name=wording.COACHING_ASSIGNMENTS).last.click()
    expect(row).to_contain_text("Continue coaching")
    expect(row).not_to_contain_text(wording.NOTE_TO_ANSWER)

    # the agent finds what is new, in words that a screen reader says with the link, until they have read it
    page.goto(f"{server}/my-coaching?viewer={ANA}")
    link = page.get_by_role("table").get_by_role("link", name="Coaching ca-ana-old", exact=True)
    expect(link).to_have_accessible_description(f"{wording.NEWS['concluded']}, {wording.NEWS['answered']}")
    link.click()
    words = page.locator(".new")
    expect(main(page).get_by_text(wording.NEWS_HERE["answered"])).to_be_visible()
    expect(words).to_have_count(3)
    page.get_by_text("1. Read it").click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    settled(page)
    expect(words).to_have_count(3)  # as long as they stay
    page.get_by_role("link", name=wording.COACHING_ASSIGNMENTS).last.click()
    expect(link).to_have_accessible_description("")
    page.go_back()
    expect(page.get_by_role("heading", name="Coaching ca-ana-old", level=1)).to_be_visible()
    settled(page)
    expect(words).to_have_count(0)


def test_a_filter_is_in_the_address_and_survives_going_there_and_back(page: Page, server: str) -> None:
    page.goto(f"{server}/assignments?viewer={SAM}")
    page.get_by_role("textbox", name="Agent or name").fill("ana-old")
    page.get_by_role("textbox", name="Agent or name").press("Enter")
    expect(main(page).get_by_text("1 of 3 assignments")).to_be_visible()
    open_filters(page)
    page.get_by_text(wording.OVERDUE_ONLY).click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("assignments_agent_or_name=ana-old.*assignments_overdue=true", re.IGNORECASE))
    page.reload()
    expect(main(page).get_by_text("1 of 3 assignments")).to_be_visible()
    page.get_by_role("link", name="Open Coaching ca-ana-old of Ana Alves").click()
    expect(page.get_by_role("heading", name="Coaching ca-ana-old")).to_be_visible()
    page.get_by_test_id("stMainBlockContainer").get_by_role("link", name=wording.COACHING_ASSIGNMENTS).click()
    expect(main(page).get_by_text("1 of 3 assignments")).to_be_visible()
    page.get_by_role("button", name=wording.CLEAR).click()
    expect(main(page).get_by_text("3 of 3 assignments")).to_be_visible()
    expect(page).not_to_have_url(re.compile("assignments_overdue"))


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off(page: Page, server_to_look_at: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for address in ("assignments", "assignments?assignments_assigned=Choose+dates", "assignment?assignment=ca-ana-old"):
        page.goto(f"{server_to_look_at}/{address}{'&' if '?' in address else '?'}viewer={SAM}")
        expect(page.get_by_role("heading").first).to_be_visible()
        assert cut_off(page) == [], f"{address} is cut off at {width} px"
        if address == "assignments":
            open_filters(page)  # what does not fit beside its neighbours goes below them, not out of sight
            box = (
                page.get_by_role("radio", name=wording.WITHDRAWN)
                .or_(page.get_by_test_id("stButtonGroup").get_by_role("button", name=wording.WITHDRAWN))
                .first.bounding_box()
            )
            assert box is not None
            assert box["x"] + box["width"] <= width - 16
