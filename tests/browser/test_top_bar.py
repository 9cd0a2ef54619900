"""The bar above every page, and an assignment done by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from coaching.ui.pages import team_assignments_view
from coaching.ui.shell import navigation, top_bar
from coaching.words import wording
from tests import databases
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY
from tests.servers import ServerOfManyTests

SAM, ANA = "viewer=sam@example.com", "viewer=ana@example.com"
INTERACTION = f"interaction?interaction=c-ana-1&assignment=ca-ana&{ANA}"
# An open assignment with six interactions, of both kinds.
SIX = """
    SELECT assignment_id, any_value(assignments.agent_id) AS agent_id, any_value(name) AS name
    FROM assignments JOIN assignment_interactions USING (assignment_id)
    WHERE assignment_id NOT IN (SELECT assignment_id FROM outcomes)
    GROUP BY assignment_id HAVING count(*) = 6 AND count(DISTINCT kind) = 2 ORDER BY assignment_id LIMIT 1"""
MOST_KEYS = 60


class Keys:
    """Presses keys, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def __call__(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def to(self, name: re.Pattern[str]) -> None:
        """Tab, until a link or button that is called so has the focus."""
        for _ in range(MOST_KEYS):
            self("Tab")
            if name.search(self.page.evaluate(FOCUSED)):
                return
        raise AssertionError(f"{name} is not reached by Tab")


FOCUSED = """() => {
    let each = document.activeElement;
    while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
    return `${each.getAttribute("aria-label") ?? each.innerText ?? ""} ${each.getAttribute("href") ?? ""}`;
}"""


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)


def transcript(page: Page) -> Locator:
    return page.get_by_role("list", name=wording.TRANSCRIPT)


def test_a_search_leads_to_the_list_and_back(page: Page, server_to_look_at: str) -> None:
    assert top_bar.OF_SUPERVISOR[1] == team_assignments_view.TEXT
    open_page(page, f"{server_to_look_at}/templates?{SAM}")
    page.keyboard.press("/")
    page.keyboard.type("ben")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, level=1)).to_be_visible()
    expect(page).to_have_url(re.compile("/assignments.*assignments_agent_or_name=ben"))
    expect(page.get_by_text("Coaching ca-ben", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=wording.TEMPLATES, level=1)).to_be_visible()


def test_an_agent_searches_their_own_list(page: Page, server_to_look_at: str) -> None:
    open_page(page, f"{server_to_look_at}/my-dashboard?{ANA}")
    page.get_by_role("searchbox", name=wording.SEARCH_COACHING).fill("old")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Coaching ca-ana-old", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Coaching ca-ana", exact=True)).to_have_count(0)


def test_the_product_leads_home_and_breadcrumbs_one_step_up(page: Page, server_to_look_at: str) -> None:
    open_page(page, f"{server_to_look_at}/{INTERACTION}")
    crumbs = page.get_by_role("navigation", name=wording.BREADCRUMBS)
    assert crumbs.get_by_role("listitem").all_inner_texts()[:2] == [wording.COACHING_ASSIGNMENTS, "Coaching ca-ana"]
    crumbs.get_by_role("link", name="Coaching ca-ana").click()
    expect(page.get_by_role("heading", name="Coaching ca-ana", level=1)).to_be_visible()
    page.get_by_role("link", name=wording.PRODUCT, exact=True).click()
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Coaching ca-ana", level=1)).to_be_visible()


# By address of a page below a list, the pages above it, the farthest first. A page in no menu is below a list.
INTERACTION_OF_ANA, ASSIGNMENT_OF_ANA = "Room booking", "Coaching ca-ana"
BELOW_A_LIST = {
    f"interaction?interaction=c-ana-1&{SAM}": ("Evaluation of Ana Alves",),
    f"interaction?interaction=c-ana-1&assignment=ca-ana&{SAM}": (wording.COACHING_ASSIGNMENTS, ASSIGNMENT_OF_ANA),
    f"assignment?assignment=ca-ana&{SAM}": (wording.COACHING_ASSIGNMENTS,),
    f"compare?assignment=ca-ana&{SAM}": (wording.COACHING_ASSIGNMENTS, ASSIGNMENT_OF_ANA),
    f"audit?interaction=c-ana-1&{SAM}": ("Evaluation of Ana Alves", INTERACTION_OF_ANA),
    f"assign?agent=ana@example.com&{SAM}": ("Evaluation of Ana Alves",),
    f"assign?assignment=ca-ana&{SAM}": (wording.COACHING_ASSIGNMENTS, wording.ASSIGNMENT),
    f"progress?assignment=ca-ana&{SAM}": (wording.COACHING_MONITOR,),
    f"marked-for-coaching?agent=ana@example.com&{SAM}": (wording.MARKED_FOR_COACHING,),
    f"marked-for-coaching?group=new&{SAM}": (wording.GROUPS,),
}


