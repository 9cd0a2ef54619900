"""Marked for coaching, the individuals: who is marked, and one agent's marks with the way to an assignment."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments import marks, proposals
from coaching.assignments.draft import ChosenBecause
from coaching.assignments.marks import NOTE_LENGTH
from coaching.people import visibility
from coaching.people.people import Viewer
from coaching.quality import coaching_areas
from coaching.ui.pieces import commands, interaction_columns, pager, table
from coaching.ui.shell import access, navigation, tab_title
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, day_and_time, long_text, plain, signed
from coaching.words.refusals import RefusedError
from coaching.words.sentences import listed

SHOW = "marked_show"
TEXT = "marked_agent_or_team"
AREA = "marked_area"
ASKED = "marked_asked_for"
PAGE = "marked_page"
TABLE = "marked_agents"
PAGE_SIZE = 25
REASON_HEIGHT = 90

COLUMNS = (
    table.Column("agent", "Agent"),
    table.Column("team", "Team"),
    table.Column("asked", "Marked by", align="tight"),
    table.Column("interactions", "Marked interactions", align="right"),
    table.Column("areas", wording.COACHING_AREA),
    table.Column("newest", "Newest mark", align="tight"),
)


def title(viewer: Viewer) -> str:
    """The heading, and which of the two parts is shown: individuals or groups, in the address."""
    st.title(wording.MARKED_FOR_COACHING)
    if not viewer.may_coach:
        st.caption(wording.LOOK_ONLY)
    chosen: str = st.segmented_control(
        "Show",
        [wording.INDIVIDUALS, wording.GROUPS],
        default=wording.INDIVIDUALS,
        required=True,
        key=SHOW,
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
    )
    return chosen


def individuals(viewer: Viewer, zone: ZoneInfo) -> None:
    """The filters, and a row an agent with open marks; rows open the agent."""
    filters = _filters(viewer)
    rows, total = marks.marked_agents(database(), viewer.person_id, **filters, page=pager.current(PAGE), size=PAGE_SIZE)
    filtered = any(filters.values())
    if rows.empty and not filtered:
        st.info(wording.NOBODY_MARKED, icon=":material/inbox:")
        navigation.link(navigation.EVALUATION, wording.EVALUATION, ":material/arrow_forward:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counted(total, "agent"), width="content")
        st.button(
            wording.CLEAR,
            key="marked_clear",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=_clear,
            disabled=not filtered,
        )
    if rows.empty:
        st.info(wording.NOBODY_MATCHES, icon=":material/filter_alt_off:")
        return
    shown = [_row(row, zone) for row in rows.itertuples()]
    table.draw(TABLE, wording.MARKED_LIST, COLUMNS, shown, page=navigation.MARKED_FOR_COACHING)
    if total > PAGE_SIZE:
        pager.draw(PAGE, total, PAGE_SIZE, "agent")


def _filters(viewer: Viewer) -> dict[str, Any]:
    kept = pager.filtering(PAGE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(wording.AGENT_OR_TEAM, key=TEXT, placeholder="Any", width=200, **kept)
        areas = coaching_areas.coaching_areas(database(), viewer.person_id)
        area = st.selectbox(wording.COACHING_AREA, areas, index=None, key=AREA, placeholder="All", width=200, **kept)
        asked = st.checkbox(wording.ASKED_ONLY, key=ASKED, **kept)
    return {"text": (text or "").strip(), "area": area, "asked": bool(asked)}


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
            "interactions": table.text(f"{row.interactions:,}"),
            "areas": table.tags(row.coaching_areas)
            if row.coaching_areas
            else table.text(wording.NO_AREA_SAID, "quiet"),
            "newest": table.text(day(day_of(row.newest_at, zone)), title=newest),
        },
    )


def agent(viewer: Viewer, agent_id: str, zone: ZoneInfo) -> None:
    """One agent's open marks: why, by whom, when; to set aside one by one, or to make an assignment of them all."""
    rows = marks.open_marks_of(database(), viewer.person_id, agent_id)
    overseen = visibility.agents_visible_to(database(), viewer.person_id).set_index("agent_id")["label"]
    if rows.empty and agent_id not in overseen.index:
        access.refuse(wording.NO_SUCH_AGENT)
    navigation.link(
        navigation.MARKED_FOR_COACHING,
        wording.MARKED_FOR_COACHING,
        ":material/arrow_back:",
        **{SHOW: wording.INDIVIDUALS},
    )
    name = str(overseen[agent_id] if rows.empty else rows["agent"].iloc[0])
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(plain(name), width="content")
        tab_title.name(name, wording.MARKED_FOR_COACHING)
        chosen = (
            viewer.may_coach
            and not rows.empty
            and st.button(wording.ASSIGN_COACHING, key="marked_assign", type="primary", icon=":material/add_task:")
        )
    if chosen:
        _assign(viewer, agent_id, rows)
    if rows.empty:
        st.info(plain(wording.NOTHING_MARKED_ANY_MORE.format(name=name)), icon=":material/inbox:")
        return
    team = rows["team"].iloc[0]
    interactions = counted(rows["interaction_id"].nunique(), "marked interaction")
    st.text(long_text(interactions if pd.isna(team) else f"{team} · {interactions}"))
    if not viewer.may_coach:
        st.caption(wording.LOOK_ONLY)
    for _, of_interaction in rows.groupby("interaction_id", sort=False):
        _interaction(viewer, list(of_interaction.itertuples()), zone)


