"""The coaching assignments of a supervisor's whole team: figures, filters and pages, computed in SQL.

Status and overdue follow the rule of status.py; a property test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.assignments import AREAS, BELONGS
from coaching.database import Database
from coaching.paging import skipped
from coaching.people import VISIBLE_AGENTS, with_labels
from coaching.status import Status

# The status of an assignment with counts c (total and reviewed; missing where no interaction belongs to it any more).
STATUS = f"""
    CASE WHEN coalesce(c.reviewed, 0) = 0 THEN '{Status.NOT_STARTED}'
         WHEN c.reviewed = c.total THEN '{Status.COMPLETED}'
         ELSE '{Status.IN_PROGRESS}' END"""

# The assignments of every agent whom $viewer supervises, with what follows from the openings and from $today, the date
# where the viewer is. One pass over all of them: a look-up for each would take seconds at ten thousand.
TEAM = f"""
    WITH {VISIBLE_AGENTS}, supervised AS (
        SELECT * FROM assignments WHERE agent_id IN (FROM visible_agents) AND agent_id <> $viewer),
    counts AS (
        SELECT a.assignment_id, count(DISTINCT ai.interaction_id)::INTEGER AS total,
               count(DISTINCT o.interaction_id)::INTEGER AS reviewed
        FROM supervised a
        JOIN assignment_interactions ai USING (assignment_id)
        LEFT JOIN openings o ON o.assignment_id = ai.assignment_id AND o.interaction_id = ai.interaction_id
                            AND o.person_id = a.agent_id
        WHERE {BELONGS}
        GROUP BY a.assignment_id),
    standing AS (
        SELECT a.*, coalesce(c.total, 0) AS total, coalesce(c.reviewed, 0) AS reviewed,
               {STATUS} AS status,
               a.withdrawn_at IS NOT NULL AS withdrawn
        FROM supervised a LEFT JOIN counts c USING (assignment_id)),
    team AS (
        SELECT *, NOT withdrawn AND status <> '{Status.COMPLETED}' AND $today > follow_up_on AS overdue
        FROM standing)"""

# What is asked for; NULL asks for anything. Withdrawn ones only where they are asked for.
WANTED = f"""
    FROM team a JOIN people p ON p.person_id = a.agent_id
    WHERE a.withdrawn = $withdrawn
      AND ($status IS NULL OR a.status = $status)
      AND (NOT $open OR a.status <> '{Status.COMPLETED}')
      AND ($assigned_by IS NULL OR a.assigned_by = $assigned_by)
      AND ($team IS NULL OR p.team = $team)
      AND (NOT $overdue OR a.overdue)
      AND ($in_group IS NULL OR (a.group_id IS NOT NULL) = $in_group)
      AND ($assigned_from IS NULL OR a.assigned_at >= $assigned_from)
      AND ($assigned_before IS NULL OR a.assigned_at < $assigned_before)
      AND ($text IS NULL OR contains(lower(p.name), lower($text)) OR contains(lower(a.name), lower($text))
           OR contains(coalesce(p.email, ''), lower($text)))
      AND ($areas IS NULL OR a.assignment_id IN (
           SELECT aa.assignment_id FROM assignment_areas aa WHERE list_contains($areas, aa.coaching_area)))"""

# Counted by a query of its own, see dashboard.py.
NUMBER = f"{TEAM} SELECT count(*) AS total {WANTED}"

# The agent has the last word: their note is newer than every other note and every outcome.
PAGE = f"""
    {TEAM}, page AS MATERIALIZED (
        SELECT a.assignment_id, a.agent_id, p.name AS agent_name, a.name, a.assigned_at, a.follow_up_on, a.status,
               a.overdue, a.withdrawn, a.total, a.reviewed
        {WANTED}
        ORDER BY a.assigned_at DESC, a.assignment_id
        LIMIT $size OFFSET $skipped),
    acknowledged AS (
        SELECT DISTINCT k.assignment_id FROM acknowledgements k
        JOIN page a ON a.assignment_id = k.assignment_id AND a.agent_id = k.person_id),
    last_notes AS (
        SELECT assignment_id, max(written_at) AS written_at, arg_max(person_id, (written_at, note_id)) AS person_id
        FROM notes WHERE assignment_id IN (SELECT assignment_id FROM page) GROUP BY assignment_id),
    last_outcomes AS (
        SELECT assignment_id, max(recorded_at) AS recorded_at, arg_max(outcome, recorded_at) AS outcome
        FROM outcomes WHERE assignment_id IN (SELECT assignment_id FROM page) GROUP BY assignment_id)
    SELECT a.assignment_id, a.agent_id, a.agent_name, a.name, {AREAS}, a.assigned_at, a.follow_up_on, a.status,
           a.overdue, a.withdrawn, a.total, a.reviewed,
           a.assignment_id IN (FROM acknowledged) AS acknowledged,
           coalesce(n.person_id = a.agent_id AND (o.recorded_at IS NULL OR n.written_at > o.recorded_at), FALSE)
               AS to_answer,
           o.outcome
    FROM page a
    LEFT JOIN last_notes n ON n.assignment_id = a.assignment_id
    LEFT JOIN last_outcomes o ON o.assignment_id = a.assignment_id
    ORDER BY a.assigned_at DESC, a.assignment_id"""

FIGURES = f"""
    {TEAM}
    SELECT (count(*) FILTER (NOT withdrawn AND status = '{Status.NOT_STARTED}'))::INTEGER AS not_started,
           (count(*) FILTER (NOT withdrawn AND status = '{Status.IN_PROGRESS}'))::INTEGER AS in_progress,
           (count(*) FILTER (overdue))::INTEGER AS overdue,
           (count(*) FILTER (NOT withdrawn AND status = '{Status.COMPLETED}'))::INTEGER AS completed,
           (count(*) FILTER (withdrawn))::INTEGER AS withdrawn
    FROM team"""

NEWEST_ASSIGNED = f"""
    WITH {VISIBLE_AGENTS}
    SELECT max(assigned_at) AS newest FROM assignments
    WHERE agent_id IN (FROM visible_agents) AND agent_id <> $viewer AND withdrawn_at IS NULL"""

TEAMS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT DISTINCT p.team FROM assignments a JOIN people p ON p.person_id = a.agent_id
    WHERE a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer AND p.team IS NOT NULL
    ORDER BY p.team"""

