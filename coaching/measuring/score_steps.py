"""Since when? The scores of a map over days, weeks or months: of all agents together, or of one row beside the rest.

As in score_map.py scores are those of the automatic evaluation, from the daily totals, whose days are UTC days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.measuring import agent_figures
from coaching.measuring.agent_figures import Grain
from coaching.measuring.score_map import (
    AGENTS,
    IN_PERIOD,
    SCOPED,
    UNKNOWN,
    Across,
    By,
    TeamScope,
    asked,
    is_below_bar,
    is_judged,
    totals,
)
from coaching.quality.scoring import AREA_SCORE
from coaching.storage.database import Database
from coaching.words.days import Period, day_of

# How many steps are shown, the running one included.
STEPS: Mapping[Grain, int] = {"day": 14, "week": 13, "month": 6}


@dataclass(frozen=True)
class RowAsked:
    """A row of the map: of a queue its queue_id, of a team its name and so on; see score_map.scores()."""

    by: By
    row_id: str


# Whether an agent, or an interaction of theirs, belongs to the row that is asked for.
_AGENT_OF_ROW = {
    By.AGENT: "p.person_id = $row_id",
    By.TEAM: f"coalesce(p.team, '{UNKNOWN}') = $row_id",
    By.LEAD: f"""
        ($row_id = '{UNKNOWN}' AND p.person_id NOT IN (SELECT agent_id FROM supervisions)
         OR p.person_id IN (SELECT agent_id FROM supervisions WHERE supervisor_id = $row_id))""",
}
_OF_ROW = {
    by: f"coalesce(d.{column}, '{UNKNOWN}') = $row_id"
    for by, column in ((By.QUEUE, "queue_id"), (By.TOPIC, "topic"), (By.CHANNEL, "channel"))
}

STEPS_OF_COLUMNS = f"""
    {SCOPED}
    SELECT d.column_id, date_trunc($grain, d.day)::DATE AS starts_on, {{of_row}} AS of_row, {AREA_SCORE} AS score,
           sum(d.interactions)::INTEGER AS interactions
    {IN_PERIOD}
    GROUP BY ALL HAVING {AREA_SCORE} IS NOT NULL
    ORDER BY d.column_id, starts_on, of_row DESC"""


def starts(grain: Grain, until: date) -> list[date]:
    """The first days of the steps that end with the day `until`, the running step included; weeks begin on Mondays."""
    last = agent_figures.step_of(until, grain)
    return [(last - back).start_time.date() for back in range(STEPS[grain] - 1, -1, -1)]


def steps(
    database: Database, viewer_id: str, scope: TeamScope, across: Across, grain: Grain, row: RowAsked | None = None
) -> pd.DataFrame:
    """How each column of the map scored in each step up to the last day of the scope's period.

    Columns: column_id, starts_on (date, the first day of the step), of_row (it is about the `row`, otherwise about all
    else in the scope; always True without a row), score (0 to 100), interactions (n). Steps in which nothing was
    evaluated have no row.
    """
    by = None if row is None else row.by
    more = f", {_AGENT_OF_ROW[by]} AS of_row" if by in _AGENT_OF_ROW else ""
    of_row = "TRUE" if by is None else _OF_ROW.get(by, "s.of_row")
    sql = STEPS_OF_COLUMNS.format(
        agents=AGENTS.format(more=more, supervisions=""), totals=totals(across, by, scope), of_row=of_row
    )
    period = Period.of_days(starts(grain, scope.period.last)[0], scope.period.last)
    named = {} if row is None else {"row_id": row.row_id}
    return database.query(sql, asked(viewer_id, scope, period) | named | {"grain": grain})


# What follows from the frames. Pure.


def beside(steps: pd.DataFrame) -> pd.DataFrame:
    """steps() of the row with, beside them, what all else in the scope scored.

    Columns: column_id, starts_on, score, interactions (NaN and 0 where only the rest has any), rest, rest_interactions
    (NaN and 0 where the rest has none), judged, below (see score_map.py).
    """
    keys = ["column_id", "starts_on"]
    own, rest = (steps[steps["of_row"] == of_row].set_index(keys) for of_row in (True, False))
    beside = rest[["score", "interactions"]].rename(columns={"score": "rest", "interactions": "rest_interactions"})
    joined = own[["score", "interactions"]].join(beside, how="outer")
    counts = ["interactions", "rest_interactions"]
    found = joined.reset_index().fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, "int64"))
    return found.assign(
        judged=is_judged(found["interactions"]), below=is_below_bar(found["score"], found["interactions"])
    )


def coached_days(assignments: pd.DataFrame, areas: pd.DataFrame, row: RowAsked | None, zone: ZoneInfo) -> pd.DataFrame:
    """When the agent of the row was coached on what, oldest first; never where the row is no agent.

    `assignments`, `areas`: coverage.assignments() and areas_of_assignments(). Columns: coaching_area, coached_on (date,
    in `zone`).
    """
    agent_id = row.row_id if row is not None and row.by == By.AGENT else None
    own = assignments[assignments["agent_id"] == agent_id]
    found = areas.merge(own[["assignment_id", "assigned_at"]], on="assignment_id").sort_values("assigned_at")
    days = [day_of(instant, zone) for instant in found["assigned_at"]]
    return pd.DataFrame(
        {"coaching_area": found["coaching_area"].to_numpy(), "coached_on": pd.Series(days, dtype=object)}
    ).drop_duplicates(ignore_index=True)


def step_of(day: date, starts: Sequence[date], until: date) -> date | None:
    """The step that a day belongs to, by its first day; None before the first step and after the day `until`."""
    earlier = [each for each in starts if each <= day <= until]
    return max(earlier) if earlier else None
