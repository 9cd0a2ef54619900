"""Every page of the demo before axe-core and a few questions it does not ask: in light, in dark, and on a phone. On the
way nothing may be asked of anybody but the app, and nothing done that the headers of a page forbid.

What is tested and what is not promised stands in docs/accessibility.md.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coaching.ui.shell import navigation
from coaching.words import wording
from tests import databases
from tests.browser.test_agent import SCHEMES
from tests.browser.waiting import settled
from tests.demo.demo_of_a_day import TODAY
from tests.servers import ServerOfManyTests

SUPERVISOR = "helen.achterberg@example.com"
# WCAG 2.2 AA, what axe calls good practice, and rules that it does not switch on by itself.
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {rule: {"enabled": True} for rule in ("label-content-name-mismatch", "p-as-heading")},
    "resultTypes": ["violations"],
}
# By page, the parameters of an address at which there is something to see. An assignment has its agent, some of its
# interactions and a best response.
PARAMETERS: dict[str, tuple[str, ...]] = {
    navigation.MY_COACHING: ("agent",),
    navigation.MY_DASHBOARD: ("agent",),
    navigation.ASSIGNMENT: ("assignment",),
    navigation.INTERACTION: ("assignment", "interaction"),
    navigation.COMPARE: ("assignment", "interaction", "best"),
    navigation.TO_DO: (),
    navigation.ASSIGNMENTS: (),
    navigation.EVALUATION: (),
    navigation.AUDIT: ("interaction",),
    navigation.ASSIGN: ("agent",),
    navigation.MARKED_FOR_COACHING: (),
    navigation.TEMPLATES: (),
    navigation.COACHING_MONITOR: (),
    navigation.PROGRESS: ("assignment",),
    navigation.EFFECT: (),
    navigation.COVERAGE: (),
    navigation.REPORT: (),
    navigation.PLANNER: (),
    navigation.TEAM: (),
    navigation.AGENT_PAGE: ("agent",),
    navigation.PEOPLE: (),
    navigation.IMPORTS: (),
    navigation.SETTINGS: (),
    navigation.NOTICES: (),
    navigation.CHANGE_LOG: (),
    navigation.BACKUPS: (),
    navigation.HELP: (),
}
OF_AGENTS = (
    navigation.NOTICES,
    navigation.MY_COACHING, navigation.MY_DASHBOARD, navigation.ASSIGNMENT, navigation.INTERACTION, navigation.COMPARE,
    navigation.HELP,
)  # fmt: skip
# The open assignment with the most interactions, of which one is marked and one a best response.
ASSIGNMENT = """
    SELECT assignment_id AS assignment, any_value(assignments.agent_id) AS agent,
           min(interaction_id) FILTER (kind = 'marked') AS interaction,
           min(interaction_id) FILTER (kind = 'best_response') AS best
    FROM assignments JOIN assignment_interactions USING (assignment_id)
    WHERE assignment_id NOT IN (SELECT assignment_id FROM outcomes)
    GROUP BY assignment_id HAVING interaction IS NOT NULL AND best IS NOT NULL
    ORDER BY count(*) DESC, assignment_id LIMIT 1"""
# The names of things and what they say on hover; Markdown would leave its backslashes in them.
BACKSLASHES = r"""() => {
    const trees = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
    const names = ["aria-label", "title", "alt", "placeholder", "aria-description"];
    return trees.flatMap((tree) => [...tree.querySelectorAll(names.map((name) => `[${name}]`).join())])
        .flatMap((one) => names.map((name) => one.getAttribute(name) ?? "")).filter((name) => name.includes("\\"));
}"""
# The sizes of type in pixels, with an example of each; icons and charts have their own.
SIZES = """() => {
    const trees = [document, ...[...document.querySelectorAll("*")].map((one) => one.shadowRoot).filter(Boolean)];
    const found = {};
    for (const one of trees.flatMap((tree) => [...tree.querySelectorAll("body *, *")])) {
        const said = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
        if (!said || one.closest("svg, style, [data-testid*=Icon], .icon")) continue;
        if (one.checkVisibility()) found[getComputedStyle(one).fontSize] ??= `${one.tagName}: ${said.slice(0, 60)}`;
    }
    return found;
}"""
SIDEWAYS = """() => [...document.querySelectorAll("html, [data-testid=stMain]")]
    .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.tagName)"""


CHARTS = {navigation.INTERACTION, navigation.COMPARE, navigation.MY_DASHBOARD, navigation.PROGRESS}
BLOCKED = "Blocked: "
# A number library within Streamlit looks whether the browser lets it use WebAssembly, and does without.
TELL_BLOCKED = f"""document.addEventListener('securitypolicyviolation', found => found.blockedURI === 'wasm-eval'
    || console.error('{BLOCKED}' + [found.violatedDirective, found.blockedURI, found.sourceFile].join(' ')))"""


@pytest.fixture(scope="module")
def named() -> dict[str, str]:
    """The parameters of the addresses."""
    database = databases.like(databases.of_demo(TODAY))
    found = database.first(ASSIGNMENT)
    database.close()
    assert found is not None
    return {name: str(value) for name, value in found.items()}


@pytest.fixture
def demo(server_of_many_tests: ServerOfManyTests) -> str:
    server_of_many_tests.show_to_look_at(databases.of_demo(TODAY).file())
    return server_of_many_tests.address


@pytest.fixture(autouse=True)
def _asks_nobody_else(page: Page, demo: str) -> Iterator[None]:
    """A page of these tests asks nobody but the app, and does nothing that its headers forbid."""
    outside: list[str] = []
    blocked: list[str] = []

    def look(address: str) -> None:
        asked = urlsplit(address)
        if asked.scheme not in ("data", "blob") and asked.netloc != urlsplit(demo).netloc:
            outside.append(address)

    # Only listened to: while requests are sent through the test, the browser caches nothing and compiles all anew.
    page.on("request", lambda request: look(request.url))
    page.on("websocket", lambda opened: look(opened.url))
    page.on("console", lambda said: blocked.append(said.text) if said.text.startswith(BLOCKED) else None)
    page.add_init_script(TELL_BLOCKED)
    yield
    assert outside == []
    assert blocked == []


def violations(page: Page, options: dict[str, Any] = OPTIONS) -> list[tuple[str, str, str]]:
    """What axe finds: the rule, what is wrong and where."""
    settled(page)
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [(each["id"], node["failureSummary"], node["html"][:300]) for each in found for node in each["nodes"]]


def examine(page: Page, address: str) -> None:
    """Asks everything of one page, in both themes, on a phone, and magnified four times."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], f"in {scheme}"
    assert page.evaluate(BACKSLASHES) == []
    assert set(page.evaluate(SIZES)) <= {"28px", "16px", "13px"}, page.evaluate(SIZES)
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == [], "at 390 px"
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    settled(page)
    assert page.evaluate(SIDEWAYS) == [], "at 400 %"


