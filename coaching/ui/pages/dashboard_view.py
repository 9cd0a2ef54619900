"""What does the dashboard look like? Its figures, coaching areas, trend and list of interactions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.measuring.agent_figures import Figure, Figures, Grain
from coaching.measuring.leaderboard import Place
from coaching.measuring.score_change import FEWEST_INTERACTIONS, Verdict
from coaching.storage.frames import rows_of
from coaching.ui.pages.dashboard_content import ChartInWords, series_name
from coaching.ui.pieces import addressed, chart, interaction_columns, pager, scope_filters, table
from coaching.ui.shell import carried, filters_said, states, tab_title
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import as_label, as_shown, counted, day, numeral, plain, score
from coaching.words.labels import told_apart
from coaching.words.reader import reader

NAME = "my_dashboard"
QUEUE = "my_dashboard_queue"
CHANNEL = "my_dashboard_channel"
GRAIN = "my_dashboard_step"
SERIES = "my_dashboard_series"
AUDITED = "my_dashboard_audited"
METRIC = "my_dashboard_failed"
PAGE = "my_dashboard_page"
INTERACTIONS_TABLE = "my_dashboard_interactions"
METRICS_TABLE = "my_dashboard_metrics"
PLACES_TABLE = "my_dashboard_places"
FIGURE_WIDTH = 200

PLACE_COLUMNS = (
    table.Column("place", lambda: wording.COLUMN_RANK, align="right"),
    table.Column("whose", lambda: wording.COLUMN_WHOSE),
    table.Column("score", lambda: wording.KORE_EVALUATION_SCORE, align="right"),
    table.Column("n", lambda: wording.COLUMN_N, align="right"),
)
METRIC_COLUMNS = (
    table.Column("name", lambda: wording.COLUMN_METRIC),
    table.Column("adherence", lambda: wording.COLUMN_ADHERENCE, align="right"),
    table.Column("applicable", lambda: wording.COLUMN_EVALUATED, align="right"),
    table.Column("failed", lambda: wording.COLUMN_FAILED, align="right"),
    table.Column("open", lambda: wording.ACTION, align="press"),
)


def place(found: Place | None) -> None:
    """How many of the team score higher, without saying who. `found`: leaderboard.place()."""
    if found is not None:
        st.caption(wording.PLACE_IN_TEAM.format(others=found.others, above=found.above))


def places(found: pd.DataFrame, is_viewer: bool) -> None:
    """All scores of the team in order, with that of the agent marked. `found`: leaderboard.places(); `is_viewer`: the
    agent is who looks."""
    if found.empty:
        return
    own = wording.YOUR_PLACE if is_viewer else wording.PLACE_OF_AGENT
    with st.expander(wording.PLACES_IN_TEAM, icon=":material/leaderboard:"):
        st.caption(wording.PLACES_MEAN.format(fewest=FEWEST_INTERACTIONS))
        rows = [
            table.Row(
                str(number),
                {},
                {
                    "place": table.text(numeral(row.place)),
                    "whose": table.text(own if row.own else wording.SOMEBODY_OF_TEAM, "" if row.own else "quiet"),
                    "score": table.text(score(row.score)),
                    "n": table.text(numeral(row.evaluated)),
                },
            )
            for number, row in enumerate(rows_of(found))
        ]
        table.draw(PLACES_TABLE, wording.PLACES_IN_TEAM, PLACE_COLUMNS, rows, page=NAME)


def figures(now: Figures, before: Figures, period: Period, readings: Mapping[Figure, Verdict]) -> None:
    """The seven figures, each with its change from the previous period of the same length.

    `readings`: agent_figures.readings() of the same period.
    """
    compared = wording.COMPARED_WITH.format(
        first=day(period.first), last=day(period.last), days=counted(period.days, wording.DAYS_COUNTED)
    )
    st.caption(f"{compared} {wording.FIGURES_ARE_AUTOMATIC}")
    shown = (
        (wording.FIGURE_INTERACTIONS, now.interactions, before.interactions),
        (Figure.KORE, now.kore_evaluation_score, before.kore_evaluation_score),
        (wording.AUDITS, now.audits, before.audits),
        (Figure.AUDIT, now.supervisor_audit_score, before.supervisor_audit_score),
        (wording.FIGURE_ASSIGNMENTS, now.assignments, before.assignments),
        (Figure.BELOW_PASS, now.below_pass_score, before.below_pass_score),
        (Figure.FATAL, now.fatal, before.fatal),
    )
    with st.container(horizontal=True, gap="medium"):
        for name, value, previous in shown:
            figure = name if isinstance(name, Figure) else None
            reading = readings.get(figure) if figure else None
            told = changed(figure, value, previous, before.interactions > 0, reading)
            st.metric(
                wording.FIGURE_NAMES[figure] if figure else name,
                score(value),
                told.delta,
                delta_color=told.colour,
                delta_arrow="off" if told.colour == "off" else "auto",
                delta_description=told.description,
                width=FIGURE_WIDTH,
            )


@dataclass(frozen=True)
class Change:
    """What is said of a figure's change. `colour`: "normal" paints more green, "inverse" red, "off" nothing."""

    delta: str
    description: str | None = None
    colour: Literal["normal", "inverse", "off"] = "off"


