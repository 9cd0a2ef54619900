"""What do readers and the log learn when something goes wrong? One sentence, and a number that both have.

The log has no e-mail addresses, no values out of addresses of pages, and none out of an error's own words: whoever
reads it need not be allowed to read the data.
"""

import logging
import re
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit import logger as streamlit_logger

from coaching import log_lines
from coaching.log_lines import NUMBER, Event
from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError
from coaching.storage.errors import refusal
from coaching.ui.shell import invalid_values, page_shown, prometheus_figures
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import plain

LOG = logging.getLogger(__name__)

# An address begins only where a word begins: otherwise the search would start again at each letter of a long word.
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_PARAMETER = re.compile(r"([?&][\w.~-]+=)[^&\s\"'#]+")
_ERROR_TYPE = re.compile(r"[\w.]+(?=:|$)")
_BETWEEN_ERRORS = (
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)


def answer(error: Exception) -> bool:
    """Says what went wrong on the page that ended with this error; for st.App(on_script_error=…). True: it was said."""
    refused = refusal(error)
    if isinstance(error, DatabaseLockedError):
        st.error(wording.DATA_AWAY, icon=":material/hourglass_empty:")
    elif isinstance(error, DatabaseUnusableError):
        _note(error)
        st.error(wording.DATA_UNUSABLE.format(number=number_of(error)), icon=":material/error:")
    elif refused is not None:
        st.error(plain(str(refused)), icon=":material/error:")
    elif not invalid_values.answer_to(error, number_of(error)):
        _note(error)
        st.error(wording.TROUBLE.format(number=number_of(error)), icon=":material/error:")
    return True


def _note(error: Exception) -> None:
    prometheus_figures.ERRORS.inc()
    person = st.session_state.get(log_lines.PERSON)
    log_lines.say(
        Event.ERROR, number=number_of(error), kind=type(error).__name__, page=page_shown.address(), person=person
    )


def number_of(error: BaseException) -> str:
    """The number under which the log has this error."""
    found = getattr(error, NUMBER, None)
    if found is None:
        found = uuid4().hex[:8]
        setattr(error, NUMBER, found)
    return str(found)


def written(command: Callable[..., Any], *arguments: object) -> bool:
    """Runs a command that reading does not wait for, with the database and these arguments; whether it was written."""
    try:
        command(database(), *arguments)
    except Exception as error:
        if refusal(error) is None:
            raise
        LOG.warning("Not written: %s", type(error.__cause__ or error).__name__)
        return False
    return True


def keep_logs_clean(form: log_lines.Form = "text") -> None:
    """From here on no log of this process has personal data in it, whoever writes to it; errors have their number.
    `form`: that of its lines."""
    log_lines.begin(form, *streamlit_logger._loggers.values())
    make = logging.getLogRecordFactory()
    if make is not _clean_record:
        _clean_record.make = make  # type: ignore[attr-defined]
        logging.setLogRecordFactory(_clean_record)
    threading.excepthook = _log_of_thread
    # It would note the address of every visitor's machine.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def cleaned(text: str) -> str:
    """The text without e-mail addresses and without the values of an address of a page."""
    return _PARAMETER.sub(r"\1…", _EMAIL.sub("…", text))


def _clean_record(*arguments: Any, **named: Any) -> logging.LogRecord:
    record: logging.LogRecord = _clean_record.make(*arguments, **named)  # type: ignore[attr-defined]
    try:
        said = record.getMessage()
    except (TypeError, ValueError):  # a message that does not fit its arguments; logging says so
        return record
    record.msg, record.args = cleaned(said), None
    if record.exc_info and record.exc_info[1] is not None:
        number = number_of(record.exc_info[1])
        record.msg = f"{record.msg} (number {number})"
        setattr(record, NUMBER, number)
        record.exc_text = _clean_traceback(logging.Formatter().formatException(record.exc_info))
    return record


def _clean_traceback(text: str) -> str:
    """A traceback with the types of its errors and without their words, which may quote anything."""
    lines = []
    in_words = False
    for line in text.splitlines():
        if line in _BETWEEN_ERRORS:
            in_words = False
            lines.append(line)
        elif line.startswith("  ") and not in_words:  # a line of the program
            lines.append(cleaned(line))
        elif line and not in_words:
            in_words = True
            found = _ERROR_TYPE.match(line)
            lines.append(found[0] if found else "…")
    return "\n".join(lines)


def _log_of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and told.exc_type is not SystemExit:
        LOG.error("A thread ended", exc_info=(told.exc_type, told.exc_value, told.exc_traceback))
