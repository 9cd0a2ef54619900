"""A round of the planner: drawn with two clicks, found again, and taken along on paper."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.words import wording
from tests import databases
from tests.browser.test_agent_page import OF_A_PDF_PAGE
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY

SAM = "viewer=gareth.pritchard%40example.com"
MOST_SHEETS = 2


def test_a_round_is_drawn_and_printed(page: Page, serve: Callable[[str], str]) -> None:
    server = serve(str(databases.of_demo(TODAY).file()))
    page.goto(f"{server}/planner?{SAM}&planner_places=2")
    page.get_by_role("button", name=wording.PLANNER_DRAW).click()
    page.get_by_role("button", name=wording.PLANNER_DRAW_NOW).click()
    expect(page.get_by_text(re.compile("^2 drawn and [0-9]+ waiting, until"))).to_be_visible()
    rounds = page.get_by_role("table").last
    expect(rounds.get_by_role("cell", name=wording.PLANNER_DRAWN, exact=True)).to_have_count(2)
    settled(page)
    names = rounds.get_by_role("row").all_inner_texts()
    page.reload()
    settled(page)
    assert page.get_by_role("table").last.get_by_role("row").all_inner_texts() == names  # the draw stands
    for paper in ("A4", "Letter"):
        assert len(OF_A_PDF_PAGE.findall(page.pdf(format=paper))) <= MOST_SHEETS, paper
