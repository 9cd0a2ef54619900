"""An interaction is fatal by the answers that count: in every list, in the figures and on its own page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import groups, marks, proposals
from coaching.measuring import agent_figures
from coaching.quality import auditing, bookmarks, daily_totals
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from coaching.ui.pages import assignment_view, dashboard_view, evaluation_view, groups_view
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.pages.screens import everything_sent, measured, open_page, rows_of, shown

SAM, KIM, ANA = "sam@example.com", "kim@example.com", "ana@example.com"
MARK = wording.FATAL_MARK


def audit(centre: Database, interaction: str, *, verified: str, auditor: str = SAM) -> None:
    answers = {"m-greet": Answer("YES"), "m-verify": Answer(verified), "m-answer": Answer("YES")}
    auditing.submit(centre, auditor, interaction, answers, "")


@pytest.fixture
def judged(centre: Database) -> Database:
    """Of Ana's interactions c-ana-1 fails fatally by the newest audit alone, c-ana-2 by the automatic evaluation alone,
    and c-ana-3 by an older audit alone."""
    audit(centre, "c-ana-1", verified="NO")
    audit(centre, "c-ana-2", verified="YES")
    audit(centre, "c-ana-3", verified="NO", auditor=KIM)
    audit(centre, "c-ana-3", verified="YES")
    for interaction in ("c-ana-1", "c-ana-2"):
        marks.mark(centre, SAM, interaction, ["Accuracy"], "")
        bookmarks.add(centre, SAM, interaction, "")
    return centre


@pytest.mark.parametrize(
    ("file", "table", "viewer", "parameters"),
    [
        (navigation.FILES[navigation.EVALUATION], evaluation_view.TABLE, SAM, {"agent": ANA}),
        ("pages/agent/my_dashboard.py", dashboard_view.INTERACTIONS_TABLE, ANA, {}),
        ("pages/agent/assignment.py", assignment_view.INTERACTIONS, ANA, {"assignment": "ca-ana"}),
        ("pages/agent/assignment.py", assignment_view.INTERACTIONS, SAM, {"assignment": "ca-ana"}),
    ],
)
def test_tables_mark_what_fails_fatally_by_the_newest_audit(
    judged: Database, file: str, table: str, viewer: str, parameters: dict[str, str]
) -> None:
    page = open_page(file, viewer=viewer, **parameters)
    both = list(zip(shown(page, table, "kore"), shown(page, table, "audit"), strict=True))
    assert ("40", f"0 {MARK}") in both, "by the newest audit alone"
    assert ("0", "100") in both, "overruled by the newest audit"
    assert str(both).count(MARK) == 1


def test_an_automatic_fatal_failure_that_nobody_overruled_stands_beside_its_score(judged: Database) -> None:
    audit(judged, "c-ana-2", verified="NO", auditor=KIM)
    page = open_page(navigation.FILES[navigation.EVALUATION], viewer=SAM, agent=ANA)
    assert shown(page, evaluation_view.TABLE, "kore") == ["100", f"0 {MARK}", "40"]


def test_a_group_marks_what_fails_fatally_by_the_newest_audit(judged: Database) -> None:
    group = groups.create(judged, SAM, "New hires", "", ["Accuracy"], [ANA])
    page = open_page("pages/supervisor/marked_for_coaching.py", viewer=SAM, group=group)
    both = {(row["kore"]["text"], row["audit"]["text"]) for row in rows_of(page, groups_view.MEMBERS_TABLE)}
    assert both == {("40", f"0 {MARK}"), ("0", "100")}


def test_the_marks_of_an_agent_say_what_fails_fatally_by_the_newest_audit(judged: Database) -> None:
    said = everything_sent(open_page("pages/supervisor/marked_for_coaching.py", viewer=SAM, agent=ANA))
    assert f"Kore 40 · audit 0 {MARK}" in said
    assert "Kore 0 · audit 100" in said


def test_the_coaching_form_says_what_fails_fatally_by_the_newest_audit(judged: Database) -> None:
    proposals.add_to_draft(judged, SAM, ANA, ["c-ana-1", "c-ana-2"])
    page = open_page(navigation.FILES[navigation.ASSIGN], viewer=SAM, agent=ANA)
    said = "\n".join(text.value for text in page.text)
    assert f"Kore 40 · audit 0 {MARK}" in said
    assert "Kore 0 · audit 100" in said


def test_bookmarks_know_what_fails_fatally_by_the_newest_audit(judged: Database) -> None:
    found = bookmarks.bookmarked(judged, SAM).set_index("interaction_id")["fails_fatally"]
    assert found.to_dict() == {"c-ana-1": True, "c-ana-2": False}


def fatal_interactions(page: AppTest) -> str:
    return measured(page)[wording.FIGURE_NAMES[agent_figures.Figure.FATAL]][0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda centre: None, "1"),  # by the automatic evaluation
        (lambda centre: audit(centre, "c-ana-2", verified="YES"), "0"),  # overruled
        (lambda centre: audit(centre, "c-ana-1", verified="NO"), "2"),  # one more by an audit alone
        (lambda centre: audit(centre, "c-ana-2", verified="NO"), "1"),  # an audit agrees
    ],
)
def test_the_dashboard_counts_what_fails_fatally_by_the_newest_audit(
    centre: Database, change: Callable[[Database], None], expected: str
) -> None:
    change(centre)
    page = open_page("pages/agent/my_dashboard.py", viewer=ANA)
    assert fatal_interactions(page) == expected
    listed = zip(*(shown(page, dashboard_view.INTERACTIONS_TABLE, cell) for cell in ("kore", "audit")), strict=True)
    assert sum(MARK in str(row) for row in listed) == int(expected)
    with centre.transaction() as cursor:
        daily_totals.rebuild(cursor)
    assert fatal_interactions(open_page("pages/agent/my_dashboard.py", viewer=ANA)) == expected
