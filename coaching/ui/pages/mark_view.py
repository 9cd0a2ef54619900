"""On the page of an interaction: marking an agent for coaching, or, as the agent, asking for it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import marks
from coaching.assignments.marks import NOTE_LENGTH, OwnMark
from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.quality import coaching_areas
from coaching.quality.interactions import Interaction
from coaching.ui.pieces import commands
from coaching.ui.shell import navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import day_and_time, long_text, plain
from coaching.words.refusals import RefusedError
from coaching.words.sentences import listed

NOTE_HEIGHT = 90


@st.fragment
def popover(viewer: Viewer, interaction: Interaction, failed_areas: Sequence[str], zone: ZoneInfo) -> None:
    """What the viewer may do: ask for coaching on an interaction of their own, mark the agent of another; or nothing.

    `failed_areas`: the coaching areas that it fails, which are proposed.
    """
    own = interaction.agent_id == viewer.person_id
    if own and viewer.may(Action.BE_COACHED):
        labels = (wording.ASK_FOR_COACHING, wording.ASKED_ALREADY, ":material/front_hand:")
    elif not own and interaction.agent_visible and viewer.may_coach:
        labels = (wording.MARK_FOR_COACHING, wording.MARKED_ALREADY, ":material/flag:")
    else:
        return
    name = interaction.agent_name or wording.ANOTHER_AGENT
    before = marks.own_mark(database(), viewer.person_id, interaction.interaction_id)
    is_open = before is not None and before.closed_at is None
    with st.popover(labels[1] if is_open else labels[0], icon=labels[2]):
        if before is not None:
            with st.container(gap="xsmall"):
                _what_came_of_it(before, name, own, zone)
        if not is_open:
            means = wording.ASK_MEANS if own else wording.MARK_MEANS.format(name=name)
            st.caption(plain(means if before is None or not own else wording.ASK_AGAIN))
            _form(viewer, interaction.interaction_id, failed_areas, own)
        elif not own:
            navigation.link(navigation.MARKED_FOR_COACHING, wording.SEE_MARKED, ":material/arrow_forward:")


def _what_came_of_it(before: OwnMark, name: str, own: bool, zone: ZoneInfo) -> None:
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
    else:
        st.text(long_text(wording.SET_ASIDE_BY.format(name=before.closed_by, when=closed)))
        st.text(long_text(before.reason), width="stretch")


def _form(viewer: Viewer, interaction_id: str, failed_areas: Sequence[str], own: bool) -> None:
    place = f"mark_{interaction_id}"
    words = _words(viewer.person_id, interaction_id)
    words.begin()
    commands.about_the_whole(place)
    known = coaching_areas.coaching_areas(database(), viewer.person_id)
    st.multiselect(
        wording.MARK_AREAS,
        list(dict.fromkeys([*failed_areas, *known])),
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
        on_click=_send,
        args=(place, viewer.person_id, interaction_id, own),
    )
    words.mirror()


def _words(viewer_id: str, interaction_id: str) -> Typed:
    place = f"mark_{interaction_id}"
    return Typed(viewer_id, f"mark:{interaction_id}", {"note": f"{place}_note"}, finish=[f"{place}_send"])


def _send(place: str, viewer_id: str, interaction_id: str, own: bool) -> None:
    areas, note = st.session_state[f"{place}_areas"], st.session_state[f"{place}_note"]
    marked = commands.carry_out(place, marks.ask if own else marks.mark, viewer_id, interaction_id, areas, note or "")
    if not isinstance(marked, RefusedError):
        _words(viewer_id, interaction_id).done()
