"""A chart is sent with its rows where they are used; it stays the same chart."""

from typing import Any

import pandas as pd
import pytest

from coaching import charts
from coaching.ui import chart

SCORES = pd.DataFrame({"score": ["A *", "B"], "this": [1.0, None], "best": [2.0, 3.0], "low": 0, "high": 100})
FELT = pd.DataFrame({"minutes": [0.0, 1.0], "sentiment": [-1.0, 2.0], "text": ["a", "b"]})
PAUSES = pd.DataFrame({"position": [2], "minutes": [0.5], "pause_seconds": [90.0]})
AREAS = pd.DataFrame({"coaching_area": ["A", "B"], "score": [80.0, 60.0], "interactions": [3, 4]})
TREND = pd.DataFrame(
    {"series": ["A", "A"], "starts_on": pd.to_datetime(["2026-01-05", "2026-01-12"]), "score": [1.0, None],
     "interactions": [1, 0]}
)  # fmt: skip
SHARES = pd.DataFrame({"step": ["opened"] * 2, "waited": [0.0, 3.0], "share": [0.0, 50.0]})

Mark = tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]


def marks(spec: dict[str, Any], datasets: dict[str, Any], encoding: dict[str, Any], data: Any = None) -> list[Mark]:
    """Each mark with all its channels and its rows, its own and those of the layers around it."""
    data, encoding = spec.get("data", data), encoding | spec.get("encoding", {})
    if "layer" in spec:
        return [mark for layer in spec["layer"] for mark in marks(layer, datasets, encoding, data)]
    rows = data["values"] if "values" in data else datasets[data["name"]]
    return [(spec["mark"], encoding, rows)]


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (charts.score_chart, (80.0, None, -2.0, 75.0)),
        (charts.comparison_chart, (SCORES,)),
        (charts.sentiment_chart, (FELT, PAUSES)),
        (charts.sentiment_chart, (FELT, PAUSES.head(0))),
        (charts.area_chart, (AREAS, 75.0)),
        (charts.trend_chart, (TREND, "week")),
        (charts.flow_chart, (SHARES,)),
    ],
)
def test_every_mark_keeps_its_channels_and_rows(make: Any, values: tuple[Any, ...]) -> None:
    spec = make(*values).to_dict()
    expected = marks(spec, spec["datasets"], {})
    sent = chart._with_its_data(make(*values).to_dict())
    assert marks(sent, {}, {}) == expected
    assert all(encoding for _, encoding, _ in expected)
    assert {name: part for name, part in sent.items() if name != "layer"} == {
        name: part for name, part in spec.items() if name not in ("layer", "data", "datasets")
    }
