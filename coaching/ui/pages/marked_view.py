"""What do the agents who are marked for coaching look like? Their list, and the marks of one of them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.ui.pieces import addressed, breadcrumbs, interaction_columns, pager, table
from coaching.ui.shell import access, filters_said, navigation, states, tab_title
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, day_and_time, isolated, long_text, numeral, plain
from coaching.words.sentences import listed

SHOW = "marked_show"
TEXT = "marked_agent_or_team"
AREA = "marked_area"
ASKED = "marked_asked_for"
PAGE = "marked_page"
TABLE = "marked_agents"

COLUMNS = (
    table.Column("agent", lambda: wording.COLUMN_AGENT),
    table.Column("team", lambda: wording.COLUMN_TEAM),
    table.Column("asked", lambda: wording.COLUMN_MARKED_BY, align="tight"),
    table.Column("interactions", lambda: wording.COLUMN_MARKED_INTERACTIONS, align="right"),
    table.Column("areas", lambda: wording.COACHING_AREA),
    table.Column("newest", lambda: wording.COLUMN_NEWEST_MARK, align="tight"),
)


class MarkedList(StrEnum):
    """The two lists of the page, of which it shows one."""

    INDIVIDUALS = "individuals"
    GROUPS = "groups"


def title(may_coach: bool) -> tuple[MarkedList, DeltaGenerator]:
    """The heading, and which of the two lists is shown: individuals or groups, in the address. With it the line in
    which that is chosen, and where there is room for the list's own filters: so the list begins higher up."""
    st.title(wording.MARKED_FOR_COACHING)
    if not may_coach:
        st.caption(wording.LOOK_ONLY)
    words = addressed.named(MarkedList, wording.MARKED_LISTS)
    line = st.container(horizontal=True, vertical_alignment="bottom")
    with line:
        return addressed.switch(wording.SHOW, words, SHOW, MarkedList.INDIVIDUALS), line


def filters(areas: list[str], line: DeltaGenerator) -> dict[str, Any]:
    """The filter widgets, each in the address; what is chosen in them as marks.marked_agents() takes it.

    `areas`: the coaching areas to choose from. `line`: where they are drawn.
    """
    filtering = pager.filtering(PAGE)
    with line:
        text = st.text_input(wording.AGENT_OR_TEAM, key=TEXT, placeholder=wording.ANY, width=200, **filtering)
        area = st.selectbox(
            wording.COACHING_AREA, areas, index=None, key=AREA, placeholder=wording.ALL, width=200, **filtering
        )
        asked = st.checkbox(wording.ASKED_ONLY, key=ASKED, **filtering)
    filters_said.say(wording.AGENT_OR_TEAM, [text] if text else [])
    filters_said.say(wording.COACHING_AREA, [area] if area else [])
    filters_said.say(wording.ONLY, [wording.ASKED_ONLY] if asked else [])
    return {"text": (text or "").strip(), "area": area, "asked": bool(asked)}


def individuals(rows: pd.DataFrame, total: int, filtered: bool, zone: ZoneInfo, line: DeltaGenerator) -> None:
    """A row an agent with open marks, which opens the agent. `rows` and `total`: marks.marked_agents(). `line`: where
    it is said how many there are."""
    if rows.empty and not filtered:
        states.nothing(wording.NOBODY_MARKED, states.to(navigation.EVALUATION, wording.EVALUATION))
        return
    with line, st.container(horizontal=True, vertical_alignment="center", width="content"):
        pager.say_count(counted(total, wording.AGENTS_COUNTED))
        st.button(
            wording.CLEAR,
            key="marked_clear",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=_clear,
            disabled=not filtered,
        )
    if rows.empty:
        states.nothing(wording.NOBODY_MATCHES, states.clearing(_clear), states.NO_MATCH)
        return
    shown = [_row(row, zone) for row in rows.itertuples()]
    table.draw(TABLE, wording.MARKED_LIST, COLUMNS, shown, page=navigation.MARKED_FOR_COACHING)
    if total > pager.ROWS:
        pager.draw(PAGE, total, pager.ROWS, wording.AGENTS_COUNTED)


