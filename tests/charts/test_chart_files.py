"""A picture of a chart stands by itself: on white, with its title and what stands around it on the page."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd

from coaching.charts import chart_files, effect_charts, score_charts
from tests.charts.test_chart_specs import GROUPS, TREND

SVG = "{http://www.w3.org/2000/svg}"


def texts_of(svg: bytes) -> list[str]:
    """The lines of text of a picture."""
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return ["".join(line.itertext()) for text in texts for line in text.findall(f"{SVG}tspan") or [text]]


def test_a_picture_has_its_title_its_lines_and_a_white_ground() -> None:
    title, lines = "Empathy <b>&</b> tact", ["Period: 1 Nov 2026", "n: 12 interactions", "long " * 60]
    svg = chart_files.picture(score_charts.trend_chart(TREND, "week"), title, lines, "svg")
    told = texts_of(svg)
    assert told.count(title) == 1
    assert {"Period: 1 Nov 2026", "n: 12 interactions"} <= set(told)
    assert len([line for line in told if line.startswith("long long")]) == 3
    ground = ElementTree.fromstring(svg).find(f"{SVG}rect")
    assert ground is not None
    assert ground.get("fill") == "white"
    assert not re.search(rb"(href|src)=.https?:", svg)


def test_a_trend_of_thirteen_weeks_has_one_legend_and_labels_that_can_be_read() -> None:
    weeks = pd.date_range("2026-08-31", periods=13, freq="7D")
    trend = pd.DataFrame(
        [{"series": name, "starts_on": week, "score": 80.0, "interactions": 9}
         for name in ("Callum Fraser", "Everybody else") for week in weeks]
    )  # fmt: skip
    svg = chart_files.picture(score_charts.trend_chart(trend, "week"), "Etiquette", ["n: 9"], "svg")
    told = texts_of(svg)
    assert [told.count(name) for name in ("Callum Fraser", "Everybody else")] == [1, 1]
    places = []
    for label in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        at = re.match(r"translate\(([0-9.]+)", label.get("transform", ""))
        if at and "".join(label.itertext()).startswith("from ") and label.get("opacity") != "0":
            places.append(float(at[1]))
    assert len(places) > 5
    assert min(after - before for before, after in pairwise(places)) > 60  # "from 31 Aug" in letters of 12


def test_a_png_is_sharp_and_white() -> None:
    png = chart_files.picture(effect_charts.groups_chart(GROUPS, "weeks"), "Effect", ["n: 9"], "png")
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    assert width > chart_files.SHARPNESS * chart_files.WIDTH


def test_the_rows_of_a_chart_say_what_it_rests_on() -> None:
    trend = pd.DataFrame(
        {"series": ["A", "A", "B"], "starts_on": pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-12"]),
         "score": [1.0, None, 3.0], "interactions": [1200, 34, 1]}
    )  # fmt: skip
    assert chart_files.rests_on(score_charts.trend_chart(trend, "week")) == (
        "A 1,234 interactions (1,200, 34); B 1 interaction"
    )
    assert "9" in chart_files.rests_on(effect_charts.groups_chart(GROUPS, "weeks"))
    assert chart_files.rests_on(score_charts.score_chart(80.0, None, -2.0, 75.0)) == ""
