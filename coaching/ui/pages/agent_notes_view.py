"""How do notes about an agent look, and where are they written? Private ones are never printed."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments.agent_notes import AgentNote
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.words import wording
from coaching.words.formatting import as_label, day_and_time, escape, numeral, own_direction

MOST_NOTES = 10
NOTE_HEIGHT = 110


class Readers(StrEnum):
    """Who reads a note."""

    PRIVATE = "private"
    SHARED = "shared"


def notes(written: Sequence[AgentNote], zone: ZoneInfo, take_back: Callable[[AgentNote], None] | None = None) -> None:
    """The notes in the order given, the newest ones of many. `take_back`: draws the way to take a note of one's own
    back; None where there is none."""
    for note in written[:MOST_NOTES]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"agent_note_{note.note_id}"):
            st.html(f'<div class="notes"><ol>{_note_html(note, zone)}</ol></div>')
            if take_back is not None and note.own:
                take_back(note)
    if len(written) > MOST_NOTES:
        st.caption(wording.AGENT_MORE_OF.format(shown=MOST_NOTES, count=numeral(len(written))))


def _note_html(note: AgentNote, zone: ZoneInfo) -> str:
    readers = wording.NOTE_PRIVATE if note.private else wording.NOTE_SHARED
    by = f"{own_direction(note.writer)} · {day_and_time(note.written_at, zone)} · {readers}"
    said = f'<span class="said" dir="auto">{escape(note.text)}</span>'
    return f'<li class="note {"private" if note.private else "shared"}"><span class="by">{by}</span>{said}</li>'


def take_back(key: str, act: Callable[[], None]) -> None:
    """The button that takes a note back, after a question."""
    with st.popover(wording.TAKE_NOTE_BACK, type="tertiary"):
        st.caption(wording.TAKE_NOTE_BACK_MEANS)
        st.button(wording.TAKE_NOTE_BACK, key=key, on_click=act)


def form(key: str, name: str, words: Typed, send: Callable[[Readers], None]) -> None:
    """Where to write a note about the agent `name`. `words`: what is typed into the widget `key`, after begin()."""
    labels = {reader: wording.NOTE_FOR[reader] for reader in Readers}
    st.text_area(
        as_label(wording.NOTE_ABOUT.format(name=name)),
        key=key,
        height=NOTE_HEIGHT,
        on_change="ignore",
        persist_state="session",
    )
    words.under("note")
    readers = st.segmented_control(
        wording.NOTE_FOR_WHOM,
        list(Readers),
        format_func=labels.__getitem__,
        default=Readers.PRIVATE,
        required=True,
        key=f"{key}_readers",
    )
    chosen = readers or Readers.PRIVATE
    st.caption(as_label(wording.NOTE_READ_BY[chosen].format(name=name)))
    commands.complaints(key, {"note": key})
    st.button(wording.SAVE_NOTE, key=f"{key}_save", icon=":material/send:", on_click=send, args=(chosen,))
    words.mirror()
