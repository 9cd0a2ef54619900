"""What does the planner look like? Whom to coach first, what rounds by lot show, and a round with who was drawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.measuring import detectable, drawn_effect, planner, score_change, score_map
from coaching.measuring.drawn_effect import DrawnEffect
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import TeamScope
from coaching.storage.frames import rows_of
from coaching.ui.pieces import addressed, assignment_columns, pager, printing, scope_filters, table
from coaching.ui.shell import filters_said, navigation, states
from coaching.words import wording
from coaching.words.days import Period, day_of
from coaching.words.formatting import as_label, between, counted, day, day_and_time, numeral, score
from coaching.words.labels import told_apart

TEAM = "planner_team"
PLACES = "planner_places"
ROUND = "planner_round"
PAGE = "planner_page"
ROUND_PAGE = "planner_round_page"
NEEDS_TABLE = "planner_needs"
ROUND_TABLE = "planner_agents"
USUAL_PLACES = 5
OF_ROUND = "/"  # between the round and the agent in the id of a row
ROUND_WIDTH = 400

AGENT = table.Column("agent", lambda: wording.COLUMN_AGENT)
ABOUT = (
    table.Column("area", lambda: wording.COACHING_AREA),
    table.Column("score", lambda: wording.COLUMN_SCORE, align="right"),
    table.Column("n", lambda: wording.COLUMN_N, align="right"),
    table.Column("need", lambda: wording.COLUMN_NEED),
)
NEEDS = (AGENT, *ABOUT, table.Column("place", lambda: wording.COLUMN_PLACE))
AGENTS = (
    AGENT,
    *ABOUT,
    table.Column("lot", lambda: wording.COLUMN_LOT),
    table.Column("coached", lambda: wording.COLUMN_COACHED_ON),
)
ASSIGN = table.Column("assign", lambda: wording.ACTION, align="press")


def header(newest: datetime | None, zone: ZoneInfo) -> datetime:
    """In one line the title, how recent the data is, and the button that prints the page. Ends the page where there is
    no data."""
    with printing.titled(wording.PLANNER, "planner_print"):
        if newest is not None:
            scope_filters.as_of(newest, zone)
    return scope_filters.newest_or_end(newest)


def scope_and_places(teams: Sequence[str], period: Period) -> tuple[TeamScope, int]:
    """The team and the days of the scores, and how many can be coached; both in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_line"):
        team = scope_filters.choice(
            wording.COLUMN_TEAM, {team: team for team in teams}, TEAM, **pager.turning_back(PAGE)
        )  # fmt: skip
        number: int = st.number_input(
            wording.PLANNER_HOW_MANY,
            min_value=1,
            value=USUAL_PLACES,
            key=PLACES,
            width=scope_filters.DATES_WIDTH,
            bind="query-params",
            persist_state="session",
        )
    filters_said.say(wording.PLANNER_HOW_MANY, [numeral(number)])
    return TeamScope(period=period, team=team), number


def nobody(round_runs: bool) -> None:
    """Says that nobody needs coaching, or nobody but those in a round that runs."""
    said = wording.PLANNER_NOBODY_ELSE if round_runs else wording.PLANNER_NOBODY
    states.nothing(said, states.to(navigation.COVERAGE, wording.COVERAGE), states.DONE)


def rule(period: Period) -> None:
    """By which rule they come one after another."""
    said = wording.PLANNER_RULE.format(
        first=day(period.first), last=day(period.last), bar=score(score_map.BAR), far=score(planner.FAR),
        fewest=score_map.FEWEST_JUDGED,
    )  # fmt: skip
    st.caption(said)


def answer(chances: pd.DataFrame, places: int) -> bool:
    """How many need coaching, how many of them come first by the rule, and among how many the lot decides; whether
    anybody waits. `chances`: rounds.chances()."""
    st.markdown(f"{counted(len(chances), wording.PLANNER_NEED, bar=score(score_map.BAR))} {_shared(chances, places)}")
    return places < len(chances)


