"""Every page in every role: who gets in, and what the others read instead."""

import ast
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coaching.people import people
from coaching.people.permissions import Action
from coaching.storage.database import Database
from coaching.ui.shell import navigation, session
from coaching.words import wording
from coaching.words.formatting import plain
from coaching.words.reader import reader
from tests import databases
from tests.pages.screens import everything_sent, open_page, tables_of
from tests.places import ROOT

PARAMETERS = {
    navigation.MY_COACHING: {},
    navigation.MY_DASHBOARD: {},
    navigation.ASSIGNMENT: {"assignment": "ca-ana"},
    navigation.INTERACTION: {"interaction": "c-ana-1", "assignment": "ca-ana"},
    navigation.COMPARE: {"assignment": "ca-ana", "interaction": "c-ana-1", "best": "c-cleo-1"},
    navigation.TO_DO: {},
    navigation.ASSIGNMENTS: {},
    navigation.EVALUATION: {"agent": "ana@example.com"},
    navigation.AUDIT: {"interaction": "c-ana-1"},
    navigation.ASSIGN: {"agent": "ana@example.com"},
    navigation.MARKED_FOR_COACHING: {},
    navigation.TEMPLATES: {},
    navigation.COACHING_MONITOR: {},
    navigation.PROGRESS: {"assignment": "ca-ana"},
    navigation.EFFECT: {},
    navigation.COVERAGE: {},
    navigation.REPORT: {},
    navigation.PLANNER: {},
    navigation.TEAM: {},
    navigation.AGENT_PAGE: {"agent": "ana@example.com"},
    navigation.PEOPLE: {},
    navigation.IMPORTS: {},
    navigation.SETTINGS: {},
    navigation.NOTICES: {},
    navigation.CHANGE_LOG: {},
    navigation.BACKUPS: {},
    navigation.HELP: {"about": "my-coaching"},
}
# The pages by what it takes to open them, said here once more: this is the promise that navigation.ACTION keeps.
SUPERVISOR_PAGES = {
    navigation.ASSIGNMENTS, navigation.EVALUATION, navigation.MARKED_FOR_COACHING, navigation.TEMPLATES,
    navigation.AGENT_PAGE,
}  # fmt: skip
COACHING_PAGES = {navigation.TO_DO, navigation.AUDIT, navigation.ASSIGN}
MONITOR_PAGES = {
    navigation.COACHING_MONITOR,
    navigation.PROGRESS,
    navigation.EFFECT,
    navigation.COVERAGE,
    navigation.REPORT,
    navigation.PLANNER,
    navigation.TEAM,
}
ADMINISTRATION_PAGES = {
    navigation.PEOPLE, navigation.IMPORTS, navigation.BACKUPS, navigation.SETTINGS, navigation.CHANGE_LOG,
}  # fmt: skip
SECRETS = ("ca-ana", "The answer of", "Good in", "Comment on")
NEEDS_DASHBOARD = wording.MISSING_PERMISSION.format(permissions="agent_dashboard")
NEEDS_ASSIGNMENTS = wording.MISSING_PERMISSION.format(permissions="coaching_assignments")
NEEDS_BOTH = wording.MISSING_PERMISSION.format(permissions="agent_dashboard and coaching_assignments")

NEEDS_OVERSIGHT = wording.MISSING_PERMISSION.format(permissions="coaching_monitor or qa_functionalities")
NEEDS_ALL = wording.MISSING_PERMISSION.format(
    permissions="coaching_assignments and coaching_monitor or qa_functionalities"
)

NEEDS_TO_COACH = wording.MISSING_PERMISSION.format(permissions="qa_functionalities")
NEEDS_ALL_TO_COACH = wording.MISSING_PERMISSION.format(permissions="coaching_assignments and qa_functionalities")
NEEDS_MONITOR = wording.MISSING_PERMISSION.format(permissions="coaching_monitor")
NEEDS_TO_MEASURE = wording.MISSING_PERMISSION.format(permissions="coaching_assignments and coaching_monitor")
NEEDS_ADMINISTRATION = wording.MISSING_PERMISSION.format(permissions="administration")

# who, what they read instead of an agent page, a supervisor page, one to coach on, one that measures, one to administer
# (None: the page)
ROLES = [
    ("ana@example.com", None, NEEDS_OVERSIGHT, NEEDS_TO_COACH, NEEDS_MONITOR, NEEDS_ADMINISTRATION),
    ("sam@example.com", None, None, None, None, NEEDS_ADMINISTRATION),
    ("kim@example.com", None, None, None, None, None),
    # here Ana's supervisor too, and without coaching_monitor
    ("lee@example.com", None, None, None, NEEDS_MONITOR, NEEDS_ADMINISTRATION),
    ("dan@example.com", NEEDS_DASHBOARD, NEEDS_OVERSIGHT, NEEDS_TO_COACH, NEEDS_MONITOR, NEEDS_ADMINISTRATION),
    ("eve@example.com", NEEDS_ASSIGNMENTS, NEEDS_ALL, NEEDS_ALL_TO_COACH, NEEDS_TO_MEASURE, NEEDS_ADMINISTRATION),
    ("ned@example.com", NEEDS_BOTH, NEEDS_ALL, NEEDS_ALL_TO_COACH, NEEDS_TO_MEASURE, NEEDS_ADMINISTRATION),
    ("stranger@example.com", *5 * (wording.UNKNOWN_PERSON.format(email=plain("stranger@example.com")),)),
    ("", *5 * (wording.CHOOSE_PERSON,)),
]


