"""What does the coverage page look like? Its filter, the figures, one list of agents, and how coaching flows."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.status import Standing
from coaching.charts import score_charts
from coaching.measuring import coverage
from coaching.measuring.score_map import BAR, FEWEST_JUDGED
from coaching.people.people import Viewer
from coaching.quality.interaction_filter import Only
from coaching.ui.pages import team_assignments_view, uncovered_areas_view
from coaching.ui.pages.evaluation_view import NAME as EVALUATION
from coaching.ui.pages.evaluation_view import ONLY
from coaching.ui.pieces import addressed, assignment_columns, chart, pager, scope_filters, table
from coaching.ui.shell import filters_said, navigation, states
from coaching.words import wording
from coaching.words.days import Period, Span, day_of
from coaching.words.formatting import counted, day, day_and_time, numeral, score, tenths_counted

TEAM = "coverage_team"
SHOW = "coverage_show"
PAGE = "coverage_page"
FLOW_PAGE = "coverage_flow_page"
PERIOD = "coverage_period"
BY = "coverage_by"
AREAS_TABLE = "coverage_areas"
AGENTS_TABLE = "coverage_agents"
SUPERVISORS_TABLE = "coverage_supervisors"
FLOW_TABLE = "coverage_flow"
AREAS, UNDER_PASS_SCORE, NEVER_COACHED, OPEN = "areas", "under_pass_score", "never_coached", "open"
OVERDUE = "overdue"
SHOWN = (AREAS, UNDER_PASS_SCORE, NEVER_COACHED, OPEN)
SPANS = (Span.LAST_28_DAYS, Span.LAST_90_DAYS, Span.LAST_180_DAYS)


class FlowBy(StrEnum):
    """What the flow of coaching is divided by: a column of coverage.waits()."""

    SUPERVISOR = "assigned_by"
    COACHING_AREA = "coaching_area"


AGENT_COLUMNS = (
    table.Column("agent", lambda: wording.COLUMN_AGENT),
    table.Column("team", lambda: wording.COLUMN_TEAM),
    table.Column("score", lambda: wording.KORE_EVALUATION_SCORE, align="right"),
    table.Column("pass_score", lambda: wording.COLUMN_PASS_SCORE, align="right"),
    table.Column("judged", lambda: wording.COLUMN_EVALUATED_INTERACTIONS, align="right"),
    table.Column("lowest", lambda: wording.COLUMN_LOWEST_AREA),
    table.Column("last", lambda: wording.COLUMN_LAST_COACHED, align="tight"),
)
ASSIGN = table.Column("assign", lambda: wording.ACTION, align="press")
SUPERVISOR_COLUMNS = (
    table.Column("supervisor", lambda: wording.COLUMN_SUPERVISOR),
    table.Column("open", lambda: wording.OPEN_ASSIGNMENTS, align="right"),
    table.Column("overdue", lambda: wording.OVERDUE_ASSIGNMENTS, align="right"),
    table.Column("agents", lambda: wording.COLUMN_AGENTS, align="right"),
    table.Column("oldest", lambda: wording.COLUMN_OLDEST_ASSIGNED, align="tight"),
)


def agent_to_assign() -> str | None:
    """The agent whose button Assign was pressed, if that is why the page runs. Ask before drawing the table."""
    return table.just_asked(AGENTS_TABLE)


def area_to_assign() -> tuple[str, str] | None:
    """The agent and the coaching area whose button Assign was pressed, as agent_to_assign()."""
    return uncovered_areas_view.asked(AREAS_TABLE)


def _go_to_assignments(filters: Mapping[str, str]) -> None:
    team_assignments_view.begin_anew()
    navigation.go(navigation.ASSIGNMENTS, **filters)


def _evaluation_of(agent_id: str) -> dict[str, str]:
    """The interactions below the pass score of the same days, in the agent's Evaluation."""
    return {"agent": agent_id, f"{EVALUATION}_period": Span.LAST_28_DAYS, ONLY: Only.BELOW_PASS_SCORE}