COACHING_AREAS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT DISTINCT aa.coaching_area FROM assignment_areas aa JOIN assignments a USING (assignment_id)
    WHERE a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer
    ORDER BY aa.coaching_area"""

SUPERVISORS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT DISTINCT a.assigned_by, coalesce(p.name, a.assigned_by) AS name
    FROM assignments a LEFT JOIN people p ON p.person_id = a.assigned_by
    WHERE a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer
    ORDER BY name, a.assigned_by"""


@dataclass(frozen=True)
class Wanted:
    """Which assignments are asked for; the defaults ask for all that are in force. Days are the viewer's."""

    text: str = ""  # in the agent's name or e-mail address, or in the assignment's name; in any case
    team: str | None = None
    status: Status | Literal["open", "withdrawn"] | None = None  # open: not completed
    coaching_areas: Sequence[str] = ()  # any of them
    first_day: date | None = None  # assigned on this day or later
    last_day: date | None = None
    overdue: bool = False
    in_group: bool | None = None  # True: of a group assignment, False: individual
    assigned_by: str | None = None  # a person_id


@dataclass(frozen=True)
class TeamFigures:
    """How many assignments the whole team has. Overdue ones are among those not started and in progress."""

    not_started: int
    in_progress: int
    overdue: int
    completed: int
    withdrawn: int

    @property
    def in_force(self) -> int:
        """All but the withdrawn ones."""
        return self.not_started + self.in_progress + self.completed


