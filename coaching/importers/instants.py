"""Which instant does a value of an export mean? Every time of every format is read here.

Pure: nothing here knows of records, files or databases, so that the processes that read transcripts can use it.

- Text: ISO 8601 with a zone or without (then UTC), with a blank before the zone, `UTC`, `[Europe/Berlin]`; `24:00` and
  a leap second; a date with the month in English letters; day and month as numbers (`04/05/2026`) only where they
  cannot be confused, or the caller says which comes first (`day_comes_first` looks at a whole column for that).
- Numbers, also as text: seconds, milliseconds, microseconds or nanoseconds since 1970. The size tells which: between
  the years 2000 and 2200 no number can be two of them.
- Smaller numbers are seconds from the start of the conversation, where the caller gives that start.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1)
# An instant outside these years is a mistake in the export, and computing with it may overflow.
YEARS = range(1970, 2200)
WANTED = "write it like 2026-05-04T09:00:00Z, or as seconds or milliseconds since 1970"
# Clocks of two systems differ by a little. What comes before its cause by no more than this is no mistake.
CLOCK_SKEW = timedelta(seconds=2)
LONGEST_OFFSET = timedelta(days=30)

_EARLIEST_SECONDS = (datetime(2000, 1, 1) - EPOCH) // timedelta(seconds=1)
_LATEST_SECONDS = (datetime(YEARS.stop, 1, 1) - EPOCH) // timedelta(seconds=1)
_EARLIEST_MILLISECONDS, _LATEST_MILLISECONDS = _EARLIEST_SECONDS * 1000, _LATEST_SECONDS * 1000
_LONGEST_TEXT = 100
_MICROSECOND = timedelta(microseconds=1)
# In this order: first what most exports have.
_PER_SECOND = {"milliseconds": 1_000, "seconds": 1, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000}
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?", re.ASCII)
_ROUNDED = re.compile(r"[+-]?\d+(?:[.,]\d*)?[eE][+-]?\d+", re.ASCII)
_WRITTEN = re.compile(
    r"""(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\ )?
    (?:(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})
     |(?P<first>\d{1,2})(?P<slash>[-/.])(?P<second>\d{1,2})(?P=slash)(?P<year_last>\d{4})
     |(?P<day_named>\d{1,2})(?:st|nd|rd|th)?[\ -](?P<name>[a-z]{3,9})\.?,?[\ -](?P<year_named>\d{4})
     |(?P<name_first>[a-z]{3,9})\.?\ (?P<day_after>\d{1,2})(?:st|nd|rd|th)?,?\ (?P<year_after>\d{4}))
    (?:(?:T|,?\ (?:at\ )?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<seconds>\d{2})(?:[.,](?P<fraction>\d{1,12}))?)?
     (?:\ ?(?P<half>[ap])\.?m\.?)?
     (?:\ ?(?P<zone>Z|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?|UTC|GMT))?
     (?:\[(?P<region>[a-z_]+(?:/[a-z0-9_+-]+){0,2})\])?(?:\ \([a-z\ ]*\))?)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


class NotAnInstantError(ValueError):
    """A value is no time, or may be two. The message goes on after the value: what it is not, and what is wanted."""


class AmbiguousDateError(NotAnInstantError):
    """A date may be two, and other dates may tell which."""


class Form(Enum):
    """How a time is written that needed an interpretation. The value is how a summary calls it."""

    SECONDS = "seconds since 1970"
    MICROSECONDS = "microseconds since 1970"
    NANOSECONDS = "nanoseconds since 1970"
    OFFSET = "seconds from the start of the conversation"
    DAY_FIRST = "day/month/year, as other dates of the file show"
    MONTH_FIRST = "month/day/year, as other dates of the file show"


