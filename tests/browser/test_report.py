"""The report of a quarter on paper, and its quarter in the address."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.words import wording
from tests import databases
from tests.browser.test_agent_page import OF_A_PDF_PAGE
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY

HELEN = "helen.achterberg@example.com"


def test_the_report_of_a_quarter_prints_on_one_sheet(page: Page, serve: Callable[[str], str]) -> None:
    server = serve(str(databases.of_demo(TODAY).file()))
    page.goto(f"{server}/report?viewer={HELEN}")
    expect(page.get_by_role("heading", name=wording.REPORT_METHOD)).to_be_visible()
    quarter = page.get_by_role("combobox", name=wording.REPORT_QUARTER)
    expect(quarter).to_have_value("Q3 2026")
    settled(page)
    for paper in ("A4", "Letter"):
        assert len(OF_A_PDF_PAGE.findall(page.pdf(format=paper))) == 1, paper
    page.emulate_media(media="print")
    for pressed in (page.get_by_role("button", name=wording.PRINT), page.get_by_test_id("stSidebar"), quarter):
        expect(pressed).to_be_hidden()
    expect(page.get_by_text("Q3 2026", exact=True).last).to_be_visible()
    page.emulate_media(media="screen")
    quarter.click()
    page.get_by_role("option", name="Q4 2026").click()
    expect(page).to_have_url(re.compile("report_quarter=2026-Q4"))
    page.go_back()
    expect(quarter).to_have_value("Q3 2026")