def figures(database: Database, viewer: str, today: date) -> TeamFigures:
    """The team's figures, whatever is filtered; `today` is the date where the viewer is."""
    row = database.first(FIGURES, {"viewer": viewer, "today": today})
    assert row is not None  # an aggregate always has a row
    return TeamFigures(**row)


def newest_assigned_at(database: Database, viewer: str) -> datetime | None:
    """When the newest assignment in force was assigned that `viewer` oversees, naive UTC; None without any."""
    row = database.first(NEWEST_ASSIGNED, {"viewer": viewer})
    return row["newest"] if row else None


def teams(database: Database, viewer: str) -> list[str]:
    """The teams of the supervised agents who have assignments, by name."""
    return list(database.query(TEAMS, {"viewer": viewer})["team"])


def coaching_areas(database: Database, viewer: str) -> list[str]:
    """The coaching areas of the team's assignments, by name."""
    return list(database.query(COACHING_AREAS, {"viewer": viewer})["coaching_area"])


def supervisors(database: Database, viewer: str) -> dict[str, str]:
    """Whoever assigned something to the team, by name: what they are called by person_id, see people.label."""
    rows = with_labels(database, database.query(SUPERVISORS, {"viewer": viewer}), name="assigned_by")
    return dict(zip(rows["assigned_by"], rows["name"], strict=True))


def team_assignments(
    database: Database, viewer: str, wanted: Wanted, today: date, zone: ZoneInfo, *, page: int, size: int
) -> tuple[pd.DataFrame, int]:
    """One page of the assignments asked for, newest assigned first, and how many there are in all.

    `today` is the date where the viewer is, `zone` theirs. A `page` past the last one is the last one.
    Columns: assignment_id, agent_name, name, coaching_areas (list), assigned_at (naive UTC), follow_up_on (date),
    status (Status), overdue, withdrawn, total and reviewed (counts of interactions), acknowledged (by its agent),
    to_answer (the agent wrote last), outcome (the newest one's value, None without any).
    """
    asked = _parameters(viewer, wanted, today, zone)
    number = database.first(NUMBER, asked)
    assert number is not None  # an aggregate always has a row
    total = int(number["total"])
    rows = database.query(PAGE, asked | {"size": size, "skipped": skipped(page, total, size)})
    rows = with_labels(database, rows, agent_name="agent_id").drop(columns="agent_id")
    rows["coaching_areas"] = rows["coaching_areas"].map(list)
    rows["follow_up_on"] = pd.to_datetime(rows["follow_up_on"]).dt.date
    rows["status"] = pd.Series([Status(state) for state in rows["status"]], rows.index, dtype=object)
    rows["outcome"] = rows["outcome"].astype(object).where(rows["outcome"].notna(), None)
    return rows, total


def _parameters(viewer: str, wanted: Wanted, today: date, zone: ZoneInfo) -> dict[str, object]:
    withdrawn, is_open = wanted.status == "withdrawn", wanted.status == "open"
    return {
        "viewer": viewer,
        "today": today,
        "withdrawn": withdrawn,
        "status": None if withdrawn or is_open or wanted.status is None else str(wanted.status),
        "open": is_open,
        "assigned_by": wanted.assigned_by,
        "team": wanted.team,
        "overdue": wanted.overdue,
        "in_group": wanted.in_group,
        "assigned_from": begins(wanted.first_day, zone),
        "assigned_before": begins(wanted.last_day, zone, days_later=1),
        "text": wanted.text.strip() or None,
        "areas": list(wanted.coaching_areas) or None,
    }


def begins(day: date | None, zone: ZoneInfo, days_later: int = 0) -> datetime | None:
    """The naive UTC instant at which a day begins in `zone`, or that many days later; None for no day."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days_later), time(), zone).astimezone(UTC).replace(tzinfo=None)
