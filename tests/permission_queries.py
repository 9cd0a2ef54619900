"""Who gets an answer to which query? Asked by everybody in test_permissions.py."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching.assignments import (
    agent_coaching,
    assigning,
    assignments,
    best_responses,
    discussion,
    history,
    marks,
    proposals,
    selected,
    team_assignments,
)
from coaching.assignments.team_assignments import AssignmentFilter
from coaching.measuring import (
    agent_figures,
    agent_scores,
    calibration,
    coverage,
    findings,
    follow_ups,
    leaderboard,
    map_choices,
    map_levels,
    monitor,
    progress,
    score_map,
    score_steps,
    team_effect,
)
from coaching.people import visibility
from coaching.people.permissions import Action
from coaching.quality import (
    auditing,
    best_moments,
    coaching_areas,
    compared,
    details,
    failed_metrics,
    interaction_list,
    interactions,
)
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period
from coaching.words.refusals import RefusedError
from tests.centre import PEOPLE

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


def place_of_ana(database: Database, viewer: str) -> leaderboard.Place | None:
    with pytest.MonkeyPatch.context() as patched:  # her team has two
        patched.setattr(leaderboard, "FEWEST_OTHERS", 0)
        patched.setattr(leaderboard, "PLACE", leaderboard.PLACE.replace(">= 5", ">= 1"))
        return leaderboard.place(database, viewer, "ana@example.com", EVER)


def places_in_the_team_of_ana(database: Database, viewer: str) -> pd.DataFrame:
    with pytest.MonkeyPatch.context() as patched:  # her team has two
        patched.setattr(leaderboard, "FEWEST_OTHERS", 0)
        patched.setattr(leaderboard, "PLACES", leaderboard.PLACES.replace(">= 5", ">= 1"))
        return leaderboard.places(database, viewer, "ana@example.com", EVER)


def outcomes_of_follow_ups(database: Database, viewer: str) -> pd.DataFrame:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' "
                       "FROM assignments")  # fmt: skip
    return follow_ups.outcomes(database, viewer)


def audited_by_metric(database: Database, viewer: str) -> pd.DataFrame:
    audit_every_greeting(database)
    return calibration.by_metric(database, viewer, MAPPED)


def differing_from_audits(database: Database, viewer: str) -> pd.DataFrame:
    audit_every_greeting(database)
    return calibration.that_differ(database, viewer, MAPPED, "m-greet", page=1, size=9)[0]


def audit_every_greeting(database: Database) -> None:
    """Every audit answers one metric as the automatic evaluation never does."""
    with database.transaction() as cursor:
        cursor.execute("DELETE FROM audit_answers")
        cursor.execute("INSERT INTO audit_answers SELECT audit_id, 'm-greet', 1, 'NA', NULL FROM audits")
        cursor.execute("DELETE FROM metric_results WHERE auditor_id IS NOT NULL")
        cursor.execute("INSERT INTO metric_results BY NAME SELECT interaction_id, auditor_id, 'm-greet' AS metric_id, "
                       "1 AS position, 'NA' AS qualification, 1 AS weight, 0 AS negative_weight, FALSE AS fatal_error "
                       "FROM audits")  # fmt: skip


def teams_of_the_map(database: Database, viewer: str) -> list[str]:
    return list(map_choices.choices(database, viewer).teams)


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


def note_of_ana_waiting(database: Database, viewer: str, agent: str) -> Mapping[str, Any]:
    discussion.write_note(database, "ana@example.com", "ca-ana", "Could we talk?")
    return agent_coaching.waiting_since(database, viewer, agent)


def scores_on_the_page_of(database: Database, viewer: str, agent: str) -> pd.DataFrame:
    coached = agent_scores.coached_areas(assignments.assignments_of_agent(database, viewer, agent, EVER.last), agent)
    return agent_scores.scores(database, viewer, Scope(agent_id=agent), EVER, score_map.Across.AREAS, coached)


def request_of_ana_in_the_menu(database: Database, viewer: str) -> int:
    with suppress(RefusedError):  # asked for already, by an earlier viewer's turn
        marks.ask(database, "ana@example.com", "c-ana-1", ["Accuracy"], "How?")
    return marks.number_asking(database, viewer)


# function, further arguments, who gets an answer. The first write before they ask.
QUERIES_AFTER_WRITING: list[tuple[Callable[..., Any], tuple[Any, ...], set[str]]] = [
    (answers_of_an_audit, ("c-ana-1",), ANA),
    (answers_of_an_audit, ("c-cleo-1",), CLEO),
    (note_of_ana_in_the_menu, (), {"sam@example.com", "kim@example.com"}),
    (note_of_ana_to_answer, ("ca-ana",), ANA),
    (note_of_ana_to_answer, ("ca-cleo",), set()),
    (request_of_ana_in_the_menu, (), {"sam@example.com", "kim@example.com"}),
    (read_coaching, (team_effect.EffectFilter(),), MEASURING),
    (audited_by_metric, (), MEASURING),
    (differing_from_audits, (), MEASURING),
    (outcomes_of_follow_ups, (), MEASURING),
    (note_of_ana_waiting, ("ana@example.com",), ANA),
]
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
        for query in (
            interactions.interaction,
            interactions.turns,
            interactions.metric_results,
            details.details,
            compared.side,
        )
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
        (query, (Scope(agent_id=agent), EVER, *more), allowed)
        for agent, allowed in (("ana@example.com", ANA), ("cleo@example.com", CLEO))
        for query, more in (
            (agent_figures.figures, ()),
            (agent_figures.areas, ()),
            (agent_figures.area_changes, ()),
            (agent_figures.metric_changes, ()),
            (agent_scores.areas_with_changes, ()),
            (agent_figures.metrics_of_area, ("Accuracy",)),
            (first_page_of_interactions, ()),
        )
    ],
    *[
        (query, arguments, allowed)
        for agent, allowed in (("ana@example.com", ANA), ("cleo@example.com", CLEO))
        for query, arguments in (
            (agent_figures.trend, (Scope(agent_id=agent), EVER.last, "month")),
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
    (failed_metrics.failed_metrics, (["c-ana-1"], "Accuracy"), ANA),
    (failed_metrics.failed_metrics, (["c-cleo-2"], "Accuracy"), CLEO),
    (interaction_list.areas_of_agent, ("ana@example.com",), ANA),
    (interaction_list.areas_of_agent, ("cleo@example.com",), CLEO),
    (auditing.metrics_to_audit, ("c-ana-1",), {"sam@example.com", "kim@example.com"}),
    (auditing.metrics_to_audit, ("c-cleo-1",), {"lee@example.com", "kim@example.com"}),
    (auditing.metrics_to_audit, ("no-such",), set()),
    (discussion.viewer_role, ("ca-ana",), ANA),
    (discussion.viewer_role, ("ca-cleo",), CLEO),
    (discussion.steps, ("ca-ana",), ANA),
    (discussion.steps, ("ca-cleo",), CLEO),
    (agent_coaching.plans, ("ana@example.com",), ANA),
    (scores_on_the_page_of, ("ana@example.com",), ANA),
    (scores_on_the_page_of, ("cleo@example.com",), CLEO),
    (best_moments.best_moments, (Scope(agent_id="ana@example.com"), EVER, 3), ANA),
    (best_moments.best_moments, (Scope(agent_id="cleo@example.com"), EVER, 3), CLEO),
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
            team_effect.by_area_and_supervisor,
            team_effect.by_area_and_lead,
            team_effect.by_reason,
            team_effect.by_weeks,
            team_effect.by_read,
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
    (map_levels.levels, (MAPPED, score_map.Across.AREAS), MEASURING),
    (score_map.changes, (MAPPED, score_map.By.QUEUE, score_map.Across.AREAS), MEASURING),
    (score_map.daily_sums, (MAPPED, score_map.By.TOPIC, score_map.Across.AREAS), MEASURING),
    (score_steps.steps, (MAPPED, score_map.Across.AREAS, "month"), MEASURING),
    (leaderboard.leaderboard, (MAPPED,), MEASURING),
    (leaderboard.trends, (MAPPED,), MEASURING),
    (place_of_ana, (), ANA),
    (places_in_the_team_of_ana, (), ANA),
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
    *[
        (
            findings.findings,
            (agent, (interaction,), ("Accuracy",), ("c-ben-1",), EVER, ZoneInfo("UTC")),
            allowed,
        )
        for agent, interaction, allowed in (
            ("ana@example.com", "c-ana-1", {"sam@example.com", "kim@example.com"}),
            ("cleo@example.com", "c-cleo-2", {"lee@example.com", "kim@example.com"}),
        )
    ],
    (proposals.areas_failed, (["c-ana-1"],), {"sam@example.com", "kim@example.com"}),
    (selected.by_agent, (["c-ana-1"],), {"sam@example.com", "kim@example.com"}),
    (selected.by_agent, (["c-cleo-1"],), {"lee@example.com", "kim@example.com"}),
    (proposals.interactions_to_show, (["c-ana-1"],), {"sam@example.com", "kim@example.com"}),
    (proposals.newest_interactions, ("cleo@example.com", 9), {"lee@example.com", "kim@example.com"}),
]
