"""What can be done on Imports? Upload files, watch how far their import is, and stop it."""

from functools import partial

import streamlit as st

from coaching.intake import import_log, uploads
from coaching.ui.pages import imports_view as view
from coaching.ui.pieces import commands
from coaching.ui.shell import uploading
from coaching.ui.shell.session import database
from coaching.words.refusals import RefusedError

PLACE = "imports_upload"
FILES, NUMBER, BEGUN = "imports_files_{number}", "imports_number", "imports_begun"
LOOKS_EVERY_SECONDS, LOOKS_WHILE_ONE_RUNS = 10.0, 1.5


def upload(viewer_id: str) -> None:
    """The field for files, and the button that imports them."""
    uploading.ask()
    key = FILES.format(number=st.session_state.get(NUMBER, 0))
    view.upload(key, uploading.most_bytes(), partial(_begin, key, viewer_id))
    commands.complaints(PLACE, {uploads.FILES: key})


def _begin(key: str, viewer_id: str) -> None:
    files = st.session_state.get(key) or []
    begun = commands.carry_out(PLACE, uploads.begin, viewer_id, files)
    if not isinstance(begun, RefusedError):
        uploading.forget(files)
        st.session_state[NUMBER] = st.session_state.get(NUMBER, 0) + 1  # an empty field
        st.session_state[BEGUN] = begun.upload_id


def watch(viewer_id: str) -> None:
    """How far the imports of uploaded files are. Draws the page anew when one begins or ends, whoever began it."""
    _open_report(viewer_id)
    shown = _state(viewer_id)
    runs = shown[0] or shown[2] is None
    st.fragment(_watch, run_every=LOOKS_WHILE_ONE_RUNS if runs else LOOKS_EVERY_SECONDS)(viewer_id, shown)


State = tuple[tuple[str, ...], str, str | None]


def _state(viewer_id: str) -> State:
    """What of the imports the page depends on: the uploads that run here, the newest import, and how it has ended."""
    newest = import_log.imports(database(), viewer_id, most=1)
    row = ("", "") if newest.empty else (newest["import_id"].iloc[0], newest["outcome"].iloc[0])
    return tuple(one.upload_id for one in uploads.running(database(), viewer_id)), *row


def _watch(viewer_id: str, shown: State) -> None:
    if _state(viewer_id) != shown:
        st.rerun()
    view.progress(uploads.running(database(), viewer_id), partial(_stop, viewer_id))


def _open_report(viewer_id: str) -> None:
    """Opens the report of what was begun in this tab, once it has ended, or says that it has failed without one."""
    begun = uploads.ended(database(), viewer_id, st.session_state.get(BEGUN, ""))
    if begun is not None:
        del st.session_state[BEGUN]
        if begun.import_id is not None:
            st.query_params[view.IMPORT] = begun.import_id
        elif begun.failed:
            view.failed()


def _stop(viewer_id: str, upload_id: str) -> None:
    commands.carry_out(PLACE, uploads.stop, viewer_id, upload_id)
