"""What does the page of the effect of coaching look like? Filters, figures, groups, checks, all numbers."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
import streamlit as st

from coaching.charts import effect_charts
from coaching.measuring import detectable, effect, score_change
from coaching.measuring.drawn_effect import DrawnEffect
from coaching.measuring.score_change import Verdict
from coaching.measuring.team_effect import EffectFilter, Reading
from coaching.ui.pages import planner_view
from coaching.ui.pieces import addressed, chart, map_table, scope_filters, table
from coaching.ui.shell import navigation, states
from coaching.words import wording
from coaching.words.days import Period, Span, since
from coaching.words.formatting import between, counted, numeral, score, signed

AREA = "effect_area"
SUPERVISOR = "effect_supervisor"
TEAM = "effect_team"
PERIOD = "effect_assigned"
DATES = "effect_dates"
BY = "effect_by"
GROUPS_TABLE = "effect_groups"
ESTIMATES_TABLE = "effect_behind"
CROSSED_TABLE = "effect_crossed"
SPANS = (Span.ANY_TIME, Span.LAST_90_DAYS, Span.LAST_180_DAYS, Span.OWN_DATES)
KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}

NUMBERS = (
    table.Column("plain", lambda: wording.PLAIN_CHANGE, align="right"),
    table.Column("expected", lambda: wording.EXPECTED_CHANGE, align="right"),
    table.Column("effect", lambda: wording.EFFECT_OF_COACHING, align="right"),
    table.Column("between", lambda: wording.COLUMN_95_INTERVAL),
    table.Column("coached", lambda: wording.COLUMN_COACHED, align="right"),
    table.Column("peers", lambda: wording.COLUMN_COMPARED_WITH, align="right"),
    table.Column("left_out", lambda: wording.COLUMN_LEFT_OUT, align="right"),
)


class By(StrEnum):
    """What the effect is shown by."""

    WEEKS = "weeks"
    COACHING_AREA = "coaching_area"
    SUPERVISOR = "supervisor"
    AREA_AND_SUPERVISOR = "area_and_supervisor"
    AREA_AND_LEAD = "area_and_lead"
    REASON = "reason"
    READ = "read"


# For each of them: the column that names a group, and what the groups are called.
GROUPED: Mapping[By, tuple[str, Callable[[], str]]] = {
    By.WEEKS: ("weeks", lambda: wording.GROUPED_BY_WEEKS),
    By.COACHING_AREA: ("coaching_area", lambda: wording.GROUPED_BY_AREA),
    By.SUPERVISOR: ("supervisor", lambda: wording.GROUPED_BY_SUPERVISOR),
    By.REASON: ("chosen_because", lambda: wording.GROUPED_BY_REASON),
    By.READ: ("was_read", lambda: wording.GROUPED_BY_READ),
}


def filters(coached: pd.DataFrame, newest: date) -> EffectFilter:
    """The filter widgets, each in the address, and what is chosen in them. `coached`: team_effect.coached()."""
    supervisors = coached.drop_duplicates("supervisor_id").set_index("supervisor_id")["supervisor"].to_dict()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        areas = {area: area for area in coached["coaching_area"]}
        teams = {team: team for team in sorted(coached["team"].dropna().unique())}
        area = scope_filters.choice(wording.COACHING_AREA, areas, AREA)
        supervisor = scope_filters.choice(wording.ASSIGNED_BY, supervisors, SUPERVISOR)
        team = scope_filters.choice(wording.COLUMN_TEAM, teams, TEAM)
        span = scope_filters.period_choice(wording.ASSIGNED_IN, SPANS, PERIOD, width=scope_filters.CHOICE_WIDTH)
        assigned = _days(span, newest)
        scope_filters.say_days(assigned)
        filters = EffectFilter(coaching_area=area, supervisor_id=supervisor, team=team, assigned=assigned)
        st.button(
            wording.CLEAR, type="tertiary", on_click=clear, disabled=filters == EffectFilter(),
            icon=":material/filter_alt_off:",
        )  # fmt: skip
    return filters


def _days(span: Span, newest: date) -> Period | None:
    if span != Span.OWN_DATES:
        return since(span, newest)
    return scope_filters.dates(DATES, Period.of_last_days(90, newest), KEPT)


def clear() -> None:
    """Takes every filter away."""
    addressed.forget([AREA, SUPERVISOR, TEAM, PERIOD])
    st.session_state.pop(DATES, None)


def headline(row: pd.Series) -> str:
    """What a row of effect.estimate() says, in one sentence."""
    if row["reason"]:
        return str(row["reason"])
    says = {Verdict.BETTER: wording.HELPED, Verdict.WORSE: wording.HARMED}.get(
        score_change.verdict(row["low"], row["high"]), wording.CANNOT_BE_TOLD
    )
    return says.format(between=between(row["low"], row["high"]))


def figures(row: pd.Series, reading: Reading, coachings: int, period: str, *, is_filtered: bool) -> None:
    """The answer in one sentence, the three figures as a chart, and what they rest on.

    `row`: of team_effect.overall(); `reading`: team_effect.reading(); `coachings`: how many are asked for, which
    were assigned in the `period`; `is_filtered`: the reader can ask for more by taking filters away.
    """
    if row["reason"]:
        way_on = states.clearing(clear) if is_filtered else states.to(navigation.COVERAGE, wording.COVERAGE)
        states.nothing(headline(row), way_on, ":material/hourglass_empty:")
    else:
        st.header(headline(row))
        names = (wording.PLAIN_CHANGE, wording.EXPECTED_CHANGE, wording.EFFECT_OF_COACHING)
        plain_change, expected_change, effect, low, high = (
            float(row[name]) for name in ("plain_change", "expected_change", "effect", "low", "high")
        )
        told = ", ".join(
            f"{name} {signed(value)}"
            for name, value in zip(names, (plain_change, expected_change, effect), strict=True)
        )
        alt = wording.EFFECT_TOLD.format(told=told, between=between(row["low"], row["high"]))
        rest_on = (int(row["coached_agents"]), int(row["peers"]), int(row["coached_agents"]))
        spec = effect_charts.summary_chart(plain_change, expected_change, effect, low, high, names, rest_on)
        about = chart.About(
            title=wording.EFFECT,
            period=period,
            rests_on=" ".join(_rests_on(row, coachings)),
            intervals=f"{wording.EFFECT_INTERVAL} {wording.WHAT_IS_MEASURED}",
        )
        chart.draw("effect_summary", spec, alt, about)
    measured = [] if row["reason"] else [wording.WHAT_IS_MEASURED]
    st.caption(" ".join([*measured, *_rests_on(row, coachings), *what_it_takes(row), *_read(reading)]))
    if row["caution"]:
        st.caption(f"⚠ {row['caution']}")


def _rests_on(row: pd.Series, coachings: int) -> list[str]:
    sentences = []
    if not row["reason"]:
        sentences = [
            wording.RESTS_ON.format(
                coached=counted(row["coached_agents"], wording.COACHED_AGENTS_COUNTED),
                peers=counted(row["peers"], wording.AGENTS_COUNTED),
            ),
        ]
    if row["left_out"]:
        sentences.append(
            wording.LEFT_OUT.format(
                left_out=numeral(row["left_out"]),
                all=counted(coachings, wording.COACHINGS_COUNTED),
                why=_why_left_out(row),
            )
        )
    return sentences


def what_it_takes(row: pd.Series) -> list[str]:
    """Where no effect can be told: how large one would show, and what it takes to tell a small one."""
    if row["reason"] or score_change.verdict(row["low"], row["high"]) is not Verdict.WITHIN_NOISE:
        return []
    low, high, agents = float(row["low"]), float(row["high"]), int(row["coached_agents"])
    smallest = detectable.smallest_effect(low, high, agents)
    said = [counted(agents, wording.SMALLEST_EFFECT, smallest=score(smallest))]
    takes = detectable.agents_of_effect(row)
    if takes is not None:
        said.append(
            wording.TAKES_AGENTS.format(points=score(detectable.EFFECT_TO_TELL), count=numeral(detectable.about(takes)))
        )
    return said


def _read(reading: Reading) -> list[str]:
    """How much of the coaching was read at all; nothing while that is open for all of it."""
    if not reading.assignments:
        return []
    told = wording.NOT_READ if reading.unread else wording.ALL_READ
    return [
        told.format(
            assignments=counted(reading.assignments, wording.COACHING_ASSIGNMENTS_COUNTED),
            unread=numeral(reading.unread),
        )
    ]


def _why_left_out(row: pd.Series) -> str:
    return ", ".join(
        wording.LEFT_OUT_BECAUSE[why].format(count=numeral(row[why])) for why in effect.LEFT_OUT if row[why]
    )


def explanation() -> None:
    """Two sentences on why the plain change misleads."""
    st.header(wording.WHY_NOT_BEFORE_AND_AFTER)
    st.text(wording.TWO_SENTENCES)


def shown_by() -> By:
    """By what the effect is shown, in the address."""
    return addressed.switch(wording.SHOW, addressed.named(By, wording.EFFECT_BY), BY, By.WEEKS, wrap=True)


def groups(frame: pd.DataFrame, by: By, period: str) -> None:
    """The effect by weeks since the assignment, area, supervisor or why chosen: a chart and the numbers.

    `frame`: a row a group, from the function of team_effect for `by`, of coaching assigned in the `period`.
    """
    if by in (By.AREA_AND_SUPERVISOR, By.AREA_AND_LEAD):
        crossed(frame, by)
        return
    column, called = GROUPED[by]
    title = called()
    words = addressed.named(By, wording.EFFECT_BY)
    if by == By.REASON:
        frame = frame.assign(chosen_because=frame["chosen_because"].map(wording.REASONS))
        st.caption(wording.CHOSEN_BY_SCORES)
    if by == By.READ:
        frame = frame.assign(was_read=frame["was_read"].map(wording.READ))
        st.caption(wording.READ_MEANS)
    known = frame[frame["reason"].isna()]
    if by == By.WEEKS:
        st.caption(wording.EFFECTS_FADE)
    if known.empty:
        coverage = states.to(navigation.COVERAGE, wording.COVERAGE)
        states.nothing(wording.NO_GROUP_HAS_A_NUMBER, coverage, ":material/hourglass_empty:")
    else:
        drawn = known.rename(columns={column: "group"})
        drawn = drawn[["group", "effect", "low", "high", "plain_change", "coached_agents"]]
        alt = "; ".join(
            wording.EFFECT_OF_GROUP.format(
                group=row.group, effect=signed(row.effect), between=between(row.low, row.high)
            )
            for row in drawn.itertuples()
        )
        about = chart.About(
            title=wording.PICTURE_OF.format(what=wording.EFFECT, whom=words[by]),
            period=period,
            intervals=wording.HOW_TO_READ,
        )
        chart.draw("effect_chart", effect_charts.groups_chart(drawn, title), f"{words[by]}: {alt}", about)
        st.caption(wording.HOW_TO_READ)
    columns = (table.Column("group", f"{title[0].upper()}{title[1:]}"), *NUMBERS)
    rows = [_row(str(row[column]), row) for _, row in frame.iterrows()]
    table.draw(GROUPS_TABLE, words[by], columns, rows, page="effect")


def crossed(frame: pd.DataFrame, by: By) -> None:
    """One table: a row a coaching area, a column each supervisor or team lead. `frame`: from the function of
    team_effect for `by`."""
    st.caption(wording.CROSSED_MEANS[by])
    called = dict(zip(frame["supervisor_id"], frame["supervisor"], strict=True))
    headings = [map_table.Heading(key="area", label=wording.COACHING_AREA)] + [
        map_table.Heading(key=f"by:{supervisor_id}", label=name)
        for supervisor_id, name in sorted(called.items(), key=lambda each: each[::-1])
    ]
    rows = [
        map_table.Row(
            head=map_table.Cell(text=str(area)),
            cells={f"by:{row['supervisor_id']}": _crossed_cell(row) for _, row in of_area.iterrows()},
        )
        for area, of_area in frame.groupby("coaching_area")
    ]
    map_table.draw(CROSSED_TABLE, wording.EFFECT_BY[by], headings, rows)


def _crossed_cell(row: pd.Series) -> map_table.Cell:
    agents = map_table.Line(
        text=counted(int(row["coached_agents"]), wording.COACHED_AGENTS_COUNTED),
        tone="quiet",
        detail=row["reason"] or "",
    )
    if row["reason"]:
        takes = detectable.agents_of_effect(row)
        least = [] if takes is None else [wording.REPORT_TAKES_AT_LEAST.format(count=numeral(takes))]
        lines = [agents, *(map_table.Line(text=each, tone="quiet") for each in least)]
        return map_table.Cell(text=wording.VERDICTS[Verdict.TOO_FEW], tone="quiet", lines=lines)
    verdict = score_change.verdict(row["low"], row["high"])
    tones: dict[Verdict, table.Tone] = {Verdict.BETTER: "good", Verdict.WORSE: "warn"}
    interval = map_table.Line(text=between(row["low"], row["high"]), tone="quiet", detail=" ".join(what_it_takes(row)))
    return map_table.Cell(text=signed(row["effect"]), tone=tones.get(verdict, "quiet"), lines=[interval, agents])


def checks(placebo: pd.Series, peers: pd.Series, drawn: DrawnEffect) -> None:
    """The same estimate where there was no coaching, the plain comparison with peers (rows of team_effect), and what
    rounds by lot show: `drawn`, drawn_effect.estimate()."""
    st.header(wording.CHECKS)
    holds = not placebo["reason"] and score_change.verdict(placebo["low"], placebo["high"]) is Verdict.WITHIN_NOISE
    says = placebo["reason"] or (wording.PLACEBO_HOLDS if holds else wording.PLACEBO_FAILS).format(
        between=between(placebo["low"], placebo["high"])
    )
    st.markdown(f"**{wording.CHECK_PLACEBO}** · {says}")
    says = peers["reason"] or wording.PEERS_ONLY_SAYS.format(between=between(peers["low"], peers["high"]))
    st.markdown(f"**{wording.CHECK_PEERS}** · {says}")
    if drawn.drawn + drawn.left_out == 0:
        says = wording.DRAWN_NONE
    else:
        says = f"{planner_view.headline(drawn)} {planner_view.rests_on(drawn)}"
    st.markdown(f"**{wording.CHECK_DRAWN}** · {says}")


def estimates(overall: pd.Series, placebo: pd.Series, peers: pd.Series) -> None:
    """All numbers of the figures and the checks, with what was left out and why: rows of team_effect."""
    with st.expander(wording.TABLE_BEHIND):
        columns = (table.Column("group", wording.COLUMN_ESTIMATE), *NUMBERS)
        rows = [
            _row(name, row)
            for name, row in (
                (wording.EFFECT_OF_COACHING, overall),
                (wording.CHECK_PLACEBO, placebo),
                (wording.CHECK_PEERS, peers),
            )
        ]
        table.draw(ESTIMATES_TABLE, wording.TABLE_BEHIND, columns, rows, page="effect")


def _row(name: str, row: pd.Series) -> table.Row:
    missing = table.text("–", "quiet")
    known = not row["reason"]
    numbers = {
        key: table.text(signed(row[column])) if known else missing
        for key, column in (("plain", "plain_change"), ("expected", "expected_change"), ("effect", "effect"))
    }
    interval = between(row["low"], row["high"]) if known else row["reason"]
    notes = [*([wording.LEFT_OUT_WHY.format(why=_why_left_out(row))] if row["left_out"] else []), *what_it_takes(row)]
    why = " ".join(notes) or None
    return table.Row(
        name,
        {},
        {
            "group": table.text(name),
            **numbers,
            "between": table.text(interval, "" if known else "quiet", note=why),
            "coached": table.text(numeral(row["coached_agents"])),
            "peers": table.text(numeral(row["peers"])),
            "left_out": table.text(numeral(row["left_out"])),
        },
    )
