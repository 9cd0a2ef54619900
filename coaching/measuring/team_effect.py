"""What did the coaching of a supervisor's team do? What effect.py says of their agents.

The coached agents are those whom the viewer supervises. What would have come without coaching is learned from agents of
the whole centre, since a team is too small for that: they are counted, and nothing else is said of them.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from coaching.measuring import effect, score_map
from coaching.measuring.effect_windows import Scores
from coaching.measuring.score_map import By
from coaching.people.people import with_labels
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality.interactions import data_as_of
from coaching.storage.database import Database
from coaching.words.days import Period, days_asked
from coaching.words.formatting import as_shown
from coaching.words.reader import reader

# Numbers instead of names: reading and numbering millions of names takes four times as long.
DAILY = """
    WITH agents AS (SELECT agent_id, row_number() OVER (ORDER BY agent_id) - 1 AS number
                    FROM (SELECT DISTINCT agent_id FROM area_daily)),
    areas AS (SELECT coaching_area, row_number() OVER (ORDER BY coaching_area) - 1 AS number
              FROM (SELECT DISTINCT coaching_area FROM area_daily)),
    queues AS (SELECT queue_id, row_number() OVER (ORDER BY queue_id) AS number
               FROM (SELECT DISTINCT queue_id FROM area_daily WHERE queue_id IS NOT NULL))
    SELECT agents.number AS agent_id, coalesce(queues.number, 0) AS queue_id, areas.number AS coaching_area,
           d.day::TIMESTAMP AS day,
           sum(d.earned) AS earned, sum(d.possible) AS possible, sum(d.interactions)::DOUBLE AS interactions
    FROM area_daily d JOIN agents USING (agent_id) JOIN areas USING (coaching_area) LEFT JOIN queues USING (queue_id)
    GROUP BY ALL"""
AGENTS = "SELECT DISTINCT agent_id FROM area_daily ORDER BY agent_id"
AREAS = "SELECT DISTINCT coaching_area FROM area_daily ORDER BY coaching_area"

# The assignments of which their agent opened something by the end of the 7th day after that of the assignment: the days
# that are measured for it begin on the 8th, see effect.py.
READ = f"""
    SELECT DISTINCT o.assignment_id FROM openings o JOIN assignments a USING (assignment_id)
    WHERE o.person_id = a.agent_id AND o.opened_at < a.assigned_at::DATE + {effect.READ_WITHIN_DAYS + 1}"""

# Who else was coached decides who is a peer, so all assignments are needed. Those asked for have the groups that they
# can be counted in; of the others they are NULL.
ASSIGNED = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS},
    leads AS (
        SELECT s.agent_id,
               coalesce(min(s.supervisor_id) FILTER (s.supervisor_id = p.supervisor_id), min(s.supervisor_id))
                   AS lead_id
        FROM supervisions s LEFT JOIN people p ON p.person_id = s.agent_id GROUP BY s.agent_id),
    assigned AS (
        SELECT a.assignment_id, a.agent_id, aa.coaching_area, date_trunc('day', a.assigned_at) AS assigned_on,
               a.assigned_by, coalesce(l.lead_id, '') AS lead_id,
               coalesce(a.chosen_because, '') AS chosen, p.team, a.agent_id IN (FROM monitored_agents) AS monitored,
               a.assignment_id IN (SELECT assignment_id FROM ({READ})) AS was_read
        FROM assignments a JOIN assignment_areas aa USING (assignment_id)
        LEFT JOIN people p ON p.person_id = a.agent_id
        LEFT JOIN leads l ON l.agent_id = a.agent_id
        WHERE a.withdrawn_at IS NULL)
    SELECT assignment_id, agent_id, coaching_area, assigned_on,
           CASE WHEN monitored
                 AND ($area IS NULL OR coaching_area = $area)
                 AND ($supervisor_id IS NULL OR assigned_by = $supervisor_id)
                 AND ($team IS NULL OR team = $team)
                 AND ($first IS NULL OR assigned_on >= $first)
                 AND ($end IS NULL OR assigned_on < $end) THEN TRUE END AS everything,
           CASE WHEN everything THEN coaching_area END AS area,
           CASE WHEN everything THEN assigned_by END AS supervisor_id,
           CASE WHEN everything THEN concat_ws(chr(31), coaching_area, assigned_by) END AS area_and_supervisor,
           CASE WHEN everything THEN concat_ws(chr(31), coaching_area, lead_id) END AS area_and_lead,
           CASE WHEN everything THEN chosen END AS chosen_because,
           CASE WHEN everything THEN was_read END AS was_read
    FROM assigned"""

