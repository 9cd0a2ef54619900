"""How does a chart become a picture that stands by itself? On white, with its title, its period and what it rests on.

vl-convert draws it as browsers do, offline. It is a browser's engine that takes 200 MB and some seconds to begin with,
so it works in a process of its own that ends with the picture.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Literal

import altair as alt

from coaching.charts.chart_specs import Spec, locale
from coaching.words import wording
from coaching.words.formatting import counted, numeral
from coaching.words.wording import Counted

Kind = Literal["svg", "png"]
WIDTH, MARGIN, LINE_OF_LETTERS = 640, 20, 115
SHARPNESS = 2  # pixels of a PNG for each of the chart
PATIENCE_SECONDS = 60
FONT = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"
# No address may be asked for anything: a chart has its rows with it.
DRAW = """
import sys, vl_convert
kind, version, sharpness = sys.argv[1:]
asked = {"vl_spec": sys.stdin.read(), "vl_version": version, "allowed_base_urls": []}
if kind == "svg":
    made = vl_convert.vegalite_to_svg(**asked).encode()
else:
    made = vl_convert.vegalite_to_png(**asked, scale=float(sharpness))
sys.stdout.buffer.write(made)
"""
# What the rows of a chart are told apart by, and what each of them rests on.
NAMED_BY = ("series", "coaching_area", "group")
COUNTS: dict[str, Callable[[], Counted]] = {
    "interactions": lambda: wording.INTERACTIONS_COUNTED,
    "coached_agents": lambda: wording.COACHED_AGENTS_COUNTED,
}


def picture(spec: Spec, title: str, lines: Sequence[str], kind: Kind) -> bytes:
    """The chart as a file: `title` and `lines` stand above it."""
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW, kind, version, str(SHARPNESS)],
        input=json.dumps(alone(spec, title, lines)).encode(),
        capture_output=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    return drawn.stdout


def alone(spec: Spec, title: str, lines: Sequence[str]) -> Spec:
    """The chart with all that the page around it says of it. Texts are broken into lines: Vega does not."""
    padding = spec.get("padding", {})
    return spec | {
        "width": WIDTH,
        "background": "white",
        "padding": {side: max(MARGIN, padding.get(side, 0)) for side in ("left", "top", "right", "bottom")},
        "title": {
            "text": wrap(title, LINE_OF_LETTERS // 2) or [""],
            "subtitle": [part for line in lines for part in wrap(line, LINE_OF_LETTERS)],
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 18,
            "subtitleFontSize": 12,
            "subtitleColor": "#444444",
            "subtitlePadding": 6,
            "offset": 16,
        },
        "config": {"font": FONT, "axis": {"labelFontSize": 12, "titleFontSize": 12}, "legend": {"labelFontSize": 12}}
        | locale(),
    }


def rests_on(spec: Spec) -> str:
    """How many interactions or agents each line, bar or point of the chart stands for, as its rows say it: "Empathy 34
    interactions (5, 6, 23)". Nothing where they do not."""
    told: list[str] = []
    for layer in spec["layer"]:
        rows = layer.get("data", {}).get("values", [])
        number = next((name for name in COUNTS if rows and name in rows[0]), None)
        if number is None:
            continue
        named = next((name for name in NAMED_BY if name in rows[0]), None)
        for name, found in groupby(rows, key=lambda row: row[named] if named else ""):
            said = _counted([int(row[number] or 0) for row in found], COUNTS[number]())
            told.append(f"{name} {said}".strip())
    return "; ".join(dict.fromkeys(told))


def _counted(numbers: Sequence[int], said: Counted) -> str:
    each = f" ({', '.join(numeral(number) for number in numbers)})" if len(numbers) > 1 else ""
    return counted(sum(numbers), said) + each
