"""Compare: a marked interaction beside a best response, so that an agent sees in a minute what the better answer did.

Opening it, as the assignment's agent, marks both as reviewed.
"""

from functools import partial

import streamlit as st

from coaching.assignments import assignments
from coaching.quality import interactions
from coaching.storage.frames import rows_of
from coaching.ui.pages import comparison_content, comparison_view
from coaching.ui.shell import access, failures, navigation
from coaching.ui.shell.session import database, names_other_agents, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.COMPARE])

assignment = assignments.assignment(database(), viewer.person_id, st.query_params.get("assignment", ""))
if assignment is None:
    access.refuse(wording.NO_SUCH_ASSIGNMENT)
reads_as_agent = assignment.agent_id == viewer.person_id
found = assignments.interactions_of_assignment(database(), viewer.person_id, assignment.assignment_id)
of_assignment = rows_of(found)

if not reads_as_agent:
    access.look_at(assignment.agent_id)
comparison_view.way_back(assignment, viewer.person_id)
chosen = comparison_view.chosen(of_assignment, reads_as_agent)
unread = [row.interaction_id for row in chosen if reads_as_agent and not row.reviewed]
opening = partial(failures.written, assignments.record_opening, viewer.person_id, assignment.assignment_id)
counted = [opening(interaction_id) for interaction_id in unread]
if not all(counted):
    st.warning(wording.LOOK_NOT_COUNTED)

this, best = (
    interactions.interaction(database(), viewer.person_id, row.interaction_id, names_other_agents()) for row in chosen
)
if this is None or best is None:
    access.refuse(wording.NO_SUCH_INTERACTION, None)
compared = comparison_content.compared(
    database(), viewer.person_id, this, best, tuple(assignment.coaching_areas), is_own=reads_as_agent
)
st.html(compared.sentence)
comparison_view.pickers(of_assignment, assignment, this, best, time_zone(), is_own=reads_as_agent)
comparison_view.scores(compared, this, best, time_zone())
comparison_view.metrics_side_by_side(compared)
comparison_view.transcripts(compared)