@pytest.fixture(scope="module")
def centre_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a centre for all tests here, in which Lee supervises Ana as well and may not measure, and Kim may
    administer."""
    address = databases.address_of_small_centre(tmp_path_factory.mktemp("strangers") / "centre.duckdb")
    with closing(Database(address)) as centre, centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                       "WHERE person_id = 'lee@example.com'")  # fmt: skip
        cursor.execute("INSERT INTO supervisions VALUES ('lee@example.com', 'ana@example.com')")
        cursor.execute("UPDATE people SET permissions = permissions || ['administration'] "
                       "WHERE person_id = 'kim@example.com'")  # fmt: skip
    yield address
    session.close_database()
    databases.drop(address)


@pytest.fixture
def centre_file(centre_of_all: str) -> str:
    """It takes the place of a centre for each test: making so many takes long on a DuckLake."""
    return centre_of_all


@pytest.fixture(autouse=True)
def centre(settings_of_app: None) -> Database:
    """The app's own connection to it, open until the last test: opening a DuckLake takes longer than drawing a page."""
    return session.database()


def page_files() -> list[Path]:
    return sorted(file for file in (ROOT / "pages").rglob("*.py") if file.name != "__init__.py")


def test_every_page_file_has_an_address_and_is_tested_here() -> None:
    assert {str(file.relative_to(ROOT)) for file in page_files()} == set(navigation.FILES.values())
    assert set(PARAMETERS) == set(navigation.FILES) == set(navigation.ACTION)


