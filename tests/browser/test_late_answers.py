"""What is answered while the reader is on the way to another page does not keep them from it.

A page that was left changes neither the address nor what is asked next, and a link may be drawn anew under the finger.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from coaching.words import wording
from tests.browser.waiting import PATIENCE_MILLISECONDS, drawn, settled

SAM = "viewer=sam%40example.com"
PROGRESS = "Progress of Ana Alves: Coaching ca-ana"


class SlowLine:
    """Between a page and its server: holds back what is answered, from `begin` until `end`."""

    def __init__(self, page: Page) -> None:
        self.page, self.is_slow = page, False
        self.held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self._between)

    def _between(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(lambda message: self._answered(browser, message))

    def _answered(self, browser: WebSocketRoute, message: str | bytes) -> None:
        if self.is_slow:
            self.held.append((browser, message))
        else:
            browser.send(message)

    def begin(self) -> None:
        self.is_slow = True

    def wait_for_address(self, part: bytes) -> None:
        """Until the server has answered with an address that holds `part`."""
        for _ in range(PATIENCE_MILLISECONDS // 20):
            if any(isinstance(message, bytes) and part in message for _, message in self.held):
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"The server has not written {part!r} into the address.")

    def wait_for_answers(self, more_than: int) -> int:
        """Until more is held back than so many answers, and the server says no more; how many are held then."""
        held, since = len(self.held), 0
        while held <= more_than or since < 10:
            assert since < PATIENCE_MILLISECONDS // 20, "The server has not answered."
            self.page.wait_for_timeout(20)
            held, since = len(self.held), 0 if len(self.held) != held else since + 1
        return held

    def let_through(self, number: int) -> None:
        """The first of what is held back reaches the page."""
        for browser, message in self.held[:number]:
            browser.send(message)
        del self.held[:number]

    def end(self) -> None:
        self.is_slow = False
        for browser, message in self.held:
            browser.send(message)
        self.held.clear()


def monitor_of_ana(page: Page, server: str) -> None:
    page.goto(f"{server}/coaching-monitor?{SAM}&monitor_agent=ana%40example.com&monitor_compare=true")
    expect(page.get_by_role("link", name=PROGRESS)).to_be_visible()
    settled(page)


def on_to_progress(page: Page, line: SlowLine) -> None:
    page.get_by_role("link", name=PROGRESS).click()
    line.wait_for_address(b"assignment=ca-ana")


def a_filter_and_on_to_templates(page: Page, line: SlowLine) -> None:
    page.get_by_role("button", name="3 not to be judged", exact=True).click()
    line.wait_for_address(b"monitor_verdict=not_judged")
    page.get_by_role("link", name=wording.TEMPLATES).first.click()


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("go_on", [on_to_progress, a_filter_and_on_to_templates])
def test_the_way_back_is_not_written_over(page: Page, server: str, go_on: Callable[[Page, SlowLine], None]) -> None:
    line = SlowLine(page)
    monitor_of_ana(page, server)
    before, left = page.url, parameters(page)
    line.begin()
    go_on(page, line)
    page.go_back()
    line.end()
    settled(page)
    expect(page).to_have_url(before)
    page.get_by_text(wording.COMPARE_CHANGE, exact=True).click()
    expect(page).not_to_have_url(re.compile("monitor_compare"))
    settled(page)
    assert parameters(page) == {name: value for name, value in left.items() if name != "monitor_compare"}
    expect(page.get_by_role("link", name=PROGRESS)).to_be_visible()


def test_a_link_that_is_drawn_anew_while_it_is_pressed_leads_on(page: Page, server_to_look_at: str) -> None:
    page.goto(f"{server_to_look_at}/coverage?{SAM}")
    expect(page.get_by_role("heading", level=1)).to_have_text(wording.COVERAGE)
    settled(page)
    begun = page.evaluate("history.length")
    link = page.get_by_role("navigation", name=wording.MENU).get_by_role("link", name=wording.TEMPLATES)
    link.hover()
    page.mouse.down()
    link.evaluate("link => { const list = link.closest('nav'); list.innerHTML = list.innerHTML; }")
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text(wording.TEMPLATES)
    assert page.evaluate("history.length") == begun + 1


def test_a_tick_is_not_taken_back_by_an_earlier_answer(page: Page, server: str) -> None:
    """Somebody types, ticks a box and types on before the server has answered."""
    line = SlowLine(page)
    page.goto(f"{server}/assign?agent=ana@example.com&{SAM}")
    settled(page)
    line.begin()
    page.get_by_role("textbox", name="Name").fill("Answer what was asked")
    first = line.wait_for_answers(more_than=0)
    without = page.get_by_role("checkbox", name=wording.WITHOUT_FEEDBACK)
    page.get_by_text(wording.WITHOUT_FEEDBACK, exact=True).click()
    line.wait_for_answers(more_than=first)
    line.let_through(first)
    drawn(page)
    page.get_by_label(wording.WENT_WELL, exact=True).fill("You greet everybody warmly.")
    line.wait_for_answers(more_than=len(line.held))
    line.end()
    settled(page)
    expect(without).to_be_checked()
