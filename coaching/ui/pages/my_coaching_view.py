"""What does an agent's list of assignments look like? The most urgent one, figures, filters, the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments.status import Standing, Status
from coaching.ui.pieces import addressed, assignment_columns, scope_filters, table
from coaching.words import wording
from coaching.words.days import Period, Span, day_of, since
from coaching.words.formatting import counted, day, day_and_time, due, plain

STATUS = "my_coaching_status"
AREAS = "my_coaching_area"
PERIOD = "my_coaching_assigned"
DATES = "my_coaching_dates"
TEXT = "my_coaching_search"
ALL_ROWS = "my_coaching_all_rows"
TABLE = "my_coaching_table"
FIRST_ROWS = 25
FIGURES: tuple[Status | Standing, ...] = (Status.NOT_STARTED, Status.IN_PROGRESS, Standing.OVERDUE, Status.COMPLETED)
STANDINGS = (Standing.OVERDUE, Standing.OVER)
SPANS = (Span.ANY_TIME, Span.LAST_7_DAYS, Span.LAST_28_DAYS, Span.LAST_90_DAYS, Span.OWN_DATES)

COLUMNS = (
    *assignment_columns.WHAT_AND_WHEN,
    assignment_columns.STATUS,
    assignment_columns.REVIEWED,
)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the viewer has chosen to see; the defaults let everything through."""

    status: Status | Standing | None = None
    areas: tuple[str, ...] = ()
    assigned: Period | None = None
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is filtered out at all."""
        return self != Filters()


def as_of(newest: datetime | None, zone: ZoneInfo) -> None:
    """Says how recent the data is and in which zone times are shown."""
    if newest is not None:
        st.caption(wording.DATA_AS_OF.format(when=day_and_time(newest, zone), zone=plain(zone.key)))


def most_urgent(listed: Sequence[Any]) -> Any | None:
    """The assignment to go on with: overdue ones first, then the nearest follow-up; None when none is open.

    Here as below, `listed` has the rows of assignments_of_agent() as rows_of() gives them.
    """
    unfinished = [row for row in listed if row.is_open]
    return min(unfinished, key=lambda row: (not row.is_overdue, row.follow_up_on, row.assigned_at), default=None)


def nothing_to_do(listed: Sequence[Any]) -> None:
    """Says that none is open, and whether that is because all is reviewed."""
    reviewed = all(row.status == Status.COMPLETED for row in listed)
    st.success(wording.ALL_CAUGHT_UP if reviewed else wording.ALL_DONE_OR_OVER, icon=":material/task_alt:")


def continue_card(urgent: Any, today: date) -> bool:
    """The one next action of the page; True when it was taken. `urgent`: of most_urgent()."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        progress = wording.REVIEWED_OF_AND_DUE.format(
            reviewed=urgent.reviewed, total=urgent.total, due=due(urgent.follow_up_on, today)
        )
        st.markdown(f"**{plain(urgent.name)}**  \n{progress}")
        label = wording.CONTINUE if urgent.reviewed else wording.START
        return st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right")


def figures(listed: Sequence[Any], filters: Filters, zone: ZoneInfo) -> None:
    """To start, in progress, overdue, completed: of the assignments that pass all filters but that of the status."""
    passing = [row for row in listed if _passes(row, filters, zone)]
    for label, status in zip(wording.FIGURES, FIGURES, strict=True):
        count = sum(_has_status(row, status) for row in passing)
        st.metric(label, count, width="content", border=False)


def filter_row(listed: Sequence[Any], statuses: Mapping[str, str], today: date, zone: ZoneInfo) -> Filters:
    """The filter widgets, each in the address, and what is chosen in them."""
    words: dict[Status | Standing, str] = {
        **addressed.named(Status, statuses),
        **addressed.named(STANDINGS, wording.STANDINGS),
    }
    areas = sorted({area for row in listed for area in row.coaching_areas})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        status = addressed.one(st.segmented_control, wording.STATUS, words, STATUS, wrap=True)
        chosen_areas = st.multiselect(
            wording.COACHING_AREA,
            areas,
            key=AREAS,
            bind="query-params",
            persist_state="session",
            placeholder=wording.ALL,
            width=150,
        )
        span = scope_filters.period_choice(wording.ASSIGNED_DATE, SPANS, PERIOD, width=130)
        assigned = _own_dates(listed, today, zone) if span == Span.OWN_DATES else since(span, today)
        text = st.text_input(
            wording.SEARCH,
            key=TEXT,
            bind="query-params",
            persist_state="session",
            placeholder=wording.NAME_OR_AREA,
            width=130,
        )
    return Filters(status=status, areas=tuple(chosen_areas), assigned=assigned, text=(text or "").strip())


