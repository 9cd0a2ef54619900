"""What does the list of the team's assignments look like? Its one action, figures, filters, the table."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.assignments.status import Standing, Status
from coaching.assignments.team_assignments import AssignmentFilter, Order, TeamFigures, Totals
from coaching.ui.pieces import addressed, assignment_columns, folded_filters, pager, scope_filters, table
from coaching.ui.shell import access, carried, filters_said, navigation, states
from coaching.words import wording
from coaching.words.days import Period, Span, day_of, since
from coaching.words.formatting import counted, day, day_and_time, escape, numeral, status_label

TEXT = "assignments_agent_or_name"
TEAM = "assignments_team"
STATUS = "assignments_status"
AREAS = "assignments_area"
PERIOD = "assignments_assigned"
DATES = "assignments_dates"
OVERDUE = "assignments_overdue"
FOLLOW_UP_DUE = "assignments_follow_up_due"
TO_ANSWER = "assignments_to_answer"
ORDER = "assignments_order"
GROUP = "assignments_group"
ASSIGNED_BY = "assignments_assigned_by"
PAGE = "assignments_page"
TABLE = "assignments_table"
FILTER_WIDTH = 165  # two beside each other on a phone
ORDER_WIDTH = 240
FLAGS: Mapping[str, Callable[[], str]] = {
    OVERDUE: lambda: wording.OVERDUE_ONLY,
    FOLLOW_UP_DUE: lambda: wording.FOLLOW_UP_DUE_ONLY,
    TO_ANSWER: lambda: wording.TO_ANSWER_ONLY,
}
FILTERS = (TEXT, TEAM, STATUS, AREAS, PERIOD, DATES, *FLAGS, GROUP, ASSIGNED_BY, ORDER)
FOLDED = (STATUS, PERIOD, ASSIGNED_BY, GROUP, *FLAGS)  # which of them are behind a button


class MadeFor(StrEnum):
    """Whether an assignment was made for one agent or for a group."""

    INDIVIDUAL = "individual"
    GROUP = "group"


# What a click on each figure asks for: a status, or one of the FLAGS.
ASKED: Mapping[str, str] = {
    "not_started": Status.NOT_STARTED,
    "in_progress": Status.IN_PROGRESS,
    "overdue": OVERDUE,
    "follow_up_due": FOLLOW_UP_DUE,
    "to_answer": TO_ANSWER,
    "completed": Status.COMPLETED,
}
SPANS = (
    Span.ANY_TIME, Span.LAST_7_DAYS, Span.LAST_28_DAYS, Span.LAST_90_DAYS, Span.LAST_180_DAYS, Span.OWN_DATES,
)  # fmt: skip
COLUMNS = (
    assignment_columns.AGENT,
    *assignment_columns.WHAT_AND_WHEN,
    assignment_columns.STATUS,
    assignment_columns.REVIEWED,
    table.Column("discussion", lambda: wording.DISCUSSION),
)


def _statuses() -> Mapping[Status | Standing, str]:
    return {
        Standing.OPEN: wording.STATUS_OPEN,
        **addressed.named(Status, wording.SUPERVISOR_STATUS),
        **addressed.named((Standing.OVER, Standing.WITHDRAWN), wording.STANDINGS),
    }


def head(may_coach: bool) -> tuple[DeltaGenerator, bool]:
    """The heading and the one next action of the page: the place beside the heading, and True when that was taken."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        beside = st.container(horizontal=True, vertical_alignment="center", width="content")
        beside.title(wording.COACHING_ASSIGNMENTS, anchor=False, width="content")
        return beside, may_coach and st.button(wording.ADD_ASSIGNMENT, type="primary", icon=":material/add:")


def figures(team: TeamFigures) -> None:
    """How many stand in which way of those that pass the other filters: one element of links, each to its list and from
    there back. To be drawn when the filters have written the address."""
    links = [
        _figure(label, getattr(team, name), asked)
        for label, (name, asked) in zip(wording.TEAM_FIGURES, ASKED.items(), strict=True)
    ]
    st.html(f'<nav class="figures" aria-label="{wording.TEAM_FIGURES_ARE}">{"".join(links)}</nav>')


