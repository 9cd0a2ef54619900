"""One coaching assignment: what the supervisor wrote, and the interactions to review."""

import streamlit as st

from coaching import assignments
from coaching.ui import access, assignment_view, navigation, wording
from coaching.ui.session import database, time_zone, today

viewer = access.require_agent_pages()

assignment = assignments.assignment(database(), viewer.person_id, st.query_params.get("assignment", ""))
if assignment is None:
    access.refuse(wording.NO_SUCH_ASSIGNMENT)
reads_as_agent = assignment.agent_id == viewer.person_id
back = {} if reads_as_agent else {"agent": assignment.agent_email or assignment.agent_id}

navigation.link(navigation.MY_COACHING, wording.MY_COACHING, ":material/arrow_back:", **back)
assignment_view.header(assignment, reads_as_agent, today(), time_zone())
assignment_view.feedback_and_plan(assignment)

rows = assignments.interactions_of_assignment(database(), viewer.person_id, assignment.assignment_id)
following = rows.loc[~rows["reviewed"], "interaction_id"]
opened = None
if reads_as_agent and len(following) and assignment_view.open_next(assignment):
    opened = str(following.iloc[0])

st.subheader(wording.MARKED_INTERACTIONS)
marked = rows[rows["kind"] == "marked"]
opened = assignment_view.interaction_table("assignment_marked", marked, assignment, time_zone()) or opened

st.subheader(wording.BEST_RESPONSES)
best = rows[rows["kind"] == "best_response"]
if best.empty:
    st.info(wording.NO_BEST_RESPONSE if reads_as_agent else wording.NO_BEST_RESPONSE_FOR_SUPERVISOR)
else:
    opened = assignment_view.interaction_table("assignment_best", best, assignment, time_zone()) or opened

if opened:
    navigation.go(navigation.INTERACTION, interaction=opened, assignment=assignment.assignment_id)
