"""How do the agents of the assignments score now, and how has that changed since they were coached?

Figures come from the daily totals, whose days are UTC days; "now" is the newest day with data. Withdrawn assignments
are not among them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.assignments.assignments import AREAS
from coaching.measuring import score_change
from coaching.measuring.score_change import AFTER, BEFORE, WINDOW_DAYS, Verdict
from coaching.people.people import with_labels
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality.scoring import AREA_SCORE, KORE_SCORE
from coaching.storage.database import Database
from coaching.storage.paging import skipped
from coaching.words import wording
from coaching.words.days import Period, day_of, days_asked, instants_asked
from coaching.words.sentences import listed_names

WHOLE_LIST = 1_000_000  # rows of an export


class By(StrEnum):
    """What the days of the filter are about."""

    ASSIGNED = "assigned"
    FOLLOW_UP = "follow_up"


# Of more assignments than this the changes are not computed at once: the page would take longer than 300 ms, see
# benchmarks/supervising.py.
MOST_COMPARED = 1_000
# What changes can be filtered for, and which verdicts each of these stands for.
Reading = Literal["better", "worse", "within_noise", "not_judged"]
READINGS: Mapping[Reading, Collection[Verdict]] = {
    "better": (Verdict.BETTER,),
    "worse": (Verdict.WORSE,),
    "within_noise": (Verdict.WITHIN_NOISE,),
    "not_judged": (Verdict.NO_DATA, Verdict.TOO_FEW),
}

MONITORED = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, monitored AS (
        SELECT * FROM assignments WHERE agent_id IN (FROM monitored_agents) AND withdrawn_at IS NULL)"""

# The filters. A parameter that is NULL lets everything through.
FILTERED = f"""
    FROM monitored a JOIN people p ON p.person_id = a.agent_id
    WHERE ($team IS NULL OR p.team = $team)
      AND ($agent_ids IS NULL OR list_contains($agent_ids, a.agent_id))
      AND ($first IS NULL OR CASE WHEN $by = '{By.FOLLOW_UP}' THEN a.follow_up_on ELSE a.assigned_at END >= $first)
      AND ($end IS NULL OR CASE WHEN $by = '{By.FOLLOW_UP}' THEN a.follow_up_on ELSE a.assigned_at END < $end)
      AND ($areas IS NULL OR a.assignment_id IN (
           SELECT aa.assignment_id FROM assignment_areas aa WHERE list_contains($areas, aa.coaching_area)))
      AND ($assignment_ids IS NULL OR a.assignment_id IN (SELECT unnest($assignment_ids::VARCHAR[])))"""

# Counted by a query of its own, see interaction_list.py.
NUMBER = f"{MONITORED} SELECT count(*) AS total {FILTERED}"

FIRST_FEW = f"{MONITORED} SELECT a.assignment_id {FILTERED} LIMIT $most"

PAGE = f"""
    {MONITORED}, page AS MATERIALIZED (
        SELECT a.assignment_id, a.agent_id, p.name AS agent_name, p.team, a.name, a.assigned_at, a.follow_up_on
        {FILTERED}
        ORDER BY a.assigned_at DESC, a.assignment_id
        LIMIT $size OFFSET $skipped),
    scorecards AS (
        SELECT d.agent_id, {AREA_SCORE} AS score FROM area_daily d
        WHERE d.agent_id IN (SELECT agent_id FROM page) AND d.day >= $newest_first AND d.day < $newest_end
        GROUP BY d.agent_id),
    evaluations AS (
        SELECT d.agent_id, {KORE_SCORE} AS score, sum(d.evaluated)::INTEGER AS evaluated FROM agent_daily d
        WHERE d.agent_id IN (SELECT agent_id FROM page) AND d.day >= $newest_first AND d.day < $newest_end
        GROUP BY d.agent_id)
    SELECT a.assignment_id, a.agent_id, a.agent_name, a.team, a.name, a.assigned_at, a.follow_up_on, {AREAS},
           s.score AS scorecard_score, e.score AS kore_evaluation_score, coalesce(e.evaluated, 0) AS evaluated
    FROM page a
    LEFT JOIN scorecards s ON s.agent_id = a.agent_id
    LEFT JOIN evaluations e ON e.agent_id = a.agent_id
    ORDER BY a.assigned_at DESC, a.assignment_id"""

