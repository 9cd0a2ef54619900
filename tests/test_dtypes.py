"""The columns of every frame that a query returns, and their dtypes: what pages, charts and figures rely on."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import coaching
from coaching.assignments import (
    assigning,
    assignments,
    best_responses,
    groups,
    history,
    marks,
    proposals,
    team_assignments,
    templates,
)
from coaching.measuring import agent_figures, coverage, monitor, progress, score_map, score_steps, team_effect, to_do
from coaching.measuring.score_map import Across, By
from coaching.measuring.score_steps import RowAsked
from coaching.people import people, visibility
from coaching.quality import auditing, bookmarks, interaction_list, interactions
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period, utc_now
from tests import simulated_centre

pytestmark = pytest.mark.storage

ANA, BEN, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim"))
TODAY, UTC = utc_now().date(), ZoneInfo("UTC")
EVER = Period.of_days(date(2000, 1, 1), date(2100, 1, 1))
ALL_OF_TEAM = team_assignments.AssignmentFilter()
ROOMS = ("people", "quality", "assignments", "measuring")


def filled(database: Database) -> Database:
    """The small centre with something of everything that lists show."""
    groups.create(database, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    marks.mark(database, SAM, "c-ana-1", ["Accuracy"], "Listen to this")
    bookmarks.add(database, SAM, "c-ana-1", "A model")
    templates.save(database, SAM, "Accuracy", 0, "Well done", "Work on it", ["Read it"])
    return database


def group_of_sam(database: Database) -> str:
    return str(groups.groups(database, SAM)["group_id"].iloc[0])


# What to ask, and the columns of the answer with their dtypes. Of the dtype object are texts, dates and lists.
QUERIES: dict[Callable[..., Any], tuple[Callable[[Database], pd.DataFrame], str]] = {
    assigning.members_to_coach: (
        lambda database: assigning.members_to_coach(database, SAM, group_of_sam(database)),
        "agent_id:object name:object interactions:object",
    ),
    assignments.assignments_of_agent: (
        lambda database: assignments.assignments_of_agent(database, SAM, ANA, TODAY),
        "assignment_id:object name:object coaching_areas:object assigned_at:datetime64[us] "
        "follow_up_on:object total:int64 reviewed:int64 status:object is_over:bool is_open:bool "
        "is_overdue:bool outcome:object answered_at:datetime64[us]",
    ),
    assignments.interactions_of_assignment: (
        lambda database: assignments.interactions_of_assignment(database, SAM, "ca-ana"),
        "interaction_id:object kind:object started_at:datetime64[us] queue:object channel:object topic:object "
        "failed_areas:object kore_evaluation_score:float64 supervisor_audit_score:float64 "
        "sentiment_score:float64 sentiment_estimated:bool fatal:bool fails_fatally:bool reviewed:bool",
    ),
    best_responses.suggest: (
        lambda database: best_responses.suggest(database, SAM, ["c-ana-1"], ["Compliance"], 5),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 similarity:float64 same_queue:bool "
        "reason:object",
    ),
    best_responses.offer: (
        lambda database: best_responses.offer(database, SAM, ["c-ana-1"], ["Compliance"], 5),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 similarity:float64 same_queue:bool "
        "reason:object",
    ),
    groups.groups: (
        lambda database: groups.groups(database, SAM),
        "group_id:object name:object description:object coaching_areas:object members:int32 ready:int32",
    ),
    groups.members_of: (
        lambda database: groups.members_of(database, SAM, group_of_sam(database)),
        "agent_id:object email:object name:object team:object marks:int32 interaction_ids:object",
    ),
    groups.possible_members: (
        lambda database: groups.possible_members(database, SAM),
        "agent_id:object name:object team:object email:object",
    ),
    history.history: (
        lambda database: history.history(database, SAM, "ca-ana"),
        "changed_at:datetime64[us] changed_by:object field:object was:object becomes:object",
    ),
    marks.marked_agents: (
        lambda database: marks.marked_agents(database, SAM, page=1, size=9)[0],
        "agent_id:object agent:object agent_email:object team:object interactions:int32 coaching_areas:object "
        "newest_at:datetime64[us] asked_by_agent:bool",
    ),
    marks.open_marks: (
        lambda database: marks.open_marks(database, SAM),
        "mark_id:object agent_id:object agent:object agent_email:object team:object interaction_id:object "
        "started_at:datetime64[us] queue:object channel:object topic:object kore_evaluation_score:float64 "
        "supervisor_audit_score:float64 sentiment_score:float64 sentiment_estimated:bool fatal:bool "
        "fails_fatally:bool coaching_areas:object note:object marked_by:object asked_by_agent:bool "
        "marked_at:datetime64[us]",
    ),
    marks.open_marks_of: (
        lambda database: marks.open_marks_of(database, SAM, ANA),
        "mark_id:object agent_id:object agent:object agent_email:object team:object interaction_id:object "
        "started_at:datetime64[us] queue:object channel:object topic:object kore_evaluation_score:float64 "
        "supervisor_audit_score:float64 sentiment_score:float64 sentiment_estimated:bool fatal:bool "
        "fails_fatally:bool coaching_areas:object note:object marked_by:object asked_by_agent:bool "
        "marked_at:datetime64[us]",
    ),
    proposals.areas_failed: (
        lambda database: proposals.areas_failed(database, SAM, ["c-ana-1"]),
        "coaching_area:object interactions:int32 lost:float64 fatal:bool",
    ),
    proposals.interactions_to_show: (
        lambda database: proposals.interactions_to_show(database, SAM, ["c-ana-1"]),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 sentiment_score:float64 "
        "sentiment_estimated:bool fatal:bool fails_fatally:bool failed_areas:object below_pass_score:bool",
    ),
    team_assignments.team_assignments: (
        lambda database: team_assignments.team_assignments(
            database, SAM, team_assignments.AssignmentFilter(), TODAY, UTC, page=1, size=9
        )[0],
        "assignment_id:object agent_name:object name:object coaching_areas:object assigned_at:datetime64[us] "
        "follow_up_on:object status:object overdue:bool follow_up_due:bool withdrawn:bool total:int32 "
        "reviewed:int32 acknowledged:bool to_answer:bool waits_since:datetime64[us] outcome:object",
    ),
    templates.history: (
        lambda database: templates.history(database, SAM, "Accuracy"),
        "changed_at:datetime64[us] changed_by:object field:object was:object becomes:object",
    ),
    templates.templates: (
        lambda database: templates.templates(database, SAM),
        "coaching_area:object own:bool written:bool went_well:object work_on:object action_plan:object version:int32",
    ),
    agent_figures.areas: (
        lambda database: agent_figures.areas(database, SAM, Scope(ANA), EVER),
        "coaching_area:object score:float64 interactions:int32",
    ),
    agent_figures.metrics_of_area: (
        lambda database: agent_figures.metrics_of_area(database, SAM, Scope(ANA), EVER, "Accuracy"),
        "metric_id:object name:object adherence:float64 applicable:int32 failed:int32",
    ),
    agent_figures.queues_and_channels: (
        lambda database: agent_figures.queues_and_channels(database, SAM, ANA),
        "queue_id:object queue:object channel:object",
    ),
    agent_figures.trend: (
        lambda database: agent_figures.trend(database, SAM, Scope(ANA), TODAY, "week"),
        "series:object starts_on:object score:float64 interactions:int32",
    ),
    coverage.agents: (
        lambda database: coverage.agents(database, SAM, EVER),
        "agent_id:object agent_name:object team:object interactions:int32 judged:int32 score:float64 "
        "pass_score:float64 lowest_area:object lowest_area_score:float64",
    ),
    to_do.assignments_to_see_to: (
        lambda database: to_do.assignments_to_see_to(database, SAM, TODAY),
        "assignment_id:object agent_id:object agent:object name:object follow_up_on:object total:int32 reviewed:int32 "
        "overdue:bool follow_up_due:bool waits_since:datetime64[us] note:object",
    ),
    to_do.marks_to_see_to: (
        lambda database: to_do.marks_to_see_to(database, SAM),
        "agent_id:object agent:object asked:bool interactions:int32 waits_since:datetime64[us] note:object",
    ),
    to_do.doubtful_scores: (
        lambda database: to_do.doubtful_scores(database, SAM, EVER),
        "interaction_id:object agent_id:object agent:object started_at:datetime64[us] queue:object channel:object "
        "topic:object kore_evaluation_score:float64 supervisor_audit_score:float64 audited_at:datetime64[us] "
        "differ_by:float64",
    ),
    to_do.below_their_bar: (
        lambda database: to_do.below_their_bar(database, SAM, EVER, TODAY),
        "agent_id:object agent_name:object team:object interactions:int32 judged:int32 score:float64 "
        "pass_score:float64 lowest_area:object lowest_area_score:float64 open_assignments:int64 "
        "last_coached_at:datetime64[us] below_by:float64",
    ),
    coverage.areas_of_assignments: (
        lambda database: coverage.areas_of_assignments(database, SAM),
        "assignment_id:object coaching_area:object",
    ),
    coverage.assignments: (
        lambda database: coverage.assignments(database, SAM, TODAY),
        "assignment_id:object agent_id:object team:object assigned_by:object assigned_at:datetime64[us] "
        "follow_up_on:object status:object open:bool live:bool overdue:bool first_reviewed_at:datetime64[us] "
        "completed_at:datetime64[us] over_at:datetime64[us]",
    ),
    score_map.changes: (
        lambda database: score_map.changes(database, SAM, score_map.TeamScope(period=EVER), By.AGENT, Across.METRICS),
        "row_id:object column_id:object before:float64 after:float64 change:float64 low:float64 high:float64 "
        "n_before:int64 n_after:int64 verdict:object",
    ),
    score_map.names: (
        lambda database: score_map.names(database, SAM, By.AGENT, [ANA]),
        "row_id:object name:object team:object",
    ),
    score_map.scores: (
        lambda database: score_map.scores(database, SAM, score_map.TeamScope(period=EVER), By.TEAM, Across.METRICS),
        "row_id:object column_id:object score:float64 interactions:int32",
    ),
    score_steps.steps: (
        lambda database: score_steps.steps(
            database, SAM, score_map.TeamScope(period=EVER), Across.AREAS, "month", RowAsked(By.AGENT, ANA)
        ),
        "column_id:object starts_on:object of_row:bool score:float64 interactions:int32",
    ),
    monitor.changes_of: (
        lambda database: monitor.changes_of(database, SAM, ["ca-ana"], TODAY),
        "assignment_id:object coaching_area:object before:float64 after:float64 change:float64 low:float64 "
        "high:float64 n_before:int64 n_after:int64 verdict:object",
    ),
    monitor.changes_of_all: (
        lambda database: monitor.changes_of_all(database, SAM, monitor.MonitorFilter(), TODAY, UTC),
        "assignment_id:object coaching_area:object before:float64 after:float64 change:float64 low:float64 "
        "high:float64 n_before:int64 n_after:int64 verdict:object",
    ),
    monitor.monitor: (
        lambda database: monitor.monitor(database, SAM, monitor.MonitorFilter(), TODAY, UTC, page=1, size=9)[0],
        "assignment_id:object agent_id:object agent_name:object team:object name:object "
        "assigned_at:datetime64[us] follow_up_on:object coaching_areas:object scorecard_score:float64 "
        "kore_evaluation_score:float64 evaluated:int32",
    ),
    monitor.exported: (
        lambda database: monitor.exported(database, SAM, monitor.MonitorFilter(), TODAY, UTC, compared=False),
        "Agent:object Team:object Name:object Coaching Areas:str Assigned Date:object Follow-up Date:object "
        "Scorecard score:float64 Kore Evaluation Score:float64",
    ),
    progress.coached_days: (
        lambda database: progress.coached_days(database, SAM, "ca-ana"),
        "assignment_id:object name:object coaching_area:object assigned_on:object",
    ),
    progress.weekly: (
        lambda database: progress.weekly(database, SAM, "ca-ana", TODAY),
        "coaching_area:object week:int32 first_day:object last_day:object score:float64 interactions:int32",
    ),
    team_effect.coached: (
        lambda database: team_effect.coached(database, SAM),
        "coaching_area:object supervisor_id:object supervisor:object team:object",
    ),
    people.sign_in_choices: (
        lambda database: people.sign_in_choices(database),
        "person_id:object email:object name:object team:object supervises:bool coached:bool",
    ),
    visibility.agents_visible_to: (
        lambda database: visibility.agents_visible_to(database, SAM),
        "agent_id:object email:object name:object team:object label:object",
    ),
    auditing.metrics_to_audit: (
        lambda database: auditing.metrics_to_audit(database, SAM, "c-ana-1"),
        "metric_id:object name:object coaching_area:object weight:float64 negative_weight:float64 fatal:bool "
        "expected_response:object automatic:object justification:object answered:object commented:object "
        "evidence:object",
    ),
    bookmarks.bookmarked: (
        lambda database: bookmarks.bookmarked(database, SAM),
        "interaction_id:object agent_id:object agent_name:object started_at:datetime64[us] queue:object "
        "channel:object topic:object kore_evaluation_score:float64 supervisor_audit_score:float64 "
        "sentiment_score:float64 sentiment_estimated:bool fatal:bool fails_fatally:bool note:object "
        "bookmarked_at:datetime64[us]",
    ),
    interaction_list.interactions_of_agent: (
        lambda database: interaction_list.interactions_of_agent(database, SAM, Scope(ANA), EVER, page=1, size=9)[0],
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 sentiment_score:float64 "
        "sentiment_estimated:bool fatal:bool fails_fatally:bool failed_areas:object bookmark_note:object "
        "scores_differ_by:float64",
    ),
    interactions.turns: (
        lambda database: interactions.turns(database, SAM, "c-ana-1"),
        "position:int32 speaker:object said_at:datetime64[us] text:object sentiment:float64",
    ),
}


ESTIMATE = (
    "plain_change:float64 expected_change:float64 effect:float64 low:float64 high:float64 coached_agents:int64 "
    "peers:int64 left_out:int64 coached_before:int64 coached_again:int64 too_recent:int64 too_few_interactions:int64 "
    "changed_queue:int64 no_peers:int64 reason:object caution:object"
)
ESTIMATES: dict[Callable[..., pd.DataFrame], str] = {
    team_effect.overall: f"everything:bool {ESTIMATE}",
    team_effect.by_area: f"coaching_area:str {ESTIMATE}",
    team_effect.by_supervisor: f"supervisor_id:str {ESTIMATE} supervisor:str",
    team_effect.by_reason: f"chosen_because:str {ESTIMATE}",
    team_effect.by_weeks: f"weeks:str everything:bool {ESTIMATE}",
    team_effect.by_read: f"was_read:bool {ESTIMATE}",
    team_effect.peers_only: f"everything:bool {ESTIMATE}",
    team_effect.placebo: f"everything:bool {ESTIMATE}",
}
COURSE = (
    "weeks:str first_day:object last_day:object score:float64 expected:float64 low:float64 high:float64 "
    "left_out:object coaching_area:str"
)


def dtypes(frame: pd.DataFrame) -> str:
    return " ".join(f"{name}:{dtype}" for name, dtype in frame.dtypes.items())


def test_the_columns_of_every_frame_have_their_dtypes(small_centre: Database) -> None:
    filled(small_centre)
    found = {name(query): dtypes(ask(small_centre)) for query, (ask, _) in QUERIES.items()}
    assert found == {name(query): columns for query, (_, columns) in QUERIES.items()}


def test_the_columns_of_every_estimate_have_their_dtypes(database: Database) -> None:
    simulation = simulated_centre.fill(database)
    asked = (database, KIM, team_effect.EffectFilter())
    found = {name(query): dtypes(query(*asked)) for query in ESTIMATES}
    assert found == {name(query): columns for query, columns in ESTIMATES.items()}
    assert dtypes(team_effect.course(database, KIM, simulation.assignments["assignment_id"].iloc[0])) == COURSE


def test_every_query_that_returns_a_frame_has_its_dtypes_here() -> None:
    returning = {
        function
        for module in pkgutil.walk_packages(coaching.__path__, "coaching.")
        if module.name.split(".")[1] in ROOMS
        for _, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        if function.__module__ == module.name
        and not function.__name__.startswith("_")
        and "database" in inspect.signature(function).parameters
        and "DataFrame" in str(inspect.signature(function).return_annotation)
    }
    assert len(returning) > 40
    pinned: set[Callable[..., Any]] = {*QUERIES, *ESTIMATES, team_effect.course, people.with_labels}
    # with_labels() has the columns of the frame that it is given.
    assert {f"{function.__module__}.{function.__name__}" for function in returning} == {
        name(function) for function in pinned
    }


def name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"
