"""What two tabs type into one form: nothing is overwritten in silence."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from coaching.assignments.draft import ChosenBecause
from coaching.words import wording
from tests.browser.test_typed import SAM, opened
from tests.browser.waiting import PATIENCE_MILLISECONDS, kept_by_the_server, settled

COACHING, AUDIT = "assign?agent=ana@example.com", "audit?interaction=c-ana-1"
TWICE = [(COACHING, wording.WENT_WELL, wording.WORK_ON), (AUDIT, wording.AUDIT_COMMENT, "Comment on: ")]


def two_tabs(browser: Browser, server: str, address: str) -> tuple[Page, Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    return opened(context.new_page(), server, SAM, address), opened(context.new_page(), server, SAM, address)


def field(page: Page, label: str) -> Any:
    return page.get_by_role("textbox", name=re.compile(f"^{re.escape(label)}")).first


@pytest.mark.parametrize(("address", "label", "other"), TWICE)
def test_two_tabs_of_a_form_overwrite_nothing_in_silence(
    browser: Browser, server: str, address: str, label: str, other: str
) -> None:
    first, second = two_tabs(browser, server, address)
    field(first, label).press_sequentially("In the first")
    kept_by_the_server(first)
    field(second, label).press_sequentially("In the second")
    kept_by_the_server(second)
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_be_visible()
    expect(second.get_by_text("In the first")).to_be_visible()
    # Typing elsewhere in the form, and a reload, decide nothing.
    field(second, other).press_sequentially("More")
    kept_by_the_server(second)
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_have_count(1)
    second.reload()
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_be_visible()
    expect(field(second, label)).to_have_value("In the second")
    expect(field(second, other)).to_have_value("More")
    second.get_by_role("button", name=wording.KEEP_THIS_ONE).click()
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_have_count(0)
    # The first tab has touched neither since: it shows the newest of both.
    first.reload()
    expect(field(first, label)).to_have_value("In the second")
    expect(field(first, other)).to_have_value("More")
    first.context.close()


def test_choices_of_two_tabs_are_put_together_or_asked_about(browser: Browser, server: str) -> None:
    first, second = two_tabs(browser, server, COACHING)

    def choose(page: Page, name: str, choice: str) -> None:
        page.get_by_role("combobox", name=name).click()
        page.get_by_role("option", name=choice).first.click()
        if name == wording.FIELDS["coaching_areas"]:
            page.keyboard.press("Escape")
        kept_by_the_server(page)

    choose(first, wording.FIELDS["coaching_areas"], "Accuracy")
    choose(first, wording.FIELDS["chosen_because"], wording.CHOSEN_BECAUSE[ChosenBecause.JUDGEMENT])
    choose(second, wording.FIELDS["coaching_areas"], "Compliance")
    for page in (first, second):
        page.reload()
        for area in ("Accuracy", "Compliance"):
            expect(page.get_by_test_id("stMultiSelect").get_by_text(area).first).to_be_visible()
        settled(page)
    choose(first, wording.FIELDS["chosen_because"], wording.CHOSEN_BECAUSE[ChosenBecause.ASKED_FOR])
    choose(second, wording.FIELDS["chosen_because"], wording.CHOSEN_BECAUSE[ChosenBecause.AUDIT_FINDING])
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_be_visible()
    second.get_by_role("button", name=wording.ASSIGN_TO.format(name="Ana Alves")).click()
    expect(second.get_by_text(wording.DECIDE_FIRST)).to_be_visible()
    second.get_by_role("button", name=wording.TAKE_THAT_ONE).click()
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_have_count(0)
    reason = second.get_by_role("combobox", name=wording.FIELDS["chosen_because"])
    expect(reason).to_have_value(wording.CHOSEN_BECAUSE[ChosenBecause.ASKED_FOR])
    first.context.close()


def test_answers_of_two_tabs_of_an_audit(browser: Browser, server: str) -> None:
    first, second = two_tabs(browser, server, AUDIT)

    def answer(page: Page, number: int, choice: str) -> None:
        page.get_by_role("radiogroup").nth(number).get_by_role("radio", name=choice, exact=True).click()
        kept_by_the_server(page)

    answer(first, 0, "YES")
    answer(second, 1, "NO")
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_have_count(0)
    expect(second.get_by_text("2 of 3")).to_be_visible()  # the answer of the first tab is shown
    answer(first, 1, "YES")
    expect(first.get_by_text(wording.TYPED_ELSEWHERE)).to_be_visible()
    first.get_by_role("button", name=wording.SUBMIT_AUDIT).click()
    expect(first.get_by_text(wording.DECIDE_FIRST)).to_be_visible()
    first.context.close()