# The windows are those of score_change.windows; a property test holds the two together.
SUMS = f"""
    {MONITORED}, coached AS MATERIALIZED (
        SELECT a.assignment_id, a.agent_id, a.assigned_at::DATE AS assigned_on, aa.coaching_area,
               min(aa.position) AS position
        FROM monitored a JOIN assignment_areas aa USING (assignment_id)
        WHERE a.assignment_id IN (SELECT unnest($assignment_ids::VARCHAR[]))
        GROUP BY ALL),
    compared AS (
        SELECT *, '{BEFORE}' AS side, assigned_on - {WINDOW_DAYS} AS first_day, assigned_on AS end_day FROM coached
        UNION ALL
        SELECT *, '{AFTER}', greatest($first::DATE, assigned_on + 1), $end::DATE FROM coached),
    sums AS (
        SELECT c.assignment_id, c.coaching_area, c.side, d.day, sum(d.earned) AS earned, sum(d.possible) AS possible,
               sum(d.interactions)::DOUBLE AS interactions
        FROM compared c
        JOIN area_daily d ON d.agent_id = c.agent_id AND d.coaching_area = c.coaching_area
                         AND d.day >= c.first_day AND d.day < c.end_day
        GROUP BY ALL)
    SELECT c.assignment_id, c.coaching_area, s.side, s.day::TIMESTAMP AS day, s.earned, s.possible, s.interactions
    FROM coached c LEFT JOIN sums s ON s.assignment_id = c.assignment_id AND s.coaching_area = c.coaching_area
    ORDER BY c.assignment_id, c.position, c.coaching_area"""

TEAMS = f"""
    {MONITORED}
    SELECT DISTINCT p.team FROM monitored a JOIN people p ON p.person_id = a.agent_id
    WHERE p.team IS NOT NULL ORDER BY p.team"""

COACHING_AREAS = f"""
    {MONITORED}
    SELECT DISTINCT aa.coaching_area FROM monitored a JOIN assignment_areas aa USING (assignment_id)
    ORDER BY aa.coaching_area"""

AGENTS = f"""
    {MONITORED}
    SELECT DISTINCT a.agent_id, p.name, p.team FROM monitored a JOIN people p ON p.person_id = a.agent_id
    ORDER BY p.name, a.agent_id"""


