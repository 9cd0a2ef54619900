"""Which of an agent's interactions a page is about: period, queue and channel, each in the address."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.quality.scope import Scope
from coaching.ui.pieces import pager
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import day_and_time, plain

CHOICE_WIDTH, DATES_WIDTH = 190, 240


def as_of(newest: datetime, zone: ZoneInfo) -> None:
    """Says how recent the data is: periods end there, not today."""
    st.caption(f"data as of {day_and_time(newest, zone)} ({plain(zone.key)}) · days are counted in UTC")


def draw(page: str, agent_id: str, worked_on: pd.DataFrame, newest: date, list_key: str) -> tuple[Scope, Period]:
    """The widgets, and what is chosen in them. Their keys are `page`_period, _dates, _queue and _channel.

    `worked_on`: dashboard.queues_and_channels() of the agent. `newest`: the day on which periods end. `list_key`: the
    list that goes back to its first page when a choice changes.
    """
    queues = dict(worked_on[["queue_id", "queue"]].dropna().itertuples(index=False))
    kept = pager.filtering(list_key)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Period",
            [*wording.PERIOD_DAYS, wording.OWN_PERIOD],
            width=160,
            key=f"{page}_period",
            **kept,
        )
        period = (
            _own_period(page, newest, list_key)
            if chosen == wording.OWN_PERIOD
            else Period.of_last_days(wording.PERIOD_DAYS[chosen], newest)
        )
        queue = choice("Queue", list(queues), f"{page}_queue", kept, queues)
        channel = choice("Channel", sorted(worked_on["channel"].dropna().unique()), f"{page}_channel", kept)
    return Scope(agent_id, queue, channel), period


def _own_period(page: str, newest: date, list_key: str) -> Period:
    default = Period.of_last_days(28, newest)
    chosen = st.date_input(
        "Dates",
        (default.first, default.last),
        max_value=newest,
        format="YYYY-MM-DD",
        width=240,
        key=f"{page}_dates",
        **pager.filtering(list_key),
    )
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    return Period.of_days(days[0], days[-1]) if days else default


def choice(
    label: str,
    options: Sequence[str],
    key: str,
    kept: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
    width: int = CHOICE_WIDTH,
) -> str | None:
    """One of `options`, or all of them (None). `kept`: see paging.filtering. `names`: what options are called."""
    called = names or {}
    chosen: str | None = st.selectbox(
        label,
        options,
        index=None,
        placeholder="All",
        width=width,
        key=key,
        format_func=lambda option: called.get(option, option),
        **kept,
    )
    return chosen


def choice_by_id(
    label: str,
    names: Mapping[str, str],
    key: str,
    changed: Callable[[], None] | None = None,
    width: int = CHOICE_WIDTH,
) -> str | None:
    """One of several people, or all of them (None), by the id that the address has as `key`.

    `names`: what they are called, by id; no two alike. What Streamlit itself writes into an address is the name, and
    that may be somebody else's tomorrow. `changed` is called when the viewer chooses.
    """
    asked = meant(names, st.query_params.get(key, ""))
    if st.session_state.get(key) != asked:
        st.session_state[key] = asked
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None,
        placeholder="All",
        width=width,
        key=key,
        format_func=lambda option: names.get(option, option),
        on_change=_chosen_by_id,
        args=(key, changed),
    )
    return chosen


def _chosen_by_id(key: str, changed: Callable[[], None] | None) -> None:
    choose(key, st.session_state[key])
    if changed is not None:
        changed()


def choose(key: str, chosen: str | Sequence[str] | None) -> None:
    """Writes into the address what is chosen, by id, in a widget that is not bound to it. For callbacks."""
    if chosen:
        st.query_params[key] = chosen
    else:
        st.query_params.pop(key, None)


def meant(names: Mapping[str, str], asked: str) -> str | None:
    """Whom an address means: an id, or in older links the name, where it is one person's. None for nobody."""
    if asked in names:
        return asked
    called = [one for one, name in names.items() if name == asked]
    return called[0] if len(called) == 1 else None


def dates(key: str, at_first: Period, kept: Mapping[str, Any]) -> Period | None:
    """The days that the viewer chooses, at first these: open at the end while only the first one is chosen, None while
    there is none."""
    shown = (at_first.first, at_first.last)
    chosen = st.date_input("Dates", shown, key=key, format="YYYY-MM-DD", width=DATES_WIDTH, **kept)
    return chosen_days(chosen)


def chosen_days(chosen: Any) -> Period | None:
    """What a field of two days holds, as `dates` gives it."""
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    if not days:
        return None
    return Period.of_days(days[0], days[1]) if len(days) > 1 else Period.since(days[0])
