"""An agent's day in a real browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from coaching.words import wording
from coaching.words.formatting import status_label
from tests.browser.waiting import main, settled

COMPLETED = status_label("completed", reads_as_agent=True)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def cut_off(page: Page) -> list[object]:
    """What reaches beyond the right edge once the page has settled, in light and in dark; the page itself, or its main
    part, where they scroll sideways: what sticks out of a table is behind a shadow root and shows only there."""
    found: list[object] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        settled(page)
        found += page.evaluate(
            "() => [...document.querySelectorAll('html, [data-testid=stMain], [data-testid=stMain] *')]"
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1"
            " || (e.matches('html, [data-testid=stMain]') && e.scrollWidth > e.clientWidth))"
            ".map(e => e.className || e.tagName)"
        )
    return found


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def test_from_sign_in_to_completed(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_role("button", name="Ana Alves · agent, North").click()
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS)).to_be_visible()
    expect(page).to_have_url(re.compile("viewer=ana"))

    # filter, and find the filter in the address
    page.get_by_role("searchbox", name=wording.SEARCH, exact=True).fill("ca-ana-old")
    expect(main(page).get_by_text("1 of 2 assignments")).to_be_visible()
    page.get_by_role("link", name=f"{wording.TABS['in_progress']} 0").click()
    expect(page.get_by_text(wording.NO_MATCH.several.format(count=2))).to_be_visible()
    expect(page).to_have_url(re.compile("my_coaching_status=in_progress"))
    page.get_by_role("link", name=wording.CLEAR).click()
    expect(page.get_by_role("link", name="Coaching ca-ana-old", exact=True)).to_be_visible()
    expect(page).not_to_have_url(re.compile("my_coaching_status"))

    # open the assignment, then its first interaction
    page.get_by_role("link", name="Coaching ca-ana", exact=True).click()
    expect(page.get_by_role("heading", name="Coaching ca-ana")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/assignment\?.*assignment=ca-ana"))
    expect(page.get_by_text("0 of 3 reviewed")).to_be_visible()
    page.get_by_role("link", name="Open the interaction").last.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name=wording.START)).to_be_in_viewport(ratio=1)  # always in sight
    page.get_by_role("button", name=wording.START).click()
    expect(page.locator(".said", has_text="The answer of c-ana-1.")).to_be_visible()

    # going back shows the new status without a reload
    page.get_by_role("link", name="Coaching ca-ana").click()
    expect(page.get_by_text("1 of 3 reviewed")).to_be_visible()
    expect(page.get_by_text(status_label("in_progress", reads_as_agent=True))).to_be_visible()

    # the rest, one after the other
    page.get_by_role("button", name=wording.OPEN_NEXT).click()
    expect(page.locator(".said", has_text="The answer of c-ana-2.")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".said", has_text="The answer of c-cleo-1.")).to_be_visible()
    page.get_by_role("link", name="Coaching ca-ana").click()
    expect(page.get_by_text(COMPLETED)).to_be_visible()
    page.reload()
    expect(page.get_by_text(COMPLETED)).to_be_visible()
    page.get_by_test_id("stMainBlockContainer").get_by_role("link", name=wording.COACHING_ASSIGNMENTS).click()
    expect(row(page, "Coaching ca-ana")).to_contain_text(wording.AGENT_STATUS["completed"])


def test_opening_from_the_table_and_the_browsers_back(page: Page, server: str) -> None:
    page.goto(f"{server}/assignment?assignment=ca-ana&viewer=ana@example.com")
    link = page.get_by_role("link", name=re.compile("^Open the interaction")).first
    expect(link).to_have_attribute("href", re.compile(r"interaction\?interaction=c-ana-1&assignment=ca-ana&viewer="))
    link.click()
    expect(page.locator(".said", has_text="The answer of c-ana-1.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/interaction\?.*interaction=c-ana-1"))
    page.go_back()
    expect(page.get_by_text("1 of 3 reviewed")).to_be_visible()


def test_a_metric_jumps_to_its_message(page: Page, server_to_look_at: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(f"{server_to_look_at}/interaction?interaction=c-ana-1&assignment=ca-ana&viewer=ana@example.com")
    page.get_by_role("link", name="Jump to the message at 2:00").click()
    message = page.locator("#turn-4")
    expect(message).to_be_in_viewport()
    assert message.evaluate("node => node.matches(':target')")
    # and the message leads back to its metric
    message.get_by_role("link", name="Answers the question").click()
    metric = page.locator(".metric:target")
    expect(metric).to_be_in_viewport()
    expect(metric).to_contain_text("Answers the question")


def test_what_failed_is_seen_at_once_and_is_one_click_from_its_message(page: Page, server_to_look_at: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{server_to_look_at}/interaction?interaction=c-ana-1&assignment=ca-ana&viewer=ana@example.com")
    settled(page)
    failed = page.locator(".failures").get_by_role("link", name=re.compile("Answers the question"))
    expect(failed).to_be_in_viewport(ratio=1)
    onward = page.get_by_role("link", name=wording.NEXT, exact=True)
    expect(onward).to_be_in_viewport(ratio=1)
    failed.click()
    expect(page.locator("#turn-4")).to_be_in_viewport()
    page.get_by_test_id("stMain").evaluate("screen => screen.scrollTo(0, screen.scrollHeight)")
    expect(onward).to_be_in_viewport(ratio=1)  # the bar stays at the bottom


def test_rest_of_the_tags_on_hover(page: Page, server_to_look_at: str) -> None:
    page.goto(f"{server_to_look_at}/my-coaching?viewer=ana@example.com")
    more = page.get_by_text("+1", exact=True)
    expect(more).to_have_attribute("title", "Etiquette")


def test_anothers_assignment_typed_into_the_address(page: Page, server_to_look_at: str) -> None:
    page.goto(f"{server_to_look_at}/assignment?assignment=ca-cleo&viewer=ana@example.com")
    expect(page.get_by_text(wording.NO_SUCH_ASSIGNMENT)).to_be_visible()
    assert "Work on" not in page.inner_text("body")


ADDRESSES = {
    "my-coaching": "my-coaching?viewer=ana@example.com",
    "my-dashboard": "my-dashboard?viewer=ana@example.com",
    "assignment": "assignment?assignment=ca-ana&viewer=ana@example.com",
    "compare": "compare?assignment=ca-ana&viewer=ana@example.com",
    "interaction": "interaction?interaction=c-ana-1&assignment=ca-ana&viewer=ana@example.com",
    "to-do": "to-do?viewer=sam@example.com",
    "assignments": "assignments?viewer=sam@example.com",
    "evaluation": "evaluation?agent=ana@example.com&evaluation_period=last_90_days&viewer=sam@example.com",
    "audit": "audit?interaction=c-ana-1&viewer=sam@example.com",
    "assign": "assign?agent=ana@example.com&viewer=sam@example.com",
    "marked-for-coaching": "marked-for-coaching?viewer=sam@example.com",
    "templates": "templates?viewer=sam@example.com",
    "coaching-monitor": "coaching-monitor?viewer=sam@example.com",
    "progress": "progress?assignment=ca-ana&viewer=sam@example.com",
    "effect": "effect?viewer=sam@example.com",
    "team": "team?viewer=sam@example.com&team_period=last_90_days",
    "team over time": "team?viewer=sam@example.com&team_show=over_time&team_row=ana@example.com&team_over=Accuracy",
    "coverage": "coverage?viewer=sam@example.com",
    "report": "report?viewer=sam@example.com",
    "planner": "planner?viewer=sam@example.com",
    "agent": "agent?agent=ana@example.com&viewer=sam@example.com&agent_period=last_90_days",
    "people": "people?viewer=kim@example.com",
    "a person": "people?person=ana@example.com&viewer=kim@example.com",
    "imports": "imports?viewer=kim@example.com",
    "settings": "settings?viewer=kim@example.com",
    "backups": "backups?viewer=kim@example.com",
    "notices": "notices?viewer=sam@example.com",
    "change-log": "change-log?viewer=kim@example.com",
    "help": "help?about=my-coaching&viewer=ana@example.com",
    "an assignment, for its supervisor": "assignment?assignment=ca-ana&viewer=sam@example.com",
    "an interaction, for its supervisor": "interaction?interaction=c-ana-1&viewer=sam@example.com",
}


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways_or_shows_an_error(page: Page, server_to_look_at: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for name, address in ADDRESSES.items():
        page.goto(f"{server_to_look_at}/{address}")
        expect(page.get_by_role("heading").first).to_be_visible()
        assert cut_off(page) == [], f"{name} is cut off at {width} px"
        assert page.get_by_text("BidiComponent Error").count() == 0