@dataclass(frozen=True, kw_only=True)
class MonitorFilter:
    """Which assignments are asked for; the defaults ask for all."""

    by: By = By.ASSIGNED
    period: Period | None = None  # of the viewer's days; None for any
    coaching_areas: Sequence[str] = ()  # any of them
    team: str | None = None
    agent_ids: Sequence[str] = ()  # any of them
    assignment_ids: Sequence[str] | None = None  # none but these


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What there is to choose from: of the assignments that the viewer may see. All by name."""

    teams: Sequence[str]
    coaching_areas: Sequence[str]
    agents: Mapping[str, str]  # what they are called by person_id, see people.label
    team_of: Mapping[str, str | None]  # by person_id; None where unknown

    def agents_of(self, team: str | None) -> list[str]:
        """The agents of this team, or of all."""
        return [agent for agent in self.agents if team is None or self.team_of[agent] == team]


def choices(database: Database, viewer_id: str) -> Choices:
    """The choices of the filters."""
    asked = {"viewer_id": viewer_id}
    agents = with_labels(database, database.query(AGENTS, asked), name="agent_id")
    return Choices(
        teams=tuple(database.query(TEAMS, asked)["team"]),
        coaching_areas=tuple(database.query(COACHING_AREAS, asked)["coaching_area"]),
        agents=dict(zip(agents["agent_id"], agents["name"], strict=True)),
        team_of=dict(zip(agents["agent_id"], agents["team"], strict=True)),
    )


def number(database: Database, viewer_id: str, filters: MonitorFilter, zone: ZoneInfo) -> int:
    """How many assignments are asked for."""
    row = database.first(NUMBER, _parameters(viewer_id, filters, zone))
    assert row is not None  # an aggregate always has a row
    return int(row["total"])


def monitor(
    database: Database, viewer_id: str, filters: MonitorFilter, newest: date, zone: ZoneInfo, *, page: int, size: int
) -> tuple[pd.DataFrame, int]:
    """One page of the assignments asked for, newest assigned first, and how many there are in all.

    `newest`: the newest day with data. `zone`: the viewer's. A `page` past the last one is the last one. Columns:
    assignment_id, agent_id, agent_name, team (None where unknown), name, assigned_at (naive UTC), follow_up_on (date),
    coaching_areas (list), scorecard_score (0 to 100: the points that the agent earned in the last 7 days, of those
    possible in all coaching areas) and kore_evaluation_score (0 to 100: the mean of the same days, over `evaluated`
    interactions); NaN is NA.
    """
    total = number(database, viewer_id, filters, zone)
    newest_week = Period.of_last_days(WINDOW_DAYS, newest)
    asked = _parameters(viewer_id, filters, zone) | {
        "newest_first": newest_week.first,
        "newest_end": newest_week.end,
        "size": size,
        "skipped": skipped(page, total, size),
    }
    rows = with_labels(database, database.query(PAGE, asked), agent_name="agent_id")
    return rows, total


def changes_of(database: Database, viewer_id: str, assignment_ids: Sequence[str], newest: date) -> pd.DataFrame:
    """The change of each coached area of these assignments, in the order of their areas; see score_change.changes.

    A row an assignment and area; none of an assignment that the viewer may not see. Columns: assignment_id,
    coaching_area, before, after, change, low, high, n_before, n_after, verdict.
    """
    newest_week = Period.of_last_days(WINDOW_DAYS, newest)
    asked = {"viewer_id": viewer_id, "assignment_ids": list(assignment_ids)} | days_asked(newest_week)
    return score_change.changes(database.query(SUMS, asked))


def changes_of_all(
    database: Database, viewer_id: str, filters: MonitorFilter, newest: date, zone: ZoneInfo
) -> pd.DataFrame | None:
    """changes_of() all assignments asked for, or None where those are more than MOST_COMPARED."""
    asked = _parameters(viewer_id, filters, zone) | {"most": MOST_COMPARED + 1}
    found = database.query(FIRST_FEW, asked)["assignment_id"]
    return changes_of(database, viewer_id, list(found), newest) if len(found) <= MOST_COMPARED else None


def areas_by_reading(changes: pd.DataFrame) -> dict[Reading, int]:
    """How many coached areas got better, got worse and so on, of changes_of()."""
    return {reading: int(changes["verdict"].isin(verdicts).sum()) for reading, verdicts in READINGS.items()}


def assignments_read(changes: pd.DataFrame, readings: Collection[Reading]) -> list[str]:
    """The assignments of changes_of() with a coached area that reads like one of these."""
    verdicts = [verdict for reading in readings for verdict in READINGS[reading]]
    return list(changes.loc[changes["verdict"].isin(verdicts), "assignment_id"].unique())


def _parameters(viewer_id: str, filters: MonitorFilter, zone: ZoneInfo) -> dict[str, object]:
    asked = instants_asked(filters.period, zone) if filters.by == By.ASSIGNED else days_asked(filters.period)
    return asked | {
        "by": str(filters.by),
        "viewer_id": viewer_id,
        "team": filters.team,
        "agent_ids": list(filters.agent_ids) or None,
        "areas": list(filters.coaching_areas) or None,
        "assignment_ids": None if filters.assignment_ids is None else list(filters.assignment_ids),
    }


def exported(
    database: Database, viewer_id: str, filters: MonitorFilter, newest: date, zone: ZoneInfo, compared: bool
) -> pd.DataFrame:
    """All assignments that match, a row each; compared, a row an assignment and coached area. Columns as people read
    them, see wording.MONITOR_EXPORT; the assigned day is the viewer's."""
    rows, _ = monitor(database, viewer_id, filters, newest, zone, page=1, size=WHOLE_LIST)
    rows["assigned"] = [day_of(instant, zone) for instant in rows["assigned_at"]]
    if compared:
        changes = changes_of(database, viewer_id, list(rows["assignment_id"]), newest)
        rows = rows.drop(columns="coaching_areas").merge(changes, on="assignment_id", how="left")
        rows["verdict"] = rows["verdict"].map(wording.VERDICTS)
        rows = rows.astype({"n_before": "Int64", "n_after": "Int64"})
    else:
        rows["coaching_areas"] = [listed_names(areas) or None for areas in rows["coaching_areas"]]
    names = {name: label for name, label in wording.MONITOR_EXPORT.items() if name in rows}
    return rows[list(names)].rename(columns=names)
