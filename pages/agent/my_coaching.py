"""Coaching Assignments of one agent: what to look at, the most urgent first. A supervisor may look on."""

import streamlit as st

from coaching.assignments.assignments import assignments_of_agent
from coaching.quality import interactions
from coaching.storage.frames import rows_of
from coaching.ui.pages import my_coaching_view
from coaching.ui.pieces.agent_picker import agent_looked_at
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, last_day, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.MY_COACHING])

st.title(wording.ASSIGNMENTS_OF_AGENT if viewer.is_supervisor else wording.COACHING_ASSIGNMENTS)
agent = agent_looked_at(viewer, wording.COACHING_ASSIGNMENTS)
reads_as_agent = agent == viewer.person_id
my_coaching_view.as_of(interactions.data_as_of(database()), time_zone())

listed = rows_of(assignments_of_agent(database(), viewer.person_id, agent, today()))
if not listed:
    st.info(wording.NO_ASSIGNMENTS if reads_as_agent else wording.NO_ASSIGNMENTS_OF_AGENT, icon=":material/inbox:")
    st.stop()

if reads_as_agent:
    urgent = my_coaching_view.most_urgent(listed)
    if urgent is None:
        my_coaching_view.nothing_to_do(listed)
    elif my_coaching_view.continue_card(urgent, today()):
        navigation.go(navigation.ASSIGNMENT, assignment=urgent.assignment_id)
figures = st.container(horizontal=True)  # above the filters that they follow

words = wording.AGENT_STATUS if reads_as_agent else wording.SUPERVISOR_STATUS
filters = my_coaching_view.filter_row(listed, words, last_day(listed[0].assigned_at), time_zone())
with figures:
    my_coaching_view.figures(listed, filters, time_zone())
matching = my_coaching_view.matching(listed, filters, time_zone())
my_coaching_view.count_and_clear(len(matching), len(listed), filters)
if not matching:
    st.info(wording.NO_MATCH.format(total=len(listed)), icon=":material/filter_alt_off:")
    st.stop()

my_coaching_view.table_of(matching, reads_as_agent, time_zone())
