"""Every spelling of a number, a part of a whole and a length of time."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import numbers
from coaching.importers.numbers import NotANumberError, Share

ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text("0123456789.,%/-+eE '\"_:PTHMS"),
    lambda inner: st.lists(inner),
    max_leaves=3,
)
SCORES = st.decimals(-100, 100, places=2)


@pytest.mark.parametrize(
    ("value", "number"),
    [(85, 85), (85.5, 85.5), ("85", 85), (" 85.50 ", 85.5), ("85,5", 85.5), ("'-36'", -36), ("'85", 85), ('"7"', 7),
     ("\u221236", -36), ("+3", 3), (".5", 0.5), ("85.", 85), ("8.5e1", 85), ("8.5E+01", 85), ("85\xa0", 85), ("٨٥", 85),
     ("0,333", 0.333), ("1000,5", 1000.5)],
)  # fmt: skip
def test_numbers(value: object, number: float) -> None:
    assert numbers.number(value) == number


@pytest.mark.parametrize(
    "value",
    ["1_0", "", "abc", "85%", "85 / 100", "1,000", "1.234,5", "1,234.5", "1 000", "0x10", "--5", "NaN", "inf",
     "Infinity", "1e999", float("nan"), float("inf"), 10**400, True, None, [85], "9" * 1000, "²"],
)  # fmt: skip
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(NotANumberError):
        numbers.number(value)


@pytest.mark.parametrize(
    ("value", "share"),
    [(85, Share(85)), ("85", Share(85)), ("85%", Share(85, 100)), ("85 %", Share(85, 100)), ("85,5%", Share(85.5, 100)),
     ("85 / 100", Share(85, 100)), ("17/20", Share(17, 20)), ("17 out of 20", Share(17, 20)),
     ("17 of 20", Share(17, 20)),
     ("0.85", Share(0.85))],
)  # fmt: skip
def test_parts_of_a_whole(value: object, share: Share) -> None:
    assert numbers.share(value) == share


@pytest.mark.parametrize("value", ["85%%", "85/", "/100", "85/0", "85/-100", "85/100/100", "%", "1_0%", "85%/100"])
def test_what_is_no_part_of_a_whole(value: object) -> None:
    with pytest.raises(NotANumberError):
        numbers.share(value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(90500, 90.5), ("90500", 90.5), ("90500 milliseconds", 90.5), ("90.5 s", 90.5), ("2 min 34 s", 154),
     ("1h 2m 3s", 3723), ("1h2m3.5s", 3723.5), ("1 hour, 2 minutes and 3 seconds", 3723), ("00:02:34", 154),
     ("0:02:34.5", 154.5), ("PT2M34S", 154), ("P1DT2H", 93600), (0, 0), ("0 milliseconds", 0), (-2000, 0), ("-2", 0)],
)  # fmt: skip
def test_lengths_of_time(value: object, seconds: float) -> None:
    assert numbers.duration(value) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    ["an hour", "", "02:34", "2 min 3 min", "2 parsecs", "-2001", "90,500 ms", "P", "PT", 99999999999999, True, None,
     float("nan"), "1:99:00"],
)  # fmt: skip
def test_what_is_no_length_of_time(value: object) -> None:
    with pytest.raises(NotANumberError):
        numbers.duration(value)


@given(SCORES)
def test_a_score_is_the_same_in_every_spelling(score: object) -> None:
    written, expected = f"{score:f}", float(str(score))
    for spelling in (written, written.replace(".", ","), f" '{written}' ", f"{float(written):e}", expected):
        assert numbers.number(spelling, may_be_thousands=False) == pytest.approx(expected)
    for spelling in (f"{written}%", f"{written} / 100", f"{written} out of 100", written.replace(".", ",") + " %"):
        assert numbers.share(spelling) == Share(expected, 100)


@given(st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_length_of_time_is_the_same_in_every_spelling(length: timedelta) -> None:
    milliseconds = length // timedelta(milliseconds=1)
    whole = timedelta(milliseconds=milliseconds)
    minutes, seconds = divmod(milliseconds / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    for spelling in (
        milliseconds,
        f"{milliseconds} ms",
        f"{milliseconds / 1000:.3f} seconds",
        f"{hours} h {minutes} min {seconds:.3f} s",
        f"{hours}:{minutes:02d}:{seconds:06.3f}",
        f"PT{hours}H{minutes}M{seconds:.3f}S",
    ):
        assert abs(numbers.duration(spelling) - whole) < timedelta(milliseconds=1), spelling


@given(ANY_VALUE)
def test_any_value_is_a_number_or_refused(value: object) -> None:
    for read in (numbers.number, numbers.share, numbers.duration):
        with suppress(NotANumberError):
            assert read(value) is not None


@given(st.text("0123456789", min_size=1), st.text("0123456789", min_size=1))
def test_an_underscore_makes_no_number(before: str, after: str) -> None:
    with pytest.raises(NotANumberError):
        numbers.number(f"{before}_{after}")
