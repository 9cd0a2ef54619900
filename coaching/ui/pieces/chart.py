"""How is a chart drawn on a page? With what it says in words, and below it the menu that makes a picture of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from coaching.charts import chart_files
from coaching.charts.chart_specs import Spec
from coaching.ui.pieces import downloads
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import day


@dataclass(frozen=True, kw_only=True)
class About:
    """What a picture says of the chart, besides the chart.

    `rests_on`: how many interactions or agents, where the rows of the chart do not say it. `intervals`: what its
    intervals are; without any a picture says that there are none.
    """

    title: str
    period: str
    rests_on: str = ""
    intervals: str = ""


def days(period: Period | None, newest: date | None = None) -> str:
    """The days of a period, as a picture says them. `newest`: the newest day with data, with which an open period, and
    any (None), ends."""
    if period is None:
        return wording.ANY_PERIOD if newest is None else wording.ANY_PERIOD_UP_TO.format(last=day(newest))
    last = period.last if newest is None else min(period.last, max(newest, period.first))
    return wording.FROM_TO.format(first=day(period.first), last=day(last))


def draw(key: str, spec: Spec, told: str, about: About, alt: str = "") -> None:
    """Draws the chart. `told`: what it says, for screen readers and below the title of a picture. `alt`: for screen
    readers instead, where a table beside the chart says the same."""
    st.vega_lite_chart(spec, alt=alt or told)
    downloads.offer_picture(
        key, about.title, lambda kind: chart_files.picture(spec, about.title, _lines(spec, told, about), kind)
    )


def _lines(spec: Spec, told: str, about: About) -> Sequence[str]:
    number = about.rests_on or chart_files.rests_on(spec)
    return [
        wording.PICTURE_PERIOD.format(period=about.period),
        wording.PICTURE_N.format(number=number),
        about.intervals or wording.PICTURE_NO_INTERVALS,
        told,
    ]
