"""Are follow-ups held on time, what do they conclude, and is the same coached again? By supervisor.

A follow-up is held with the first outcome that is recorded, and on time when that is no later than its day; before that
day none can be recorded, except by an import. What an assignment is about comes from coverage.py.
"""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.assignments.discussion import Outcome
from coaching.measuring.coverage import REPEATED_WITHIN
from coaching.measuring.team_effect import EffectFilter
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.storage.database import Database
from coaching.words.days import day_of

OUTCOMES = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT o.assignment_id, arg_max(o.outcome, o.recorded_at) AS outcome
    FROM outcomes o JOIN assignments a ON a.assignment_id = o.assignment_id
    WHERE a.agent_id IN (FROM monitored_agents) AND a.withdrawn_at IS NULL
    GROUP BY o.assignment_id ORDER BY o.assignment_id"""


def outcomes(database: Database, viewer_id: str) -> pd.DataFrame:
    """The newest outcome of the assignments in force of the agents whom the viewer measures.

    Columns: assignment_id, outcome (an Outcome, or what an import says).
    """
    return database.query(OUTCOMES, {"viewer_id": viewer_id})


# What follows from the frames. Pure.


def follow_ups(
    assignments: pd.DataFrame, areas: pd.DataFrame, outcomes: pd.DataFrame, today: date, zone: ZoneInfo
) -> pd.DataFrame:
    """Each assignment with what became of its follow-up. `assignments`, `areas`: coverage.assignments() and
    areas_of_assignments(). `today`: the viewer's, in `zone`.

    Columns: those of assignments(), due (its day has passed, or it was held), held, on_time, days_late (after its day;
    0 where held on time, NaN where not held), outcome (missing where none), repeated (its agent had been coached on one
    of its areas within REPEATED_WITHIN before).
    """
    held = assignments["over_at"].notna()
    follow_up_on = pd.to_datetime(assignments["follow_up_on"])
    days = [day_of(each, zone) if pd.notna(each) else None for each in assignments["over_at"]]
    held_on = pd.to_datetime(pd.Series(days, assignments.index, dtype=object))
    late = (held_on - follow_up_on).dt.days.clip(lower=0)
    joined = areas.merge(assignments[["assignment_id", "agent_id", "assigned_at"]], on="assignment_id")
    joined = joined.sort_values("assigned_at")
    since = joined.groupby(["agent_id", "coaching_area"])["assigned_at"].diff()
    again = set(joined.loc[since <= REPEATED_WITHIN, "assignment_id"])
    newest = outcomes.set_index("assignment_id")["outcome"]
    return assignments.assign(
        due=held | (follow_up_on < pd.Timestamp(today)),
        held=held,
        on_time=held & (late == 0),
        days_late=late,
        outcome=assignments["assignment_id"].map(newest),
        repeated=assignments["assignment_id"].isin(again),
    )


def asked_for(follow_ups: pd.DataFrame, areas: pd.DataFrame, filters: EffectFilter) -> pd.DataFrame:
    """Of follow_ups() those that the filters of the effect leave; their days are UTC days."""
    found = follow_ups
    if filters.coaching_area is not None:
        about = areas.loc[areas["coaching_area"] == filters.coaching_area, "assignment_id"]
        found = found[found["assignment_id"].isin(about)]
    if filters.supervisor_id is not None:
        found = found[found["assigned_by"] == filters.supervisor_id]
    if filters.team is not None:
        found = found[found["team"] == filters.team]
    if filters.assigned is not None:
        found = found[found["assigned_at"] >= pd.Timestamp(filters.assigned.first)]
        if filters.assigned.end is not None:
            found = found[found["assigned_at"] < pd.Timestamp(filters.assigned.end)]
    return found


def by_supervisor(follow_ups: pd.DataFrame) -> pd.DataFrame:
    """A row for each supervisor, most assignments first.

    Columns: assigned_by, assignments, due, held, on_time (counts), median_days_late (of those held; NaN without any),
    repeated (count), and one for each Outcome (counts of what was recorded last).
    """
    known = [str(each) for each in Outcome]
    counted = follow_ups.assign(**{each: follow_ups["outcome"] == each for each in known})
    found = counted.groupby("assigned_by", as_index=False).agg(
        assignments=("assignment_id", "size"),
        median_days_late=("days_late", "median"),
        **{each: (each, "sum") for each in ("due", "held", "on_time", "repeated", *known)},
    )
    return found.sort_values(["assignments", "assigned_by"], ascending=[False, True], ignore_index=True)
