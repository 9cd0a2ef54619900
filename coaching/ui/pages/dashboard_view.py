"""What does the dashboard look like? Its figures, coaching areas, trend and list of interactions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.measuring import detectable
from coaching.measuring.agent_figures import Figure, Figures, Grain
from coaching.measuring.leaderboard import Place
from coaching.measuring.score_change import FEWEST_INTERACTIONS, Verdict
from coaching.storage.frames import rows_of
from coaching.ui.pages.dashboard_areas_view import AREA, AUDITED, FIGURE, METRIC, PAGE, WHAT_IS_LISTED
from coaching.ui.pages.dashboard_content import ChartInWords, series_name
from coaching.ui.pieces import addressed, chart, interaction_columns, pager, scope_filters, table
from coaching.ui.shell import access, carried, filters_said, navigation, states, tab_title
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import as_label, as_shown, counted, day, escape, isolated, numeral, plain, score
from coaching.words.labels import told_apart
from coaching.words.reader import reader

NAME = "my_dashboard"
QUEUE = "my_dashboard_queue"
CHANNEL = "my_dashboard_channel"
GRAIN = "my_dashboard_step"
SERIES = "my_dashboard_series"
# Of each figure that counts interactions which of them, as fields of InteractionFilter.
LISTED: Mapping[str, Mapping[str, Any]] = {
    "interactions": {},
    Figure.KORE: {},
    "audits": {"audited": True},
    Figure.AUDIT: {"audited": True},
    Figure.BELOW_PASS: {"below_pass_score": True},
    Figure.FATAL: {"fatal": True},
}
INTERACTIONS_TABLE = "my_dashboard_interactions"
METRICS_TABLE = "my_dashboard_metrics"
PLACES_TABLE = "my_dashboard_places"

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
FAILING_COLUMNS = (
    interaction_columns.DATE,
    interaction_columns.QUEUE,
    interaction_columns.TOPIC,
    table.Column("metrics", lambda: wording.COLUMN_FAILED_METRICS),
    interaction_columns.KORE,
    interaction_columns.AUDIT,
    interaction_columns.OPEN,
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


def figures(
    now: Figures,
    before: Figures,
    period: Period,
    readings: Mapping[Figure, Verdict],
    addresses: Mapping[str, str] | None = None,
) -> None:
    """The seven figures, each with its change from the previous period of the same length.

    `readings`: agent_figures.readings() of the same period. `addresses`: where each figure leads, by its name, as
    addresses_of() says; they are no links without.
    """
    compared = wording.COMPARED_WITH.format(
        first=day(period.first), last=day(period.last), days=counted(period.days, wording.DAYS_COUNTED)
    )
    said = [compared, wording.FIGURES_ARE_AUTOMATIC]
    if Verdict.TOO_FEW in (readings.get(Figure.KORE), readings.get(Figure.AUDIT)):
        points, takes = detectable.CHANGE_TO_TELL, detectable.interactions_to_tell(detectable.CHANGE_TO_TELL)
        said.append(wording.SCORES_TOO_FEW.format(points=score(points), count=numeral(detectable.about(takes))))
    st.caption(" ".join(said))
    shown, asked = [], figure_asked() if addresses else None
    values_before = by_name(before)
    for name, value in by_name(now).items():
        figure = Figure(name) if name in set(Figure) else None
        reading = readings.get(figure) if figure else None
        told = changed(figure, value, values_before[name], before.interactions > 0, reading)
        shown.append(_figure_html(called(name), score(value), told, (addresses or {}).get(name), name == asked))
    around = "nav" if addresses else "section"
    st.html(f'<{around} class="measured" aria-label="{escape(wording.FIGURES_ARE)}">{"".join(shown)}</{around}>')


def by_name(of: Figures) -> dict[str, float | None]:
    """The figures in the order in which they stand, by what they are called in an address."""
    return {
        "interactions": of.interactions,
        Figure.KORE: of.kore_evaluation_score,
        "audits": of.audits,
        Figure.AUDIT: of.supervisor_audit_score,
        "assignments": of.assignments,
        Figure.BELOW_PASS: of.below_pass_score,
        Figure.FATAL: of.fatal,
    }


def called(name: str) -> str:
    """What a figure is called."""
    more = {
        "interactions": wording.FIGURE_INTERACTIONS,
        "audits": wording.AUDITS,
        "assignments": wording.FIGURE_ASSIGNMENTS,
    }
    return more.get(name) or wording.FIGURE_NAMES[name]


def figure_asked() -> str | None:
    """The figure whose interactions are wanted, from the address; None where it asks for those of an area."""
    asked = st.query_params.get(FIGURE)
    return asked if asked in LISTED and AREA not in st.query_params else None


def addresses_of(agent: str, viewer_id: str) -> dict[str, str]:
    """Where each figure leads: to the list of what it counts, right below, and back; or to the agent's coaching."""
    address = {name: values for name, values in carried.query().items() if name not in WHAT_IS_LISTED}
    found = {
        name: access.link_to(navigation.MY_DASHBOARD, **address | ({} if name == figure_asked() else {FIGURE: [name]}))
        for name in LISTED
    }
    own = {} if agent == viewer_id else {access.AGENT: agent}
    return found | {"assignments": access.link_to(navigation.MY_COACHING, **own)}


