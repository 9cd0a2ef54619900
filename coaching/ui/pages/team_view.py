"""What does the team page look like above its map? The filters, and one sentence with the answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import get_args
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.measuring import score_map
from coaching.measuring.agent_figures import Grain
from coaching.measuring.map_choices import Choices
from coaching.measuring.map_order import Order, Sorted
from coaching.measuring.score_map import Across, By, Column, TeamScope
from coaching.ui.pages import evaluation_view
from coaching.ui.pieces import addressed, map_table, pager, scope_filters
from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.days import DAYS_BACK, Period, Span
from coaching.words.formatting import counted, day, isolated, numeral, plain, score

NAME = "team"
TEAM, PERIOD, DATES, QUEUE, CHANNEL = (f"{NAME}_{each}" for each in ("team", "period", "dates", "queue", "channel"))
SHOW, STEP, ROW, OVER, METRIC = (f"{NAME}_{each}" for each in ("show", "step", "row", "over", "metric"))
BY, ACROSS, AREA, SORT, BACKWARDS = (f"{NAME}_{each}" for each in ("by", "across", "area", "sort", "backwards"))
PAGE = "team_page"
MAP = "team_map"
BELOW = "uncovered"
USUAL_STEP: Grain = "week"
COLUMN = "in:"  # how the key of a column of the map begins, in the address as well
ROW_COLUMN = "name"
FILTER_WIDTH = 150  # four of them, the kinds of rows and the switch beside them fit in one line of a laptop's screen
# Which filter of Evaluation leaves the interactions of one row.
OF_ROW = {
    By.AGENT: access.AGENT,
    By.TEAM: evaluation_view.TEAM,
    By.QUEUE: evaluation_view.QUEUE,
    By.TOPIC: evaluation_view.TOPIC,
    By.CHANNEL: evaluation_view.CHANNEL,
}


class Show(StrEnum):
    """What the page shows of the scores."""

    MAP = "map"
    OVER_TIME = "over_time"
    LEADERBOARD = "leaderboard"
    CALIBRATION = "calibration"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page is about: chosen in its filters, and the columns that its map has."""

    scope: TeamScope
    span: Span
    by: By
    across: Across
    columns: Mapping[str, Column]


def header(newest: datetime | None, zone: ZoneInfo) -> tuple[Show, Grain, datetime]:
    """In one line the title, what the page shows, and how recent the data is; or, over time, how long a step is: that
    line has room for either. Ends the page where there is no data; what is shown and the step are in the address."""
    with st.container(horizontal=True, vertical_alignment="center", key="title_line"):
        st.title(wording.TEAM, anchor=False, width="content")
        show, step = Show.MAP, USUAL_STEP
        if newest is not None:
            show = addressed.switch(wording.SHOW, addressed.named(Show, wording.TEAM_SHOW), SHOW, Show.MAP)
            if show == Show.OVER_TIME:
                words: dict[Grain, str] = {each: wording.GRAINS[each] for each in get_args(Grain)}
                step = addressed.switch(wording.STEP_OF_TREND, words, STEP, USUAL_STEP)
            else:
                scope_filters.as_of(newest, zone)
    return show, step, scope_filters.newest_or_end(newest)


