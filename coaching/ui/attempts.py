"""Commands that a form sends: carried out, or refused with a sentence at the field, which stays until the next try.

A form has a `place`: a name of its own in the session, the same for its widgets and for what was said about it.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from coaching.refused import RefusedError
from coaching.storage_trouble import refusal
from coaching.ui.formatting import plain
from coaching.ui.session import database


def carry_out(place: str, command: Callable[..., Any], *arguments: object) -> RefusedError | None:
    """Runs a command with the database and these arguments; returns why not, where it was refused."""
    forget(place)
    try:
        command(database(), *arguments)
    except Exception as error:
        refused = refusal(error)
        if refused is None:
            raise
        st.session_state[_key(place)] = refused
        return refused
    return None


def refused(place: str) -> RefusedError | None:
    """Why the last try of this form was refused, if it was."""
    found: RefusedError | None = st.session_state.get(_key(place))
    return found


def forget(place: str) -> None:
    """Begins anew: nothing is said about this form."""
    st.session_state.pop(_key(place), None)


def complaint(place: str, field: str = "") -> None:
    """The sentence at a field of the form, or about the whole of it; nothing where there is none."""
    found = refused(place)
    if found is None or field not in found.complaints:
        return
    if field:
        st.markdown(f":red[⚠ {plain(found.complaints[field])}]")
    else:
        st.error(plain(found.complaints[field]), icon=":material/error:")


def complaints(place: str) -> None:
    """All that was said about the form in one box, for a form of one field; nothing where there is nothing."""
    found = refused(place)
    if found is not None:
        st.error(plain(str(found)), icon=":material/error:")


def _key(place: str) -> str:
    return f"{place}_refused"