def _figure_html(name: str, number: str, told: "Change", address: str | None, is_shown: bool) -> str:
    """One figure, a link where it has an address."""
    tone = ""
    if told.colour != "off":
        tone = ' class="good"' if told.delta.startswith("+") == (told.colour == "normal") else ' class="bad"'
    arrow = {"+": "↑ ", "-": "↓ "}.get(told.delta[:1], "") if tone else ""
    change = " ".join([f"{arrow}{told.delta}", *([told.description] if told.description else [])])
    inside = f'<span class="name">{escape(name)}</span><b>{escape(number)}</b><small{tone}>{escape(change)}</small>'
    if address is None:
        return f"<div>{inside}</div>"
    stays = " data-stay" if address.startswith(navigation.MY_DASHBOARD) else ""
    current = f' aria-current="true" title="{escape(wording.SHOWS_NO_LONGER)}"' if is_shown else ""
    return f'<a href="{escape(address)}"{stays}{current}>{inside}</a>'


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
    shown_now = {name: values for name, values in carried.query().items() if name != PAGE}
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
    """Which lines of the trend are drawn, in the address. `series`: those that there are."""
    usual = [score for score in (Figure.KORE, Figure.AUDIT) if score in series]
    labels = told_apart({one: as_label(series_name(one)) for one in series})
    look = {"selection_mode": "multi", "label_visibility": "collapsed"}
    chosen = addressed.several(st.pills, wording.LINES_OF_TREND, labels, SERIES, default=usual, **look)
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


def interaction_filters(failed: str | None, area: str | None) -> bool | None:
    """Audited or not, which it returns, and a way out of the metric whose failures are shown. `area`: that the listed
    interactions fail, None for all interactions, or those of the figure that was asked for."""
    figure = figure_asked()
    heading = wording.MY_INTERACTIONS
    if area:
        heading = wording.FAILING_INTERACTIONS.format(area=plain(isolated(area)))
    elif figure:
        heading = wording.FIGURE_OF.format(figure=called(figure))
    st.header(heading)
    if figure and LISTED[figure]:
        filters_said.say(wording.ONLY, [called(figure)])
    if area:
        filters_said.say(wording.FAILS, [area])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        audited = None
        if figure is None or "audited" not in LISTED[figure]:  # all of those are audited
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
    addressed.forget([AUDITED, FIGURE, AREA])
    _any_metric()


def _any_metric() -> None:
    st.query_params.pop(METRIC, None)
    pager.first(PAGE)


def interactions(
    rows: pd.DataFrame, total: int, zone: ZoneInfo, failed: Mapping[str, Sequence[str]] | None = None
) -> None:
    """One page of the list, and the way to the others. `failed`: failed_metrics() of an area, for a column of its
    own."""
    if rows.empty:
        states.nothing(wording.NO_INTERACTION_MATCHES, states.clearing(_clear), states.NO_MATCH)
        return
    columns = interaction_columns.COLUMNS if failed is None else FAILING_COLUMNS
    shown = [_row(row, zone, failed) for row in rows_of(rows)]
    table.draw(INTERACTIONS_TABLE, wording.MY_INTERACTIONS, columns, shown, page="interaction")
    pager.draw(PAGE, total, pager.ROWS_OF_DASHBOARD, wording.INTERACTIONS_COUNTED)


def _row(row: Any, zone: ZoneInfo, failed: Mapping[str, Sequence[str]] | None) -> table.Row:
    cells = interaction_columns.cells(row, zone)
    if failed is not None:
        metrics = failed.get(row.interaction_id, ())
        cells = {key: cells[key] for key in ("date", "queue", "topic", "kore", "audit", "open")}
        cells["metrics"] = table.lines([table.line(metric, "") for metric in metrics])
    return table.Row(row.interaction_id, {"interaction": row.interaction_id}, cells)
