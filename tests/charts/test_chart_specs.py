"""A chart is sent with its rows where they are used, and its layers together; it stays the chart that Altair makes."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import pytest

from coaching.charts import effect_charts, score_charts
from coaching.charts.chart_specs import PARTS, Spec, filled, made_once

SCORES = pd.DataFrame({"score": ["A *", "B"], "this": [1.0, None], "best": [2.0, 3.0], "low": 0, "high": 100})
FELT = pd.DataFrame({"minutes": [0.0, 1.0], "sentiment": [-1.0, 2.0], "text": ["a", "b"]})
PAUSES = pd.DataFrame({"position": [2], "minutes": [0.5], "pause_seconds": [90.0]})
TREND = pd.DataFrame(
    {"series": ["A", "A"], "starts_on": pd.to_datetime(["2026-01-05", "2026-01-12"]), "score": [1.0, None],
     "interactions": [1, 0]}
)  # fmt: skip
SHARES = pd.DataFrame({"step": ["opened"] * 2, "waited": [0.0, 3.0], "share": [0.0, 50.0]})
NAMES = ("What changed", "Expected anyway", "Effect of coaching")
GROUPS = pd.DataFrame(
    {"group": ["1–2"], "effect": [2.0], "low": [1.0], "high": [3.0], "plain_change": [5.0], "coached_agents": [9]}
)
WEEKS = pd.DataFrame(
    {"first_day": pd.to_datetime(["2026-03-02"]), "last_day": pd.to_datetime(["2026-03-08"]), "score": [60.0],
     "interactions": [5]}
)  # fmt: skip
EXPECTED = WEEKS[["first_day", "last_day"]].assign(expected=70.0, low=60.0, high=80.0)
COACHED = pd.DataFrame({"assigned_on": pd.to_datetime(["2026-03-01"]), "name": ["One"], "this": [True]})

Mark = tuple[Any, dict[str, Any], Any]


def marks(spec: dict[str, Any], encoding: dict[str, Any], data: Any = None, transform: Any = None) -> list[Mark]:
    """Each mark with all its channels and where its rows are, of its own and of the layers around it."""
    data, encoding = spec.get("data", data), encoding | spec.get("encoding", {})
    transform = spec.get("transform", transform)
    if "layer" in spec:
        return [mark for layer in spec["layer"] for mark in marks(layer, encoding, data, transform)]
    return [(spec["mark"], encoding, (data, transform))]


@pytest.mark.parametrize(
    ("make", "asked", "sent"),
    [
        (score_charts._empty_score_chart, (), score_charts.score_chart(80.0, None, -2.0, 75.0)),
        (score_charts._empty_comparison_chart, (("A *", "B"),), score_charts.comparison_chart(SCORES)),
        (score_charts._empty_sentiment_chart, (True,), score_charts.sentiment_chart(FELT, PAUSES)),
        (score_charts._empty_sentiment_chart, (False,), score_charts.sentiment_chart(FELT, PAUSES.head(0))),
        (
            score_charts._empty_trend_chart,
            ("week", ("from 5 Jan", "from 12 Jan"), 1),
            filled(
                score_charts._empty_trend_chart("week", ("from 5 Jan", "from 12 Jan"), 1),
                steps=TREND.assign(step="from 5 Jan"),
                coached=[{"step": "from 5 Jan", "coached_on": "6 Jan 2026"}],
            ),
        ),
        (score_charts._empty_flow_chart, (), score_charts.flow_chart(SHARES)),
        (effect_charts._empty_groups_chart, ("weeks", 1), effect_charts.groups_chart(GROUPS, "weeks")),
        (
            effect_charts._empty_course_chart,
            (("assigned",),),
            effect_charts.course_chart(WEEKS, EXPECTED, COACHED, None),
        ),
    ],
)
def test_every_mark_keeps_its_channels_and_gets_its_rows(make: Any, asked: tuple[Any, ...], sent: Spec) -> None:
    made = make.__wrapped__(*asked).to_dict()
    expected, found = marks(made, {}), marks(sent, {})
    assert [(mark, encoding, transform) for mark, encoding, (_, transform) in found] == [
        (mark, encoding, transform) for mark, encoding, (_, transform) in expected
    ]
    for (_, encoding, (data, _)), (_, _, (named, _)) in zip(found, expected, strict=True):
        assert data["values"], named
        fields = [channel["field"] for channel in encoding.values() if isinstance(channel, dict) and "field" in channel]
        assert set(fields) <= set(data["values"][0]), named
    made["config"] |= {part: made["config"].get(part, {}) | {"aria": False} for part in PARTS}
    kept = {name: part for name, part in sent.items() if name not in ("layer", "data")}
    assert kept == {name: part for name, part in made.items() if name not in ("layer", "data")}


def test_a_summary_is_a_chart_of_vega_lite() -> None:
    spec = effect_charts.summary_chart(6.1, 4.0, 2.1, 0.6, 3.6, NAMES, (12, 59, 12))
    assert alt.LayerChart.from_dict(spec).to_dict()["layer"]


def test_a_chart_is_made_once_and_filled_with_other_rows() -> None:
    made = []

    @made_once
    def bars(title: str) -> Any:
        made.append(title)
        base = alt.Chart(alt.NamedData("bars")).encode(x=alt.X("value:Q", title=title))
        return alt.layer(base.mark_bar(), base.mark_tick())

    def values(spec: Spec) -> list[Any]:
        return [row["value"] for row in spec["layer"][0]["data"]["values"]]

    first, second = filled(bars("One"), bars=[{"value": 1}]), filled(bars("One"), bars=[{"value": 2}])
    assert (values(first), values(second)) == ([1], [2])
    filled(bars("Two"), bars=[])
    assert made == ["One", "Two"]


def test_days_and_instants_become_words_and_what_is_missing_null() -> None:
    @made_once
    def dots() -> Any:
        return alt.layer(alt.Chart(alt.NamedData("dots")).mark_point().encode(x="on:T"))

    make: Callable[[], Spec] = dots
    frame = pd.DataFrame({"on": pd.to_datetime(["2026-01-05", None]), "score": [1.0, None]})
    rows = filled(make(), dots=frame)["layer"][0]["data"]["values"]
    assert rows == [{"on": "2026-01-05T00:00:00", "score": 1.0}, {"on": None, "score": None}]
