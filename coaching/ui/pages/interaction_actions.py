"""What can be done with an interaction on its page? Audit it, bookmark it, coach on it, mark it or ask."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import proposals
from coaching.people.people import Viewer
from coaching.quality import bookmarks
from coaching.quality.interactions import Interaction
from coaching.storage import drafts
from coaching.ui.pages import mark_actions
from coaching.ui.pieces import commands
from coaching.ui.shell import navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.refusals import RefusedError

NOTE_HEIGHT = 100


def draw(viewer: Viewer, interaction: Interaction, failed_areas: Sequence[str], zone: ZoneInfo) -> None:
    """The actions that this viewer has, in one row; nothing for whoever has none.

    `failed_areas`: the coaching areas that it fails, which are proposed.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        if interaction.coachable_by(viewer):
            _add_assignment(viewer.person_id, interaction)
            _audit(viewer.person_id, interaction.interaction_id)
            with st.container(width="content"):
                _bookmark(viewer.person_id, interaction.interaction_id)
        mark_actions.popover(viewer, interaction, failed_areas, zone)


def _add_assignment(viewer_id: str, interaction: Interaction) -> None:
    assert interaction.agent_id, "it is coachable"
    if st.button(wording.ADD_ASSIGNMENT, type="primary", icon=":material/add_task:", key="interaction_add"):
        proposals.add_to_draft(database(), viewer_id, interaction.agent_id, [interaction.interaction_id])
        navigation.go(navigation.ASSIGN, agent=interaction.agent_id)


def _audit(viewer_id: str, interaction_id: str) -> None:
    begun = drafts.get(database(), viewer_id, "audit", interaction_id) is not None
    label = wording.CONTINUE_AUDIT if begun else wording.TO_AUDIT
    navigation.link(navigation.AUDIT, label, ":material/rule:", interaction=interaction_id)


@st.fragment
def _bookmark(viewer_id: str, interaction_id: str) -> None:
    place = f"bookmark_{interaction_id}"
    bookmark = bookmarks.bookmark(database(), viewer_id, interaction_id)
    label, icon = (wording.BOOKMARKED_HERE, "bookmark_added") if bookmark else (wording.BOOKMARK, "bookmark")
    with st.popover(label, icon=f":material/{icon}:"):
        commands.about_the_whole(place)
        words = _words(viewer_id, interaction_id)
        words.begin()
        st.text_area(
            wording.BOOKMARK_NOTE,
            key=f"{place}_note",
            max_chars=bookmarks.MOST_NOTE,
            height=NOTE_HEIGHT,
            on_change="ignore",
            persist_state="session",
        )
        words.under("note")
        commands.complaint(place, "note", f"{place}_note")
        with st.container(horizontal=True):
            st.button(
                wording.SAVE_BOOKMARK,
                key=f"{place}_save",
                type="primary",
                on_click=_save,
                args=(viewer_id, interaction_id),
            )
            if bookmark:
                st.button(
                    wording.REMOVE_BOOKMARK, key=f"{place}_remove", on_click=_remove, args=(viewer_id, interaction_id)
                )
        words.mirror()


def _words(viewer_id: str, interaction_id: str) -> Typed:
    place, bookmark = f"bookmark_{interaction_id}", bookmarks.bookmark(database(), viewer_id, interaction_id)
    start = {"note": bookmark.note if bookmark else ""}
    finish = [f"{place}_save", f"{place}_remove"]
    return Typed(viewer_id, f"bookmark:{interaction_id}", {"note": f"{place}_note"}, start=start, finish=finish)


def _save(viewer_id: str, interaction_id: str) -> None:
    place = f"bookmark_{interaction_id}"
    note = st.session_state[f"{place}_note"] or ""
    if not isinstance(commands.carry_out(place, bookmarks.add, viewer_id, interaction_id, note), RefusedError):
        _words(viewer_id, interaction_id).done()


def _remove(viewer_id: str, interaction_id: str) -> None:
    place = f"bookmark_{interaction_id}"
    commands.carry_out(place, bookmarks.remove, viewer_id, interaction_id)
    _words(viewer_id, interaction_id).done()
