"""Other people's words, at their worst, on every page of a real browser: they are never Markdown or HTML, nothing is
fetched because of them, and no page scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from coaching.quality import daily_totals, stored_scores
from coaching.storage.database import Database
from coaching.words import wording
from tests import databases
from tests.browser.waiting import settled
from tests.servers import free_port, running

ELSEWHERE = f"http://127.0.0.1:{free_port()}"
EVIL = (
    f"![x]({ELSEWHERE}/x.png) [linkevil](javascript:alert(1)) <img src={ELSEWHERE}/y.png onerror=alert(2)> "
    f":red[colourevil] :blue-badge[badgeevil] $mathevil$ :material/rocket_launch: :tada: ->arrowevil "
    f"**boldevil** `codeevil` ~~strikeevil~~ "
    f"{ELSEWHERE}/z evil@example.com &lt;b&gt; | \u202eturned \\*"
)
LONG = "w" * 600
MEGABYTE = "m" * 1_000_000
SAM, ANA, KIM = "sam@example.com", "ana@example.com", "kim@example.com"
AREA = f"Accuracy {EVIL} {LONG}"

PAGES = [
    (SAM, "to-do"),
    (SAM, "assignments"),
    (SAM, "assignment?assignment=ca-ana-old"),
    (SAM, "assign?agent=ana@example.com"),
    (SAM, "assign?assignment=ca-ana"),
    (SAM, "assign?group=g-1"),
    (SAM, "audit?interaction=c-ana-1"),
    (SAM, "evaluation?agent=ana@example.com"),
    (SAM, "interaction?interaction=c-ana-1"),
    (SAM, "marked-for-coaching"),
    (SAM, "marked-for-coaching?agent=ana@example.com"),
    (SAM, "marked-for-coaching?marked_show=groups"),
    (SAM, "marked-for-coaching?group=g-1"),
    (SAM, "marked-for-coaching?group=g-1&edit=yes"),
    (SAM, "templates"),
    (SAM, "coaching-monitor?monitor_compare=true"),
    (SAM, "progress?assignment=ca-ana"),
    (SAM, "effect"),
    (SAM, "coverage"),
    (SAM, "report"),
    (SAM, "planner"),
    (SAM, "team?team_period=last_90_days"),
    (SAM, "team?team_show=over_time&team_row=ana@example.com"),
    (SAM, "team?team_period=last_90_days&team_across=metrics&team_by=queue"),
    (SAM, "agent?agent=ana@example.com&agent_period=last_90_days"),
    (SAM, "my-coaching?agent=ana@example.com"),
    (SAM, "my-dashboard?agent=ana@example.com"),
    (KIM, "imports?import=i-1"),
    (KIM, "settings"),
    (SAM, "notices"),
    (KIM, "change-log"),
    (ANA, "my-coaching"),
    (ANA, "help?about=<b>x"),
    (ANA, "my-dashboard"),
    (ANA, "assignment?assignment=ca-ana"),
    (ANA, "interaction?interaction=c-ana-1&assignment=ca-ana"),
    (ANA, "compare?assignment=ca-ana"),
    (ANA, "assignment?assignment=nothing"),
]

# What only Markdown or HTML could have made of EVIL.
MADE_OF_IT = f"""() => {{
    const found = [];
    const look = (root) => {{
        for (const each of root.querySelectorAll('*')) {{
            if (each.shadowRoot) look(each.shadowRoot);
            const text = each.textContent.trim(), address = each.getAttribute('href') ?? each.getAttribute('src') ?? '';
            if (['boldevil', 'codeevil', 'strikeevil', 'linkevil', 'colourevil', 'badgeevil', 'mathevil'].includes(text)
                || each.matches('.katex, img[alt="x"]')
                || text === 'rocket_launch' || text === '🎉'
                || address.startsWith('javascript') || address.includes('{ELSEWHERE}') || address.startsWith('mailto'))
                found.push(each.outerHTML.slice(0, 200));
        }}
    }};
    look(document.body);
    if (/→arrowevil|🎉/u.test(document.body.innerText)) found.push('an arrow or an emoji');
    return found;
}}"""

SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    return [document.documentElement.scrollWidth - innerWidth, main ? main.scrollWidth - main.clientWidth : 0];
}"""


