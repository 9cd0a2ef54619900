"""What is the browser's tab called? Each page by its own name: two tabs, and two places in history, differ."""

import streamlit as st

from coaching.words import wording

LONGEST = 80
TITLE = "tab_title"


def set_to(*parts: str) -> None:
    """Calls the tab by `parts`, the most telling first, and by the product's name. Plain text, never Markdown."""
    parts = tuple(part for part in parts if part != wording.PRODUCT)
    known = [part if len(part) <= LONGEST else f"{part[: LONGEST - 1]}…" for part in parts if part]
    st.session_state[TITLE] = " · ".join(known)
    st.set_page_config(page_title=" · ".join([*known, wording.PRODUCT]))


def shown() -> str:
    """What the tab is called, without the product's name."""
    title: str = st.session_state.get(TITLE, "")
    return title
