"""Evaluation of one agent: their interactions, newest first. A supervisor selects some and makes coaching of them."""

import streamlit as st

from coaching.assignments import proposals
from coaching.measuring import agent_figures
from coaching.quality import forms, interaction_list, interactions
from coaching.ui.pages import evaluation_view
from coaching.ui.pieces import pager, scope_filters
from coaching.ui.pieces.agent_picker import agent_looked_at
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.EVALUATION])
st.title(wording.EVALUATION)
agent = agent_looked_at(viewer, wording.EVALUATION, including_self=False)
newest = interactions.data_as_of(database())
if newest is None:
    st.info(wording.NO_DATA, icon=":material/inbox:")
    st.stop()
scope_filters.as_of(newest, time_zone())

selected = evaluation_view.selection(agent)
worked_on = agent_figures.queues_and_channels(database(), viewer.person_id, agent)
scope, period = scope_filters.draw(evaluation_view.NAME, agent, worked_on, newest.date(), evaluation_view.PAGE)
areas = interaction_list.areas_of_agent(database(), viewer.person_id, agent)
filters = evaluation_view.filters(areas, forms.metrics(database()), forms.metric_labels(database()))

if viewer.may_coach and evaluation_view.selected_bar(agent, selected):
    proposals.add_to_draft(database(), viewer.person_id, agent, selected, period=period)
    evaluation_view.clear_selection(agent)
    navigation.go(navigation.ASSIGN, agent=agent)

page = pager.current(evaluation_view.PAGE)
rows, total = interaction_list.interactions_of_agent(
    database(), viewer.person_id, scope, period, filters, page=page, size=pager.ROWS_OF_EVALUATION
)
evaluation_view.interactions(rows, total, selected, viewer.may_coach, time_zone())