def make_hostile(database: Database) -> None:
    """Every word that people or exports bring becomes EVIL and long, in the small centre; ids and addresses stay."""
    bad = f"{EVIL} {LONG}"
    said = {"bad": bad}
    with database.transaction() as cursor:
        cursor.execute("UPDATE people SET name = name || ' ' || $bad, team = team || ' ' || $bad", said)
        cursor.execute("UPDATE queues SET name = name || ' ' || $bad", said)
        cursor.execute(
            "UPDATE metrics SET name = name || ' ' || $bad, coaching_area = coaching_area || ' ' || $bad", said
        )
        cursor.execute("UPDATE interactions SET topic = $bad, language = $bad, channel = 'chat' || $bad", said)
        cursor.execute("UPDATE turns SET text = $bad WHERE position <> 4", said)
        cursor.execute("UPDATE turns SET text = $megabyte WHERE position = 4", {"megabyte": MEGABYTE})
        cursor.execute("UPDATE metric_results SET justification = $bad", said)
        cursor.execute("UPDATE audits SET comment = $megabyte", {"megabyte": MEGABYTE})
        cursor.execute(
            "UPDATE assignments SET name = name || $bad, went_well = $bad, work_on = $bad, "
            "action_plan = [$bad, $bad || '2'], chosen_because = 'judgement'",
            said,
        )
        cursor.execute("UPDATE assignment_areas SET coaching_area = coaching_area || ' ' || $bad", said)
        cursor.execute("INSERT INTO notes VALUES ('n-1', 'ca-ana', 'ana@example.com', now()::TIMESTAMP, $bad)", said)
        cursor.execute(
            "INSERT INTO notices VALUES ('no-1', 'sam@example.com', 'note', 'ca-ana', 'n-1', 'ana@example.com', "
            "now()::TIMESTAMP)"
        )
        cursor.execute(
            "INSERT INTO outcomes VALUES ('ca-ana-old', 'sam@example.com', now()::TIMESTAMP, 'closed', $bad)", said
        )
        cursor.execute(
            "INSERT INTO marks BY NAME SELECT 'm-' || agent_id AS mark_id, agent_id, interaction_id, "
            "'sam@example.com' AS marked_by, now()::TIMESTAMP AS marked_at, [$area] AS coaching_areas, $bad AS note "
            "FROM interactions WHERE interaction_id IN ('c-ana-1', 'c-ben-1')",
            said | {"area": AREA},
        )
        cursor.execute(
            "INSERT INTO groups BY NAME SELECT 'g-1' AS group_id, $bad AS name, $bad AS description, "
            "[$area] AS coaching_areas, 'sam@example.com' AS created_by, now()::TIMESTAMP AS created_at, 1 AS version",
            said | {"area": AREA},
        )
        for agent in ("ana", "ben"):
            cursor.execute(f"INSERT INTO group_members VALUES ('g-1', '{agent}@example.com')")
        cursor.execute(
            "INSERT INTO imports BY NAME SELECT 'i-1' AS import_id, 'command' AS came_by, $bad AS account, "
            "now()::TIMESTAMP AS begun_at, now()::TIMESTAMP AS ended_at, ['/' || $bad, $bad] AS files, "
            "'incomplete' AS outcome, 1 AS loaded, $bad || chr(10) || $megabyte AS report",
            said | {"megabyte": MEGABYTE},
        )
        cursor.execute(f"UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = '{KIM}'")
        stored_scores.judge_areas(cursor, "interactions")
        daily_totals.rebuild(cursor)


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    address = databases.address_of_small_centre(folder / "centre.duckdb")
    opened = Database(address)
    make_hostile(opened)
    opened.close()
    with running(address, log=folder / "server.log") as server:
        yield server
    assert "Traceback" not in (folder / "server.log").read_text()
    databases.drop(address)


def asked_for(page: Page, server: str, viewer: str, address: str) -> list[str]:
    """The addresses of what the page asks for while it is drawn to its end, and afterwards."""
    asked: list[str] = []
    # Only listened to: sending every request through the test takes longer than the page. Nobody answers at ELSEWHERE.
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/{address}{'&' if '?' in address else '?'}viewer={viewer}")
    page.get_by_test_id("stMainBlockContainer").wait_for()
    settled(page)
    return asked


def from_elsewhere(asked: list[str]) -> list[str]:
    return [each for each in asked if ELSEWHERE in each]


@pytest.mark.parametrize(("viewer", "address"), PAGES)
def test_other_peoples_words_are_only_words(page: Page, hostile_server: str, viewer: str, address: str) -> None:
    asked = asked_for(page, hostile_server, viewer, address)
    assert page.evaluate(MADE_OF_IT) == []
    assert page.evaluate(SIDEWAYS) == [0, 0], "scrolls sideways at 1280 px"
    for popover in page.get_by_test_id("stPopoverButton").all():  # what is behind a click as well
        popover.click()
        settled(page)
        assert page.evaluate(MADE_OF_IT) == []
        page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    assert page.evaluate(SIDEWAYS) == [0, 0], "scrolls sideways at 390 px"
    assert from_elsewhere(asked) == []


def test_a_megabyte_without_a_blank_does_not_hold_up_the_page(page: Page, hostile_server: str) -> None:
    asked_for(page, hostile_server, ANA, "interaction?interaction=c-ana-1&assignment=ca-ana")
    assert page.evaluate("() => document.body.textContent.length") < 200_000
    assert page.get_by_text("more characters)").count() > 0
    assert page.get_by_role("heading", name=wording.TRANSCRIPT).is_visible()
