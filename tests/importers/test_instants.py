"""Every spelling of a time: one instant, or a refusal that shows the form that is wanted."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import instants
from coaching.importers.instants import Form, NotAnInstantError

NINE = datetime(2026, 5, 4, 9)
READ = [
    ("2026-05-04 09:00:00", NINE),
    ("2026-05-04T09:00:00+05:30", datetime(2026, 5, 4, 3, 30)),
    ("2026-05-04T09:00:00.1234567Z", datetime(2026, 5, 4, 9, 0, 0, 123456)),
    ("2026-05-04T09:00:00,5Z", datetime(2026, 5, 4, 9, 0, 0, 500000)),
    ("2026-05-04 09:00:00 UTC", NINE),
    ("2026-05-04T09:00:00 +02:00", datetime(2026, 5, 4, 7)),
    ("2026-05-04T09:00:00\u202f+02:00", datetime(2026, 5, 4, 7)),
    ("2026-05-04T09:00:00[Europe/Berlin]", datetime(2026, 5, 4, 7)),
    ("2026-05-04T09:00:00+02:00[Europe/Berlin]", datetime(2026, 5, 4, 7)),
    ("2026-05-04T24:00:00Z", datetime(2026, 5, 5)),
    ("2025-12-31T23:59:60Z", datetime(2026, 1, 1)),
    ("2026-05-04", datetime(2026, 5, 4)),
    (" 2026-05-04T09:00:00Z ", NINE),
    ("20260504", datetime(2026, 5, 4)),
    (20260504, datetime(2026, 5, 4)),
    ("20260504090000", NINE),
    ("20260504T090000Z", NINE),
    ("2026/5/4 9:00", NINE),
    ("2026/05/13 09:00", datetime(2026, 5, 13, 9)),
    ("13/05/2026 09:00", datetime(2026, 5, 13, 9)),
    ("05/13/2026 09:00", datetime(2026, 5, 13, 9)),
    ("05.05.2026", datetime(2026, 5, 5)),
    ("May 4, 2026 9:00 AM", NINE),
    ("4 May 2026 at 12:00 a.m.", datetime(2026, 5, 4)),
    ("04-May-2026 12:30 PM", datetime(2026, 5, 4, 12, 30)),
    ("Mon, 04 May 2026 09:00:00 GMT", NINE),
    ("Mon May 04 2026 11:00:00 GMT+0200 (Central European Summer Time)", NINE),
    (1777885200, NINE),
    ("1777885200", NINE),
    (1777885200.25, datetime(2026, 5, 4, 9, 0, 0, 250000)),
    (1777885200000, NINE),
    ("1777885200000.0", NINE),
    (1777885200000000, NINE),
    (1777885200000000000, NINE),
]
REFUSED = [
    ("04/05/2026 09:00", "may be day 4 of month 5, or day 5 of month 4"),
    ("05/04/2026 9:00:00 AM", "may be day 5 of month 4"),
    ("46146.375", "perhaps a day number of a spreadsheet"),
    ("1.77789E+12", "a spreadsheet has rounded"),
    ("0001-01-01T00:00:00Z", "not between 1970 and 2200"),
    ("0001-01-01T00:00:00+05:00", "not between 1970 and 2200"),
    ("9999-12-31T23:30:00-05:00", "not between 1970 and 2200"),
    ("1969-12-31T23:30:00Z", "not between 1970 and 2200"),
    ("2026-10-25T02:30:00[Europe/Berlin]", "exists twice or never"),
    ("2026-03-29T02:30:00[Europe/Berlin]", "exists twice or never"),
    ("2026-05-04T09:00:00[Europe/Nowhere]", "not a date and time that exists"),
    ("2026-05-04T09:00:00[../../etc/passwd]", "is not a date and time"),
    ("2026-02-30T09:00:00Z", "not a date and time that exists"),
    ("30/02/2026", "not a date and time that exists"),
    ("13/13/2026", "not a date and time that exists"),
    ("2026-05-04 13:00 PM", "not a date and time that exists"),
    ("2026-05-04 25:00", "not a date and time that exists"),
    ("4 Mai 2026", "no English name of a month"),
    ("04/05/26", "is not a date and time"),
    ("2026-05-04 09:00 CET", "is not a date and time"),
    ("noon", "is not a date and time"),
    ("", "is not a date and time"),
    ("1" * 5000, "is not a date and time"),
    pytest.param(10**5000, "is not a date and time", id="a long number"),
    (True, "is not a date and time"),
    (None, "is not a date and time"),
    ([NINE], "is not a date and time"),
    (float("nan"), "is not a date and time"),
    (float("inf"), "is not a date and time"),
    (0, "is not a date and time"),
    ("1970-01-01T00:00:00Z", "is what a program writes that knows no time"),
    ("1970-01-01 01:00:00+01:00", "is what a program writes that knows no time"),
    (45.5, "is not a date and time"),
    (-1777885200, "is not a date and time"),
]
ANY_INSTANT = st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=3
)


def naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(("value", "meant"), READ)
def test_spellings_that_mean_one_instant(value: object, meant: datetime) -> None:
    assert instants.instant(value) == meant
    assert instants.microseconds(value) == (meant - instants.EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(("value", "reason"), REFUSED)
def test_every_refusal_shows_the_form_that_is_wanted(value: object, reason: str) -> None:
    with pytest.raises(NotAnInstantError, match=reason) as refusal:
        instants.instant(value)
    assert "2026-05-04T09:00:00Z" in str(refusal.value)


@given(ANY_INSTANT, st.integers(-12 * 60, 14 * 60))
def test_an_instant_is_the_same_in_every_zone(instant: datetime, minutes_ahead: int) -> None:
    there = instant.astimezone(timezone(timedelta(minutes=minutes_ahead)))
    iso = there.isoformat()
    at = len(iso) - 6
    for written in (iso, iso.replace("T", " "), f"{iso[:at]} {iso[at:]}", iso[:at] + iso[at:].replace(":", "")):
        assert instants.instant(written) == naive(instant)
    assert instants.as_written(iso) == there
    assert instants.as_written(iso).utcoffset() == there.utcoffset()


@given(ANY_INSTANT)
def test_an_instant_is_the_same_in_every_spelling_without_a_zone(instant: datetime) -> None:
    second = instant.replace(microsecond=0)
    for written in (
        second.strftime("%Y-%m-%d %H:%M:%S"),
        second.strftime("%Y/%m/%d %I:%M:%S %p"),
        second.strftime("%Y%m%dT%H%M%SZ"),
        second.strftime("%Y%m%d%H%M%S"),
        second.strftime("%B %d, %Y %I:%M:%S %p"),
        second.strftime("%d %b %Y, %H:%M:%S UTC"),
        format_datetime(second, usegmt=True),
    ):
        assert instants.instant(written) == naive(second), written


@given(ANY_INSTANT)
def test_the_size_of_a_number_tells_its_unit(instant: datetime) -> None:
    since = instants.microseconds(instant.isoformat())
    for per_second, form in (
        (1, Form.SECONDS),
        (1_000, None),
        (1_000_000, Form.MICROSECONDS),
        (1_000_000_000, Form.NANOSECONDS),
    ):
        number = since * per_second // 1_000_000
        for written in (number, str(number), f" {number} ", f"{number}.0"):
            assert abs(instants.microseconds(written) - since) <= max(1, 1_000_000 // per_second)
            assert instants.form(written) is form


@given(ANY_INSTANT, st.floats(-2, 30 * 24 * 3600))
def test_a_small_number_is_seconds_from_the_start(start: datetime, seconds: float) -> None:
    begun = naive(start)
    for written in (seconds, f"{seconds:f}"):
        read = instants.instant(written, start=begun)
        assert abs(read - begun - timedelta(seconds=seconds)) <= timedelta(microseconds=1)
    with pytest.raises(NotAnInstantError):
        instants.instant(seconds)


def test_a_time_since_1970_is_no_time_from_the_start() -> None:
    assert instants.instant(1777885200, start=datetime(2020, 1, 1)) == NINE
    assert instants.form(120.5) is Form.OFFSET


@given(st.dates(datetime(1970, 1, 2).date(), datetime(2199, 12, 31).date()), st.sampled_from("-/."))
def test_day_and_month_are_told_apart_only_where_something_shows_it(day: datetime, separator: str) -> None:
    day_first, month_first = (day.strftime(form.replace("/", separator)) for form in ("%d/%m/%Y", "%m/%d/%Y"))
    meant = datetime(day.year, day.month, day.day)
    assert instants.instant(day_first, day_first=True) == meant
    assert instants.instant(month_first, day_first=False) == meant
    if day.day > 12 or day.day == day.month:
        assert instants.instant(day_first) == instants.instant(month_first) == meant
        assert instants.form(day_first, day_first=True) is None
    else:
        assert instants.form(day_first, day_first=True) is Form.DAY_FIRST
        assert instants.form(month_first, day_first=False) is Form.MONTH_FIRST
        for written in (day_first, month_first):
            with pytest.raises(NotAnInstantError, match="may be day"):
                instants.instant(written)


@given(st.lists(st.dates(datetime(1970, 1, 1).date(), datetime(2199, 12, 31).date())), st.booleans())
def test_a_column_shows_whether_the_day_comes_first(days: list[datetime], day_first: bool) -> None:
    column = [day.strftime("%d/%m/%Y 09:00" if day_first else "%m/%d/%Y 09:00") for day in days]
    shown = any(day.day > 12 for day in days)
    assert instants.day_comes_first([*column, "2026-05-04", None, 5]) is (day_first if shown else None)
    assert instants.day_comes_first([*column, "13/01/2026", "01/13/2026"]) is None


@given(ANY_VALUE)
def test_any_value_is_an_instant_of_these_years_or_refused(value: object) -> None:
    try:
        read = instants.instant(value)
    except NotAnInstantError:
        return
    assert read.year in instants.YEARS
    assert isinstance(value, str | int | float)


@given(st.from_regex(instants._WRITTEN, fullmatch=True))
def test_whatever_looks_like_a_date_is_an_instant_of_these_years_or_refused(value: str) -> None:
    with suppress(NotAnInstantError):
        assert instants.instant(value).year in instants.YEARS
