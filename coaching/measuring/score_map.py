"""Who scores how in which coaching area or metric, compared with the days before? A map: rows by columns.

Scores are those of the automatic evaluation, from the daily totals, whose days are UTC days. A row is an agent, or what
their interactions have in common: a queue, a topic, a channel, a team, a team lead. The SQL adds up; what is said of a
cell (judged, below the bar, coached on) follows from frames and is pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from coaching.measuring import score_change
from coaching.measuring.score_change import AFTER, BEFORE, FEWEST_INTERACTIONS, SQUARES
from coaching.people.people import with_labels
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS, sight
from coaching.quality.forms import Metric, queues
from coaching.quality.scope import IN_SCOPE
from coaching.quality.scoring import AREA_SCORE
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import Period, days_asked

# A score below it is below the bar.
BAR = 80.0
FEWEST_JUDGED = FEWEST_INTERACTIONS
UNKNOWN = ""  # the row of what has no queue, no topic, no channel, no team or no team lead


class By(StrEnum):
    """What a row of the map is."""

    AGENT = "agent"
    TEAM = "team"
    LEAD = "lead"
    QUEUE = "queue"
    TOPIC = "topic"
    CHANNEL = "channel"


class Across(StrEnum):
    """What a column of the map is."""

    AREAS = "areas"
    METRICS = "metrics"


@dataclass(frozen=True, kw_only=True)
class TeamScope:
    """Which interactions of the agents whom the viewer measures are meant; None means every one."""

    period: Period
    team: str | None = None
    queue_id: str | None = None
    channel: str | None = None
    coaching_area: str | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the map: a coaching area, or a metric with the area that it belongs to."""

    name: str  # no two are called alike
    coaching_area: str


FEW_AGENTS = 100  # whose days are asked for by name
# Whose scores need no agents: of what interactions have in common, and of all together.
WITHOUT_AGENTS = (By.QUEUE, By.TOPIC, By.CHANNEL, None)

# An agent with several team leads counts in the row of each of them, and once in everything else.
_ROW = {
    By.AGENT: "d.agent_id",
    By.TEAM: "s.team",
    By.LEAD: "s.supervisor_id",
    By.QUEUE: "d.queue_id",
    By.TOPIC: "d.topic",
    By.CHANNEL: "d.channel",
}
AGENTS = """
    SELECT p.person_id AS agent_id, p.team{more}
    FROM people p{supervisions}
    WHERE p.person_id IN (FROM monitored_agents) AND ($team IS NULL OR p.team = $team)
      AND ($agent_ids IS NULL OR p.person_id IN (SELECT unnest($agent_ids::VARCHAR[])))"""
_ONCE = AGENTS.format(more="", supervisions="")
_BY_LEAD = AGENTS.format(
    more=", l.supervisor_id",
    supervisions=" LEFT JOIN (SELECT DISTINCT supervisor_id, agent_id FROM supervisions) l ON l.agent_id = p.person_id",
)

