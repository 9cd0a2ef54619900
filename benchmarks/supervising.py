"""How long a supervisor of everybody waits for the pages about all of coaching."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from benchmarks.centre import AGENT, LEAD_OF_AGENT, NEWEST, SUPERVISOR, TEAM_LEAD
from coaching.assignments import agent_coaching, agent_notes, assignments, marks, team_assignments
from coaching.assignments.best_responses import suggest
from coaching.assignments.status import Status
from coaching.measuring import agent_scores, coverage, findings, map_read_once, monitor, score_map, score_steps, to_do
from coaching.measuring.score_map import Across, By, TeamScope
from coaching.measuring.score_steps import RowAsked
from coaching.quality import best_moments, interaction_list
from coaching.quality.interaction_filter import EVERYTHING, InteractionFilter, Words
from coaching.quality.interaction_list import Sorted, WideScope
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import Period

RUNS, SIZE = 7, 25
TODAY, ZONE = NEWEST.date(), ZoneInfo("Europe/Berlin")

# The rows of area_daily that Compare needs, summed and nothing else.
BARE_SCAN = """
    SELECT agent_id, coaching_area, sum(earned), sum(possible) FROM area_daily
    WHERE agent_id IN (SELECT agent_id FROM assignments WHERE assigned_at >= $first) GROUP BY ALL"""

MARKED = """
    SELECT ai.interaction_id FROM assignment_interactions ai JOIN interactions i USING (interaction_id)
    WHERE ai.kind = 'marked' ORDER BY i.started_at DESC, ai.interaction_id LIMIT 2"""

NEWEST_OF_AGENT = """
    SELECT interaction_id FROM interactions WHERE agent_id = $agent_id
    ORDER BY started_at DESC, interaction_id LIMIT 6"""

MONITORED = {
    "all": monitor.MonitorFilter(),
    "assigned in 7 days": monitor.MonitorFilter(period=Period.of_days(TODAY - timedelta(6), TODAY)),
    "assigned in 90 days": monitor.MonitorFilter(period=Period.of_days(TODAY - timedelta(89), TODAY)),
    "one team": monitor.MonitorFilter(team="Team 1"),
    "coaching areas": monitor.MonitorFilter(coaching_areas=("Area 1", "Area 2")),
}
LISTED = {
    "no filter": team_assignments.AssignmentFilter(),
    "status in progress": team_assignments.AssignmentFilter(status=Status.IN_PROGRESS),
    "overdue": team_assignments.AssignmentFilter(overdue=True),
    "agent or name": team_assignments.AssignmentFilter(text="gent 12"),
    "coaching areas": team_assignments.AssignmentFilter(coaching_areas=["Area 1", "Area 2"]),
}

INTERACTIONS = {
    "all": EVERYTHING,
    "one topic": InteractionFilter(topic="Topic 7"),
    "below pass score, failed area": InteractionFilter(below_pass_score=True, failed_area="Area 1"),
    "failed metric": InteractionFilter(failed_metric_id="metric-3"),
    "two words said": InteractionFilter(words=Words(all_of=("word17", "word29"))),
}


def measured(file: str) -> Iterator[tuple[str, float, float | None]]:
    """What is asked for, its milliseconds, and those of a bare scan where there is a limit to hold it against."""
    with closing(Database(file)) as database:
        forgetful = _Forgetful(database)
        first = NEWEST - timedelta(90)
        bare = forgetful.milliseconds(lambda: database.query(BARE_SCAN, {"first": first}))
        for name, filters in MONITORED.items():
            for compared in (False, True):
                took = forgetful.milliseconds(partial(_monitor, database, filters, compared))
                yield f"Coaching monitor, {name}{', Compare' if compared else ''}", took, bare
        for name, listed in LISTED.items():
            took = forgetful.milliseconds(partial(_assignments, database, listed))
            yield f"Assignments, {name}", took, None
        yield (
            "Assignments, figures",
            forgetful.milliseconds(
                lambda: team_assignments.figures(database, SUPERVISOR, team_assignments.AssignmentFilter(), TODAY, ZONE)
            ),
            None,
        )
        period = coverage.window(NEWEST)
        yield "Coverage, agents", forgetful.milliseconds(lambda: coverage.agents(database, SUPERVISOR, period)), None
        yield (
            "Coverage, assignments",
            forgetful.milliseconds(lambda: coverage.assignments(database, SUPERVISOR, TODAY)),
            None,
        )
        yield from _to_do(database, forgetful, period)
        yield from _maps(database, forgetful, period)
        for name, viewer in (("a team of 25", LEAD_OF_AGENT), ("everybody", SUPERVISOR)):
            took = forgetful.milliseconds(partial(_one_agent, database, viewer, period))
            yield f"1:1 with an agent, asked by a lead of {name}", took, None
        for name, viewer in (("a team of 25", TEAM_LEAD), ("everybody", SUPERVISOR)):
            for days, within in (("28 days", period), ("any time", None)):
                for what, narrowed in INTERACTIONS.items():
                    listing = partial(_interactions, database, viewer, WideScope(period=within), narrowed)
                    yield f"Evaluation, {what}, {days}, {name}", forgetful.milliseconds(listing), None
        yield "what the coaching form drafts from", forgetful.milliseconds(partial(_findings, database, period)), None
        marked = database.query(MARKED)["interaction_id"].tolist()
        yield (
            "five suggested best responses",
            forgetful.milliseconds(lambda: suggest(database, SUPERVISOR, marked, ["Area 0", "Area 1"], 5)),
            None,
        )


def _to_do(database: Database, forgetful: "_Forgetful", period: Period) -> Iterator[tuple[str, float, float | None]]:
    """The same of what a supervisor's first page asks for."""
    for name, ask in {
        "assignments": lambda: to_do.assignments_to_see_to(database, SUPERVISOR, TODAY),
        "marks": lambda: to_do.marks_to_see_to(database, SUPERVISOR),
        "doubtful scores": lambda: to_do.doubtful_scores(database, SUPERVISOR, period),
        "below the pass score": lambda: to_do.agents_below_pass_score(database, SUPERVISOR, period, TODAY),
        "areas without live coaching": lambda: to_do.areas_without_coaching(database, SUPERVISOR, period, TODAY),
        "the number in the menu": lambda: to_do.number_waiting(database, SUPERVISOR, TODAY),
    }.items():
        yield f"To do, {name}", forgetful.milliseconds(ask), None


