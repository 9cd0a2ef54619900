"""How is a chart made once and drawn many times? As a spec of Vega-Lite into which the rows are filled.

Altair takes 20 to 40 ms to make a chart and to check it against the schema, longer than all else on a page. A chart
without its rows depends on few values, so it is cached by these; the rows of each drawing go where the spec names them.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache, wraps
from itertools import groupby
from typing import Any, ParamSpec

import altair as alt
import pandas as pd

from coaching.words import wording
from coaching.words.reader import BRITISH, reader

MOST_CACHED = 100  # specs of each chart
LONGEST_TEXT = 200
# A page says in words what a chart says. Unless they are told otherwise, these parts of it are read out besides.
PARTS = ("mark", "axis", "legend", "title")
LEAST_PLOT_HEIGHT = 160  # in pixels, without axis and legend: bars of a lower plot cannot be told apart

Layers = alt.LayerChart | alt.FacetChart  # what Altair says of alt.layer(); without a facet it is the first
Spec = dict[str, Any]
Asked = ParamSpec("Asked")


def made_once(make: Callable[Asked, Layers]) -> Callable[Asked, Spec]:
    """A decorator: the chart that the function makes becomes a spec, and is made once for the same arguments.

    The function takes hashable values and returns a chart of layers on named data, without rows. It must make the same
    chart of the same values always, for readers of one language and region, because the cache is never emptied.
    `filled` puts rows into the spec.
    """

    @lru_cache(MOST_CACHED)
    def made(_tag: str, /, *asked: Hashable, **named: Hashable) -> Spec:
        return _by_data(make(*asked, **named).to_dict())  # type: ignore[arg-type]

    @wraps(make)
    def kept(*asked: Asked.args, **named: Asked.kwargs) -> Spec:
        return made(reader().tag, *asked, **named)  # type: ignore[arg-type]

    return kept


def filled(empty: Spec, **rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> Spec:
    """A spec without rows, with the rows of each of its data, by their names.

    Instants and days become ISO 8601. Long texts are cut: the browser measures every one.
    """
    values = {
        name: [
            {column: _drawable(value) for column, value in row.items()}
            for row in (each.to_dict("records") if isinstance(each, pd.DataFrame) else each)
        ]
        for name, each in rows.items()
    }
    layers = [layer | {"data": {"values": values[layer["data"]["name"]]}} for layer in empty["layer"]]
    return empty | {"layer": layers}


def _drawable(value: Any) -> Any:
    if not isinstance(value, str) and pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return f"{value[:LONGEST_TEXT]}…" if isinstance(value, str) and len(value) > LONGEST_TEXT else value


def _by_data(spec: Spec) -> Spec:
    """The same chart with the layers that draw the same data as one layer, the channels they have alike said once.

    Rows said above all layers, or apart from them, Streamlit makes an Arrow table of at each drawing: for a dozen rows
    five times as long as they are.
    """
    everywhere = spec.pop("data", None)
    layers = []
    for data, group in groupby(spec["layer"], key=lambda layer: layer.get("data", everywhere)):
        of_one = [{name: part for name, part in layer.items() if name != "data"} for layer in group]
        layers.append({"data": data} | (_together(of_one) if len(of_one) > 1 else of_one[0]))
    config = spec.get("config", {}) | locale()
    return spec | {"layer": layers, "config": config | {part: config.get(part, {}) | {"aria": False} for part in PARTS}}


def locale() -> Spec:
    """What a chart's config says of how its reader writes numbers and days: nothing where they do as Vega does."""
    found = reader()
    if found.language == BRITISH.language and found.writes("1,234.5") == "1,234.5":
        return {}
    weekdays = [*wording.WEEKDAYS[-1:], *wording.WEEKDAYS[:-1]]
    number = {"decimal": found.decimal, "thousands": found.group, "grouping": [3], "currency": ["", ""]}
    time = {
        "dateTime": f"{found.chart_day}, %H:%M",
        "date": found.chart_day,
        "time": "%H:%M",
        "periods": list(found.halves or ("AM", "PM")),
        "days": weekdays,
        "shortDays": weekdays,
        "months": list(wording.MONTHS),
        "shortMonths": list(wording.MONTHS),
    }
    return {"locale": {"number": number, "time": time}}


def _together(layers: Sequence[Spec]) -> Spec:
    """Several layers as one, with the channels that all of them have alike said once."""
    first, *others = (layer.get("encoding", {}) for layer in layers)
    shared = {channel: each for channel, each in first.items() if all(other.get(channel) == each for other in others)}
    own = [
        layer | {"encoding": {name: each for name, each in layer.get("encoding", {}).items() if name not in shared}}
        for layer in layers
    ]
    return {"encoding": shared, "layer": own}
