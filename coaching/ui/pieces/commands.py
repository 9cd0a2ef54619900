"""What does somebody read about the command that their form has just sent? The one place that handles refusals.

A form has a `place`: a name of its own in the session, the same for its widgets and for what was said about it. What is
said about a field stays until the field is filled in otherwise, or until the next attempt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from coaching.storage.database import Database
from coaching.storage.errors import refusal
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import plain
from coaching.words.refusals import InvalidFieldsError, RefusedError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass
class _Refused:
    """The last attempt of a form. `complaints`: by field, not met yet; `filled_in`: what stood in the widgets then."""

    error: RefusedError
    complaints: dict[str, str] = field(default_factory=dict)
    filled_in: dict[str, Any] = field(default_factory=dict)


def carry_out(
    place: str,
    command: Callable[Concatenate[Database, Arguments], Result],
    *arguments: Arguments.args,
    **options: Arguments.kwargs,
) -> Result | RefusedError:
    """Runs a command with the database and these arguments; returns its result, or why it was refused.

    Whoever sent it reads that it was done, where the command is named in wording.DONE.
    """
    forget(place)
    try:
        result = command(database(), *arguments, **options)
    except Exception as error:
        refused_with = refusal(error)
        if refused_with is None:
            raise
        complaints = dict(refused_with.complaints) if isinstance(refused_with, InvalidFieldsError) else {}
        st.session_state[_key(place)] = _Refused(refused_with, complaints)
        return refused_with
    said = wording.DONE.get(name_of(command))
    if said:
        st.toast(said, icon=":material/check:")
    return result


def name_of(command: Callable[..., Any]) -> str:
    """What wording.DONE calls a command: its module and its name."""
    return f"{command.__module__.rpartition('.')[2]}.{getattr(command, '__name__', '')}"


def refused(place: str) -> RefusedError | None:
    """Why the last attempt of this form was refused, if it was and not all of it is put right since."""
    attempt = _attempt(place)
    return attempt.error if attempt else None


def forget(place: str) -> None:
    """Begins anew: nothing is said about this form."""
    st.session_state.pop(_key(place), None)


def complaints_of(place: str) -> Mapping[str, str]:
    """What is wrong with the fields of the form, by field, apart from those that were filled in otherwise since."""
    attempt = _attempt(place)
    return attempt.complaints if attempt else {}


def put_right(place: str, field: str) -> None:
    """Nothing is said about this field any more: it was filled in otherwise."""
    attempt = _attempt(place)
    if attempt is None or field not in attempt.complaints:
        return
    del attempt.complaints[field]
    if not attempt.complaints and not attempt.error.sentence:
        forget(place)


def complaint(place: str, field: str, widget: str) -> None:
    """Draws what is wrong with a field; nothing where nothing is.

    `widget`: the key of the field's widget, drawn before. Once something else stands in it the sentence is gone, and
    those at other fields stay.
    """
    _take_away_what_is_met(place, field, widget)
    sentence = complaints_of(place).get(field)
    if sentence:
        st.markdown(f":red[⚠ {plain(sentence)}]")


def about_the_whole(place: str) -> None:
    """Draws the sentence about the form as a whole; nothing where there is none."""
    error = refused(place)
    if error is not None and error.sentence:
        st.error(plain(error.sentence), icon=":material/error:")


def complaints(place: str, widgets: Mapping[str, str] | None = None) -> None:
    """Draws all that is said about the form in one box, for a form of one or two fields; nothing where nothing is.

    `widgets`: the keys of the widgets by field, for what is said about a field to go once that is filled in otherwise.
    """
    for name, widget in (widgets or {}).items():
        _take_away_what_is_met(place, name, widget)
    error = refused(place)
    if error is not None:
        said = " ".join(filter(None, (*complaints_of(place).values(), error.sentence)))
        st.error(plain(said), icon=":material/error:")


def _take_away_what_is_met(place: str, field: str, widget: str) -> None:
    """Takes the sentence about a field away where its widget holds something else than when the form was refused."""
    attempt = _attempt(place)
    if attempt is None or field not in attempt.complaints:
        return
    value = st.session_state.get(widget)
    if attempt.filled_in.setdefault(field, value) != value:
        put_right(place, field)


def _attempt(place: str) -> _Refused | None:
    found: _Refused | None = st.session_state.get(_key(place))
    return found


def _key(place: str) -> str:
    return f"{place}_refused"
