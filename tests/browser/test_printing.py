"""Every page on paper, A4 and Letter: without menu and buttons, nothing cut off at the right, no empty sheet."""

import math
import re

from playwright.sync_api import Page, expect

from coaching.ui.shell import navigation
from tests.browser.test_agent import ADDRESSES
from tests.browser.waiting import settled

OF_A_PDF_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
# What a sheet has room for within its margins of 10 mm, in pixels of 1/96 inch.
PAPERS = {"A4": (718, 1046), "Letter": (740, 980)}
PRESSED = "[data-testid=stSidebar], [data-testid=stHeader], .stButton, .stPopover, .stPageLink, [class*=st-key-take_]"
HEIGHT = "document.querySelector('[data-testid=stMainBlockContainer]').getBoundingClientRect().height"
# What reaches beyond the right edge of the sheet, also within a table, which has a tree of its own.
CUT_OFF = """() => {
  const trees = [document.querySelector("[data-testid=stMain]")];
  trees.push(...[...trees[0].querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean));
  return trees.flatMap((tree) => [...tree.querySelectorAll("*")]).filter((one) => one.getClientRects().length
    && one.getBoundingClientRect().right > innerWidth + 1).map((one) => `${one.tagName} ${one.className}`);
}"""
# The colour of the words of a page's title and of a table's cell, as the numbers of red, green and blue.
COLOURS = """() => {
  const trees = [...document.querySelectorAll("*")].map((one) => one.shadowRoot);
  const cell = trees.map((tree) => tree?.querySelector("td span")).find(Boolean);
  return [document.querySelector("h1"), cell].map((one) => getComputedStyle(one).color.match(/[0-9.]+/g).map(Number));
}"""


def test_every_page_prints(page: Page, server_to_look_at: str) -> None:
    assert {address.partition("?")[0] for address in ADDRESSES.values()} == set(navigation.FILES)
    for name, address in ADDRESSES.items():
        page.goto(f"{server_to_look_at}/{address}")
        expect(page.get_by_role("heading").first).to_be_visible()
        settled(page)
        page.emulate_media(media="print")
        for paper, (width, height) in PAPERS.items():
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            pressed = [one for one in page.locator(PRESSED).all() if one.is_visible()]
            assert not pressed, f"{name} prints {pressed[0].inner_text()!r}"
            needed = page.evaluate(HEIGHT) / height
            assert needed > 0.05, f"{name} is blank on {paper}"
            sheets = len(OF_A_PDF_PAGE.findall(page.pdf(format=paper)))
            assert 1 <= sheets <= math.ceil(1.25 * needed) + 1, f"{name} has empty sheets on {paper}"
            assert page.evaluate(CUT_OFF) == [], f"{name} is cut off on {paper}"
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 844})


def test_words_are_dark_on_paper_whatever_the_theme(page: Page, server_to_look_at: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server_to_look_at}/{ADDRESSES['assignments']}")
    expect(page.get_by_role("heading").first).to_be_visible()
    settled(page)
    assert all(min(colour[:3]) > 120 for colour in page.evaluate(COLOURS))
    page.emulate_media(media="print", color_scheme="dark")
    assert all(max(colour[:3]) < 120 for colour in page.evaluate(COLOURS))
