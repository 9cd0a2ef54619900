"""Commands that a form sends: carried out, or refused with a sentence at the field.

The sentence stays until the field is filled in otherwise, or until the next try.

A form has a `place`: a name of its own in the session, the same for its widgets and for what was said about it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from coaching.storage.errors import refusal
from coaching.ui.shell.session import database
from coaching.words.formatting import plain
from coaching.words.refusals import RefusedError


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
    st.session_state.pop(_refused_with(place), None)


def complaint(place: str, field: str = "", widget: str | None = None) -> None:
    """The sentence at a field of the form, or about the whole of it; nothing where there is none.

    `widget`: the key of the field's widget, drawn before. Once something else stands in it the sentence is gone, and
    those at other fields stay.
    """
    found = refused(place)
    if found is None or field not in found.complaints:
        return
    if widget is not None and _is_met(place, found, field, widget):
        return
    if field:
        st.markdown(f":red[⚠ {plain(found.complaints[field])}]")
    else:
        st.error(plain(found.complaints[field]), icon=":material/error:")


def complaints(place: str, widgets: Mapping[str, str] | None = None) -> None:
    """All that was said about the form in one box, for a form of one or two fields; nothing where there is nothing.

    `widgets`: the keys of the widgets by field, for what is said about a field to go once that is filled in otherwise.
    """
    found = refused(place)
    for field, widget in (widgets or {}).items():
        if found is not None and field in found.complaints:
            _is_met(place, found, field, widget)
    if found is not None and found.complaints:
        st.error(plain(" ".join(found.complaints.values())), icon=":material/error:")


def _is_met(place: str, found: RefusedError, field: str, widget: str) -> bool:
    """Whether something else stands in the widget than when the try was refused; then the complaint is taken away."""
    refused_with = st.session_state.setdefault(_refused_with(place), {})
    value = st.session_state.get(widget)
    if refused_with.setdefault(field, value) == value:
        return False
    del found.complaints[field]
    if not found.complaints:
        forget(place)
    return True


def _refused_with(place: str) -> str:
    return f"{place}_refused_with"


def _key(place: str) -> str:
    return f"{place}_refused"
