"""What can be done with a selection of interactions? The bar above the list, and what its buttons do."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from coaching.assignments import groups, proposals, selected
from coaching.assignments.marks import NOTE_LENGTH
from coaching.quality import coaching_areas, named_filters
from coaching.ui.pages import evaluation_list_view as view
from coaching.ui.pages.evaluation_view import AREA, FILTER_NAME, FILTER_SHARED
from coaching.ui.pieces import commands
from coaching.ui.shell import navigation
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import counted
from coaching.words.refusals import RefusedError
from coaching.words.wording import Counted

MARK, BOOKMARK, GROUP = "evaluation_mark", "evaluation_bookmark", "evaluation_group"
GROUP_MADE = f"{GROUP}_made"


def bar(viewer_id: str, agent: str | None, ids: Sequence[str], period: Period | None) -> None:
    """How many interactions are selected, and what can be done with them.

    `agent`: whose list it is, None for all. `period`: the days that were looked at.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="evaluation_selection"):
        view.selected_count(agent, ids)
        if view.assign_button(ids):
            _assign(viewer_id, agent, ids, period)
        if ids:
            _mark(viewer_id, ids)
            st.button(
                wording.BOOKMARK_SELECTED,
                icon=":material/bookmark:",
                key=BOOKMARK,
                on_click=partial(_run, BOOKMARK, selected.bookmark, wording.BOOKMARKED_SELECTED, viewer_id, ids),
            )
            _add_to_group(viewer_id, agent, ids)
    commands.complaints(BOOKMARK)


def _assign(viewer_id: str, agent: str | None, ids: Sequence[str], period: Period | None) -> None:
    """Adds the interactions to the draft of each agent whom they are of, and opens the form of the first one's."""
    of_agents = selected.by_agent(database(), viewer_id, ids)
    for each, own in of_agents.items():
        proposals.add_to_draft(database(), viewer_id, each, own, period=period)
    view.clear_selection(agent)
    if len(of_agents) > 1:
        st.toast(counted(len(of_agents) - 1, wording.DRAFTS_OF_OTHERS), icon=":material/edit_note:")
    if of_agents:
        navigation.go(navigation.ASSIGN, agent=next(iter(of_agents)))


def _mark(viewer_id: str, ids: Sequence[str]) -> None:
    with st.popover(wording.MARK_SELECTED, icon=":material/flag:"):
        st.caption(wording.MARK_SELECTED_MEANS)
        areas, note = f"{MARK}_areas", f"{MARK}_note"
        st.multiselect(
            wording.MARK_AREAS,
            coaching_areas.coaching_areas(database(), viewer_id),
            key=areas,
            placeholder=wording.CHOOSE_AREAS,
        )
        st.text_area(wording.MARK_NOTE, key=note, max_chars=NOTE_LENGTH, placeholder=wording.MARK_NOTE_HINT)
        commands.complaints(MARK, {"areas": areas, "note": note})
        st.button(wording.MARK_FOR_COACHING, key=f"{MARK}_send", type="primary", on_click=_send, args=(viewer_id, ids))


def _send(viewer_id: str, ids: Sequence[str]) -> None:
    areas, note = st.session_state[f"{MARK}_areas"], st.session_state[f"{MARK}_note"]
    _run(MARK, selected.mark, wording.MARKED_SELECTED, viewer_id, ids, areas, note or "")


def _add_to_group(viewer_id: str, agent: str | None, ids: Sequence[str]) -> None:
    made = st.session_state.pop(GROUP_MADE, None)
    if made is not None:
        view.clear_selection(agent)
        navigation.go(navigation.MARKED_FOR_COACHING, group=made)
    with st.popover(wording.ADD_TO_GROUP, icon=":material/group_add:"):
        st.caption(wording.ADD_TO_GROUP_MEANS)
        known = groups.groups(database(), viewer_id)
        named = {groups.NEW: wording.NEW_GROUP, **dict(known[["group_id", "name"]].itertuples(index=False))}
        chosen = st.selectbox(
            wording.GROUP, list(named), format_func=lambda each: named.get(each, each), key=f"{GROUP}_chosen"
        )
        if chosen == groups.NEW:
            _new_group(viewer_id, ids)
            return
        commands.complaints(GROUP, {"": f"{GROUP}_chosen"})
        st.button(
            wording.ADD_TO_GROUP,
            key=f"{GROUP}_send",
            type="primary",
            on_click=partial(_run, GROUP, selected.add_to_group, wording.ADDED_TO_GROUP, viewer_id, chosen, ids),
        )


def _new_group(viewer_id: str, ids: Sequence[str]) -> None:
    """The form of a group of the agents of the selection; its coaching area is at first the one that is filtered by."""
    name, areas = f"{GROUP}_name", f"{GROUP}_areas"
    st.text_input(wording.GROUP_NAME, key=name, max_chars=groups.NAME_LENGTH)
    known = coaching_areas.coaching_areas(database(), viewer_id)
    filtered_by = st.query_params.get(AREA)
    st.multiselect(
        wording.MARK_AREAS,
        known,
        default=[filtered_by] if filtered_by in known else None,
        key=areas,
        placeholder=wording.CHOOSE_AREAS,
    )
    commands.complaints(GROUP, {"name": name, "areas": areas})
    st.button(wording.MAKE_GROUP, key=f"{GROUP}_make", type="primary", on_click=_make_group, args=(viewer_id, ids))


def _make_group(viewer_id: str, ids: Sequence[str]) -> None:
    """For callbacks: the page that is drawn next leads to the group."""
    name, areas = st.session_state[f"{GROUP}_name"], st.session_state[f"{GROUP}_areas"]
    made = commands.carry_out(GROUP, selected.make_group, viewer_id, ids, name, areas)
    if not isinstance(made, RefusedError):
        st.session_state[GROUP_MADE] = made


def _run(place: str, command: Callable[..., int], said: Counted, *arguments: Any) -> None:
    """Runs a command over the selection and says how many it was about. For callbacks."""
    done = commands.carry_out(place, command, *arguments)
    if not isinstance(done, RefusedError):
        st.toast(counted(done, said), icon=":material/check:")


def save_filter(viewer_id: str, parameters: named_filters.Parameters) -> None:
    """Gives the filters of now the name that was typed. For callbacks."""
    name, shared = st.session_state.get(FILTER_NAME) or "", bool(st.session_state.get(FILTER_SHARED))
    saved = commands.carry_out(FILTER_NAME, named_filters.save, viewer_id, name, parameters, shared=shared)
    if not isinstance(saved, RefusedError):
        st.session_state[FILTER_NAME] = ""
        st.session_state[FILTER_SHARED] = False
        st.toast(wording.FILTER_SAVED, icon=":material/check:")


def remove_filter(viewer_id: str, filter_id: str) -> None:
    """Takes the name of filters away. For callbacks."""
    commands.carry_out(FILTER_NAME, named_filters.remove, viewer_id, filter_id)