def _assign(viewer: Viewer, agent_id: str, rows: pd.DataFrame) -> None:
    proposals.add_to_draft(
        database(),
        viewer.person_id,
        agent_id,
        rows["interaction_id"].unique().tolist(),
        chosen_because=ChosenBecause.ASKED_FOR if rows["asked_by_agent"].any() else None,
    )
    navigation.go(navigation.ASSIGN, agent=agent_id)


def scores_of(row: Any) -> str:
    """Its three scores: "Kore 62 · audit NA · sentiment −1.2"."""
    sentiment = signed(row.sentiment_score) + (" est." if row.sentiment_estimated else "")
    return f"{interaction_columns.kore_and_audit(row)} · sentiment {sentiment}"


def _interaction(viewer: Viewer, of_interaction: list[Any], zone: ZoneInfo) -> None:
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
            _mark(viewer, row, zone)


def _mark(viewer: Viewer, row: Any, zone: ZoneInfo) -> None:
    said = wording.ASKED_BY if row.asked_by_agent else wording.MARKED_BY
    who = said.format(name=row.marked_by, when=day_and_time(row.marked_at, zone))
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left.container(gap=None):
        st.caption(plain(f"{who} · {listed(row.coaching_areas) or wording.NO_AREA_SAID}"))
        if row.note:
            st.text(long_text(row.note), width="stretch")
    if viewer.may_coach:
        with right:
            _set_aside(viewer, row)


def _reason(viewer_id: str, agent_id: str, mark_id: str) -> Typed:
    place = f"marked_aside_{mark_id}"
    return Typed(viewer_id, f"aside {mark_id}:{agent_id}", {"reason": place}, finish=[f"{place}_send"])


@st.fragment
def _set_aside(viewer: Viewer, row: Any) -> None:
    place = f"marked_aside_{row.mark_id}"
    words = _reason(viewer.person_id, row.agent_id, row.mark_id)
    words.begin()
    with st.popover(wording.SET_ASIDE, icon=":material/move_to_inbox:"):
        st.caption(plain(wording.SET_ASIDE_MEANS.format(name=row.marked_by)))
        commands.about_the_whole(place)
        st.text_area(
            wording.SET_ASIDE_REASON,
            key=place,
            max_chars=NOTE_LENGTH,
            height=REASON_HEIGHT,
            on_change="ignore",
            persist_state="session",
        )
        words.under("reason")
        commands.complaint(place, "reason", place)
        st.button(
            wording.SET_ASIDE,
            key=f"{place}_send",
            on_click=_send_aside,
            args=(place, viewer.person_id, row.agent_id, row.mark_id),
        )
        words.mirror()
    if st.session_state.pop(f"{place}_done", False):
        st.rerun()


def _send_aside(place: str, viewer_id: str, agent_id: str, mark_id: str) -> None:
    refused = commands.carry_out(place, marks.set_aside, viewer_id, mark_id, st.session_state[place] or "")
    if not isinstance(refused, RefusedError):
        _reason(viewer_id, agent_id, mark_id).done()
        st.session_state[f"{place}_done"] = True
        st.toast(wording.WAS_SET_ASIDE, icon=":material/check:")
