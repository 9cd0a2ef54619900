"""Whom and what a supervisor looks at goes along over every pair of pages, in the address."""

import re
from itertools import pairwise, product
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from coaching.ui.shell import carried, navigation
from coaching.words import wording
from tests.browser.waiting import settled

KIM = "kim@example.com"
LOOKED_AT = {"agent": "ana@example.com", "team": "North", "period": "last_90_days", "queue": "q-1", "channel": "chat"}
OF_ONE_AGENT = (navigation.AGENT_PAGE, navigation.EVALUATION, navigation.MY_COACHING, navigation.MY_DASHBOARD)


def looked_at(page: Page) -> dict[str, str]:
    """What the address of the page says that is carried, by its plain name."""
    found = urlsplit(page.url)
    name, asked = found.path.strip("/"), parse_qs(found.query)
    return {what: asked[on][0] for what in carried.CARRIED if (on := carried.name_on(name, what)) in asked}


def every_pair(pages: list[str]) -> list[str]:
    """A way that goes from every page to every other one, each step once (Hierholzer's algorithm)."""
    left = {page: [other for other in pages if other != page] for page in pages}
    way, back = [pages[0]], []
    while way:
        if left[way[-1]]:
            way.append(left[way[-1]].pop())
        else:
            back.append(way.pop())
    return back[::-1]


def test_agent_team_period_queue_and_channel_are_carried_over_every_pair_of_pages(
    page: Page, server_to_look_at: str
) -> None:
    page.goto(f"{server_to_look_at}/to-do?viewer={KIM}")
    expect(page.locator("h1").first).to_be_visible()
    settled(page)
    menu = page.get_by_role("navigation", name=wording.MENU).get_by_role("link")
    pages = [urlsplit(link).path.strip("/") for link in menu.evaluate_all("links => links.map((link) => link.href)")]
    assert len(pages) == len(set(pages)) >= 14
    way = every_pair(pages)
    assert set(pairwise(way)) == {pair for pair in product(pages, pages) if pair[0] != pair[1]}
    query = "&".join(f"{carried.name_on(way[0], what)}={value}" for what, value in LOOKED_AT.items())
    page.goto(f"{server_to_look_at}/{way[0]}?viewer={KIM}&{query}")
    expect(page.locator("h1").first).to_be_visible()
    for here, there in pairwise(way):
        menu.nth(pages.index(there)).click()
        expect(page).to_have_url(re.compile(rf"/{there}\?"))
        assert looked_at(page) == LOOKED_AT, f"from {here} to {there}"
    settled(page)
    for name in pages:  # and what a page shows is what its address says
        menu.nth(pages.index(name)).click()
        expect(page).to_have_url(re.compile(rf"/{name}\?"))
        settled(page)
        assert looked_at(page) == LOOKED_AT, name
        if name in OF_ONE_AGENT:
            expect(page.get_by_test_id("stMain").get_by_role("combobox", name="Agent")).to_have_value(
                "Ana Alves · North"
            )