def test_no_page_lies_where_streamlit_serves_it_without_the_sign_in() -> None:
    assert not list((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("file", page_files(), ids=lambda file: file.stem)
def test_the_first_statement_of_a_page_is_its_guard(file: Path) -> None:
    statements = [
        statement
        for statement in ast.parse(file.read_text()).body
        if not isinstance(statement, ast.Import | ast.ImportFrom)
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
    ]
    address = next(address for address, path in navigation.FILES.items() if path == str(file.relative_to(ROOT)))
    name = next(name for name, value in vars(navigation).items() if name.isupper() and value == address)
    assert ast.unparse(statements[0]) == f"viewer = access.require(navigation.ACTION[navigation.{name}])"


@pytest.mark.parametrize("address", navigation.FILES)
@pytest.mark.parametrize(
    (
        "viewer",
        "of_agent_pages",
        "of_supervisor_pages",
        "of_coaching_pages",
        "of_monitor_pages",
        "of_administration_pages",
    ),
    ROLES,
)
def test_who_gets_in(
    centre: Database,
    address: str,
    viewer: str,
    of_agent_pages: str | None,
    of_supervisor_pages: str | None,
    of_coaching_pages: str | None,
    of_monitor_pages: str | None,
    of_administration_pages: str | None,
) -> None:
    refusal = of_supervisor_pages if address in SUPERVISOR_PAGES else of_agent_pages
    if address in COACHING_PAGES:
        refusal = of_coaching_pages
    if address in MONITOR_PAGES:
        refusal = of_monitor_pages
    if address in ADMINISTRATION_PAGES:
        refusal = of_administration_pages
    opened_before = len(centre.query("FROM openings"))
    person = {"viewer": viewer} if viewer else {}
    page = open_page(navigation.FILES[address], **PARAMETERS[address], **person)
    assert not page.exception
    if refusal is None:
        assert page.title
        return
    assert [message.value for message in (*page.error, *page.info)] == [refusal]
    known = viewer not in ("", None, "stranger@example.com")
    assert [title.value for title in page.title] == [wording.MAY_NOT_OPEN if known else wording.WELCOME]
    sent = everything_sent(page)
    assert not [secret for secret in SECRETS if secret in sent]
    assert len(centre.query("FROM openings")) == opened_before


def test_the_bare_address_leads_to_the_first_page() -> None:
    assert open_page(None, viewer="ana@example.com").title[0].value == wording.COACHING_ASSIGNMENTS
    assert open_page(None).info[0].value == wording.CHOOSE_PERSON


@pytest.mark.parametrize(
    ("person", "listed"),
    [
        ("ana", {"my-coaching", "my-dashboard"}),
        ("sam", {"to-do", "my-coaching", "my-dashboard", "assignments", "evaluation", "marked-for-coaching",
                 "templates", "coaching-monitor", "effect", "coverage", "planner", "report", "team", "agent"}),
        ("kim", {"to-do", "my-coaching", "my-dashboard", "assignments", "evaluation", "marked-for-coaching",
                 "templates", "coaching-monitor", "effect", "coverage", "planner", "report", "team", "agent",
                 "people", "imports", "backups", "settings", "change-log"}),
        ("eve", set()),
    ],
)  # fmt: skip
def test_the_menu_lists_what_a_person_may_open(
    centre: Database, monkeypatch: pytest.MonkeyPatch, person: str, listed: set[str]
) -> None:
    monkeypatch.setattr("streamlit.Page", lambda *_file, **page: page)  # Streamlit's is none outside a visit
    viewer = people.viewer_chosen(centre, f"{person}@example.com")
    assert viewer is not None
    pages: Any = navigation._pages(reader().tag, frozenset(action for action in Action if viewer.may(action)))
    assert {page["url_path"] for page in pages if page["visibility"] == "visible"} == listed
    assert all(viewer.may(navigation.ACTION[address]) for address in listed)


def test_every_page_stands_in_one_place_of_a_supervisors_menu() -> None:
    places = [*navigation.UNLISTED, *(page for section in navigation.SECTIONS.values() for page in section)]
    assert sorted(places) == sorted(["", *navigation.FILES])
    assert navigation.SECTIONS.keys() == wording.MENU_SECTIONS.keys()


@pytest.mark.storage
def test_a_link_that_names_people_by_address_leads_on_to_their_ids(centre: Database) -> None:
    with centre.transaction() as cursor:
        for person in ("ana", "cleo", "sam"):
            cursor.execute(f"UPDATE people SET email = 'mail-of-{person}@example.com' "
                           f"WHERE person_id = '{person}@example.com'")  # fmt: skip
    file = navigation.FILES[navigation.EVALUATION]
    page = open_page(file, viewer="Mail-of-sam@example.com", agent="mail-of-ana@example.com")
    assert page.selectbox(key="evaluation_chosen_agent").value == "ana@example.com"
    assert [page.query_params[name] for name in ("viewer", "agent")] == ["sam@example.com", "ana@example.com"]
    hidden = open_page(file, viewer="sam@example.com", agent="mail-of-cleo@example.com")
    assert hidden.error[0].value == wording.NO_SUCH_AGENT
    assert hidden.query_params["agent"] == "mail-of-cleo@example.com"


def test_behind_a_proxy_a_link_says_no_more_of_an_address_than_its_viewer_may_see(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACHING_SIGN_IN", "proxy")
    monkeypatch.setenv("COACHING_PROXY_HEADER", "X-Forwarded-Email")
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET email = 'mail@example.com' WHERE person_id = 'ana@example.com'")
    page = open_page(navigation.FILES[navigation.EVALUATION], viewer="mail@example.com", agent="mail@example.com")
    assert page.error[0].value == wording.NOT_SIGNED_IN
    for name in ("viewer", "agent"):
        assert page.query_params[name] == "mail@example.com"


def test_choosing_a_person_signs_in_as_them() -> None:
    page = open_page(None)
    page = next(button for button in page.button if button.label.startswith("Ana Alves")).click().run()
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert page.selectbox(key="sign_in_person").value == "ana@example.com"
    page.selectbox(key="sign_in_person").set_value("sam@example.com").run()
    assert page.title[0].value == wording.ASSIGNMENTS_OF_AGENT


def test_behind_a_proxy_the_address_signs_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_SIGN_IN", "proxy")
    monkeypatch.setenv("COACHING_PROXY_HEADER", "X-Forwarded-Email")
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer="ana@example.com")
    assert page.error[0].value == wording.NOT_SIGNED_IN
    assert not page.selectbox


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"COACHING_SIGN_IN": "none"}, "must be demo, proxy or oidc"),
        ({"COACHING_SIGN_IN": "proxy"}, "needs COACHING_PROXY_HEADER"),
    ],
)
def test_a_wrong_sign_in_setting_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], complaint: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    page = open_page(None, viewer="ana@example.com")
    assert page.exception
    assert not page.title
    with pytest.raises(SystemExit, match=complaint):
        navigation.prepare_server()


def test_what_stands_in_the_address_is_never_markdown() -> None:
    evil = "[Sign in again](https://evil.example/login) ![x](https://evil.example/t.png)"
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer=evil)
    assert page.error[0].value == wording.UNKNOWN_PERSON.format(email=plain(evil))
    assert "](" not in page.error[0].value


def test_another_person_finds_nothing_of_the_one_before(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer="ana@example.com", my_coaching_search="old")
    page.selectbox(key="sign_in_person").set_value("cleo@example.com").run()
    (found,) = tables_of(page, "my_coaching_table")
    assert (found["search"], found["counted"]) == ("", "1 of 1 assignment · 1 with something new")
    assert "my_coaching_search" not in page.query_params
