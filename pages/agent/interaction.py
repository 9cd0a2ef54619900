"""One interaction with its scores, transcript, metrics and comments.

Opening it from an assignment, as that assignment's agent, is what marks it reviewed.
"""

import streamlit as st

from coaching.assignments import assignments
from coaching.quality import auditing, interactions
from coaching.ui.pages import details_actions, interaction_actions, interaction_content, interaction_view
from coaching.ui.shell import access, failures, navigation
from coaching.ui.shell.session import database, names_other_agents, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.INTERACTION])

interaction_id = st.query_params.get("interaction", "")
assignment, of_assignment = None, None
if "assignment" in st.query_params:
    assignment = assignments.assignment(database(), viewer.person_id, st.query_params["assignment"])
    if assignment is None:
        access.refuse(wording.NO_SUCH_ASSIGNMENT)
    of_assignment = assignments.interactions_of_assignment(database(), viewer.person_id, assignment.assignment_id)
    if interaction_id not in of_assignment["interaction_id"].tolist():
        access.refuse(wording.NO_SUCH_INTERACTION)
interaction = interactions.interaction(database(), viewer.person_id, interaction_id, names_other_agents())
if interaction is None:
    access.refuse(wording.NO_SUCH_INTERACTION)

if assignment is not None and of_assignment is not None:
    reviewed = of_assignment.set_index("interaction_id").at[interaction_id, "reviewed"]
    if not reviewed and not failures.written(
        assignments.record_opening, viewer.person_id, assignment.assignment_id, interaction_id
    ):
        st.warning(wording.LOOK_NOT_COUNTED)
    interaction_view.way_through(assignment, of_assignment, interaction_id, viewer.person_id)
else:
    own = interaction.agent_id == viewer.person_id or not viewer.is_supervisor
    interaction_view.way_back(interaction, own)

coached = tuple(assignment.coaching_areas) if assignment else ()
content = interaction_content.content(database(), viewer.person_id, interaction, coached)
interaction_view.header(interaction, time_zone())
interaction_actions.draw(viewer, interaction, content.failed_areas, time_zone())
interaction_view.scores_and_sentiment(interaction, content)
interaction_view.transcript_and_metrics(content)
audits = interactions.audits(database(), viewer.person_id, interaction_id)
interaction_view.audits(audits, auditing.answers_of_audits(database(), viewer.person_id, interaction_id), time_zone())
details_actions.draw(viewer.person_id, interaction_id, time_zone())