# The daily totals of all tables in the same words: of a metric what was earned are the interactions that adhered.
_TOTALS = {
    Across.AREAS: """
        SELECT {keys}queue_id, channel, day, coaching_area AS column_id, earned, possible, interactions
        FROM {table} WHERE {in_area}""",
    Across.METRICS: """
        SELECT {keys}queue_id, channel, day, metric_id AS column_id, adhered::DOUBLE AS earned,
               applicable::DOUBLE AS possible, applicable AS interactions
        FROM {table} WHERE {in_area}""",
}
_IN_AREA = {
    Across.AREAS: "coaching_area = $area",
    Across.METRICS: "metric_id IN (SELECT metric_id FROM metrics WHERE coaching_area = $area)",
}
_TABLES = {Across.AREAS: "area_daily", Across.METRICS: "metric_daily"}
SCOPED = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, scoped AS MATERIALIZED ({{agents}}), d AS ({{totals}})"""
IN_PERIOD = f"""
    FROM d JOIN scoped s ON s.agent_id = d.agent_id
    WHERE d.day >= $first AND d.day < $end AND {IN_SCOPE}
      AND ($agent_ids IS NULL OR list_contains($agent_ids::VARCHAR[], d.agent_id))"""
ASKED_COLUMNS = "($column_ids IS NULL OR list_contains($column_ids::VARCHAR[], d.column_id))"

SCORES = f"""
    {SCOPED}
    SELECT coalesce({{row}}, '{UNKNOWN}') AS row_id, d.column_id, {AREA_SCORE} AS score,
           sum(d.interactions)::INTEGER AS interactions
    {IN_PERIOD} AND {ASKED_COLUMNS}
    GROUP BY ALL HAVING {AREA_SCORE} IS NOT NULL
    ORDER BY row_id, d.column_id"""

# The same of agents, teams and team leads. The days of many agents are added up before it is known whose they are.
SCORES_OF_AGENTS = f"""
    {SCOPED}, added AS (
        SELECT d.agent_id, d.column_id, sum(d.earned) AS earned, sum(d.possible) AS possible,
               sum(d.interactions)::DOUBLE AS interactions
        FROM d{{among}} WHERE d.day >= $first AND d.day < $end AND {IN_SCOPE} AND {ASKED_COLUMNS}
        GROUP BY d.agent_id, d.column_id)
    SELECT coalesce({{row}}, '{UNKNOWN}') AS row_id, d.column_id, {AREA_SCORE} AS score,
           sum(d.interactions)::INTEGER AS interactions
    FROM added d JOIN scoped s ON s.agent_id = d.agent_id
    GROUP BY ALL HAVING {AREA_SCORE} IS NOT NULL
    ORDER BY row_id, d.column_id"""
AMONG = " SEMI JOIN scoped s ON s.agent_id = d.agent_id"

# Of totals without agents. Nothing is answered where somebody worked on these days who is not in the scope.
IN_CENTRE = f"""
    FROM d
    WHERE d.day >= $first AND d.day < $end AND {IN_SCOPE} AND NOT EXISTS (
        FROM agent_daily a ANTI JOIN scoped s ON s.agent_id = a.agent_id WHERE a.day >= $first AND a.day < $end)"""
_SUMS = f"""
    {SCOPED}
    SELECT coalesce({{row}}, '{UNKNOWN}') AS row_id, d.column_id,
           d.day::TIMESTAMP AS day, sum(d.earned) AS earned, sum(d.possible) AS possible,
           sum(d.interactions)::DOUBLE AS interactions"""
_OF_ROWS = f"""
    AND ($row_ids IS NULL OR coalesce({{row}}, '{UNKNOWN}') IN (SELECT unnest($row_ids::VARCHAR[])))
    GROUP BY row_id, d.column_id, d.day
    ORDER BY row_id, d.column_id, d.day"""
SUMS = f"{_SUMS} {IN_PERIOD} {_OF_ROWS}"
SUMS_OF_CENTRE = f"{_SUMS} {IN_CENTRE} {_OF_ROWS}"

NAMES = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT p.person_id AS row_id, p.name, p.team FROM people p
    WHERE p.person_id IN (FROM monitored_agents)
       OR p.person_id IN (SELECT s.supervisor_id FROM supervisions s WHERE s.agent_id IN (FROM monitored_agents))"""


