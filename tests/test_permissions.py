"""Default deny: every query that takes a viewer is asked by everybody, and only those meant to get an answer get one.

A new query or command needs a row in QUERIES (permission_queries.py), or a test marked with permission_of(it) that
tries it for people who may not; a new page needs a line in tests/pages/test_strangers.py. Without one the suite fails.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import coaching
from coaching.administration import erasing, stored_about
from coaching.assignments import (
    agent_coaching,
    assignments,
    discussion,
    marks,
    team_assignments,
)
from coaching.assignments.team_assignments import TeamFigures, Totals
from coaching.intake import import_log, uploads
from coaching.keeping import backup_keeper, freshness
from coaching.measuring import (
    agent_scores,
    calibration,
    follow_ups,
    leaderboard,
    map_choices,
    monitor,
    score_map,
    team_effect,
)
from coaching.measuring.agent_figures import Figures
from coaching.people import centre_settings, people, visibility
from coaching.quality import (
    auditing,
    forms,
    hidden_parts,
    interaction_list,
    interactions,
    listed_rows,
    said_in_a_row,
    scope,
)
from coaching.storage.database import Database, look_up
from coaching.telling import calendar_addresses, notice_list
from tests import databases, permission_marks
from tests.centre import PEOPLE
from tests.figures import NO_FIGURES
from tests.permission_marks import marked_functions, permission_of
from tests.permission_queries import QUERIES, QUERIES_AFTER_WRITING

pytestmark = pytest.mark.storage

# Every module of coaching/ that has a query in it.
# All but what only the command line runs, which asks as the machine's owner.
OF_THE_COMMAND_LINE = ("coaching.storage.copying", "coaching.storage.backing_up")
ROOMS = ("storage", "people", "quality", "assignments", "measuring", "administration")
SUBJECTS = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(coaching.__path__, "coaching.")
    if module.name.split(".")[1] in ROOMS and not module.ispkg and module.name not in OF_THE_COMMAND_LINE
] + [backup_keeper, calendar_addresses, freshness, import_log, notice_list, uploads]
# Queries without a viewer: who signs in is not known yet, or the answer is the same for everybody.
OPEN_TO_ALL = {
    calendar_addresses.owner,
    people.viewer_with_email, people.viewer_chosen, people.is_deactivated, people.share_address, people.sign_in_choices,
    people.sign_in_labels, interactions.data_as_of, forms.metrics, forms.metric_labels,
    forms.pass_scores, forms.queues, centre_settings.centre_settings, freshness.alarm,
}  # fmt: skip
# What other queries look up once they have decided who may read it, and what the command line and the age of data run.
# No page may.
FOR_QUERIES = {
    erasing.erase_by_command, erasing.erase_older, stored_about.stored_about_by_command,
    look_up, visibility.sight, interactions.stored, people.deactivated, people.named, people.name_or_id,
    people.label, people.labels, people.with_labels, scope.asked_of, said_in_a_row.first_saying, listed_rows.looked_up,
    hidden_parts.audited_among, hidden_parts.without_automatic,
    uploads.desk,
}  # fmt: skip


def answered(answer: Any) -> bool:
    if isinstance(answer, Figures):
        return answer != NO_FIGURES
    if isinstance(answer, TeamFigures):
        return answer != TeamFigures(not_started=0, in_progress=0, overdue=0, follow_up_due=0, to_answer=0, completed=0)
    if isinstance(answer, Totals):
        return answer != Totals(0, 0)
    return not answer.empty if isinstance(answer, pd.DataFrame) else bool(answer)


def answered_viewers(database: Database, query: Callable[..., Any], arguments: tuple[Any, ...]) -> set[str]:
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    return {viewer for viewer in everybody if answered(query(database, viewer, *arguments))}


@permission_of(  # through the functions above
    interaction_list.interactions_of_agent,
    team_assignments.team_assignments,
    monitor.choices,
    monitor.monitor,
    monitor.changes_of_all,
    map_choices.choices,
    score_map.names,
)
@pytest.mark.skipif(databases.ON_LAKE, reason="test_answers_on_a_lake.py asks for everybody what a file answers")
@pytest.mark.parametrize(("query", "arguments", "allowed"), QUERIES)
def test_only_those_allowed_get_an_answer(
    small_centre_to_read: Database, query: Callable[..., Any], arguments: tuple[Any, ...], allowed: set[str]
) -> None:
    assert answered_viewers(small_centre_to_read, query, arguments) == allowed


@permission_of(  # through the functions above
    auditing.answers_of_audits,
    team_assignments.number_to_answer,
    discussion.note_to_answer,
    agent_coaching.waiting_since,
    agent_scores.scores,
    marks.number_asking,
    team_effect.reading,
    calibration.by_metric,
    calibration.that_differ,
    follow_ups.outcomes,
    leaderboard.place,
    leaderboard.places,
)
@pytest.mark.parametrize(("query", "arguments", "allowed"), QUERIES_AFTER_WRITING)
def test_only_those_allowed_get_an_answer_about_what_was_written(
    small_centre: Database, query: Callable[..., Any], arguments: tuple[Any, ...], allowed: set[str]
) -> None:
    assert answered_viewers(small_centre, query, arguments) == allowed


def public_functions(module: ModuleType) -> list[tuple[str, Callable[..., Any]]]:
    return [
        (name, function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_every_query_and_command_has_a_permission_test() -> None:
    """A function with a row in QUERIES, or one that a test is marked with as permission_of."""
    assert len(SUBJECTS) > 45
    tested = {query for query, *_ in (*QUERIES, *QUERIES_AFTER_WRITING)} | marked_functions().keys()
    seen = 0
    for module in SUBJECTS:
        for name, function in public_functions(module):
            parameters = list(inspect.signature(function).parameters)
            if "database" not in parameters:
                continue
            seen += 1
            if function in FOR_QUERIES:
                continue
            if function in OPEN_TO_ALL:
                assert "viewer_id" not in parameters, f"{name} is not the same for everybody"
                continue
            assert parameters[:2] == ["database", "viewer_id"], f"{name}: the viewer comes first"
            assert function in tested, f"{name} has no permission test"
    assert seen > 120


def test_a_mark_for_what_is_not_there_is_a_mistake() -> None:
    names = {"marks": "coaching.assignments.marks"}
    assert permission_marks.function_meant("marks.ask", names, "here") is marks.ask
    with pytest.raises(LookupError, match=r"here: there is no function marks\.no_such"):
        permission_marks.function_meant("marks.no_such", names, "here")


def test_no_page_looks_up_what_nobody_has_decided_about() -> None:
    root = Path(coaching.__file__).parents[1]
    pages_and_views = [root / "app.py", *root.glob("pages/**/*.py"), *root.glob("coaching/ui/**/*.py")]
    assert len(pages_and_views) > 60
    found = {
        f"{path.relative_to(root)}: {function.__name__}"
        for path in pages_and_views
        for function in FOR_QUERIES
        if re.search(rf"\b{function.__module__.rpartition('.')[2]}\.{function.__name__}\b", path.read_text())
        or re.search(rf"from {function.__module__} import[^)]*\b{function.__name__}\b", path.read_text())
    }
    assert not found


def test_a_withdrawn_permission_counts_at_once(small_centre: Database) -> None:
    assert answered(assignments.assignment(small_centre, "ana@example.com", "ca-ana"))
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['agent_dashboard'] WHERE person_id = 'ana@example.com'")
    assert not answered(assignments.assignment(small_centre, "ana@example.com", "ca-ana"))
    assert not answered(interactions.turns(small_centre, "ana@example.com", "c-ana-1"))


def test_a_named_supervisor_needs_the_permissions_of_one(small_centre: Database) -> None:
    """Whoever an export names as auditor or assigner is still held to what people.json says of them."""
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO supervisions VALUES ('ben@example.com', 'ana@example.com')")
    viewer = people.viewer_with_email(small_centre, "ben@example.com")
    assert viewer is not None
    assert viewer.supervises
    assert not viewer.is_supervisor
    assert not answered(assignments.assignment(small_centre, "ben@example.com", "ca-ana"))
    assert not answered(interactions.turns(small_centre, "ben@example.com", "c-ana-1"))
