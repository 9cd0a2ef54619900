"""What can a supervisor do with the marks of an agent? Make an assignment of them, or set them aside."""

from typing import Any

import pandas as pd
import streamlit as st

from coaching.assignments import marks, proposals
from coaching.assignments.draft import ChosenBecause
from coaching.assignments.marks import NOTE_LENGTH
from coaching.ui.pieces import commands
from coaching.ui.shell import navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import plain
from coaching.words.refusals import RefusedError

REASON_HEIGHT = 90


def assign(viewer_id: str, agent_id: str, rows: pd.DataFrame) -> None:
    """Proposes the interactions of these marks for an assignment, and leaves for its form."""
    proposals.add_to_draft(
        database(),
        viewer_id,
        agent_id,
        rows["interaction_id"].unique().tolist(),
        chosen_because=ChosenBecause.ASKED_FOR if rows["asked_by_agent"].any() else None,
    )
    navigation.go(navigation.ASSIGN, agent=agent_id)


def _reason(viewer_id: str, agent_id: str, mark_id: str) -> Typed:
    place = f"marked_aside_{mark_id}"
    return Typed(viewer_id, f"aside {mark_id}:{agent_id}", {"reason": place}, finish=[f"{place}_send"])


@st.fragment
def set_aside(viewer_id: str, row: Any) -> None:
    """Where a supervisor sets a mark aside. `row`: one of marks.open_marks_of(), a named tuple."""
    place = f"marked_aside_{row.mark_id}"
    words = _reason(viewer_id, row.agent_id, row.mark_id)
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
            args=(place, viewer_id, row.agent_id, row.mark_id),
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
