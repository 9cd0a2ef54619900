"""Audit: a supervisor answers the metrics of one interaction beside its transcript. Kept as a draft as it goes."""

import streamlit as st

from coaching.quality import auditing, interactions
from coaching.ui.pages import audit_form_view, interaction_view
from coaching.ui.pages.audit_actions import AuditForm
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.AUDIT])

interaction_id = st.query_params.get("interaction", "")
interaction = interactions.interaction(database(), viewer.person_id, interaction_id)
if interaction is None:
    access.refuse(wording.NO_SUCH_INTERACTION)
if not interaction.coachable_by(viewer):
    access.refuse(wording.NOT_TO_AUDIT)
if interaction.agent_id is not None:
    access.look_at(interaction.agent_id)
interaction_view.way_back_from_audit(interaction)
interaction_view.title(interaction, time_zone())
metrics = auditing.metrics_to_audit(database(), viewer.person_id, interaction_id)
if metrics.empty:
    states.nothing(wording.NOTHING_TO_AUDIT, states.to(navigation.EVALUATION, wording.EVALUATION), ":material/rule:")
    st.stop()

turns = interactions.turns(database(), viewer.person_id, interaction_id)
pass_score = interaction.pass_score


@st.fragment
def form() -> None:
    """A fragment: an answer draws the form and its score anew, not the transcript. Leaves when it was submitted."""
    audit = AuditForm(viewer.person_id, interaction_id, metrics)
    audit.words.begin()
    if st.session_state.pop(audit.done, False):
        navigation.go(navigation.INTERACTION, interaction=interaction_id)
    audit_form_view.form(audit, turns, pass_score)


left, right = st.columns(2)
with left:
    audit_form_view.transcript(turns)
with right:
    form()
