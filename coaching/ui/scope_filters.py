"""Which of an agent's interactions a page is about: period, queue and channel, each in the address."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.dashboard import Period, Scope
from coaching.ui import paging, wording
from coaching.ui.formatting import day_and_time, plain


def as_of(newest: datetime, zone: ZoneInfo) -> None:
    """Says how recent the data is: periods end there, not today."""
    st.caption(f"data as of {day_and_time(newest, zone)} ({plain(zone.key)}) · days are counted in UTC")


def draw(page: str, agent: str, worked_on: pd.DataFrame, newest: date, list_key: str) -> tuple[Scope, Period]:
    """The widgets, and what is chosen in them. Their keys are `page`_period, _dates, _queue and _channel.

    `worked_on`: dashboard.queues_and_channels() of the agent. `newest`: the day on which periods end. `list_key`: the
    list that goes back to its first page when a choice changes.
    """
    queues = dict(worked_on[["queue", "queue_id"]].dropna().drop_duplicates("queue").itertuples(index=False))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Period",
            [*wording.PERIOD_DAYS, wording.OWN_PERIOD],
            width=160,
            key=f"{page}_period",
            **paging.filtering(list_key),
        )
        period = (
            _own_period(page, newest, list_key)
            if chosen == wording.OWN_PERIOD
            else Period.last_days(wording.PERIOD_DAYS[chosen], newest)
        )
        queue = choice("Queue", sorted(queues), f"{page}_queue", list_key)
        channel = choice("Channel", sorted(worked_on["channel"].dropna().unique()), f"{page}_channel", list_key)
    return Scope(agent, queues.get(queue) if queue else None, channel), period


def _own_period(page: str, newest: date, list_key: str) -> Period:
    default = Period.last_days(28, newest)
    chosen = st.date_input(
        "Dates",
        (default.first, default.last),
        max_value=newest,
        format="YYYY-MM-DD",
        width=240,
        key=f"{page}_dates",
        **paging.filtering(list_key),
    )
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    return Period(days[0], days[-1]) if days else default


def choice(label: str, options: list[str], key: str, list_key: str) -> str | None:
    """One of `options`, or all of them (None)."""
    chosen: str | None = st.selectbox(
        label, options, index=None, placeholder="All", width=190, key=key, **paging.filtering(list_key)
    )
    return chosen
