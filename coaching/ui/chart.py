"""Drawing a chart of coaching.charts on the page."""

import hashlib
import pickle
import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import cachetools
import streamlit as st

MOST_KEPT = 500

_specs: cachetools.LRUCache[tuple[Callable[..., Any], bytes], dict[str, Any]] = cachetools.LRUCache(MOST_KEPT)
_specs_lock = threading.Lock()


def draw(make: Callable[..., Any], *values: Any, alt: str) -> None:
    """Draws the chart that `make` makes of `values`; `alt` says the same in words.

    Checking a chart against the schema of Vega-Lite takes Altair longer than everything else on a page, so specs are
    kept. Nothing needs to empty that cache: the same values always make the same chart.
    """
    question = (make, hashlib.sha256(pickle.dumps(values)).digest())
    with _specs_lock:
        spec = _specs.get(question)
    if spec is None:
        spec = _with_its_data(make(*values).to_dict())
        with _specs_lock:
            _specs[question] = spec
    st.vega_lite_chart(spec, alt=alt)


def _with_its_data(spec: dict[str, Any]) -> dict[str, Any]:
    """The same chart with the rows where they are used: layers that draw the same rows become one layer with these, and
    with the channels that they have alike.

    Of rows elsewhere, Streamlit makes an Arrow table each time, which for a dozen of rows is five times as long as they
    are and takes longer than the rest of the chart. Facets and charts without layers stay as they are.
    """
    if "layer" not in spec or "transform" in spec:
        return spec
    datasets = spec.pop("datasets", {})
    everywhere = spec.pop("data", None)
    layers = []
    for data, group in groupby(spec["layer"], key=lambda layer: layer.get("data", everywhere)):
        if data and data.get("name") in datasets:
            data = {"values": datasets[data["name"]]}
        drawn = [{name: part for name, part in layer.items() if name != "data"} for layer in group]
        layers.append(({"data": data} if data else {}) | (_together(drawn) if len(drawn) > 1 else drawn[0]))
    return spec | {"layer": layers}


def _together(layers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several layers as one, with the channels that all of them have alike said once."""
    first, *others = (layer.get("encoding", {}) for layer in layers)
    shared = {channel: each for channel, each in first.items() if all(other.get(channel) == each for other in others)}
    own = [
        layer | {"encoding": {name: each for name, each in layer.get("encoding", {}).items() if name not in shared}}
        for layer in layers
    ]
    return {"encoding": shared, "layer": own}