def test_every_page_is_examined() -> None:
    assert set(PARAMETERS) == set(navigation.FILES)


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_supervisors_pages(page: Page, demo: str, named: dict[str, str], name: str) -> None:
    asked = {each: named[each] for each in PARAMETERS[name]} | {"viewer": SUPERVISOR}
    examine(page, f"{demo}/{name}?{urlencode(asked)}")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_text(wording.SERVER_ERROR.partition(" (")[0])).to_have_count(0)
    if name in CHARTS:
        charts = page.locator("[data-testid=stVegaLiteChart]")
        expect(charts.locator("canvas, svg").first).to_be_visible()


# Streamlit draws what folds out beside the page: it needs no landmark of its own.
FOLDED_OUT = OPTIONS | {"rules": OPTIONS["rules"] | {"region": {"enabled": False}}}
FOLDED_OUT_OF = (navigation.EVALUATION, navigation.AUDIT, navigation.INTERACTION, navigation.TEMPLATES)


@pytest.mark.parametrize("name", FOLDED_OUT_OF)
def test_what_folds_out_of_a_page(page: Page, demo: str, named: dict[str, str], name: str) -> None:
    """In the dark, where the colours of what is drawn beside the page were those of the light."""
    page.set_viewport_size({"width": 1366, "height": 900})
    page.emulate_media(color_scheme="dark")
    asked = {each: named[each] for each in PARAMETERS[name]} | {"viewer": SUPERVISOR}
    page.goto(f"{demo}/{name}?{urlencode(asked)}")
    settled(page)
    for summary in page.get_by_test_id("stMainBlockContainer").locator("summary").all()[:5]:
        if summary.is_visible():
            summary.click()
    assert violations(page, FOLDED_OUT) == []
    examined = set()
    for button in page.get_by_test_id("stPopoverButton").all():
        if button.is_visible() and button.inner_text() not in examined:
            examined.add(button.inner_text())
            button.click()
            expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
            assert (button.inner_text(), violations(page, FOLDED_OUT)) == (button.inner_text(), [])
            page.keyboard.press("Escape")
            expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    assert examined


@pytest.mark.parametrize("name", OF_AGENTS)
def test_an_agents_pages(page: Page, demo: str, named: dict[str, str], name: str) -> None:
    asked = {each: named[each] for each in PARAMETERS[name] if each != "agent"} | {"viewer": named["agent"]}
    examine(page, f"{demo}/{name}?{urlencode(asked)}")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("address", ["", f"{navigation.TEAM}?viewer=callum.fraser@example.com"])
def test_a_first_visit_and_a_refusal(page: Page, demo: str, address: str) -> None:
    examine(page, f"{demo}/{address}")