def changed(
    figure: Figure | None, value: float | None, previous: float | None, earlier: bool, reading: Verdict | None
) -> Change:
    """What is said of a figure that was `previous` in the period before; `earlier`: that had interactions at all.

    It is painted only where better and worse are known and the change is outside its noise. `reading`: what can be said
    of it, None where more is neither good nor bad.
    """
    if not earlier:
        return Change(wording.NO_EARLIER_DATA)
    if value is None or previous is None:
        return Change(wording.WAS_BEFORE.format(score=score(previous)))
    change = as_shown(as_shown(float(value)) - as_shown(float(previous)))
    if not change:
        return Change(wording.UNCHANGED)
    is_score = figure in (Figure.KORE, Figure.AUDIT)
    more, less = (wording.HIGHER, wording.LOWER) if is_score else (wording.MORE, wording.FEWER)
    description = more if change > 0 else less
    delta = reader().writes(f"{change:+.1f}".removesuffix(".0"))
    if reading is None or reading is Verdict.NO_DATA:
        return Change(delta, description)
    # Fewer failures of far fewer interactions may be a larger share of them: then the count is no good news.
    told = reading in (Verdict.BETTER, Verdict.WORSE)
    if told and (change > 0) == ((reading is Verdict.BETTER) == is_score):
        return Change(delta, description, "normal" if is_score else "inverse")
    share = wording.LARGER_SHARE if change < 0 else wording.SMALLER_SHARE
    why_not = share if told else wording.VERDICTS[reading]
    return Change(delta, why_not)


def metrics(area: str, rows: pd.DataFrame) -> None:
    """The metrics behind one area; a row leads to the interactions that failed it."""
    shown_now = carried.query()
    shown = [
        table.Row(
            row.metric_id,
            shown_now | {METRIC: [row.metric_id]},
            {
                "name": table.text(row.name),
                "adherence": table.text(f"{score(row.adherence)} %"),
                "applicable": table.text(numeral(row.applicable)),
                "failed": table.text(numeral(row.failed)),
                "open": table.opens(wording.SHOW_FAILURES, wording.SHOW_FAILURES_OF.format(name=row.name), button=True)
                if row.failed
                else table.text(""),
            },
        )
        for row in rows.itertuples()
    ]
    table.draw(
        METRICS_TABLE, wording.METRICS_OF.format(area=area), METRIC_COLUMNS, shown, page="my-dashboard", stays=True
    )


def grain() -> Grain:
    """The step of the trend."""
    st.header(wording.TREND)
    words: dict[Grain, str] = {step: wording.GRAINS[step] for step in get_args(Grain)}
    return addressed.switch(wording.STEP_OF_TREND, words, GRAIN, "week")


def lines(series: Sequence[str]) -> tuple[str, ...]:
    """Which lines of the trend are drawn. `series`: those that there are."""
    usual = [score for score in (Figure.KORE, Figure.AUDIT) if score in series]
    labels = told_apart({one: as_label(series_name(one)) for one in series})
    chosen = st.pills(
        wording.LINES_OF_TREND,
        series,
        selection_mode="multi",
        default=usual,
        format_func=lambda one: labels.get(one, one),
        key=SERIES,
        label_visibility="collapsed",
    )
    return tuple(chosen or usual)


def trend(lines: ChartInWords, step: Grain) -> None:
    """The chosen lines over the last seven steps; a step without a score is a gap."""
    title = wording.PICTURE_OF.format(what=wording.TREND, whom=tab_title.shown())
    about = chart.About(title=title, period=chart.days(lines.period))
    chart.draw(
        "my_dashboard_trend",
        lines.chart,
        wording.SCORES_BY_STEP.format(step=wording.AXIS_STEP[step], told=lines.in_words),
        about,
    )


def failed_metric() -> str | None:
    """The metric whose failures were asked for, from the address."""
    return st.query_params.get(METRIC)


def interaction_filters(failed: str | None) -> bool | None:
    """Audited or not, which it returns, and a way out of the metric whose failures are shown."""
    st.header(wording.MY_INTERACTIONS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        audited = scope_filters.audited_or_not(wording.AUDITED_OR_NOT, AUDITED, PAGE, label_visibility="collapsed")
        if failed:
            filters_said.say(wording.FAILS_METRIC, [failed])
            st.button(
                wording.FAILED_METRIC.format(metric=plain(failed)),
                icon=":material/close:",
                on_click=_any_metric,
                key="my_dashboard_any",
            )
    return audited


def _clear() -> None:
    addressed.forget([AUDITED])
    _any_metric()


def _any_metric() -> None:
    st.query_params.pop(METRIC, None)
    pager.first(PAGE)


def interactions(rows: pd.DataFrame, total: int, zone: ZoneInfo) -> None:
    """One page of the list, and the way to the others."""
    if rows.empty:
        states.nothing(wording.NO_INTERACTION_MATCHES, states.clearing(_clear), states.NO_MATCH)
        return
    shown = [_row(row, zone) for row in rows_of(rows)]
    table.draw(INTERACTIONS_TABLE, wording.MY_INTERACTIONS, interaction_columns.COLUMNS, shown, page="interaction")
    pager.draw(PAGE, total, pager.ROWS_OF_DASHBOARD, wording.INTERACTIONS_COUNTED)


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    return table.Row(row.interaction_id, {"interaction": row.interaction_id}, interaction_columns.cells(row, zone))
