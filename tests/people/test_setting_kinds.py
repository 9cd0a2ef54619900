"""What is written of a value is read as that value, and what is no value is refused with what it must be."""

from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.people.centre_settings import SETTINGS
from coaching.people.setting_kinds import Days, Kind, KindError, Line, OneOf, Weekdays, WholeNumber, YesOrNo, Zone


class Colour(StrEnum):
    RED = "red"
    BLUE = "dark_blue"


NUMBER = WholeNumber(least=1, most=300, example=30)
LINE = Line(most=20, example="Uma Udo")
OPEN_NUMBER = WholeNumber(least=-5, most=5, example=0, may_be_open=True)
VALUES: list[tuple[Kind, st.SearchStrategy[Any]]] = [
    (YesOrNo(), st.booleans()),
    (OneOf(Colour), st.sampled_from(Colour)),
    (NUMBER, st.integers(1, 300)),
    (OPEN_NUMBER, st.none() | st.integers(-5, 5)),
    (LINE, st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)),
    (Zone(), st.timezone_keys().map(ZoneInfo)),
    (Weekdays(), st.frozensets(st.integers(0, 6), min_size=1)),
    (Days(), st.frozensets(st.dates(), max_size=4)),
]


@given(st.sampled_from(VALUES).flatmap(lambda each: st.tuples(st.just(each[0]), each[1])))
def test_what_is_written_is_read(example: tuple[Kind, Any]) -> None:
    kind, value = example
    assert kind.read(kind.write(value)) == value


@given(st.sampled_from([kind for kind, _ in VALUES]), st.text(max_size=15))
def test_any_text_is_a_value_or_is_refused_with_an_example_that_is_one(kind: Kind, text: str) -> None:
    try:
        value = kind.read(text)
    except KindError as error:
        value = kind.read(error.example)
    assert kind.read(kind.write(value)) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [(YesOrNo(), ""), (YesOrNo(), "maybe"), (OneOf(Colour), "green"), (OneOf(Colour), "RED"), (NUMBER, "0"),
     (NUMBER, "301"), (NUMBER, ""), (NUMBER, "1.5"), (NUMBER, "٣"), (NUMBER, "9" * 5000), (OPEN_NUMBER, "-6"),
     (LINE, "x" * 21), (LINE, "two\nlines"),
     (Zone(), "Mars"), (Zone(), "Europe"), (Zone(), "../../etc/passwd"), (Zone(), ""), (Weekdays(), ""),
     (Weekdays(), "mon,caturday"), (Days(), "25.12."), (Days(), "2026-02-30")],
)  # fmt: skip
def test_what_is_no_value_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(KindError):
        kind.read(text)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_every_default_is_a_value(setting: Any) -> None:
    assert setting.kind.read(setting.kind.write(setting.default)) == setting.default
