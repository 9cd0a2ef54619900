"""One coaching assignment: what the supervisor wrote, the interactions to review, and the discussion of it."""

import streamlit as st

from coaching.assignments import assignments, discussion, history, marks
from coaching.people.permissions import Action
from coaching.ui.pages import assignment_actions, assignment_view, discussion_actions
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.ASSIGNMENT])

assignment = assignments.assignment(database(), viewer.person_id, st.query_params.get("assignment", ""))
role = discussion.viewer_role(database(), viewer.person_id, st.query_params.get("assignment", ""))
if assignment is None or role is None:
    access.refuse(wording.NO_SUCH_ASSIGNMENT)

reads_as_agent = assignment.agent_id == viewer.person_id
if not reads_as_agent:
    access.look_at(assignment.agent_id)
assignment_view.way_back(assignment, viewer.person_id, viewer.may(Action.MEASURE))
recorded = discussion.outcomes(database(), viewer.person_id, assignment.assignment_id)
outcome = recorded[0].outcome if recorded else None
assignment_view.header(assignment, outcome, reads_as_agent, today(), time_zone())
new = assignment_actions.read_news(viewer.person_id, assignment.assignment_id) if reads_as_agent else None
assignment_view.news(new)
assignment_actions.draw(viewer, assignment)
discussion_actions.acknowledgement(viewer.person_id, assignment, role, time_zone())
requests = marks.requests_of(database(), viewer.person_id, assignment.assignment_id)
assignment_view.requests(requests, assignment, reads_as_agent, time_zone())
choice = None if reads_as_agent else history.choice(database(), viewer.person_id, assignment.assignment_id)
plan = assignment_view.feedback_and_plan(assignment, choice.without_feedback_because if choice else None)
if plan is not None:
    with plan:
        discussion_actions.action_plan(viewer.person_id, assignment, time_zone())

interactions = assignments.interactions_of_assignment(database(), viewer.person_id, assignment.assignment_id)
to_review = interactions["interaction_id"][~interactions["reviewed"]].tolist()
if reads_as_agent and not outcome and to_review and assignment_view.open_next(assignment):
    navigation.go(navigation.INTERACTION, interaction=to_review[0], assignment=assignment.assignment_id)

assignment_view.interactions(interactions, assignment, role, time_zone())
assignment_actions.to_calendar(viewer.person_id, assignment)
new_since = new.since if new else None
discussion_actions.notes_and_outcome(viewer.person_id, assignment, role, recorded, new_since, today(), time_zone())
if not reads_as_agent:
    assignment_view.history(
        choice,
        history.history(database(), viewer.person_id, assignment.assignment_id),
        time_zone(),
    )
