import json
from datetime import date

import pandas as pd
import pytest

from coaching.charts import effect_charts, score_charts
from tests.charts.test_score_charts import encodings, rows_of

NAMES = ("What changed", "Expected anyway", "Effect of coaching")


def test_the_three_figures_stand_below_each_other_and_only_the_effect_has_an_interval() -> None:
    chart = effect_charts.summary_chart(6.1, 4.0, 2.1, 0.6, 3.6, NAMES, (12, 59, 12))
    rows = rows_of(chart, "figure")
    assert [(row["figure"], row["told"], row["low"], row["high"]) for row in rows] == [
        ("What changed", "+6.1", None, None),
        ("Expected anyway", "+4.0", None, None),
        ("Effect of coaching", "+2.1", 0.6, 3.6),
    ]
    assert [row["label"].split("\n") for row in rows] == [
        ["What changed", "n 12"],
        ["Expected anyway", "n 59"],
        ["Effect of coaching", "n 12"],
    ]
    low, high = encodings(chart)[1]["x"]["scale"]["domain"]
    assert low <= 0 < 6.1 < high
    assert "points of score" in json.dumps(chart)


def test_nothing_is_cut_off_when_everything_is_below_zero() -> None:
    chart = effect_charts.summary_chart(-1.0, -0.5, -0.5, -4.0, 3.0, NAMES, (12, 59, 12))
    low, high = encodings(chart)[1]["x"]["scale"]["domain"]
    assert low < -4
    assert high > 3


def test_groups_keep_their_order_and_harm_has_its_own_colour() -> None:
    groups = pd.DataFrame(
        [("9–12", -2.0, -3.0, -1.0, 4.0, 9), ("1–2", 2.0, 1.0, 3.0, 5.0, 20)],
        columns=["group", "effect", "low", "high", "plain_change", "coached_agents"],
    )
    chart = effect_charts.groups_chart(groups, "weeks since")
    rows = rows_of(chart, "verdict")
    assert [(row["group"], row["verdict"]) for row in rows] == [("9–12", "worse"), ("1–2", "better")]
    assert [row["label"] for row in rows] == ["9–12\nn 9", "1–2\nn 20"]
    encoding = encodings(chart)[1]
    assert encoding["y"]["sort"] is None


def test_the_course_shows_weeks_days_of_coaching_and_the_band_within_the_scale() -> None:
    weekly = pd.DataFrame(
        [(date(2026, 3, 1), date(2026, 3, 7), 60.0, 5), (date(2026, 3, 9), date(2026, 3, 15), 80.0, 7)],
        columns=["first_day", "last_day", "score", "interactions"],
    )
    expected = pd.DataFrame(
        [(date(2026, 3, 9), date(2026, 3, 22), 70.0, -5.0, 120.0)],
        columns=["first_day", "last_day", "expected", "low", "high"],
    )
    coached = pd.DataFrame({"assigned_on": [date(2026, 3, 8)], "name": ["One"], "this": [True]})
    chart = effect_charts.course_chart(weekly, expected, coached, date(2026, 3, 20))
    band = rows_of(chart, "expected")
    assert [(row["low"], row["high"]) for row in band] == [(0, 100)]
    assert [row["what"] for row in rows_of(chart, "what")] == ["assigned", "follow-up"]
    assert [row["score"] for row in rows_of(chart, "score")] == [60.0, 80.0]
    # A label near the end of the axis is not centred: half of it would be beyond the edge of the chart.
    axes = [layer["encoding"]["x"]["axis"] for layer in chart["layer"]]
    assert all(axis["labelFlush"] >= 20 for axis in axes)
    assert effect_charts.course_chart(weekly, expected.head(0), coached, None)


@pytest.mark.parametrize("number", [1, 2, 5, 12])
def test_no_plot_is_lower_than_160_pixels(number: int) -> None:
    groups = pd.DataFrame({
        "group": [str(each) for each in range(number)], "effect": 1.0, "low": -1.0, "high": 3.0, "plain_change": 2.0,
        "coached_agents": 9,
    })  # fmt: skip
    scores = pd.DataFrame({
        "score": [str(each) for each in range(number)], "this": 1.0, "best": 2.0, "low": 0.0, "high": 9.0,
    })  # fmt: skip
    # What an axis with its title takes in a browser: 78, 78, 48 pixels and none.
    heights = (
        effect_charts.groups_chart(groups, "weeks")["height"] - 78,
        effect_charts.summary_chart(6.1, 4.0, 2.1, 0.6, 3.6, NAMES, (12, 59, 12))["height"] - 78,
        score_charts.comparison_chart(scores)["height"] - 48,
        score_charts.score_chart(50, 60, 3, 80)["height"],
    )
    assert min(heights) >= 160
