"""When is a widget told what to show? Only where that differs from what it shows.

Streamlit sends the browser every value that a page sets. Where the reader has ticked a box meanwhile, the answer to an
earlier run would set it back, and the next run would take that for the reader's doing.
"""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coaching.words.reader import reader

SHOWN_IN = "shown_in"  # by the key of a widget, the language in which it was told what to show


def show(key: str, value: Any) -> None:
    """Has the widget with this key, which is drawn next, show the value. The key must be of one page only: a widget of
    another page would not be told again.

    Where the reader just came, a run that was broken off may have set it without its being shown: it is set anew. So it
    is in another language, in which the browser would send an option by words that it is no longer called by.
    """
    language: dict[str, str] = st.session_state.setdefault(SHOWN_IN, {})
    is_told = key in st.session_state and st.session_state[key] == value and language.get(key) == reader().tag
    if came_by_address() or not is_told:
        st.session_state[key] = value
    language[key] = reader().tag


def came_by_address() -> bool:
    """Whether the address decides: the reader followed a link, or pressed Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
