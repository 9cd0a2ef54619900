"""Compare: a marked interaction beside a best response, so that an agent sees in a minute what the better answer did.

Opening it, as the assignment's agent, marks both as reviewed.
"""

import streamlit as st

from coaching import assignments
from coaching.comparison.differences import compared_metrics
from coaching.ui import access, comparison_view, wording
from coaching.ui.session import database, names_other_agents, time_zone

viewer = access.require_agent_pages()

assignment = assignments.assignment(database(), viewer.person_id, st.query_params.get("assignment", ""))
if assignment is None:
    access.refuse(wording.NO_SUCH_ASSIGNMENT)
reads_as_agent = assignment.agent_id == viewer.person_id
rows = assignments.interactions_of_assignment(database(), viewer.person_id, assignment.assignment_id)

comparison_view.way_back(assignment, viewer.person_id)
chosen = comparison_view.chosen(rows, reads_as_agent)
if reads_as_agent:
    for to_review in rows.loc[rows["interaction_id"].isin(chosen) & ~rows["reviewed"], "interaction_id"]:
        assignments.record_opening(database(), viewer.person_id, assignment.assignment_id, to_review)

this, best = (comparison_view.side(database(), viewer.person_id, one, names_other_agents()) for one in chosen)
metrics = compared_metrics(this.results, best.results, assignment.coaching_areas)
comparison_view.verdict(metrics, this, best)
comparison_view.pickers(rows, assignment, this, best, time_zone())
comparison_view.scores(this, best, assignment.coaching_areas)
comparison_view.metrics_side_by_side(metrics, this, best)
comparison_view.transcripts(metrics, this, best)
