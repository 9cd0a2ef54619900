"""Which interactions is a question about (an agent's, in a period, of a queue and a channel), and how in SQL?

The daily totals have days of UTC. Where the days of the reader begin at another time, a period begins and ends within
days of UTC: those are cut into pieces, which are added up from their interactions. All other days are read whole.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from coaching.people.visibility import may_see
from coaching.quality.daily_totals import TOTALS
from coaching.quality.hidden_parts import IS_AUDITED, Part, hidden_from
from coaching.storage.database import Database
from coaching.storage.statements import used
from coaching.words.days import ONE_DAY, UTC_ZONE, Period, days_asked, start_of


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose interactions are meant, and which of them: None means every queue, every channel."""

    agent_id: str
    queue_id: str | None = None
    channel: str | None = None
    zone: ZoneInfo = UTC_ZONE
    """Whose days the days of a period are."""


# The rows of one agent in a table, read by its index before anything is joined.
OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent_id)"
# d is a step that OF_AGENT makes of a table, or Asked.of(). $agent_id is NULL where the viewer may not see the agent.
IN_SCOPE = "($queue_id IS NULL OR d.queue_id = $queue_id) AND ($channel IS NULL OR d.channel = $channel)"
# When the piece of a day begins in which an interaction i is: at midnight of UTC for a day that is not cut.
PIECE = "coalesce(p.begins, date_trunc('day', i.started_at))"
JOIN_PIECES = """
    ASOF LEFT JOIN (SELECT begins, begins::DATE AS day FROM (SELECT unnest($pieces::TIMESTAMP[]) AS begins)) p
        ON p.day = i.started_at::DATE AND i.started_at >= p.begins"""

_CONTRIBUTIONS = {totals.table.removeprefix("topic_"): totals for totals in TOTALS}
_WHOLE = """
    SELECT *, day::TIMESTAMP AS begins FROM {table} WHERE agent_id = $agent_id AND day >= $first AND day < $end"""
# The interactions of a day that is cut. Each day is read by itself: DuckDB passes over all others.
_CUT = """
    SELECT i.interaction_id, i.started_at FROM interactions i
    WHERE i.agent_id = $agent_id AND i.started_at >= $cut_{place} AND i.started_at < $cut_{place} + INTERVAL 1 DAY
      AND i.started_at >= $first AND i.started_at < $end"""
_GIVEN = "in_pieces AS (SELECT unnest($ids::VARCHAR[]) AS interaction_id, unnest($begins::TIMESTAMP[]) AS begins),"
_WHOLE_AND = """
    SELECT *, day::TIMESTAMP AS begins FROM {table}
    WHERE agent_id = $agent_id AND day >= $first_day AND day < $end_day AND NOT list_contains($cut_days::DATE[], day)
    UNION ALL BY NAME"""
_IN_PIECES = """
    SELECT {columns}, n.begins FROM ({contributions}) c JOIN in_pieces n ON n.interaction_id = c.interaction_id"""
# Where only audited interactions count, each is added up by itself, and no daily totals are read.
_AUDITED = f"""
    SELECT i.interaction_id, i.started_at FROM interactions i
    WHERE i.agent_id = $agent_id AND i.started_at >= $first AND i.started_at < $end AND {IS_AUDITED}"""
