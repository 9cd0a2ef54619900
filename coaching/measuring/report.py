"""What was coached in a quarter, how did the coaching areas do, and whom did coaching reach? Pure.

The figures themselves come from coverage.py, follow_ups.py, score_map.py and team_effect.py. Here they are put together
for one sheet of paper. The days of a quarter are UTC days, as those of the figures are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from coaching.words.days import Period, quarter_of


@dataclass(frozen=True)
class Coached:
    """How many assignments there were, for how many agents, on how many coaching areas."""

    assignments: int
    agents: int
    areas: int


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many agents had evaluated interactions, how many of these were coached; how many scores of an agent in a
    coaching area were below the bar, and in how many of these areas that agent was coached."""

    agents: int
    coached: int
    below: int
    below_coached: int


def at_first(quarters: Sequence[Period], assignments: pd.DataFrame) -> Period:
    """The quarter to begin with: the newest one that is over, or else any, in which something was assigned.

    `quarters`: days.quarters() up to that of the newest data. `assignments`: coverage.assignments().
    """
    with_coaching = {quarter_of(each.date()) for each in assignments["assigned_at"]}
    found = [each for each in [*quarters[1:], quarters[0]] if each in with_coaching]
    return found[0] if found else quarters[0]


def coached(assigned: pd.DataFrame, areas: pd.DataFrame) -> Coached:
    """What was assigned. `assigned`: follow_ups.asked_for(); `areas`: coverage.areas_of_assignments()."""
    about = areas[areas["assignment_id"].isin(assigned["assignment_id"])]
    return Coached(len(assigned), assigned["agent_id"].nunique(), about["coaching_area"].nunique())


def reach(cells: pd.DataFrame, assigned: pd.DataFrame) -> Reach:
    """Whom coaching reached. `cells`: score_map.cells() of agents by coaching area, with what `assigned` coached."""
    agents = cells["row_id"].drop_duplicates()
    below = cells[cells["below"]]
    return Reach(
        agents=len(agents),
        coached=int(agents.isin(assigned["agent_id"]).sum()),
        below=len(below),
        below_coached=int((below["times"] > 0).sum()),
    )


def by_area(cells: pd.DataFrame, changes: pd.DataFrame, assigned: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """A row each coaching area in which anything was evaluated, the lowest score first.

    `cells`: score_map.cells() of all agents together, `changes`: score_map.changes() of the same. `assigned`, `areas`:
    see coached().
    Columns: those of `cells`, those of `changes` (the period against the days before it), assignments (n) and agents
    (n coached on the area).
    """
    of_area = areas.merge(assigned[["assignment_id", "agent_id"]], on="assignment_id")
    counts = of_area.groupby("coaching_area").agg(
        assignments=("assignment_id", "nunique"), agents=("agent_id", "nunique")
    )
    found = cells.merge(changes.drop(columns="row_id"), on="column_id").join(counts, on="coaching_area")
    found = found.fillna({"assignments": 0, "agents": 0}).astype({"assignments": int, "agents": int})
    return found.sort_values(["score", "coaching_area"], ignore_index=True)