def _shared(chances: pd.DataFrame, places: int) -> str:
    if places >= len(chances):
        return wording.PLANNER_TIME_FOR_ALL
    at_stake = chances[(chances["lots"] > 0) & (chances["lots"] < chances["equals"])]
    waiting = numeral(len(chances) - places)
    if at_stake.empty:
        return wording.PLANNER_BY_RULE.format(places=numeral(places), waiting=waiting)
    lots, equals = int(at_stake["lots"].iloc[0]), len(at_stake)
    return wording.PLANNER_SHARED.format(
        places=numeral(places),
        certain=numeral(places - lots),
        lots=numeral(lots),
        equals=numeral(equals),
        waiting=waiting,
    )


def candidates(chances: pd.DataFrame) -> None:
    """Who comes first by the rule, a page of them. `chances`: rounds.chances() with agent_name."""
    shown = [
        table.Row(row.agent_id, {}, _about(row) | {"place": _place(row)})
        for row in rows_of(pager.cut(chances, PAGE, NEEDS_TABLE))
    ]
    table.draw(NEEDS_TABLE, wording.PLANNER_CANDIDATES, NEEDS, shown, page=navigation.PLANNER)
    _turn(chances, PAGE)


def _turn(rows: pd.DataFrame, key: str) -> None:
    """The way to the other pages, where there are any."""
    if len(rows) > pager.ROWS:
        pager.draw(key, len(rows), pager.ROWS, wording.AGENTS_COUNTED)


def _about(row: Any) -> dict[str, dict[str, Any]]:
    interval = None if pd.isna(getattr(row, "low", None)) else f"{score(row.low)}–{score(row.high)}"
    return {
        "agent": assignment_columns.agent(row.agent_name, row.agent_id),
        "area": table.text(row.coaching_area),
        "score": table.text(f"⚠ {score(row.score)}", "warn", note=interval),
        "n": table.text(numeral(row.interactions)),
        "need": table.text(wording.PLANNER_NEEDS[row.need], note=wording.PLANNER_WAITED if row.waited else None),
    }


def _place(row: Any) -> dict[str, Any]:
    if row.lots == row.equals:
        return table.text(wording.PLANNER_CERTAIN, "good")
    if row.lots == 0:
        return table.text(wording.PLANNER_WAITS, "quiet")
    return table.text(wording.PLANNER_BY_LOT.format(lots=numeral(row.lots), equals=numeral(row.equals)))


def headline(found: DrawnEffect) -> str:
    """What drawn_effect.estimate() says, in one sentence."""
    if not found.is_told:
        return wording.DRAWN_TOO_FEW.format(
            drawn=numeral(found.drawn), waiting=numeral(found.waiting), least=drawn_effect.LEAST_OF_EACH
        )
    says = {Verdict.BETTER: wording.DRAWN_HELPED, Verdict.WORSE: wording.DRAWN_HARMED}.get(
        score_change.verdict(found.low, found.high), wording.DRAWN_CANNOT_BE_TOLD
    )
    return says.format(between=between(found.low, found.high))


def rests_on(found: DrawnEffect) -> str:
    """What the estimate rests on, who is left out, and where it tells nothing, what it would take."""
    said = []
    if found.is_told:
        said.append(wording.DRAWN_RESTS_ON.format(drawn=numeral(found.drawn), waiting=numeral(found.waiting)))
        if score_change.verdict(found.low, found.high) is Verdict.WITHIN_NOISE:
            smallest = detectable.smallest_difference(found.low, found.high, found.freedom)
            said.append(wording.DRAWN_SMALLEST.format(smallest=score(smallest)))
            takes = detectable.agents_of_difference(smallest, found.drawn + found.waiting)
            if takes is not None:
                points = score(detectable.EFFECT_TO_TELL)
                said.append(wording.DRAWN_TAKES.format(points=points, count=numeral(detectable.about(takes))))
    if found.left_out:
        said.append(wording.DRAWN_LEFT_OUT.format(count=numeral(found.left_out), least=drawn_effect.LEAST_AFTER))
    if found.noted:
        said.append(wording.DRAWN_NOTED.format(count=numeral(found.noted)))
    return " ".join(said)


