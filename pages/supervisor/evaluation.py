"""Evaluation of one agent: their interactions, newest first. A supervisor selects some and makes coaching of them."""

import streamlit as st

from coaching import assignment_proposals, dashboard, evaluation, interactions
from coaching.ui import access, evaluation_view, navigation, paging, scope_filters, wording
from coaching.ui.agent_picker import agent_looked_at
from coaching.ui.session import database, time_zone

viewer = access.require_supervisor_pages()
st.title(wording.EVALUATION)
agent = agent_looked_at(viewer, wording.EVALUATION, including_self=False)
newest = interactions.data_as_of(database())
if newest is None:
    st.info(wording.NO_DATA, icon=":material/inbox:")
    st.stop()
scope_filters.as_of(newest, time_zone())

selected = evaluation_view.selection(agent)
worked_on = dashboard.queues_and_channels(database(), viewer.person_id, agent)
scope, period = scope_filters.draw(evaluation_view.NAME, agent, worked_on, newest.date(), evaluation_view.PAGE)
wanted = evaluation_view.filters(evaluation.areas_of_agent(database(), viewer.person_id, agent))

if viewer.may_coach and evaluation_view.selected_bar(agent, selected):
    assignment_proposals.add_to_draft(database(), viewer.person_id, agent, selected, period=(period.first, period.last))
    evaluation_view.clear_selection(agent)
    navigation.go(navigation.ASSIGN, agent=agent)

page = paging.current(evaluation_view.PAGE)
rows, total = evaluation.interactions_of_agent(
    database(), viewer.person_id, scope, period, wanted, page=page, size=evaluation_view.PAGE_SIZE
)
evaluation_view.interactions(rows, total, selected, viewer.may_coach, time_zone())
