"""What do the interactions of a day add up to? The tables area_daily, metric_daily and agent_daily, for all figures but
those of the hours that another zone's days cut off a day of UTC (scope.py).

Areas and metrics are those of the automatic evaluation alone, whatever auditors answered: few interactions are audited,
and not by chance, so a trend of both together would show who was audited. Audit scores stand apart in agent_daily;
agent_daily.below_pass_score counts Kore evaluation scores below the pass score, agent_daily.fatal the interactions that
fail fatally by the answers that count.

Each holds one row for an agent, a UTC day, a queue and a channel (and a coaching area or a metric). topic_area_daily
and topic_metric_daily hold the same for each topic: tables of their own, because few figures ask for topics and there
are many. The topic of an interaction is the one that lists name (interactions.topic), so every interaction counts once.
Beside these four stand tables with all agents together (centre_…), so that what is asked about a whole centre need not
read the days of thousands of agents.

Whoever changes interactions or their metric results does it inside `in_step`, and calls stored_scores.judge_areas
inside it as well. It takes away what those interactions contributed before and adds what they contribute afterwards:
the cost is that of what changes, however large the database is. NULL queues, channels and topics are keys like others.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from coaching.quality.scoring import ADHERED, APPLIES, EARNED, KORE_BELOW_PASS_SCORE, POSSIBLE


@dataclass(frozen=True, kw_only=True)
class DailyTotals:
    """One table of totals: its keys, the columns that add up, and what each interaction contributes to it.

    `contributions` is a SELECT of interaction_id, the keys and the sums, with `{scope}` for a condition on i, the
    interactions. `added_up`: the tables that follow from it, each after the one that it follows from.
    """

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    contributions: str
    added_up: tuple["AddedUp", ...] = ()


@dataclass(frozen=True, kw_only=True)
class AddedUp:
    """A table with the same sums as another one, `of`, with fewer keys."""

    table: str
    of: str
    keys: tuple[str, ...]


def _added_up(column: str, kind: str) -> tuple[AddedUp, ...]:
    """What follows from the totals by agent and topic: without topics, without agents, without either."""
    keys = ("queue_id", "channel", column, "day")
    return (
        AddedUp(table=f"{kind}_daily", of=f"topic_{kind}_daily", keys=("agent_id", *keys)),
        AddedUp(
            table=f"centre_topic_{kind}_daily",
            of=f"topic_{kind}_daily",
            keys=("queue_id", "channel", "topic", column, "day"),
        ),
        AddedUp(table=f"centre_{kind}_daily", of=f"centre_topic_{kind}_daily", keys=keys),
    )


TOTALS = (
    DailyTotals(
        table="topic_area_daily",
        added_up=_added_up("coaching_area", "area"),
        keys=("agent_id", "queue_id", "channel", "topic", "coaching_area", "day"),
        sums=("earned", "possible", "interactions"),
        contributions=f"""
        SELECT i.interaction_id, i.agent_id, i.queue_id, i.channel, i.topic, m.coaching_area, i.started_at::DATE AS day,
               {EARNED} AS earned, {POSSIBLE} AS possible, 1 AS interactions
        FROM metric_results r JOIN metrics m USING (metric_id) JOIN interactions i USING (interaction_id)
        WHERE r.auditor_id IS NULL AND i.started_at IS NOT NULL AND {{scope}}
        GROUP BY i.interaction_id, i.agent_id, i.queue_id, i.channel, i.topic, m.coaching_area, day
        HAVING {POSSIBLE} IS NOT NULL""",
    ),
    DailyTotals(
        table="topic_metric_daily",
        added_up=_added_up("metric_id", "metric"),
        keys=("agent_id", "queue_id", "channel", "topic", "metric_id", "day"),
        sums=("adhered", "applicable"),
        contributions=f"""
        SELECT i.interaction_id, i.agent_id, i.queue_id, i.channel, i.topic, r.metric_id, i.started_at::DATE AS day,
               {ADHERED}::INTEGER AS adhered, 1 AS applicable
        FROM metric_results r JOIN metrics m USING (metric_id) JOIN interactions i USING (interaction_id)
        WHERE r.auditor_id IS NULL AND {APPLIES} AND i.started_at IS NOT NULL AND {{scope}}""",
    ),
    DailyTotals(
        table="agent_daily",
        keys=("agent_id", "queue_id", "channel", "day"),
        sums=("interactions", "evaluated", "evaluation_total", "audited", "audit_total", "below_pass_score", "fatal"),
        contributions=f"""
        SELECT i.interaction_id, i.agent_id, i.queue_id, i.channel, i.started_at::DATE AS day, 1 AS interactions,
               (i.kore_evaluation_score IS NOT NULL)::INTEGER AS evaluated,
               coalesce(i.kore_evaluation_score, 0) AS evaluation_total,
               (i.supervisor_audit_score IS NOT NULL)::INTEGER AS audited,
               coalesce(i.supervisor_audit_score, 0) AS audit_total,
               coalesce({KORE_BELOW_PASS_SCORE}, FALSE)::INTEGER AS below_pass_score,
               i.fails_fatally::INTEGER AS fatal
        FROM interactions i LEFT JOIN forms f USING (form_id)
        WHERE i.started_at IS NOT NULL AND {{scope}}""",
    ),
)
# What erased_totals calls a key, where that is another name.
_KEPT_AS = {"coaching_area": "item", "metric_id": "item"}
MAY_BE_NULL = frozenset({"queue_id", "channel", "topic"})
_KEYS = {totals.table: totals.keys for totals in TOTALS} | {
    each.table: each.keys for totals in TOTALS for each in totals.added_up
}
TABLES = tuple(_KEYS)
OF_AGENTS = tuple(table for table, keys in _KEYS.items() if "agent_id" in keys)
"""The others hold all agents together."""


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Computes all daily totals anew."""
    for totals in TOTALS:
        _fill(cursor, totals.table, totals.keys, totals.sums, f"({all_contributed(totals)})")
        for each in totals.added_up:
            _fill(cursor, each.table, each.keys, totals.sums, each.of)


