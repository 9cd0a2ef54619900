"""What is read about a command that was refused, and how it goes away."""

from typing import Any

import pytest
import streamlit as st

from coaching.ui.pieces import commands
from coaching.words.refusals import InvalidFieldsError, NotFoundError, RefusedError

PLACE = "a_form"


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session without a browser, and no database: these commands need none."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(commands, "database", lambda: None)
    return state


def refusing(error: Exception) -> Any:
    def command(_database: Any) -> int:
        raise error

    return command


def test_a_command_that_is_carried_out_returns_its_result() -> None:
    assert commands.carry_out(PLACE, lambda _database, number: number + 1, 1) == 2
    assert commands.refused(PLACE) is None


def test_a_refusal_is_returned_and_stays_until_the_next_attempt() -> None:
    error = NotFoundError("It is gone.")
    assert commands.carry_out(PLACE, refusing(error)) is error
    assert commands.refused(PLACE) is error
    assert commands.complaints_of(PLACE) == {}
    commands.carry_out(PLACE, lambda _database: None)
    assert commands.refused(PLACE) is None


def test_what_is_put_right_goes_and_the_rest_stays() -> None:
    commands.carry_out(PLACE, refusing(InvalidFieldsError({"name": "None.", "note": "Too long."})))
    commands.put_right(PLACE, "name")
    assert commands.complaints_of(PLACE) == {"note": "Too long."}
    commands.put_right(PLACE, "note")
    assert commands.refused(PLACE) is None


def test_what_is_about_the_whole_stays_when_all_fields_are_right() -> None:
    commands.carry_out(PLACE, refusing(InvalidFieldsError({"name": "None."}, "Write something.")))
    commands.put_right(PLACE, "name")
    found = commands.refused(PLACE)
    assert isinstance(found, RefusedError)
    assert found.sentence == "Write something."


def test_another_error_is_no_refusal() -> None:
    with pytest.raises(ZeroDivisionError):
        commands.carry_out(PLACE, refusing(ZeroDivisionError()))
