"""The details of an interaction: folded away, and read only when somebody unfolds them."""

from zoneinfo import ZoneInfo

import streamlit as st

from coaching.quality import details
from coaching.ui.pages import details_view
from coaching.ui.shell.session import database, names_other_agents
from coaching.words import wording


@st.fragment
def draw(viewer_id: str, interaction_id: str, zone: ZoneInfo) -> None:
    """Its ids, each with a button to copy it, and all else that exports say of it.

    A fragment, so that unfolding them draws nothing else anew. Folded away they ask the database nothing.
    """
    with st.expander(wording.DETAILS, key=f"details_{interaction_id}", on_change="rerun") as section:
        if not section.open:
            return
        found = details.details(database(), viewer_id, interaction_id, names_other_agents())
        if found is None:
            st.caption(wording.NO_SUCH_INTERACTION)
            return
        details_view.ids(found)
        details_view.said(found, zone)