def all_contributed(totals: DailyTotals) -> str:
    """A SELECT of the keys and sums that all interactions contribute, those that were erased as well."""
    added = ", ".join((*totals.keys, *totals.sums))
    contributed = totals.contributions.format(scope="TRUE")
    keyed = ", ".join(f"{_KEPT_AS.get(key, key)} AS {key}" for key in totals.keys)
    summed = ", ".join(f"sums[{place}] AS {name}" for place, name in enumerate(totals.sums, 1))
    return f"""
        SELECT {added} FROM ({contributed})
        UNION ALL SELECT {keyed}, {summed} FROM erased_totals WHERE totals = {_quoted(totals.table)}"""


def _quoted(table: str) -> str:
    """The name of one of our tables as a literal."""
    return f"'{table}'"


def keep_contributions(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Keeps what the interactions in `touched` (a table with interaction_id) contribute, before they are erased: the
    totals stay as they are if that is not done inside in_step()."""
    for totals in TOTALS:
        contributed = totals.contributions.format(scope=f"i.interaction_id IN (SELECT interaction_id FROM {touched})")
        keyed = ", ".join(f"{key} AS {_KEPT_AS.get(key, key)}" for key in totals.keys)
        summed = ", ".join(f"sum({name})::DOUBLE" for name in totals.sums)
        cursor.execute(
            f"""
            INSERT INTO erased_totals BY NAME
            SELECT $totals AS totals, {keyed}, [{summed}] AS sums FROM ({contributed})
            GROUP BY ALL""",
            {"totals": totals.table},
        )


def _fill(
    cursor: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], sums: tuple[str, ...], contributed: str
) -> None:
    """Puts what was contributed in the place of the rows of the table; in order of days, so that a period is found
    fast, and then of their first key: of agents or queues that are asked for, the days of others are passed over."""
    key, added = keys[0], added_up(keys, sums, contributed)
    cursor.execute(f"DELETE FROM {table}")
    cursor.execute(f"INSERT INTO {table} BY NAME {added} ORDER BY day, {key}")


def added_up(keys: Sequence[str], sums: Sequence[str], contributed: str) -> str:
    """A SELECT of what a table of totals should hold. `contributed`: a table, or a SELECT in brackets."""
    keyed, summed = ", ".join(keys), _summed(sums)
    return f"SELECT {keyed}, {summed} FROM {contributed} GROUP BY {keyed}"


def _summed(sums: Sequence[str]) -> str:
    return ", ".join(f"sum({name}) AS {name}" for name in sums)


@contextmanager
def in_step(cursor: duckdb.DuckDBPyConnection, touched: str, known: str | None = None) -> Iterator[None]:
    """Around changes to the interactions in `touched` (a table with interaction_id) or to what belongs to them.

    `known` names a smaller table where only some of them existed before.
    """
    scope = "i.interaction_id IN (SELECT interaction_id FROM {0})"
    before = known or touched
    all_new = not cursor.execute(f"FROM {before} LIMIT 1").fetchall()
    for totals in TOTALS if not all_new else ():
        contributed = totals.contributions.format(scope=scope.format(before))
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {totals.table}_before AS {contributed}")
    yield
    for totals in TOTALS:
        contributed = totals.contributions.format(scope=scope.format(touched))
        added = ", ".join((*totals.keys, *totals.sums))
        if all_new:
            _add(cursor, totals, f"SELECT {added} FROM ({contributed})", taken=False)
            continue
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {totals.table}_after AS {contributed}")
        taken = ", ".join((*totals.keys, *(f"-{name}" for name in totals.sums)))
        # Only what differs is added up: sums of fractions would otherwise drift when the same data comes again.
        _add(
            cursor,
            totals,
            f"""
            SELECT {added} FROM (FROM {totals.table}_after EXCEPT FROM {totals.table}_before)
            UNION ALL
            SELECT {taken} FROM (FROM {totals.table}_before EXCEPT FROM {totals.table}_after)""",
            taken=True,
        )


def _add(cursor: duckdb.DuckDBPyConnection, totals: DailyTotals, changes: str, *, taken: bool) -> None:
    """Adds the rows of the SELECT `changes` (keys and sums) to the table of totals and to those that follow from it.

    `taken`: some may be negative, and so take away.
    """
    _add_up_changes(cursor, totals.table, totals.keys, totals.sums, f"({changes})")
    ((first, last),) = cursor.execute(f"SELECT min(day), max(day) FROM {totals.table}_changes").fetchall()
    if first is None:
        return
    days = {"first": first, "last": last}
    # What follows from the totals has rows of the same days: where these have none, all rows are new.
    known = cursor.execute(f"FROM {totals.table} WHERE day BETWEEN $first AND $last LIMIT 1", days).fetchall()
    for each in totals.added_up:
        _add_up_changes(cursor, each.table, each.keys, totals.sums, f"{each.of}_changes")
    for table, keys in ((totals.table, totals.keys), *((each.table, each.keys) for each in totals.added_up)):
        if known:
            _add_to(cursor, table, keys, totals.sums, days)
        else:
            key = keys[0]
            cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {table}_changes ORDER BY day, {key}")
        if taken:
            counted = "applicable" if "applicable" in totals.sums else "interactions"
            cursor.execute(f"DELETE FROM {table} WHERE {counted} = 0")


def _add_up_changes(
    cursor: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], sums: tuple[str, ...], changes: str
) -> None:
    keyed, summed = ", ".join(keys), _summed(sums)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE {table}_changes AS SELECT {keyed}, {summed} FROM {changes} GROUP BY {keyed}"
    )


def _add_to(
    cursor: duckdb.DuckDBPyConnection, table: str, keys: tuple[str, ...], sums: tuple[str, ...], days: dict[str, object]
) -> None:
    # Only keys that may be NULL are compared as NULL is: an equation lets DuckDB pass over the days of no change.
    same = " AND ".join(f"t.{key} {'IS NOT DISTINCT FROM' if key in MAY_BE_NULL else '='} c.{key}" for key in keys)
    changed = ", ".join(f"{name} = t.{name} + c.{name}" for name in sums)
    cursor.execute(f"UPDATE {table} t SET {changed} FROM {table}_changes c WHERE {same}")
    key = keys[0]
    known = f"FROM {table} t WHERE t.day BETWEEN $first AND $last AND {same}"
    cursor.execute(
        f"""
        INSERT INTO {table} BY NAME
        SELECT * FROM {table}_changes c WHERE NOT EXISTS ({known}) ORDER BY day, {key}""",
        days,
    )
