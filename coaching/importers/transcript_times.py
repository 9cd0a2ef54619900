"""When was each message of a transcript said? The times of one transcript are read together. Pure.

- Times that say when: ISO 8601, seconds, milliseconds or microseconds since 1970, as `instants` reads them.
- Smaller numbers (0, 45, 120.5) and texts like 0:45 are times from the start of the conversation. Whether a number
  means seconds, milliseconds or microseconds is told later, from how long the conversation took.
- A message without a time keeps its place and has none. So does one whose time cannot be read, or is a small number
  where the others say when.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.importers import fields, instants
from coaching.importers.instants import Form, NotAnInstantError

# A number from here on can be a time in seconds since 1970.
_EARLIEST_SECONDS = 946_684_800
_LATEST_SECONDS = 7_258_118_400
_BEFORE_THE_START = -60.0  # a message of the system may come before
_LARGEST = 1e18  # no number from the start is larger, in whatever unit
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2}(?:[.,]\d{1,6})?)", re.ASCII)
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{0,9})?", re.ASCII)

Said = int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of the messages of one transcript, in their order.

    `said` are microseconds since 1970 or, where `since_start`, numbers from the start of the conversation; None: none.
    `unit` is how many seconds 1 of these numbers means; None: to be told from the length of the conversation.
    `unusable` has the places of values that are no time, `form` how the others were read where that needs a word.
    """

    said: list[Said]
    since_start: bool = False
    unit: float | None = None
    form: Form | None = None
    unusable: Sequence[int] = ()


def read_times(values: Sequence[object], unit: float | None = None) -> Times:
    """Reads the times of a transcript. `unit`: they are numbers from the start of the conversation, of so many seconds
    each."""
    if unit is not None:
        numbers = [_number(value, _LATEST_SECONDS / unit) for value in values]
        lost = [place for place, each in enumerate(numbers) if each is None and not fields.is_nothing(values[place])]
        return Times(said=[*numbers], since_start=True, unit=unit, unusable=lost)
    try:
        said: list[Said] = [instants.microseconds(value) for value in values]
    except NotAnInstantError:
        return _read_apart(values)
    return Times(said=said, form=_form(values))


def _form(values: Sequence[object], day_first: bool | None = None) -> Form | None:
    """How the times were read, as the first that needs a word shows. Most transcripts have one kind of times."""
    first = values[0] if values else None
    if type(first) is int:
        return instants.form(first)
    return next(filter(None, (instants.form(value, day_first=day_first) for value in values)), None)


def _read_apart(values: Sequence[object]) -> Times:
    given = [value for value in values if not fields.is_nothing(value)]
    offsets = [from_the_start(value) for value in values]
    numbers = [each[0] for each in offsets if each is not None]
    earliest = min(numbers, default=_EARLIEST_SECONDS)
    # A time in microseconds from the start can be as large as one in seconds since 1970, but begins with a small one.
    if len(numbers) == len(given) and earliest < _EARLIEST_SECONDS and max(numbers) < _LATEST_SECONDS:
        known = {each[1] for each in offsets if each is not None}
        return Times(
            said=[None if each is None else each[0] for each in offsets],
            since_start=True,
            unit=1.0 if True in known else None,
            form=Form.OFFSET,
        )
    day_first = instants.day_comes_first(given)
    said: list[Said] = []
    unusable = []
    for place, value in enumerate(values):
        if fields.is_nothing(value):
            said.append(None)
            continue
        try:
            said.append(instants.microseconds(value, day_first=day_first))
        except NotAnInstantError:
            said.append(None)
            unusable.append(place)
    read = [value for value, when in zip(values, said, strict=True) if when is not None]
    return Times(said=said, form=_form(read, day_first), unusable=unusable)


def _number(value: object, most: float) -> float | None:
    found = from_the_start(value)
    return None if found is None or found[0] > most else found[0]


def from_the_start(value: object) -> tuple[float, bool] | None:
    """The number that a time from the start is, and whether it certainly means seconds: "0:45" and "PT45S" do, and so
    does a number with a fraction. None where the value is no such time."""
    if isinstance(value, str):
        return _of_text(value.strip())
    if type(value) is int or type(value) is float:
        return (value, value % 1 != 0) if _BEFORE_THE_START <= value < _LARGEST else None
    return None


def _of_text(text: str) -> tuple[float, bool] | None:
    if len(text) > 30:
        return None
    if _NUMBER.fullmatch(text):
        number = float(text)
        return number, number % 1 != 0
    found = _CLOCK.fullmatch(text)
    if found is None:
        found = _DURATION.fullmatch(text) if len(text) > 2 else None
    if found is None:
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds, True
