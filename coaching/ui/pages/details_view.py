"""What do the details of an interaction look like? Its ids to copy, and below them all else that is known."""

from zoneinfo import ZoneInfo

import streamlit as st

from coaching.quality.detail_kinds import DetailKind
from coaching.quality.details import Details
from coaching.ui.pages import details_html
from coaching.words import wording


def ids(interaction_id: str, details: Details) -> None:
    """The id of the interaction and the one given at upload, each with a button that copies it."""
    other = [one.value for one in details.of(DetailKind.OTHER_ID) if one.value and one.value != interaction_id]
    st.html(details_html.STYLE)
    with st.container(horizontal=True, key="details_ids"):
        for name, each in ((wording.INTERACTION_ID, interaction_id), *((wording.OTHER_ID, value) for value in other)):
            with st.container(width="content", gap=None):
                st.caption(name)
                st.code(each, language=None, wrap_lines=True, width="content")


def said(details: Details, zone: ZoneInfo) -> None:
    """Everything but the ids, or a sentence that there is nothing."""
    shown = details_html.details_html(details, zone)
    if shown:
        st.html(shown)
    else:
        st.caption(wording.NO_DETAILS)
