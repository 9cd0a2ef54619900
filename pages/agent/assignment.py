"""One coaching assignment: what the supervisor wrote, and the interactions to review."""

import streamlit as st

from coaching import assignments
from coaching.database import utc_now
from coaching.ui import access, assignment_view, navigation, wording
from coaching.ui.session import database, time_zone

viewer = access.require_agent_pages()

assignment = assignments.assignment(database(), viewer.person_id, st.query_params.get("assignment", ""))
if assignment is None:
    access.refuse(wording.NO_SUCH_ASSIGNMENT)
opened = assignment_view.just_opened()
if opened:
    navigation.go(navigation.INTERACTION, interaction=opened, assignment=assignment.assignment_id)

reads_as_agent = assignment.agent_id == viewer.person_id
back = {} if reads_as_agent else {"agent": assignment.agent_email or assignment.agent_id}
navigation.link(navigation.MY_COACHING, wording.MY_COACHING, ":material/arrow_back:", **back)
assignment_view.header(assignment, reads_as_agent, utc_now(), time_zone())
assignment_view.feedback_and_plan(assignment)

rows = assignments.interactions_of_assignment(database(), viewer.person_id, assignment.assignment_id)
to_review = rows.loc[~rows["reviewed"], "interaction_id"].tolist()
if reads_as_agent and to_review and assignment_view.open_next(assignment):
    navigation.go(navigation.INTERACTION, interaction=to_review[0], assignment=assignment.assignment_id)

assignment_view.marked_interactions(rows, assignment, time_zone())
assignment_view.best_responses(rows, assignment, reads_as_agent, time_zone())