def _figure(label: str, number: int, asked: str) -> str:
    """The link to the list with this status or one of the FLAGS, and no other of these; where that is shown, back."""
    address = carried.query()
    name, value = (asked, "true") if asked in FLAGS else (STATUS, asked)
    is_set = _figure_shown() == asked
    for key in (STATUS, *FLAGS):
        address.pop(key, None)
    if not is_set:
        address[name] = [value]
        if asked == TO_ANSWER:
            address[ORDER] = [Order.WAITING_LONGEST]
    count = numeral(number)
    title = wording.SHOW_ALL_AGAIN if is_set else wording.SHOW_THESE.format(count=count)
    current = ' aria-current="true"' if is_set else ""
    return (
        f'<a href="{escape(access.link_to(navigation.ASSIGNMENTS, **address))}" target="_self" data-stay'
        f' title="{escape(title)}"{current}>'
        f'<span class="name">{escape(label)}</span> <span class="number">{escape(count)}</span></a>'
    )


def filters(
    teams: list[str], areas: list[str], supervisors: dict[str, str], today: date
) -> tuple[AssignmentFilter, Order]:
    """The widgets of the filters and of the order, each in the address, and what is chosen in them. `supervisors`: what
    they are called."""
    filtering, turning_back = pager.filtering(PAGE), pager.turning_back(PAGE)
    look: dict[str, Any] = {"label_visibility": "collapsed", "width": FILTER_WIDTH}
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            wording.AGENT_OR_NAME, key=TEXT, icon=":material/search:", placeholder=wording.AGENT_OR_NAME,
            **look, **filtering,
        )  # fmt: skip
        filters_said.say(wording.AGENT_OR_NAME, [text] if text else [])
        named = {team: team for team in teams}
        placeholder = wording.COLUMN_TEAM
        team = scope_filters.choice(wording.COLUMN_TEAM, named, TEAM, **look, **turning_back, placeholder=placeholder)
        chosen_areas = st.multiselect(
            wording.COACHING_AREA, areas, key=AREAS, placeholder=wording.COACHING_AREA, **look, **filtering
        )
        filters_said.say(wording.COACHING_AREA, chosen_areas)
        with folded_filters.more():
            folded = _folded(supervisors, today)
        order = _order()
    found = AssignmentFilter(text=(text or "").strip(), team=team, coaching_areas=tuple(chosen_areas), **folded)
    return found, order


def _folded(supervisors: dict[str, str], today: date) -> dict[str, Any]:
    """The filters that are used less often, as fields of AssignmentFilter."""
    filtering, turning_back = pager.filtering(PAGE), pager.turning_back(PAGE)
    status = addressed.one(st.pills, wording.STATUS, _statuses(), STATUS, wrap=True, **turning_back)
    with st.container(horizontal=True):
        flags = {key: bool(st.checkbox(words(), key=key, **filtering)) for key, words in FLAGS.items()}
    filters_said.say(wording.ONLY, [words() for key, words in FLAGS.items() if flags[key]])
    for key, words in FLAGS.items():
        filters_said.say_of_field(key, words())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        look: dict[str, Any] = {"width": FILTER_WIDTH, **turning_back}
        span = scope_filters.period_choice(wording.ASSIGNED_DATE, SPANS, PERIOD, **look)
        assigned = _days(span, today, filtering)
        scope_filters.say_days(assigned, PERIOD if span == Span.OWN_DATES else None)
        made_for = addressed.named(MadeFor, wording.GROUP_CHOICES)
        grouped = scope_filters.choice(wording.INDIVIDUAL_OR_GROUP, made_for, GROUP, **look)
        assigned_by = scope_filters.choice(wording.ASSIGNED_BY, supervisors, ASSIGNED_BY, **look)
    return {
        "status": status,
        "overdue": flags[OVERDUE],
        "follow_up_due": flags[FOLLOW_UP_DUE],
        "to_answer": flags[TO_ANSWER],
        "assigned": assigned,
        "in_group": None if grouped is None else grouped == MadeFor.GROUP,
        "assigned_by": assigned_by,
    }


def set_filters() -> None:
    """What the filters behind the button are set to, in words, but for what the figures show."""
    shown_above = (STATUS, *FLAGS) if _figure_shown() else ()
    keys = [key for key in FOLDED if key not in shown_above]
    folded_filters.said(navigation.ASSIGNMENTS, PAGE, keys, {PERIOD: (DATES,)})


def _figure_shown() -> str | None:
    """The value of ASKED whose list is shown, if it is one of these."""
    state = st.session_state
    asked = [key for key in (STATUS, *FLAGS) if state.get(key)]
    found = state[STATUS] if asked == [STATUS] else next(iter(asked), None)
    return found if len(asked) == 1 and found in ASKED.values() else None


