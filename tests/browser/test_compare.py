"""Comparing with a best response in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.test_agent import cut_off
from tests.browser.waiting import settled
from tests.centre import add_best_response

ADDRESS = "compare?assignment=ca-ana&viewer=ana@example.com"


@pytest.fixture
def centre_file(centre_file: str) -> str:
    """The small centre, with a second best response in Ana's assignment."""
    database = Database(centre_file)
    add_best_response(database, "ca-ana", "c-ben-1")
    database.close()
    return centre_file


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=re.compile(option)).click()


def boxes(page: Page) -> list[dict[str, float]]:
    """Where the two messages stand that differ, in one look: charts may still be moving the page."""
    script = "() => ['this-4', 'best-4'].map(id => document.getElementById(id).getBoundingClientRect().toJSON())"
    found: list[dict[str, float]] = page.evaluate(script)
    return found


def test_from_the_assignment_to_another_best_response(page: Page, server: str) -> None:
    page.goto(f"{server}/assignment?assignment=ca-ana&viewer=ana@example.com")
    page.get_by_role("link", name=wording.COMPARE).click()
    page.get_by_text("The answer of c-ana-1.").wait_for()
    expect(page.get_by_text("The best response answered the question (Accuracy 100 against 0).")).to_be_visible()
    expect(page).to_have_url(re.compile("interaction=c-ana-1.*best=c-cleo-1"))
    expect(page.get_by_text("The answer of c-ana-1.")).to_be_visible()
    expect(page.get_by_text("The answer of c-cleo-1.")).to_be_visible()

    # another best response; the address says so, and a reload keeps it
    choose(page, wording.BEST_RESPONSE, "Kore 90")
    expect(page.get_by_text("The answer of c-ben-1.")).to_be_visible()
    expect(page.get_by_text("while this one greeted the customer")).to_be_visible()
    expect(page).to_have_url(re.compile("best=c-ben-1"))
    page.reload()
    expect(page.get_by_text("The answer of c-ben-1.")).to_be_visible()

    # only what differs, in the address as well
    expect(page.get_by_text("Thank you!").first).to_be_visible()
    page.get_by_text(wording.ONLY_DIFFERENCES).click()
    expect(page).to_have_url(re.compile("compare_only_differences=true", re.IGNORECASE))
    expect(page.get_by_text("The answer of c-ana-1.")).to_be_visible()
    expect(page.get_by_text("Hello, this is about c-ana-1")).to_be_hidden()

    # all three that were looked at are reviewed
    page.get_by_role("link", name="Coaching ca-ana").click()
    expect(page.get_by_text("3 of 4 reviewed")).to_be_visible()


def test_the_moment_that_differs_is_on_one_line_and_a_metric_jumps_to_it(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{server}/{ADDRESS}")
    page.get_by_text("The answer of c-ana-1.").wait_for(state="attached")
    settled(page)
    this, best = boxes(page)
    assert abs(this["top"] - best["top"]) < 1
    assert this["right"] <= best["left"]
    page.get_by_role("link", name="Jump to the message at 2:00").last.click()
    expect(page.locator("#best-4")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_off(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{server}/{ADDRESS}")
    page.get_by_text("The answer of c-cleo-1.").wait_for()
    assert cut_off(page) == []
    this, best = boxes(page)
    assert (best["top"] > this["bottom"]) == (width == 390)  # stacked, or beside each other
    whose = page.locator(".beside .column").first.evaluate("part => getComputedStyle(part, '::before').content")
    assert whose == (f'"○ {wording.YOURS}"' if width == 390 else "none")
