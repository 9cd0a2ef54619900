"""How does one field of the coaching form look? Its widget, and what is wrong with it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from coaching.assignments.draft import ChosenBecause
from coaching.ui.pages import coaching_form_tab
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.ui.shell import draft_fields
from coaching.ui.shell.shown_value import show
from coaching.words import wording
from coaching.words.formatting import day, plain


def field(form: CoachingForm, name: str, widget: Callable[..., Any], **options: Any) -> None:
    """One field of the draft as a widget, with what is wrong with it below."""
    key = form.show(name)
    if name in coaching_form_tab.TEXTS:  # each pause of typing starts a run that keeps it, see draft_fields.mirror_of()
        options |= {"on_change": "ignore"}
    widget(wording.FIELDS[name], key=key, **options)
    theirs = form.undecided
    if name in theirs:
        draft_fields.choose(key, _in_words(theirs[name]), form.decide, name)
    complaint(form, name)


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return wording.CHOSEN_BECAUSE[value] if isinstance(value, ChosenBecause) else value or ""


def complaint(form: CoachingForm, name: str) -> None:
    """What the last attempt was refused for at this field; nothing where there is nothing."""
    sentence = form.complaints.get(name)
    if sentence:
        st.markdown(f":red[⚠ {plain(sentence)}]")


def tick(form: CoachingForm, key: str, label: str, value: bool, change: Callable[[bool], None], **options: Any) -> None:
    """A checkbox that shows what the draft says, and tells `change` what it is set to."""
    show(key, value)
    st.checkbox(label, key=key, on_change=lambda: change(st.session_state[key]), **options)
