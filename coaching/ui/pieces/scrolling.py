"""How does a page bring something that it draws into sight?"""

from functools import cache
from typing import Any

import streamlit as st

from coaching.ui.shell import component_scripts

SCRIPT = component_scripts.fetching("scroll")


def to(element: str, key: str) -> None:
    """Scrolls to the element of the page with this id, once, however often it is drawn anew. `key`: of what scrolls."""
    _component()(data=[element], key=key)


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_scroll", js=SCRIPT)
