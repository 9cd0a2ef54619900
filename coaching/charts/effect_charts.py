"""How do the effect of coaching and the progress of an agent look as charts?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from coaching.charts.chart_specs import LEAST_PLOT_HEIGHT, Layers, Spec, filled, made_once
from coaching.charts.score_charts import ACCENT, END_LABEL, SCORE_FORMAT, WARNING
from coaching.measuring import score_change
from coaching.measuring.score_change import Verdict
from coaching.words import wording
from coaching.words.formatting import numeral, signed
from coaching.words.reader import reader

# On a phone not every tick has room for its label.
POINTS_AXIS: Mapping[str, Any] = {"tickCount": 8, "labelOverlap": "greedy", "labelSeparation": 8}
GROUP_ROW_HEIGHT, AXIS_HEIGHT, LEGEND_ROW_HEIGHT = 34, 80, 26
COURSE_HEIGHT = 280
WEEK = 7
# The colour and the dashes of the days on the time axis: assigned, follow-up, other coaching.
MARKS = ((WARNING, [1, 0]), ("#8a8f98", [2, 3]), ("#d9a860", [6, 3]))
BAND = "#8a8f98"
COLOURS = alt.Scale(
    domain=[Verdict.BETTER, Verdict.WORSE, Verdict.WITHIN_NOISE, Verdict.TOO_FEW],
    range=[ACCENT, WARNING, "#8a8f98", "#8a8f98"],
)
NO_ENDS = (None, None)
# Names of rows, with the number that a row rests on in a line below.
NAME_AXIS: dict[str, Any] = {"ticks": False, "domain": False, "labelExpr": r"split(datum.label, '\n')"}


def summary_chart(
    plain_change: float,
    expected_change: float,
    effect: float,
    low: float,
    high: float,
    names: tuple[str, str, str],
    rest_on: tuple[int, int, int],
) -> Spec:
    """The three figures below each other: two as bars from zero, the effect with its interval. All in points.

    `names`: what the three rows are called, from top to bottom. `rest_on`: how many agents each rests on.
    """
    values = (plain_change, expected_change, effect)
    intervals, verdicts = (NO_ENDS, NO_ENDS, (low, high)), ("", "", score_change.verdict(low, high))
    rows = [
        {
            "figure": name,
            "label": _with_number(name, number),
            "points": value,
            "zero": 0.0,
            "told": signed(value),
            "low": end[0],
            "high": end[1],
            "verdict": said,
        }
        for name, number, value, end, said in zip(names, rest_on, values, intervals, verdicts, strict=True)
    ]
    ends = [0.0, *values, low, high]
    room = 0.06 * (max(ends) - min(ends) or 1)
    return filled(_empty_summary_chart(min(ends) - (room if min(ends) < 0 else 0), max(ends) + room), figures=rows)


@made_once
def _empty_summary_chart(lowest: float, highest: float) -> Layers:
    x = alt.X(
        "points:Q",
        title=wording.AXIS_POINTS,
        scale=alt.Scale(domain=[lowest, highest]),
        axis=alt.Axis(**POINTS_AXIS),
    )
    y = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, **NAME_AXIS))
    tooltip = [
        alt.Tooltip("figure:N", title=wording.TOOLTIP_FIGURE),
        alt.Tooltip("points:Q", title=wording.TOOLTIP_POINTS, format="+.1f"),
        alt.Tooltip("low:Q", title=wording.TOOLTIP_FROM, format="+.1f"),
        alt.Tooltip("high:Q", title=wording.TOOLTIP_TO, format="+.1f"),
    ]
    rows = alt.Chart(alt.NamedData("figures")).encode(y=y, tooltip=tooltip)
    bars, last = rows.transform_filter("datum.low === null"), rows.transform_filter("datum.low !== null")
    colour = alt.Color("verdict:N", scale=COLOURS, legend=None)
    return alt.layer(
        alt.Chart(alt.NamedData("figures")).mark_rule(color="gray", opacity=0.6).encode(x=alt.datum(0.0)),
        bars.mark_bar(height=16, color="gray", opacity=0.45, cornerRadius=2).encode(x=x, x2="zero:Q"),
        last.mark_rule(strokeWidth=4, strokeCap="round").encode(
            x=alt.X("low:Q", title=wording.AXIS_POINTS), x2="high:Q", color=colour
        ),
        last.mark_point(filled=True, size=190, opacity=1).encode(x=x, color=colour),
        rows.mark_text(dy=-16, fontWeight="bold", color="gray").encode(x=x, text="told:N"),
    ).properties(height=LEAST_PLOT_HEIGHT + AXIS_HEIGHT)


def groups_chart(groups: pd.DataFrame, title: str) -> Spec:
    """The effect of each group with its interval, and the plain change as a diamond beside it.

    Columns: group, effect, low, high, plain_change, coached_agents. `title`: what the groups are.
    """
    labels = [_with_number(*row) for row in zip(groups["group"], groups["coached_agents"], strict=True)]
    frame = groups.assign(label=labels, verdict=score_change.verdicts(groups["low"], groups["high"]))
    return filled(_empty_groups_chart(title, len(groups)), groups=frame)


def _with_number(name: str, number: int) -> str:
    """A name and below it how many agents its figure rests on."""
    return f"{name}\n{wording.MAP_N.format(count=numeral(number))}"


@made_once
def _empty_groups_chart(title: str, number: int) -> Layers:
    x = alt.X(
        "effect:Q",
        title=wording.AXIS_POINTS,
        axis=alt.Axis(**POINTS_AXIS),
    )
    y = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=160, grid=True, **NAME_AXIS))
    colour = alt.Color("verdict:N", scale=COLOURS, legend=None)
    tooltip = [
        alt.Tooltip("group:N", title=title),
        alt.Tooltip("effect:Q", title=wording.TOOLTIP_EFFECT, format="+.1f"),
        alt.Tooltip("low:Q", title=wording.TOOLTIP_FROM, format="+.1f"),
        alt.Tooltip("high:Q", title=wording.TOOLTIP_TO, format="+.1f"),
        alt.Tooltip("plain_change:Q", title=wording.TOOLTIP_PLAIN_CHANGE, format="+.1f"),
        alt.Tooltip("coached_agents:Q", title=wording.TOOLTIP_COACHED_AGENTS),
    ]
    rows = alt.Chart(alt.NamedData("groups")).encode(y=y, tooltip=tooltip)
    return alt.layer(
        alt.Chart(alt.NamedData("groups")).mark_rule(color="gray", opacity=0.6).encode(x=alt.datum(0.0)),
        rows.mark_point(shape="diamond", size=90, strokeWidth=1.5, color="gray", opacity=0.9).encode(
            x="plain_change:Q"
        ),
        rows.mark_rule(strokeWidth=4, strokeCap="round").encode(
            x=alt.X("low:Q", title=wording.AXIS_POINTS), x2="high:Q", color=colour
        ),
        rows.mark_point(filled=True, size=150, opacity=1).encode(x=x, color=colour),
    ).properties(height=max(LEAST_PLOT_HEIGHT, GROUP_ROW_HEIGHT * number) + AXIS_HEIGHT)


def course_chart(
    weekly: pd.DataFrame, expected: pd.DataFrame, coached_on: pd.DataFrame, follow_up_on: date | None
) -> Spec:
    """One area of one agent, week by week, with the days of coaching and the course expected without it.

    weekly: first_day, last_day (dates; fewer than seven days: the week is not over), score, interactions. expected:
    first_day, last_day, expected, low, high, where there is anything. coached_on: assigned_on (date), name, this (the
    assignment it is about).
    """
    first, last = pd.to_datetime(weekly["first_day"]), pd.to_datetime(weekly["last_day"])
    days = (last - first).dt.days + 1
    # In the middle of the days that it is made of, on a whole day: never to the right of the newest day with data.
    middle = first + pd.to_timedelta((days - 1) // 2, unit="D")
    weeks = weekly.assign(middle=middle, first_day=first, last_day=last, days=days)
    spans = expected.assign(
        first_day=pd.to_datetime(expected["first_day"]),
        last_day=pd.to_datetime(expected["last_day"]),
        low=expected["low"].astype(float).clip(0, 100),
        high=expected["high"].astype(float).clip(0, 100),
    )
    marks = coached_on.assign(
        assigned_on=pd.to_datetime(coached_on["assigned_on"]),
        what=coached_on["this"].map({True: wording.MARK_ASSIGNED, False: wording.MARK_COACHED_TOO}),
    )
    if follow_up_on is not None:
        called = [wording.MARK_FOLLOW_UP]
        follow_up = pd.DataFrame(
            {"assigned_on": [pd.Timestamp(follow_up_on)], "name": called, "this": [False], "what": called}
        )
        marks = pd.concat([marks, follow_up])
    kinds = tuple(kind for kind in _marks() if kind in set(marks["what"]))
    return filled(_empty_course_chart(kinds), weeks=weeks, spans=spans, marks=marks)


def _marks() -> Mapping[str, tuple[str, list[int]]]:
    """How the days are marked, by what they are called."""
    return dict(zip((wording.MARK_ASSIGNED, wording.MARK_FOLLOW_UP, wording.MARK_COACHED_TOO), MARKS, strict=True))


@made_once
def _empty_course_chart(kinds: Sequence[str]) -> Layers:
    y = alt.Y("score:Q", title=wording.AXIS_SCORE, scale=alt.Scale(domain=[0, 100]))
    time = alt.Axis(format=reader().chart_day_of_year, tickCount=8, labelOverlap=True, labelFlush=END_LABEL, grid=False)
    x = alt.X("middle:T", title=wording.AXIS_WEEK, axis=time)
    score = alt.Chart(alt.NamedData("weeks")).encode(x=x, y=y)
    band = alt.Chart(alt.NamedData("spans")).encode(
        x=alt.X("first_day:T", axis=time, title=wording.AXIS_WEEK), x2="last_day:T"
    )
    rule = alt.Chart(alt.NamedData("marks")).encode(x=alt.X("assigned_on:T", axis=time, title=wording.AXIS_WEEK))
    told = [
        alt.Tooltip("first_day:T", title=wording.TOOLTIP_FROM, format=reader().chart_day),
        alt.Tooltip("last_day:T", title=wording.TOOLTIP_TO, format=reader().chart_day),
    ]
    return alt.layer(
        band.mark_rect(color=BAND, opacity=0.3).encode(
            y=alt.Y("low:Q", title=wording.AXIS_SCORE, scale=alt.Scale(domain=[0, 100])), y2="high:Q"
        ),
        band.mark_rule(color=BAND, strokeWidth=2.5, strokeDash=[6, 4]).encode(
            y=alt.Y("expected:Q", title=wording.AXIS_SCORE),
            tooltip=[*told, alt.Tooltip("expected:Q", title=wording.TOOLTIP_EXPECTED, format=SCORE_FORMAT)],
        ),
        rule.mark_rule(strokeWidth=2).encode(
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=list(kinds), range=[_marks()[kind][0] for kind in kinds]),
                legend=alt.Legend(orient="bottom", direction="vertical", labelLimit=300),
            ),
            strokeDash=alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=list(kinds), range=[_marks()[kind][1] for kind in kinds])
            ),
            tooltip=[
                alt.Tooltip("name:N", title=wording.TOOLTIP_NAME),
                alt.Tooltip("assigned_on:T", title=wording.TOOLTIP_ON, format=reader().chart_day),
            ],
        ),
        score.mark_line(color=ACCENT, strokeWidth=2),
        score.mark_point(color=ACCENT, fill=ACCENT, size=55, opacity=1, strokeWidth=2).encode(
            fillOpacity=alt.condition(f"datum.days < {WEEK}", alt.value(0), alt.value(1)),
            tooltip=[
                *told,
                alt.Tooltip("days:Q", title=wording.TOOLTIP_DAYS),
                alt.Tooltip("score:Q", title=wording.TOOLTIP_SCORE, format=SCORE_FORMAT),
                alt.Tooltip("interactions:Q", title=wording.TOOLTIP_INTERACTIONS),
            ],
        ),
    ).properties(height=COURSE_HEIGHT + LEGEND_ROW_HEIGHT * len(kinds))