def team(teams: list[str]) -> str | None:
    """The filter, in the address, and the button that clears it; None for all teams."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen: str | None = st.selectbox(
            wording.COLUMN_TEAM,
            teams,
            index=None,
            placeholder=wording.ALL,
            key=TEAM,
            width=220,
            **pager.filtering(PAGE),
        )
        filters_said.say(wording.COLUMN_TEAM, [chosen] if chosen else [])
        st.button(
            wording.CLEAR,
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=_clear,
            disabled=chosen is None,
            key="coverage_clear",
        )
    return chosen


def _clear() -> None:
    st.session_state[TEAM] = None
    pager.first(PAGE)


def of_team(rows: pd.DataFrame, chosen: str | None) -> pd.DataFrame:
    """The rows of one team, or all of them."""
    return rows if chosen is None else rows[rows["team"] == chosen].reset_index(drop=True)


def figures(counts: Mapping[str, int], chosen_team: str | None) -> str:
    """The figures, each with the way to the list behind it; which list is shown here, as the address says it."""
    shown = st.query_params.get(SHOW, AREAS)
    if shown not in SHOWN:
        shown = AREAS
    labels = {
        AREAS: (wording.UNCOVERED_AREAS.format(bar=score(BAR)), wording.SEE_UNCOVERED_AREAS),
        UNDER_PASS_SCORE: (wording.UNDER_PASS_SCORE, wording.SEE_UNDER_PASS_SCORE),
        OVERDUE: (wording.OVERDUE_ASSIGNMENTS, wording.SEE_OVERDUE),
        NEVER_COACHED: (wording.NEVER_COACHED, wording.SEE_NEVER_COACHED),
        OPEN: (wording.OPEN_ASSIGNMENTS, wording.SEE_OPEN_ASSIGNMENTS),
    }
    for column, (name, (label, see)) in zip(st.columns(len(labels), gap="small"), labels.items(), strict=True):
        with column.container(border=True, height="stretch", gap="xsmall", vertical_alignment="distribute"):
            st.caption(label)
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.metric(label, numeral(counts[name]), width="content", label_visibility="collapsed")
                if _see(name, see, name == shown):
                    _go_to_assignments({team_assignments_view.OVERDUE: "true"} | _team(chosen_team))
    return shown


def _see(name: str, label: str, is_shown: bool) -> bool:
    """The way to the list behind a figure; True when that is another page's and was clicked."""
    key = f"coverage_see_{name}"
    if name == OVERDUE:
        return st.button(label, key=key, icon=":material/arrow_forward:")
    st.button(label, key=key, type="primary" if is_shown else "secondary", on_click=_show, args=(name,))
    return False


def _show(name: str) -> None:
    st.query_params[SHOW] = name
    pager.first(PAGE)


def _team(chosen: str | None) -> dict[str, str]:
    return {team_assignments_view.TEAM: chosen} if chosen else {}


def areas(rows: pd.DataFrame, period: Period, viewer: Viewer, zone: ZoneInfo) -> None:
    """On which areas agents need coaching and get none. `rows`: uncovered.uncovered_areas()."""
    title = wording.UNCOVERED_AREAS.format(bar=score(BAR))
    asked = {"first": day(period.first), "last": day(period.last), "fewest": FEWEST_JUDGED}
    _heading(title, wording.UNCOVERED_AREAS_MEAN.format(**asked))
    if rows.empty:
        nobody = wording.NO_UNCOVERED_AREAS.format(bar=score(BAR), days=period.days)
        states.nothing(nobody, states.to(navigation.TEAM, wording.TEAM), states.DONE)
        return
    if not viewer.may_coach:
        st.caption(wording.LOOK_ONLY_ASSIGN)
    columns = (*uncovered_areas_view.COLUMNS, *([uncovered_areas_view.ASSIGN] if viewer.may_coach else []))
    shown = uncovered_areas_view.rows(pager.cut(rows, PAGE, AREAS_TABLE), zone)
    table.draw(AREAS_TABLE, title, columns, shown, page=navigation.EVALUATION)
    _turn(rows, PAGE, wording.AREAS_COUNTED)


def under_pass_score(rows: pd.DataFrame, agents: pd.DataFrame, period: Period, viewer: Viewer, zone: ZoneInfo) -> None:
    """Who is under the pass score with nothing open: `rows` of all `agents`."""
    fewer, fewest = coverage.not_judged(agents), coverage.FEWEST_JUDGED
    judged = counted(len(agents) - fewer, wording.SOME_OF_AGENTS, some=numeral(len(rows)))
    means = wording.UNDER_PASS_SCORE_MEANS.format(
        first=day(period.first), last=day(period.last), judged=judged, fewest=fewest
    )
    left_out = wording.NOT_JUDGED.format(fewer=counted(fewer, wording.AGENTS_COUNTED), fewest=fewest)
    _heading(wording.UNDER_PASS_SCORE, f"{means} {left_out}" if fewer else means)
    _agents(rows, wording.UNDER_PASS_SCORE, wording.NOBODY_UNDER_PASS_SCORE.format(days=period.days), viewer, zone)


def never_coached(rows: pd.DataFrame, agents: pd.DataFrame, period: Period, viewer: Viewer, zone: ZoneInfo) -> None:
    """Who was never coached: `rows` of all `agents`."""
    means = wording.NEVER_COACHED_MEANS.format(first=day(period.first), last=day(period.last))
    _heading(
        wording.NEVER_COACHED,
        f"{means} {counted(len(agents), wording.SOME_OF_AGENTS_FULL_STOP, some=numeral(len(rows)))}",
    )
    _agents(rows, wording.NEVER_COACHED, wording.NOBODY_NEVER_COACHED.format(days=period.days), viewer, zone)


