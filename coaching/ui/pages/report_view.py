"""What does the report of a quarter look like? One sheet: the effect, what was coached, areas, whom it reached."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from coaching.assignments.discussion import Outcome
from coaching.measuring import coverage, detectable, report, score_change, score_map
from coaching.measuring.effect_figures import LEAST_COACHED
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import TeamScope
from coaching.storage.frames import rows_of
from coaching.ui.pages import coverage_view, effect_view, follow_ups_view
from coaching.ui.pages.monitor_view import change_words
from coaching.ui.pieces import addressed, scope_filters, table
from coaching.ui.shell import navigation, states
from coaching.words import wording
from coaching.words.days import Period, quarters
from coaching.words.formatting import between, counted, day, isolated, numeral, plain, score, signed
from coaching.words.formatting import quarter as quarter_name

TEAM = "report_team"
QUARTER = "report_quarter"
AREAS_TABLE = "report_areas"
MOST_AREAS = 8
TONES: dict[Verdict, table.Tone] = {Verdict.BETTER: "good", Verdict.WORSE: "warn"}
AREAS = (
    table.Column("area", lambda: wording.COACHING_AREA),
    table.Column("score", lambda: wording.COLUMN_SCORE, align="right"),
    table.Column("n", lambda: wording.COLUMN_N, align="right"),
    table.Column("change", lambda: wording.COLUMN_CHANGE),
    table.Column("assignments", lambda: wording.COLUMN_ASSIGNMENTS, align="right"),
    table.Column("agents", lambda: wording.COLUMN_AGENTS, align="right"),
    table.Column("effect", lambda: wording.EFFECT_OF_COACHING),
)


def scope(assignments: pd.DataFrame, teams: Sequence[str], newest: date) -> tuple[Period, TeamScope]:
    """The filters, in the address: the quarter, and which interactions of it are meant, up to the newest data.

    `assignments`: coverage.assignments(), the first of which begins the first quarter.
    """
    first = newest if assignments.empty else min(newest, assignments["assigned_at"].min().date())
    known = {address_of(each): each for each in quarters(first, newest)}
    with st.container(horizontal=True, vertical_alignment="bottom", key="report_filters"):
        words = {address: quarter_name(each) for address, each in known.items()}
        begins = address_of(report.at_first(list(known.values()), assignments))
        chosen = addressed.always_one(
            st.selectbox, wording.REPORT_QUARTER, words, QUARTER, begins, width=scope_filters.CHOICE_WIDTH
        )
        team = scope_filters.choice(wording.COLUMN_TEAM, {team: team for team in teams}, TEAM)
    quarter = known[chosen]
    return quarter, TeamScope(period=Period.of_days(quarter.first, min(quarter.last, newest)), team=team)


def address_of(quarter: Period) -> str:
    """How the address names a quarter: 2026-Q3."""
    return f"{quarter.first.year}-Q{(quarter.first.month + 2) // 3}"


def heading(quarter: Period, scope: TeamScope, newest: date, viewer_name: str) -> None:
    """Which quarter and whose coaching the sheet is about; printed without the filters, it says so itself."""
    whose = wording.REPORT_OF_ALL.format(name=plain(isolated(viewer_name)))
    if scope.team is not None:
        whose = wording.REPORT_OF_TEAM.format(team=plain(isolated(scope.team)), name=plain(isolated(viewer_name)))
    said = wording.REPORT_HEADING.format(
        quarter=quarter_name(quarter), first=day(quarter.first), last=day(quarter.last), whose=whose
    )
    st.markdown(f"{said} {wording.REPORT_NOT_OVER.format(day=day(newest))}" if quarter.last > newest else said)


def read(groups: pd.DataFrame) -> None:
    """The effect on those who had read their coaching, and on those who had not. `groups`: team_effect.by_read()."""
    st.markdown(
        "  \n".join(f"**{wording.READ[bool(row['was_read'])]}** · {_in_short(row)}" for _, row in groups.iterrows())
    )


def _in_short(row: pd.Series) -> str:
    """What a row of effect.estimate() says, with its numbers and what it would take."""
    said = effect_view.headline(row)
    if row["reason"]:
        return said
    agents = counted(int(row["coached_agents"]), wording.COACHED_AGENTS_COUNTED)
    return " ".join([f"{said} ({agents})", *effect_view.what_it_takes(row)])


def coached(found: report.Coached, held: pd.DataFrame, flow: pd.Series) -> None:
    """What was coached, whether it was read, followed up and repeated, and what the follow-ups concluded.

    `held`: follow_ups.by_supervisor(); `flow`: the row of coverage.flow().
    """
    st.header(wording.REPORT_COACHED, anchor=False)
    what = counted(
        found.assignments,
        wording.REPORT_ASSIGNMENTS,
        agents=counted(found.agents, wording.AGENTS_COUNTED),
        areas=counted(found.areas, wording.AREAS_COUNTED),
    )
    flows = [_half(step, float(flow[f"{step}_median"])) for step in coverage.STEPS]
    mix = [
        wording.REPORT_OUTCOME.format(outcome=wording.OUTCOMES[each], count=numeral(int(held[each].sum())))
        for each in Outcome
        if held[each].sum()
    ]
    concluded = wording.REPORT_OUTCOMES.format(outcomes=wording.COMMA.join(mix)) if mix else wording.REPORT_NO_OUTCOME
    st.markdown(" ".join([what, *flows, follow_ups_view.answer(held), concluded]))


def _half(step: str, days: float) -> str:
    """Within how many days half of the assignments came to a step of coverage.STEPS; NaN: they have not yet."""
    if pd.isna(days):
        return wording.REPORT_NOT_HALF[step]
    return wording.REPORT_HALF[step].format(half=coverage_view.waited(days))


def areas(rows: pd.DataFrame, effects: pd.DataFrame | None, period: Period) -> None:
    """The coaching areas, the lowest first. `rows`: report.by_area(); `effects`: team_effect.by_area(), None without
    any coaching."""
    st.header(wording.REPORT_AREAS, anchor=False)
    if rows.empty:
        states.nothing(wording.NOTHING_IN_PERIOD, states.to(navigation.TEAM, wording.TEAM), ":material/event_busy:")
        return
    judged = rows[rows["judged"]]
    if len(judged) > 1:
        lowest, best = judged.iloc[0], judged.iloc[-1]
        st.markdown(wording.REPORT_BEST_AND_LOWEST.format(best=_named(best), lowest=_named(lowest)))
    of_area = {} if effects is None else {row["coaching_area"]: row for _, row in effects.iterrows()}
    shown = rows if len(rows) <= MOST_AREAS else pd.concat([rows.head(MOST_AREAS // 2), rows.tail(MOST_AREAS // 2)])

    def drawn(rows: pd.DataFrame) -> list[table.Row]:
        return [table.Row(row.column_id, {}, _area(row, of_area.get(row.coaching_area))) for row in rows_of(rows)]

    table.draw(
        AREAS_TABLE, wording.REPORT_AREAS, AREAS, drawn(shown), page=navigation.REPORT,
        frame=lambda: table.frame_of(AREAS, drawn(rows)),
    )  # fmt: skip
    before = period.previous
    said = [
        wording.REPORT_AREAS_MEAN.format(
            first=day(before.first), last=day(before.last), bar=score(score_map.BAR),
            points=score(detectable.EFFECT_TO_TELL),
        )
    ]  # fmt: skip
    if len(shown) < len(rows):
        said.append(wording.REPORT_AREAS_LEFT_OUT.format(count=numeral(len(rows) - len(shown))))
    st.caption(" ".join(said))


def _named(row: pd.Series) -> str:
    return f"{plain(isolated(row['coaching_area']))} {score(row['score'])}"


def _area(row: Any, effect: pd.Series | None) -> dict[str, dict[str, Any]]:
    change, tone, detail = change_words(row)
    return {
        "area": table.text(row.coaching_area),
        "score": table.text(f"⚠ {score(row.score)}" if row.below else score(row.score), "warn" if row.below else ""),
        "n": table.text(numeral(row.interactions), "" if row.judged else "quiet"),
        "change": table.text(change or "–", tone, title=detail),
        "assignments": table.text(numeral(row.assignments), "" if row.assignments else "quiet"),
        "agents": table.text(numeral(row.agents), "" if row.agents else "quiet"),
        "effect": _effect(effect),
    }


def _effect(row: pd.Series | None) -> dict[str, Any]:
    """The effect on one area with its interval and n; where none can be told, how many coached agents it would take."""
    if row is None:
        return table.text("–", "quiet")
    takes = detectable.agents_of_effect(row)
    if row["reason"]:
        least = "" if takes is None else wording.REPORT_TAKES_AT_LEAST.format(count=LEAST_COACHED)
        few = counted(int(row["coached_agents"]), wording.COACHED_AGENTS_COUNTED)
        told = wording.VERDICTS[Verdict.TOO_FEW]
        return table.text(told, "quiet", title=row["reason"], note=" · ".join(each for each in (few, least) if each))
    note = [between(row["low"], row["high"]), counted(int(row["coached_agents"]), wording.COACHED_AGENTS_COUNTED)]
    if takes is not None:
        note.append(wording.REPORT_TAKES.format(count=numeral(detectable.about(takes))))
    tone = TONES.get(score_change.verdict(row["low"], row["high"]), "quiet")
    return table.text(signed(row["effect"]), tone, note=" · ".join(note))


def reach(found: report.Reach) -> None:
    """Whom coaching reached."""
    st.header(wording.COVERAGE, anchor=False)
    agents = counted(found.agents, wording.REPORT_REACHED, coached=numeral(found.coached))
    below = counted(
        found.below,
        wording.REPORT_BELOW,
        coached=numeral(found.below_coached),
        bar=score(score_map.BAR),
        fewest=score_map.FEWEST_JUDGED,
    )
    st.markdown(f"{agents} {below}")


def method() -> None:
    """How the effect is measured, in two sentences."""
    st.header(wording.REPORT_METHOD, anchor=False)
    st.text(wording.REPORT_METHOD_SAYS)