def _clear() -> None:
    st.session_state[TEXT] = ""
    st.session_state[AREA] = None
    st.session_state[ASKED] = False
    pager.first(PAGE)


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    newest = day_and_time(row.newest_at, zone)
    return table.Row(
        row.agent_id,
        {"agent": row.agent_id},
        {
            "agent": table.opens(row.agent),
            "team": table.text("–" if pd.isna(row.team) else row.team),
            "asked": table.text(wording.ASKED_FOR_BY_AGENT)
            if row.asked_by_agent
            else table.text(wording.BY_SUPERVISORS, "quiet"),
            "interactions": table.text(numeral(row.interactions)),
            "areas": table.tags(row.coaching_areas)
            if row.coaching_areas
            else table.text(wording.NO_AREA_SAID, "quiet"),
            "newest": table.text(day(day_of(row.newest_at, zone)), title=newest),
        },
    )


def agent_header(name: str, may_assign: bool) -> bool:
    """Where it is, the agent's name and the one next action of the page; True when it was taken."""
    individuals = access.link_to(navigation.MARKED_FOR_COACHING, **{SHOW: MarkedList.INDIVIDUALS})
    breadcrumbs.below([(wording.MARKED_FOR_COACHING, individuals)], name)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(plain(name), width="content")
        tab_title.set_to(name, wording.MARKED_FOR_COACHING)
        return may_assign and st.button(
            wording.ASSIGN_COACHING, key="marked_assign", type="primary", icon=":material/add_task:"
        )


def marks_of_agent(name: str, rows: pd.DataFrame, set_aside: Callable[[Any], None] | None, zone: ZoneInfo) -> None:
    """One agent's open marks by interaction: why, by whom, when. `rows`: marks.open_marks_of().

    `set_aside` draws the way to set one mark aside, a row of `rows`; None for whoever may only look.
    """
    if rows.empty:
        sentence = plain(wording.NOTHING_MARKED_ANY_MORE.format(name=name))
        states.nothing(sentence, states.to(navigation.MARKED_FOR_COACHING, wording.MARKED_FOR_COACHING))
        return
    team = rows["team"].iloc[0]
    interactions = counted(rows["interaction_id"].nunique(), wording.MARKED_INTERACTIONS_COUNTED)
    st.text(long_text(interactions if pd.isna(team) else f"{team} · {interactions}"))
    if set_aside is None:
        st.caption(wording.LOOK_ONLY)
    for _, of_interaction in rows.groupby("interaction_id", sort=False):
        _interaction(list(of_interaction.itertuples()), set_aside, zone)


def scores_of(row: Any) -> str:
    """Its three scores: "Kore 62 · audit NA · sentiment −1.2"."""
    return wording.WITH_SENTIMENT.format(
        scores=interaction_columns.kore_and_audit(row), sentiment=interaction_columns.sentiment(row)
    )


def _interaction(of_interaction: list[Any], set_aside: Callable[[Any], None] | None, zone: ZoneInfo) -> None:
    first = of_interaction[0]
    with st.container(border=True):
        left, right = st.columns([4, 1], vertical_alignment="center")
        with left.container(gap=None):
            st.markdown(f"**{plain(interaction_columns.label(first, zone))}**")
            st.caption(plain(scores_of(first)))
        with right:
            navigation.link(
                navigation.INTERACTION,
                wording.OPEN_INTERACTION,
                ":material/visibility:",
                interaction=first.interaction_id,
            )
        for row in of_interaction:
            _mark(row, set_aside, zone)


def _mark(row: Any, set_aside: Callable[[Any], None] | None, zone: ZoneInfo) -> None:
    said = wording.ASKED_BY if row.asked_by_agent else wording.MARKED_BY
    who = said.format(name=isolated(row.marked_by), when=day_and_time(row.marked_at, zone))
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left.container(gap=None):
        st.caption(plain(f"{who} · {listed(row.coaching_areas) or wording.NO_AREA_SAID}"))
        if row.note:
            st.text(long_text(row.note), width="stretch")
    if set_aside is not None:
        with right:
            set_aside(row)
