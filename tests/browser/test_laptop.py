"""What a laptop's screen of 1366 by 768 shows: whole columns of the map, and a row of actions without gaps."""

from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from coaching.ui.pages import team_view
from coaching.ui.shell import navigation
from coaching.words import wording
from tests import databases
from tests.browser.test_accessibility import ASSIGNMENT, SUPERVISOR
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY
from tests.servers import ServerOfManyTests

WIDEST_GAP = 40
# Which headings of the map are seen in part only.
CUT = """() => {
    const map = [...document.querySelectorAll("*")].map((one) => one.shadowRoot?.querySelector(".map")).find(Boolean);
    const right = map.getBoundingClientRect().right;
    return [...map.querySelectorAll("thead th")].filter((one) => {
        const edges = one.getBoundingClientRect();
        return edges.left < right - 2 && edges.right > right + 2;
    }).map((one) => one.textContent);
}"""

# What has the focus, where something else lies over its middle.
BEHIND = """() => {
    let each = document.activeElement;
    while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
    const { left, top, width, height } = each.getBoundingClientRect();
    const seen = each.getRootNode().elementFromPoint(left + width / 2, top + height / 2);
    return each.contains(seen) || seen?.contains(each) ? null : each.getAttribute("aria-label") ?? each.innerText;
}"""


@pytest.fixture
def laptop(page: Page) -> Page:
    page.set_viewport_size({"width": 1366, "height": 768})
    return page


@pytest.fixture
def demo(server_of_many_tests: ServerOfManyTests) -> str:
    server_of_many_tests.show_to_look_at(databases.of_demo(TODAY).file())
    return server_of_many_tests.address


@pytest.fixture(scope="module")
def named() -> dict[str, Any]:
    database = databases.like(databases.of_demo(TODAY))
    found = database.first(ASSIGNMENT)
    database.close()
    assert found is not None
    return found


def opened(page: Page, demo: str, address: str, **parameters: str) -> None:
    page.goto(f"{demo}/{address}?{urlencode(parameters | {'viewer': SUPERVISOR})}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    settled(page)


def test_the_map_shows_whole_columns(laptop: Page, demo: str) -> None:
    opened(laptop, demo, navigation.TEAM)
    assert laptop.locator("thead th").count() > 8
    assert laptop.evaluate(CUT) == []


def test_what_has_the_focus_in_a_map_is_not_behind_the_names(laptop: Page, demo: str) -> None:
    opened(laptop, demo, navigation.TEAM, team_show="over_time")
    links = laptop.locator("tbody tr").first.locator("td a")
    assert links.count() > 10  # more than have room
    links.last.focus()
    for _ in range(links.count() - 1):
        laptop.keyboard.press("Shift+Tab")
        laptop.wait_for_timeout(50)
        assert laptop.evaluate(BEHIND) is None


def test_the_actions_of_an_interaction_stand_beside_each_other(laptop: Page, demo: str, named: dict[str, Any]) -> None:
    opened(laptop, demo, navigation.INTERACTION, interaction=named["interaction"])
    row = [
        laptop.get_by_role("button", name=label).bounding_box()
        for label in (wording.BOOKMARK, wording.MARK_FOR_COACHING)
    ]
    bookmark, mark = row
    assert bookmark
    assert mark
    assert 0 < mark["x"] - bookmark["x"] - bookmark["width"] <= WIDEST_GAP
    assert abs(mark["y"] - bookmark["y"]) < 5


def test_the_headings_of_a_comparison_stay_in_sight(laptop: Page, demo: str, named: dict[str, Any]) -> None:
    opened(laptop, demo, navigation.COMPARE, assignment=named["assignment"], interaction=named["interaction"])
    for head, last in ((".metric-row.head", ".metric-row"), (".beside .columns.head", ".beside .turn")):
        laptop.locator(last).nth(3).evaluate("one => one.scrollIntoView({ block: 'start' })")
        expect(laptop.locator(head).first).to_be_in_viewport(ratio=0.9)
        top = laptop.locator(head).first.bounding_box()
        assert top
        assert top["y"] >= 40, "it hides behind the bar"
    laptop.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    settled(laptop)
    wider = (
        "() => [...document.querySelectorAll('.numbers, .metric-row')].filter((one) => one.scrollWidth > innerWidth)"
    )
    assert laptop.evaluate(f"({wider})().length") == 0


def test_the_first_row_stands_in_the_top_third(laptop: Page, demo: str) -> None:
    lists: list[tuple[str, dict[str, str]]] = [
        (navigation.COACHING_MONITOR, {}),
        (navigation.ASSIGNMENTS, {}),
        (navigation.EVALUATION, {}),
        (navigation.MARKED_FOR_COACHING, {}),
        (navigation.TO_DO, {}),
        (navigation.MY_COACHING, {}),
        (navigation.PLANNER, {}),
        *((navigation.TEAM, {team_view.SHOW: str(show)}) for show in team_view.Show),
    ]
    tops = {}
    for name, parameters in lists:
        opened(laptop, demo, name, **parameters)
        row = laptop.locator("tbody tr").first.bounding_box()
        assert row
        tops[name, *parameters.values()] = row["y"]
    assert {name: top for name, top in tops.items() if top > 768 / 3} == {}