def _order() -> Order:
    words = addressed.named(Order, wording.ORDERS)
    look = {"label_visibility": "collapsed", "width": ORDER_WIDTH, **pager.turning_back(PAGE)}
    return addressed.always_one(st.selectbox, wording.ORDER, words, ORDER, Order.NEWEST, **look)


def _days(span: Span, today: date, filtering: dict[str, Any]) -> Period | None:
    """The days of the period; None for any."""
    if span != Span.OWN_DATES:
        return since(span, today)
    return scope_filters.dates(DATES, Period.of_last_days(28, today), filtering)


def count_and_clear(shown: int, all_there_are: Totals, filters: AssignmentFilter) -> None:
    """ "4 of 11 assignments", and the button that clears every filter."""
    if filters.status == Standing.WITHDRAWN:
        told = counted(all_there_are.withdrawn, wording.SOME_OF_WITHDRAWN, some=numeral(shown))
    elif filters.to_answer and filters.status is None:
        told = counted(
            all_there_are.in_force + all_there_are.withdrawn, wording.SOME_OF_ASSIGNMENTS, some=numeral(shown)
        )
    else:
        told = counted(all_there_are.in_force, wording.SOME_OF_ASSIGNMENTS, some=numeral(shown))
    pager.say_count(told)
    st.button(
        wording.CLEAR,
        type="tertiary",
        on_click=_clear,
        disabled=filters == AssignmentFilter(),
        icon=":material/filter_alt_off:",
    )


def _clear() -> None:
    addressed.forget([STATUS, TEAM, GROUP, ASSIGNED_BY, PERIOD])
    st.session_state[TEXT] = ""
    st.session_state[AREAS] = []
    for key in FLAGS:
        st.session_state[key] = False
    st.session_state.pop(DATES, None)
    pager.first(PAGE)


def begin_anew() -> None:
    """Forgets what was filtered on an earlier visit: for whoever leads here with filters of their own."""
    addressed.forget(FILTERS)
    pager.first(PAGE)


def page_of(rows: pd.DataFrame, total: int, zone: ZoneInfo) -> None:
    """One page of the table, whose rows open the assignment, and the way to the others."""
    shown = table.RowsOf(rows, partial(_row, zone=zone))
    table.draw(TABLE, wording.TEAM_ASSIGNMENTS, COLUMNS, shown, page="assignment")
    if total > pager.ROWS:
        pager.draw(PAGE, total, pager.ROWS, wording.ASSIGNMENTS_COUNTED)


def nothing_matches(filters: AssignmentFilter) -> None:
    """Says that the list is empty; that nobody waits for an answer is good news."""
    if filters.to_answer and replace(filters, to_answer=False) == AssignmentFilter():
        states.nothing(wording.NOTHING_TO_ANSWER, states.clearing(_clear), states.DONE)
    else:
        states.nothing(wording.NO_TEAM_MATCH, states.clearing(_clear), states.NO_MATCH)


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    withdrawn = table.text(f"✕ {wording.WITHDRAWN}", "quiet")
    label = status_label(row.status, False, row.outcome is not None)
    return table.Row(
        row.assignment_id,
        {"assignment": row.assignment_id},
        {
            "agent": table.text(row.agent_name),
            "name": table.opens(row.name, wording.OPEN_OF_AGENT.format(name=row.name, agent=row.agent_name)),
            "areas": table.tags(row.coaching_areas),
            "assigned": table.text(day(day_of(row.assigned_at, zone)), title=day_and_time(row.assigned_at, zone)),
            "follow_up": _follow_up(row),
            "status": withdrawn if row.withdrawn else table.text(label),
            "reviewed": table.progress(row.reviewed, row.total),
            "discussion": _discussion(row, zone),
        },
    )


def _follow_up(row: Any) -> dict[str, Any]:
    """The date, with ⚠ where the agent is late, else with ⚑ where the supervisor has recorded no outcome after it."""
    follow_up = day(row.follow_up_on)
    if row.overdue:
        return table.text(f"⚠ {follow_up}", "warn", note=wording.OVERDUE)
    return table.text(follow_up, note=wording.DUE if row.follow_up_due else None)


def _discussion(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    parts = []
    if row.to_answer:
        parts.append(wording.NOTE_TO_ANSWER)
    if row.outcome is not None:
        parts.append(wording.OUTCOMES[row.outcome])
    elif row.acknowledged:
        parts.append(wording.ACKNOWLEDGED)
    if not parts:
        return table.text("–", "quiet")
    since = wording.WAITS_SINCE.format(when=day(day_of(row.waits_since, zone))) if row.to_answer else None
    return table.text(" · ".join(parts), note=since)