def test_every_page_below_a_list_says_where_it_is_and_a_key_leads_up(page: Page, server_to_look_at: str) -> None:
    menu = {address for addresses in navigation.SECTIONS.values() for address in addresses}
    below = {address.partition("?")[0] for address in BELOW_A_LIST}
    of_the_bar = {navigation.HELP, navigation.NOTICES}
    assert set(navigation.FILES) - menu - of_the_bar <= below
    for address, above in BELOW_A_LIST.items():
        open_page(page, f"{server_to_look_at}/{address}")
        crumbs = page.get_by_role("navigation", name=wording.BREADCRUMBS)
        assert (address, *crumbs.get_by_role("link").all_inner_texts()) == (address, *above)
        left = page.url
        page.keyboard.press("b")
        expect(page).not_to_have_url(left)
        settled(page)
        page.go_back()
        expect(page).to_have_url(left)


def test_keys_lead_on_and_the_way_back_undoes_each(page: Page, server_to_look_at: str) -> None:
    open_page(page, f"{server_to_look_at}/{INTERACTION}")
    for key, shown in (("n", "c-ana-2"), ("n", "c-cleo-1"), ("p", "c-ana-2")):
        page.keyboard.press(key)
        expect(transcript(page)).to_contain_text(f"The answer of {shown}.")
        settled(page)
    for shown in ("c-cleo-1", "c-ana-2", "c-ana-1"):
        page.go_back()
        expect(transcript(page)).to_contain_text(f"The answer of {shown}.")
        settled(page)
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/compare"))
    expect(page.get_by_role("heading", name=wording.COMPARE, level=1)).to_be_visible()
    settled(page)
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Coaching ca-ana", level=1)).to_be_visible()


def test_keys_are_listed_can_be_switched_off_and_leave_fields_alone(page: Page, server_to_look_at: str) -> None:
    open_page(page, f"{server_to_look_at}/{INTERACTION}")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("np?")
    expect(page.get_by_role("searchbox")).to_have_value("np?")
    page.get_by_role("searchbox").evaluate("field => field.blur()")
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name=wording.KEYS_TITLE)
    for does in wording.KEYS.values():
        expect(listed.get_by_text(does)).to_be_visible()
    listed.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(listed).to_be_visible()
    expect(transcript(page)).to_contain_text("The answer of c-ana-1.")
    listed.get_by_role("checkbox").check()


@pytest.mark.parametrize("width", [390, 1366])
def test_a_first_visitor_finds_the_menu_of_persons(page: Page, server_to_look_at: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(server_to_look_at)
    page.get_by_role("button", name=wording.CHOOSE_A_PERSON).click()
    expect(page.get_by_role("combobox", name=wording.SIGN_IN_AS)).to_be_visible()
    expect(page.get_by_text(wording.DEMO_NOTICE)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_the_menu_of_the_bar_is_called_by_the_name_alone(page: Page, server_to_look_at: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    open_page(page, f"{server_to_look_at}/my-coaching?{ANA}")
    page.get_by_role("button", name="Ana Alves", exact=True).click()
    expect(page.get_by_role("dialog", name="Ana Alves", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("button", name="Ana Alves", exact=True)).to_be_visible()


def test_six_conversations_take_at_most_sixty_keys(page: Page, server_of_many_tests: ServerOfManyTests) -> None:
    database = databases.like(databases.of_demo(TODAY))
    found = database.first(SIX)
    database.close()
    assert found is not None
    server_of_many_tests.show(databases.of_demo(TODAY).file())
    open_page(page, f"{server_of_many_tests.address}/my-coaching?viewer={found['agent_id']}")
    keys = Keys(page)
    keys.to(re.compile(f"assignment={found['assignment_id']}&"))
    keys("Enter")
    expect(page.get_by_role("heading", name=found["name"], level=1)).to_be_visible()
    settled(page)
    keys.to(re.compile("^Open the interaction"))
    keys("Enter")
    for place in range(1, 7):
        expect(page.get_by_text(f"{place} of 6", exact=True).first).to_be_visible()
        settled(page)
        if place < 6:
            keys("n")
    keys("b")
    expect(page.get_by_text("6 of 6 reviewed").first).to_be_visible()
    assert keys.pressed <= MOST_KEYS
