"""Templates: what supervisors start from when they write feedback, one for each coaching area."""

import streamlit as st

from coaching.assignments import templates
from coaching.ui.pages import templates_view
from coaching.ui.pages.templates_actions import TemplateForm
from coaching.ui.pages.templates_view import Whose
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.TEMPLATES])

st.title(wording.TEMPLATES)
st.caption(wording.TEMPLATE_MEANS)
rows = templates.templates(database(), viewer.person_id)
if rows.empty:
    states.nothing(wording.NO_AREAS, states.home)
    st.stop()

shown = templates_view.whose() if viewer.may_coach else Whose.TEAM
area = templates_view.area(rows, shown)
asked = (database(), viewer.person_id, area)
template, own = templates.template(*asked), templates.template(*asked, own=True)
if shown == Whose.OWN:
    templates_view.form(TemplateForm(viewer.person_id, area, own, True), None)
    st.stop()
if viewer.may_coach:
    templates_view.form(TemplateForm(viewer.person_id, area, template, False), own)
else:
    templates_view.read(template, area)
templates_view.history(templates.history(*asked), time_zone())
