"""Which columns, of which dtypes, has every frame of figures? A part of tests/frame_columns.py."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.assignments import assignments
from coaching.measuring import (
    agent_figures,
    agent_scores,
    calibration,
    coverage,
    follow_ups,
    leaderboard,
    map_levels,
    monitor,
    planner,
    progress,
    rounds,
    score_map,
    score_steps,
    team_effect,
    to_do,
    uncovered,
)
from coaching.measuring.score_map import Across, By
from coaching.measuring.score_steps import RowAsked
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period, utc_now

ANA, BEN, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim"))
TODAY, UTC = utc_now().date(), ZoneInfo("UTC")
EVER = Period.of_days(date(2000, 1, 1), date(2100, 1, 1))

# As QUERIES there.
MEASURED: dict[Callable[..., Any], tuple[Callable[[Database], pd.DataFrame], str]] = {
    agent_figures.areas: (
        lambda database: agent_figures.areas(database, SAM, Scope(agent_id=ANA), EVER),
        "coaching_area:object score:float64 interactions:int32",
    ),
    agent_figures.area_changes: (
        lambda database: agent_figures.area_changes(database, SAM, Scope(agent_id=ANA), Period.of_last_days(90, TODAY)),
        "coaching_area:object before:float64 after:float64 change:float64 low:float64 high:float64 "
        "n_before:int64 n_after:int64 verdict:object",
    ),
    agent_figures.metric_changes: (
        lambda database: agent_figures.metric_changes(
            database, SAM, Scope(agent_id=ANA), Period.of_last_days(90, TODAY)
        ),
        "metric_id:object before:float64 after:float64 change:float64 low:float64 high:float64 "
        "n_before:int64 n_after:int64 verdict:object",
    ),
    agent_scores.areas_with_changes: (
        lambda database: agent_scores.areas_with_changes(
            database, SAM, Scope(agent_id=ANA), Period.of_last_days(90, TODAY)
        ),
        "coaching_area:object score:float64 interactions:int32 before:float64 after:float64 change:float64 low:float64 "
        "high:float64 n_before:int64 n_after:int64 verdict:object name:object judged:bool below:bool",
    ),
    agent_figures.metrics_of_area: (
        lambda database: agent_figures.metrics_of_area(database, SAM, Scope(agent_id=ANA), EVER, "Accuracy"),
        "metric_id:object name:object adherence:float64 applicable:int32 failed:int32",
    ),
    agent_figures.queues_and_channels: (
        lambda database: agent_figures.queues_and_channels(database, SAM, ANA),
        "queue_id:object queue:object channel:object",
    ),
    agent_scores.scores: (
        lambda database: agent_scores.scores(
            database,
            SAM,
            Scope(agent_id=ANA),
            EVER,
            Across.AREAS,
            agent_scores.coached_areas(assignments.assignments_of_agent(database, SAM, ANA, TODAY), ANA),
        ),
        "row_id:object column_id:object score:float64 interactions:int64 coaching_area:object judged:bool below:bool "
        "times:int64 last_coached_at:datetime64[us] live:bool repeated:bool uncovered:bool name:object after:float64 "
        "before:float64 change:float64 low:float64 high:float64 n_before:int64 n_after:int64 verdict:object",
    ),
    agent_figures.trend: (
        lambda database: agent_figures.trend(database, SAM, Scope(agent_id=ANA), TODAY, "week"),
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
    to_do.agents_below_pass_score: (
        lambda database: to_do.agents_below_pass_score(database, SAM, EVER, TODAY),
        "agent_id:object agent_name:object team:object interactions:int32 judged:int32 score:float64 "
        "pass_score:float64 lowest_area:object lowest_area_score:float64 open_assignments:int64 "
        "last_coached_at:datetime64[us] below_by:float64",
    ),
    to_do.areas_without_coaching: (
        lambda database: to_do.areas_without_coaching(database, SAM, EVER, TODAY),
        "agent_id:object agent:object team:object coaching_area:object score:float64 interactions:int32 "
        "last_coached_at:datetime64[us] times:int64 repeated:bool",
    ),
    uncovered.uncovered_areas: (
        lambda database: uncovered.uncovered_areas(database, SAM, EVER, TODAY),
        "agent_id:object agent:object team:object coaching_area:object score:float64 interactions:int32 "
        "last_coached_at:datetime64[us] times:int64 repeated:bool",
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
    calibration.by_metric: (
        lambda database: calibration.by_metric(database, SAM, score_map.TeamScope(period=EVER)),
        "metric_id:object interactions:int32 agreeing:int32 too_strict:int32 too_lenient:int32",
    ),
    calibration.that_differ: (
        lambda database: calibration.that_differ(
            database, SAM, score_map.TeamScope(period=EVER), "m-greet", page=1, size=9
        )[0],
        "interaction_id:object agent_id:object agent:object started_at:datetime64[us] queue:object channel:object "
        "topic:object automatic:object audited:object",
    ),
    follow_ups.outcomes: (
        lambda database: follow_ups.outcomes(database, SAM),
        "assignment_id:object outcome:object",
    ),
    leaderboard.leaderboard: (
        lambda database: leaderboard.leaderboard(database, SAM, score_map.TeamScope(period=EVER)),
        "agent_id:object agent:object team:object interactions:int32 evaluated:int32 kore_evaluation_score:float64 "
        "audits:int32 supervisor_audit_score:float64 below_pass_score:int32 below_share:float64 fatal:int32 "
        "assignments:int32",
    ),
    leaderboard.places: (
        lambda database: leaderboard.places(database, SAM, ANA, EVER),
        "place:int32 score:float64 evaluated:int32 own:bool",
    ),
    leaderboard.trends: (
        lambda database: leaderboard.trends(database, SAM, score_map.TeamScope(period=EVER)),
        "agent_id:object before:float64 after:float64 change:float64 low:float64 high:float64 n_before:int64 "
        "n_after:int64 verdict:object",
    ),
    rounds.agents_of_rounds: (
        lambda database: rounds.agents_of_rounds(database, SAM, TODAY),
        "round_id:object drawn_by:object drawn_by_name:object drawn_at:datetime64[us] last_on:object running:bool "
        "places:int32 seed:int64 agent_id:object agent_name:object team:object coaching_area:object stratum:int32 "
        "need:object waited:bool score:float64 interactions:int32 place:int32 drawn:bool coached_at:datetime64[us]",
    ),
    rounds.afterwards: (
        lambda database: rounds.afterwards(database, SAM),
        "round_id:object agent_id:object after:float64 interactions_after:int32",
    ),
    rounds.needs_now: (
        lambda database: rounds.needs_now(database, SAM, score_map.TeamScope(period=EVER), TODAY),
        "agent_id:object coaching_area:object score:float64 low:float64 high:float64 interactions:int64 need:object "
        "waited:bool stratum:int64 agent_name:object",
    ),
    planner.needs: (
        lambda database: planner.needs(
            database,
            SAM,
            score_map.TeamScope(period=EVER),
            coverage.coached_areas(
                coverage.assignments(database, SAM, TODAY), coverage.areas_of_assignments(database, SAM)
            ),
            rounds.agents_of_rounds(database, SAM, TODAY),
        ),
        "agent_id:object coaching_area:object score:float64 low:float64 high:float64 interactions:int64 need:object "
        "waited:bool stratum:int64 agent_name:object",
    ),
    map_levels.levels: (
        lambda database: map_levels.levels(database, SAM, score_map.TeamScope(period=EVER), Across.AREAS),
        "row_id:object column_id:object score:float64 low:float64 high:float64 interactions:int64",
    ),
    score_map.changes: (
        lambda database: score_map.changes(database, SAM, score_map.TeamScope(period=EVER), By.AGENT, Across.METRICS),
        "row_id:object column_id:object before:float64 after:float64 change:float64 low:float64 high:float64 "
        "n_before:int64 n_after:int64 verdict:object",
    ),
    score_map.daily_sums: (
        lambda database: score_map.daily_sums(
            database, SAM, score_map.TeamScope(period=EVER), By.TOPIC, Across.METRICS
        ),
        "row_id:object column_id:object day:datetime64[us] earned:float64 possible:float64 interactions:float64",
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
    team_effect.by_area_and_supervisor: f"coaching_area:object supervisor_id:object supervisor:object {ESTIMATE}",
    team_effect.by_area_and_lead: f"coaching_area:object supervisor_id:object supervisor:object {ESTIMATE}",
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