COACHED = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT DISTINCT aa.coaching_area, a.assigned_by AS supervisor_id, coalesce(p.name, a.assigned_by) AS supervisor,
           agent.team
    FROM assignments a JOIN assignment_areas aa USING (assignment_id)
    LEFT JOIN people p ON p.person_id = a.assigned_by
    LEFT JOIN people agent ON agent.person_id = a.agent_id
    WHERE a.withdrawn_at IS NULL AND a.agent_id IN (FROM monitored_agents)
    ORDER BY ALL"""

# A text that changes whenever one of these estimates may, but for the scores. Hashes are added up, not combined by XOR:
# there, the same change of two rows would cancel out.
STATE_OF_COACHING = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT concat_ws(
        ' ',
        (SELECT sum(hash(agent_id)) FROM monitored_agents),
        (SELECT sum(hash(assignment_id, agent_id, assigned_by, assigned_at, chosen_because, withdrawn_at))
         FROM assignments),
        (SELECT sum(hash(assignment_id, coaching_area)) FROM assignment_areas),
        (SELECT sum(hash(assignment_id)) FROM ({READ})),
        (SELECT sum(hash(supervisor_id, agent_id)) FROM supervisions WHERE agent_id IN (FROM monitored_agents)),
        (SELECT sum(hash(person_id, name, team, supervisor_id)) FROM people)) AS state"""


UNIT_SEPARATOR = chr(31)
_reading = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class EffectFilter:
    """Which assignments are asked for; the defaults ask for all of the team's. Days are UTC days."""

    coaching_area: str | None = None
    supervisor_id: str | None = None  # who assigned
    team: str | None = None  # of the agent, as it is now
    assigned: Period | None = None  # when it was assigned; None for any day


@dataclass(frozen=True)
class Reading:
    """How many assignments are 7 days old or older by the newest day with data, and how many of these were unread
    then."""

    assignments: int
    unread: int


def coached(database: Database, viewer_id: str) -> pd.DataFrame:
    """What the viewer can ask for: each coaching_area, supervisor_id and team (missing where unknown) that occur
    together, and supervisor (what they are called, see people.label)."""
    return with_labels(database, database.query(COACHED, {"viewer_id": viewer_id}), supervisor="supervisor_id")


def assignments(database: Database, viewer_id: str, filters: EffectFilter) -> int:
    """How many are asked for: one for each agent, coaching area and day."""
    assigned = _assigned(database, viewer_id, filters)
    return len(assigned[_is_asked(assigned)].drop_duplicates(["agent_id", "coaching_area", "assigned_on"]))


