"""Periods, and the days of a zone: no day is lost between two periods and none is in both, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coaching.words import days
from coaching.words.days import ONE_DAY, Period, Span, day_of, days_asked, instants_asked, named_days, start_of

dates = st.dates(date(1971, 1, 1), date(2100, 1, 1))
lengths = st.integers(1, 400)
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 4))


def test_the_end_is_not_one_of_its_days() -> None:
    assert (MARCH.last, MARCH.days) == (date(2026, 3, 3), 3)
    assert [MARCH.contains(date(2026, 3, day)) for day in (1, 3, 4)] == [True, True, False]
    assert not MARCH.contains(date(2026, 2, 28))
    assert Period.of_days(date(2026, 3, 1), date(2026, 3, 3)) == MARCH
    assert MARCH == Period.of_last_days(3, date(2026, 3, 3)) == Period.of_next_days(3, date(2026, 3, 1))
    assert MARCH.previous == Period(date(2026, 2, 26), date(2026, 3, 1))


@given(dates, lengths)
def test_every_day_is_in_the_one_quarter_of_its_calendar_months(day: date, length: int) -> None:
    quarter = days.quarter_of(day)
    assert quarter.contains(day)
    assert (quarter.first.day, quarter.first.month % 3, quarter.end.day) == (1, 1, 1)
    assert 90 <= quarter.days <= 92
    found = days.quarters(day, day + length * ONE_DAY)
    assert [each.first for each in found[:-1]] == [each.end for each in found[1:]]  # none is missing
    assert found[0].contains(day + length * ONE_DAY)
    assert found[-1] == quarter


@given(lengths, dates)
def test_periods_of_one_length_follow_each_other(length: int, last: date) -> None:
    period = Period.of_last_days(length, last)
    assert period.days == period.previous.days == length
    assert period.previous.end == period.first
    assert Period.of_next_days(length, period.previous.first) == period.previous
    assert Period.of_days(period.first, period.last) == period


@given(st.lists(lengths, min_size=1, max_size=6), dates, st.integers(-500, 3000))
def test_a_day_is_in_exactly_one_of_consecutive_periods(several: list[int], first: date, after: int) -> None:
    periods = [Period.of_next_days(several[0], first)]
    for length in several[1:]:
        periods.append(Period.of_next_days(length, periods[-1].end))
    day = first + timedelta(days=after)
    assert sum(period.contains(day) for period in periods) == (first <= day < periods[-1].end)


@given(st.lists(lengths, min_size=2, max_size=6), dates, zones, st.timedeltas(timedelta(0), timedelta(days=1)))
@example([1, 1], date(2026, 3, 28), ZoneInfo("Europe/Berlin"), timedelta(hours=1))  # 23 hours
@example([1, 1], date(2026, 10, 24), ZoneInfo("Europe/Berlin"), timedelta(hours=1))  # 25 hours
@example([1, 1], date(2018, 11, 3), ZoneInfo("America/Sao_Paulo"), timedelta(0))  # has no midnight
@example([1, 1], date(2018, 2, 17), ZoneInfo("America/Sao_Paulo"), timedelta(0))  # the last hour comes twice
@example([1, 1, 1], date(2011, 12, 29), ZoneInfo("Pacific/Apia"), timedelta(0))  # left a day out
def test_an_instant_is_in_exactly_one_of_consecutive_periods_in_every_zone(
    several: list[int], first: date, zone: ZoneInfo, later: timedelta
) -> None:
    periods = [Period.of_next_days(several[0], first)]
    for length in several[1:]:
        periods.append(Period.of_next_days(length, periods[-1].end))
    edges = [(start_of(period.first, zone), start_of(period.end, zone)) for period in periods]
    begins, ends = edges[0][0], edges[-1][1]
    for instant in (begins, begins - timedelta(microseconds=1), *(edge[0] + later for edge in edges), ends):
        inside = [edge[0] <= instant < edge[1] for edge in edges]
        assert sum(inside) == (begins <= instant < ends)
        # The days that people read beside a filter are those that it finds.
        assert inside == [period.contains(day_of(instant, zone)) for period in periods]


@given(dates, zones)
def test_a_day_begins_where_the_day_before_ends(day: date, zone: ZoneInfo) -> None:
    begins = start_of(day, zone)
    assert day_of(begins - timedelta(microseconds=1), zone) < day
    assert day_of(begins, zone) >= day
    assert begins <= start_of(day + ONE_DAY, zone)


@pytest.mark.parametrize(
    ("day", "zone", "begins", "hours"),
    [
        (date(2026, 3, 29), "Europe/Berlin", datetime(2026, 3, 28, 23), 23),
        (date(2026, 10, 25), "Europe/Berlin", datetime(2026, 10, 24, 22), 25),
        (date(2018, 11, 4), "America/Sao_Paulo", datetime(2018, 11, 4, 3), 23),
        (date(2026, 11, 18), "UTC", datetime(2026, 11, 18), 24),
    ],
)
def test_days_at_changes_of_clocks(day: date, zone: str, begins: datetime, hours: int) -> None:
    assert start_of(day, ZoneInfo(zone)) == begins
    assert start_of(day + ONE_DAY, ZoneInfo(zone)) - begins == timedelta(hours=hours)


def test_today_is_that_of_the_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "utc_now", lambda: datetime(2026, 11, 18, 23, 30))
    assert days.today(ZoneInfo("UTC")) == date(2026, 11, 18)
    assert days.today(ZoneInfo("Europe/Berlin")) == date(2026, 11, 19)
    assert days.utc_tomorrow() == date(2026, 11, 19)


def test_now_is_naive_utc() -> None:
    assert abs(days.utc_now() - datetime.now(UTC).replace(tzinfo=None)) < timedelta(seconds=5)


def test_what_a_query_is_asked() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert days_asked(MARCH) == {"first": date(2026, 3, 1), "end": date(2026, 3, 4)}
    assert instants_asked(MARCH, zone) == {"first": datetime(2026, 2, 28, 23), "end": datetime(2026, 3, 3, 23)}
    assert days_asked(None) == instants_asked(None, zone) == {"first": None, "end": None}


@given(dates, zones)
def test_an_open_end_is_later_than_everything(day: date, zone: ZoneInfo) -> None:
    open_end = Period.since(day)
    assert open_end.contains(date(2500, 1, 1))
    assert not open_end.contains(day - ONE_DAY)
    assert instants_asked(open_end, zone)["end"] > datetime(9000, 1, 1)  # type: ignore[operator]


def test_spans_back_begin_as_people_count_and_go_on() -> None:
    newest = date(2026, 11, 18)
    for span, number in days.DAYS_BACK.items():
        found = days.since(span, newest)
        assert found == Period.since(newest - timedelta(days=number - 1))
    assert [span for span in days.Span if days.since(span, newest) is None] == [
        days.Span.ANY_TIME,
        *days.DAYS_AHEAD,
        days.Span.TODAY,
        days.Span.YESTERDAY,
        days.Span.THIS_WEEK,
        days.Span.LAST_MONTH,
        days.Span.OWN_DATES,
    ]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.TODAY, date(2026, 3, 4), date(2026, 3, 4)),
        (Span.YESTERDAY, date(2026, 3, 3), date(2026, 3, 3)),
        (Span.THIS_WEEK, date(2026, 3, 2), date(2026, 3, 4)),
        (Span.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Span.LAST_7_DAYS, date(2026, 2, 23), date(2026, 3, 1)),
    ],
)
def test_a_span_of_the_calendar_counts_from_today_and_others_from_the_newest_day(
    span: Span, first: date, last: date
) -> None:
    found = named_days(span, newest=date(2026, 3, 1), today=date(2026, 3, 4))
    assert found == Period.of_days(first, last)


def test_own_dates_are_none_of_the_calendar() -> None:
    assert named_days(Span.OWN_DATES, date(2026, 3, 1), date(2026, 3, 4)) is None
