"""Every page in every role: who gets in, and what the others read instead."""

import ast
from pathlib import Path

import pytest

from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import plain
from tests.pages.screens import everything_sent, open_page
from tests.places import ROOT

PARAMETERS = {
    navigation.MY_COACHING: {},
    navigation.MY_DASHBOARD: {},
    navigation.ASSIGNMENT: {"assignment": "ca-ana"},
    navigation.INTERACTION: {"interaction": "c-ana-1", "assignment": "ca-ana"},
    navigation.COMPARE: {"assignment": "ca-ana", "interaction": "c-ana-1", "best": "c-cleo-1"},
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
}
SUPERVISOR_PAGES = {address for address, file in navigation.FILES.items() if file.startswith("pages/supervisor/")}
MONITOR_PAGES = {navigation.COACHING_MONITOR, navigation.PROGRESS, navigation.EFFECT, navigation.COVERAGE}
SECRETS = ("ca-ana", "The answer of", "Good in", "Comment on")
NEEDS_DASHBOARD = wording.MISSING_PERMISSION.format(permissions="agent_dashboard")
NEEDS_ASSIGNMENTS = wording.MISSING_PERMISSION.format(permissions="coaching_assignments")
NEEDS_BOTH = wording.MISSING_PERMISSION.format(permissions="agent_dashboard and coaching_assignments")

NEEDS_OVERSIGHT = wording.MISSING_PERMISSION.format(permissions="coaching_monitor or qa_functionalities")
NEEDS_ALL = wording.MISSING_PERMISSION.format(
    permissions="coaching_assignments and coaching_monitor or qa_functionalities"
)

NEEDS_MONITOR = wording.MISSING_PERMISSION.format(permissions="coaching_monitor")
NEEDS_TO_MEASURE = wording.MISSING_PERMISSION.format(permissions="coaching_assignments and coaching_monitor")

# who, what they read instead of an agent page, a supervisor page and a page that measures (None: the page)
ROLES = [
    ("ana@example.com", None, NEEDS_OVERSIGHT, NEEDS_MONITOR),
    ("sam@example.com", None, None, None),
    ("kim@example.com", None, None, None),
    ("lee@example.com", None, None, NEEDS_MONITOR),  # here Ana's supervisor too, and without coaching_monitor
    ("dan@example.com", NEEDS_DASHBOARD, NEEDS_OVERSIGHT, NEEDS_MONITOR),
    ("eve@example.com", NEEDS_ASSIGNMENTS, NEEDS_ALL, NEEDS_TO_MEASURE),
    ("ned@example.com", NEEDS_BOTH, NEEDS_ALL, NEEDS_TO_MEASURE),
    ("stranger@example.com", *3 * (wording.UNKNOWN_PERSON.format(email=plain("stranger@example.com")),)),
    ("", *3 * (wording.CHOOSE_PERSON,)),
]


def page_files() -> list[Path]:
    return sorted(file for file in (ROOT / "pages").rglob("*.py") if file.name != "__init__.py")


def test_every_page_file_has_an_address_and_is_tested_here() -> None:
    assert {str(file.relative_to(ROOT)) for file in page_files()} == set(navigation.FILES.values())
    assert set(PARAMETERS) == set(navigation.FILES)


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
    assert ast.unparse(statements[0]).startswith("viewer = access.require")


@pytest.mark.parametrize("address", navigation.FILES)
@pytest.mark.parametrize(("viewer", "of_agent_pages", "of_supervisor_pages", "of_monitor_pages"), ROLES)
def test_who_gets_in(
    centre: Database,
    address: str,
    viewer: str,
    of_agent_pages: str | None,
    of_supervisor_pages: str | None,
    of_monitor_pages: str | None,
) -> None:
    refusal = of_supervisor_pages if address in SUPERVISOR_PAGES else of_agent_pages
    if address in MONITOR_PAGES:
        refusal = of_monitor_pages
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                       "WHERE person_id = 'lee@example.com'")  # fmt: skip
        cursor.execute("INSERT INTO supervisions VALUES ('lee@example.com', 'ana@example.com')")
    person = {"viewer": viewer} if viewer else {}
    page = open_page(navigation.FILES[address], **PARAMETERS[address], **person)
    assert not page.exception
    if refusal is None:
        assert page.title
        return
    assert [message.value for message in (*page.error, *page.info)] == [refusal]
    assert not page.title
    sent = everything_sent(page)
    assert not [secret for secret in SECRETS if secret in sent]
    assert centre.query("FROM openings").empty


def test_the_bare_address_leads_to_the_first_page() -> None:
    assert open_page(None, viewer="ana@example.com").title[0].value == wording.COACHING_ASSIGNMENTS
    assert open_page(None).info[0].value == wording.CHOOSE_PERSON


def test_choosing_a_person_signs_in_as_them() -> None:
    page = open_page(None)
    page = next(button for button in page.button if button.label.startswith("Ana Alves")).click().run()
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert page.sidebar.selectbox[0].value == "ana@example.com"
    page.sidebar.selectbox[0].set_value("sam@example.com").run()
    assert page.title[0].value == wording.ASSIGNMENTS_OF_AGENT


def test_behind_a_proxy_the_address_signs_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_SIGN_IN", "proxy")
    monkeypatch.setenv("COACHING_PROXY_HEADER", "X-Forwarded-Email")
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer="ana@example.com")
    assert page.error[0].value == wording.NOT_SIGNED_IN
    assert not page.sidebar.selectbox


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"COACHING_SIGN_IN": "none"}, "must be demo or proxy"),
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
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer="ana@example.com")
    page.text_input(key="my_coaching_search").set_value("old").run()
    page.sidebar.selectbox[0].set_value("cleo@example.com").run()
    assert page.text_input(key="my_coaching_search").value == ""
    assert "1 of 1 assignment" in [caption.value for caption in page.caption]
