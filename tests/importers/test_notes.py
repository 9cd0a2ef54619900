"""Readers whose results are remembered read as if nothing were: every value anew, and every note each time."""

from typing import Any

import pytest

from coaching.importers import fields
from coaching.importers.notes import NotedValues, Notes, Values, remembered


def noted(values: Values) -> NotedValues:
    found = NotedValues(values)
    found.notes = Notes()
    return found


@pytest.mark.parametrize(("usable", "unusable"), [(1, True), (0.0, False), ("5", ["5"])])
def test_equal_values_of_another_kind_are_read_apart(usable: Any, unusable: Any) -> None:
    @remembered("weight")
    def weight(values: Values) -> float | None:
        return fields.weight(values, "weight")

    for _ in range(2):
        assert weight(noted({"weight": usable})) == float(usable)
        wrong = noted({"weight": unusable})
        assert weight(wrong) is None
        assert [error.field for error in wrong.notes.left_out] == ["weight"]
