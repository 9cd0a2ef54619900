"""A page opens at its top with the focus on its heading, says aloud what changed, and has a link for somebody else."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span
from tests.browser.held_messages import HeldMessages
from tests.browser.waiting import settled

ANA, SAM = "ana@example.com", "sam@example.com"
FOCUSED = "() => document.activeElement.tagName + ': ' + document.activeElement.textContent.trim()"
TOP = "() => document.querySelector('[data-testid=stMain]').scrollTop"
PLACES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (ANA, navigation.MY_COACHING, {}),
    (ANA, navigation.INTERACTION, {"interaction": "c-ana-1", "assignment": "ca-ana"}),
    (SAM, navigation.EVALUATION, {"agent": ANA}),
)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    settled(page)
    return page


def test_a_page_that_is_come_to_begins_with_its_heading_and_its_own_title(page: Page, server_to_look_at: str) -> None:
    opened(page, f"{server_to_look_at}/{navigation.MY_COACHING}?viewer={ANA}")
    seen = {page.title()}
    assert not page.evaluate(FOCUSED).startswith("H1")
    page.get_by_role("link", name=re.compile(r"Coaching ca-ana(?!-)")).first.click()
    expect(page.get_by_role("heading", name="Coaching ca-ana", level=1)).to_be_focused()
    assert page.evaluate(TOP) == 0
    seen.add(page.title())
    page.get_by_role("link", name=re.compile("^Open the interaction")).first.click()
    expect(page).to_have_url(re.compile("/interaction"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    settled(page)
    seen.add(page.title())
    page.keyboard.press("n")
    expect(page.locator("h1:focus")).to_be_visible()
    settled(page)
    seen.add(page.title())
    assert len(seen) == 4


def test_a_slow_server_leaves_the_focus_where_it_was_until_the_next_page_is_drawn(
    page: Page, server_to_look_at: str
) -> None:
    messages = HeldMessages(page)
    opened(page, f"{server_to_look_at}/{navigation.ASSIGNMENT}?assignment=ca-ana&viewer={ANA}")
    messages.hold()
    page.get_by_role("link", name=re.compile("^Open the interaction")).first.click()
    page.wait_for_timeout(1000)
    assert messages.held
    assert page.evaluate(FOCUSED) != "H1: Coaching ca-ana"
    messages.let_go()
    expect(page.get_by_role("heading", name="Room booking", level=1)).to_be_focused()


@pytest.mark.parametrize("reloaded", [False, True])
def test_a_page_that_is_come_back_to_begins_with_its_heading_too(
    page: Page, server_to_look_at: str, reloaded: bool
) -> None:
    opened(page, f"{server_to_look_at}/{navigation.MY_COACHING}?viewer={ANA}")
    page.get_by_role("link", name=re.compile(r"Coaching ca-ana(?!-)")).first.click()
    in_assignment = page.get_by_role("heading", name="Coaching ca-ana", level=1)
    expect(in_assignment).to_be_focused()
    page.get_by_role("link", name=re.compile("^Open the interaction")).first.click()
    expect(page).to_have_url(re.compile("/interaction"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    first = page.url
    page.keyboard.press("n")
    expect(page).not_to_have_url(first)
    expect(page.locator("h1:focus")).to_be_visible()
    settled(page)
    if reloaded:
        page.reload()
        settled(page)
    page.keyboard.press("Tab")  # so that the heading loses the focus
    page.go_back()
    expect(page).to_have_url(first)
    expect(page.locator("h1:focus")).to_be_visible()
    page.go_back()
    expect(in_assignment).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, level=1)).to_be_focused()
    page.go_forward()
    expect(in_assignment).to_be_focused()


def test_the_way_back_over_a_filter_leaves_the_focus(page: Page, server_to_look_at: str) -> None:
    opened(page, f"{server_to_look_at}/{navigation.MY_DASHBOARD}?viewer={ANA}")
    at_first = page.url
    period = page.get_by_role("radio", name=wording.SPANS[Span.LAST_90_DAYS])
    period.click()
    expect(page).not_to_have_url(at_first)
    settled(page)
    page.go_back()
    expect(page).to_have_url(at_first)
    settled(page)
    assert not page.evaluate(FOCUSED).startswith("H1")


def test_a_filter_leaves_the_focus_and_says_how_many_are_left(page: Page, server_to_look_at: str) -> None:
    opened(page, f"{server_to_look_at}/{navigation.ASSIGNMENTS}?viewer={SAM}")
    field = page.get_by_label(wording.AGENT_OR_NAME)
    field.fill("ca-ana")
    field.press("Enter")
    said = page.get_by_role("status").and_(page.locator(".told-now"))
    expect(said).to_contain_text(re.compile(r"[12] of 3"))
    expect(field).to_be_focused()


@pytest.mark.parametrize(("viewer", "address", "about"), PLACES)
def test_a_copied_link_names_nobody_and_leads_there_after_signing_in(
    page: Page, server_to_look_at: str, viewer: str, address: str, about: dict[str, str]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    parameters = "".join(f"&{name}={value}" for name, value in about.items())
    opened(page, f"{server_to_look_at}/{address}?viewer={viewer}{parameters}")
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name=wording.COPY_LINK).click()
    expect(page.locator(".told-now")).to_have_text(wording.LINK_COPIED)
    link = page.evaluate("() => navigator.clipboard.readText()")
    asked = parse_qs(urlsplit(link).query)
    assert urlsplit(link).path == f"/{address}"
    assert "viewer" not in asked
    assert "visit" not in asked
    assert {name: [value] for name, value in about.items()}.items() <= asked.items()
    page.goto(link)
    expect(page.get_by_role("heading", name=wording.WELCOME)).to_be_visible()
    page.get_by_role("button", name=wording.CHOOSE_A_PERSON).click()
    page.get_by_role("combobox", name=wording.SIGN_IN_AS).click()
    page.get_by_role("option", name=re.compile("Ana" if viewer == ANA else "Sam")).click()
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/{address}\\?"))
    for name, value in about.items():
        assert parse_qs(urlsplit(page.url).query)[name] == [value]


def test_the_demo_shows_a_newcomer_around_once_on_their_first_page(page: Page, server_to_look_at: str) -> None:
    opened(page, f"{server_to_look_at}/{navigation.TEMPLATES}")
    page.get_by_role("button", name="Ana Alves").click()
    expect(page.get_by_role("heading", name=wording.MAY_NOT_OPEN, level=1)).to_be_visible()
    settled(page)
    tour = page.get_by_role("dialog", name=wording.TOUR_TITLE)
    expect(tour).to_have_count(0)
    page.get_by_role("link", name=wording.PRODUCT, exact=True).click()
    for number, sentence in enumerate(wording.TOUR, 1):
        expect(tour).to_contain_text(sentence)
        expect(tour).to_contain_text(wording.TOUR_OF.format(step=number, last=len(wording.TOUR)))
        if number < len(wording.TOUR):
            tour.get_by_role("button", name=wording.TOUR_NEXT).click()
    tour.get_by_role("button", name=wording.TOUR_END).click()
    expect(tour).to_have_count(0)
    page.reload()
    settled(page)
    expect(tour).to_have_count(0)


def test_help_opens_with_the_questions_of_the_page(page: Page, server_to_look_at: str) -> None:
    opened(page, f"{server_to_look_at}/{navigation.MY_DASHBOARD}?viewer={ANA}")
    page.get_by_role("link", name=wording.HELP, exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        wording.HELP_ABOUT.format(page=wording.MY_DASHBOARD)
    )