def _maps(database: Database, forgetful: "_Forgetful", period: Period) -> Iterator[tuple[str, float, float | None]]:
    """The same of what the page of a team asks for."""
    for name, viewer in (("a team of 25", TEAM_LEAD), ("everybody", SUPERVISOR)):
        for by, across in (
            (By.AGENT, Across.AREAS),
            (By.AGENT, Across.METRICS),
            (By.QUEUE, Across.AREAS),
            (By.TOPIC, Across.AREAS),
            (By.TOPIC, Across.METRICS),
        ):
            took = forgetful.milliseconds(partial(_map, database, viewer, period, by, across))
            yield f"Team, {wording.MAP_BY[by].lower()} by {across}, {name}", took, None
        scope, row = TeamScope(period=period), RowAsked(By.AGENT, AGENT)
        ask = partial(score_steps.steps, database, viewer, scope, Across.METRICS, "week", row)
        yield f"Team, an agent's metrics over 13 weeks beside {name}", forgetful.milliseconds(ask), None


class _Forgetful:
    """Times calls that must ask the database every time, not be told what it answered before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def milliseconds(self, ask: Callable[[], object]) -> float:
        """The median of RUNS calls after a first one."""
        took = []
        for _ in range(RUNS + 1):
            self._database.forget()
            start = time.perf_counter()
            ask()
            took.append(1000 * (time.perf_counter() - start))
        return statistics.median(took[1:])


def _map(database: Database, viewer: str, period: Period, by: By, across: Across) -> None:
    """What the page asks for its map: the scores, all together, and the changes of one page of rows."""
    scope = TeamScope(period=period)
    if map_read_once.is_read_once(database, viewer, by):
        sums = score_map.daily_sums(database, viewer, scope, by, across)
        rows = map_read_once.scores_of(sums, period)["row_id"].unique()[:SIZE]
        score_map.changes_of(sums[sums["row_id"].isin(rows)], period, across)
        score_map.changes_of(map_read_once.together(sums), period, across)
        return
    scored = score_map.scores(database, viewer, scope, by, across)
    score_map.changes(database, viewer, scope, by, across, list(scored["row_id"].unique()[:SIZE]))
    score_map.changes(database, viewer, scope, None, across)


def _one_agent(database: Database, viewer: str, period: Period) -> None:
    """What an agent's page asks apart from the figures and the trend, which the dashboard asks as well."""
    assigned = assignments.assignments_of_agent(database, viewer, AGENT, TODAY)
    agent_coaching.waiting_since(database, viewer, AGENT)
    agent_coaching.plans(database, viewer, AGENT)
    marks.open_marks_of(database, viewer, AGENT)
    coached = agent_scores.coached_areas(assigned, AGENT)
    scope = Scope(agent_id=AGENT, zone=ZONE)  # whose days begin within days of UTC
    for across in Across:
        agent_scores.scores(database, viewer, scope, period, across, coached)
    best_moments.best_moments(database, viewer, scope, period, 3)
    agent_notes.notes_about(database, viewer, AGENT)


def _findings(database: Database, period: Period) -> None:
    own = database.query(NEWEST_OF_AGENT, {"agent_id": AGENT})["interaction_id"]
    areas, best = ("Area 0", "Area 1"), tuple(own[5:6])
    findings.findings(database, LEAD_OF_AGENT, AGENT, tuple(own[:5]), areas, best, period, ZONE)


def _monitor(database: Database, filters: monitor.MonitorFilter, compared: bool) -> None:
    changes = monitor.changes_of_all(database, SUPERVISOR, filters, TODAY, ZONE) if compared else None
    if changes is not None:
        filters = replace(filters, assignment_ids=monitor.assignments_read(changes, monitor.READINGS))
    rows, _ = monitor.monitor(database, SUPERVISOR, filters, TODAY, ZONE, page=1, size=SIZE)
    if compared and changes is None:
        monitor.changes_of(database, SUPERVISOR, list(rows["assignment_id"]), TODAY)


def _assignments(database: Database, filters: team_assignments.AssignmentFilter) -> None:
    team_assignments.team_assignments(database, SUPERVISOR, filters, TODAY, ZONE, page=1, size=SIZE)


def _interactions(database: Database, viewer: str, scope: WideScope, filters: InteractionFilter) -> None:
    worst = Sorted(interaction_list.By.KORE, descending=False)
    interaction_list.interactions(database, viewer, scope, filters, worst, page=1, size=SIZE)
