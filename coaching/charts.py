"""Frames become Altair charts. No Streamlit, no queries."""

import altair as alt
import pandas as pd

ACCENT = "#3b7dd8"
WARNING = "#d97706"
TRACK_OPACITY = 0.15
SCORES_HEIGHT = 150
SENTIMENT_HEIGHT = 220


def score_chart(
    kore: float | None, audit: float | None, sentiment: float | None, pass_score: float | None
) -> alt.LayerChart | alt.FacetChart:
    """The three scores, each on its own whole scale: a track, a bar from zero, the pass mark on two of them.

    Missing scores (None) have a track and no bar.
    """
    rows = [
        ("Kore evaluation (0 to 100)", kore, 0, 100, pass_score),
        ("Supervisor audit (0 to 100)", audit, 0, 100, pass_score),
        ("Sentiment (−10 to +10)", sentiment, -10, 10, None),
    ]
    frame = pd.DataFrame(
        {
            "score": [name for name, *_ in rows],
            "value": [value for _, value, *_ in rows],
            "whole": [1.0] * len(rows),
            "zero": [-low / (high - low) for _, _, low, high, _ in rows],
            "share": [None if value is None else (value - low) / (high - low) for _, value, low, high, _ in rows],
            "pass_share": [None if mark is None else (mark - low) / (high - low) for _, _, low, high, mark in rows],
            "pass_score": [mark for *_, mark in rows],
        }
    )
    y = alt.Y("score:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    no_axis = alt.X("whole:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    base = alt.Chart(frame)
    tooltip = [alt.Tooltip("score:N"), alt.Tooltip("value:Q", format=".1f"), alt.Tooltip("pass_score:Q", title="pass")]
    return alt.layer(
        base.mark_bar(height=14, opacity=TRACK_OPACITY, color="gray", cornerRadius=3).encode(y=y, x=no_axis),
        base.mark_bar(height=14, color=ACCENT).encode(y=y, x=alt.X("zero:Q", axis=None), x2="share:Q", tooltip=tooltip),
        base.mark_tick(thickness=2, size=22, color=WARNING).encode(
            y=y, x=alt.X("pass_share:Q", axis=None), tooltip=tooltip
        ),
    ).properties(height=SCORES_HEIGHT)


def sentiment_chart(turns: pd.DataFrame, long_pauses: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """How the customer felt along the conversation, with the agent's long pauses marked below.

    `turns`: minutes (since the start), sentiment (-10 to +10), text. `long_pauses`: minutes, pause_seconds.
    """
    x = alt.X("minutes:Q", title="minutes since the start", axis=alt.Axis(grid=False, tickCount=6))
    y = alt.Y(
        "sentiment:Q",
        title="sentiment (−10 to +10)",
        scale=alt.Scale(domain=[-10, 10]),
        axis=alt.Axis(values=[-10, -5, 0, 5, 10]),
    )
    felt = alt.Chart(turns).encode(x=x, y=y)
    zero = alt.Chart(pd.DataFrame({"sentiment": [0]})).mark_rule(strokeDash=[3, 3], color="gray").encode(y=y)
    layers = [
        zero,
        felt.mark_line(color=ACCENT, interpolate="monotone"),
        felt.mark_point(color=ACCENT, filled=True, size=45).encode(
            tooltip=[
                alt.Tooltip("minutes:Q", title="minutes", format=".1f"),
                alt.Tooltip("sentiment:Q", format="+.1f"),
                alt.Tooltip("text:N", title="customer"),
            ]
        ),
    ]
    if not long_pauses.empty:
        layers.append(
            alt.Chart(long_pauses)
            .mark_point(shape="triangle-up", filled=True, size=70, color=WARNING)
            .encode(
                x=x,
                y=alt.datum(-9.4),
                tooltip=[alt.Tooltip("pause_seconds:Q", title="the customer waited, seconds", format=".0f")],
            )
        )
    return alt.layer(*layers).properties(height=SENTIMENT_HEIGHT)
