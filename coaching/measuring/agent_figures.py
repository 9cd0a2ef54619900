"""How is one agent doing? Figures, coaching areas, metrics and trend over a period.

Every figure comes from the daily totals (agent_daily, area_daily, metric_daily). Their days are those of UTC: where a
day of the scope begins within one, that one is added up from its interactions (coaching/quality/scope.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

import numpy as np
import pandas as pd

from coaching.measuring import score_change
from coaching.measuring.score_change import AFTER, BEFORE, SQUARES, Verdict
from coaching.people.permissions import Action
from coaching.people.visibility import VISIBLE_AGENTS, may, may_see
from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT
from coaching.quality.forms import metric_labels, queues
from coaching.quality.scope import IN_SCOPE, JOIN_PIECES, OF_AGENT, PIECE, Scope, asked_of
from coaching.quality.scoring import ADHERED, APPLIES, AREA_SCORE, AS_SHOWN, AUDIT_SCORE, KORE_SCORE
from coaching.storage.database import Database, cached
from coaching.words.days import Period, start_of

Grain = Literal["day", "week", "month"]
TREND_LENGTH = 7


class Figure(StrEnum):
    """The figures of which better and worse are known; the two scores are series of the trend as well."""

    KORE = "kore_evaluation_score"
    AUDIT = "supervisor_audit_score"
    BELOW_PASS = "below_pass_score"
    FATAL = "fatal"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a period adds up to. Scores are means over the interactions that have one, None without any (NA).

    `below_pass_score` counts interactions whose Kore evaluation score is below their pass score, `fatal` those that
    fail fatally by the answers that count.
    """

    interactions: int
    kore_evaluation_score: float | None
    audits: int
    supervisor_audit_score: float | None
    assignments: int
    below_pass_score: int
    fatal: int


FIGURES = f"""
    WITH {{pieces}} d AS MATERIALIZED ({{agent_daily}})
    SELECT coalesce(sum(d.interactions), 0)::INTEGER AS interactions,
           {KORE_SCORE} AS kore_evaluation_score,
           coalesce(sum(d.audited), 0)::INTEGER AS audits,
           {AUDIT_SCORE} AS supervisor_audit_score,
           (SELECT count(*) FROM assignments a
            WHERE a.agent_id = $agent_id AND a.withdrawn_at IS NULL
              AND a.assigned_at >= $first AND a.assigned_at < $end)::INTEGER AS assignments,
           coalesce(sum(d.below_pass_score), 0)::INTEGER AS below_pass_score,
           coalesce(sum(d.fatal), 0)::INTEGER AS fatal
    FROM d
    WHERE {IN_SCOPE}"""

AREAS = f"""
    WITH {{pieces}} d AS MATERIALIZED ({{area_daily}})
    SELECT d.coaching_area, {AREA_SCORE} AS score, sum(d.interactions)::INTEGER AS interactions
    FROM d
    WHERE {IN_SCOPE}
    GROUP BY d.coaching_area HAVING {AREA_SCORE} IS NOT NULL
    ORDER BY score DESC, d.coaching_area"""

AREA_DAYS = f"""
    WITH {{pieces}} d AS MATERIALIZED ({{area_daily}})
    SELECT d.coaching_area, d.begins AS day, sum(d.earned) AS earned, sum(d.possible) AS possible,
           sum(d.interactions)::DOUBLE AS interactions
    FROM d
    WHERE {IN_SCOPE}
    GROUP BY d.coaching_area, d.begins
    ORDER BY d.coaching_area, d.begins"""

METRIC_DAYS = f"""
    WITH {{pieces}} d AS MATERIALIZED ({{metric_daily}})
    SELECT d.metric_id, d.begins AS day, sum(d.adhered)::DOUBLE AS earned, sum(d.applicable)::DOUBLE AS possible,
           sum(d.applicable)::DOUBLE AS interactions
    FROM d
    WHERE {IN_SCOPE}
    GROUP BY d.metric_id, d.begins
    ORDER BY d.metric_id, d.begins"""