def instant(value: object, *, start: datetime | None = None, day_first: bool | None = None) -> datetime:
    """The instant that a value means, as naive UTC. Raises NotAnInstantError.

    With `start`, the naive UTC start of the conversation, a number up to a month is read as seconds from it: a
    transcript with the times 0, 45 and 120.5 is read by `instant(time, start=conversation.started_at)`. `day_first`
    says whether 04/05/2026 is the fourth of May, where the file shows it (see `day_comes_first`).
    """
    if _number(value) is None:
        found = _naive_utc(_of_text(value, day_first))
        if found == EPOCH:
            raise NotAnInstantError(f"is what a program writes that knows no time: {WANTED}")
        return found
    return EPOCH + timedelta(microseconds=microseconds(value, start=start))


def microseconds(value: object, *, start: datetime | None = None, day_first: bool | None = None) -> int:
    """As `instant`, in microseconds since 1970: the quicker of the two where most values are numbers."""
    # The usual number first: transcripts have millions of them.
    if type(value) is int and _EARLIEST_MILLISECONDS <= value < _LATEST_MILLISECONDS:
        return value * 1000
    number = _number(value)
    if number is None:
        return (_naive_utc(_of_text(value, day_first)) - EPOCH) // _MICROSECOND
    since = _since_1970(number)
    if since is not None:
        return since
    if start is not None and _is_offset(number):
        return (start - EPOCH) // _MICROSECOND + round(number * 1_000_000)
    written = _compact_or_error(number)
    return (written - EPOCH) // _MICROSECOND


def as_written(value: object, *, day_first: bool | None = None) -> datetime:
    """As `instant`, but with the offset to UTC that the source writes, where it writes one."""
    number = _number(value)
    return _of_text(value, day_first) if number is None else EPOCH + timedelta(microseconds=microseconds(number))


def form(value: object, *, day_first: bool | None = None) -> Form | None:
    """How `instant` read a value that it could read; None for ISO 8601, milliseconds and what needs no word."""
    number = _number(value)
    if number is not None:
        unit = _unit(number)
        if unit is None:
            return Form.OFFSET if _is_offset(number) else None
        return None if unit == "milliseconds" else Form[unit.upper()]
    first, second = _day_and_month(value) or (0, 0)
    if first == second or max(first, second) > 12:
        return None
    return Form.DAY_FIRST if day_first else Form.MONTH_FIRST


def day_comes_first(column: Iterable[object]) -> bool | None:
    """Whether the dates of a column are written with the day before the month (31/01/2026).

    True or False where a number above 12 shows it, None where none does or some show the one and some the other.
    """
    shows = set()
    for value in column:
        first, second = _day_and_month(value) or (0, 0)
        if first > 12 or second > 12:
            shows.add(first > 12)
    return shows.pop() if len(shows) == 1 else None


def _number(value: object) -> float | None:
    """The number that a value is or writes; None for every other value. A text with an exponent has lost its digits."""
    if type(value) is int or type(value) is float:
        return value
    # ISO 8601 has a dash after the year, and is what most texts are.
    if isinstance(value, str) and len(value) <= _LONGEST_TEXT and value[4:5] != "-":
        text = value.strip()
        if _NUMBER.fullmatch(text):
            return int(text) if text.lstrip("+-").isdigit() else float(text)
    return None


def _unit(number: float) -> str | None:
    for unit, per_second in _PER_SECOND.items():
        if _EARLIEST_SECONDS * per_second <= number < _LATEST_SECONDS * per_second:
            return unit
    return None


def _since_1970(number: float) -> int | None:
    unit = _unit(number)
    if unit is None:
        return None
    per_second = _PER_SECOND[unit]
    return number * 1_000_000 // per_second if isinstance(number, int) else round(number * (1_000_000 / per_second))


def _is_offset(number: float) -> bool:
    return -CLOCK_SKEW.total_seconds() <= number <= LONGEST_OFFSET.total_seconds()


def _compact_or_error(number: float) -> datetime:
    """20260504 and 20260504090000, which are in none of the ranges of the units."""
    try:
        digits = str(number)
        written = datetime.strptime(digits, _COMPACT.get(len(digits), ""))
    except ValueError:
        raise NotAnInstantError(f"is not a date and time{_number_hint(number)}: {WANTED}") from None
    return _in_years(written)


