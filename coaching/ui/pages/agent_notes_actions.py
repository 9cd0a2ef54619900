"""What can be done with the notes about an agent? Write one, shared or private, and take one's own back."""

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import agent_notes
from coaching.assignments.agent_notes import AgentNote
from coaching.people.people import Viewer
from coaching.ui.pages import agent_notes_view
from coaching.ui.pages.agent_notes_view import Readers
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import numeral
from coaching.words.refusals import RefusedError

REMOVING = "agent_note_removing"


@st.fragment
def draw(viewer: Viewer, agent_id: str, name: str, zone: ZoneInfo) -> None:
    """The notes, newest first, and for whoever coaches the agent (`name`) where to write one.

    A fragment: a note that is written or taken back draws this part anew, not the tables above it.
    """
    st.header(wording.AGENT_NOTES, anchor=False)
    written = agent_notes.notes_about(database(), viewer.person_id, agent_id)
    if not written:
        st.caption(wording.AGENT_NO_NOTES)
    take_back = partial(_take_back, viewer.person_id) if viewer.may_coach else None
    agent_notes_view.notes(written, zone, take_back)
    commands.complaints(REMOVING)
    if not viewer.may_coach:
        return
    words = _words(viewer.person_id, agent_id)
    words.begin()
    with st.container(key="agent_note_form"):
        agent_notes_view.form(_key(agent_id), name, words, partial(_save, viewer.person_id, agent_id))


def draw_own(agent_id: str, zone: ZoneInfo) -> None:
    """What supervisors share with an agent, for that agent to read; nothing where there is nothing."""
    written = agent_notes.notes_about(database(), agent_id, agent_id)
    if written:
        label = wording.WAITING.format(page=wording.AGENT_NOTES_TO_READ, count=numeral(len(written)))
        with st.expander(label, icon=":material/sticky_note_2:"):
            agent_notes_view.notes(written, zone)


def _take_back(viewer_id: str, note: AgentNote) -> None:
    agent_notes_view.take_back(f"take_back_{note.note_id}", partial(_remove, viewer_id, note.note_id))


def _remove(viewer_id: str, note_id: str) -> None:
    commands.carry_out(REMOVING, agent_notes.remove, viewer_id, note_id)


def _key(agent_id: str) -> str:
    return f"agent_note_{agent_id}"


def _words(viewer_id: str, agent_id: str) -> Typed:
    key = _key(agent_id)
    return Typed(viewer_id, f"agent_note:{agent_id}", {"note": key}, finish=[f"{key}_save"])


def _save(viewer_id: str, agent_id: str, readers: Readers) -> None:
    key = _key(agent_id)
    text = st.session_state[key] or ""
    private = readers == Readers.PRIVATE
    written = commands.carry_out(key, agent_notes.write, viewer_id, agent_id, text, private=private)
    if not isinstance(written, RefusedError):
        _words(viewer_id, agent_id).done()
