"""Labels are unique to a reader and to a picker, whatever the names."""

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coaching.words.labels import as_read, told_apart

# Names that read alike, and names that look like what a label adds.
LIKELY = (
    "Ann", "ann", "ANN", "A nn", " Ann", "Ann ", "Ann\u00a0", "An\u200bn", "\u2060Ann", "Ａｎｎ", "Ann\ufe0f",
    "Ann\u3164",
    "Ann (West)", "ann (west)", "Ann (a@example.com)", "Ann (West, a@example.com)", "Ann (1)", "Ann (1) #2", "Ann #2",
    "Ann (x1)", "Straße", "STRASSE", "", " ", "\u200b", "(West)", "Bob",
)  # fmt: skip
names = st.sampled_from(LIKELY) | st.text(max_size=8)
details = st.none() | st.sampled_from(("", " ", "West", "west", "East", "a@example.com", "1")) | st.text(max_size=5)
ids = st.sampled_from(("x1", "X1", "x 1", "1", "2", "3", "West", "1) #2", "")) | st.text(max_size=6)


@st.composite
def things(draw: st.DrawFn) -> tuple[dict[str, str], list[dict[str, str | None]]]:
    keys = draw(st.lists(ids, unique=True, max_size=9))
    more = [{key: draw(details) for key in keys} for _ in range(draw(st.integers(0, 2)))]
    return {key: draw(names) for key in keys}, more


@given(things())
@example(({"1": "", "2": ""}, []))
@example(({"1": "Ann", "2": "Ann", "3": "Ann (1)", "4": "Ann (West)"}, [{"1": "West", "2": "East"}]))
def test_no_two_labels_read_alike(known: tuple[dict[str, str], list[dict[str, str | None]]]) -> None:
    called, more = known
    labels = told_apart(called, *more)
    assert list(labels) == list(called)
    assert len({as_read(label) for label in labels.values()}) == len(called)
    assert all(as_read(label).startswith(as_read(called[key])) for key, label in labels.items())


@given(things(), st.randoms())
def test_labels_do_not_depend_on_the_order(
    known: tuple[dict[str, str], list[dict[str, str | None]]], random: Random
) -> None:
    called, more = known
    mixed = list(called)
    random.shuffle(mixed)
    assert told_apart({key: called[key] for key in mixed}, *more) == told_apart(called, *more)


@pytest.mark.parametrize(
    ("called", "more", "expected"),
    [
        ({}, (), {}),
        ({"1": "Ann", "2": "Bob"}, (), {"1": "Ann", "2": "Bob"}),
        ({"1": "Ann", "2": "Ann"}, (), {"1": "Ann (1)", "2": "Ann (2)"}),
        (
            {"1": "Ann", "2": "Ann", "3": "Ann", "4": "Bob"},
            ({"1": "West", "2": "West", "3": "East", "4": "West"}, {"1": "a@x", "2": "b@x", "3": "c@x", "4": "d@x"}),
            {"1": "Ann (West, a@x)", "2": "Ann (West, b@x)", "3": "Ann (East)", "4": "Bob"},
        ),
        # The team says nothing where it is the same; the next detail stands in where one has none.
        (
            {"1": "Ann", "2": "ann"},
            ({"1": "W", "2": "W"}, {"1": "a@x", "2": "b@x"}),
            {"1": "Ann (a@x)", "2": "ann (b@x)"},
        ),
        ({"1": "Ann", "2": "Ann"}, ({"1": "W"}, {"2": "b@x"}), {"1": "Ann (W)", "2": "Ann (b@x)"}),
        ({"1": "Ann", "2": "Ann"}, ({}, {"1": "a@x", "2": "a@x"}), {"1": "Ann (1)", "2": "Ann (2)"}),
        # A name that looks like a label.
        (
            {"1": "Ann", "2": "Ann", "3": "Ann (1)"},
            (),
            {"1": "Ann (1)", "2": "Ann (2)", "3": "Ann (1) #2"},
        ),
        ({"1": " ", "2": "Ann"}, (), {"1": "(1)", "2": "Ann"}),
        ({"x": "Ann", "X": "Ann"}, (), {"X": "Ann", "x": "Ann #2"}),
    ],
)  # fmt: skip
def test_what_labels_say(
    called: dict[str, str], more: tuple[dict[str, str | None], ...], expected: dict[str, str]
) -> None:
    assert told_apart(called, *more) == expected
