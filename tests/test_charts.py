import pandas as pd

from coaching import charts


def test_the_score_chart_keeps_missing_scores_missing() -> None:
    chart = charts.score_chart(62.0, None, -1.2, 70.0).to_dict()
    (rows,) = chart["datasets"].values()
    assert [row["value"] for row in rows] == [62.0, None, -1.2]
    assert [row["share"] for row in rows][:2] == [0.62, None]
    assert round(rows[2]["share"], 2) == 0.44
    assert [row["zero"] for row in rows] == [0, 0, 0.5]
    assert [row["pass_share"] for row in rows] == [0.7, 0.7, None]


def test_the_sentiment_chart_marks_long_pauses_only_where_there_are_any() -> None:
    felt = pd.DataFrame({"minutes": [0.0, 1.0], "sentiment": [1.0, -2.0], "text": ["a", "b"]})
    pauses = pd.DataFrame({"position": [4], "minutes": [0.8], "pause_seconds": [90.0]})
    assert len(charts.sentiment_chart(felt, pauses.head(0)).to_dict()["layer"]) == 3
    with_pauses = charts.sentiment_chart(felt, pauses).to_dict()
    assert len(with_pauses["layer"]) == 4
    axis = with_pauses["layer"][1]["encoding"]
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
    chart = charts.comparison_chart(scores).to_dict()
    (rows,) = chart["datasets"].values()
    assert [row["this_share"] for row in rows] == [0, None, 0.25]
    assert [row["best_share"] for row in rows] == [1, None, 1]
    y = chart["layer"][0]["encoding"]["y"]
    assert y["scale"]["domain"] == ["Accuracy *", "Supervisor audit score", "Sentiment"]
    assert y["axis"]["labelFontWeight"]["condition"]["value"] == "bold"
