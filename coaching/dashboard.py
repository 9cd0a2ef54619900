"""How one agent is doing: figures, coaching areas, metrics and trend over a period.

Every figure comes from the daily totals (agent_daily, area_daily, metric_daily), whose days are UTC days.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from coaching.database import Database, kept
from coaching.definitions import queues
from coaching.people import VISIBLE_AGENTS, may_see

Grain = Literal["day", "week", "month"]
AREA_THRESHOLD = 80.0
MOST_AREAS = 5
TREND_LENGTH = 7
KORE = "Kore evaluation score"
AUDIT = "Supervisor audit score"


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> "Period":
        """The period of the same length that ends the day before this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @staticmethod
    def last_days(days: int, until: date) -> "Period":
        """The `days` days up to and including `until`."""
        return Period(until - timedelta(days=days - 1), until)


@dataclass(frozen=True)
class Scope:
    """Whose interactions are meant, and which of them: None means every queue, every channel."""

    agent: str
    queue: str | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Figures:
    """What a period adds up to. Scores are means over the interactions that have one, None without any (NA)."""

    interactions: int
    kore_evaluation_score: float | None
    audits: int
    supervisor_audit_score: float | None
    assignments: int
    fails: int
    fatal: int


# The rows of one agent in a table, read by its index before anything is joined.
OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent)"
_DAYS_OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent AND day BETWEEN ${first} AND $last)"

# d is a step that OF_AGENT or _DAYS_OF_AGENT makes of a table. $agent is NULL where the viewer may not see that agent.
IN_SCOPE = "($queue IS NULL OR d.queue_id = $queue) AND ($channel IS NULL OR d.channel = $channel)"

FIGURES = f"""
    WITH d {_DAYS_OF_AGENT.format(table="agent_daily", first="first")}
    SELECT coalesce(sum(d.interactions), 0)::INTEGER AS interactions,
           sum(d.evaluation_total) / nullif(sum(d.evaluated), 0) AS kore_evaluation_score,
           coalesce(sum(d.audited), 0)::INTEGER AS audits,
           sum(d.audit_total) / nullif(sum(d.audited), 0) AS supervisor_audit_score,
           (SELECT count(*) FROM assignments a
            WHERE a.agent_id = $agent AND a.withdrawn_at IS NULL
              AND a.assigned_at::DATE BETWEEN $first AND $last)::INTEGER AS assignments,
           coalesce(sum(d.fails), 0)::INTEGER AS fails,
           coalesce(sum(d.fatal), 0)::INTEGER AS fatal
    FROM d
    WHERE {IN_SCOPE}"""

AREAS = f"""
    WITH d {_DAYS_OF_AGENT.format(table="area_daily", first="first")}
    SELECT d.coaching_area, 100 * sum(d.earned) / sum(d.possible) AS score,
           sum(d.interactions)::INTEGER AS interactions
    FROM d
    WHERE {IN_SCOPE}
    GROUP BY d.coaching_area HAVING sum(d.possible) > 0
    ORDER BY score DESC, d.coaching_area"""

METRICS_OF_AREA = f"""
    WITH d {_DAYS_OF_AGENT.format(table="metric_daily", first="first")}
    SELECT d.metric_id, m.name, 100 * sum(d.adhered) / sum(d.applicable)::DOUBLE AS adherence,
           sum(d.applicable)::INTEGER AS applicable, (sum(d.applicable) - sum(d.adhered))::INTEGER AS failed
    FROM d JOIN metrics m USING (metric_id)
    WHERE {IN_SCOPE} AND m.coaching_area = $area
    GROUP BY d.metric_id, m.name HAVING sum(d.applicable) > 0
    ORDER BY adherence, m.name"""

TREND = f"""
    WITH
    agent_days {_DAYS_OF_AGENT.format(table="agent_daily", first="start")},
    area_days {_DAYS_OF_AGENT.format(table="area_daily", first="start")},
    steps AS (
        SELECT unnest(generate_series($start, $until, $step::INTERVAL))::DATE AS starts_on),
    scores AS (
        SELECT date_trunc($grain, d.day)::DATE AS starts_on, '{KORE}' AS series,
               sum(d.evaluation_total) / nullif(sum(d.evaluated), 0) AS score, sum(d.evaluated) AS n
        FROM agent_days d WHERE {IN_SCOPE} GROUP BY ALL
        UNION ALL
        SELECT date_trunc($grain, d.day)::DATE, '{AUDIT}',
               sum(d.audit_total) / nullif(sum(d.audited), 0), sum(d.audited)
        FROM agent_days d WHERE {IN_SCOPE} GROUP BY ALL
        UNION ALL
        SELECT date_trunc($grain, d.day)::DATE, d.coaching_area, 100 * sum(d.earned) / sum(d.possible),
               sum(d.interactions)
        FROM area_days d WHERE {IN_SCOPE} GROUP BY ALL),
    series AS (SELECT DISTINCT series FROM scores)
    SELECT s.series, t.starts_on, c.score, coalesce(c.n, 0)::INTEGER AS interactions
    FROM series s CROSS JOIN steps t LEFT JOIN scores c ON c.series = s.series AND c.starts_on = t.starts_on
    ORDER BY s.series <> '{KORE}', s.series <> '{AUDIT}', s.series, t.starts_on"""

