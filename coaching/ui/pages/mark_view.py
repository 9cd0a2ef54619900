"""What does the popover look like in which an interaction's agent is marked for coaching, or asks for it?"""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments.marks import NOTE_LENGTH, OwnMark
from coaching.ui.pieces import commands
from coaching.ui.shell import navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.words import wording
from coaching.words.formatting import day_and_time, isolated, long_text
from coaching.words.sentences import listed

NOTE_HEIGHT = 90


def what_came_of_it(before: OwnMark, name: str, own: bool, zone: ZoneInfo) -> None:
    """The mark or request that was made before, and how it ended."""
    when, areas = day_and_time(before.marked_at, zone), listed(before.coaching_areas)
    told = wording.ASKED_ON.format(when=when) if own else wording.MARKED_ON.format(name=name, when=when, areas=areas)
    st.text(long_text(told))
    if before.note:
        st.text(long_text(before.note), width="stretch")
    if before.closed_at is None:
        if own:
            st.caption(wording.ASKED_AND_OPEN)
        return
    closed = day_and_time(before.closed_at, zone)
    if before.became_coaching:
        st.text(wording.BECAME_COACHING.format(when=closed))
        if before.assignment_id:
            navigation.link(
                navigation.ASSIGNMENT,
                wording.OPEN_COACHING,
                ":material/arrow_forward:",
                assignment=before.assignment_id,
            )
    elif before.taken_back:
        st.text(wording.TAKEN_BACK_ON.format(when=closed))
    else:
        st.text(long_text(wording.SET_ASIDE_BY.format(name=isolated(before.closed_by or ""), when=closed)))
        st.text(long_text(before.reason), width="stretch")


def form(
    place: str,
    words: Typed,
    areas: Sequence[str],
    failed_areas: Sequence[str],
    own: bool,
    send: Callable[[], None],
) -> None:
    """Coaching areas, a note, and the button that sends them.

    `place`: as in commands; `words`: what is typed into the note, after begin(); `areas`: all to choose from;
    `failed_areas`: those that are proposed; `own`: the agent asks for coaching on an interaction of their own.
    """
    commands.about_the_whole(place)
    st.multiselect(
        wording.MARK_AREAS,
        list(dict.fromkeys([*failed_areas, *areas])),
        default=list(failed_areas),
        key=f"{place}_areas",
        placeholder=wording.CHOOSE_AREAS,
    )
    commands.complaint(place, "areas", f"{place}_areas")
    st.text_area(
        wording.ASK_NOTE if own else wording.MARK_NOTE,
        key=f"{place}_note",
        max_chars=NOTE_LENGTH,
        height=NOTE_HEIGHT,
        placeholder=None if own else wording.MARK_NOTE_HINT,
        on_change="ignore",
        persist_state="session",
    )
    words.under("note")
    commands.complaint(place, "note", f"{place}_note")
    st.button(
        wording.ASK_FOR_COACHING if own else wording.MARK_FOR_COACHING,
        key=f"{place}_send",
        type="primary",
        on_click=send,
    )
    words.mirror()
