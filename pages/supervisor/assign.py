"""The coaching form: a new assignment for an agent or a group, or a change to one. Kept as it is filled in."""

import streamlit as st

from coaching.assignments import history
from coaching.ui.pages import coaching_form_view
from coaching.ui.pages.coaching_form import CoachingForm, left_behind
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording
from coaching.words.refusals import RefusedError

viewer = access.require(navigation.ACTION[navigation.ASSIGN])

form = CoachingForm.load(database(), viewer, st.query_params, today())
if form is None:
    gone = history.history(database(), viewer.person_id, st.query_params.get("assignment", ""))
    coaching_form_view.left_behind(left_behind(database(), viewer, st.query_params), gone)
    access.refuse(wording.NO_SUCH_FORM)

form.typed()
coaching_form_view.header(form)
coaching_form_view.what_it_is_about(form, time_zone())
coaching_form_view.examples(form, time_zone())
coaching_form_view.feedback(form)
if coaching_form_view.submitted(form, today()):
    made = form.submit()
    if isinstance(made, RefusedError):
        st.rerun()
    if form.kind == "group":
        navigation.go(navigation.ASSIGNMENTS)
    navigation.go(navigation.ASSIGNMENT, assignment=made[0])
