"""The app asks nobody but itself for anything, and no page does what its headers forbid."""

from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from coaching.ui.shell import navigation
from coaching.ui.styles import ICON
from coaching.words import wording
from tests.browser.waiting import settled
from tests.pages.test_strangers import COACHING_PAGES, MONITOR_PAGES, PARAMETERS, SUPERVISOR_PAGES

CHARTS = {navigation.INTERACTION, navigation.COMPARE, navigation.MY_DASHBOARD, navigation.PROGRESS}
BLOCKED = "Blocked: "
# A number library within Streamlit looks whether the browser lets it use WebAssembly, and does without.
TELL_BLOCKED = f"""document.addEventListener('securitypolicyviolation', found => found.blockedURI === 'wasm-eval'
    || console.error('{BLOCKED}' + [found.violatedDirective, found.blockedURI, found.sourceFile].join(' ')))"""


def test_no_page_asks_anybody_else(page: Page, server_to_look_at: str) -> None:
    outside: list[str] = []
    violations: list[str] = []

    def look(address: str) -> None:
        asked = urlsplit(address)
        if asked.scheme not in ("data", "blob") and asked.netloc != urlsplit(server_to_look_at).netloc:
            outside.append(address)

    # Only listened to: while requests are sent through the test, the browser caches nothing and compiles all anew.
    page.on("request", lambda request: look(request.url))
    page.on("websocket", lambda opened: outside.append(opened.url) if "127.0.0.1" not in opened.url else None)
    page.on("console", lambda said: violations.append(said.text) if said.text.startswith(BLOCKED) else None)
    page.add_init_script(TELL_BLOCKED)
    for address, parameters in PARAMETERS.items():
        viewer = (
            "sam@example.com" if address in SUPERVISOR_PAGES | COACHING_PAGES | MONITOR_PAGES else "ana@example.com"
        )
        page.goto(f"{server_to_look_at}/{address}?{urlencode(parameters | {'viewer': viewer})}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        settled(page)
        expect(page.get_by_text(wording.SERVER_ERROR)).to_have_count(0)
        if address in CHARTS:
            expect(
                page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
            ).to_be_visible()
    assert outside == []
    assert violations == []
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
