"""The coaching form: a new assignment for an agent or a group, or a change to one. Kept as it is filled in."""

import streamlit as st

from coaching.assignments import history, proposals, templates
from coaching.quality import coaching_areas
from coaching.ui.pages import (
    coaching_form_actions,
    coaching_form_doubts_view,
    coaching_form_offers,
    coaching_form_view,
)
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
suggested = form.offer()
coaching_form_view.header(form)
fitting = form.fitting()
if form.kind == "group":
    coaching_form_doubts_view.members(form, fitting)
else:
    interactions = coaching_form_offers.interactions(database(), form)
    coaching_form_view.interactions(form, interactions, fitting, time_zone())
failed = proposals.areas_failed(database(), viewer.person_id, form.sources)
known = coaching_areas.coaching_areas(database(), viewer.person_id)
coaching_form_view.what_it_is_about(form, failed, known, fitting)
offered = coaching_form_offers.offered_best_responses(database(), form, suggested)
coaching_form_view.best_responses(form, offered, time_zone())
coaching_form_actions.look(form)
coaching_form_view.feedback(form, templates.templates(database(), viewer.person_id))
if coaching_form_view.submitted(form, today()):
    made = form.submit()
    if isinstance(made, RefusedError):
        st.rerun()
    if form.kind == "group":
        navigation.go(navigation.ASSIGNMENTS)
    navigation.go(navigation.ASSIGNMENT, assignment=made[0])
