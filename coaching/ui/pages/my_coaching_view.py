"""The parts of the assignment list: the most urgent one, the figures, the filters, the table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments.assignments import Listed
from coaching.assignments.discussion import OUTCOME_WORDING, Outcome
from coaching.assignments.status import Status
from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.formatting import counted, day, day_and_time, due, local, plain

STATUS = "my_coaching_status"
AREAS = "my_coaching_area"
PERIOD = "my_coaching_assigned"
DATES = "my_coaching_dates"
TEXT = "my_coaching_search"
ALL_ROWS = "my_coaching_all_rows"
TABLE = "my_coaching_table"
FIRST_ROWS = 25
FIGURES: tuple[Status | Literal["overdue"], ...] = (
    Status.NOT_STARTED, Status.IN_PROGRESS, "overdue", Status.COMPLETED,
)  # fmt: skip

COLUMNS = (
    table.Column("name", "Name"),
    table.Column("areas", "Coaching area"),
    table.Column("assigned", "Assigned", align="tight"),
    table.Column("follow_up", "Follow-up", align="tight"),
    table.Column("status", "Status", align="tight"),
    table.Column("reviewed", wording.REVIEWED),
)


@dataclass(frozen=True)
class Filters:
    """What the viewer has chosen to see; the defaults let everything through."""

    status: Status | Literal["overdue", "over"] | None = None
    areas: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is filtered out at all."""
        return self != Filters()


def as_of(newest: datetime | None, zone: ZoneInfo) -> None:
    """Says how recent the data is and in which zone times are shown."""
    if newest is not None:
        st.caption(f"data as of {day_and_time(newest, zone)} ({plain(zone.key)})")


def most_urgent(rows: Sequence[Listed], today: date) -> Listed | None:
    """The assignment to go on with: overdue ones first, then the nearest follow-up; None when none is open."""
    unfinished = (row for row in rows if row.open)
    return min(unfinished, key=lambda row: (not row.overdue(today), row.follow_up_on, row.assigned_at), default=None)


def nothing_to_do(rows: Sequence[Listed]) -> None:
    """Says that none is open, and whether that is because all is reviewed."""
    reviewed = all(row.status is Status.COMPLETED for row in rows)
    st.success(wording.ALL_CAUGHT_UP if reviewed else wording.ALL_DONE_OR_OVER, icon=":material/task_alt:")


def continue_card(urgent: Listed, today: date) -> bool:
    """The one next action of the page; True when it was taken."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        progress = f"{urgent.reviewed} of {urgent.total} reviewed · {due(urgent.follow_up_on, today)}"
        st.markdown(f"**{plain(urgent.name)}**  \n{progress}")
        label = wording.CONTINUE if urgent.reviewed else wording.START
        return st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right")


def figures(rows: Sequence[Listed], filters: Filters, today: date, zone: ZoneInfo) -> None:
    """To start, in progress, overdue, completed: of the assignments that pass all filters but that of the status."""
    for label, status in zip(wording.FIGURES, FIGURES, strict=True):
        count = len(matching(rows, replace(filters, status=status), today, zone))
        st.metric(label, count, width="content", border=False)


def filter_row(rows: Sequence[Listed], words: dict[Status, str], today: date, zone: ZoneInfo) -> Filters:
    """The filter widgets, each in the address, and what is chosen in them."""
    states: dict[str, Status | Literal["overdue", "over"]] = {word: state for state, word in words.items()}
    states |= {wording.NOT_REVIEWED_IN_TIME: "overdue", wording.OVER: "over"}
    areas = sorted({area for row in rows for area in row.coaching_areas})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Status", list(states), key=STATUS, wrap=True, bind="query-params", persist_state="session"
        )
        wanted = st.multiselect(
            "Coaching area",
            areas,
            key=AREAS,
            bind="query-params",
            persist_state="session",
            placeholder="All",
            width=150,
        )
        period = st.selectbox(
            "Assigned",
            [wording.ANY_TIME, *wording.PERIOD_DAYS, wording.OWN_PERIOD],
            key=PERIOD,
            bind="query-params",
            persist_state="session",
            width=130,
        )
        dates = _own_dates(rows, today, zone) if period == wording.OWN_PERIOD else ()
        text = st.text_input(
            "Search", key=TEXT, bind="query-params", persist_state="session", placeholder="Name or area", width=130
        )
    if period in wording.PERIOD_DAYS:
        dates = (today - timedelta(days=wording.PERIOD_DAYS[period] - 1),)
    first_day, last_day = (*dates, None, None)[:2]
    return Filters(
        states.get(chosen or ""),
        tuple(wanted),
        first_day,
        last_day,
        (text or "").strip(),
    )


def _own_dates(rows: Sequence[Listed], today: date, zone: ZoneInfo) -> tuple[date, ...]:
    first = local(min(row.assigned_at for row in rows), zone).date()
    chosen = st.date_input(
        "Dates", (first, today), key=DATES, bind="query-params", persist_state="session", format="YYYY-MM-DD", width=240
    )
    return chosen if isinstance(chosen, tuple) else (chosen,)


def matching(rows: Sequence[Listed], filters: Filters, today: date, zone: ZoneInfo) -> list[Listed]:
    """The assignments that pass the filters. Days are the viewer's; the search is over name and areas, any case."""
    return [row for row in rows if _stands(row, filters.status, today) and _passes(row, filters, zone)]


