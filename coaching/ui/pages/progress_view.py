"""What does the progress of one agent look like? Then and now, and each coached area over time."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.assignments import Assignment
from coaching.charts import effect_charts
from coaching.measuring import score_change
from coaching.measuring.score_change import Verdict
from coaching.ui.pages import monitor_view
from coaching.ui.pieces import breadcrumbs, chart, table
from coaching.ui.shell import access, navigation, states, tab_title
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, long_text, plain, score

THEN_AND_NOW_TABLE = "progress_then_and_now"
COURSE_TABLE = "progress_course_{number}"
THEN_AND_NOW = (
    table.Column("area", lambda: wording.COACHING_AREA),
    table.Column("then", lambda: wording.COLUMN_THEN, align="right"),
    table.Column("now", lambda: wording.COLUMN_NOW, align="right"),
    table.Column("change", lambda: wording.COLUMN_CHANGE),
)
COURSE = (
    table.Column("weeks", lambda: wording.COLUMN_WEEKS_SINCE),
    table.Column("span", lambda: wording.COLUMN_DAYS),
    table.Column("score", lambda: wording.COLUMN_SCORE, align="right"),
    table.Column("expected", lambda: wording.COLUMN_EXPECTED_WITHOUT_COACHING),
    table.Column("verdict", lambda: wording.COLUMN_CAME_OUT),
)


def header(assignment: Assignment, zone: ZoneInfo) -> None:
    """Where it is, the agent's name, and which assignment it is about."""
    title = wording.PROGRESS_OF.format(name=assignment.agent_name)
    breadcrumbs.below([(wording.COACHING_MONITOR, access.link_to(navigation.COACHING_MONITOR))], title)
    navigation.link(
        navigation.ASSIGNMENT, wording.OPEN_ASSIGNMENT, ":material/assignment:", assignment=assignment.assignment_id
    )
    st.title(plain(title))
    tab_title.set_to(title, assignment.name)
    st.text(long_text(assignment.name))
    assigned, follow_up = day(day_of(assignment.assigned_at, zone)), day(assignment.follow_up_on)
    st.caption(
        plain(wording.ASSIGNED_BY_WHOM_AND_DUE.format(when=assigned, name=assignment.assigned_by, day=follow_up))
    )


def then_and_now(changes: pd.DataFrame) -> None:
    """Each coached area in the week before the assignment and in the newest week. `changes`: monitor.changes_of()."""
    if changes.empty:
        return
    st.header(wording.THEN_AND_NOW)
    st.caption(wording.THEN_AND_NOW_MEANS)
    rows = [
        table.Row(
            row.coaching_area,
            {},
            {
                "area": table.text(row.coaching_area),
                "then": _score_of(row.before),
                "now": _score_of(row.after),
                "change": monitor_view.change_cell(row),
            },
        )
        for row in changes.itertuples()
    ]
    table.draw(THEN_AND_NOW_TABLE, wording.THEN_AND_NOW, THEN_AND_NOW, rows, page=navigation.PROGRESS)


def _score_of(value: float) -> dict[str, Any]:
    return table.text(score(value), "quiet" if pd.isna(value) else "")


def week_by_week(expected: bool) -> None:
    """The heading of what follows, and how to read it; `expected`: whether there is a band to read."""
    st.header(wording.WEEK_BY_WEEK)
    if expected:
        st.caption(wording.COURSE_MEANS)


def area(
    number: int, name: str, weekly: pd.DataFrame, course: pd.DataFrame, coached: pd.DataFrame, follow_up_on: date
) -> None:
    """One area over time, with the days of coaching and what was expected without it.

    The frames are those of progress.weekly(), course() and progress.coached_days(), of this area only; `coached` has
    the column `this` (the assignment that the page is about).
    """
    st.subheader(plain(name), anchor=False)
    if weekly.empty:
        conversations = states.to(navigation.EVALUATION, wording.EVALUATION)  # of this agent, who is looked at
        states.nothing(plain(wording.NO_SCORES_OF_AREA.format(area=name)), conversations, ":material/event_busy:")
        return
    drawn = course[["first_day", "last_day", "expected", "low", "high"]].dropna().astype({"expected": float})
    ends = weekly.iloc[[0, -1]]
    told = "; ".join(
        wording.WEEK_AND_SCORE.format(first=day(row.first_day), last=day(row.last_day), score=score(row.score))
        for row in ends.itertuples()
    )
    about = chart.About(
        title=wording.PICTURE_OF.format(what=name, whom=tab_title.shown()),
        period=wording.FROM_TO.format(first=day(ends["first_day"].iloc[0]), last=day(ends["last_day"].iloc[-1])),
        intervals="" if drawn.empty else wording.COURSE_MEANS,
    )
    chart.draw(
        f"progress_chart_{number}",
        effect_charts.course_chart(
            weekly[["first_day", "last_day", "score", "interactions"]],
            drawn,
            coached[["assigned_on", "name", "this"]],
            follow_up_on,
        ),
        wording.COURSE_TOLD.format(area=name, day=day(coached.loc[coached["this"], "assigned_on"].iloc[0]), told=told),
        about,
    )
    last = weekly.iloc[-1]
    days = (last["last_day"] - last["first_day"]).days + 1
    if days < effect_charts.WEEK:
        only = counted(int(last["interactions"]), wording.INTERACTIONS_COUNTED)
        st.caption(wording.WEEK_NOT_OVER.format(days=counted(days, wording.DAYS_COUNTED), interactions=only))
    if course.empty:
        return
    rows = [_row(row) for row in course.itertuples()]
    table.draw(
        COURSE_TABLE.format(number=number),
        wording.EXPECTED_AND_COME.format(area=name),
        COURSE,
        rows,
        page=navigation.PROGRESS,
    )


def _row(row: Any) -> table.Row:
    known = row.left_out is None
    low, high = (max(row.low, 0), min(row.high, 100)) if known else (float("nan"), float("nan"))
    said = score_change.against_band(row.score, low, high)
    verdict = {Verdict.BETTER: wording.ABOVE_BAND, Verdict.WORSE: wording.BELOW_BAND}.get(said, wording.WITHIN_BAND)
    missing = table.text("–", "quiet")
    expected = (
        wording.EXPECTED_BETWEEN.format(expected=score(row.expected), low=score(low), high=score(high)) if known else ""
    )
    return table.Row(
        row.weeks,
        {},
        {
            "weeks": table.text(row.weeks),
            "span": table.text(wording.FROM_TO.format(first=day(row.first_day), last=day(row.last_day))),
            "score": table.text(score(row.score), "quiet" if pd.isna(row.score) else ""),
            "expected": table.text(expected) if known else table.text(wording.COURSE_LEFT_OUT[row.left_out], "quiet"),
            "verdict": table.text(verdict, "quiet" if verdict == wording.WITHIN_BAND else "") if known else missing,
        },
    )
