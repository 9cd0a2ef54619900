"""From asking for coaching to the form of the assignment, and a group, in a real browser."""

import re

from playwright.sync_api import Page, expect

from coaching.words import wording
from tests.browser.waiting import settled


def test_what_an_agent_asks_for_reaches_the_form_of_an_assignment(page: Page, server: str) -> None:
    page.goto(f"{server}/interaction?interaction=c-ana-1&viewer=ana@example.com")
    page.get_by_role("button", name=wording.ASK_FOR_COACHING).click()
    page.get_by_label(wording.ASK_NOTE).fill("How would *you* say it?")
    page.get_by_role("button", name=wording.ASK_FOR_COACHING).last.click()
    expect(page.get_by_role("button", name=wording.ASKED_ALREADY)).to_be_visible()

    page.goto(f"{server}/marked-for-coaching?viewer=sam@example.com")
    page.get_by_role("link", name="Ana Alves", exact=True).click()
    expect(page.get_by_role("heading", name="Ana Alves")).to_be_visible()
    expect(page).to_have_url(re.compile("agent=ana"))
    expect(page.get_by_text("How would *you* say it?")).to_be_visible()
    page.reload()
    expect(page.get_by_text("How would *you* say it?")).to_be_visible()

    # back to the list, which keeps its filter, and to the agent again
    page.get_by_test_id("stMain").get_by_role("link", name=wording.MARKED_FOR_COACHING).click()
    expect(page.get_by_role("heading", name=wording.MARKED_FOR_COACHING)).to_be_visible()
    page.get_by_text(wording.ASKED_ONLY, exact=True).click()
    expect(page).to_have_url(re.compile("marked_asked_for=true"))
    page.get_by_role("link", name="Ana Alves", exact=True).click()
    page.get_by_role("button", name=wording.ASSIGN_COACHING).click()
    expect(page.get_by_role("heading", name=wording.NEW_COACHING.format(name="Ana Alves"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"/assign\?.*agent=ana"))


def test_a_group_is_made_looked_at_and_changed(page: Page, server: str) -> None:
    page.goto(f"{server}/marked-for-coaching?viewer=sam@example.com")
    page.get_by_text(wording.GROUPS, exact=True).click()
    expect(page).to_have_url(re.compile("marked_show=groups"))
    page.get_by_role("button", name=wording.NEW_GROUP).click()
    expect(page.get_by_role("heading", name=wording.NEW_GROUP)).to_be_visible()
    page.get_by_label(wording.GROUP_NAME, exact=True).fill("North team")
    page.get_by_role("button", name=wording.SAVE_GROUP).click()
    expect(page.get_by_text("Choose at least one coaching area.")).to_be_visible()
    expect(page.get_by_label(wording.GROUP_NAME, exact=True)).to_have_value("North team")
    for field, choice in ((wording.MARK_AREAS, "Accuracy"), (wording.GROUP_MEMBERS, "Ben Bauer · North")):
        page.get_by_role("combobox", name=field).click()
        page.get_by_role("option", name=choice).click()
        page.get_by_role("combobox", name=field).press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)  # a click beside an open list closes it and does no more
    page.get_by_role("button", name=wording.SAVE_GROUP).click()
    expect(page.get_by_role("heading", name="North team")).to_be_visible()
    expect(page.get_by_text("Ben Bauer has no interaction marked for coaching")).to_be_visible()
    expect(page.get_by_role("button", name=wording.ASSIGN_TO_WHOLE_GROUP)).to_be_disabled()

    page.get_by_test_id("stMain").get_by_role("link", name=wording.GROUPS).click()
    page.get_by_role("link", name="North team", exact=True).click()
    page.get_by_role("button", name=wording.EDIT_GROUP).click()
    page.get_by_label(wording.GROUP_NAME, exact=True).fill("North, early shift")
    page.get_by_role("button", name=wording.SAVE_GROUP).click()
    expect(page.get_by_role("heading", name="North, early shift")).to_be_visible()
    page.get_by_role("button", name=wording.REMOVE_GROUP).click()
    page.get_by_role("button", name=wording.REMOVE_GROUP).last.click()
    expect(page.get_by_text(wording.NO_GROUPS)).to_be_visible()
    settled(page)
