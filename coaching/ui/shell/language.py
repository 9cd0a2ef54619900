"""In which language does the app speak to somebody? In the one they chose, else as their browser asks for it."""

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from coaching.people import preferences
from coaching.people.people import Viewer
from coaching.people.preferences import Preference
from coaching.storage.database_file import DatabaseLockedError
from coaching.storage.errors import refusal
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import plain
from coaching.words.reader import LANGUAGES, Reader, ask_with, read_as, reader_of

FIELD = "language"
AS_THE_BROWSER_SAYS = ""


def speak_to(viewer: Viewer | None) -> None:
    """What this run says from here on is in the language of the viewer; in that of the browser where there is none."""
    read_as(_reader_of(viewer))


def _reader_of(viewer: Viewer | None) -> Reader:
    return reader_of(None if viewer is None else _chosen(viewer), st.context.locale)


def _chosen(viewer: Viewer) -> str | None:
    return preferences.preferences(database(), viewer.person_id).get(Preference.LANGUAGE)


def _reader_of_run() -> Reader | None:
    """Who reads what a callback or a fragment says, which run before or without app.py."""
    from coaching.ui.shell import access  # it needs this module for its menu

    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    try:
        return _reader_of(access.viewer())
    except DatabaseLockedError:
        return _reader_of(None)


ask_with(_reader_of_run)


def draw_choice(viewer: Viewer) -> None:
    """The field in which the viewer chooses. Languages are called what they call themselves."""
    chosen = _chosen(viewer) or AS_THE_BROWSER_SAYS
    key = f"{FIELD}_{viewer.person_id}"
    words = {AS_THE_BROWSER_SAYS: wording.AS_THE_BROWSER_SAYS, **LANGUAGES}
    st.session_state[key] = chosen  # in every run: while the menu is closed the browser does not hear of it
    st.selectbox(
        wording.LANGUAGE_OF_APP, list(words), format_func=words.__getitem__, key=key, on_change=_choose, args=(key,)
    )


def _choose(key: str) -> None:
    from coaching.ui.shell import access

    viewer = access.viewer()
    if viewer is not None and key == f"{FIELD}_{viewer.person_id}":
        try:
            preferences.prefer(database(), viewer.person_id, Preference.LANGUAGE, st.session_state[key] or None)
        except Exception as error:
            refused = refusal(error)
            if refused is None:
                raise
            st.toast(plain(refused.sentence), icon=":material/error:")
        speak_to(viewer)
