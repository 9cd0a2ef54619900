"""Which assignments does the whole team of a supervisor have? Figures, filters and pages, computed in SQL.

How an assignment stands follows the rules of status.py; a property test holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.assignments.assignments import AREAS, BELONGS
from coaching.assignments.discussion import WAITING
from coaching.assignments.status import CONCLUDED, IS_FOLLOW_UP_DUE, IS_OPEN, IS_OVERDUE, Standing, Status
from coaching.people.people import with_labels
from coaching.people.visibility import VISIBLE_AGENTS, sight
from coaching.storage.database import Database, cached
from coaching.storage.paging import skipped
from coaching.words.days import Period, instants_asked, utc_tomorrow


class Order(StrEnum):
    """In which order assignments are listed."""

    NEWEST = "newest"
    WAITING_LONGEST = "waiting_longest"
    FOLLOW_UP = "follow_up"


# The status of an assignment with counts c (total and reviewed; missing where no interaction belongs to it any more).
STATUS = f"""
    CASE WHEN coalesce(c.reviewed, 0) = 0 THEN '{Status.NOT_STARTED}'
         WHEN c.reviewed = c.total THEN '{Status.COMPLETED}'
         ELSE '{Status.IN_PROGRESS}' END"""

# The assignments of every agent whom the viewer supervises. Needs VISIBLE_AGENTS before it.
SUPERVISED = (
    "supervised AS (SELECT * FROM assignments WHERE agent_id IN (FROM visible_agents) AND agent_id <> $viewer_id)"
)

# These with what follows from the openings, the discussion and $today, the date where the viewer is. One pass over
# all of them: a look-up for each would take seconds at ten thousand.
TEAM = f"""
    WITH {VISIBLE_AGENTS}, {SUPERVISED},
    counts AS (
        SELECT a.assignment_id, count(DISTINCT ai.interaction_id)::INTEGER AS total,
               count(DISTINCT o.interaction_id)::INTEGER AS reviewed
        FROM supervised a
        JOIN assignment_interactions ai USING (assignment_id)
        LEFT JOIN openings o ON o.assignment_id = ai.assignment_id AND o.interaction_id = ai.interaction_id
                            AND o.person_id = a.agent_id
        WHERE {BELONGS}
        GROUP BY a.assignment_id),
    {WAITING},
    standing AS (
        SELECT a.*, coalesce(c.total, 0) AS total, coalesce(c.reviewed, 0) AS reviewed,
               {STATUS} AS status,
               a.withdrawn_at IS NOT NULL AS withdrawn,
               {CONCLUDED} AS concluded,
               w.waits_since
        FROM supervised a
        LEFT JOIN counts c ON c.assignment_id = a.assignment_id
        LEFT JOIN waiting w ON w.assignment_id = a.assignment_id),
    team AS (
        SELECT *, {IS_OPEN} AS is_open, {IS_OVERDUE} AS overdue, {IS_FOLLOW_UP_DUE} AS follow_up_due,
               waits_since IS NOT NULL AS to_answer
        FROM standing)"""

# The filters that are not about how an assignment stands. A parameter that is NULL lets everything through.
FILTERED = """
    FROM team a JOIN people p ON p.person_id = a.agent_id
    WHERE ($assigned_by IS NULL OR a.assigned_by = $assigned_by)
      AND ($team IS NULL OR p.team = $team)
      AND ($in_group IS NULL OR (a.group_id IS NOT NULL) = $in_group)
      AND ($first IS NULL OR a.assigned_at >= $first)
      AND ($end IS NULL OR a.assigned_at < $end)
      AND ($text IS NULL OR contains(lower(p.name), lower($text)) OR contains(lower(a.name), lower($text))
           OR contains(coalesce(p.email, ''), lower($text)))
      AND ($areas IS NULL OR a.assignment_id IN (
           SELECT aa.assignment_id FROM assignment_areas aa WHERE list_contains($areas, aa.coaching_area)))"""

# All filters. A list of those not started or in progress has only open ones: what is over has been concluded.
MATCHING = f"""
    {FILTERED}
      AND ($withdrawn IS NULL OR a.withdrawn = $withdrawn)
      AND ($status IS NULL OR a.status = $status AND (a.is_open OR a.status = '{Status.COMPLETED}'))
      AND (NOT $open OR a.is_open)
      AND (NOT $over OR a.concluded AND a.status <> '{Status.COMPLETED}')
      AND (NOT $overdue OR a.overdue)
      AND (NOT $follow_up_due OR a.follow_up_due)
      AND (NOT $to_answer OR a.to_answer)"""

# Counted by a query of its own, see interaction_list.py.
NUMBER = f"{TEAM} SELECT count(*) AS total {MATCHING}"

ORDERS: Mapping[Order, str] = {
    Order.NEWEST: "a.assigned_at DESC, a.assignment_id",
    Order.WAITING_LONGEST: "a.waits_since NULLS LAST, a.assigned_at DESC, a.assignment_id",
    Order.FOLLOW_UP: "a.follow_up_on, a.assigned_at DESC, a.assignment_id",
}

PAGES: Mapping[Order, str] = {
    name: f"""
    {TEAM}, page AS MATERIALIZED (
        SELECT a.assignment_id, a.agent_id, p.name AS agent_name, a.name, a.assigned_at, a.follow_up_on, a.status,
               a.overdue, a.follow_up_due, a.withdrawn, a.total, a.reviewed, a.to_answer, a.waits_since
        {MATCHING}
        ORDER BY {order}
        LIMIT $size OFFSET $skipped),
    acknowledged AS (
        SELECT DISTINCT k.assignment_id FROM acknowledgements k
        JOIN page a ON a.assignment_id = k.assignment_id AND a.agent_id = k.person_id),
    last_outcomes AS (
        SELECT assignment_id, arg_max(outcome, recorded_at) AS outcome
        FROM outcomes WHERE assignment_id IN (SELECT assignment_id FROM page) GROUP BY assignment_id)
    SELECT a.assignment_id, a.agent_id, a.agent_name, a.name, {AREAS}, a.assigned_at, a.follow_up_on, a.status,
           a.overdue, a.follow_up_due, a.withdrawn, a.total, a.reviewed,
           a.assignment_id IN (FROM acknowledged) AS acknowledged,
           a.to_answer, a.waits_since, o.outcome
    FROM page a
    LEFT JOIN last_outcomes o ON o.assignment_id = a.assignment_id
    ORDER BY {order}"""
    for name, order in ORDERS.items()
}

FIGURES = f"""
    {TEAM}
    SELECT (count(*) FILTER (is_open AND status = '{Status.NOT_STARTED}'))::INTEGER AS not_started,
           (count(*) FILTER (is_open AND status = '{Status.IN_PROGRESS}'))::INTEGER AS in_progress,
           (count(*) FILTER (overdue))::INTEGER AS overdue,
           (count(*) FILTER (follow_up_due))::INTEGER AS follow_up_due,
           (count(*) FILTER (to_answer))::INTEGER AS to_answer,
           (count(*) FILTER (NOT withdrawn AND status = '{Status.COMPLETED}'))::INTEGER AS completed
    {FILTERED}"""

# Without to_answer, which is 0 here: while nothing is filtered for, it is what number_to_answer() has for the menu.
FIGURES_BUT_TO_ANSWER = FIGURES.replace(
    WAITING, "waiting AS (SELECT NULL::VARCHAR AS assignment_id, NULL::TIMESTAMP AS waits_since WHERE FALSE)"
)

TOTALS = f"""
    WITH {VISIBLE_AGENTS}, {SUPERVISED}
    SELECT (count(*) FILTER (withdrawn_at IS NULL))::INTEGER AS in_force,
           (count(*) FILTER (withdrawn_at IS NOT NULL))::INTEGER AS withdrawn,
           max(assigned_at) FILTER (withdrawn_at IS NULL AND assigned_at < $end) AS newest
    FROM supervised"""

# About how many assignments each agent waits for an answer: of everybody, for _waiting().
WAITING_BY_AGENT = f"""
    WITH supervised AS (FROM assignments), {WAITING}
    SELECT a.agent_id, count(*)::INTEGER AS number
    FROM waiting JOIN supervised a USING (assignment_id) JOIN people p ON p.person_id = a.agent_id
    GROUP BY a.agent_id"""

TEAMS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT DISTINCT p.team FROM assignments a JOIN people p ON p.person_id = a.agent_id
    WHERE a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer_id AND p.team IS NOT NULL
    ORDER BY p.team"""

