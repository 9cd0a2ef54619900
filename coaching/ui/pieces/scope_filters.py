"""Which of an agent's interactions is a page about? Period, queue and channel, each in the address."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.quality.interaction_filter import Audited
from coaching.quality.scope import Scope
from coaching.ui.pieces import addressed, freshness, pager
from coaching.ui.shell import filters_said, states
from coaching.ui.shell.session import time_zone
from coaching.words import wording
from coaching.words.days import UTC_ZONE, Period, Span, day_of, named_days, today
from coaching.words.formatting import day

CHOICE_WIDTH, NARROW_WIDTH, DATES_WIDTH = 190, 144, 240
SPANS = (
    Span.LAST_28_DAYS, Span.LAST_7_DAYS, Span.LAST_90_DAYS, Span.TODAY, Span.YESTERDAY, Span.THIS_WEEK, Span.LAST_MONTH,
    Span.OWN_DATES,
)  # fmt: skip

Value = TypeVar("Value", bound=str)


def as_of(newest: datetime, zone: ZoneInfo, *, in_zone: bool = False) -> None:
    """Says how recent the data is, because periods end there and not today, and whose days are counted: those of UTC,
    or with `in_zone` the reader's, of whose clock the time is."""
    said = wording.DATA_AS_OF_IN_ZONE if in_zone else wording.DATA_AS_OF_IN_UTC
    st.caption(freshness.said(newest, zone, said))


def as_of_or_end(newest: datetime | None, zone: ZoneInfo, *, in_zone: bool = False) -> datetime:
    """as_of(), for a page that shows nothing without data: it ends here where there is none."""
    found = newest_or_end(newest)
    as_of(found, zone, in_zone=in_zone)
    return found


def newest_or_end(newest: datetime | None) -> datetime:
    """The newest instant with data, for a page that shows nothing without: it ends here where there is none."""
    if newest is None:
        states.nothing(wording.NO_DATA, states.home)
        st.stop()
    return newest


def draw(
    page: str,
    agent_id: str,
    worked_on: pd.DataFrame,
    newest: datetime,
    list_key: str,
    at_first: Span = SPANS[0],
    in_one_click: bool = False,
) -> tuple[Scope, Period]:
    """The widgets, and what is chosen in them. Their keys are `page`_period, _dates, _queue and _channel.

    `worked_on`: agent_figures.queues_and_channels() of the agent. `newest`: the instant on whose day periods
    end; all days are the reader's. `list_key`: the list that goes back to its first page when a choice changes.
    `at_first`: the period at first, one of SPANS. `in_one_click`: the periods stand beside each other.
    """
    named = zip(worked_on["queue_id"], worked_on["queue"], strict=True)
    queues = {queue: name for queue, name in named if pd.notna(queue)}
    channels = {channel: channel for channel in sorted({each for each in worked_on["channel"] if pd.notna(each)})}
    turning_back, zone = pager.turning_back(list_key), time_zone()
    with st.container(horizontal=True, vertical_alignment="center" if in_one_click else "bottom"):
        key = f"{page}_period"
        if in_one_click:
            words = addressed.named(SPANS, wording.SPANS)
            span = addressed.switch(wording.PERIOD, words, key, at_first, wrap=True, **turning_back)
        else:
            span = period_choice(wording.PERIOD, SPANS, key, default=at_first, width=160, **turning_back)
        last = day_of(newest, zone)
        period = days_of(span, last, zone) or _own_period(page, last, list_key)
        say_days(period)
        look: dict[str, Any] = {"label_visibility": "collapsed", "width": NARROW_WIDTH} if in_one_click else {}
        queue, channel = (
            choice(label, words, f"{page}_{name}", placeholder=label if look else None, **look, **turning_back)
            for label, words, name in ((wording.QUEUE, queues, "queue"), (wording.CHANNEL, channels, "channel"))
        )
    return Scope(agent_id=agent_id, queue_id=queue, channel=channel, zone=zone), period


