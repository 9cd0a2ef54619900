"""Default deny: every query that takes a viewer is asked by everybody, and only those meant to get an answer get one.

A new query or command needs a row in QUERIES or a test marked with permission_of(it) that tries it for people who may
not; a new page needs a line in tests/pages/test_strangers.py. Without one the suite fails.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import coaching
from coaching.assignments import (
    assigning,
    assignments,
    best_responses,
    discussion,
    history,
    marks,
    proposals,
    team_assignments,
)
from coaching.assignments.team_assignments import AssignmentFilter, TeamFigures, Totals
from coaching.measuring import agent_figures, coverage, monitor, progress, score_map, score_steps, team_effect
from coaching.measuring.agent_figures import Figures
from coaching.people import people, visibility
from coaching.people.permissions import Action
from coaching.quality import auditing, coaching_areas, details, forms, interaction_list, interactions, scope
from coaching.quality.scope import Scope
from coaching.storage.database import Database, look_up
from coaching.words.days import Period
from coaching.words.refusals import RefusedError
from tests import permission_marks
from tests.centre import PEOPLE
from tests.figures import NO_FIGURES
from tests.permission_marks import marked_functions, permission_of

pytestmark = [pytest.mark.storage, pytest.mark.permissions]

# Every module of coaching/ that has a query in it.
# All but what only the command line runs, which asks as the machine's owner.
ROOMS = ("storage", "people", "quality", "assignments", "measuring")
SUBJECTS = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(coaching.__path__, "coaching.")
    if module.name.split(".")[1] in ROOMS and not module.ispkg and module.name != "coaching.storage.copying"
]
# Queries without a viewer: who signs in is not known yet, or the answer is the same for everybody.
OPEN_TO_ALL = {
    people.viewer_with_email, people.viewer_chosen, people.share_address, people.sign_in_choices,
    people.sign_in_labels, interactions.data_as_of, forms.metrics, forms.metric_labels,
    forms.pass_scores, forms.queues,
}  # fmt: skip
# What other queries look up once they have decided who may read it. No page may.
FOR_QUERIES = {
    look_up, visibility.sight, interactions.stored, people.named, people.name_or_id, people.label, people.labels,
    people.with_labels, scope.parameters_of,
}  # fmt: skip

ANA = {"ana@example.com", "sam@example.com", "kim@example.com"}
CLEO = {"cleo@example.com", "lee@example.com", "kim@example.com"}

MEASURING = {"sam@example.com", "lee@example.com", "kim@example.com"}

EVER = Period.of_days(date(2020, 1, 1), date.today() + timedelta(days=1))

MAPPED = score_map.TeamScope(period=EVER)


def first_page_of_interactions(database: Database, viewer: str, scope: Scope, period: Period) -> pd.DataFrame:
    return interaction_list.interactions_of_agent(database, viewer, scope, period, page=1, size=9)[0]


def read_coaching(database: Database, viewer: str, filters: team_effect.EffectFilter) -> int:
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET assigned_at = TIMESTAMP '2020-01-01'")  # settled long ago
    return team_effect.reading(database, viewer, filters).assignments


def first_page_of_the_team(database: Database, viewer: str, filters: AssignmentFilter) -> pd.DataFrame:
    return team_assignments.team_assignments(database, viewer, filters, EVER.last, ZoneInfo("UTC"), page=1, size=9)[0]


def first_page_of_the_monitor(database: Database, viewer: str, filters: monitor.MonitorFilter) -> pd.DataFrame:
    return monitor.monitor(database, viewer, filters, EVER.last, ZoneInfo("UTC"), page=1, size=9)[0]


def changes_of_all_of_the_monitor(
    database: Database, viewer: str, filters: monitor.MonitorFilter
) -> pd.DataFrame | None:
    return monitor.changes_of_all(database, viewer, filters, EVER.last, ZoneInfo("UTC"))


def teams_of_the_map(database: Database, viewer: str) -> list[str]:
    return list(score_map.choices(database, viewer).teams)


def teams_of_agents_on_the_map(database: Database, viewer: str) -> list[str]:
    people = [person for person, *_ in PEOPLE]
    return list(score_map.names(database, viewer, score_map.By.AGENT, people)["team"].dropna())


def agents_of_the_monitor(database: Database, viewer: str) -> Mapping[str, str]:
    return monitor.choices(database, viewer).agents


def answers_of_an_audit(database: Database, viewer: str, interaction: str) -> pd.DataFrame:
    with database.transaction() as cursor:
        cursor.execute("DELETE FROM audit_answers")
        cursor.execute("INSERT INTO audit_answers SELECT audit_id, 'm-greet', 1, 'NO', NULL FROM audits")
    return auditing.answers_of_audits(database, viewer, interaction)


def note_of_ana_in_the_menu(database: Database, viewer: str) -> int:
    discussion.write_note(database, "ana@example.com", "ca-ana", "Could we talk?")
    return team_assignments.number_to_answer(database, viewer)


def note_of_ana_to_answer(database: Database, viewer: str, assignment: str) -> str | None:
    discussion.write_note(database, "ana@example.com", "ca-ana", "Could we talk?")
    return discussion.note_to_answer(database, viewer, assignment)


def request_of_ana_in_the_menu(database: Database, viewer: str) -> int:
    with suppress(RefusedError):  # asked for already, by an earlier viewer's turn
        marks.ask(database, "ana@example.com", "c-ana-1", ["Accuracy"], "How?")
    return marks.number_asking(database, viewer)


# function, further arguments, who gets an answer
QUERIES: list[tuple[Callable[..., Any], tuple[Any, ...], set[str]]] = [
    (assignments.assignments_of_agent, ("ana@example.com", EVER.last), ANA),
    (assignments.assignments_of_agent, ("cleo@example.com", EVER.last), CLEO),
    (assignments.assignment, ("ca-ana",), ANA),
    (assignments.assignment, ("ca-cleo",), CLEO),
    (assignments.assignment, ("no-such",), set()),
    (assignments.interactions_of_assignment, ("ca-ana",), ANA),
    (assignments.interactions_of_assignment, ("ca-cleo",), CLEO),
    *[
        (query, (interaction,), allowed)
        for query in (interactions.interaction, interactions.turns, interactions.metric_results, details.details)
        for interaction, allowed in (
            ("c-ana-1", ANA),
            ("c-cleo-1", ANA | CLEO),  # the best response in Ana's assignment
            ("c-cleo-2", CLEO),  # nothing else of Cleo's
            ("no-such", set[str]()),
        )
    ],
    (interactions.audits, ("c-ana-1",), ANA),
    (interactions.audits, ("c-cleo-1",), CLEO),  # what was said to Cleo about it is not for Ana
    (best_responses.suggest, (["c-ana-1"], ["Compliance"], 5), {"sam@example.com", "kim@example.com"}),
    (best_responses.suggest, (["c-cleo-1"], ["Compliance"], 5), {"lee@example.com", "kim@example.com"}),
    (best_responses.suggest, (["c-ana-1", "c-cleo-1"], ["Compliance"], 5), {"kim@example.com"}),
    (best_responses.suggest, (["no-such"], ["Compliance"], 5), set()),
    *[
        (query, (Scope(agent), EVER, *more), allowed)
        for agent, allowed in (("ana@example.com", ANA), ("cleo@example.com", CLEO))
        for query, more in (
            (agent_figures.figures, ()),
            (agent_figures.areas, ()),
            (agent_figures.metrics_of_area, ("Accuracy",)),
            (first_page_of_interactions, ()),
        )
    ],
    *[
        (query, arguments, allowed)
        for agent, allowed in (("ana@example.com", ANA), ("cleo@example.com", CLEO))
        for query, arguments in (
            (agent_figures.trend, (Scope(agent), EVER.last, "month")),
            (agent_figures.queues_and_channels, (agent,)),
        )
    ],
    (agent_figures.metric_name, ("m-greet",), ANA | CLEO | {"ben@example.com"}),
    (coaching_areas.coaching_areas, (), ANA | CLEO | {"ben@example.com"}),
    (visibility.may_see, ("ana@example.com",), ANA),
    (visibility.may_see, ("cleo@example.com",), CLEO),
    (visibility.may_see, ("no-such",), set()),
    (visibility.may_coach, ("ana@example.com",), {"sam@example.com", "kim@example.com"}),
    (visibility.may_coach, ("cleo@example.com",), {"lee@example.com", "kim@example.com"}),
    (visibility.may, (Action.SEE, "ana@example.com"), ANA),
    (visibility.may, (Action.COACH, "ana@example.com"), {"sam@example.com", "kim@example.com"}),
    (visibility.may, (Action.MEASURE, "cleo@example.com"), {"lee@example.com", "kim@example.com"}),
    (visibility.may, (Action.BE_COACHED, "ana@example.com"), {"ana@example.com"}),
    (visibility.may, (Action.ADMINISTER, "ana@example.com"), set()),
    (visibility.agent_with_email, ("ana@example.com",), ANA),
    (visibility.agent_with_email, ("cleo@example.com",), CLEO),
    (assignments.seen, ("ca-ana",), ANA),
    (assignments.seen, ("ca-cleo",), CLEO),
    (visibility.agents_visible_to, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (interaction_list.areas_of_agent, ("ana@example.com",), ANA),
    (interaction_list.areas_of_agent, ("cleo@example.com",), CLEO),
    (auditing.metrics_to_audit, ("c-ana-1",), {"sam@example.com", "kim@example.com"}),
    (auditing.metrics_to_audit, ("c-cleo-1",), {"lee@example.com", "kim@example.com"}),
    (auditing.metrics_to_audit, ("no-such",), set()),
    (answers_of_an_audit, ("c-ana-1",), ANA),
    (answers_of_an_audit, ("c-cleo-1",), CLEO),
    (discussion.viewer_role, ("ca-ana",), ANA),
    (discussion.viewer_role, ("ca-cleo",), CLEO),
    (discussion.steps, ("ca-ana",), ANA),
    (discussion.steps, ("ca-cleo",), CLEO),
    (history.choice, ("ca-ana",), {"sam@example.com", "kim@example.com"}),
    (history.choice, ("ca-cleo",), {"lee@example.com", "kim@example.com"}),
    (
        team_assignments.figures,
        (AssignmentFilter(), EVER.last, ZoneInfo("UTC")),
        {"sam@example.com", "lee@example.com", "kim@example.com"},
    ),
    (
        team_assignments.figures,
        (AssignmentFilter(text="ana@"), EVER.last, ZoneInfo("UTC")),
        {"sam@example.com", "kim@example.com"},
    ),
    (team_assignments.totals, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (note_of_ana_in_the_menu, (), {"sam@example.com", "kim@example.com"}),
    (note_of_ana_to_answer, ("ca-ana",), ANA),
    (note_of_ana_to_answer, ("ca-cleo",), set()),
    (request_of_ana_in_the_menu, (), {"sam@example.com", "kim@example.com"}),
    (team_assignments.teams, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (team_assignments.newest_assigned_at, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (team_assignments.coaching_areas, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (first_page_of_the_team, (AssignmentFilter(text="ana@"),), {"sam@example.com", "kim@example.com"}),
    (first_page_of_the_team, (AssignmentFilter(text="cleo@"),), {"lee@example.com", "kim@example.com"}),
    (progress.weekly, ("ca-ana", EVER.last), {"sam@example.com", "kim@example.com"}),
    (progress.weekly, ("ca-cleo", EVER.last), {"lee@example.com", "kim@example.com"}),
    (progress.coached_days, ("ca-ana",), {"sam@example.com", "kim@example.com"}),
    (progress.coached_days, ("ca-cleo",), {"lee@example.com", "kim@example.com"}),
    (team_effect.course, ("ca-ana",), {"sam@example.com", "kim@example.com"}),
    (team_effect.course, ("ca-cleo",), {"lee@example.com", "kim@example.com"}),
    (team_effect.coached, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    *[
        (query, (team_effect.EffectFilter(),), {"sam@example.com", "lee@example.com", "kim@example.com"})
        for query in (
            team_effect.assignments,
            team_effect.overall,
            team_effect.by_area,
            team_effect.by_supervisor,
            team_effect.by_reason,
            team_effect.by_weeks,
            team_effect.by_read,
            read_coaching,
            team_effect.peers_only,
            team_effect.placebo,
        )
    ],
    (agents_of_the_monitor, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (monitor.number, (monitor.MonitorFilter(team="North"), ZoneInfo("UTC")), {"sam@example.com", "kim@example.com"}),
    (first_page_of_the_monitor, (monitor.MonitorFilter(team="North"),), {"sam@example.com", "kim@example.com"}),
    (first_page_of_the_monitor, (monitor.MonitorFilter(team="South"),), {"lee@example.com", "kim@example.com"}),
    (monitor.changes_of, (["ca-ana"], EVER.last), {"sam@example.com", "kim@example.com"}),
    (changes_of_all_of_the_monitor, (monitor.MonitorFilter(team="North"),), {"sam@example.com", "kim@example.com"}),
    (monitor.changes_of, (["ca-cleo"], EVER.last), {"lee@example.com", "kim@example.com"}),
    (team_assignments.supervisors, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (score_map.scores, (MAPPED, score_map.By.AGENT, score_map.Across.AREAS), MEASURING),
    (score_map.changes, (MAPPED, score_map.By.QUEUE, score_map.Across.AREAS), MEASURING),
    (score_steps.steps, (MAPPED, score_map.Across.AREAS, "month"), MEASURING),
    (teams_of_the_map, (), MEASURING),
    (teams_of_agents_on_the_map, (), MEASURING),
    (coverage.agents, (EVER,), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (coverage.assignments, (EVER.last,), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (coverage.areas_of_assignments, (), {"sam@example.com", "lee@example.com", "kim@example.com"}),
    (coverage.interactions_below_pass_score, ("ana@example.com", EVER), {"sam@example.com", "kim@example.com"}),
    (coverage.interactions_below_pass_score, ("cleo@example.com", EVER), {"lee@example.com", "kim@example.com"}),
    (assigning.assignment_to_edit, ("ca-ana",), {"sam@example.com", "kim@example.com"}),
    (assigning.assignment_to_edit, ("ca-cleo",), {"lee@example.com", "kim@example.com"}),
    (assigning.coachable_agent, ("ana@example.com",), {"sam@example.com", "kim@example.com"}),
    (assigning.coachable_agent, ("kim@example.com",), set()),
    (proposals.areas_failed, (["c-ana-1"],), {"sam@example.com", "kim@example.com"}),
    (proposals.interactions_to_show, (["c-ana-1"],), {"sam@example.com", "kim@example.com"}),
    (proposals.newest_interactions, ("cleo@example.com", 9), {"lee@example.com", "kim@example.com"}),
]


def answered(answer: Any) -> bool:
    if isinstance(answer, Figures):
        return answer != NO_FIGURES
    if isinstance(answer, TeamFigures):
        return answer != TeamFigures(not_started=0, in_progress=0, overdue=0, follow_up_due=0, to_answer=0, completed=0)
    if isinstance(answer, Totals):
        return answer != Totals(0, 0)
    return not answer.empty if isinstance(answer, pd.DataFrame) else bool(answer)


@permission_of(  # through the functions above
    interaction_list.interactions_of_agent,
    auditing.answers_of_audits,
    team_assignments.team_assignments,
    monitor.choices,
    monitor.monitor,
    monitor.changes_of_all,
    team_assignments.number_to_answer,
    discussion.note_to_answer,
    marks.number_asking,
    team_effect.reading,
    score_map.choices,
    score_map.names,
)
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


def test_every_query_and_command_has_a_permission_test() -> None:
    """A function with a row in QUERIES, or one that a test is marked with as permission_of."""
    assert len(SUBJECTS) > 45
    tested = {query for query, *_ in QUERIES} | marked_functions().keys()
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
