"""Which page does the viewer look at, and what becomes of what was asked of the one before? Nothing is done about it.

A part of a page that is drawn by itself (a fragment) may be asked for although the viewer has left the page a moment
ago: a pause in their typing does so, or a click while the next page is on its way. Streamlit draws it behind the next
page then, in place of it: the viewer would look at an empty page.
"""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

PAGE, ADDRESS, KEPT = "page_shown", "page_shown_address", "page_shown_kept"
# The parameter by which history.js numbers what the reader comes to. It is not in the address that they see.
VISIT = "visit"


def leave_the_one_before() -> None:
    """To be called first in every run: where it is of another page, the parts of the one before are drawn no more."""
    context = get_script_run_ctx()
    if context is not None and context.page_script_hash != st.session_state.get(PAGE):
        context.fragment_storage.clear()
        st.session_state.pop(KEPT, None)


def kept() -> dict[str, Any]:
    """What a page knows as long as the reader stays on it, by a key that names what it is about (an assignment, say):
    from one assignment straight to another they stay on the page. Empty when they come from another page."""
    found: dict[str, Any] = st.session_state.setdefault(KEPT, {})
    return found


def say_which_visit() -> None:
    """Has whatever this run writes into the address say for which visit it does. Otherwise a page that was left would
    write its filters over those of the page that the reader has come to meanwhile.

    A field that Streamlit itself writes into the address leaves the number out of what is asked next.
    """
    context = get_script_run_ctx()
    if context is not None:
        number = st.query_params.get(VISIT) or st.session_state.get(VISIT, "0")
        st.session_state[VISIT] = number
        with context.session_state.query_params() as parameters:
            parameters.set_with_no_forward_msg(VISIT, number)


def address() -> str:
    """What the address calls the page that is shown."""
    found: str = st.session_state.get(ADDRESS, "")
    return found


def note(address: str) -> None:
    """To be called once Streamlit knows which page it is: where an address names it, that is not so from the start.

    `address`: what the address calls the page.
    """
    context = get_script_run_ctx()
    if context is not None:
        st.session_state[PAGE] = context.page_script_hash
        st.session_state[ADDRESS] = address
