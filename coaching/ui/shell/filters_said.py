"""What does a page show, in the words of its fields? Each field says what is chosen in it; a file repeats it.

Kept for one run of a page: its guard begins anew (access.require()).
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from coaching.words import wording

SAID = "filters_said"
OF_FIELDS = "filters_said_of_fields"


def begin() -> None:
    """Nothing is said yet."""
    st.session_state[SAID] = {}
    st.session_state[OF_FIELDS] = {}


def say(label: str, chosen: Sequence[str], key: str | None = None) -> None:
    """What is chosen in the field with this label, as it stands there; nothing where nothing is. `key`: see
    say_of_field()."""
    said: dict[str, str] = st.session_state.setdefault(SAID, {})
    if chosen:
        said[label] = wording.COMMA.join(chosen)
    else:
        said.pop(label, None)
    if key is not None:
        say_of_field(key, wording.IS_SET_TO.format(label=label, words=wording.COMMA.join(chosen)) if chosen else "")


def say_of_field(key: str, sentence: str) -> None:
    """What the field with this key is set to, where it is a filter that can be taken away by itself."""
    st.session_state.setdefault(OF_FIELDS, {})[key] = sentence


def said() -> Mapping[str, str]:
    """What is chosen in the fields of the page, by their labels, in the order in which they stand there."""
    found: dict[str, str] = st.session_state.get(SAID, {})
    return dict(found)


def of_fields(keys: Sequence[str]) -> dict[str, str]:
    """What is said of those of these fields that the address has, by key, in this order."""
    sentences: dict[str, str] = st.session_state.get(OF_FIELDS, {})
    return {key: sentences[key] for key in keys if key in st.query_params and sentences.get(key)}