def filters(choices: Choices, areas: Sequence[str], newest: date, show: Show) -> tuple[TeamScope, Span, By, Across]:
    """All filters in one line, in the address: those of the interactions, by which span the period was chosen, and what
    rows and columns are. Periods end with `newest`."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_line"):
        scope, span = _scope(choices, newest)
        by, across, area = _shape(show, areas)
    return replace(scope, coaching_area=area), span, by, across


def _scope(choices: Choices, newest: date) -> tuple[TeamScope, Span]:
    turning_back = {"width": FILTER_WIDTH, **pager.turning_back(PAGE)}
    teams = {team: team for team in choices.teams}
    channels = {channel: wording.CHANNELS.get(channel, channel) for channel in choices.channels}
    team = scope_filters.choice(wording.COLUMN_TEAM, teams, TEAM, **turning_back)
    span = scope_filters.period_choice(wording.PERIOD, scope_filters.SPANS, PERIOD, **turning_back)
    period = scope_filters.days_of(span, newest) or Period.of_last_days(DAYS_BACK[Span.LAST_28_DAYS], newest)
    if span == Span.OWN_DATES:
        chosen = scope_filters.dates(DATES, period, pager.filtering(PAGE))
        period = scope_filters.up_to(chosen, newest) if chosen else period
    scope_filters.say_days(period)
    queue = scope_filters.choice(wording.QUEUE, choices.queues, QUEUE, **turning_back)
    channel = scope_filters.choice(wording.CHANNEL, channels, CHANNEL, **turning_back)
    return TeamScope(period=period, team=team, queue_id=queue, channel=channel), span


def _shape(show: Show, areas: Sequence[str]) -> tuple[By, Across, str | None]:
    """What rows and columns are, and the coaching area whose metrics are meant."""
    by, across = By.AGENT, Across.METRICS if show == Show.CALIBRATION else Across.AREAS
    if show in (Show.MAP, Show.OVER_TIME):
        rows, columns = addressed.named(By, wording.MAP_BY), addressed.named(Across, wording.MAP_ACROSS)
        by = addressed.always_one(
            st.selectbox, wording.ROWS_ARE, rows, BY, By.AGENT, width=FILTER_WIDTH, on_change=_other_rows
        )
        across = addressed.switch(wording.COLUMNS_ARE, columns, ACROSS, Across.AREAS)
    if across == Across.AREAS:
        return by, across, None
    named = {area: area for area in areas}
    area = scope_filters.choice(wording.COACHING_AREA, named, AREA, width=FILTER_WIDTH, **pager.turning_back(PAGE))
    return by, across, area


def _other_rows() -> None:
    """The row that was looked at over time is none of the other rows."""
    pager.first(PAGE)
    st.query_params.pop(ROW, None)


def clear() -> None:
    """Takes the filters away; what is shown, and by what, stays."""
    addressed.forget([TEAM, PERIOD, QUEUE, CHANNEL, AREA])
    st.session_state.pop(DATES, None)


def same_scope(shown: Shown, page: str) -> dict[str, str | list[str]]:
    """The period, the queue and the channel as the filters of another page have them, whose keys begin so."""
    scope = shown.scope
    same: dict[str, str | list[str]] = {f"{page}_period": str(shown.span)}
    if shown.span == Span.OWN_DATES:
        same[f"{page}_dates"] = [scope.period.first.isoformat(), scope.period.last.isoformat()]
    if scope.queue_id is not None:
        same[f"{page}_queue"] = scope.queue_id
    if scope.channel is not None:
        same[f"{page}_channel"] = scope.channel
    return same


def to_interactions(shown: Shown, row_id: str | None, column_id: str | None = None, days: Period | None = None) -> str:
    """The address of the interactions of a row of the map on Evaluation, None for all agents together; with a column
    only those that fail in it, with `days` only of these. Empty where Evaluation has no filter for the row."""
    page = evaluation_view.NAME
    asked = same_scope(shown, page)
    if shown.scope.team is not None and (row_id is None or shown.by != By.AGENT):
        asked[evaluation_view.TEAM] = shown.scope.team
    if row_id is not None:
        if row_id == score_map.UNKNOWN or shown.by not in OF_ROW:
            return ""
        asked[OF_ROW[shown.by]] = row_id
    if column_id is not None:
        area = shown.columns[column_id].coaching_area
        asked[evaluation_view.AREA] = area
        if shown.across == Across.METRICS:
            asked[evaluation_view.METRIC] = column_id
    if days is not None:
        asked |= {f"{page}_period": str(Span.OWN_DATES), f"{page}_dates": [str(days.first), str(days.last)]}
    return access.link_to(navigation.EVALUATION, **asked)


def to_steps(shown: Shown, row_id: str | None, column_id: str | None = None) -> str:
    """The address of a row of the map over time, None for all agents together; with a column drawn as lines."""
    asked = {BY: str(shown.by), ACROSS: str(shown.across), STEP: st.query_params.get(STEP)}
    return to_shown(shown, Show.OVER_TIME, asked | {ROW: row_id, OVER: column_id})


def to_shown(shown: Shown, show: Show, more: Mapping[str, str | None]) -> str:
    """The address of what else the page shows of the same interactions. `more`: further parameters, None for none."""
    chosen = {TEAM: shown.scope.team, AREA: shown.scope.coaching_area} | dict(more)
    asked = same_scope(shown, NAME) | {SHOW: str(show)}
    return access.link_to(
        navigation.TEAM, **asked, **{key: value for key, value in chosen.items() if value is not None}
    )


def sorted_by(columns: Mapping[str, Column]) -> Sorted:
    """How the rows are sorted, as the address says and the heading that was pressed just now."""
    key, backwards = sorted_column(MAP, [ROW_COLUMN, BELOW, *(f"{COLUMN}{each}" for each in columns)], BELOW)
    return replace(_sorted(key, columns) or Sorted(), backwards=backwards)


def sorted_column(table: str, keys: Sequence[str], first: str) -> tuple[str, bool]:
    """The key of the column by which a table of this page is sorted, at first `first`, and whether backwards: as the
    address says and the heading that was pressed just now."""
    pressed = map_table.just_sorted(table)
    if pressed is not None and pressed in keys:
        again = pressed == st.query_params.get(SORT, first) and BACKWARDS not in st.query_params
        st.query_params[SORT] = pressed
        if again:
            st.query_params[BACKWARDS] = "true"
        else:
            st.query_params.pop(BACKWARDS, None)
        pager.first(PAGE)
    asked = st.query_params.get(SORT, first)
    return (asked if asked in keys else first), st.query_params.get(BACKWARDS) == "true"


def _sorted(key: str, columns: Mapping[str, Column]) -> Sorted | None:
    if key.startswith(COLUMN):
        column = key.removeprefix(COLUMN)
        return Sorted(column_id=column) if column in columns else None
    known = {ROW_COLUMN: Order.NAME, BELOW: Order.UNCOVERED}
    return Sorted(by=known[key]) if key in known else None


def to_assign(shown: Shown) -> tuple[str, str] | None:
    """The agent and the column whose *Assign* was pressed, if that is why the page runs."""
    asked = map_table.just_asked(MAP)
    if asked is None or shown.by != By.AGENT:
        return None
    try:
        agent_id, column_id = json.loads(asked)
    except (ValueError, TypeError):
        return None
    return (agent_id, column_id) if isinstance(agent_id, str) and column_id in shown.columns else None


def answer(cells: pd.DataFrame, names: pd.DataFrame, shown: Shown) -> None:
    """How many scores are below the bar, and the lowest of them, in a sentence or two."""
    judged, below = int(cells["judged"].sum()), int(cells["below"].sum())
    words = {"bar": score(score_map.BAR), "fewest": score_map.FEWEST_JUDGED}
    if not below:
        said = wording.MAP_NONE_BELOW if judged else wording.MAP_NONE_JUDGED
        st.markdown(said.format(**words))
        return
    of_agents = shown.by == By.AGENT
    counts = counted(
        below,
        wording.MAP_BELOW if of_agents else wording.MAP_BELOW_OF_ROWS,
        judged=numeral(judged),
        uncovered=numeral(int(cells["uncovered"].sum())),
        **words,
    )
    lowest = score_map.lowest_uncovered(cells)
    if lowest is None:
        st.markdown(counts)
        return
    name = names.set_index("row_id")["name"][lowest["row_id"]]
    said = (wording.MAP_LOWEST_UNCOVERED if of_agents else wording.MAP_LOWEST).format(
        name=plain(isolated(name)),
        column=plain(isolated(shown.columns[lowest["column_id"]].name)),
        score=score(lowest["score"]),
        interactions=counted(int(lowest["interactions"]), wording.INTERACTIONS_COUNTED),
    )
    st.markdown(f"{counts} {said}")


def scores_mean(period: Period) -> str:
    """What the scores of a period, their numbers and changes mean, and of which days they are."""
    before = period.previous
    return wording.MAP_MEANS.format(
        first=day(period.first),
        last=day(period.last),
        before=day(before.first),
        before_last=day(before.last),
        fewest=score_map.FEWEST_JUDGED,
        bar=score(score_map.BAR),
    )


def explanation(shown: Shown, may_coach: bool) -> None:
    """What the figures and marks mean, and of which days they are."""
    said = scores_mean(shown.scope.period)
    more = {
        By.AGENT: wording.MAP_MEANS_OF_AGENTS,
        By.LEAD: wording.LEADS_OVERLAP,
        By.TOPIC: wording.TOPIC_IS,
    }.get(shown.by)
    st.caption(f"{said} {more}" if more else said)
    if shown.by == By.AGENT and not may_coach:
        st.caption(wording.LOOK_ONLY_ASSIGN)
