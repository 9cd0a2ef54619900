"""How does a supervisor mark the agent of an interaction for coaching, or the agent ask for it?"""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import marks
from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.quality import coaching_areas
from coaching.quality.interactions import Interaction
from coaching.ui.pages import mark_view
from coaching.ui.pieces import commands
from coaching.ui.shell import navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import plain
from coaching.words.refusals import RefusedError


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
                mark_view.what_came_of_it(before, name, own, zone)
        if not is_open:
            means = wording.ASK_MEANS if own else wording.MARK_MEANS.format(name=name)
            st.caption(plain(means if before is None or not own else wording.ASK_AGAIN))
            _form(viewer, interaction.interaction_id, failed_areas, own)
        elif not own:
            navigation.link(navigation.MARKED_FOR_COACHING, wording.SEE_MARKED, ":material/arrow_forward:")


def _form(viewer: Viewer, interaction_id: str, failed_areas: Sequence[str], own: bool) -> None:
    place = f"mark_{interaction_id}"
    words = _words(viewer.person_id, interaction_id)
    words.begin()
    areas = coaching_areas.coaching_areas(database(), viewer.person_id)
    send = partial(_send, place, viewer.person_id, interaction_id, own)
    mark_view.form(place, words, areas, failed_areas, own, send)


def _words(viewer_id: str, interaction_id: str) -> Typed:
    place = f"mark_{interaction_id}"
    return Typed(viewer_id, f"mark:{interaction_id}", {"note": f"{place}_note"}, finish=[f"{place}_send"])


def _send(place: str, viewer_id: str, interaction_id: str, own: bool) -> None:
    areas, note = st.session_state[f"{place}_areas"], st.session_state[f"{place}_note"]
    marked = commands.carry_out(place, marks.ask if own else marks.mark, viewer_id, interaction_id, areas, note or "")
    if not isinstance(marked, RefusedError):
        _words(viewer_id, interaction_id).done()
