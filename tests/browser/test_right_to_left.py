"""Other people's words run right to left in a real browser where they are Arabic or Hebrew, and the words around them
stay where they are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from coaching.storage.database import Database
from tests import databases
from tests.browser.waiting import settled
from tests.servers import running

ARABIC = "مرحبا، أحتاج إلى المساعدة في طلبي رقم 1234."
HEBREW = "שלום, אני צריך עזרה עם ההזמנה ABC-77."
CALLED = "שלום, אני כאן."  # short enough for one line of a narrow column
MIXED = f"I wrote: {HEBREW} OK?"
NAME = "محمد علي"
ANA = "ana@example.com"

# Where the full stop of a text is drawn, and its other end, from the left. Right to left the full stop comes first.
ENDS = """(wanted) => {
    const found = [], nodes = [];
    const look = (root) => { // tables have a root of their own
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.shadowRoot) look(node.shadowRoot);
            if (node.nodeType === Node.TEXT_NODE) nodes.push(node);
        }
    };
    look(document.body);
    const at = (node, place) => {
        const range = document.createRange();
        range.setStart(node, place);
        range.setEnd(node, place + 1);
        const box = range.getBoundingClientRect();
        return [box.left, box.top, box.width];
    };
    for (const node of nodes) {
        const place = node.data.indexOf(wanted);
        if (place < 0) continue;
        const first = at(node, place), last = at(node, place + wanted.length - 1);
        if (first[2] && last[2]) found.push({first: first[0], last: last[0], line: first[1] === last[1],
                                             where: node.parentElement.outerHTML.slice(0, 120)});
    }
    return found;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the small centre, in which Ana's coaching is written in Arabic and Hebrew."""
    file = tmp_path_factory.mktemp("right-to-left") / "centre.duckdb"
    address = databases.address_of_small_centre(file)
    opened = Database(address)
    words = {"arabic": ARABIC, "hebrew": HEBREW, "mixed": MIXED, "name": NAME, "called": CALLED}
    with opened.transaction() as cursor:
        for sql in (
            "UPDATE turns SET text = [$arabic, $hebrew, $mixed][position] WHERE position <= 3",
            "UPDATE assignments SET went_well = $arabic, work_on = $hebrew, action_plan = [$arabic, $mixed]",
            "UPDATE metric_results SET justification = $hebrew",
            "UPDATE audits SET comment = $arabic",
            "UPDATE people SET name = $name WHERE person_id IN ('ana@example.com', 'sam@example.com')",
            "UPDATE assignments SET name = $called WHERE assignment_id = 'ca-ana'",
            "INSERT INTO notes VALUES ('n-1', 'ca-ana', 'ana@example.com', TIMESTAMP '2026-03-02 09:00:00', $arabic)",
        ):
            cursor.execute(sql, {name: word for name, word in words.items() if f"${name}" in sql})
    opened.close()
    with running(address, log=file.with_name("server.log")) as served:
        yield served


@pytest.mark.parametrize(
    ("opened", "texts"),
    [
        ("interaction?interaction=c-ana-1&assignment=ca-ana", {ARABIC: 2, HEBREW: 3}),
        ("compare?assignment=ca-ana", {ARABIC: 2, HEBREW: 3}),
        ("assignment?assignment=ca-ana", {ARABIC: 3, HEBREW: 1, CALLED: 1}),
        ("my-coaching", {CALLED: 1}),
    ],
)
def test_every_text_runs_in_its_own_direction(page: Page, address: str, opened: str, texts: dict[str, int]) -> None:
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(f"{address}/{opened}&viewer={ANA}" if "?" in opened else f"{address}/{opened}?viewer={ANA}")
    settled(page)
    for text, least in texts.items():
        ends = [end for end in page.evaluate(ENDS, text) if end["line"]]
        whole = [end for end in ends if "I wrote" not in end["where"]]
        assert len(whole) >= least, (text, ends)
        wrong = [end["where"] for end in whole if end["last"] >= end["first"]]
        assert wrong == []
    for end in page.evaluate(ENDS, MIXED):
        assert not end["line"] or end["first"] < end["last"], end["where"]


def test_a_name_leaves_the_date_behind_it_in_order(page: Page, address: str) -> None:
    """Without isolation the day of "NAME · 30 Oct 2026" is drawn before the name."""
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(f"{address}/interaction?interaction=c-ana-1&assignment=ca-ana&viewer={ANA}")
    settled(page)
    drawn = page.evaluate(
        """(name) => {
            const lines = [...document.querySelectorAll('[data-testid="stText"], .about p')].map((line) => {
                const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    if (!node.data.includes(name) || !node.data.includes(" · ")) continue;
                    const left = (place) => {
                        const range = document.createRange();
                        range.setStart(node, place);
                        range.setEnd(node, place + 1);
                        return range.getBoundingClientRect().left;
                    };
                    return [node.data.indexOf(name), node.data.search(/\\d/), node.data.search(/20\\d\\d/)].map(left);
                }
                return null;
            });
            return lines.filter(Boolean);
        }""",
        NAME,
    )
    assert len(drawn) == 2, "the line of the interaction, and the line of its audit"
    for name, day, year in drawn:
        assert name < day < year
