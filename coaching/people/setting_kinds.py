"""What values can a setting of the centre have, and how is each written? One class a kind.

A kind reads the text that is stored, or that somebody has typed, and writes the text of a value. What cannot be a value
it refuses with KindError: `must` says what it has to be, `example` how that looks.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from coaching.words import wording

MOST_DIGITS = 12
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class KindError(ValueError):
    """A text that is no value of this kind. `must`: a sentence of what it has to be; `example`: a value, as written."""

    def __init__(self, must: str, example: str) -> None:
        super().__init__(must)
        self.must, self.example = must, example


class Kind(Protocol):
    """What is known of the values of one setting."""

    def read(self, written: str) -> Any:
        """The value that a text means. Raises KindError."""

    def write(self, value: Any) -> str:
        """The text of a value, which read() reads as the same."""


@dataclass(frozen=True)
class YesOrNo:
    """True or False, written yes or no."""

    def read(self, written: str) -> bool:
        """As Kind.read()."""
        meant = {"yes": True, "no": False}.get(written.strip().lower())
        if meant is None:
            raise KindError(wording.MUST_BE_YES_OR_NO, "yes")
        return meant

    def write(self, value: bool) -> str:
        """As Kind.write()."""
        return "yes" if value else "no"


@dataclass(frozen=True)
class OneOf:
    """A member of an enum, written as its value."""

    choices: type[StrEnum]

    def read(self, written: str) -> StrEnum:
        """As Kind.read()."""
        try:
            return self.choices(written.strip())
        except ValueError as error:
            values = ", ".join(self.choices)
            raise KindError(wording.MUST_BE_ONE_OF.format(values=values), next(iter(self.choices))) from error

    def write(self, value: StrEnum) -> str:
        """As Kind.write()."""
        return value.value


@dataclass(frozen=True, kw_only=True)
class WholeNumber:
    """A whole number within bounds; where it `may_be_open`, also none at all (None, written as nothing)."""

    least: int
    most: int
    example: int
    may_be_open: bool = False

    def read(self, written: str) -> int | None:
        """As Kind.read()."""
        text = written.strip()
        if not text and self.may_be_open:
            return None
        if not re.fullmatch(rf"[+-]?[0-9]{{1,{MOST_DIGITS}}}", text) or not self.least <= int(text) <= self.most:
            must = wording.MUST_BE_A_NUMBER_OR_OPEN if self.may_be_open else wording.MUST_BE_A_NUMBER
            raise KindError(must.format(least=self.least, most=self.most), str(self.example))
        return int(text)

    def write(self, value: int | None) -> str:
        """As Kind.write()."""
        return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of text, perhaps empty."""

    most: int
    example: str

    def read(self, written: str) -> str:
        """As Kind.read()."""
        text = written.strip()
        if len(text) > self.most or len(text.splitlines()) > 1:
            raise KindError(wording.MUST_BE_A_LINE.format(most=self.most), self.example)
        return text

    def write(self, value: str) -> str:
        """As Kind.write()."""
        return value


@dataclass(frozen=True)
class Zone:
    """A time zone, written by its name."""

    def read(self, written: str) -> ZoneInfo:
        """As Kind.read()."""
        try:
            return ZoneInfo(written.strip())
        except (ValueError, OSError, KeyError) as error:  # OSError: a folder of zones such as Europe; KeyError: no zone
            raise KindError(wording.MUST_BE_A_TIME_ZONE, "Europe/Berlin") from error

    def write(self, value: ZoneInfo) -> str:
        """As Kind.write()."""
        return value.key


@dataclass(frozen=True)
class Weekdays:
    """Days of the week, at least one (0 is Monday), written as mon,tue."""

    def read(self, written: str) -> frozenset[int]:
        """As Kind.read()."""
        named = [part.strip().lower() for part in written.split(",")]
        if not set(named) <= set(WEEKDAYS):
            raise KindError(wording.MUST_BE_WEEKDAYS, "mon,tue,wed,thu,fri")
        return frozenset(map(WEEKDAYS.index, named))

    def write(self, value: Collection[int]) -> str:
        """As Kind.write()."""
        return ",".join(WEEKDAYS[number] for number in sorted(value))


@dataclass(frozen=True)
class Days:
    """Days of the calendar, perhaps none, written as 2026-12-25, one a line or with commas between them."""

    def read(self, written: str) -> frozenset[date]:
        """As Kind.read()."""
        try:
            return frozenset(date.fromisoformat(part) for part in re.split(r"[\s,;]+", written) if part)
        except ValueError as error:
            raise KindError(wording.MUST_BE_DAYS, "2026-12-25") from error

    def write(self, value: Collection[date]) -> str:
        """As Kind.write()."""
        return "\n".join(day.isoformat() for day in sorted(value))
