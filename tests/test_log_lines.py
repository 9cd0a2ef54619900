"""A line of the log is one line, parses, and names nobody."""

import json
import logging
import sys
from types import FunctionType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching import log_lines
from coaching.log_lines import Event, Json, Text, id_of
from coaching.words.refusals import NotAllowedError
from tests.places import ROOT


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, log_lines.LOG.name)
    return caplog


@pytest.mark.parametrize(
    "identity", ["ana@example.com", "auditor:Jane Doe", "Ana", "ana2", "Ana Alves 007", "0171 555 123", "x\n1234", ""]
)
def test_what_may_be_a_name_is_a_digest(identity: str) -> None:
    assert id_of(identity).startswith("#")
    assert len(id_of(identity)) == 13
    assert id_of(identity) == id_of(identity) != id_of(identity + "1")


@pytest.mark.parametrize(
    "identity", ["12345", "u-4f1e-0a2b-99", "note-0f9a8b7c6d5e4f3a", "5e0d2a8f-3b1c-4c55-9a8e-1f2d3c4b5a69"]
)
def test_an_id_stays(identity: str) -> None:
    assert id_of(identity) == identity


@given(st.text(), st.text())
def test_a_line_is_one_line_of_json_and_one_of_text(word: str, identity: str) -> None:
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.addFilter(lambda record: records.append(record) or False)  # type: ignore[func-returns-value]
    log_lines.LOG.addHandler(handler)
    try:
        log_lines.LOG.setLevel(logging.INFO)
        log_lines.say(Event.REFUSED, page=word, person=identity, status=403, why=None)
    finally:
        log_lines.LOG.removeHandler(handler)
    (record,) = records
    written = Json().format(record)
    assert len(written.splitlines()) == len(Text().format(record).splitlines()) == 1
    found = json.loads(written)
    assert (found["event"], found["status"], found["level"]) == ("refused", 403, "info")
    assert found["person"] == id_of(identity)
    assert "why" not in found
    assert found["at"].endswith("Z")


def test_what_others_log_is_json_as_well_with_the_number_of_the_error() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("streamlit", logging.ERROR, __file__, 1, 'Said "%s"', ("x",), sys.exc_info())
    setattr(record, log_lines.NUMBER, "0a1b2c3d")
    found = json.loads(Json().format(record))
    assert (found["event"], found["logger"], found["message"]) == ("log", "streamlit", 'Said "x"')
    assert found["number"] == "0a1b2c3d"
    assert "ValueError" in found["trace"]


def test_every_room_with_commands_is_known() -> None:
    """A room is a folder of coaching/. These write, and are no commands: an import, a demo, what is stored and how."""
    no_commands = {"storage", "importers", "intake", "demo"}
    writing = {
        file.relative_to(ROOT / "coaching").parts[0]
        for file in (ROOT / "coaching").rglob("*.py")
        if ".transaction(" in file.read_text()
    }
    assert {f"coaching.{room}." for room in writing - no_commands} == set(log_lines.COMMANDS)


def test_what_commands_share_is_not_taken_for_one(lines: pytest.LogCaptureFixture) -> None:
    scope = {"__name__": "coaching.administration.changing_people", "log_lines": log_lines, "sys": sys}
    source = """
from contextlib import contextmanager

@contextmanager
def transaction():
    with log_lines.command(sys._getframe(2)):
        yield

@contextmanager
def shared(viewer_id):
    with transaction():
        yield

def deactivate(viewer_id, person_ids):
    with shared("somebody else"):
        pass
"""
    exec(source, scope)
    scope["deactivate"]("12345", ["67890"])  # type: ignore[operator]
    (said,) = [json.loads(Json().format(record)) for record in lines.records]
    assert (said["command"], said["person"]) == ("administration.changing_people.deactivate", "12345")


def test_a_command_is_said_with_who_and_what_once_it_is_carried_out(lines: pytest.LogCaptureFixture) -> None:
    def command(viewer_id: str, note_id: str, text: str, fails: Exception | None = None) -> None:
        with log_lines.command(sys._getframe()):
            if fails:
                raise fails

    scope = {"__name__": "coaching.assignments.agent_notes", "log_lines": log_lines, "sys": sys}
    made = FunctionType(command.__code__, scope | {"__builtins__": __builtins__}, argdefs=(None,))
    made("ana@example.com", "note-0123", "secret words")
    with pytest.raises(NotAllowedError):
        made("12345", "note-0123", "secret words", NotAllowedError("x"))
    with pytest.raises(ZeroDivisionError):
        made("12345", "note-0123", "secret words", ZeroDivisionError())
    said = [json.loads(Json().format(record)) for record in lines.records]
    assert [(one["event"], one["command"], one["person"], one["note_id"]) for one in said] == [
        ("command", "assignments.agent_notes.command", id_of("ana@example.com"), "note-0123"),
        ("refused", "assignments.agent_notes.command", "12345", "note-0123"),
    ]
    assert said[1]["why"] == "NotAllowedError"
    assert "secret" not in str(said)
