"""A first visit is light, and a slow line shows something soon: in front of the app stands nginx as deploy/ has it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from coaching.ui.shell import navigation
from coaching.words import wording
from tests.browser.waiting import settled
from tests.cluster import nginx
from tests.databases import MUST_RUN

MOST_BYTES = 1_000_000
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 1.5e6 / 8, "uploadThroughput": 1.5e6 / 8}
FIRST_PAINT_MILLISECONDS = 5_000
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 1e9"
NOT_OPENED = "() => document.querySelector('.opening') === null"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, server_of_many_tests: Any) -> Iterator[str]:
    """The address of nginx in front of the server."""
    if nginx.PROGRAM is None:
        (pytest.fail if MUST_RUN else pytest.skip)("nginx is not installed (Debian: apt-get install nginx)")
    replica = server_of_many_tests.address.removeprefix("http://")
    with nginx.running(tmp_path_factory.mktemp("nginx"), [replica] * 3) as running:
        yield running.address


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has never been here."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


class Wire:
    """What comes over the wire, in bytes, by the number of the request."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self.kept: set[str] = set()
        self.addresses: dict[str, str] = {}
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._answered)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.webSocketFrameReceived", self._told)

    def _answered(self, told: dict[str, Any]) -> None:
        self.addresses[told["requestId"]] = told["response"]["url"]
        if told["response"].get("fromDiskCache"):
            self.kept.add(told["requestId"])

    def _finished(self, told: dict[str, Any]) -> None:
        self.bytes[told["requestId"]] = int(told["encodedDataLength"])

    def _told(self, told: dict[str, Any]) -> None:
        number = told["requestId"]
        self.bytes[number] = self.bytes.get(number, 0) + len(told["response"]["payloadData"]) * 3 // 4

    @property
    def total(self) -> int:
        """All bytes that did not come from the browser's own store."""
        return sum(size for number, size in self.bytes.items() if number not in self.kept)


@pytest.mark.parametrize("address", ["", f"{navigation.MY_COACHING}?viewer=ana@example.com"])
def test_a_first_visit_is_at_most_a_megabyte_and_the_next_a_tenth(
    newcomer: Page, front: str, server_to_look_at: str, address: str
) -> None:
    wire = Wire(newcomer)
    newcomer.goto(f"{front}/{address}")
    settled(newcomer)
    assert 100_000 < wire.total <= MOST_BYTES
    newcomer.close()
    again = newcomer.context.new_page()
    wire = Wire(again)
    again.goto(f"{front}/{address}")
    settled(again)
    assert 0 < wire.total <= MOST_BYTES / 10, {wire.addresses.get(one): size for one, size in wire.bytes.items()}


def test_a_slow_line_shows_the_product_within_five_seconds(newcomer: Page, front: str, server_to_look_at: str) -> None:
    wire = Wire(newcomer)
    wire.session.send("Network.emulateNetworkConditions", SLOW_LINE)
    newcomer.goto(f"{front}/{navigation.MY_COACHING}?viewer=ana@example.com", wait_until="commit")
    expect(newcomer.locator(".opening")).to_have_text(wording.PRODUCT)
    expect(newcomer.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, level=1)).to_be_visible()
    assert newcomer.evaluate(PAINTED) <= FIRST_PAINT_MILLISECONDS
    assert newcomer.evaluate(NOT_OPENED)