_ONLY_THESE = " AND i.interaction_id IN (SELECT unnest($ids::VARCHAR[]))"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a query about a scope and a period takes."""

    database: Database
    values: Mapping[str, object]
    cut_days: Sequence[date]
    pieces: Sequence[datetime]
    """When the pieces of these days begin."""
    audited_only: bool = False
    """Only interactions that somebody audited count."""

    def of(self, statement: str, **more: object) -> tuple[str, dict[str, object]]:
        """The statement and its parameters, with `more` of them.

        In the statement {agent_daily}, {area_daily} and {metric_daily} stand for a SELECT of these totals, in which
        `begins` says when the day begins, or the piece of a day; {pieces} stands before them. Behind conditions on
        interactions i of its own it has {only_these}.
        """
        values = {**self.values, **more, "pieces": self.pieces, "cut_days": self.cut_days}
        if not self.cut_days and not self.audited_only:
            totals = {table: _WHOLE.format(table=table) for table in _CONTRIBUTIONS} | {"pieces": "", "only_these": ""}
        else:
            started = self._in_pieces(values)
            # Interactions that are written out are looked up by the index of the results. Where a step of the statement
            # has more than 50 of them, DuckDB reads all results.
            keys: dict[str, str | None] = {f"key_{place}": each for place, each in enumerate(started)} or {"key": None}
            totals = self._totals(list(keys)) | {"pieces": _GIVEN}
            totals["only_these"] = _ONLY_THESE if self.audited_only else ""
            begins = [self._piece_of(instant) for instant in started.values()]
            values |= {**keys, "ids": list(started), "begins": begins}
        sql = statement.format(**totals)
        return sql, used(sql, values)

    def _in_pieces(self, values: Mapping[str, object]) -> dict[str, datetime]:
        """When the interactions began that are added up by themselves: of days that are cut, or what was audited."""
        if self.audited_only:
            audited = self.database.rows(_AUDITED, used(_AUDITED, values))
            return {row["interaction_id"]: row["started_at"] for row in audited}
        sql = " UNION ALL ".join(_CUT.format(place=place) for place in range(len(self.cut_days)))
        cuts = {f"cut_{place}": datetime.combine(day, time()) for place, day in enumerate(self.cut_days)}
        found = self.database.rows(sql, used(sql, {**values, **cuts}))
        return {row["interaction_id"]: row["started_at"] for row in found}

    def _piece_of(self, instant: datetime) -> datetime:
        """When the day begins that has the instant, or the piece of a day."""
        if instant.date() in self.cut_days:
            return self.pieces[bisect_right(self.pieces, instant) - 1]
        return datetime.combine(instant.date(), time())

    def _totals(self, keys: Sequence[str]) -> dict[str, str]:
        listed = f"IN ({', '.join(f'${key}' for key in keys)})"
        found = {}
        for table, totals in _CONTRIBUTIONS.items():
            columns = ", ".join(f"c.{name}" for name in (*totals.keys, *totals.sums) if name != "topic")
            results = f" AND r.interaction_id {listed}" if "metric_results r" in totals.contributions else ""
            contributions = totals.contributions.format(scope=f"i.interaction_id {listed}{results}")
            whole = "" if self.audited_only else _WHOLE_AND.format(table=table)
            found[table] = whole + _IN_PIECES.format(columns=columns, contributions=contributions)
        return found


def asked_of(
    database: Database,
    viewer_id: str,
    scope: Scope,
    period: Period,
    starts: Iterable[date] = (),
) -> Asked:
    """What a query asks for: nobody's where the viewer may not see that agent, and only what was audited where they get
    automatic scores of nothing else. `starts`: the first days of what is told
    apart within the period."""
    named = {
        "agent_id": scope.agent_id if may_see(database, viewer_id, scope.agent_id) else None,
        "queue_id": scope.queue_id,
        "channel": scope.channel,
    }
    cuts = {start_of(day, scope.zone) for day in (period.first, period.end, *starts)}
    cut_days = {cut.date() for cut in cuts if cut.time() != time()}
    midnights = {datetime.combine(day, time()) for day in cut_days}
    pieces = sorted(midnights | {cut for cut in cuts if cut.date() in cut_days})
    if cut_days:
        first, end = (start_of(day, scope.zone) for day in (period.first, period.end))
        days: dict[str, object] = {"first_day": first.date(), "end_day": (end - datetime.resolution).date() + ONE_DAY}
        days |= {"first": first, "end": end}
    else:
        days = days_asked(period)
    return Asked(
        database=database,
        values={**named, **days},
        cut_days=sorted(cut_days),
        pieces=pieces,
        audited_only=Part.AUTOMATIC in hidden_from(database, viewer_id, scope.agent_id),
    )


def is_cut(period: Period, zone: ZoneInfo) -> bool:
    """Whether the period begins or ends within a day of UTC."""
    return any(start_of(day, zone).time() != time() for day in (period.first, period.end))
