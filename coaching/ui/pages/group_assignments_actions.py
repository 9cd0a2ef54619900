"""What can be done with all assignments of a group at once? Change them, and take them back."""

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import together
from coaching.assignments.action_plan import plan_steps
from coaching.assignments.together import Change
from coaching.people.people import Viewer
from coaching.ui.pages import group_assignments_view as view
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording
from coaching.words.refusals import RefusedError


def draw(viewer: Viewer, group_id: str, zone: ZoneInfo) -> None:
    """What the group was assigned, and for whoever may coach its agents the two forms."""
    rows = together.assignments_of_group(database(), viewer.person_id, group_id)
    view.listing(rows, zone)
    theirs = rows[rows["may_change"]]
    if theirs.empty:
        return
    place = _place(group_id)
    words = _words(viewer.person_id, group_id)
    words.begin()
    number = len(view.chosen(theirs, f"{place}_chosen"))
    asked = (viewer.person_id, group_id)
    with st.expander(wording.CHANGE_TOGETHER, icon=":material/edit:"):
        supervisors = together.supervisors_for_group(database(), *asked)
        view.change_form(place, number, supervisors, today(), words, partial(_change, *asked))
    with st.expander(wording.WITHDRAW_TOGETHER, icon=":material/undo:"):
        view.withdraw_form(place, number, words, partial(_withdraw, *asked))
    words.mirror()


def _place(group_id: str) -> str:
    return f"together_{group_id}"


def _words(viewer_id: str, group_id: str) -> Typed:
    place = _place(group_id)
    keys = {field: f"{place}_{field}" for field in ("plan", "reason")}
    return Typed(viewer_id, f"together:{group_id}", keys, finish=[f"{place}_change", f"{place}_withdraw"])


def _chosen(group_id: str) -> list[str]:
    return [str(each) for each in st.session_state.get(f"{_place(group_id)}_chosen") or []]


def _change(viewer_id: str, group_id: str) -> None:
    place, words = _place(group_id), _words(viewer_id, group_id)
    steps = plan_steps(words.text("plan").splitlines())
    changed = Change(
        follow_up_on=st.session_state.get(f"{place}_follow_up"),
        action_plan=steps or None,
        supervisor_id=st.session_state.get(f"{place}_supervisor"),
    )
    asked = (viewer_id, group_id, _chosen(group_id), changed, today())
    done = commands.carry_out(place, together.change, *asked, zone=time_zone())
    if isinstance(done, RefusedError):
        return
    st.session_state[f"{place}_follow_up"] = st.session_state[f"{place}_supervisor"] = None
    words.done()
    view.said(wording.CHANGED_SO_MANY, len(done.assignment_ids), done.left_alone)


def _withdraw(viewer_id: str, group_id: str) -> None:
    place, words = _place(group_id), _words(viewer_id, group_id)
    asked = (viewer_id, group_id, _chosen(group_id), words.text("reason"))
    done = commands.carry_out(f"{place}_withdrawal", together.withdraw, *asked)
    if isinstance(done, RefusedError):
        return
    words.done()
    view.said(wording.WITHDRAWN_SO_MANY, len(done.assignment_ids), done.left_alone)
