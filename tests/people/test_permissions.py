"""The map of permissions: what each person of a small centre may do, what they lack, and the document made of it."""

import runpy

import pytest

from coaching.people import people
from coaching.people.permissions import (
    ACTIONS,
    ADMINISTRATION,
    AGENT_PERMISSIONS,
    PERMISSIONS,
    SUPERVISOR_PERMISSIONS,
    Action,
    Whose,
    needed,
)
from coaching.storage.database import Database
from coaching.words import wording
from tests.places import ROOT

AS_AGENT = {Action.SEE, Action.OPEN_AGENT_PAGES, Action.BE_COACHED, Action.READ_NOTICES}
AS_SUPERVISOR = {
    Action.SEE,
    Action.OPEN_AGENT_PAGES,
    Action.OPEN_SUPERVISOR_PAGES,
    Action.COACH,
    Action.READ_PRIVATE_NOTES,
    Action.MEASURE,
    Action.READ_NOTICES,
}


@pytest.mark.parametrize(
    ("person", "permissions", "allowed"),
    [
        ("ana", AGENT_PERMISSIONS, AS_AGENT),
        ("ana", (*AGENT_PERMISSIONS, "qa_functionalities", "coaching_monitor"), AS_AGENT),  # supervises nobody
        ("ana", (*AGENT_PERMISSIONS, *SUPERVISOR_PERMISSIONS, "cross_team_access"), AS_AGENT | AS_SUPERVISOR),
        ("sam", SUPERVISOR_PERMISSIONS, AS_SUPERVISOR),
        (
            "sam",
            ("coaching_assignments", "coaching_monitor"),
            AS_SUPERVISOR - {Action.COACH, Action.READ_PRIVATE_NOTES},
        ),
        ("sam", ("coaching_assignments", "qa_functionalities"), AS_SUPERVISOR - {Action.MEASURE}),
        ("sam", ("coaching_monitor", "qa_functionalities", "cross_team_access"), set()),
        ("sam", ("coaching_assignments",), set()),
        ("sam", ("agent_dashboard",), set()),
        ("sam", ("administration",), {Action.ADMINISTER, Action.READ_NOTICES}),
        ("sam", (), set()),
    ],
)
def test_what_a_person_may_do(
    small_centre: Database, person: str, permissions: tuple[str, ...], allowed: set[Action]
) -> None:
    with small_centre.transaction() as cursor:
        granted = [list(permissions), f"{person}@example.com"]
        cursor.execute("UPDATE people SET permissions = ? WHERE person_id = ?", granted)
    viewer = people.viewer_chosen(small_centre, f"{person}@example.com")
    assert viewer is not None
    assert {action for action in Action if viewer.may(action)} == allowed
    assert (viewer.is_supervisor, viewer.may_coach) == (
        Action.OPEN_SUPERVISOR_PAGES in allowed,
        Action.COACH in allowed,
    )


@pytest.mark.parametrize(
    ("person", "of_agent_pages", "of_supervisor_pages", "to_coach", "to_measure"),
    [
        ("sam", [], [], [], []),
        ("kim", [], [], [], []),
        ("ana", [], ["coaching_monitor or qa_functionalities"], ["qa_functionalities"], ["coaching_monitor"]),
        ("dan", ["agent_dashboard"], ["coaching_monitor or qa_functionalities"], ["qa_functionalities"],
         ["coaching_monitor"]),
        ("ned", ["agent_dashboard", "coaching_assignments"],
         ["coaching_assignments", "coaching_monitor or qa_functionalities"],
         ["coaching_assignments", "qa_functionalities"], ["coaching_assignments", "coaching_monitor"]),
    ],
)  # fmt: skip
def test_what_a_person_lacks(
    small_centre: Database,
    person: str,
    of_agent_pages: list[str],
    of_supervisor_pages: list[str],
    to_coach: list[str],
    to_measure: list[str],
) -> None:
    viewer = people.viewer_chosen(small_centre, f"{person}@example.com")
    assert viewer is not None
    assert viewer.missing(Action.OPEN_AGENT_PAGES) == of_agent_pages
    assert viewer.missing(Action.OPEN_SUPERVISOR_PAGES) == of_supervisor_pages
    assert viewer.missing(Action.COACH) == to_coach
    assert viewer.missing(Action.MEASURE) == to_measure


def test_a_supervisor_of_nobody_lacks_agents_and_no_permission(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM supervisions WHERE supervisor_id = 'sam@example.com'")
    viewer = people.viewer_chosen(small_centre, "sam@example.com")
    assert viewer is not None
    assert not viewer.may(Action.OPEN_SUPERVISOR_PAGES)
    assert viewer.missing(Action.OPEN_SUPERVISOR_PAGES) == []


def test_every_action_stands_in_the_map_and_asks_for_known_permissions() -> None:
    assert set(ACTIONS) == set(Action)
    for grants in ACTIONS.values():
        for grant in grants:
            assert grant.all_of
            assert {*grant.all_of, *grant.any_of} <= set(PERMISSIONS)
    assert [grant.all_of for grant in ACTIONS[Action.ADMINISTER]] == [(ADMINISTRATION,)]


def test_nobody_may_coach_or_measure_whom_they_may_not_see() -> None:
    (seen,) = [grant for grant in ACTIONS[Action.SEE] if grant.whose is Whose.SUPERVISED]
    for action in (Action.COACH, Action.MEASURE):
        for grant in ACTIONS[action]:
            assert seen.is_met_by(grant.all_of)


@pytest.mark.parametrize("sentence", [wording.LOOK_ONLY, wording.LOOK_ONLY_TEMPLATES, wording.LOOK_ONLY_ASSIGN])
def test_whoever_may_only_look_reads_what_it_takes_to_coach(sentence: str) -> None:
    named = {permission for permission in PERMISSIONS if permission in sentence}
    assert named == set(needed(Action.COACH)) - set(needed(Action.OPEN_SUPERVISOR_PAGES))


def test_the_document_and_the_table_of_the_readme_are_current() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "write_permissions.py"))
    assert made["page"]() == (ROOT / "docs" / "permissions.md").read_text(), "run docs/write_permissions.py"
    assert made["short_table"]() in (ROOT / "README.md").read_text(), "run docs/write_permissions.py"
