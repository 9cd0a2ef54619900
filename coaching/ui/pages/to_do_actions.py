"""How does an open page To do hear of what agents write meanwhile?"""

import streamlit as st

from coaching.measuring import to_do
from coaching.ui.shell.session import database, today

LOOKS_EVERY_SECONDS = 30


@st.fragment(run_every=LOOKS_EVERY_SECONDS)
def watch(viewer_id: str, shown: int) -> None:
    """Draws the page anew, with the menu, once another number waits than is `shown`. The count is cached: looking costs
    no query while nothing was written."""
    if to_do.number_waiting(database(), viewer_id, today()) != shown:
        st.rerun()
