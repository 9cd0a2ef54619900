"""What does the log say of what people do? One line an event: who signed in, what was refused, which command was
carried out, how an import ended, which error a reader met under which number.

A line names people and things by their ids, never by names, addresses or words. Where an id may be one of those, as
with people of whom an export has nothing but the address, a digest of it stands there, the same every time.
"""

import hashlib
import inspect
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from types import FrameType
from typing import Literal

from coaching.words.refusals import RefusedError

LOG = logging.getLogger(__name__)
EVENT, FIELDS, NUMBER = "coaching_event", "coaching_fields", "coaching_number"
PERSON = "_person_in_log"  # where the state of a tab has who was last said to be signed in there
Form = Literal["text", "json"]
Value = str | int | float | None

# The rooms whose transactions are commands, where they are told who asks. Others bring the database up to date, or take
# in an import batch by batch.
COMMANDS = tuple(
    f"coaching.{room}."
    for room in ("people", "quality", "measuring", "assignments", "administration", "telling", "keeping")
)
IDS = "_id"
WHO = "viewer_id"  # the argument of a command that says who asks

_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DIGITS_OF_AN_ID = 3
_WORD = re.compile(r"[\w.:/-]{0,100}", re.ASCII)


class Event(StrEnum):
    """What a line is about."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    COMMAND = "command"
    IMPORT_BEGUN = "import_begun"
    IMPORT_ENDED = "import_ended"
    ERROR = "error"


def say(event: Event, **fields: Value) -> None:
    """Writes a line. `fields`: ids, whose names end in "_id" or are "person", and numbers and words of ours."""
    said = {name: _clean(name, value) for name, value in fields.items() if value is not None}
    LOG.info("%s", " ".join((event, *(f"{name}={value}" for name, value in said.items()))),
             extra={EVENT: event.value, FIELDS: said})  # fmt: skip


def id_of(identity: str) -> str:
    """How a line names whom or what has this id: by the id, or, where it may be an address or a name, by a digest."""
    digits = sum(sign.isdigit() for sign in identity)
    if _PLAIN_ID.fullmatch(identity) and digits >= _DIGITS_OF_AN_ID:
        return identity
    return "#" + hashlib.sha256(identity.encode(errors="replace")).hexdigest()[:12]


@contextmanager
def command(caller: FrameType | None) -> Iterator[None]:
    """Says of the transaction within that the command was carried out, or refused. `caller`: the frame of the command,
    whose arguments say who asks, and for what."""
    named = _command(caller)
    try:
        yield
    except RefusedError as error:
        if named:
            say(Event.REFUSED, why=type(error).__name__, **named)
        raise
    if named:
        say(Event.COMMAND, **named)


def _command(caller: FrameType | None) -> dict[str, Value]:
    while caller is not None and caller.f_code.co_flags & inspect.CO_GENERATOR:  # what several commands share
        caller = caller.f_back and caller.f_back.f_back  # past the `with` that it is made for
    module = str(caller.f_globals.get("__name__", "")) if caller is not None else ""
    if caller is None or not module.startswith(COMMANDS):
        return {}
    arguments = caller.f_code.co_varnames[: caller.f_code.co_argcount + caller.f_code.co_kwonlyargcount]
    given = {name: caller.f_locals.get(name) for name in arguments if name.endswith(IDS)}
    ids: dict[str, Value] = {name: value for name, value in given.items() if isinstance(value, str)}
    person = ids.pop(WHO, None)
    if person is None:
        return {}
    return {"command": f"{module.removeprefix('coaching.')}.{caller.f_code.co_name}", "person": person, **ids}


def _clean(name: str, value: Value) -> Value:
    if not isinstance(value, str):
        return value
    if name == "person" or name.endswith(IDS):
        return id_of(value)
    return value if _WORD.fullmatch(value) else "…"


class Json(logging.Formatter):
    """Each record as one line of JSON: at, level, and the event with its fields, or who logged it and the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower()}
        event = getattr(record, EVENT, None)
        if event is not None:
            line |= {"event": event, **getattr(record, FIELDS)}
        else:
            line |= {"event": "log", "logger": record.name, "message": record.getMessage()}
        if record.exc_info or record.exc_text:
            line["trace"] = record.exc_text or self.formatException(record.exc_info)  # type: ignore[arg-type]
            line["number"] = getattr(record, NUMBER, None)
        return json.dumps(line, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """Each record as people read it: when, what."""

    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s")


def begin(form: Form, *others: logging.Logger) -> None:
    """From here on this process writes its log in this form to its standard error: our lines, and the warnings of all
    else. `others`: loggers that have handlers of their own."""
    formatter = Json() if form == "json" else Text()
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, Json | Text) for handler in root.handlers):
        root.addHandler(logging.StreamHandler())
        logging.captureWarnings(True)
    LOG.setLevel(logging.INFO)
    for logger in (root, *others):
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler and (form == "json" or logger is root):
                handler.setFormatter(formatter)
