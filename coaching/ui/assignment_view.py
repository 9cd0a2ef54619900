"""The parts of one assignment's page: its header, the feedback and plan, the tables of interactions."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.assignments import Assignment
from coaching.status import Status, is_overdue, today
from coaching.ui import interaction_cells, navigation, table, wording
from coaching.ui.formatting import day, due, local, plain

STATUS_COLOURS = {Status.NOT_STARTED: "gray", Status.IN_PROGRESS: "blue", Status.COMPLETED: "green"}

MARKED_TABLE = "assignment_marked"
BEST_TABLE = "assignment_best"
COLUMNS = (
    interaction_cells.DATE,
    interaction_cells.QUEUE,
    interaction_cells.TOPIC,
    interaction_cells.FAILS,
    interaction_cells.KORE,
    interaction_cells.AUDIT,
    interaction_cells.SENTIMENT,
    table.Column("reviewed", wording.REVIEWED, align="tight"),
    interaction_cells.OPEN,
)


def way_back(assignment: Assignment, reads_as_agent: bool, measures: bool) -> None:
    """To the list the reader comes from: the agent's own, or the team's and that of this agent; and on to what came of
    it, for who measures coaching."""
    if reads_as_agent:
        navigation.link(navigation.MY_COACHING, wording.MY_COACHING, ":material/arrow_back:")
        return
    with st.container(horizontal=True):
        navigation.link(navigation.ASSIGNMENTS, wording.ASSIGNMENTS, ":material/arrow_back:")
        navigation.link(
            navigation.MY_COACHING,
            plain(wording.ALL_OF_AGENT.format(name=assignment.agent_name)),
            ":material/person:",
            agent=assignment.agent_email or assignment.agent_id,
        )
        if measures:
            navigation.link(
                navigation.PROGRESS,
                plain(wording.PROGRESS_OF.format(name=assignment.agent_name)),
                ":material/show_chart:",
                assignment=assignment.assignment_id,
            )


def header(assignment: Assignment, reads_as_agent: bool, now: datetime, zone: ZoneInfo) -> None:
    """Name, status, coaching areas, who assigned it and when, and the follow-up."""
    st.title(plain(assignment.name))
    if not reads_as_agent:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if assignment.withdrawn_at:
            st.badge(f"✕ {wording.WITHDRAWN}", color="gray")
        else:
            label = wording.status_label(assignment.status, reads_as_agent)
            st.badge(label, color=STATUS_COLOURS[assignment.status])  # type: ignore[arg-type]
        st.text(f"{assignment.reviewed} of {assignment.total} reviewed")
        for area in assignment.coaching_areas:
            st.badge(plain(area), color="blue")
    overdue = not assignment.withdrawn_at and is_overdue(assignment.follow_up_on, assignment.status, now, zone)
    how_late = due(assignment.follow_up_on, today(now, zone))
    follow_up = f"⚠ {how_late}" if overdue else f"follow-up {day(assignment.follow_up_on)}"
    assigned = day(local(assignment.assigned_at, zone).date())
    st.text(f"assigned {assigned} by {assignment.assigned_by} · {follow_up} · times in {zone.key}")


def feedback_and_plan(assignment: Assignment) -> DeltaGenerator:
    """What went well and what to work on, as the supervisor wrote it; returns the card for the steps of the plan."""
    parts = st.columns(3)
    for part, heading, words in (
        (parts[0], wording.WENT_WELL, assignment.went_well),
        (parts[1], wording.WORK_ON, assignment.work_on),
    ):
        with part.container(border=True, height="stretch"):
            st.markdown(f"**{heading}**")
            st.text(words or wording.NO_FEEDBACK, width="stretch")
    card = parts[2].container(border=True, height="stretch")
    card.markdown(f"**{wording.ACTION_PLAN}**")
    return card


def open_next(assignment: Assignment) -> bool:
    """The one next action of the page; True when it was taken."""
    label = wording.OPEN_NEXT if assignment.reviewed else wording.START
    return st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right")


def just_opened() -> str | None:
    """The interaction that was opened in one of the tables, if that is why the page runs now."""
    return table.just_opened(MARKED_TABLE) or table.just_opened(BEST_TABLE)


def marked_interactions(rows: pd.DataFrame, assignment: Assignment, zone: ZoneInfo) -> None:
    """The table of the interactions marked for coaching, and the way to hold them against a best response."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(wording.MARKED_INTERACTIONS, width="content")
        if {"marked", "best_response"} <= set(rows["kind"]):
            navigation.link(
                navigation.COMPARE,
                wording.COMPARE,
                ":material/compare_arrows:",
                assignment=assignment.assignment_id,
            )
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
    return table.Row(
        row.interaction_id,
        {"interaction": row.interaction_id, "assignment": assignment.assignment_id},
        interaction_cells.cells(row, zone)
        | {
            "fails": interaction_cells.fails(row.failed_areas),
            "reviewed": table.text("✓ reviewed") if row.reviewed else table.text("○ not yet", "quiet"),
        },
    )