COACHING_AREAS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT DISTINCT aa.coaching_area FROM assignment_areas aa JOIN assignments a USING (assignment_id)
    WHERE a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer_id
    ORDER BY aa.coaching_area"""

SUPERVISORS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT DISTINCT a.assigned_by, coalesce(p.name, a.assigned_by) AS name
    FROM assignments a LEFT JOIN people p ON p.person_id = a.assigned_by
    WHERE a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer_id
    ORDER BY name, a.assigned_by"""


@dataclass(frozen=True, kw_only=True)
class AssignmentFilter:
    """Which assignments are asked for; the defaults ask for all that are in force. Days are the viewer's."""

    text: str = ""  # in the agent's name or e-mail address, or in the assignment's name; in any case
    team: str | None = None
    status: Status | Standing | None = None
    coaching_areas: Sequence[str] = ()  # any of them
    assigned: Period | None = None  # when it was assigned; None for any day
    overdue: bool = False
    in_group: bool | None = None  # True: of a group assignment, False: individual
    assigned_by: str | None = None  # a person_id
    follow_up_due: bool = False
    to_answer: bool = False  # the agent waits for an answer; without a status also about withdrawn ones


@dataclass(frozen=True, kw_only=True)
class TeamFigures:
    """How many assignments stand in which way, of those that are filtered for. One may count in several."""

    not_started: int  # of those that are open
    in_progress: int
    overdue: int
    follow_up_due: int
    to_answer: int
    completed: int


