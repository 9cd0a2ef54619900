from datetime import date
from typing import Any

import pandas as pd

from coaching.charts import score_charts
from coaching.charts.chart_specs import Spec


def rows_of(chart: Spec, column: str) -> list[dict[str, Any]]:
    """The rows of the first layer whose rows have this column."""
    found = [layer["data"]["values"] for layer in chart["layer"]]
    return next(rows for rows in found if rows and column in rows[0])


def encodings(spec: Spec, around: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The channels of each mark, those of the layers around it among them."""
    channels = (around or {}) | spec.get("encoding", {})
    return [each for layer in spec.get("layer", ()) for each in encodings(layer, channels)] or [channels]


def test_the_score_chart_keeps_missing_scores_missing() -> None:
    rows = rows_of(score_charts.score_chart(62.0, None, -1.2, 70.0), "score")
    assert [row["value"] for row in rows] == [62.0, None, -1.2]
    assert [row["share"] for row in rows][:2] == [0.62, None]
    assert round(rows[2]["share"], 2) == 0.44
    assert [row["zero"] for row in rows] == [0, 0, 0.5]
    assert [row["pass_share"] for row in rows] == [0.7, 0.7, None]


def test_the_sentiment_chart_marks_long_pauses_only_where_there_are_any() -> None:
    felt = pd.DataFrame({"minutes": [0.0, 1.0], "sentiment": [1.0, -2.0], "text": ["a", "b"]})
    pauses = pd.DataFrame({"position": [4], "minutes": [0.8], "pause_seconds": [90.0]})
    assert len(encodings(score_charts.sentiment_chart(felt, pauses.head(0)))) == 3
    with_pauses = encodings(score_charts.sentiment_chart(felt, pauses))
    assert len(with_pauses) == 4
    axis = with_pauses[1]
    assert axis["y"]["title"] == "sentiment (−10 to +10)"
    assert axis["x"]["title"] == "minutes since the start"
    assert axis["y"]["scale"]["domain"] == [-10, 10]


def test_the_comparison_puts_every_score_on_its_own_scale_and_keeps_the_rows_of_missing_ones() -> None:
    scores = pd.DataFrame(
        [
            ("Accuracy *", 0, 100, 0, 100),
            ("Supervisor audit score", None, None, 0, 100),
            ("Sentiment", -5, 10, -10, 10),
        ],
        columns=["score", "this", "best", "low", "high"],
    )
    chart = score_charts.comparison_chart(scores)
    rows = rows_of(chart, "score")
    assert [row["this_share"] for row in rows] == [0, None, 0.25]
    assert [row["best_share"] for row in rows] == [1, None, 1]
    y = encodings(chart)[0]["y"]
    assert y["scale"]["domain"] == ["Accuracy *", "Supervisor audit score", "Sentiment"]
    assert y["axis"]["labelFontWeight"]["condition"]["value"] == "bold"


def test_the_trend_keeps_its_plot_however_many_lines_it_has() -> None:
    def height(lines: int) -> int:
        rows = pd.DataFrame(
            {
                "series": [f"{number} {'area ' * 12}" for number in range(lines)],
                "starts_on": pd.Timestamp("2026-11-16"),
                "score": 50.0,
                "interactions": 9,
            }
        )
        found: int = score_charts.trend_chart(rows, "week")["height"]
        return found

    # A line more is a row more in the legend, which takes 30 px; the axis and its title take up to 75.
    for lines in (1, 2, 7, 14):
        assert height(lines) - 30 * lines - 75 >= 160


def test_a_step_that_is_not_over_says_so() -> None:
    rows = pd.DataFrame(
        {"series": "A", "starts_on": pd.to_datetime(["2026-11-09", "2026-11-16"]), "score": 50.0, "interactions": 9}
    )
    assert [row["step"] for row in rows_of(score_charts.trend_chart(rows, "week", date(2026, 11, 18)), "step")] == [
        "from 9 Nov",
        "from 16 Nov, so far",
    ]
    assert [row["step"] for row in rows_of(score_charts.trend_chart(rows, "week", date(2026, 11, 22)), "step")] == [
        "from 9 Nov",
        "from 16 Nov",
    ]


def test_a_trend_has_a_line_in_each_step_with_a_day_of_coaching() -> None:
    rows = pd.DataFrame(
        {"series": "Etiquette", "starts_on": [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)],
         "score": [70.0, 60.0, 80.0], "interactions": [9, 8, 7]}
    )  # fmt: skip
    days = [date(2026, 11, 18), date(2026, 11, 16), date(2026, 11, 29), date(2026, 11, 8), date(2026, 11, 30)]
    found = rows_of(score_charts.trend_chart(rows, "week", coached=days), "coached_on")
    assert found == [
        {"step": "from 16 Nov", "coached_on": "16 Nov 2026, 18 Nov 2026"},
        {"step": "from 23 Nov", "coached_on": "29 Nov 2026"},
    ]
    never_coached = score_charts.trend_chart(rows, "week")["layer"]
    assert [len(layer["data"]["values"]) for layer in never_coached] == [0, 3]