def _own_dates(listed: Sequence[Any], today: date, zone: ZoneInfo) -> Period | None:
    first = day_of(min(row.assigned_at for row in listed), zone)
    filtering = {"bind": "query-params", "persist_state": "session"}
    return scope_filters.dates(DATES, Period.of_days(first, today), filtering)


def matching(listed: Sequence[Any], filters: Filters, zone: ZoneInfo) -> list[Any]:
    """Those that pass the filters. Days are the viewer's; the search is over name and areas, in any case."""
    return [row for row in listed if _passes(row, filters, zone) and _has_status(row, filters.status)]


def _has_status(row: Any, asked: Status | Standing | None) -> bool:
    """Whether an assignment has the status wanted. Unless completed it counts under its status only while open."""
    if asked is None:
        return True
    if asked == Standing.OVERDUE:
        return bool(row.is_overdue)
    if asked == Standing.OVER:
        return row.is_over and row.status is not Status.COMPLETED
    return row.status is asked and (row.is_open or asked is Status.COMPLETED)


def _passes(row: Any, filters: Filters, zone: ZoneInfo) -> bool:
    if filters.areas and set(filters.areas).isdisjoint(row.coaching_areas):
        return False
    if filters.assigned is not None and not filters.assigned.contains(day_of(row.assigned_at, zone)):
        return False
    return filters.text.casefold() in " ".join([row.name, *row.coaching_areas]).casefold()


def count_and_clear(shown: int, total: int, filters: Filters) -> None:
    """ "4 of 11", and the button that clears every filter."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counted(total, wording.SOME_OF_ASSIGNMENTS, some=f"{shown:,}"), width="content")
        st.button(
            wording.CLEAR, type="tertiary", on_click=_clear, disabled=not filters.any, icon=":material/filter_alt_off:"
        )


def _clear() -> None:
    st.session_state[AREAS] = []
    addressed.forget([STATUS, PERIOD])
    st.session_state[TEXT] = ""
    st.session_state.pop(DATES, None)


def table_of(listed: Sequence[Any], reads_as_agent: bool, zone: ZoneInfo) -> None:
    """The table, in part when it is long; its rows open the assignment."""
    shown = listed if st.session_state.get(ALL_ROWS) else listed[:FIRST_ROWS]
    table.draw(
        TABLE,
        wording.ASSIGNMENTS_NEWEST_FIRST,
        COLUMNS,
        [_row(row, reads_as_agent, zone) for row in shown],
        page="assignment",
    )
    if len(shown) < len(listed):
        st.button(wording.SHOW_ALL.format(count=len(listed)), key="my_coaching_show_all", on_click=_show_all)


def _show_all() -> None:
    st.session_state[ALL_ROWS] = True


def _row(row: Any, reads_as_agent: bool, zone: ZoneInfo) -> table.Row:
    follow_up = day(row.follow_up_on)
    notes = [wording.OUTCOMES[row.outcome]] if row.outcome is not None else []
    if row.answered_at is not None:
        said = wording.SUPERVISOR_WROTE if reads_as_agent else wording.SUPERVISOR_WROTE_LAST
        notes.append(said.format(when=day(day_of(row.answered_at, zone))))
    return table.Row(
        row.assignment_id,
        {"assignment": row.assignment_id},
        {
            "name": table.opens(row.name),
            "areas": table.tags(row.coaching_areas),
            "assigned": table.text(day(day_of(row.assigned_at, zone)), title=day_and_time(row.assigned_at, zone)),
            "follow_up": table.text(f"⚠ {follow_up} {wording.OVERDUE}", "warn")
            if row.is_overdue
            else table.text(follow_up),
            "status": table.text(
                wording.status_label(row.status, reads_as_agent, row.is_over), note=" · ".join(notes) or None
            ),
            "reviewed": table.progress(row.reviewed, row.total),
        },
    )