def effect(found: DrawnEffect) -> None:
    """What all rounds by lot show together."""
    st.header(wording.PLANNER_EFFECT)
    st.markdown(headline(found))
    st.caption(f"{rests_on(found)} {wording.DRAWN_MEANS}".strip())
    navigation.link(navigation.EFFECT, wording.EFFECT, ":material/trending_up:")


def chosen_round(drawn: pd.DataFrame, zone: ZoneInfo) -> str:
    """Which round is looked at, in the address; at first the newest. `drawn`: rounds.agents_of_rounds()."""
    st.header(wording.PLANNER_ROUNDS)
    newest = drawn.drop_duplicates("round_id")
    called = [
        wording.PLANNER_ROUND_OF.format(when=day_and_time(row.drawn_at, zone), name=row.drawn_by_name)
        for row in rows_of(newest)
    ]
    words = told_apart({round_id: as_label(each) for round_id, each in zip(newest["round_id"], called, strict=True)})
    at_first = str(newest["round_id"].iloc[0])
    return addressed.always_one(
        st.selectbox, wording.PLANNER_ROUND, words, ROUND, at_first, width=ROUND_WIDTH, **pager.turning_back(ROUND_PAGE)
    )


def show_round(round_id: str) -> None:
    """For a callback: the page shows this round."""
    addressed.forget([ROUND])
    st.query_params[ROUND] = round_id


def round_drawn(agents: pd.DataFrame, noted: pd.Series, may_coach: bool, own: bool, zone: ZoneInfo) -> None:
    """Who was drawn and who waits, in the order of the draw. `agents`: one round of rounds.agents_of_rounds(); `noted`:
    rounds.noted() of it. `own`: the viewer drew it."""
    first, drawn = agents.iloc[0], int(agents["drawn"].sum())
    says = wording.PLANNER_ROUND_SAYS if first["running"] else wording.PLANNER_ROUND_OVER
    st.markdown(
        says.format(drawn=numeral(drawn), waiting=numeral(len(agents) - drawn), day=day(pd.Timestamp(first["last_on"])))
    )
    if not own:
        st.caption(wording.PLANNER_ONLY_MINE)
    shown = []
    for row in rows_of(pager.cut(agents.assign(noted=noted), ROUND_PAGE, ROUND_TABLE)):
        cells = _about(row) | {
            "lot": table.text(wording.PLANNER_DRAWN, "good") if row.drawn else table.text(wording.PLANNER_WAITING),
            "coached": _coached(row.coached_at, bool(row.noted), zone),
        }
        may_assign = row.drawn and row.running and row.coached_at is None
        ask = table.asks(wording.ASSIGN_AGENT, wording.ASSIGN_TO.format(name=row.agent_name))
        cells["assign"] = ask if may_assign else table.text("")
        shown.append(table.Row(f"{row.round_id}{OF_ROUND}{row.agent_id}", {}, cells))
    columns = (*AGENTS, ASSIGN) if may_coach and bool(first["running"]) else AGENTS
    table.draw(ROUND_TABLE, wording.PLANNER_ROUND, columns, shown, page=navigation.ASSIGN)
    _turn(agents, ROUND_PAGE)


def _coached(at: datetime | None, was_noted: bool, zone: ZoneInfo) -> dict[str, Any]:
    if at is None:
        return table.text("–", "quiet")
    on = day(day_of(at, zone))
    if was_noted:
        return table.text(wording.PLANNER_COACHED_ALL_THE_SAME.format(day=on), "warn")
    return table.text(on)
