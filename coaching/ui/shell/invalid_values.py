"""What does somebody read when a page was asked for something that is not on it? The same on all pages.

A browser may send any value for any widget, and call any callback, also of an element that is gone; an address may hold
anything. Such a value ends the page by an error of one of the kinds below, wherever it is used. Nothing was done then:
commands check what they are given, and are one transaction.
"""

import logging
from pathlib import Path
from traceback import extract_tb
from urllib.parse import urlencode

import duckdb
import streamlit as st
from streamlit.errors import StreamlitAPIException

from coaching.assignments import proposals
from coaching.storage import drafts, saved_filters
from coaching.ui.shell import access
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import escape

LOG = logging.getLogger(__name__)
# What Python, Streamlit and DuckDB raise for a value that they cannot use.
BAD_VALUES = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    StreamlitAPIException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.InvalidInputException,
)
# What a page is about stays in the address when it is started anew, as far as it could be an id.
ABOUT = ("agent", "assignment", "group", "interaction")
LONGEST_ID = 200
ROOT = Path(__file__).parents[3]


def answer_to(error: Exception, number: str) -> bool:
    """Answers a page that ended with this error; whether it did (False: it is of another kind).

    `number`: under which the log has it and the reader too. The log learns where it was, not the values.
    """
    if not isinstance(error, BAD_VALUES):
        return False
    LOG.warning("Refused a page: %s at %s (number %s)", type(error).__name__, _place(error), number)
    st.error(wording.NOT_ON_THIS_PAGE.format(number=number), icon=":material/block:")
    about = {name: st.query_params.get(name, "") for name in ABOUT}
    about = {name: value for name, value in about.items() if 0 < len(value) < LONGEST_ID}
    anew = urlencode(access.address(**about), errors="replace")
    st.html(f'<p><a href="?{escape(anew)}" target="_self">{wording.START_PAGE_ANEW}</a></p>')
    someone = access.viewer()
    if someone is not None:
        _offer_to_discard(someone.person_id, list(about.values()))
    return True


def _place(error: Exception) -> str:
    """The file and line of the project where it began."""
    ours = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(ROOT)]
    own = [frame for frame in ours if ".venv" not in frame.filename]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "a widget"


def _offer_to_discard(viewer_id: str, about: list[str]) -> None:
    """The way out where what is kept of a form or of filters is what breaks the page."""
    subjects = [
        subject
        for one in about
        for subject in (
            one,
            proposals.subject_of_agent(one),
            proposals.subject_of_assignment(one),
            proposals.subject_of_group(one),
        )
    ]
    subjects += drafts.words_about(database(), viewer_id, about)
    if subjects and drafts.has_any(database(), viewer_id, subjects):
        with st.popover(wording.DISCARD_DRAFT):
            st.caption(wording.DISCARD_MEANS)
            st.button(
                wording.DISCARD_DRAFT,
                key="refusal_discard",
                on_click=_discard,
                args=(viewer_id, subjects),
                type="primary",
            )
    if saved_filters.has_any(database(), viewer_id):
        st.button(wording.FORGET_FILTERS, key="refusal_forget", on_click=_forget_filters, args=(viewer_id,))


def _discard(viewer_id: str, subjects: list[str]) -> None:
    drafts.discard_all(database(), viewer_id, subjects)


def _forget_filters(viewer_id: str) -> None:
    saved_filters.forget_all(database(), viewer_id)
