"""What does a page show, in the words of its fields? Each field says what is chosen in it; a file repeats it.

Kept for one run of a page: its guard begins anew (access.require()).
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from coaching.words import wording

SAID = "filters_said"


def begin() -> None:
    """Nothing is said yet."""
    st.session_state[SAID] = {}


def say(label: str, chosen: Sequence[str]) -> None:
    """What is chosen in the field with this label, as it stands there; nothing where nothing is."""
    said: dict[str, str] = st.session_state.setdefault(SAID, {})
    if chosen:
        said[label] = wording.COMMA.join(chosen)
    else:
        said.pop(label, None)


def said() -> Mapping[str, str]:
    """What is chosen in the fields of the page, by their labels, in the order in which they stand there."""
    found: dict[str, str] = st.session_state.get(SAID, {})
    return dict(found)
