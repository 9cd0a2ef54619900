"""What is done about one agent? Assignments with steps and outcomes, marks and requests, audits, best moments."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.discussion import Step
from coaching.assignments.status import is_follow_up_due
from coaching.storage.frames import rows_of
from coaching.ui.pieces import assignment_columns, interaction_columns, pager, table
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, day_and_time, numeral, shortened

MOST_PAST, MOST_MARKS, MOST_AUDITS, MOST_MOMENTS = 6, 6, 4, 3
LONGEST_QUOTE = 200
PAST_TABLE, MARKS_TABLE, AUDITS_TABLE = "agent_past", "agent_marks", "agent_audits"

STEPS = table.Column("steps", lambda: wording.COLUMN_STEPS)
OPEN = (*assignment_columns.WHAT_AND_WHEN, assignment_columns.REVIEWED, STEPS)
PAST = (*assignment_columns.WHAT_AND_WHEN, table.Column("outcome", lambda: wording.COLUMN_OUTCOME), STEPS)
MARKS = (
    interaction_columns.DATE,
    interaction_columns.QUEUE,
    table.Column("areas", lambda: wording.COACHING_AREA),
    table.Column("why", lambda: wording.COLUMN_WHY),
)
AUDITS = (
    interaction_columns.DATE,
    interaction_columns.QUEUE,
    interaction_columns.FAILS,
    interaction_columns.KORE,
    interaction_columns.AUDIT,
)
MOMENTS = (
    interaction_columns.DATE,
    interaction_columns.QUEUE,
    table.Column("said", lambda: wording.COLUMN_SAID),
    interaction_columns.KORE,
    interaction_columns.AUDIT,
)


def assignments(
    assigned: pd.DataFrame,
    plans: Mapping[str, Sequence[Step]],
    waiting: Mapping[str, datetime],
    today: date,
    zone: ZoneInfo,
) -> None:
    """What is open, the earliest follow-up first, and what is past, the newest first. `assigned`:
    assignments_of_agent(); `plans`, `waiting`: agent_coaching.plans() and waiting_since()."""
    rows = rows_of(assigned)
    is_open = sorted((row for row in rows if row.is_open), key=lambda row: (row.follow_up_on, row.assigned_at))
    past = [row for row in rows if not row.is_open]
    st.header(wording.AGENT_OPEN_ASSIGNMENTS, anchor=False)
    if not is_open:
        st.caption(wording.AGENT_NO_OPEN if past else wording.AGENT_NO_ASSIGNMENTS)
    else:
        shown = [
            _assignment(row, waiting, zone, {
                "follow_up": table.text(f"⚠ {day(row.follow_up_on)} {wording.OVERDUE}", "warn")
                if row.is_overdue else table.text(day(row.follow_up_on)),
                "reviewed": table.progress(row.reviewed, row.total),
                "steps": _steps(plans.get(row.assignment_id, ())),
            })
            for row in is_open
        ]  # fmt: skip
        table.draw("agent_open", wording.AGENT_OPEN_ASSIGNMENTS, OPEN, shown, page=navigation.ASSIGNMENT)
    if past:
        st.header(wording.AGENT_PAST_ASSIGNMENTS, anchor=False)
        shown = [
            _assignment(row, waiting, zone, {
                "follow_up": table.text(day(row.follow_up_on)),
                "outcome": _outcome(row, today),
                "steps": _done(plans.get(row.assignment_id, ())),
            })
            for row in pager.beginning(past, MOST_PAST, PAST_TABLE)
        ]  # fmt: skip
        table.draw(PAST_TABLE, wording.AGENT_PAST_ASSIGNMENTS, PAST, shown, page=navigation.ASSIGNMENT)
        _more(MOST_PAST, len(past))


def _assignment(
    row: Any, waiting: Mapping[str, datetime], zone: ZoneInfo, more: Mapping[str, dict[str, Any]]
) -> table.Row:
    since = waiting.get(row.assignment_id)
    name = table.opens(row.name)
    areas = table.tags(row.coaching_areas)
    assigned = table.text(day(day_of(row.assigned_at, zone)))
    if since is not None:
        assigned = table.text(
            day(day_of(row.assigned_at, zone)), note=wording.AGENT_WAITS_SINCE.format(when=day_and_time(since, zone))
        )
    cells = {"name": name, "areas": areas, "assigned": assigned, **more}
    return table.Row(row.assignment_id, {"assignment": row.assignment_id}, cells)


def _steps(steps: Sequence[Step]) -> dict[str, Any]:
    """Every step, a line each, those that are done with a tick."""
    if not steps:
        return table.text("–", "quiet")
    return table.text("\n".join(f"{'✓' if step.done else '○'} {step.step}" for step in steps))


def _done(steps: Sequence[Step]) -> dict[str, Any]:
    if not steps:
        return table.text("–", "quiet")
    return table.text(counted(len(steps), wording.AGENT_STEPS, done=sum(step.done for step in steps)))


def _outcome(row: Any, today: date) -> dict[str, Any]:
    if row.outcome is not None:
        return table.text(wording.OUTCOMES[row.outcome])
    if is_follow_up_due(row.follow_up_on, row.is_over, today):
        return table.text(wording.NO_OUTCOME_DUE.format(day=day(row.follow_up_on)), "warn")
    return table.text(wording.NO_OUTCOME_YET, "quiet")


def marks(marked: pd.DataFrame, agent_id: str, zone: ZoneInfo) -> None:
    """What the agent asked for, then what supervisors marked. `marked`: marks.open_marks_of()."""
    shown = []
    for row in rows_of(pager.beginning(marked, MOST_MARKS, MARKS_TABLE)):
        by = wording.AGENT_REQUEST if row.asked_by_agent else wording.AGENT_MARKED_BY.format(name=row.marked_by)
        cells = interaction_columns.cells(row, zone) | {
            "areas": table.tags(row.coaching_areas),
            "why": table.text(row.note or wording.WITHOUT_WORDS, "" if row.note else "quiet", note=by),
        }
        shown.append(table.Row(row.mark_id, {"interaction": row.interaction_id}, cells))
    _interactions(MARKS_TABLE, wording.AGENT_MARKS, MARKS, shown, nothing=wording.AGENT_NO_MARKS)
    if shown:
        _more(MOST_MARKS, len(marked))
        navigation.link(navigation.MARKED_FOR_COACHING, wording.MARKED_FOR_COACHING, ":material/flag:", agent=agent_id)


def audits(rows: pd.DataFrame, total: int, zone: ZoneInfo) -> None:
    """The newest audited interactions, the two scores beside each other. `rows`: interactions_of_agent()."""
    shown = [
        table.Row(row.interaction_id, {"interaction": row.interaction_id}, interaction_columns.evaluated(row, zone))
        for row in rows_of(rows)
    ]
    _interactions(AUDITS_TABLE, wording.AGENT_AUDITS, AUDITS, shown, nothing=wording.AGENT_NO_AUDITS)
    if shown:
        _more(MOST_AUDITS, total)


def best_moments(rows: pd.DataFrame, zone: ZoneInfo) -> None:
    """What went best, with what the customer said. `rows`: best_moments.best_moments()."""
    shown = []
    for row in rows_of(rows):
        said = table.text("–", "quiet") if row.quote is None else table.text(f"“{shortened(row.quote, LONGEST_QUOTE)}”")
        if row.shown_in:
            said |= {"note": counted(row.shown_in, wording.AGENT_SHOWN_IN)}
        cells = interaction_columns.cells(row, zone) | {"said": said}
        shown.append(table.Row(row.interaction_id, {"interaction": row.interaction_id}, cells))
    means = wording.AGENT_BEST_MEANS
    _interactions("agent_best", wording.AGENT_BEST, MOMENTS, shown, nothing=wording.AGENT_NO_BEST, means=means)


def _interactions(
    key: str, title: str, columns: Sequence[table.Column], rows: Sequence[table.Row], *, nothing: str, means: str = ""
) -> None:
    """A table of interactions under its title, and what it `means`; without rows it says that there is `nothing`."""
    st.header(title, anchor=False)
    if not rows:
        st.caption(nothing)
        return
    if means:
        st.caption(means)
    table.draw(key, title, columns, rows, page=navigation.INTERACTION)


def _more(shown: int, count: int) -> None:
    if shown < count:
        st.caption(wording.AGENT_MORE_OF.format(shown=numeral(shown), count=numeral(count)))
