"""How do scores look as charts? Specs of Vega-Lite, made with Altair from values and frames."""

import json
from collections.abc import Sequence
from datetime import date

import altair as alt
import pandas as pd

from coaching.charts.chart_specs import LEAST_PLOT_HEIGHT, Layers, Spec, filled, made_once
from coaching.measuring.agent_figures import Grain, step_of
from coaching.words import formatting, wording

ACCENT = "#3b7dd8"
WARNING = "#d97706"
COMPARISON_ROW_HEIGHT, COMPARISON_AXIS_HEIGHT = 32, 48
TRACK_OPACITY = 0.15
SENTIMENT_HEIGHT = 220
# As formatting.score() writes one: 62, 62.5.
SCORE_FORMAT = ".1~f"
# In pixels. A label nearer than this to an end of its axis is not centred, or the chart's edge cuts it off.
END_LABEL = 24
# Without the legend below it, which has a row for each line: the plot is as high with one line as with twenty.
TREND_HEIGHT = 320
LEGEND_ROW_HEIGHT = 30
FLOW_HEIGHT = 320
# Where the axis of a comparison has words: the ends of a scale and its middle.
SCALE_ENDS = ("0", "0.5", "1")


def prepare() -> None:
    """Makes the charts of an interaction, which every agent looks at first."""
    _empty_score_chart()
    for pauses in (True, False):
        _empty_sentiment_chart(pauses)


def score_chart(kore: float | None, audit: float | None, sentiment: float | None, pass_score: float | None) -> Spec:
    """The three scores, each on its own whole scale: a track, a bar from zero, the pass mark on two of them.

    Missing scores (None) have a track and no bar.
    """
    scores = [
        (wording.KORE_SCALE, kore, 0, 100, pass_score),
        (wording.AUDIT_SCALE, audit, 0, 100, pass_score),
        (wording.SENTIMENT_SCORE_SCALE, sentiment, -10, 10, None),
    ]
    rows = [
        {
            "score": name,
            "value": value,
            "whole": 1.0,
            "zero": -low / (high - low),
            "share": None if value is None else (value - low) / (high - low),
            "pass_share": None if mark is None else (mark - low) / (high - low),
            "pass_score": mark,
        }
        for name, value, low, high, mark in scores
    ]
    return filled(_empty_score_chart(), scores=rows)


