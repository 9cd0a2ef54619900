"""One field of the coaching form: its widget, and what is wrong with it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from coaching.assignments.draft import ChosenBecause
from coaching.ui.pages import coaching_form
from coaching.ui.pages.coaching_form import Form
from coaching.ui.shell import draft_fields
from coaching.words import wording
from coaching.words.formatting import day, plain


def field(form: Form, name: str, widget: Callable[..., Any], **options: Any) -> None:
    """One field of the draft as a widget, with what is wrong with it below."""
    key = coaching_form.show(form, name)
    if name in coaching_form.TEXTS:  # each pause of typing starts a run that keeps it, see typed.mirror_of()
        options |= {"on_change": "ignore"}
    widget(wording.FIELDS[name], key=key, **options)
    theirs = coaching_form.undecided(form)
    if name in theirs:
        draft_fields.choose(key, _in_words(theirs[name]), partial(coaching_form.decide, form), name)
    complaint(form, name)


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return wording.CHOSEN_BECAUSE[value] if isinstance(value, ChosenBecause) else value or ""


def complaint(form: Form, name: str) -> None:
    """What the last attempt was refused for at this field; nothing where there is nothing."""
    sentence = coaching_form.complaints_of(form).get(name)
    if sentence:
        st.markdown(f":red[⚠ {plain(sentence)}]")


def tick(form: Form, key: str, label: str, value: bool, change: Callable[[bool], None], **options: Any) -> None:
    """A checkbox that shows what the draft says, and tells `change` what it is set to."""
    st.session_state[key] = value
    st.checkbox(label, key=key, on_change=lambda: change(st.session_state[key]), **options)
