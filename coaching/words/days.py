"""Which days a period has, which day it is for somebody, and when that day begins and ends. Pure but for utc_now().

A day is a calendar day of some zone. Instants are stored as naive UTC, and the daily totals have days of UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from coaching.words.reader import reader

ONE_DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")
# Clocks of several systems, and their days, differ by less. What is dated later than that is a mistake.
FURTHEST_AHEAD = ONE_DAY


@dataclass(frozen=True)
class Period:
    """The days from `first` up to, not including, `end`: Period(1 March, 4 March) are the 1st, 2nd and 3rd.

    Half-open, so that periods follow each other without a gap: the next one begins where this one ends. In SQL
    `day >= $first AND day < $end` are its days, and the same is right for instants that start_of() gives.
    """

    first: date
    end: date

    @classmethod
    def of_days(cls, first: date, last: date) -> "Period":
        """The days that people name by the first and the last one, both included."""
        return cls(first, last + ONE_DAY)

    @classmethod
    def of_last_days(cls, days: int, last: date) -> "Period":
        """The `days` days up to and including `last`."""
        return cls.of_days(last - (days - 1) * ONE_DAY, last)

    @classmethod
    def of_next_days(cls, days: int, first: date) -> "Period":
        """The `days` days from `first` on."""
        return cls(first, first + days * ONE_DAY)

    @classmethod
    def since(cls, first: date) -> "Period":
        """`first` and every later day."""
        return cls(first, date.max)

    @property
    def last(self) -> date:
        """Its last day, for showing: people name a period by the days that it has."""
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.first).days

    @property
    def previous(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.first - (self.end - self.first), self.first)

    def contains(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        return self.first <= day < self.end


@dataclass(frozen=True)
class WorkingDays:
    """On which days the centre works: days of the week (0 is Monday), without the holidays."""

    weekdays: frozenset[int]
    holidays: frozenset[date] = frozenset()

    def include(self, day: date) -> bool:
        """Whether the centre works on this day."""
        return day.weekday() in self.weekdays and day not in self.holidays


MONDAY_TO_FRIDAY = WorkingDays(frozenset(range(5)))


def quarter_of(day: date) -> Period:
    """The quarter of the calendar year that has the day."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    later = first + 93 * ONE_DAY  # a quarter has 90 to 92 days, so this is in the next one
    return Period(first, later.replace(day=1))


def quarters(first: date, last: date) -> list[Period]:
    """The quarters from that of the day `first` to that of `last`, the newest one first."""
    found = [quarter_of(last)]
    while found[-1].first > first:
        found.append(quarter_of(found[-1].first - ONE_DAY))
    return found


class Span(StrEnum):
    """By which people choose a period."""

    ANY_TIME = "any_time"
    LAST_7_DAYS = "last_7_days"
    LAST_28_DAYS = "last_28_days"
    LAST_90_DAYS = "last_90_days"
    LAST_180_DAYS = "last_180_days"
    NEXT_7_DAYS = "next_7_days"
    NEXT_28_DAYS = "next_28_days"
    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_MONTH = "last_month"
    OWN_DATES = "own_dates"


# How many days those spans have that end with the newest day of the data, and those that begin today.
DAYS_BACK: Mapping[Span, int] = {
    Span.LAST_7_DAYS: 7,
    Span.LAST_28_DAYS: 28,
    Span.LAST_90_DAYS: 90,
    Span.LAST_180_DAYS: 180,
}
DAYS_AHEAD: Mapping[Span, int] = {Span.NEXT_7_DAYS: 7, Span.NEXT_28_DAYS: 28}


def named_days(span: Span, newest: date, today: date) -> Period | None:
    """The days of a span of the calendar, counted from `today`, or of the last days up to `newest`, the newest day of
    the data; None for others. A week begins on the day on which it does where the reader is."""
    begins = today - (today.weekday() - reader().first_weekday) % 7 * ONE_DAY
    first = today.replace(day=1)
    calendar = {
        Span.TODAY: Period.of_days(today, today),
        Span.YESTERDAY: Period.of_days(today - ONE_DAY, today - ONE_DAY),
        Span.THIS_WEEK: Period.of_days(begins, today),
        Span.LAST_MONTH: Period((first - ONE_DAY).replace(day=1), first),
    }
    return calendar.get(span) or (Period.of_last_days(DAYS_BACK[span], newest) if span in DAYS_BACK else None)


def since(span: Span, newest: date) -> Period | None:
    """From the first of the days that end with `newest` on, with what is newer; None for a span that is none of days
    back."""
    return Period.since(Period.of_last_days(DAYS_BACK[span], newest).first) if span in DAYS_BACK else None


def days_asked(period: Period | None) -> dict[str, object]:
    """$first and $end of a query about days; None, which asks for any day, where there is no period."""
    return {"first": period and period.first, "end": period and period.end}


def instants_asked(period: Period | None, zone: ZoneInfo) -> dict[str, object]:
    """$first and $end of a query about instants, which has the days of `zone`: naive UTC, None as in days_asked()."""
    return {
        "first": period and start_of(period.first, zone),
        "end": period and start_of(period.end, zone),
    }


def utc_now() -> datetime:
    """This instant as stored: naive UTC. What is written takes its instant from coaching/storage/clock.py."""
    return datetime.now(UTC).replace(tzinfo=None)


def naive_utc(instant: datetime) -> datetime:
    """An instant with its offset to UTC, as it is stored."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def utc_tomorrow() -> date:
    """The first UTC day that is in the future: what is dated from then on is not the newest of anything."""
    return utc_now().date() + ONE_DAY


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """A naive UTC instant as the wall clock of `zone` shows it."""
    if type(instant) is not datetime:  # a Timestamp of a frame, which takes ten times as long to convert
        instant = datetime.combine(instant.date(), instant.time())
    return instant.replace(tzinfo=UTC).astimezone(zone)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day that a naive UTC instant has in `zone`."""
    return local_time(instant, zone).date()


def today(zone: ZoneInfo) -> date:
    """The day that it is now in `zone`."""
    return day_of(utc_now(), zone)


def last_known_day(begun_at: datetime | None, assigned_at: datetime | None, today: date, zone: ZoneInfo) -> date:
    """The day from which periods of the past are counted: the newest one with an interaction or an assignment.

    `begun_at`, `assigned_at`: of the newest (naive UTC). Today where there is neither, and never later: data that was
    imported weeks ago is looked at as it was then.
    """
    known = [begun_at.date()] if begun_at is not None else []
    if assigned_at is not None:
        known.append(day_of(assigned_at, zone))
    return min(max(known), today) if known else today


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The naive UTC instant at which a day begins in `zone`; the day before ends there.

    Where clocks are set forward at midnight, the day begins at 1 o'clock: there is no earlier instant of it.
    """
    return naive_utc(datetime.combine(day, time(), zone))
