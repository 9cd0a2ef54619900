"""What do supervisors read about an assignment, and its agent not? Its history, and why that agent was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from coaching.assignments.draft import ChosenBecause
from coaching.assignments.facts import names_of_interactions
from coaching.assignments.groups import SEEN_GROUPS
from coaching.people.people import with_labels
from coaching.people.visibility import VISIBLE_AGENTS
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.reader import BRITISH, reading_as

# Assignment a is of an agent whom the viewer supervises: nobody reads this about themselves. Needs VISIBLE_AGENTS.
SUPERVISED = "a.agent_id IN (FROM visible_agents) AND a.agent_id <> $viewer_id"

HISTORY = f"""
    WITH {VISIBLE_AGENTS}
    SELECT c.changed_at, coalesce(p.name, c.changed_by) AS changed_by, c.field, c.was, c.becomes,
           c.changed_by AS changed_by_id
    FROM changes c JOIN assignments a ON a.assignment_id = c.subject_id
    LEFT JOIN people p ON p.person_id = c.changed_by
    WHERE c.subject = 'assignment' AND c.subject_id = $assignment_id AND {SUPERVISED}
    ORDER BY c.changed_at DESC, c.position"""

CHOICE = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}
    SELECT a.chosen_because, a.period_first, a.period_last, a.without_feedback_because,
           a.group_id IS NOT NULL AS in_group,
           CASE WHEN g.group_id IN (FROM seen_groups) THEN g.name END AS group_name
    FROM assignments a LEFT JOIN groups g USING (group_id)
    WHERE a.assignment_id = $assignment_id AND {SUPERVISED}"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Why an agent was chosen for coaching, over which days they were looked at, and in which group, where known."""

    chosen_because: str | None  # a ChosenBecause; None: imported, nobody said
    period_first: date | None
    period_last: date | None
    without_feedback_because: str | None  # None: it has feedback, or is imported
    in_group: bool
    group_name: str | None  # None where the viewer does not see that group, or it is gone


def history(database: Database, viewer_id: str, assignment_id: str) -> pd.DataFrame:
    """Who changed what about an assignment, newest first; no row for its own agent and for whoever may not see it.

    Columns: changed_at (naive UTC), changed_by (name), field (a column's name, or created or withdrawn), was, becomes
    (words; None where there was nothing, or nothing is left).
    """
    rows = database.query(HISTORY, {"viewer_id": viewer_id, "assignment_id": assignment_id})
    return with_labels(database, rows, changed_by="changed_by_id").drop(columns="changed_by_id")


def choice(database: Database, viewer_id: str, assignment_id: str) -> Choice | None:
    """Why its agent was chosen; None for that agent and for whoever may not see the assignment."""
    row = database.first(CHOICE, {"viewer_id": viewer_id, "assignment_id": assignment_id})
    return Choice(**row) if row else None


def in_words(value: Any, called: Mapping[str, str]) -> str | None:
    """A field's value as the history keeps it: in words, one a line for a list; None for nothing.

    `called`: what people call interactions, by interaction_id.
    """
    if value is None or value in ("", []):
        return None
    if isinstance(value, list):
        return "\n".join(called.get(each, each) for each in value)
    if isinstance(value, ChosenBecause):
        return value.replace("_", " ")
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)


def reopened_in_words(
    cursor: duckdb.DuckDBPyConnection, reopened: Sequence[tuple[str, bool]]
) -> dict[str, tuple[str | None, str | None]]:
    """For the history: the interactions whose marks are open again. `reopened`: as marks.reopen() returns it."""
    if not reopened:
        return {}
    called = names_of_interactions(cursor, [interaction for interaction, _ in reopened])
    with reading_as(BRITISH):  # as all that the history keeps, whoever reads it
        said = [
            (wording.REOPENED_REQUEST if asked else wording.REOPENED_MARK).format(
                interaction=called.get(interaction, interaction)
            )
            for interaction, asked in reopened
        ]
    return {"reopened": (None, "\n".join(dict.fromkeys(said)))}
