"""What a command is refused with, for tests of commands."""

from typing import Any

import pytest

from coaching.words.refusals import InvalidFieldsError, RefusedError


def refusal(command: Any, *arguments: Any) -> RefusedError:
    """The error with which a command is refused; fails where it is not."""
    with pytest.raises(RefusedError) as refused:
        command(*arguments)
    return refused.value


def complaints(command: Any, *arguments: Any) -> dict[str, str]:
    """What is wrong by field; fails where the command is not refused because of its fields, or also as a whole."""
    error = refusal(command, *arguments)
    assert isinstance(error, InvalidFieldsError)
    assert not error.sentence
    return error.complaints
