"""What supervisors read about an assignment and its agent never does: its history, and why that agent was chosen."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from coaching.database import Database
from coaching.groups import SEEN_GROUPS
from coaching.people import VISIBLE_AGENTS

# Assignment a is of an agent whom $viewer supervises: nobody reads this about themselves. Needs VISIBLE_AGENTS.
SUPERVISED = "a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer"

HISTORY = f"""
    WITH {VISIBLE_AGENTS}
    SELECT c.changed_at, coalesce(p.name, c.changed_by) AS changed_by, c.field, c.was, c.becomes
    FROM changes c JOIN assignments a ON a.assignment_id = c.subject_id
    LEFT JOIN people p ON p.person_id = c.changed_by
    WHERE c.subject = 'assignment' AND c.subject_id = $assignment AND {SUPERVISED}
    ORDER BY c.changed_at DESC, c.position"""

CHOICE = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}
    SELECT a.chosen_because, a.period_first, a.period_last, a.group_id IS NOT NULL AS in_group,
           CASE WHEN g.group_id IN (FROM seen_groups) THEN g.name END AS group_name
    FROM assignments a LEFT JOIN groups g USING (group_id)
    WHERE a.assignment_id = $assignment AND {SUPERVISED}"""


@dataclass(frozen=True)
class Choice:
    """Why an agent was chosen for coaching, over which days they were looked at, and in which group, where known."""

    chosen_because: str | None  # a ChosenBecause; None: imported, nobody said
    period_first: date | None
    period_last: date | None
    in_group: bool
    group_name: str | None  # None where the viewer does not see that group, or it is gone


def history(database: Database, viewer: str, assignment_id: str) -> pd.DataFrame:
    """Who changed what about an assignment, newest first; no row for its own agent and for whoever may not see it.

    Columns: changed_at (naive UTC), changed_by (name), field (a column's name, or created or withdrawn), was, becomes
    (words; None where there was nothing, or nothing is left).
    """
    return database.query(HISTORY, {"viewer": viewer, "assignment": assignment_id})


def choice(database: Database, viewer: str, assignment_id: str) -> Choice | None:
    """Why its agent was chosen; None for that agent and for whoever may not see the assignment."""
    row = database.first(CHOICE, {"viewer": viewer, "assignment": assignment_id})
    return Choice(**row) if row else None