# The daily totals are those of the automatic evaluation: of what was audited they are taken away again, and the answers
# that count are added.
_AUDITED = "SELECT interaction_id FROM audited"
METRICS_OF_AREA = f"""
    WITH {{pieces}} days AS MATERIALIZED ({{metric_daily}}),
    own AS MATERIALIZED (
        SELECT interaction_id, queue_id, channel FROM interactions
        WHERE agent_id = $agent_id AND started_at >= $first AND started_at < $end),
    audited AS MATERIALIZED (
        SELECT DISTINCT d.interaction_id FROM own d JOIN audits a USING (interaction_id) WHERE {IN_SCOPE}),
    counted AS (
        SELECT d.metric_id, d.adhered, d.applicable FROM days d WHERE {IN_SCOPE}
        UNION ALL
        SELECT r.metric_id, -{ADHERED}::INTEGER, -1
        FROM metric_results r JOIN metrics m USING (metric_id)
        WHERE r.interaction_id IN ({_AUDITED}) AND r.auditor_id IS NULL AND {APPLIES}
        UNION ALL
        SELECT r.metric_id, {ADHERED}::INTEGER, 1
        FROM {ANSWERS_THAT_COUNT.format(interactions=_AUDITED)} r JOIN metrics m USING (metric_id)
        WHERE {APPLIES})
    SELECT c.metric_id, m.name,
           {AS_SHOWN.format(score="100 * sum(c.adhered) / sum(c.applicable)::DOUBLE")} AS adherence,
           sum(c.applicable)::INTEGER AS applicable, (sum(c.applicable) - sum(c.adhered))::INTEGER AS failed
    FROM counted c JOIN metrics m USING (metric_id)
    WHERE m.coaching_area = $area
    GROUP BY c.metric_id, m.name HAVING sum(c.applicable) > 0
    ORDER BY adherence, m.name, c.metric_id"""

TREND = f"""
    WITH {{pieces}}
    agent_days AS MATERIALIZED ({{agent_daily}}),
    area_days AS MATERIALIZED ({{area_daily}}),
    steps AS (SELECT unnest($starts_on::DATE[]) AS starts_on, unnest($starts_at::TIMESTAMP[]) AS starts_at),
    scores AS (
        SELECT t.starts_on, '{Figure.KORE}' AS series, {KORE_SCORE} AS score, sum(d.evaluated) AS n
        FROM agent_days d ASOF JOIN steps t ON d.begins >= t.starts_at WHERE {IN_SCOPE} GROUP BY ALL
        UNION ALL
        SELECT t.starts_on, '{Figure.AUDIT}', {AUDIT_SCORE}, sum(d.audited)
        FROM agent_days d ASOF JOIN steps t ON d.begins >= t.starts_at WHERE {IN_SCOPE} GROUP BY ALL
        UNION ALL
        SELECT t.starts_on, d.coaching_area, {AREA_SCORE}, sum(d.interactions)
        FROM area_days d ASOF JOIN steps t ON d.begins >= t.starts_at WHERE {IN_SCOPE} GROUP BY ALL),
    series AS (SELECT DISTINCT series FROM scores)
    SELECT s.series, t.starts_on, c.score, coalesce(c.n, 0)::INTEGER AS interactions
    FROM series s CROSS JOIN steps t LEFT JOIN scores c ON c.series = s.series AND c.starts_on = t.starts_on
    ORDER BY s.series <> '{Figure.KORE}', s.series <> '{Figure.AUDIT}', s.series, t.starts_on"""