@dataclass(frozen=True)
class Totals:
    """How many assignments the whole team has, whatever is filtered for."""

    in_force: int
    withdrawn: int


def figures(database: Database, viewer_id: str, filters: AssignmentFilter, today: date, zone: ZoneInfo) -> TeamFigures:
    """How the assignments stand that pass the filters but for status, overdue, follow_up_due and to_answer.

    Each figure is the number of rows that the list has with that filter instead of these. `today` is the date where the
    viewer is, `zone` theirs.
    """
    anyhow = replace(filters, status=None, overdue=False, follow_up_due=False, to_answer=False)
    everything = anyhow == AssignmentFilter()
    asked = _filtered(viewer_id, anyhow, zone) | {"today": today}
    row = database.first(FIGURES_BUT_TO_ANSWER if everything else FIGURES, asked)
    assert row is not None  # an aggregate always has a row
    known = {"to_answer": number_to_answer(database, viewer_id)} if everything else {}
    return TeamFigures(**row | known)


def newest_assigned_at(database: Database, viewer_id: str) -> datetime | None:
    """When the newest assignment in force was assigned that the viewer oversees, naive UTC; None without any.

    One that is dated later than the present UTC day is left out, as in interactions.data_as_of.
    """
    row = database.first(TOTALS, {"viewer_id": viewer_id, "end": utc_tomorrow()})
    return row["newest"] if row else None


def totals(database: Database, viewer_id: str) -> Totals:
    """How many assignments there are in all."""
    row = database.first(TOTALS, {"viewer_id": viewer_id, "end": utc_tomorrow()})
    assert row is not None  # an aggregate always has a row
    return Totals(row["in_force"], row["withdrawn"])


