"""Which page does the viewer look at, and what becomes of what was asked of the one before? Nothing is done about it.

A part of a page that is drawn by itself (a fragment) may be asked for although the viewer has left the page a moment
ago: a pause in their typing does so, or a click while the next page is on its way. Streamlit draws it behind the next
page then, in place of it: the viewer would look at an empty page.
"""

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

PAGE = "page_shown"


def leave_the_one_before() -> None:
    """To be called first in every run: where it is of another page, the parts of the one before are drawn no more."""
    context = get_script_run_ctx()
    if context is not None and context.page_script_hash != st.session_state.get(PAGE):
        context.fragment_storage.clear()


def note() -> None:
    """To be called once Streamlit knows which page it is: where an address names it, that is not so from the start."""
    context = get_script_run_ctx()
    if context is not None:
        st.session_state[PAGE] = context.page_script_hash