def overall(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """The effect of what is asked for, one row as effect.estimate describes it.

    No row where nothing that is asked for is of agents whose coaching the viewer may measure; so with all of these.
    """
    return _asked(effect.estimate, database, viewer_id, filters)


def by_area(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, a row for each coaching_area."""
    return _asked(effect.estimate, database, viewer_id, filters, "area").rename(columns={"area": "coaching_area"})


def by_supervisor(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, a row for each supervisor (what who assigned is called)."""
    found = _asked(effect.estimate, database, viewer_id, filters, "supervisor_id")
    return found.assign(supervisor=found["supervisor_id"].map(_supervisors(database, viewer_id)))


def by_area_and_supervisor(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, a row for each coaching_area and supervisor_id (who assigned) that occur together, with supervisor
    (what they are called)."""
    return _crossed(database, viewer_id, filters, "area_and_supervisor", _supervisors(database, viewer_id))


def by_area_and_lead(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As by_area_and_supervisor, of the agents' team lead, whoever assigned; supervisor_id is "" where there is none.
    Of several leads that is the one that people.json names, otherwise the alphabetically first."""
    return _crossed(database, viewer_id, filters, "area_and_lead", None)


def _crossed(
    database: Database,
    viewer_id: str,
    filters: EffectFilter,
    by: Literal["area_and_supervisor", "area_and_lead"],
    called: "pd.Series | None",
) -> pd.DataFrame:
    """A row a coaching area and person. `called`: what they are called, by person_id; None for team leads."""
    found = _asked(effect.estimate, database, viewer_id, filters, by)
    pairs = [str(pair).rpartition(UNIT_SEPARATOR) for pair in found.pop(by)]
    people = [person for _, _, person in pairs]
    if called is None:
        leads = score_map.names(database, viewer_id, By.LEAD, list(dict.fromkeys(people)))
        called = leads.set_index("row_id")["name"]
    found.insert(0, "coaching_area", pd.Series([area for area, _, _ in pairs], found.index, dtype=object))
    found.insert(1, "supervisor_id", pd.Series(people, found.index, dtype=object))
    found.insert(2, "supervisor", pd.Series([called.get(each, each) for each in people], found.index, dtype=object))
    return found


def _supervisors(database: Database, viewer_id: str) -> pd.Series:
    """What those who assigned are called, by their person_id."""
    return coached(database, viewer_id).drop_duplicates("supervisor_id").set_index("supervisor_id")["supervisor"]


def by_reason(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, a row for each chosen_because: a ChosenBecause, or "" where nobody said why."""
    return _asked(effect.estimate, database, viewer_id, filters, "chosen_because")


def by_read(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, but of days 8 to 28 after the assignment, a row for each was_read: whether its agent opened something
    of it by the 7th day. What was read first. See effect.by_read."""
    found = _asked(effect.by_read, database, viewer_id, filters, "was_read")
    return found.sort_values("was_read", ascending=False, ignore_index=True)


def reading(database: Database, viewer_id: str, filters: EffectFilter) -> Reading:
    """Of how many of the assignments asked for nothing was opened in time, as far as that is settled."""
    newest = data_as_of(database)
    assigned = _assigned(database, viewer_id, filters)
    mine = assigned[_is_asked(assigned)].drop_duplicates("assignment_id")
    if newest is None or mine.empty:
        return Reading(0, 0)
    settled = mine["assigned_on"] + pd.Timedelta(days=effect.READ_WITHIN_DAYS) < pd.Timestamp(newest.date())
    return Reading(int(settled.sum()), int((settled & ~mine["was_read"].astype(bool)).sum()))


def by_weeks(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, a row for each span of weeks since the assignment (column weeks), see effect.by_weeks."""
    return _asked(effect.by_weeks, database, viewer_id, filters)


def peers_only(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, the check without a regression, see effect.peers_only."""
    return _asked(effect.peers_only, database, viewer_id, filters)


def placebo(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    """As overall, the check on areas that were not coached, see effect.placebo."""
    return _asked(effect.placebo, database, viewer_id, filters)


def course(database: Database, viewer_id: str, assignment_id: str) -> pd.DataFrame:
    """What was expected of the agent of one assignment without coaching, and what came, by area and weeks since.

    Columns: coaching_area and those of effect.course. No row where the viewer may not measure that agent's coaching,
    and none for a withdrawn assignment.
    """

    def work_out() -> pd.DataFrame:
        assigned = _assigned(database, viewer_id, EffectFilter())
        mine = assigned[(assigned["assignment_id"] == assignment_id) & _is_asked(assigned)]
        found = [
            effect.course(
                _scores_of(database), assigned, row.agent_id, row.coaching_area, row.assigned_on.date()
            ).assign(coaching_area=row.coaching_area)
            for row in mine.itertuples()
        ]
        if not found:
            return pd.DataFrame(columns=["coaching_area", *effect.COURSE])
        joined = pd.concat(found, ignore_index=True)
        return joined.assign(
            **{name: as_shown(joined[name].astype(float)) for name in ("score", "expected", "low", "high")}
        )

    return _cached(database, viewer_id, (course, assignment_id), work_out)


def _asked(
    estimate: Callable[..., pd.DataFrame],
    database: Database,
    viewer_id: str,
    filters: EffectFilter,
    by: Literal[
        "everything", "area", "supervisor_id", "area_and_supervisor", "area_and_lead", "chosen_because", "was_read"
    ] = "everything",
) -> pd.DataFrame:
    def work_out() -> pd.DataFrame:
        assigned = _assigned(database, viewer_id, filters)
        if not _is_asked(assigned).any():
            return pd.DataFrame(columns=[by, *effect.POINTS, *effect.COUNTS, *effect.LEFT_OUT, "reason", "caution"])
        found = estimate(_scores_of(database), assigned, by=by)
        return found.assign(**{points: as_shown(found[points].astype(float)) for points in effect.POINTS})

    return _cached(database, viewer_id, (estimate, by, filters), work_out)


def _cached(
    database: Database, viewer_id: str, question: tuple[Hashable, ...], work_out: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """What an estimate has found before, unless a score, an assignment or whose coaching the viewer may measure has
    changed. An estimate takes seconds and reads all assignments with whether they were opened in time: what of these
    matters is a part of the question, so that an opening of anybody outdates no estimate."""
    state = database.first(STATE_OF_COACHING, {"viewer_id": viewer_id})
    assert state is not None  # a row of aggregates
    return database.cached(
        (*question, viewer_id, state["state"], reader().tag), work_out, depends_on={"area_daily"}
    ).copy()


def _is_asked(assigned: pd.DataFrame) -> pd.Series:
    return assigned["everything"].notna()


def _assigned(database: Database, viewer_id: str, filters: EffectFilter) -> pd.DataFrame:
    return database.query(
        ASSIGNED,
        {
            "viewer_id": viewer_id,
            "area": filters.coaching_area,
            "supervisor_id": filters.supervisor_id,
            "team": filters.team,
        }
        | days_asked(filters.assigned),
    )


def _scores_of(database: Database) -> Scores:
    """All daily totals. To read and number millions of them takes longer than an estimate."""
    with _reading:  # whoever comes second waits, and finds it read
        return database.cached((_scores_of,), lambda: _read_scores(database), large=True)


def _read_scores(database: Database) -> Scores:
    daily, agents, areas = database.query_at_once(DAILY, AGENTS, AREAS)
    return Scores.of(daily).named(pd.Index(agents["agent_id"]), pd.Index(areas["coaching_area"]))
