"""Default deny: every query that takes a viewer is asked by everybody, and only those meant to get an answer get one.

A new query without a line in QUERIES, or a new page without a line in tests/pages/test_strangers.py, fails the suite.
"""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from coaching import assignments, interactions, people
from coaching.database import Database
from tests.centre import PEOPLE

SUBJECTS = (assignments, interactions, people)
# Queries without a viewer: who signs in is not known yet, or the answer is the same for everybody.
OPEN_TO_ALL = {"viewer_with_email", "sign_in_choices", "data_as_of"}

ANA = {"ana@example.com", "sam@example.com", "kim@example.com"}
CLEO = {"cleo@example.com", "lee@example.com", "kim@example.com"}

# function, further arguments, who gets an answer
QUERIES: list[tuple[Callable[..., Any], tuple[Any, ...], set[str]]] = [
    (assignments.assignments_of_agent, ("ana@example.com",), ANA),
    (assignments.assignments_of_agent, ("cleo@example.com",), CLEO),
    (assignments.assignment, ("ca-ana",), ANA),
    (assignments.assignment, ("ca-cleo",), CLEO),
    (assignments.assignment, ("no-such",), set()),
    (assignments.interactions_of_assignment, ("ca-ana",), ANA),
    (assignments.interactions_of_assignment, ("ca-cleo",), CLEO),
    *[
        (query, (interaction,), allowed)
        for query in (interactions.interaction, interactions.turns, interactions.metric_results)
        for interaction, allowed in (
            ("c-ana-1", ANA),
            ("c-cleo-1", ANA | CLEO),  # the best response in Ana's assignment
            ("c-cleo-2", CLEO),  # nothing else of Cleo's
            ("no-such", set[str]()),
        )
    ],
    (interactions.audits, ("c-ana-1",), ANA),
    (interactions.audits, ("c-cleo-1",), ANA | CLEO),
    (people.agents_visible_to, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
]


def answered(answer: Any) -> bool:
    return not answer.empty if isinstance(answer, pd.DataFrame) else answer is not None


@pytest.mark.parametrize(("query", "arguments", "allowed"), QUERIES)
def test_only_those_allowed_get_an_answer(
    small_centre: Database, query: Callable[..., Any], arguments: tuple[Any, ...], allowed: set[str]
) -> None:
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    got = {viewer for viewer in everybody if answered(query(small_centre, viewer, *arguments))}
    assert got == allowed


def public_functions(module: ModuleType) -> list[tuple[str, Callable[..., Any]]]:
    return [
        (name, function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_every_query_has_a_permission_test() -> None:
    tested = {query for query, *_ in QUERIES} | {assignments.record_opening}  # tested in test_assignments.py
    for module in SUBJECTS:
        for name, function in public_functions(module):
            parameters = inspect.signature(function).parameters
            if "database" not in parameters or name in OPEN_TO_ALL:
                continue
            assert list(parameters)[:2] == ["database", "viewer"], f"{name}: the viewer comes first"
            assert function in tested, f"{name} has no permission test"


def test_a_withdrawn_permission_counts_at_once(small_centre: Database) -> None:
    assert answered(assignments.assignment(small_centre, "ana@example.com", "ca-ana"))
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['agent_dashboard'] WHERE person_id = 'ana@example.com'")
    assert not answered(assignments.assignment(small_centre, "ana@example.com", "ca-ana"))
    assert not answered(interactions.turns(small_centre, "ana@example.com", "c-ana-1"))


@pytest.mark.parametrize(
    ("email", "missing"),
    [
        ("ana@example.com", []),
        ("sam@example.com", []),
        ("kim@example.com", []),
        ("dan@example.com", ["agent_dashboard"]),
        ("eve@example.com", ["coaching_assignments"]),
        ("ned@example.com", ["agent_dashboard", "coaching_assignments"]),
    ],
)
def test_what_is_missing_for_the_agent_pages(small_centre: Database, email: str, missing: list[str]) -> None:
    viewer = people.viewer_with_email(small_centre, email)
    assert viewer is not None
    assert viewer.missing_for_agent_pages() == missing
