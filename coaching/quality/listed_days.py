"""On which days are the interactions of one page of a list, where the daily totals tell how many each day has?

Then a list of years is not counted, and of its pages by date no other days are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coaching.storage.paging import skipped
from coaching.words.days import ONE_DAY, Period

# agent_daily has every interaction with a time once. {matching}: a condition on its rows i.
DAYS = """
    WITH {visible}
    SELECT i.day, sum(i.interactions)::BIGINT AS interactions FROM agent_daily i
    WHERE {matching} GROUP BY i.day"""


@dataclass(frozen=True, kw_only=True)
class DaysOfPage:
    """Where the rows of a page are."""

    period: Period
    """The days on which they are."""
    skipped: int
    """How many rows of these days come before them."""


def days_of_page(interactions: Mapping[date, int], *, descending: bool, page: int, size: int) -> DaysOfPage | None:
    """The days of a page of a list by date, from how many `interactions` each day has; None where there are none. A
    `page` past the last one is the last one."""
    before = skipped(page, sum(interactions.values()), size)
    days, passed = list[date](), 0
    for day in sorted(interactions, reverse=descending):
        if passed >= before + size:
            break
        if passed + interactions[day] <= before:
            before -= interactions[day]
            continue
        days.append(day)
        passed += interactions[day]
    return DaysOfPage(period=Period(min(days), max(days) + ONE_DAY), skipped=before) if days else None
