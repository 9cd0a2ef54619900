"""The parts of one assignment's page: its header, the feedback and plan, the tables of interactions."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments import Assignment
from coaching.status import Status
from coaching.ui import table, wording
from coaching.ui.formatting import day, day_and_time, due, local, plain, queue_and_channel, score, signed

STATUS_COLOURS = {Status.NOT_STARTED: "gray", Status.IN_PROGRESS: "blue", Status.COMPLETED: "green"}

MARKED_TABLE = "assignment_marked"
BEST_TABLE = "assignment_best"
COLUMNS = (
    table.Column("date", "Date", align="tight"),
    table.Column("queue", "Queue"),
    table.Column("topic", "Topic"),
    table.Column("fails", "Fails"),
    table.Column("kore", "Kore evaluation", align="right"),
    table.Column("audit", "Supervisor audit", align="right"),
    table.Column("sentiment", "Sentiment", align="right"),
    table.Column("reviewed", wording.REVIEWED, align="tight"),
    table.Column("open", ""),
)


def header(assignment: Assignment, reads_as_agent: bool, today: date, zone: ZoneInfo) -> None:
    """Name, status, coaching areas, who assigned it and when, and the follow-up."""
    st.title(plain(assignment.name))
    if not reads_as_agent:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))
    with st.container(horizontal=True, vertical_alignment="center"):
        label = wording.status_label(assignment.status, reads_as_agent)
        st.badge(label, color=STATUS_COLOURS[assignment.status])  # type: ignore[arg-type]
        st.text(f"{assignment.reviewed} of {assignment.total} reviewed")
        for area in assignment.coaching_areas:
            st.badge(plain(area), color="primary")
    overdue = assignment.follow_up_on < today and assignment.status is not Status.COMPLETED
    follow_up = f"⚠ {due(assignment.follow_up_on, today)}" if overdue else f"follow-up {day(assignment.follow_up_on)}"
    assigned = day(local(assignment.assigned_at, zone).date())
    st.text(f"assigned {assigned} by {assignment.assigned_by} · {follow_up}")


def feedback_and_plan(assignment: Assignment) -> None:
    """What went well, what to work on, the action plan; read-only, as the supervisor wrote it."""
    parts = st.columns(3)
    for part, heading, words in (
        (parts[0], wording.WENT_WELL, assignment.went_well),
        (parts[1], wording.WORK_ON, assignment.work_on),
    ):
        with part.container(border=True, height="stretch"):
            st.markdown(f"**{heading}**")
            st.text(words or wording.NO_FEEDBACK, width="stretch")
    with parts[2].container(border=True, height="stretch"):
        st.markdown(f"**{wording.ACTION_PLAN}**")
        steps = [f"{number}. {plain(step)}" for number, step in enumerate(assignment.action_plan, 1)]
        st.markdown("\n".join(steps) or wording.NO_FEEDBACK)


def open_next(assignment: Assignment) -> bool:
    """The one next action of the page; True when it was taken."""
    label = wording.OPEN_NEXT if assignment.reviewed else wording.START
    return st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right")


def just_opened() -> str | None:
    """The interaction that was opened in one of the tables, if that is why the page runs now."""
    return table.just_opened(MARKED_TABLE) or table.just_opened(BEST_TABLE)


def marked_interactions(rows: pd.DataFrame, assignment: Assignment, zone: ZoneInfo) -> None:
    """The table of the interactions marked for coaching."""
    st.subheader(wording.MARKED_INTERACTIONS)
    _interactions(MARKED_TABLE, wording.MARKED_INTERACTIONS, rows[rows["kind"] == "marked"], assignment, zone)


def best_responses(rows: pd.DataFrame, assignment: Assignment, reads_as_agent: bool, zone: ZoneInfo) -> None:
    """The table of the best responses, or a sentence that there is none."""
    st.subheader(wording.BEST_RESPONSES)
    best = rows[rows["kind"] == "best_response"]
    if best.empty:
        st.info(wording.NO_BEST_RESPONSE if reads_as_agent else wording.NO_BEST_RESPONSE_FOR_SUPERVISOR)
    else:
        _interactions(BEST_TABLE, wording.BEST_RESPONSES, best, assignment, zone)


def _interactions(key: str, label: str, rows: pd.DataFrame, assignment: Assignment, zone: ZoneInfo) -> None:
    shown = [_row(row, assignment, zone) for row in rows.itertuples()]
    table.draw(key, label, COLUMNS, shown, page="interaction")


def _row(row: Any, assignment: Assignment, zone: ZoneInfo) -> table.Row:
    when = day_and_time(row.started_at, zone)
    kore = score(row.kore_evaluation_score)
    estimated = "estimated from the customer's messages" if row.sentiment_estimated else None
    return table.Row(
        row.interaction_id,
        {"interaction": row.interaction_id, "assignment": assignment.assignment_id},
        {
            "date": table.opens(when, f"Open the interaction of {when}"),
            "queue": table.text(queue_and_channel(row.queue, row.channel)),
            "topic": table.text("–" if pd.isna(row.topic) else row.topic),
            "fails": table.tags(row.failed_areas) if row.failed_areas else table.text("nothing", "quiet"),
            "kore": table.text(f"{kore} ✖ fatal", "warn") if row.fatal else _score_cell(row.kore_evaluation_score),
            "audit": _score_cell(row.supervisor_audit_score),
            "sentiment": table.text(signed(row.sentiment_score) + (" est." if estimated else ""), title=estimated),
            "reviewed": table.text("✓ reviewed") if row.reviewed else table.text("○ not yet", "quiet"),
            "open": table.opens("Open", f"Open the interaction of {when}", button=True),
        },
    )


def _score_cell(value: float) -> dict[str, Any]:
    shown = score(value)
    return table.text(shown, "quiet" if shown == wording.NA else "")
