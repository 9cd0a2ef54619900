"""How does one agent do? The top of an agent's page: the answer in a few sentences, areas, metrics and the trend."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.status import is_follow_up_due
from coaching.measuring import score_map
from coaching.measuring.agent_figures import Figure, Grain
from coaching.storage.frames import rows_of
from coaching.ui.pages import area_rows
from coaching.ui.pages.dashboard_content import ChartInWords
from coaching.ui.pages.evaluation_view import AREA, METRIC
from coaching.ui.pages.team_view import scores_mean
from coaching.ui.pieces import chart, pager, printing, scope_filters, table
from coaching.ui.shell import access, navigation, states
from coaching.words import wording
from coaching.words.days import Period, day_of
from coaching.words.formatting import counted, day, numeral, plain, score

NAME = "agent"
PAGE = "agent_page"
STEP: Grain = "week"
MOST_METRICS = 8
FEWEST_METRICS = 3
METRICS_TABLE = "agent_metrics"

AREAS = (
    table.Column("name", lambda: wording.COACHING_AREA),
    *area_rows.SCORED,
    table.Column("coaching", lambda: wording.COLUMN_COACHING),
)
METRICS = (
    table.Column("name", lambda: wording.COLUMN_METRIC),
    table.Column("area", lambda: wording.COACHING_AREA),
    *area_rows.SCORED,
)


def header(name: str) -> None:
    """The agent's name, and the button that prints the page."""
    printing.titled(plain(name), "agent_print")


def to_see_to(
    assigned: pd.DataFrame, waiting: Mapping[str, datetime], marked: pd.DataFrame, today: date
) -> Sequence[str]:
    """What of this agent waits for a supervisor, in words. `assigned`: assignments_of_agent(); `waiting`:
    agent_coaching.waiting_since(); `marked`: marks.open_marks_of()."""
    due = sum(is_follow_up_due(row.follow_up_on, row.is_over, today) for row in rows_of(assigned))
    things = (
        (len(waiting), wording.AGENT_NOTES_WAIT),
        (int(marked["asked_by_agent"].sum()), wording.AGENT_REQUESTS_WAIT),
        (due, wording.AGENT_FOLLOW_UPS_WAIT),
    )
    return [counted(number, said) for number, said in things if number]


def answer(areas: pd.DataFrame, waits: Sequence[str], measures: bool) -> None:
    """What to talk about: which areas are low, what has moved, what waits. `areas`: agent_scores.scores()."""
    said = [area_rows.below(areas, with_coaching=True)]
    if measures and not areas.empty:
        said.append(area_rows.moved(areas))
    said.append(wording.AGENT_WAITS.format(things=wording.COMMA.join(waits)) if waits else wording.AGENT_WAITS_NOT)
    st.markdown(" ".join(said))


def areas(rows: pd.DataFrame, period: Period, measures: bool, zone: ZoneInfo) -> None:
    """The coaching areas, the lowest first. `rows`: agent_scores.scores(); `measures`: changes are told."""
    st.header(wording.AGENT_AREAS, anchor=False)
    if rows.empty:
        states.nothing(wording.NOTHING_IN_PERIOD, scope_filters.all_of_90_days(NAME), ":material/event_busy:")
        return
    shown = [
        table.Row(
            row.column_id,
            {},
            {"name": _failing(row, {AREA: row.coaching_area}), "coaching": _coaching(row, zone)}
            | area_rows.scored(row),
        )
        for row in rows_of(rows)
    ]
    columns = AREAS if measures else [column for column in AREAS if column is not area_rows.CHANGE]
    table.draw("agent_areas", wording.AGENT_AREAS, columns, shown, page=navigation.AGENT_PAGE)
    st.caption(scores_mean(period))
    if not measures:
        st.caption(wording.AGENT_NO_CHANGES)


def _failing(row: Any, fails: Mapping[str, str]) -> dict[str, Any]:
    """The name of an area or metric, which leads to the interactions that fail it."""
    return table.leads(row.name, navigation.EVALUATION, **{access.AGENT: row.row_id}, **fails)


def _coaching(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    """Whether coaching on the area is live, since when the last, and how often."""
    if row.last_coached_at is None:
        return table.text(wording.AGENT_NEVER_COACHED, "quiet")
    said = wording.MAP_LIVE if row.live else wording.MAP_LAST
    often = counted(int(row.times), wording.MAP_TIMES) + (wording.MAP_REPEATED if row.repeated else "")
    return table.text(said.format(day=day(day_of(row.last_coached_at, zone))), "" if row.live else "quiet", note=often)


def metrics(rows: pd.DataFrame) -> None:
    """The metrics below the bar, without any the lowest few. `rows`: agent_scores.scores() across metrics."""
    if rows.empty:
        return
    below = rows[rows["below"]]
    most = FEWEST_METRICS if below.empty else min(len(below), MOST_METRICS)
    title = wording.AGENT_LOWEST_METRICS if below.empty else wording.AGENT_METRICS.format(bar=score(score_map.BAR))
    st.header(title, anchor=False)
    shown = []
    for row in rows_of(pager.beginning(rows, most, METRICS_TABLE)):
        failing = _failing(row, {AREA: row.coaching_area, METRIC: row.column_id})
        cells = {"name": failing, "area": table.text(row.coaching_area)} | area_rows.scored(row)
        shown.append(table.Row(row.column_id, {}, cells))
    table.draw(METRICS_TABLE, title, METRICS, shown, page=navigation.AGENT_PAGE)
    if most < len(rows):
        st.caption(wording.AGENT_MORE_METRICS.format(shown=numeral(most), count=numeral(len(rows))))


def lines(series: Sequence[str]) -> tuple[str, ...]:
    """Which of the `series` the trend shows: the two scores."""
    return tuple(each for each in series if each in (Figure.KORE, Figure.AUDIT))


def trend(drawn: ChartInWords, name: str) -> None:
    """The scores of the last weeks. `name`: the agent's."""
    st.header(wording.TREND, anchor=False)
    about = chart.About(title=wording.PICTURE_OF.format(what=wording.TREND, whom=name), period=chart.days(drawn.period))
    chart.draw(
        "agent_trend",
        drawn.chart,
        wording.SCORES_BY_STEP.format(step=wording.AXIS_STEP[STEP], told=drawn.in_words),
        about,
    )
