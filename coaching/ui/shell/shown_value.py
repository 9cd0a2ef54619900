"""When is a widget told what to show? Only where that differs from what it shows.

Streamlit sends the browser every value that a page sets. Where the reader has ticked a box meanwhile, the answer to an
earlier run would set it back, and the next run would take that for the reader's doing.
"""

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def show(key: str, value: Any) -> None:
    """Has the widget with this key, which is drawn next, show the value. The key must be of one page only: a widget of
    another page would not be told again.

    Where the reader just came, a run that was broken off may have set it without its being shown: it is set anew.
    """
    if came_by_address() or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def came_by_address() -> bool:
    """Whether the address decides: the reader followed a link, or pressed Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
