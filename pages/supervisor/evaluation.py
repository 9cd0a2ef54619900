"""Evaluation: the interactions of an agent or of all, filtered and sorted. A supervisor selects some to coach on."""

from dataclasses import replace
from functools import partial

import streamlit as st

from coaching.people import visibility
from coaching.quality import coaching_areas, forms, interaction_list, interactions, named_filters
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.interaction_list import By, WideScope
from coaching.ui.pages import evaluation_actions, evaluation_list_view, evaluation_sample_view
from coaching.ui.pages import evaluation_view as view
from coaching.ui.pieces import agent_picker, folded_filters, pager, scope_filters
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording
from coaching.words.days import UTC_ZONE

viewer = access.require(navigation.ACTION[navigation.EVALUATION])
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    beside = st.container(horizontal=True, vertical_alignment="center", width="content")
    beside.title(wording.EVALUATION, anchor=False, width="content")
    tools = st.container(horizontal=True, vertical_alignment="center", width="content")
asked = (database(), viewer.person_id)
agents = visibility.agents_visible_to(*asked)
newest = interactions.data_as_of(database())
if agents.empty or newest is None:
    states.nothing(wording.NO_AGENTS if agents.empty else wording.NO_DATA, states.home)
    st.stop()

sample = evaluation_sample_view.sampled()
agent, scope, filters = None, WideScope(), InteractionFilter(interaction_ids=sample)
if not sample:
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            agent, team = view.whose(agents)
            zone = time_zone() if agent else UTC_ZONE  # as the pages of one agent count days, and those of several
            scope = WideScope(agent_id=agent, team=team, period=view.period(newest, zone), zone=zone)
            choices = interaction_list.choices(*asked, agent, team)
            areas = interaction_list.areas_of_agent(*asked, agent) if agent else coaching_areas.coaching_areas(*asked)
            filters = view.most_used(choices, areas)
            with folded_filters.more():
                known = choices, forms.metrics(database()), forms.metric_labels(database())
                scope, filters = view.folded(scope, filters, view.teams_of(agents), *known)
            view.clear_button()
        view.set_filters()
if agent:
    with beside:
        agent_picker.links(agent, navigation.EVALUATION)

with tools:
    columns, order = view.columns_and_order()
    if not sample:
        view.named(
            named_filters.named_filters(*asked),
            partial(evaluation_actions.save_filter, viewer.person_id),
            partial(evaluation_actions.remove_filter, viewer.person_id),
        )
        evaluation_sample_view.draw_button(
            partial(interaction_list.at_random, *asked, scope, replace(filters, audited=False))
        )
columns = [column for column in columns if agent is None or column is not By.AGENT]

selected = evaluation_list_view.selection(agent)
if viewer.may_coach:
    evaluation_actions.bar(viewer.person_id, agent, selected, scope.period)

listed = partial(interaction_list.interactions, *asked, scope, filters, order)
rows, total = pager.read(listed, view.PAGE, view.TABLE, pager.ROWS_OF_EVALUATION)
if sample:
    evaluation_sample_view.sample_bar(total)
evaluation_list_view.interactions(rows, total, selected, columns, order, viewer.may_coach, time_zone())
scope_filters.as_of(newest, time_zone(), in_zone=agent is not None)