def days_of(span: Span, newest: date, zone: ZoneInfo = UTC_ZONE) -> Period | None:
    """The days of one of SPANS; None for others. "Today" is one of the days that are counted: those of `zone`.
    `newest`: the day on which periods of the last days end."""
    return named_days(span, newest, today(zone))


def _own_period(page: str, newest: date, list_key: str) -> Period:
    usual = Period.of_last_days(28, newest)
    chosen = dates(f"{page}_dates", usual, pager.filtering(list_key))
    return up_to(chosen, newest) if chosen else usual


def up_to(period: Period, newest: date) -> Period:
    """The period without what comes behind the newest day with data, but for its first day. The field itself takes any
    day: those that were chosen on another page may be of another zone, and end a day later."""
    return Period.of_days(period.first, max(period.first, min(period.last, newest)))


def all_of_90_days(page: str) -> states.WayOn:
    """A way on where these filters leave nothing: the longest period, all queues and channels; the viewer's own first
    page where that is what is shown."""

    def widen() -> None:
        pager.all_first()
        addressed.forget([f"{page}_{each}" for each in ("queue", "channel")])
        st.session_state[f"{page}_period"] = Span.LAST_90_DAYS

    narrower = [name for name in ("queue", "channel") if f"{page}_{name}" in st.query_params]
    if not narrower and st.session_state.get(f"{page}_period") == Span.LAST_90_DAYS:
        return states.home
    return lambda: st.button(wording.LONGER_PERIOD, icon=":material/event_busy:", on_click=widen, key="nothing_widen")


def say_days(period: Period | None, key: str | None = None) -> None:
    """Which days a file is about, where the period ends: "the last 28 days" alone would not say it. `key`: of the field
    of the period, where these days say what it is set to."""
    if period is not None:
        said = wording.FROM_DAY if period.end == date.max else wording.FROM_TO
        filters_said.say(wording.DATES, [said.format(first=day(period.first), last=day(period.last))], key)


def period_choice(label: str, spans: Sequence[Span], key: str, *, default: Span | None = None, **look: Any) -> Span:
    """One of `spans`, at first the `default` or the first of them."""
    at_first = default or spans[0]
    words = addressed.named(spans, wording.SPANS)
    return addressed.always_one(st.selectbox, label, words, key, at_first, **look)


def choice(
    label: str,
    words: Mapping[Value, str],
    key: str,
    *,
    width: int = CHOICE_WIDTH,
    placeholder: str | None = None,
    **look: Any,
) -> Value | None:
    """One of several values, or all of them (None). `words`: what they are called, no two alike."""
    empty = placeholder or wording.ALL
    return addressed.one(st.selectbox, label, words, key, index=None, placeholder=empty, width=width, **look)


def audited_or_not(label: str, key: str, list_key: str, **look: Any) -> bool | None:
    """Only interactions that were audited (True), only others (False), or all; `list_key`: the list that it filters."""
    words = addressed.named(Audited, wording.AUDITED_CHOICES)
    chosen = addressed.one(st.segmented_control, label, words, key, **look, **pager.turning_back(list_key))
    return None if chosen is None else chosen == Audited.AUDITED


def dates(key: str, at_first: Period, filtering: Mapping[str, Any], **look: Any) -> Period | None:
    """The days that the viewer chooses, at first these: open at the end while only the first one is chosen, None while
    there is none."""
    shown = (at_first.first, at_first.last)
    chosen = st.date_input(wording.DATES, shown, key=key, format="YYYY-MM-DD", width=DATES_WIDTH, **filtering, **look)
    return chosen_days(chosen)


def chosen_days(chosen: Any) -> Period | None:
    """What a field of two days holds, as `dates` gives it."""
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    if not days:
        return None
    return Period.of_days(days[0], days[1]) if len(days) > 1 else Period.since(days[0])
