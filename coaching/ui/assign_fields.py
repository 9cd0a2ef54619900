"""One field of the coaching form: its widget, and what is wrong with it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from coaching.ui import assign_form, wording
from coaching.ui.assign_form import Form
from coaching.ui.formatting import plain


def field(form: Form, name: str, widget: Callable[..., Any], **options: Any) -> None:
    """One field of the draft as a widget, with what is wrong with it below."""
    key = assign_form.show(form, name)
    widget(wording.FIELDS[name], key=key, on_change=assign_form.changed_in_widget, args=(form, name), **options)
    complaint(form, name)


def complaint(form: Form, name: str) -> None:
    """What the last attempt was refused for at this field; nothing where there is nothing."""
    sentence = assign_form.complaints_of(form).get(name)
    if sentence:
        st.markdown(f":red[⚠ {plain(sentence)}]")


def tick(form: Form, key: str, label: str, value: bool, change: Callable[[bool], None], **options: Any) -> None:
    """A checkbox that shows what the draft says, and tells `change` what it is set to."""
    st.session_state[key] = value
    st.checkbox(label, key=key, on_change=lambda: change(st.session_state[key]), **options)