def _heading(title: str, means: str) -> None:
    st.header(title)
    st.caption(means)


def _agents(rows: pd.DataFrame, label: str, nobody: str, viewer: Viewer, zone: ZoneInfo) -> None:
    if rows.empty:
        states.nothing(nobody, states.to(navigation.EVALUATION, wording.EVALUATION), states.DONE)
        return
    if not viewer.may_coach:
        st.caption(wording.LOOK_ONLY_ASSIGN)
    columns = (*AGENT_COLUMNS, ASSIGN) if viewer.may_coach else AGENT_COLUMNS
    shown = [_agent(row, zone) for row in pager.cut(rows, PAGE, AGENTS_TABLE).itertuples()]
    table.draw(AGENTS_TABLE, label, columns, shown, page=navigation.ASSIGN)
    _turn(rows, PAGE, wording.AGENTS_COUNTED)


def _turn(rows: pd.DataFrame, key: str, said: wording.Counted) -> None:
    """The way to the other pages, where there are any."""
    if len(rows) > pager.ROWS:
        pager.draw(key, len(rows), pager.ROWS, said)


def _agent(row: Any, zone: ZoneInfo) -> table.Row:
    coached = not pd.isna(row.last_coached_at)
    known = not pd.isna(row.lowest_area)
    looked_at = _evaluation_of(row.agent_id)
    cells = {
        "agent": assignment_columns.agent(row.agent_name, row.agent_id),
        "team": table.text("–" if pd.isna(row.team) else row.team),
        "score": table.leads(score(row.score), navigation.EVALUATION, **looked_at),
        "pass_score": _score(row.pass_score),
        "judged": table.text(numeral(row.judged)),
        "lowest": table.text(f"{row.lowest_area} {score(row.lowest_area_score)}" if known else wording.NA),
        "last": _when(row.last_coached_at, zone) if coached else table.text(wording.NEVER, "quiet"),
        "assign": table.asks(wording.ASSIGN_AGENT, wording.ASSIGN_TO.format(name=row.agent_name)),
    }
    return table.Row(row.agent_id, {"agent": row.agent_id}, cells)


def _score(value: float) -> dict[str, Any]:
    return table.text(score(value), "quiet" if pd.isna(value) else "")


