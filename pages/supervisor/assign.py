"""The coaching form: a new assignment for an agent or a group, or a change to one. Kept as it is filled in."""

import streamlit as st

from coaching import assignment_history
from coaching.permissions import QA_FUNCTIONALITIES
from coaching.ui import access, assign_form, assign_view, navigation, wording
from coaching.ui.session import database, time_zone, today

viewer = access.require_supervisor_pages()
if not viewer.may_coach:
    access.refuse(wording.MISSING_PERMISSION.format(permissions=QA_FUNCTIONALITIES))

form = assign_form.opened(database(), viewer, st.query_params, today())
if form is None:
    gone = assignment_history.history(database(), viewer.person_id, st.query_params.get("assignment", ""))
    assign_view.left_behind(assign_form.left_behind(database(), viewer, st.query_params), gone)
    access.refuse(wording.NO_SUCH_FORM)

assign_view.header(form)
assign_view.what_it_is_about(form, time_zone())
assign_view.examples(form, time_zone())
assign_view.feedback(form)
if assign_view.submitted(form, today()):
    made = assign_form.submit(form, today())
    if made is None:
        st.rerun()
    if made:
        navigation.go(navigation.ASSIGNMENT, assignment=made)
    navigation.go(navigation.ASSIGNMENTS)
