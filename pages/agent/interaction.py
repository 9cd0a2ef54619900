"""One interaction with its scores, transcript, metrics and comments.

Opening it from an assignment, as that assignment's agent, is what marks it reviewed.
"""

import streamlit as st

from coaching.assignments import assignments, discussion
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

about = assignment.agent_id if assignment else interaction.agent_id
if viewer.is_supervisor and about not in (None, viewer.person_id):
    access.look_at(str(about))
kind, counts_now = None, False
if assignment is not None and of_assignment is not None:
    this = of_assignment["interaction_id"] == interaction_id
    kind = str(of_assignment.loc[this, "kind"].iloc[0])
    reads_as_agent = assignment.agent_id == viewer.person_id
    if not of_assignment.loc[this, "reviewed"].all():
        written = failures.written(
            assignments.record_opening, viewer.person_id, assignment.assignment_id, interaction_id
        )
        counts_now = written and reads_as_agent
        of_assignment.loc[this, "reviewed"] = counts_now
        if not written:
            st.warning(wording.LOOK_NOT_COUNTED)
    steps_left = None
    if reads_as_agent and of_assignment["reviewed"].all():
        steps = discussion.steps(database(), viewer.person_id, assignment.assignment_id)
        steps_left = sum(not step.done for step in steps)
    interaction_view.way_up(assignment, interaction, viewer.person_id)
    interaction_view.way_through(assignment, of_assignment, interaction_id, counts_now, steps_left)
else:
    own = interaction.agent_id == viewer.person_id or not viewer.is_supervisor
    interaction_view.way_back(interaction, own)

coached = tuple(assignment.coaching_areas) if assignment else ()
content = interaction_content.content(database(), viewer.person_id, interaction, coached)
interaction_view.header(interaction, kind, time_zone())
interaction_view.what_failed(content)
interaction_actions.draw(viewer, interaction, content.failed_areas, time_zone())
interaction_view.transcript_and_metrics(content)
interaction_view.scores_and_sentiment(interaction, content, time_zone())
audits = interactions.audits(database(), viewer.person_id, interaction_id)
interaction_view.audits(audits, auditing.answers_of_audits(database(), viewer.person_id, interaction_id), time_zone())
details_actions.draw(viewer.person_id, interaction_id, time_zone())