def _stands(row: Listed, wanted: Status | Literal["overdue", "over"] | None, today: date) -> bool:
    """Whether an assignment stands as wanted. Unless completed it counts under its status only while it is open."""
    if wanted is None:
        return True
    if wanted == "overdue":
        return row.overdue(today)
    if wanted == "over":
        return row.over and row.status is not Status.COMPLETED
    return row.status is wanted and (row.open or row.status is Status.COMPLETED)


def _passes(row: Listed, filters: Filters, zone: ZoneInfo) -> bool:
    if filters.areas and set(filters.areas).isdisjoint(row.coaching_areas):
        return False
    assigned_on = local(row.assigned_at, zone).date()
    if not (filters.first_day or date.min) <= assigned_on <= (filters.last_day or date.max):
        return False
    return filters.text.casefold() in " ".join([row.name, *row.coaching_areas]).casefold()


def count_and_clear(shown: int, total: int, filters: Filters) -> None:
    """ "4 of 11", and the button that clears every filter."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{shown:,} of {counted(total, 'assignment')}", width="content")
        st.button(
            wording.CLEAR, type="tertiary", on_click=_clear, disabled=not filters.any, icon=":material/filter_alt_off:"
        )


def _clear() -> None:
    st.session_state[STATUS] = None
    st.session_state[AREAS] = []
    st.session_state[PERIOD] = wording.ANY_TIME
    st.session_state[TEXT] = ""
    st.session_state.pop(DATES, None)


def table_of(rows: Sequence[Listed], reads_as_agent: bool, today: date, zone: ZoneInfo) -> None:
    """The table, in part when it is long; its rows open the assignment."""
    shown = rows if st.session_state.get(ALL_ROWS) else rows[:FIRST_ROWS]
    table.draw(
        TABLE,
        "Coaching assignments, newest first",
        COLUMNS,
        [_row(row, reads_as_agent, today, zone) for row in shown],
        page="assignment",
    )
    if len(shown) < len(rows):
        st.button(f"Show all {len(rows):,}", key="my_coaching_show_all", on_click=_show_all)


def _show_all() -> None:
    st.session_state[ALL_ROWS] = True


def _row(row: Listed, reads_as_agent: bool, today: date, zone: ZoneInfo) -> table.Row:
    follow_up = day(row.follow_up_on)
    notes = [OUTCOME_WORDING[Outcome(row.outcome)]] if row.outcome is not None else []
    if row.answered_at is not None:
        said = wording.SUPERVISOR_WROTE if reads_as_agent else wording.SUPERVISOR_WROTE_LAST
        notes.append(said.format(when=day(local(row.answered_at, zone).date())))
    return table.Row(
        row.assignment_id,
        {"assignment": row.assignment_id},
        {
            "name": table.opens(row.name),
            "areas": table.tags(row.coaching_areas),
            "assigned": table.text(day(local(row.assigned_at, zone).date()), title=day_and_time(row.assigned_at, zone)),
            "follow_up": table.text(f"⚠ {follow_up} {wording.OVERDUE}", "warn")
            if row.overdue(today)
            else table.text(follow_up),
            "status": table.text(
                wording.status_label(row.status, reads_as_agent, row.over), note=" · ".join(notes) or None
            ),
            "reviewed": table.progress(row.reviewed, row.total),
        },
    )
