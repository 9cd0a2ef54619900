"""An agent's page in a browser: one click from wherever an agent is named, and on one or two sheets of paper."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.words import wording
from tests import databases
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY

SAM, ANA = "sam@example.com", "ana@example.com"
OF_A_PDF_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def test_an_agents_page_is_one_click_away_and_prints_on_two_sheets(page: Page, server: str) -> None:
    for address, link in (
        (f"to-do?viewer={SAM}", "Ana Alves"),
        (f"team?viewer={SAM}&team_period=last_90_days", "Ana Alves"),
        (f"evaluation?viewer={SAM}&agent={ANA}", wording.OPEN_AGENT_PAGE),
        (f"coaching-monitor?viewer={SAM}", "Ana Alves"),
        (f"assignment?viewer={SAM}&assignment=ca-ana", wording.AGENT_PAGE_OF.format(name="Ana Alves")),
    ):
        page.goto(f"{server}/{address}")
        expect(page.locator("h1").first).to_be_visible()
        settled(page)
        page.get_by_test_id("stMain").get_by_role("link", name=link, exact=True).first.click()
        expect(page.locator("h1").first).to_have_text("Ana Alves")
        expect(page).to_have_url(re.compile(r"/agent\?.*agent=ana"))
    note = page.get_by_label(wording.NOTE_ABOUT.format(name="Ana Alves"))
    note.fill("For supervisors only")
    page.get_by_role("button", name=wording.SAVE_NOTE).click()
    private = page.get_by_text("For supervisors only").last
    expect(private).to_be_visible()
    settled(page)
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper)
        assert 1 <= len(OF_A_PDF_PAGE.findall(printed)) <= 2, paper
    page.emulate_media(media="print")
    expect(private).to_be_hidden()
    expect(page.get_by_role("heading", name=wording.AGENT_AREAS)).to_be_visible()
    for pressed in (page.get_by_role("button", name=wording.PRINT), page.get_by_test_id("stSidebar"), note):
        expect(pressed).to_be_hidden()


def test_the_agents_of_the_demo_with_most_coaching_print_on_two_sheets(page: Page, serve: Callable[[str], str]) -> None:
    demo = databases.like(databases.of_demo(TODAY))
    most = demo.query(
        "SELECT agent_id FROM assignments WHERE withdrawn_at IS NULL GROUP BY agent_id "
        "ORDER BY count(*) DESC, agent_id LIMIT 1"
    )["agent_id"]
    agents = {*most, "callum.fraser@example.com"}  # the one of the tour: all kinds of things are on that page
    demo.close()
    address = serve(str(databases.of_demo(TODAY).file()))
    for agent in sorted(agents):
        page.goto(f"{address}/agent?viewer=helen.achterberg@example.com&agent={agent}&agent_period=last_90_days")
        expect(page.get_by_role("heading", name=wording.AGENT_AREAS)).to_be_visible()
        settled(page)
        for paper in ("A4", "Letter"):
            assert len(OF_A_PDF_PAGE.findall(page.pdf(format=paper))) <= 2, f"{agent} on {paper}"
