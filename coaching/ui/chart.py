"""Drawing a chart of coaching.charts on the page."""

import pickle
import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import cachetools
import streamlit as st

MOST_KEPT = 500

_kept: cachetools.LRUCache[tuple[str, bytes], dict[str, Any]] = cachetools.LRUCache(MOST_KEPT)
_keeping = threading.Lock()


def draw(make: Callable[..., Any], *values: Any, alt: str) -> None:
    """Draws the chart that `make` makes of `values`; `alt` says the same in words.

    Checking a chart against the schema of Vega-Lite takes Altair longer than everything else on a page, so specs are
    kept. Nothing needs to empty that cache: the same values always make the same chart.
    """
    question = (make.__name__, pickle.dumps(values))
    with _keeping:
        spec = _kept.get(question)
    if spec is None:
        spec = _with_its_data(make(*values).to_dict())
        with _keeping:
            _kept[question] = spec
    st.vega_lite_chart(spec, alt=alt)


def _with_its_data(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with the rows where they are used: layers that draw the same rows become one layer with these.

    Of rows elsewhere, Streamlit makes an Arrow table each time, which for a dozen of rows is five times as long as they
    are and takes longer than the rest of the chart. Facets and charts without layers stay as they are.
    """
    if "layer" not in spec or "transform" in spec:
        return spec
    datasets = spec.pop("datasets", {})
    everywhere = spec.pop("data", None)
    layers = []
    for data, group in groupby(spec["layer"], key=lambda layer: layer.get("data", everywhere)):
        drawn = [{name: part for name, part in layer.items() if name != "data"} for layer in group]
        shared = _shared([layer.get("encoding", {}) for layer in drawn])
        if data and data.get("name") in datasets:
            data = {"values": datasets[data["name"]]}
        own = {"data": data} if data else {}
        layers.append(own | (drawn[0] if len(drawn) == 1 else {"encoding": shared, "layer": drawn}))
    return spec | {"layer": layers}


def _shared(encodings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Takes the channels that all of these have alike out of them."""
    first, *others = encodings
    shared = {channel: each for channel, each in first.items() if all(other.get(channel) == each for other in others)}
    for encoding in encodings:
        for channel in shared:
            del encoding[channel]
    return shared