QUEUES_AND_CHANNELS = f"""
    WITH d {OF_AGENT.format(table="agent_daily")}
    SELECT DISTINCT d.queue_id, d.channel FROM d WHERE {IN_SCOPE} ORDER BY d.queue_id, d.channel"""

METRIC_NAME = f"""
    WITH {VISIBLE_AGENTS}
    SELECT name FROM metrics WHERE metric_id = $metric AND EXISTS (FROM visible_agents)"""


def parameters_of(database: Database, viewer: str, scope: Scope, period: Period) -> dict[str, object]:
    """What OF_AGENT, IN_SCOPE and the period of a query ask for: nobody's where `viewer` may not see that agent."""
    return {
        "agent": scope.agent if may_see(database, viewer, scope.agent) else None,
        "queue": scope.queue,
        "channel": scope.channel,
        "first": period.first,
        "last": period.last,
    }


def figures(database: Database, viewer: str, scope: Scope, period: Period) -> Figures:
    """What the period adds up to; nothing but zeros and NA where `viewer` may not see that agent.

    Assignments are counted by the day they were assigned, whatever their interactions' queue or channel.
    """
    row = database.first(FIGURES, parameters_of(database, viewer, scope, period))
    assert row is not None  # an aggregate always has a row
    return Figures(**row)


def areas(database: Database, viewer: str, scope: Scope, period: Period) -> pd.DataFrame:
    """The coaching areas of the period, best first. Columns: coaching_area, score (0 to 100), interactions (n)."""
    return database.query(AREAS, parameters_of(database, viewer, scope, period))


def strongest(scored: pd.DataFrame) -> pd.DataFrame:
    """Of areas(): the best five above the threshold, best first."""
    return scored[scored["score"] > AREA_THRESHOLD].head(MOST_AREAS)


def opportunities(scored: pd.DataFrame) -> pd.DataFrame:
    """Of areas(): the lowest five below the threshold, lowest first."""
    return scored[scored["score"] < AREA_THRESHOLD].iloc[::-1].head(MOST_AREAS)


def metrics_of_area(database: Database, viewer: str, scope: Scope, period: Period, area: str) -> pd.DataFrame:
    """The metrics of one coaching area, least adhered first.

    Columns: metric_id, name, adherence (% of the interactions it applied to), applicable (n), failed (n).
    """
    return database.query(METRICS_OF_AREA, parameters_of(database, viewer, scope, period) | {"area": area})


@kept
def trend(database: Database, viewer: str, scope: Scope, until: date, grain: Grain) -> pd.DataFrame:
    """The last seven days, weeks (from Monday) or months up to `until`, the running one included.

    Columns: series (Kore evaluation score, Supervisor audit score, or a coaching area), starts_on (the step's first
    day), score (0 to 100, NaN where the step has none: a gap), interactions (n).
    """
    last = pd.Timestamp(until).to_period({"day": "D", "week": "W-SUN", "month": "M"}[grain])
    start, newest = (last - TREND_LENGTH + 1).start_time.date(), last.start_time.date()
    parameters = parameters_of(database, viewer, scope, Period(start, until)) | {
        "start": start,
        "until": newest,
        "step": f"1 {grain}",
        "grain": grain,
    }
    del parameters["first"]
    return database.query(TREND, parameters)


def queues_and_channels(database: Database, viewer: str, agent: str) -> pd.DataFrame:
    """What the agent has ever worked on, by queue. Columns: queue_id, queue (what it is called), channel."""
    seen = agent if may_see(database, viewer, agent) else None
    rows = database.query(QUEUES_AND_CHANNELS, {"agent": seen, "queue": None, "channel": None})
    called = queues(database)
    names = [None if pd.isna(queue) else called.get(queue, queue) for queue in rows["queue_id"]]
    rows.insert(1, "queue", pd.Series(names, rows.index, dtype=object))
    return rows.sort_values("queue", kind="stable", ignore_index=True)


def metric_name(database: Database, viewer: str, metric_id: str) -> str | None:
    """What a metric is called, or None where there is no such metric or `viewer` may see nobody's."""
    row = database.first(METRIC_NAME, {"viewer": viewer, "metric": metric_id})
    return row["name"] if row else None
