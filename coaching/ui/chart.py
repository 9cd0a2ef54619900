"""Drawing a chart of coaching.charts on the page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

MOST_KEPT = 500


def draw(make: Callable[..., Any], *values: Any, alt: str) -> None:
    """Draws the chart that `make` makes of `values`; `alt` says the same in words.

    Checking a chart against the schema of Vega-Lite takes Altair longer than everything else on a page, so specs are
    kept. Nothing needs to empty that cache: the same values always make the same chart.
    """
    st.vega_lite_chart(_spec(make, make.__name__, values), alt=alt)


@st.cache_data(max_entries=MOST_KEPT, show_spinner=False)
def _spec(_make: Callable[..., Any], name: str, values: tuple[Any, ...]) -> dict[str, Any]:
    spec: dict[str, Any] = _make(*values).to_dict()
    return spec