# The daily totals hold no squares, and an agent has few interactions in two periods.
DAYS = f"""
    WITH {{pieces}} daily AS MATERIALIZED ({{agent_daily}}),
    own AS MATERIALIZED (
        SELECT {PIECE} AS begins, i.queue_id, i.channel, i.kore_evaluation_score, i.supervisor_audit_score
        FROM interactions i {JOIN_PIECES}
        WHERE i.agent_id = $agent_id AND i.started_at >= $first AND i.started_at < $end{{only_these}}),
    squares AS (
        SELECT d.begins, sum(d.kore_evaluation_score ** 2) AS evaluation_squares,
               sum(d.supervisor_audit_score ** 2) AS audit_squares
        FROM own d WHERE {IN_SCOPE} GROUP BY d.begins)
    SELECT d.begins AS day, sum(d.interactions)::DOUBLE AS interactions, sum(d.evaluated)::DOUBLE AS evaluated,
           sum(d.evaluation_total) AS evaluation_total, sum(d.audited)::DOUBLE AS audited,
           sum(d.audit_total) AS audit_total, sum(d.below_pass_score)::DOUBLE AS below_pass_score,
           sum(d.fatal)::DOUBLE AS fatal,
           any_value(s.evaluation_squares) AS evaluation_squares, any_value(s.audit_squares) AS audit_squares
    FROM daily d LEFT JOIN squares s ON s.begins = d.begins WHERE {IN_SCOPE} GROUP BY d.begins"""

QUEUES_AND_CHANNELS = f"""
    WITH d {OF_AGENT.format(table="agent_daily")}
    SELECT DISTINCT d.queue_id, d.channel FROM d WHERE {IN_SCOPE} ORDER BY d.queue_id, d.channel"""

METRIC_NAME = f"""
    WITH {VISIBLE_AGENTS}
    SELECT name FROM metrics WHERE metric_id = $metric_id AND EXISTS (FROM visible_agents)"""


def figures(database: Database, viewer_id: str, scope: Scope, period: Period) -> Figures:
    """What the period adds up to; nothing but zeros and NA where the viewer may not see that agent.

    Assignments are counted by the day they were assigned, whatever their interactions' queue or channel.
    """
    row = database.first(*asked_of(database, viewer_id, scope, period).of(FIGURES))
    assert row is not None  # an aggregate always has a row
    return Figures(**row)


@cached
def readings(database: Database, viewer_id: str, scope: Scope, period: Period) -> Mapping[Figure, Verdict]:
    """What can be said of the change from the period before to this one, of each figure where better or worse is known.

    Of BELOW_PASS and FATAL it is the share of the interactions that counts, because
    there are more of them wherever there are more interactions.
    """
    days = _of_both(database, viewer_id, scope, period, DAYS)
    passed, well = days["evaluated"] - days["below_pass_score"], days["interactions"] - days["fatal"]
    figures = {
        Figure.KORE: (days["evaluation_total"] / 100, days["evaluated"], days["evaluation_squares"] / 1e4),
        Figure.AUDIT: (days["audit_total"] / 100, days["audited"], days["audit_squares"] / 1e4),
        Figure.BELOW_PASS: (passed, days["evaluated"], passed),
        Figure.FATAL: (well, days["interactions"], well),
    }
    sums = [
        pd.DataFrame(
            {
                "figure": figure,
                "side": days["side"],
                "day": days["day"],
                "earned": earned,
                "possible": number,
                "interactions": number,
                "squares": squares,
            }
        )
        for figure, (earned, number, squares) in figures.items()
    ]
    changed = score_change.changes(pd.concat(sums, ignore_index=True))
    return dict.fromkeys(figures, Verdict.NO_DATA) | dict(zip(changed["figure"], changed["verdict"], strict=True))


def areas(database: Database, viewer_id: str, scope: Scope, period: Period) -> pd.DataFrame:
    """The coaching areas of the period by the automatic evaluation, best first.

    Columns: coaching_area, score (0 to 100), interactions (n).
    """
    return database.query(*asked_of(database, viewer_id, scope, period).of(AREAS))


@cached
def area_changes(database: Database, viewer_id: str, scope: Scope, period: Period) -> pd.DataFrame:
    """How each coaching area changed from the period of the same length before, see score_change.changes(). For the
    agent, and for whoever may measure the agent: to others no row is told.

    Columns: coaching_area, before, after, change, low, high, n_before, n_after, verdict.
    """
    days = _of_both(database, viewer_id, scope, period, AREA_DAYS)
    if viewer_id != scope.agent_id and not may(database, viewer_id, Action.MEASURE, scope.agent_id):
        days = days.iloc[:0]
    return score_change.changes(days)