@made_once
def _empty_score_chart() -> Layers:
    y = alt.Y("score:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    no_axis = alt.X("whole:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    base = alt.Chart(alt.NamedData("scores"))
    tooltip = [
        alt.Tooltip("score:N", title=wording.TOOLTIP_SCORE),
        alt.Tooltip("value:Q", title=wording.TOOLTIP_VALUE, format=SCORE_FORMAT),
        alt.Tooltip("pass_score:Q", title=wording.TOOLTIP_PASS),
    ]
    return alt.layer(
        base.mark_bar(height=14, opacity=TRACK_OPACITY, color="gray", cornerRadius=3).encode(y=y, x=no_axis),
        base.mark_bar(height=14, color=ACCENT).encode(y=y, x=alt.X("zero:Q", axis=None), x2="share:Q", tooltip=tooltip),
        base.mark_tick(thickness=2, size=22, color=WARNING).encode(
            y=y, x=alt.X("pass_share:Q", axis=None), tooltip=tooltip
        ),
    ).properties(height=LEAST_PLOT_HEIGHT)


def comparison_chart(scores: pd.DataFrame) -> Spec:
    """Two values of each score as a dumbbell, each on its own whole scale: a ring for this one, a diamond for the best.

    Columns: score (its label, bold with a star behind it), this, best (None for none), low and high (the ends of its
    scale).
    """
    share = {
        f"{side}_share": ((scores[side].astype(float) - scores["low"]) / (scores["high"] - scores["low"])).round(4)
        for side in ("this", "best")
    }
    drawn = scores[["score", "this", "best"]].assign(**share)
    return filled(_empty_comparison_chart(tuple(scores["score"])), scores=drawn)


@made_once
def _empty_comparison_chart(labels: Sequence[str]) -> Layers:
    bold = alt.condition("slice(datum.label, -2) == ' *'", alt.value("bold"), alt.value("normal"))
    y = alt.Y(
        "score:N",
        scale=alt.Scale(domain=list(labels)),  # a score that neither has keeps its row
        title=None,
        axis=alt.Axis(labelLimit=190, ticks=False, domain=False, grid=True, labelFontWeight=bold),
    )
    ends = alt.Axis(
        orient="top",
        values=[0, 0.5, 1],
        labelExpr=f"{json.dumps(dict(zip(SCALE_ENDS, wording.SCALE_ENDS, strict=True)))}[datum.value]",
    )
    x = alt.X("this_share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=ends)
    tooltip = [
        alt.Tooltip("score:N", title=wording.TOOLTIP_SCORE),
        alt.Tooltip("this:Q", title=wording.TOOLTIP_THIS, format=SCORE_FORMAT),
        alt.Tooltip("best:Q", title=wording.TOOLTIP_BEST, format=SCORE_FORMAT),
    ]
    base = alt.Chart(alt.NamedData("scores")).encode(y=y, tooltip=tooltip)
    return alt.layer(
        base.mark_rule(strokeWidth=3, color="gray", opacity=0.45).encode(x=x, x2="best_share:Q"),
        base.mark_point(shape="diamond", size=150, filled=True, opacity=1, color=ACCENT).encode(x="best_share:Q"),
        base.mark_point(shape="circle", size=130, strokeWidth=2.5, opacity=1, color=WARNING).encode(x="this_share:Q"),
    ).properties(height=max(LEAST_PLOT_HEIGHT, COMPARISON_ROW_HEIGHT * len(labels)) + COMPARISON_AXIS_HEIGHT)


def sentiment_chart(turns: pd.DataFrame, long_pauses: pd.DataFrame) -> Spec:
    """How the customer felt along the conversation, with the agent's long pauses marked below.

    `turns`: minutes (since the start), sentiment (-10 to +10), text. `long_pauses`: minutes, pause_seconds.
    """
    zero = [{"sentiment": 0}]
    return filled(_empty_sentiment_chart(not long_pauses.empty), zero=zero, turns=turns, long_pauses=long_pauses)


@made_once
def _empty_sentiment_chart(pauses: bool) -> Layers:
    x = alt.X("minutes:Q", title=wording.AXIS_MINUTES, axis=alt.Axis(grid=False, tickCount=6, labelFlush=END_LABEL))
    y = alt.Y(
        "sentiment:Q",
        title=wording.AXIS_SENTIMENT,
        scale=alt.Scale(domain=[-10, 10]),
        axis=alt.Axis(values=[-10, -5, 0, 5, 10]),
    )
    felt = alt.Chart(alt.NamedData("turns")).encode(x=x, y=y)
    zero = alt.Chart(alt.NamedData("zero")).mark_rule(strokeDash=[3, 3], color="gray").encode(y=y)
    layers = [
        zero,
        felt.mark_line(color=ACCENT, interpolate="monotone"),
        felt.mark_point(color=ACCENT, filled=True, size=45).encode(
            tooltip=[
                alt.Tooltip("minutes:Q", title=wording.TOOLTIP_MINUTES, format=".1f"),
                alt.Tooltip("sentiment:Q", title=wording.TOOLTIP_SENTIMENT, format="+.1f"),
                alt.Tooltip("text:N", title=wording.TOOLTIP_CUSTOMER),
            ]
        ),
    ]
    if pauses:
        layers.append(
            alt.Chart(alt.NamedData("long_pauses"))
            .mark_point(shape="triangle-up", filled=True, size=70, color=WARNING)
            .encode(
                x=x,
                y=alt.datum(-9.4),
                tooltip=[alt.Tooltip("pause_seconds:Q", title=wording.TOOLTIP_WAITED, format=".0f")],
            )
        )
    return alt.layer(*layers).properties(height=SENTIMENT_HEIGHT)


def trend_chart(trend: pd.DataFrame, step: Grain, until: date | None = None, coached: Sequence[date] = ()) -> Spec:
    """Scores over equal steps, one line a series; a step without a score is a gap.

    Columns: series, starts_on (date), score (0 to 100, NaN for a gap), interactions. `until`: the newest day with data;
    a step that is not over then says so. `coached`: days of coaching; the steps that hold one have a line from top to
    bottom.
    """
    starts = pd.to_datetime(trend["starts_on"])
    labels = {first: step_label(first, step, until) for first in starts}
    rows = trend.assign(step=[labels[first] for first in starts])
    days: dict[str, list[str]] = {}
    for each in sorted(coached):
        first = step_of(each, step).start_time
        if first in labels:
            days.setdefault(labels[first], []).append(formatting.day(each))
    lines = [{"step": label, "coached_on": wording.COMMA.join(each)} for label, each in days.items()]
    made = _empty_trend_chart(step, tuple(rows["step"].unique()), rows["series"].nunique())
    return _in_one_legend(filled(made, coached=lines, steps=rows.drop(columns="starts_on")))


def _in_one_legend(spec: Spec) -> Spec:
    """With the names of the lines, in their order, for colour and shape alike: without them Vega draws two legends."""
    *others, layer = spec["layer"]
    names = list(dict.fromkeys(row["series"] for row in layer["data"]["values"]))
    named = {each: layer["encoding"][each] | {"scale": {"domain": names}} for each in ("color", "shape")}
    return spec | {"layer": [*others, layer | {"encoding": layer["encoding"] | named}]}


def step_label(first: date, step: Grain, until: date | None = None) -> str:
    """What a day, week or month is called by its first day: "from 5 Jan". `until`: as for trend_chart()."""
    running = until is not None and step_of(first, step).end_time.date() > until
    month = wording.MONTHS[first.month - 1]
    label = wording.STEPS[step].format(day=formatting.day_of_year(first), month=month, year=first.year)
    return wording.SO_FAR.format(step=label) if running else label


@made_once
def _empty_trend_chart(step: str, steps: Sequence[str], lines: int) -> Layers:
    legend = alt.Legend(orient="bottom", columns=1, labelLimit=260)
    axis = alt.Axis(labelAngle=0, labelOverlap="parity")  # of labels that have no room every other one is left out
    encoded = alt.Chart(alt.NamedData("steps")).encode(
        x=alt.X("step:O", title=wording.AXIS_STEP[step], sort=list(steps), axis=axis),
        y=alt.Y("score:Q", title=wording.AXIS_SCORE, scale=alt.Scale(domain=[0, 100])),
        color=alt.Color("series:N", title=None, legend=legend),
        shape=alt.Shape("series:N", title=None, legend=legend),
        tooltip=[
            alt.Tooltip("series:N", title=wording.TOOLTIP_LINE),
            alt.Tooltip("step:N", title=wording.AXIS_STEP[step]),
            alt.Tooltip("score:Q", title=wording.TOOLTIP_SCORE, format=SCORE_FORMAT),
            alt.Tooltip("interactions:Q", title=wording.TOOLTIP_INTERACTIONS),
        ],
    )
    days = alt.Chart(alt.NamedData("coached")).mark_rule(color="gray", strokeDash=[2, 4], strokeWidth=2)
    coached_on = alt.Tooltip("coached_on:N", title=wording.COLUMN_COACHED_ON)
    return alt.layer(
        days.encode(x=alt.X("step:O", sort=list(steps)), tooltip=[coached_on]),
        encoded.mark_line(invalid="break-paths-show-path-domains"),
        encoded.mark_point(filled=True, size=60),
    ).properties(height=TREND_HEIGHT + LEGEND_ROW_HEIGHT * lines)


def flow_chart(shares: pd.DataFrame) -> Spec:
    """How many of the assignments have come to each step after how long, as steps that never fall.

    Columns: step (its label), waited (days), share (%); each share holds until the next.
    """
    return filled(_empty_flow_chart(), shares=shares, marks=[{"share": 50}, {"share": 90}])


@made_once
def _empty_flow_chart() -> Layers:
    encoded = alt.Chart(alt.NamedData("shares")).encode(
        x=alt.X("waited:Q", title=wording.AXIS_DAYS_SINCE, scale=alt.Scale(nice=False),
                axis=alt.Axis(grid=False, labelFlush=END_LABEL)),
        y=alt.Y("share:Q", title=wording.AXIS_SHARE, scale=alt.Scale(domain=[0, 100])),
        color=alt.Color("step:N", title=None, sort=None, scale=alt.Scale(range=[ACCENT, WARNING]),
                        legend=alt.Legend(orient="top", symbolType="stroke")),
        strokeDash=alt.StrokeDash("step:N", sort=None, legend=None, scale=alt.Scale(range=[[1, 0], [6, 3]])),
        tooltip=[
            alt.Tooltip("step:N", title=wording.TOOLTIP_STEP),
            alt.Tooltip("waited:Q", title=wording.AXIS_DAYS_SINCE, format=".1f"),
            alt.Tooltip("share:Q", title=wording.TOOLTIP_SHARE, format=".0f"),
        ],
    )  # fmt: skip
    rules = (
        alt.Chart(alt.NamedData("marks")).mark_rule(color="gray", strokeDash=[2, 4], opacity=0.6).encode(y="share:Q")
    )
    return alt.layer(rules, encoded.mark_line(interpolate="step-after", strokeWidth=2.5)).properties(height=FLOW_HEIGHT)
