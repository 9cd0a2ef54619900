"""What do the details of an interaction look like? Its ids to copy, and below them all else that is known."""

from zoneinfo import ZoneInfo

import streamlit as st

from coaching.quality.details import Details
from coaching.ui.pages import details_html
from coaching.words import wording


def ids(details: Details) -> None:
    """The id of the conversation and the ones it has elsewhere, each with a button that copies it."""
    named = [
        (wording.INTERACTION_ID, details.conversation_id),
        *((wording.OTHER_ID, each) for each in details.other_ids),
    ]
    with st.container(horizontal=True, key="details_ids"):
        for name, each in named:
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