def scores(
    database: Database,
    viewer_id: str,
    scope: TeamScope,
    by: By,
    across: Across,
    column_ids: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The cells of the map in which anything was evaluated, by the agents whom the viewer measures.

    `column_ids`: only of these columns; None for all.
    Columns: row_id (of an agent or a team lead the person_id, of a queue the queue_id, otherwise what it is called;
    UNKNOWN where there is none), column_id (the coaching area, or the metric_id), score (0 to 100: the points earned of
    those possible, of a metric the share of interactions that adhere), interactions (n that it applied to).
    """
    statement = SCORES if by in WITHOUT_AGENTS else SCORES_OF_AGENTS
    among = "" if asks_for_all(database, viewer_id, scope) else AMONG
    parameters = asked(viewer_id, scope, scope.period) | {"column_ids": column_ids}
    return database.query(_sql(statement, by, across, scope, among=among), parameters)


def changes(
    database: Database,
    viewer_id: str,
    scope: TeamScope,
    by: By | None,
    across: Across,
    row_ids: Sequence[str] | None = None,
) -> pd.DataFrame:
    """How each cell changed from the period of the same length before, see score_change.changes().

    `by`: None for all agents together. `row_ids`: only of these rows; None for all.
    Columns: row_id, column_id, before, after, change, low, high, n_before, n_after, verdict.
    """
    return changes_of(daily_sums(database, viewer_id, scope, by, across, row_ids), scope.period, across)


def daily_sums(
    database: Database,
    viewer_id: str,
    scope: TeamScope,
    by: By | None,
    across: Across,
    row_ids: Sequence[str] | None = None,
) -> pd.DataFrame:
    """What each cell rests on, day by day, in the scope's period and in the one of the same length before.

    `by`, `row_ids`: as in changes(). Columns: row_id, column_id, day (datetime), earned, possible (points; of a metric
    interactions), interactions (n).
    """
    both = Period(scope.period.previous.first, scope.period.end)
    only = None if row_ids is None else list(row_ids)
    if by in WITHOUT_AGENTS and asks_for_all(database, viewer_id, scope):
        parameters = asked(viewer_id, scope, both) | {"row_ids": only}
        found = database.query(_sql(SUMS_OF_CENTRE, by, across, scope), parameters)
        if not found.empty:
            return found
    few = sight(database, viewer_id).by_name(FEW_AGENTS)
    of_agents = few if only is None or by != By.AGENT else only  # their totals are read and no others
    parameters = asked(viewer_id, scope, both, of_agents) | {"row_ids": only}
    return database.query(_sql(SUMS, by, across, scope), parameters)


def asks_for_all(database: Database, viewer_id: str, scope: TeamScope) -> bool:
    """Whether this viewer asks for everybody. It says how to ask, and not what the viewer may see."""
    return scope.team is None and sight(database, viewer_id).everybody


def names(database: Database, viewer_id: str, by: By, row_ids: Sequence[str]) -> pd.DataFrame:
    """What rows are called, in the order given. Columns: row_id, name, team (of an agent; missing where unknown)."""
    rows = pd.DataFrame({"row_id": pd.Series(list(row_ids), dtype=object)})
    if by in (By.AGENT, By.LEAD):
        people = with_labels(database, database.query(NAMES, {"viewer_id": viewer_id}), name="row_id")
        found = rows.merge(people, on="row_id", how="left")
        if by == By.LEAD:
            found["team"] = None
        return found.assign(name=found["name"].fillna(wording.NO_ROW[by]))
    called = {By.QUEUE: queues(database), By.CHANNEL: wording.CHANNELS}.get(by, {})
    said = [called.get(row, row) if row != UNKNOWN else wording.NO_ROW[by] for row in rows["row_id"]]
    return rows.assign(name=pd.Series(said, dtype=object), team=None)


def _sql(statement: str, by: By | None, across: Across, scope: TeamScope, *, among: str = "") -> str:
    rows = totals(across, by, scope, of_centre=statement is SUMS_OF_CENTRE)
    agents, row = _BY_LEAD if by == By.LEAD else _ONCE, "NULL" if by is None else _ROW[by]
    return statement.format(agents=agents, totals=rows, row=row, among=among)


def totals(across: Across, by: By | None, scope: TeamScope, *, of_centre: bool = False) -> str:
    """A SELECT of the daily totals for columns `across` and rows `by`; those `of_centre` name no agents."""
    topic, keys = ("topic_", ["topic"]) if by == By.TOPIC else ("", [])
    keys = keys if of_centre else ["agent_id", *keys]
    return _TOTALS[across].format(
        table=f"{'centre_' if of_centre else ''}{topic}{_TABLES[across]}",
        keys="".join(f"{key}, " for key in keys),
        in_area="$area IS NULL" if scope.coaching_area is None else _IN_AREA[across],
    )


def asked(
    viewer_id: str, scope: TeamScope, period: Period, agent_ids: Sequence[str] | None = None
) -> dict[str, object]:
    """What SCOPED and IN_PERIOD ask for. `agent_ids`: only these, None for all."""
    return days_asked(period) | {
        "viewer_id": viewer_id,
        "team": scope.team,
        "queue_id": scope.queue_id,
        "channel": scope.channel,
        "area": scope.coaching_area,
        "agent_ids": agent_ids,
    }


# What follows from the frames. Pure.


def changes_of(sums: pd.DataFrame, period: Period, across: Across) -> pd.DataFrame:
    """changes() from the period before to this one, from daily_sums()."""
    sums = sums.assign(side=np.where(sums["day"] < pd.Timestamp(period.first), BEFORE, AFTER))
    if across == Across.METRICS:
        sums = sums.assign(**{SQUARES: sums["earned"]})
    return score_change.changes(sums)


def columns(
    scored: pd.DataFrame, across: Across, metrics: Mapping[str, Metric], called: Mapping[str, str]
) -> dict[str, Column]:
    """The columns of these scores() by column_id: coaching areas by name, metrics by their area and name.

    `metrics`: all metrics by metric_id, and what they are `called`.
    """
    found = scored["column_id"].unique()
    if across == Across.AREAS:
        return {area: Column(name=area, coaching_area=area) for area in sorted(found)}
    known = {each: Column(name=called[each], coaching_area=metrics[each].coaching_area) for each in found}
    return dict(sorted(known.items(), key=lambda each: (each[1].coaching_area, each[1].name)))


def is_judged(interactions: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether so many interactions say anything."""
    judged: npt.NDArray[np.bool_] = np.asarray(interactions, float) >= FEWEST_JUDGED
    return judged


def is_below_bar(score: npt.ArrayLike, interactions: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each score, as shown and of so many interactions, is below the bar; never where it is not judged."""
    below: npt.NDArray[np.bool_] = is_judged(interactions) & (np.asarray(score, float) < BAR)
    return below


def depth(score: float) -> float:
    """How deep the colour of a score below the bar is: 0 at the bar, 1 from half of it down."""
    return min(1.0, max(0.0, (BAR - score) / (BAR / 2)))


def tenths(score: float) -> int:
    """In which step of ten a score from 0 to 100 is: 0 below 10, 9 below 100, 10 for 100 only."""
    return int(min(10, max(0, score // 10)))


def whole(changes: pd.DataFrame) -> pd.DataFrame:
    """What changes() say of the period itself, as scores() has it. Of all agents together row_id is UNKNOWN."""
    found = changes[changes["after"].notna()][["row_id", "column_id", "after", "n_after"]]
    return found.rename(columns={"after": "score", "n_after": "interactions"}).reset_index(drop=True)


def cells(scored: pd.DataFrame, columns: Mapping[str, Column], coached: pd.DataFrame | None = None) -> pd.DataFrame:
    """scores() with what is said of each cell.

    `coached`: coverage.coached_areas(), where rows are agents.
    Columns more: coaching_area, judged, below (judged, and below the bar), live (coaching of that agent on that area is
    live), last_coached_at (NaT for never), times and repeated (see coverage.coached_areas()),
    uncovered (below, and nothing live).
    """
    areas = [columns[column].coaching_area for column in scored["column_id"]]
    found = scored.assign(
        coaching_area=pd.Series(areas, scored.index, dtype=object),
        judged=is_judged(scored["interactions"]),
        below=is_below_bar(scored["score"], scored["interactions"]),
    )
    if coached is None:
        return found.assign(live=False, last_coached_at=pd.NaT, times=0, repeated=False, uncovered=found["below"])
    known = coached.rename(columns={"agent_id": "row_id"}).drop(columns="agent_id", errors="ignore")
    found = found.merge(known, on=["row_id", "coaching_area"], how="left")
    live = found["live"].eq(True)
    repeated = found["repeated"].eq(True)
    times = found["times"].fillna(0).astype(int)
    return found.assign(live=live, times=times, repeated=repeated, uncovered=found["below"] & ~live)


def lowest_uncovered(cells: pd.DataFrame) -> pd.Series | None:
    """The lowest score below the bar with nothing live, of equal ones that of most interactions."""
    found = cells[cells["uncovered"]]
    if found.empty:
        return None
    by = ["score", "interactions", "row_id", "column_id"]
    return found.sort_values(by, ascending=[True, False, True, True]).iloc[0]
