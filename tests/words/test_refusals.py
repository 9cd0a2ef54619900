"""The tree of named errors: each has a sentence, and what is about fields stands apart from what is about the whole."""

import pytest

from coaching.words import wording
from coaching.words.refusals import (
    AlreadyAssignedError,
    AlreadyDoneError,
    InvalidFieldsError,
    NotAllowedError,
    NotPossibleError,
    OutdatedError,
    RefusedError,
)


def test_one_sentence_says_that_something_is_not_yours() -> None:
    error = NotAllowedError("agent_dashboard", "coaching_assignments")
    assert error.sentence == wording.NOT_ALLOWED.format(permissions="agent_dashboard and coaching_assignments")


def test_what_is_about_the_whole_is_no_field() -> None:
    error = InvalidFieldsError({"name": "Give it a name."}, "Write something.")
    assert (error.complaints, error.sentence) == ({"name": "Give it a name."}, "Write something.")
    assert str(error) == "Give it a name. Write something."
    assert InvalidFieldsError({"name": "Give it a name."}).sentence == ""


def test_who_was_faster_is_named_with_what_they_changed() -> None:
    assert "Kim has changed this (name, members) since" in str(OutdatedError("Kim", ["name", "members"], 3))
    assert "Kim has changed this since" in str(OutdatedError("Kim", [], 3))


@pytest.mark.parametrize("kind", [NotPossibleError, AlreadyDoneError, RefusedError])
def test_assigned_before_is_all_of_these(kind: type[RefusedError]) -> None:
    with pytest.raises(kind) as refused:
        raise AlreadyAssignedError(["ca-1"])
    assert refused.value.sentence == wording.ASSIGNED_FROM_THE_SAME_FORM
