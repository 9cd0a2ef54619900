"""No other site shows the app, and its pages say what a browser may do with them.

That no page asks anybody else for anything is looked at where every page is opened: test_accessibility.py.
"""

import pytest
from playwright.sync_api import Page

from coaching.ui.shell import navigation
from coaching.ui.styles import ICON
from coaching.words import wording


def test_the_icon_of_a_tab_is_ours(page: Page, server_to_look_at: str) -> None:
    page.goto(f"{server_to_look_at}/{navigation.MY_COACHING}?viewer=ana@example.com")
    assert page.locator("link[rel='shortcut icon']").get_attribute("href") == ICON


def test_no_other_site_shows_the_app_in_a_frame(page: Page, server_to_look_at: str) -> None:
    page.route("http://elsewhere.example/", lambda route: route.fulfill(
        content_type="text/html", body=f"<iframe src='{server_to_look_at}/?viewer=ana@example.com'></iframe>"
    ))  # fmt: skip
    page.goto("http://elsewhere.example/")
    page.wait_for_timeout(3_000)
    frame = page.frames[1]
    assert wording.COACHING_ASSIGNMENTS not in frame.content()


@pytest.mark.parametrize("name", ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"])
def test_a_page_has_the_header(page: Page, server_to_look_at: str, name: str) -> None:
    answer = page.goto(f"{server_to_look_at}/{navigation.MY_COACHING}?viewer=ana@example.com")
    assert answer is not None
    assert answer.header_value(name)
