"""The parts of the assignment list: the most urgent one, the figures, the filters, the table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import Listed
from coaching.status import Status
from coaching.ui import table, wording
from coaching.ui.formatting import counted, day, day_and_time, due, local, plain

STATUS = "my_coaching_status"
AREAS = "my_coaching_area"
PERIOD = "my_coaching_assigned"
DATES = "my_coaching_dates"
TEXT = "my_coaching_search"
ALL_ROWS = "my_coaching_all_rows"
TABLE = "my_coaching_table"
FIRST_ROWS = 25

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

    status: Status | None = None
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
    """The assignment to go on with: overdue ones first, then the nearest follow-up; None when all are completed."""
    unfinished = (row for row in rows if row.status is not Status.COMPLETED)
    return min(unfinished, key=lambda row: (not row.overdue(today), row.follow_up_on, row.assigned_at), default=None)


def continue_card(urgent: Listed, today: date) -> bool:
    """The one next action of the page; True when it was taken."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        progress = f"{urgent.reviewed} of {urgent.total} reviewed · {due(urgent.follow_up_on, today)}"
        st.markdown(f"**{plain(urgent.name)}**  \n{progress}")
        label = wording.CONTINUE if urgent.reviewed else wording.START
        return st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right")


def figures(rows: Sequence[Listed], today: date) -> None:
    """To start, in progress, overdue, completed: over all assignments, whatever the filters."""
    states = Counter(row.status for row in rows)
    overdue = sum(row.overdue(today) for row in rows)
    counts = (states[Status.NOT_STARTED], states[Status.IN_PROGRESS], overdue, states[Status.COMPLETED])
    with st.container(horizontal=True):
        for label, count in zip(wording.FIGURES, counts, strict=True):
            st.metric(label, count, width="content", border=False)


def filter_row(rows: Sequence[Listed], words: dict[Status, str], today: date, zone: ZoneInfo) -> Filters:
    """The filter widgets, each in the address, and what is chosen in them."""
    areas = sorted({area for row in rows for area in row.coaching_areas})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Status", list(words.values()), key=STATUS, bind="query-params", persist_state="session"
        )
        wanted = st.multiselect(
            "Coaching area",
            areas,
            key=AREAS,
            bind="query-params",
            persist_state="session",
            placeholder="All",
            width=180,
        )
        period = st.selectbox(
            "Assigned",
            [wording.ANY_TIME, *wording.PERIOD_DAYS, wording.OWN_PERIOD],
            key=PERIOD,
            bind="query-params",
            persist_state="session",
            width=140,
        )
        dates = _own_dates(rows, today, zone) if period == wording.OWN_PERIOD else ()
        text = st.text_input(
            "Search", key=TEXT, bind="query-params", persist_state="session", placeholder="Name or area", width=160
        )
    if period in wording.PERIOD_DAYS:
        dates = (today - timedelta(days=wording.PERIOD_DAYS[period] - 1),)
    first_day, last_day = (*dates, None, None)[:2]
    return Filters(
        next((state for state, word in words.items() if word == chosen), None),
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


def matching(rows: Sequence[Listed], filters: Filters, zone: ZoneInfo) -> list[Listed]:
    """The assignments that pass the filters. Days are the viewer's; the search is over name and areas, any case."""
    return [row for row in rows if _passes(row, filters, zone)]


def _passes(row: Listed, filters: Filters, zone: ZoneInfo) -> bool:
    if filters.status not in (None, row.status):
        return False
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
            "status": table.text(wording.status_label(row.status, reads_as_agent)),
            "reviewed": table.progress(row.reviewed, row.total),
        },
    )