def _when(instant: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return table.text(day(day_of(instant, zone)), title=day_and_time(instant, zone))


def open_by_supervisor(
    rows: pd.DataFrame, supervisors: Mapping[str, str], chosen_team: str | None, zone: ZoneInfo
) -> None:
    """What each supervisor has open; a row opens the list in Assignments. `supervisors`: what they are called."""
    _heading(wording.OPEN_ASSIGNMENTS, wording.OPEN_ASSIGNMENTS_MEANS)
    if rows.empty:
        states.nothing(wording.NOTHING_OPEN, states.to(navigation.EVALUATION, wording.EVALUATION), states.DONE)
        return
    shown = []
    for row in pager.cut(rows, PAGE, SUPERVISORS_TABLE).itertuples():
        name = supervisors.get(str(row.assigned_by), str(row.assigned_by))
        cells = {
            "supervisor": table.opens(name, wording.OPEN_ASSIGNMENTS_OF.format(name=name)),
            "open": table.text(numeral(row.open_assignments)),
            "overdue": table.text(f"⚠ {numeral(row.overdue)}", "warn") if row.overdue else table.text("0", "quiet"),
            "agents": table.text(numeral(row.agents)),
            "oldest": _when(row.oldest_at, zone),
        }
        asked = {
            team_assignments_view.ASSIGNED_BY: str(row.assigned_by),
            team_assignments_view.STATUS: Standing.OPEN,
        }
        shown.append(_to_assignments(asked | _team(chosen_team), cells))
    table.draw(SUPERVISORS_TABLE, wording.OPEN_ASSIGNMENTS, SUPERVISOR_COLUMNS, shown, page=navigation.ASSIGNMENTS)
    _turn(rows, PAGE, wording.SUPERVISORS_COUNTED)


def _to_assignments(filters: dict[str, str], cells: dict[str, dict[str, Any]]) -> table.Row:
    """A row that opens Assignments with these filters, which are its id as well."""
    return table.Row(urlencode(filters), filters, cells)


def flow_choices() -> tuple[Span, FlowBy]:
    """The heading of the second part and its choices, in the address: the period, and the column it is divided by."""
    st.header(wording.FLOW)
    turning_back = pager.turning_back(FLOW_PAGE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = scope_filters.period_choice(
            wording.ASSIGNED_IN, SPANS, PERIOD, default=Span.LAST_90_DAYS, width=165, **turning_back
        )
        words = addressed.named(FlowBy, wording.FLOW_BY)
        by = addressed.switch(wording.DIVIDED_BY, words, BY, FlowBy.SUPERVISOR, **turning_back)
    return span, by


def flow(
    waits: pd.DataFrame,
    areas: pd.DataFrame,
    choices: tuple[Span, FlowBy],
    supervisors: Mapping[str, str],
    chosen_team: str | None,
) -> None:
    """How long it takes from assigned to each step: the curve, and a row for all, each supervisor or each area."""
    if waits.empty:
        states.nothing(wording.NOTHING_ASSIGNED, states.to(navigation.ASSIGNMENTS, wording.COACHING_ASSIGNMENTS))
        return
    span, by = choices
    st.caption(f"{wording.FLOW_STEPS_MEAN} {wording.FLOW_MEANS}")
    overall = coverage.flow(waits)
    _curve(waits, overall)
    names = supervisors if by == FlowBy.SUPERVISOR else {}
    key = team_assignments_view.ASSIGNED_BY if by == FlowBy.SUPERVISOR else team_assignments_view.AREAS
    asked = {team_assignments_view.PERIOD: span} | _team(chosen_team)
    shown = [_flow(row, wording.FLOW_ALL, asked) for row in overall.itertuples()]
    parts = waits.merge(areas, on="assignment_id") if by == FlowBy.COACHING_AREA else waits
    rows = coverage.flow(parts, by)
    rows = rows.assign(name=[names.get(value, value) for value in rows[by]]).sort_values("name", ignore_index=True)
    shown += [
        _flow(row, str(row.name), asked | {key: str(getattr(row, by))})
        for row in pager.cut(rows, FLOW_PAGE, FLOW_TABLE, above=len(shown)).itertuples()
    ]
    columns = (
        table.Column("who", wording.FLOW_COLUMN[by]),
        table.Column("assignments", wording.COLUMN_ASSIGNMENTS, align="right"),
        *(
            table.Column(f"{step}_{figure}", label.format(step=words), align="right")
            for step, words in wording.FLOW_STEPS.items()
            for figure, label in (("median", wording.HALF_WITHIN), ("ninetieth", wording.NINETY_PERCENT_WITHIN))
        ),
    )
    table.draw(FLOW_TABLE, wording.FLOW_TABLE[by], columns, shown, page=navigation.ASSIGNMENTS)
    _turn(rows, FLOW_PAGE, wording.FLOW_COUNTED[by])
    if by == FlowBy.COACHING_AREA:
        st.caption(wording.FLOW_EACH_AREA)


def _curve(waits: pd.DataFrame, overall: pd.DataFrame) -> None:
    shares = coverage.finished_shares(waits)
    told = "; ".join(
        wording.HALF_AND_NINETY_PERCENT_WITHIN.format(
            step=words,
            half=waited(overall[f"{step}_median"].iloc[0]),
            ninety=waited(overall[f"{step}_ninetieth"].iloc[0]),
        )
        for step, words in wording.FLOW_STEPS.items()
    )
    number = counted(int(overall["assignments"].iloc[0]), wording.ASSIGNMENTS_COUNTED)
    labelled = shares.assign(step=shares["step"].map(wording.FLOW_STEPS))
    days = [day(each.date()) for each in (waits["assigned_at"].min(), waits["assigned_at"].max())]
    about = chart.About(
        title=wording.FLOW,
        period=wording.FROM_TO.format(first=days[0], last=days[1]),
        rests_on=number,
        intervals=wording.PICTURE_ALL_COUNTED,
    )
    told = wording.HOW_LONG_AFTER.format(assignments=number, told=told)
    chart.draw("coverage_curve", score_charts.flow_chart(labelled), told, about)


def _flow(row: Any, name: str, filters: dict[str, str]) -> table.Row:
    cells = {
        "who": table.opens(name, wording.ASSIGNMENTS_BEHIND.format(name=name)),
        "assignments": table.text(numeral(row.assignments)),
    }
    for step in wording.FLOW_STEPS:
        waiting = int(getattr(row, f"{step}_waiting"))
        note = wording.STILL_WAITING.format(count=numeral(waiting), all=numeral(row.assignments)) if waiting else None
        cells[f"{step}_median"] = _waited(getattr(row, f"{step}_median"), note)
        cells[f"{step}_ninetieth"] = _waited(getattr(row, f"{step}_ninetieth"), None)
    return _to_assignments(filters, cells)


def _waited(days: float, note: str | None) -> dict[str, Any]:
    return table.text(waited(days), "quiet" if pd.isna(days) else "", note=note)


def waited(days: float) -> str:
    """3.4 days, 5.2 hours below a day, or "not yet"."""
    if pd.isna(days):
        return wording.NOT_REACHED
    amount, said = (days, wording.DAYS_COUNTED) if days >= 1 else (24 * days, wording.HOURS_COUNTED)
    return tenths_counted(amount, said)
