"""Which of an agent's assignments does the list show, and in which order? As the address says, which links write.

Nothing of it is a field of Streamlit's: each of those costs a message at every redraw, and the address would have to
follow it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments.status import Standing, Status
from coaching.ui.pieces import addressed
from coaching.words import wording
from coaching.words.days import Period, Span, day_of, since

# The parameters of the address.
STATUS, AREAS, PERIOD, DATES, TEXT, SORT, WAY, ROWS = (
    f"my_coaching_{each}" for each in ("status", "area", "assigned", "dates", "search", "sort", "way", "rows")
)
FILTERS = (STATUS, AREAS, PERIOD, DATES, TEXT)
SPANS = (Span.ANY_TIME, Span.LAST_7_DAYS, Span.LAST_28_DAYS, Span.LAST_90_DAYS, Span.OWN_DATES)
ALL_ROWS = "all"
LONGEST_TEXT = 200


def statuses() -> Mapping[Status | Standing, str]:
    """What can be asked for, and what it is called."""
    return {
        **addressed.named(Status, wording.AGENT_STATUS),
        **addressed.named((Standing.OVERDUE, Standing.OVER), wording.STANDINGS),
    }


class By(StrEnum):
    """What the list can be sorted by; as its columns are called."""

    NAME = "name"
    ASSIGNED = "assigned"
    FOLLOW_UP = "follow_up"
    STATUS = "status"
    REVIEWED = "reviewed"
    STEPS = "steps"


class Way(StrEnum):
    """How it is sorted."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the viewer has chosen to see; the defaults let everything through. `dates`: the days of Span.OWN_DATES."""

    status: Status | Standing | None = None
    areas: tuple[str, ...] = ()
    span: Span = Span.ANY_TIME
    dates: Period | None = None
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is filtered out at all."""
        return self != Filters()

    def assigned(self, newest: date) -> Period | None:
        """The days on which an assignment was made that is shown; None for any. `newest`: where spans end."""
        return self.dates if self.span is Span.OWN_DATES else since(self.span, newest)


@dataclass(frozen=True, kw_only=True)
class Order:
    """How the list is sorted."""

    by: By = By.ASSIGNED
    way: Way = Way.DESCENDING


def filters() -> Filters:
    """What the address asks for; what it says that is no value of a filter counts for nothing."""
    status = addressed.asked(STATUS, statuses())
    span = addressed.asked(PERIOD, addressed.named(SPANS, wording.SPANS), [Span.ANY_TIME])[0]
    return Filters(
        status=status[0] if status else None,
        areas=tuple(dict.fromkeys(filter(None, st.query_params.get_all(AREAS)))),
        span=span,
        dates=_dates() if span is Span.OWN_DATES else None,
        text=st.query_params.get(TEXT, "").strip()[:LONGEST_TEXT],
    )


def _dates() -> Period | None:
    days = []
    for written in ",".join(st.query_params.get_all(DATES)).split(","):
        try:
            days.append(date.fromisoformat(written))
        except ValueError:
            continue
    if not days or max(days) == date.max:
        return None
    return Period.of_days(min(days), max(days)) if len(days) > 1 else Period.since(days[0])


def order() -> Order:
    """How the address asks for the list to be sorted: by its own choice alone, the first way is the ascending one."""
    by = addressed.asked(SORT, {each: each for each in By})
    if not by:
        return Order()
    way = addressed.asked(WAY, {each: each for each in Way}, [Way.ASCENDING])
    return Order(by=by[0], way=way[0])


def all_rows() -> bool:
    """Whether a long list is asked for to its end."""
    return st.query_params.get(ROWS) == ALL_ROWS


def passing(listed: Iterable[Any], asked: Filters, assigned: Period | None, zone: ZoneInfo) -> list[Any]:
    """Those that pass all filters but that of the status. `listed`: rows of assignments_of_agent(); `assigned`: of
    Filters.assigned(). Days are the viewer's; the search is over name, areas and feedback, in any case."""
    wanted, text = set(asked.areas), asked.text.casefold()
    return [
        row
        for row in listed
        if (not wanted or not wanted.isdisjoint(row.coaching_areas))
        and (assigned is None or assigned.contains(day_of(row.assigned_at, zone)))
        and (not text or text in "\n".join([row.name, *row.coaching_areas, row.went_well, row.work_on]).casefold())
    ]


def has_status(row: Any, asked: Status | Standing | None) -> bool:
    """Whether an assignment has the status wanted. Unless completed it counts under its status only while open."""
    if asked is None:
        return True
    if asked is Standing.OVERDUE:
        return bool(row.is_overdue)
    if asked is Standing.OVER:
        return row.is_over and row.status is not Status.COMPLETED
    return row.status is asked and (row.is_open or asked is Status.COMPLETED)


def in_order(rows: Sequence[Any], asked: Order, steps: Callable[[Any], tuple[int, int]]) -> list[Any]:
    """The rows sorted; of those that are alike the newest assigned first, as they come. `steps`: how many of a row's
    steps are done, and of how many."""

    def share(done: int, total: int) -> tuple[float, int]:
        return (done / total if total else -1.0, total)

    keys: Mapping[By, Callable[[Any], Any]] = {
        By.NAME: lambda row: row.name.casefold(),
        By.ASSIGNED: lambda row: row.assigned_at,
        By.FOLLOW_UP: lambda row: row.follow_up_on,
        By.STATUS: lambda row: (row.is_over, list(Status).index(row.status)),
        By.REVIEWED: lambda row: share(row.reviewed, row.total),
        By.STEPS: lambda row: share(*steps(row)),
    }
    return sorted(rows, key=keys[asked.by], reverse=asked.way is Way.DESCENDING)