def number_to_answer(database: Database, viewer_id: str) -> int:
    """About how many assignments an agent waits for an answer, whatever else there is to say of them."""
    whom = sight(database, viewer_id)
    return sum(number for agent, number in _waiting(database).items() if whom.oversees(agent))


@cached
def _waiting(database: Database) -> dict[str, int]:
    """About how many assignments each agent waits for an answer, by person_id; only of those who wait.

    Of everybody at once: the menu of each supervisor counts, and each note would outdate a count of each of them.
    """
    return {row["agent_id"]: row["number"] for row in database.rows(WAITING_BY_AGENT)}


def teams(database: Database, viewer_id: str) -> list[str]:
    """The teams of the supervised agents who have assignments, by name."""
    return list(database.query(TEAMS, {"viewer_id": viewer_id})["team"])


def coaching_areas(database: Database, viewer_id: str) -> list[str]:
    """The coaching areas of the team's assignments, by name."""
    return list(database.query(COACHING_AREAS, {"viewer_id": viewer_id})["coaching_area"])


def supervisors(database: Database, viewer_id: str) -> dict[str, str]:
    """Whoever assigned something to the team, by name: what they are called by person_id, see people.label."""
    rows = with_labels(database, database.query(SUPERVISORS, {"viewer_id": viewer_id}), name="assigned_by")
    return dict(zip(rows["assigned_by"], rows["name"], strict=True))


def team_assignments(
    database: Database,
    viewer_id: str,
    filters: AssignmentFilter,
    today: date,
    zone: ZoneInfo,
    *,
    page: int,
    size: int,
    order: Order = Order.NEWEST,
) -> tuple[pd.DataFrame, int]:
    """One page of the assignments asked for, in this order (newest assigned first), and how many there are in all.

    `today` is the date where the viewer is, `zone` theirs. A `page` past the last one is the last one.
    Columns: assignment_id, agent_name, name, coaching_areas (list), assigned_at (naive UTC), follow_up_on (date),
    status (Status), overdue, follow_up_due, withdrawn, total and reviewed (counts of interactions), acknowledged (by
    its agent), to_answer (the agent waits for an answer), waits_since (naive UTC, NaT where not), outcome (the newest
    one's value, None without any).
    """
    asked = _parameters(viewer_id, filters, today, zone)
    number = database.first(NUMBER, asked)
    assert number is not None  # an aggregate always has a row
    total = int(number["total"])
    rows = database.query(PAGES[order], asked | {"size": size, "skipped": skipped(page, total, size)})
    rows = with_labels(database, rows, agent_name="agent_id").drop(columns="agent_id")
    rows["status"] = pd.Series([Status(state) for state in rows["status"]], rows.index, dtype=object)
    return rows, total


def _parameters(viewer_id: str, filters: AssignmentFilter, today: date, zone: ZoneInfo) -> dict[str, object]:
    """The parameters of MATCHING and FILTERED: all filters."""
    status = filters.status
    anywhere = filters.to_answer and status is None
    return _filtered(viewer_id, filters, zone) | {
        "today": today,
        "withdrawn": None if anywhere else status == Standing.WITHDRAWN,
        "status": str(status) if isinstance(status, Status) else None,
        "open": status == Standing.OPEN,
        "over": status == Standing.OVER,
        "overdue": filters.overdue,
        "follow_up_due": filters.follow_up_due,
        "to_answer": filters.to_answer,
    }


def _filtered(viewer_id: str, filters: AssignmentFilter, zone: ZoneInfo) -> dict[str, object]:
    """The parameters of FILTERED: the filters that are not about how an assignment stands."""
    return {
        "viewer_id": viewer_id,
        "assigned_by": filters.assigned_by,
        "team": filters.team,
        "in_group": filters.in_group,
        "text": filters.text.strip() or None,
        "areas": list(filters.coaching_areas) or None,
    } | instants_asked(filters.assigned, zone)
