"""What a supervisor may do with an assignment that is in force: change it, or take it back."""

import streamlit as st

from coaching import assigning
from coaching.assignments import Assignment
from coaching.people import Viewer
from coaching.refused import RefusedError
from coaching.ui import navigation, wording
from coaching.ui.formatting import plain
from coaching.ui.session import database


def draw(viewer: Viewer, assignment: Assignment) -> None:
    """Edit and Withdraw, for whoever may coach its agent; nothing for others, and nothing once it is withdrawn."""
    if assignment.agent_id == viewer.person_id or not viewer.may_coach or assignment.withdrawn_at is not None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(wording.EDIT, icon=":material/edit:", key="assignment_edit"):
            navigation.go(navigation.ASSIGN, assignment=assignment.assignment_id)
        with st.popover(wording.WITHDRAW, icon=":material/undo:"):
            _withdraw(viewer.person_id, assignment.assignment_id)


def _withdraw(viewer: str, assignment_id: str) -> None:
    with st.form("assignment_withdraw", border=False):
        reason = st.text_area(wording.WITHDRAW_REASON, key="assignment_withdraw_reason")
        st.caption(wording.WITHDRAW_REOPENS)
        confirmed = st.form_submit_button(wording.WITHDRAW, type="primary")
    if not confirmed:
        return
    try:
        reopened = assigning.withdraw(database(), viewer, assignment_id, reason)
    except RefusedError as refused:
        st.error(plain(str(refused)))
    else:
        if reopened:
            are = "mark is" if reopened == 1 else "marks are"
            st.toast(wording.REOPENED.format(marks=f"{reopened} {are}"), icon=":material/undo:")
        st.rerun()
