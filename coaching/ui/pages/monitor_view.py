"""What does the Coaching monitor look like? Its filters, which are saved, and the table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.draft import texts
from coaching.measuring import detectable, monitor
from coaching.measuring.monitor import By, Choices, MonitorFilter, Reading
from coaching.measuring.score_change import WINDOW_DAYS, Verdict
from coaching.ui.pieces import addressed, assignment_columns, old_labels, pager, scope_filters, table
from coaching.ui.shell import access, filters_said, navigation
from coaching.words import wording
from coaching.words.days import DAYS_AHEAD, DAYS_BACK, Period, Span, day_of
from coaching.words.formatting import between, counted, day, day_and_time, numeral, score, signed

BY = "monitor_by"
PERIOD = "monitor_period"
DATES = "monitor_dates"
AREAS = "monitor_area"
TEAM = "monitor_team"
AGENTS = "monitor_agent"
COMPARE = "monitor_compare"
READING = "monitor_verdict"
KEYS = (BY, PERIOD, DATES, AREAS, TEAM, AGENTS, COMPARE, READING)
SHOWN = "monitor_shown"  # the filters that this session drew last
CLEAR = "monitor_clear"
PAGE = "monitor_page"
TABLE = "monitor_table"
FILTER_WIDTH = 165  # two beside each other on a phone
NAMES_WIDTH = 200

LOOKING_BACK = (Span.LAST_7_DAYS, Span.LAST_28_DAYS, Span.LAST_90_DAYS, Span.ANY_TIME, Span.OWN_DATES)
# What there is to choose from, the first of them unasked: assignments that were made, follow-ups that are to come.
SPANS: Mapping[By, Sequence[Span]] = {By.ASSIGNED: LOOKING_BACK, By.FOLLOW_UP: (*DAYS_AHEAD, *LOOKING_BACK)}
# The filters as nobody has touched them, by the key of their widget.
UNTOUCHED: Mapping[str, Any] = {
    BY: By.ASSIGNED,
    PERIOD: SPANS[By.ASSIGNED][0],
    DATES: None,
    AREAS: [],
    TEAM: None,
    AGENTS: [],
    COMPARE: False,
    READING: [],
}
COLUMNS = (
    assignment_columns.AGENT,
    *assignment_columns.WHAT_AND_WHEN,
    table.Column("scorecard", lambda: wording.SCORECARD_SCORE, align="right"),
    table.Column("kore", lambda: wording.KORE_EVALUATION_SCORE, align="right"),
)
# With Compare the areas are named beside their changes.
COMPARED_COLUMNS = tuple(
    table.Column("change", lambda: wording.CHANGE_SINCE) if column.key == "areas" else column for column in COLUMNS
)
ARROWS = {1: "▲", 0: "=", -1: "▼"}
TONES: dict[Verdict, table.Tone] = {Verdict.BETTER: "good", Verdict.WORSE: "warn"}


def restore(saved: Callable[[], Mapping[str, Any] | None], choices: Choices) -> None:
    """Leads to the filters as they were left, when somebody arrives without any in the address.

    Ask before drawing them. As this session drew them last, or at its first visit as `saved` says: what `chosen`
    returned when they were kept. What is no longer among the choices is dropped.
    Through the address and not through st.session_state: what a widget starts with from there, Streamlit does not
    write into the address, and the reader could not pass it on.
    """
    here_already = CLEAR in st.session_state  # Streamlit forgets a button when its page is left
    if here_already or any(key in st.query_params for key in KEYS):
        return
    last = st.session_state.get(SHOWN) or saved()
    if not last:
        return
    last = old_labels.understood(last)
    by = By.FOLLOW_UP if last.get(BY) == By.FOLLOW_UP else By.ASSIGNED
    found: dict[str, str | list[str]] = {
        key: value
        for key, options in ((BY, wording.MONITOR_BY), (PERIOD, SPANS[by]), (TEAM, choices.teams))
        if isinstance(value := last.get(key), str) and value in options
    }
    found[AREAS] = [area for area in texts(last.get(AREAS)) if area in choices.coaching_areas]
    found[AGENTS] = [agent for agent in texts(last.get(AGENTS)) if agent in choices.agents]
    if found.get(PERIOD) == Span.OWN_DATES:
        found[DATES] = texts(last.get(DATES))
    if last.get(COMPARE) is True:
        found[COMPARE] = "true"
        found[READING] = [reading for reading in texts(last.get(READING)) if reading in wording.READINGS]
    unasked = {**UNTOUCHED, PERIOD: SPANS[by][0]}
    left = {key: value for key, value in found.items() if value and value != unasked[key]}
    if left:
        page = navigation.ROOT / navigation.FILES[navigation.COACHING_MONITOR]
        st.switch_page(str(page), query_params={**access.address(), **left})


def chosen() -> dict[str, Any]:
    """The filters as they are now, to be kept for the next visit."""
    now = {key: st.session_state.get(key, untouched) for key, untouched in UNTOUCHED.items()}
    days = now[DATES] if now[PERIOD] == Span.OWN_DATES else None
    if not isinstance(days, tuple) or len(days) < 2:  # one day while the second is being chosen
        days = None
    return now | {
        AREAS: list(now[AREAS]),
        AGENTS: list(now[AGENTS]),
        DATES: [each.isoformat() for each in days] if days else None,
        READING: addressed.asked(READING, wording.READINGS),
    }


def filters(
    choices: Choices, newest: date, today: date, keep: Callable[[dict[str, Any]], object]
) -> tuple[MonitorFilter, bool]:
    """The filter widgets, each in the address: what is chosen in them, and whether changes are shown.

    `newest`: the day with which periods of the past end (session.last_day); those to come begin `today`.
    `keep` is given the filters whenever the viewer changes one, and only then: an address that somebody sent, or the
    browser's way back, which leads to an address without them, is no wish to lose what was kept.
    """
    changed: dict[str, Any] = {"on_change": _changed, "args": (keep,)}
    filtering = pager.filtering(PAGE) | changed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = _by(keep)
        span = scope_filters.period_choice(wording.PERIOD, SPANS[by], PERIOD, width=FILTER_WIDTH, **changed)
        days = _days(span, newest, today, filtering)
        scope_filters.say_days(days)
        areas = st.multiselect(
            wording.COACHING_AREA,
            choices.coaching_areas,
            key=AREAS,
            placeholder=wording.ALL,
            width=FILTER_WIDTH,
            **filtering,
        )
        filters_said.say(wording.COACHING_AREA, areas)
        team = scope_filters.choice(
            wording.COLUMN_TEAM,
            {team: team for team in choices.teams},
            TEAM,
            width=FILTER_WIDTH,
            on_change=_team_changed,
            args=(keep, choices),
        )
        options = addressed.named(choices.agents_of(team), choices.agents)
        agents = addressed.several(
            st.multiselect, wording.COLUMN_AGENT, options, AGENTS, placeholder=wording.ALL, width=NAMES_WIDTH, **changed
        )
        compared = st.toggle(wording.COMPARE_CHANGE, key=COMPARE, help=wording.COMPARE_CHANGE_MEANS, **filtering)
    st.session_state[SHOWN] = chosen()
    found = MonitorFilter(
        by=by,
        period=days,
        coaching_areas=tuple(areas),
        team=team,
        agent_ids=tuple(agents),
    )
    return found, bool(compared)


def _by(keep: Callable[[dict[str, Any]], object]) -> By:
    """Which of the two dates of an assignment the period is about."""
    words = addressed.named(By, wording.MONITOR_BY)
    look = {"width": FILTER_WIDTH, "on_change": _by_changed, "args": (keep,)}
    return addressed.always_one(st.selectbox, wording.PERIOD_BY, words, BY, By.ASSIGNED, **look)


def _changed(keep: Callable[[dict[str, Any]], object]) -> None:
    if not st.session_state.get(COMPARE):
        addressed.forget([READING])
    pager.first(PAGE)
    keep(chosen())


def _by_changed(keep: Callable[[dict[str, Any]], object]) -> None:
    """Changes the period to the usual one of the new date, where nobody chose it or the new date does not have it."""
    by, period = st.session_state[BY], st.session_state.get(PERIOD)
    if period not in SPANS[by] or period in [options[0] for options in SPANS.values()]:
        st.session_state[PERIOD] = SPANS[by][0]
    _changed(keep)


def _team_changed(keep: Callable[[dict[str, Any]], object], choices: Choices) -> None:
    """Agents of another team are chosen no longer."""
    of_team = choices.agents_of(st.session_state[TEAM])
    st.session_state[AGENTS] = [agent for agent in st.session_state.get(AGENTS, []) if agent in of_team]
    _changed(keep)


def readings(
    filters: MonitorFilter, changes: pd.DataFrame | None, keep: Callable[[dict[str, Any]], object]
) -> MonitorFilter:
    """How many coached areas got better, got worse and so on, as a filter: `filters` with what is chosen in it.

    `changes`: monitor.changes_of_all() of `filters`. `keep`: as in `filters`.
    """
    if changes is None:
        st.caption(wording.TOO_MANY_COMPARED.format(most=numeral(monitor.MOST_COMPARED)))
        return filters
    if changes.empty and not addressed.asked(READING, wording.READINGS):
        return filters
    number = monitor.areas_by_reading(changes)
    assignments = counted(changes["assignment_id"].nunique(), wording.ASSIGNMENTS_COUNTED)
    words: dict[Reading, str] = {
        reading: f"{numeral(number[reading])} {wording.READINGS[reading]}" for reading in number
    }
    asked = addressed.several(
        st.pills,
        wording.READ_OF.format(areas=counted(len(changes), wording.COACHED_AREAS_COUNTED), assignments=assignments),
        words,
        READING,
        selection_mode="multi",
        on_change=_changed,
        args=(keep,),
    )
    return replace(filters, assignment_ids=monitor.assignments_read(changes, asked)) if asked else filters


def _days(span: Span, newest: date, today: date, filtering: dict[str, Any]) -> Period | None:
    """The days of the period; None for any."""
    if span in DAYS_AHEAD:
        return Period.of_next_days(DAYS_AHEAD[span], today)
    if span in DAYS_BACK:
        return Period.of_last_days(DAYS_BACK[span], newest)
    if span != Span.OWN_DATES:
        return None
    return scope_filters.dates(DATES, Period.of_last_days(28, newest), filtering)


def count_and_clear(shown: int, all_of_them: int, keep: Callable[[dict[str, Any]], object]) -> None:
    """ "4 of 11 assignments", and the button that clears every filter. `keep`: as in `filters`."""
    pager.say_count(counted(all_of_them, wording.SOME_OF_ASSIGNMENTS, some=numeral(shown)))
    now = chosen()
    untouched = all(now[key] == UNTOUCHED[key] for key in KEYS if key != COMPARE)
    st.button(
        wording.CLEAR,
        type="tertiary",
        on_click=clear,
        args=(keep,),
        disabled=untouched,
        icon=":material/filter_alt_off:",
        key=CLEAR,
    )


def clear(keep: Callable[[dict[str, Any]], object]) -> None:
    """Takes every filter away. `keep`: as in `filters`."""
    st.session_state[AREAS] = UNTOUCHED[AREAS]
    addressed.forget([BY, PERIOD, TEAM, AGENTS, READING])
    st.session_state.pop(DATES, None)
    _changed(keep)


def explanation(newest: date, compared: bool) -> None:
    """Which days the scores are of; with Compare, what is compared and what it does not tell."""
    newest_week = Period.of_last_days(WINDOW_DAYS, newest)
    st.caption(wording.SCORES_OF.format(first=day(newest_week.first), last=day(newest_week.last)))
    if compared:
        with st.container(gap=None):
            st.caption(wording.COMPARED)
            navigation.link(navigation.EFFECT, wording.EFFECT, icon=":material/trending_up:")


def page_of(
    rows: pd.DataFrame,
    changes: pd.DataFrame | None,
    total: int,
    exported: Callable[[], pd.DataFrame],
    zone: ZoneInfo,
) -> None:
    """One page of the table, whose rows open the agent's progress, and the way to the others.

    `changes`: monitor.changes_of() these rows and maybe others, None without Compare. `exported`: what a file
    has.
    """
    by_assignment = None
    if changes is not None:
        of_page = changes[changes["assignment_id"].isin(rows["assignment_id"])]
        by_assignment = dict(tuple(of_page.groupby("assignment_id")))
    shown = [_row(row, by_assignment, zone) for row in rows.itertuples()]
    columns = COLUMNS if changes is None else COMPARED_COLUMNS
    table.draw(TABLE, wording.MONITORED, columns, shown, page=navigation.PROGRESS, frame=exported)
    if total > pager.ROWS:
        pager.draw(PAGE, total, pager.ROWS, wording.ASSIGNMENTS_COUNTED)


def _row(row: Any, changes: Mapping[str, pd.DataFrame] | None, zone: ZoneInfo) -> table.Row:
    cells = {
        "agent": assignment_columns.agent(row.agent_name, row.agent_id),
        "name": table.opens(row.name, wording.PROGRESS_ON.format(agent=row.agent_name, name=row.name)),
        "assigned": table.text(day(day_of(row.assigned_at, zone)), title=day_and_time(row.assigned_at, zone)),
        "follow_up": table.text(day(row.follow_up_on)),
        "scorecard": _score(row.scorecard_score),
        "kore": _score(row.kore_evaluation_score, counted(row.evaluated, wording.MEAN_OF_INTERACTIONS)),
    }
    if changes is None:
        cells["areas"] = table.tags(row.coaching_areas)
    else:
        of_row = changes.get(row.assignment_id)
        cells["change"] = table.lines([] if of_row is None else [change_line(each) for each in of_row.itertuples()])
    return table.Row(row.assignment_id, {"assignment": row.assignment_id}, cells)


def _score(value: float, title: str | None = None) -> dict[str, Any]:
    return table.text(wording.NA, "quiet") if pd.isna(value) else table.text(score(value), title=title)


def change_words(change: Any) -> tuple[str, table.Tone, str]:
    """A change of score_change.changes() in few words: "▲ +12.3", its tone, and what it rests on."""
    points, tone, detail = _in_words(change)
    return points, tone, f"{wording.VERDICTS[change.verdict]}: {detail}"


def change_line(change: Any) -> dict[str, Any]:
    """One area of score_change.changes(): "Accuracy ▲ +12.3 better (58 → 70)", its interval and counts on hover."""
    points, tone, detail = _in_words(change)
    rest = "" if change.verdict is Verdict.NO_DATA else f"({score(change.before)} → {score(change.after)})"
    return table.line(change.coaching_area, _with_verdict(points, change), tone, rest, detail)


def change_cell(change: Any) -> dict[str, Any]:
    """As change_line, for a table that says the rest in other columns: its interval and counts below."""
    points, tone, detail = _in_words(change)
    return table.text(_with_verdict(points, change), tone, note=detail)


def _with_verdict(points: str, change: Any) -> str:
    return f"{points} {wording.VERDICTS[change.verdict]}".strip()


def _in_words(change: Any) -> tuple[str, table.Tone, str]:
    """ "▲ +12.3" (nothing where there is no data), its tone, and its interval and counts."""
    counts = wording.CHANGE_COUNTS.format(
        before=counted(change.n_before, wording.INTERACTIONS_COUNTED), after=numeral(change.n_after)
    )
    if change.verdict is Verdict.NO_DATA:
        return "", "quiet", counts
    points = signed(change.change)
    arrow = ARROWS[points.startswith("+") - points.startswith("−")]
    detail = counts if change.verdict is Verdict.TOO_FEW else f"{between(change.low, change.high)} · {counts}"
    takes = detectable.interactions_of_change(change)
    if takes is not None:
        detail += " · " + wording.TAKES_INTERACTIONS.format(
            points=score(detectable.CHANGE_TO_TELL), count=numeral(detectable.about(takes))
        )
    return f"{arrow} {points}", TONES.get(change.verdict, "quiet"), detail