@cached
def metric_changes(database: Database, viewer_id: str, scope: Scope, period: Period) -> pd.DataFrame:
    """As area_changes(), of each metric. Columns: metric_id in place of coaching_area."""
    days = _of_both(database, viewer_id, scope, period, METRIC_DAYS)
    if viewer_id != scope.agent_id and not may(database, viewer_id, Action.MEASURE, scope.agent_id):
        days = days.iloc[:0]
    return score_change.changes(days.assign(**{SQUARES: days["earned"]}))


def _of_both(database: Database, viewer_id: str, scope: Scope, period: Period, statement: str) -> pd.DataFrame:
    """What the days of the period add up to, and of the one of the same length before, for score_change.changes().

    Columns: those of the statement, with `day` the day of the reader in which a day of UTC begins, or a piece of one
    that is cut, and side. All that begins on a day of the reader is one day: a single day is no more than that in any
    zone. Where the zone is not UTC, the first day of a period has more hours than the last.
    """
    both = asked_of(database, viewer_id, scope, Period(period.previous.first, period.end), [period.first])
    found = database.query(*both.of(statement))
    begins = found["day"].dt.tz_localize("UTC").dt.tz_convert(scope.zone).dt.tz_localize(None)
    day = begins.dt.normalize()
    return found.assign(day=day, side=np.where(day < pd.Timestamp(period.first), BEFORE, AFTER))


def metrics_of_area(database: Database, viewer_id: str, scope: Scope, period: Period, area: str) -> pd.DataFrame:
    """The metrics of one coaching area by the answers that count, least adhered first.

    Columns: metric_id, name, adherence (% of the interactions it applied to), applicable (n), failed (n).
    """
    rows = database.query(*asked_of(database, viewer_id, scope, period).of(METRICS_OF_AREA, area=area))
    called = metric_labels(database)
    return rows.assign(name=pd.Series([called[metric] for metric in rows["metric_id"]], rows.index, dtype=object))


def step_of(day: date, grain: Grain) -> pd.Period:
    """The day, week (from Monday) or month that a day belongs to."""
    return pd.Timestamp(day).to_period({"day": "D", "week": "W-SUN", "month": "M"}[grain])


@cached
def trend(database: Database, viewer_id: str, scope: Scope, until: date, grain: Grain) -> pd.DataFrame:
    """The last seven days, weeks (from Monday) or months up to `until`, the running one included.

    Columns: series (Figure.KORE, Figure.AUDIT, or a coaching area), starts_on (the step's first
    day), score (0 to 100, NaN where the step has none: a gap), interactions (n).
    """
    last = step_of(until, grain)
    starts = [(last - back).start_time.date() for back in range(TREND_LENGTH - 1, -1, -1)]
    asked = asked_of(database, viewer_id, scope, Period.of_days(starts[0], until), starts)
    starts_at = [start_of(each, scope.zone) for each in starts]
    return database.query(*asked.of(TREND, starts_on=starts, starts_at=starts_at))


@cached
def queues_and_channels(database: Database, viewer_id: str, agent_id: str) -> pd.DataFrame:
    """What the agent has ever worked on, by queue. Columns: queue_id, queue (what it is called), channel."""
    seen = agent_id if may_see(database, viewer_id, agent_id) else None
    rows = database.query(QUEUES_AND_CHANNELS, {"agent_id": seen, "queue_id": None, "channel": None})
    called = queues(database)
    names = [called.get(queue, queue) for queue in rows["queue_id"]]
    rows.insert(1, "queue", pd.Series(names, rows.index, dtype=object))
    return rows.sort_values("queue", kind="stable", ignore_index=True)


def metric_name(database: Database, viewer_id: str, metric_id: str) -> str | None:
    """What a metric is called, or None where there is no such metric or the viewer may see nobody's."""
    row = database.first(METRIC_NAME, {"viewer_id": viewer_id, "metric_id": metric_id})
    return metric_labels(database).get(metric_id, row["name"]) if row else None