def _number_hint(number: float) -> str:
    """A day number of a spreadsheet is most often what a small number is."""
    is_day_number = 36_526 <= number < 73_051  # 2000 to 2099, counted from 1900; Excel can also count from 1904
    return ", but perhaps a day number of a spreadsheet" if is_day_number else ""


def _of_text(value: object, day_first: bool | None) -> datetime:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise NotAnInstantError(f"is not a date and time: {WANTED}")
    try:
        written = datetime.fromisoformat(value.strip())
    except ValueError:
        written = _otherwise_written(" ".join(value.split()), day_first)
    return _in_years(written)


@lru_cache(maxsize=4096)
def _otherwise_written(text: str, day_first: bool | None) -> datetime:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        if _ROUNDED.fullmatch(text):
            raise NotAnInstantError(f"is a number that a spreadsheet has rounded, so its digits are lost: {WANTED}")
        raise NotAnInstantError(f"is not a date and time: {WANTED}")
    part = found.groupdict()
    year, month, day = _date(part, day_first)
    try:
        local = datetime(year, month, day) + _time_of_day(part)
        return _in_zone(local, part)
    except NotAnInstantError:
        raise
    except (ValueError, OverflowError, KeyError, OSError):
        raise NotAnInstantError(f"is not a date and time that exists: {WANTED}") from None


def _date(part: dict[str, str | None], day_first: bool | None) -> tuple[int, int, int]:
    if part["year"]:
        return int(part["year"]), int(part["month"] or 0), int(part["day"] or 0)
    name = part["name"] or part["name_first"]
    if name:
        months = [place for place, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())]
        if len(months) != 1:
            raise NotAnInstantError(f"has no English name of a month: {WANTED}")
        year, day = part["year_named"] or part["year_after"], part["day_named"] or part["day_after"]
        return int(year or 0), months[0], int(day or 0)
    first, second = int(part["first"] or 0), int(part["second"] or 0)
    if first > 12 or second > 12:
        day_first = first > 12
    elif first != second and day_first is None:
        raise AmbiguousDateError(f"may be day {first} of month {second}, or day {second} of month {first}: {WANTED}")
    return int(part["year_last"] or 0), second if day_first else first, first if day_first else second


def _time_of_day(part: dict[str, str | None]) -> timedelta:
    hour, minute, seconds = int(part["hour"] or 0), int(part["minute"] or 0), int(part["seconds"] or 0)
    if part["half"]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    # 24:00 is the end of the day, and 60 seconds are a leap second.
    if hour > 24 or minute > 59 or seconds > 60 or (hour == 24 and minute + seconds > 0):
        raise ValueError
    fraction = int((part["fraction"] or "").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=seconds, microseconds=fraction)


def _in_zone(local: datetime, part: dict[str, str | None]) -> datetime:
    if part["sign"]:
        ahead = timedelta(hours=int(part["hours"] or 0), minutes=int(part["minutes"] or 0))
        return local.replace(tzinfo=timezone(ahead if part["sign"] == "+" else -ahead))
    if part["zone"]:
        return local.replace(tzinfo=UTC)
    if not part["region"]:
        return local
    there = local.replace(tzinfo=ZoneInfo(part["region"]))
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        raise NotAnInstantError(f"exists twice or never, as the clocks are changed in that hour: {WANTED}")
    return there


def _day_and_month(value: object) -> tuple[int, int] | None:
    """The first two numbers of a date that ends with the year."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return None
    found = _WRITTEN.fullmatch(" ".join(value.split()))
    return (int(found["first"]), int(found["second"])) if found and found["first"] else None


def _in_years(written: datetime) -> datetime:
    if YEARS.start < written.year < YEARS.stop - 1:  # whatever its zone
        return written
    try:
        year = _naive_utc(written).year
    except OverflowError:
        year = 0
    if not YEARS.start <= year < YEARS.stop:
        raise NotAnInstantError(f"is not between {YEARS.start} and {YEARS.stop}: {WANTED}")
    return written


def _naive_utc(written: datetime) -> datetime:
    if written.tzinfo is UTC:  # as most exports have it
        return written.replace(tzinfo=None)
    offset = written.utcoffset()
    return written if offset is None else written.replace(tzinfo=None) - offset
