"""The parts of the team's Assignments page: its one action, the figures, the filters, the table."""

from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.conversation import OUTCOME_WORDING, Outcome
from coaching.status import SUPERVISOR_WORDING, Status
from coaching.team_assignments import TeamFigures, Wanted
from coaching.ui import paging, scope_filters, table, wording
from coaching.ui.formatting import counted, day, day_and_time, local

TEXT = "assignments_agent_or_name"
TEAM = "assignments_team"
STATUS = "assignments_status"
AREAS = "assignments_area"
PERIOD = "assignments_assigned"
DATES = "assignments_dates"
OVERDUE = "assignments_overdue"
GROUP = "assignments_group"
ASSIGNED_BY = "assignments_assigned_by"
PAGE = "assignments_page"
TABLE = "assignments_table"
PAGE_SIZE = 25
FILTER_WIDTH = 165  # two beside each other on a phone
FILTERS = (TEXT, TEAM, STATUS, AREAS, PERIOD, DATES, OVERDUE, GROUP, ASSIGNED_BY)

STATUSES: dict[str, Status | Literal["open", "withdrawn"]] = {
    wording.STATUS_OPEN: "open",
    **{SUPERVISOR_WORDING[state]: state for state in Status},
    wording.WITHDRAWN: "withdrawn",
}
PERIODS = wording.PERIOD_DAYS | wording.FLOW_PERIOD_DAYS
COLUMNS = (
    table.Column("agent", "Agent"),
    table.Column("name", "Name"),
    table.Column("areas", "Coaching area"),
    table.Column("assigned", "Assigned", align="tight"),
    table.Column("follow_up", "Follow-up"),
    table.Column("status", "Status", align="tight"),
    table.Column("reviewed", wording.REVIEWED),
    table.Column("conversation", wording.CONVERSATION),
)


def title(may_coach: bool) -> bool:
    """The heading and the one next action of the page; True when it was taken."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(wording.ASSIGNMENTS, width="content")
        return may_coach and st.button(wording.ADD_ASSIGNMENT, type="primary", icon=":material/add:")


def figures(team: TeamFigures) -> None:
    """Yet to start, in progress, overdue, completed: of the whole team, whatever the filters."""
    counts = (team.not_started, team.in_progress, team.overdue, team.completed)
    with st.container(horizontal=True):
        for label, count in zip(wording.TEAM_FIGURES, counts, strict=True):
            st.metric(label, f"{count:,}", width="content", border=False)


def filters(teams: list[str], areas: list[str], supervisors: dict[str, str], today: date) -> Wanted:
    """The filter widgets, each in the address, and what is chosen in them. `supervisors`: what they are called."""
    kept = paging.filtering(PAGE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Agent or name", key=TEXT, placeholder="Any", width=FILTER_WIDTH, **kept)
        team = scope_filters.choice("Team", teams, TEAM, kept, width=FILTER_WIDTH)
        chosen_areas = st.multiselect("Coaching area", areas, key=AREAS, placeholder="All", width=FILTER_WIDTH, **kept)
        grouped = scope_filters.choice(
            wording.INDIVIDUAL_OR_GROUP, list(wording.GROUP_CHOICES), GROUP, kept, width=FILTER_WIDTH
        )
        period = st.selectbox(
            "Assigned",
            [wording.ANY_TIME, *PERIODS, wording.OWN_PERIOD],
            key=PERIOD,
            width=FILTER_WIDTH,
            **kept,
        )
        first_day, last_day = _days(period, today, kept)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        assigned_by = scope_filters.choice(
            wording.ASSIGNED_BY, list(supervisors), ASSIGNED_BY, kept, supervisors, FILTER_WIDTH
        )
        status = st.pills("Status", list(STATUSES), key=STATUS, wrap=True, **kept)
        overdue = st.checkbox(wording.OVERDUE_ONLY, key=OVERDUE, **kept)
    return Wanted(
        (text or "").strip(),
        team,
        STATUSES.get(status or ""),
        tuple(chosen_areas),
        first_day,
        last_day,
        bool(overdue),
        wording.GROUP_CHOICES.get(grouped or ""),
        assigned_by,
    )


def _days(period: str | None, today: date, kept: dict[str, Any]) -> tuple[date | None, date | None]:
    """The first and last day of the period; None where it is open."""
    if period in PERIODS:
        return first_day(period, today), None
    if period != wording.OWN_PERIOD:
        return None, None
    return scope_filters.dates(DATES, today - timedelta(days=27), today, kept)


def first_day(period: str, today: date) -> date:
    """The first day of one of PERIODS, which all go on until today."""
    return today - timedelta(days=PERIODS[period] - 1)


def count_and_clear(shown: int, team: TeamFigures, wanted: Wanted) -> None:
    """ "4 of 11 assignments", and the button that clears every filter."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if wanted.status == "withdrawn":
            told = f"{shown:,} of {counted(team.withdrawn, 'withdrawn assignment')}"
        else:
            told = f"{shown:,} of {counted(team.in_force, 'assignment')}"
        st.caption(told, width="content")
        st.button(
            wording.CLEAR,
            type="tertiary",
            on_click=_clear,
            disabled=wanted == Wanted(),
            icon=":material/filter_alt_off:",
        )


def _clear() -> None:
    for key in (STATUS, TEAM, GROUP, ASSIGNED_BY):
        st.session_state[key] = None
    st.session_state[TEXT] = ""
    st.session_state[AREAS] = []
    st.session_state[PERIOD] = wording.ANY_TIME
    st.session_state[OVERDUE] = False
    st.session_state.pop(DATES, None)
    paging.first(PAGE)


def begin_anew() -> None:
    """Forgets what was filtered on an earlier visit: for whoever leads here with filters of their own."""
    for key in FILTERS:
        st.session_state.pop(key, None)
    paging.first(PAGE)


def page_of(rows: pd.DataFrame, total: int, zone: ZoneInfo) -> None:
    """One page of the table, whose rows open the assignment, and the way to the others."""
    shown = [_row(row, zone) for row in rows.itertuples()]
    table.draw(TABLE, wording.TEAM_ASSIGNMENTS, COLUMNS, shown, page="assignment")
    if total > PAGE_SIZE:
        paging.draw(PAGE, total, PAGE_SIZE, "assignment")


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    follow_up = day(row.follow_up_on)
    overdue = table.text(f"⚠ {follow_up} {wording.OVERDUE}", "warn")
    withdrawn = table.text(f"✕ {wording.WITHDRAWN}", "quiet")
    return table.Row(
        row.assignment_id,
        {"assignment": row.assignment_id},
        {
            "agent": table.text(row.agent_name),
            "name": table.opens(row.name, f"Open {row.name} of {row.agent_name}"),
            "areas": table.tags(row.coaching_areas),
            "assigned": table.text(day(local(row.assigned_at, zone).date()), title=day_and_time(row.assigned_at, zone)),
            "follow_up": overdue if row.overdue else table.text(follow_up),
            "status": withdrawn if row.withdrawn else table.text(wording.status_label(row.status, False)),
            "reviewed": table.progress(row.reviewed, row.total),
            "conversation": _conversation(row),
        },
    )


def _conversation(row: Any) -> dict[str, Any]:
    parts = []
    if row.to_answer:
        parts.append(wording.NOTE_TO_ANSWER)
    if row.outcome is not None:
        parts.append(OUTCOME_WORDING[Outcome(row.outcome)])
    elif row.acknowledged:
        parts.append(wording.ACKNOWLEDGED)
    return table.text(" · ".join(parts)) if parts else table.text("–", "quiet")
