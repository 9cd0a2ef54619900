"""Reading the values of one record: keys in any spelling, scores, instants and texts as exports write them.

Every reader takes the record as `Spellings.read` returns it and the name of a field, and raises UnusableRecordError
where the value cannot be used. null, a missing key, "", "NA", "N/A" and "-" are the same: nothing.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from coaching.importers import instants, limits
from coaching.importers.addresses import address
from coaching.importers.refused_records import UnusableRecordError
from coaching.storage import clock

Values = dict[str, Any]

NOTHING = frozenset({"", "-", "na", "n/a", "null", "none"})
LONGEST_NOTHING = max(map(len, NOTHING))
QUALIFICATIONS = {"YES": "YES", "NO": "NO", "TRUE": "YES", "FALSE": "NO"}

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def normalised(key: str) -> str:
    """A key without case, spaces and punctuation, so that "Conversation ID" and conversationId are the same key. "" for
    a key that is longer than any known one."""
    return _normalised(key) if len(key) <= limits.KEY else ""


@lru_cache(maxsize=4096)
def _normalised(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())


class Spellings:
    """The fields of one kind of record, each with the spellings that exports use."""

    def __init__(self, fields: Mapping[str, Iterable[str]]) -> None:
        """`fields` maps our name of a field to further spellings; its own name is one of them."""
        self._field_of = {
            normalised(spelling): field for field, others in fields.items() for spelling in (field, *others)
        }
        self._field_of_key: dict[str, str | None] = {}

    def read(self, record: Mapping[str, Any]) -> Values:
        """The record's known fields under our names. Unknown keys are left out; of two spellings the first counts."""
        values: Values = {}
        fields = self._field_of_key
        for key, value in record.items():
            try:
                field = fields[key]
            except KeyError:
                field = self._field(key)
            if field is not None and value is not None and field not in values:
                values[field] = value
        return values

    def spelling_in(self, record: object, field: str) -> str:
        """How the record spells `field`, or our own name where the record does not have it."""
        found = record if isinstance(record, Mapping) else {}
        keys = [key for key in found if self._field_of.get(normalised(key)) == field]
        return next((key for key in keys if found[key] is not None), keys[0] if keys else field)

    def mentions(self, record: Mapping[str, Any], field: str) -> bool:
        """Whether the record has the field, be it with null."""
        return any(self._field_of.get(normalised(key)) == field for key in record)

    def field_of(self, name: str) -> str | None:
        """The field that is spelled with this normalised name."""
        return self._field_of.get(name)

    def _field(self, key: str) -> str | None:
        field = self._field_of.get(normalised(key))
        # Bounded, because a file may have a new key in every record.
        if len(self._field_of_key) < 4096 and len(key) <= limits.KEY:
            self._field_of_key[key] = field
        return field


def is_nothing(value: object) -> bool:
    """Whether the value says that there is none."""
    return value is None or (isinstance(value, str) and value.strip().lower() in NOTHING)


def text(values: Values, field: str, most: int = limits.NAME) -> str | None:
    """A text without surrounding blanks, and without NUL characters, which nobody sees; a number becomes its digits.
    None where it is missing or says nothing.

    Refused where it has more than `most` characters.
    """
    value = values.get(field)
    if isinstance(value, str):
        value = value.replace("\0", "").strip()
        check_text(value, field, most)
        return None if len(value) <= LONGEST_NOTHING and value.lower() in NOTHING else value
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UnusableRecordError(field, f"{shown(value)} is not a text")


def required_text(values: Values, field: str, most: int = limits.NAME) -> str:
    """As `text`, but refused where it is missing."""
    value = text(values, field, most)
    if value is None:
        raise UnusableRecordError(field, "is missing")
    return value


def check_text(value: str, field: str, most: int) -> None:
    """Raises UnusableRecordError where a text is too long, or has what not every database can store: half of a
    surrogate pair, which no encoding knows, or a NUL, at which PostgreSQL ends a text."""
    if len(value) > most:
        raise UnusableRecordError(field, f"has {len(value):,} characters, and at most {most:,} are read: shorten it")
    if not value.isascii() and _LONE_SURROGATE.search(value):
        raise UnusableRecordError(field, f"{shown(value)} has half of a character (a lone surrogate)")
    if "\0" in value:
        raise UnusableRecordError(field, f"{shown(value)} has a NUL character (U+0000)")


def word(value: object) -> str:
    """A single value as a short text to look something up by; "" for a list, an object or a long text."""
    return str(value) if isinstance(value, int | float) or (isinstance(value, str) and len(value) <= limits.ID) else ""


def email(values: Values, field: str) -> str | None:
    """An e-mail address, spelled as `address` spells it."""
    value = text(values, field)
    if value is None:
        return None
    found = address(value)
    if found is None:
        raise UnusableRecordError(field, f"{shown(value)} is not an e-mail address")
    return found


def required_email(values: Values, field: str) -> str:
    """As `email`, but refused where it is missing."""
    value = email(values, field)
    if value is None:
        raise UnusableRecordError(field, "is missing")
    return value


def number(values: Values, field: str, low: float, high: float) -> float | None:
    """A number between `low` and `high`, also where it is written as a text. Refused outside, and for NaN."""
    value = values.get(field)
    if value is None or (type(value) is str and is_nothing(value)):
        return None
    try:
        result = float(value) if type(value) in (int, float, str) else math.nan
    except (ValueError, OverflowError):
        result = math.nan
    if math.isnan(result):
        raise UnusableRecordError(field, f"{shown(value)} is not a number")
    if not low <= result <= high:
        raise UnusableRecordError(field, f"{shown(value)} is not between {low:g} and {high:g}")
    return result


def score(values: Values, field: str) -> float | None:
    """An evaluation or audit score, 0 to 100. Exports range from -100, which this product shows as 0."""
    value = number(values, field, -100, 100)
    return None if value is None else max(0.0, value)


def weight(values: Values, field: str) -> float | None:
    """The weight of a metric in points. Some exports write negative weights with a minus sign."""
    value = number(values, field, -1e6, 1e6)
    return None if value is None else abs(value)


def boolean(values: Values, field: str) -> bool | None:
    """Yes or no, also where it is written as a text."""
    value = values.get(field)
    if isinstance(value, bool) or is_nothing(value):
        return value if isinstance(value, bool) else None
    said = word(value).strip().lower()
    if said in {"true", "yes", "1"}:
        return True
    if said in {"false", "no", "0"}:
        return False
    raise UnusableRecordError(field, f"{shown(value)} is neither true nor false")


def qualification(values: Values, field: str) -> str:
    """YES, NO or NA."""
    value = values.get(field)
    said = QUALIFICATIONS.get(word(value).strip().upper())
    if said is None and not is_nothing(value):
        raise UnusableRecordError(field, f"{shown(value)} is not YES, NO or NA")
    return said or "NA"


def instant(values: Values, field: str) -> datetime | None:
    """An instant as naive UTC, in any spelling that `instants` reads."""
    value = values.get(field)
    if is_nothing(value):
        return None
    try:
        return instants.instant(value)
    except instants.NotAnInstantError as error:
        raise UnusableRecordError(field, f"{shown(value)} {error}") from None


def instant_as_written(values: Values, field: str) -> datetime | None:
    """As `instant`, but with the offset to UTC that the source writes, where it writes one."""
    value = values.get(field)
    if is_nothing(value):
        return None
    try:
        return instants.as_written(value)
    except instants.NotAnInstantError as error:
        raise UnusableRecordError(field, f"{shown(value)} {error}") from None


def past_instant(values: Values, field: str) -> datetime | None:
    """As `instant`, of what somebody has done: refused if it is more than a day in the future."""
    value = instant(values, field)
    if value is not None and clock.is_in_the_future(value):
        raise UnusableRecordError(
            field, f"{shown(values[field])} is more than a day in the future, so it cannot have been done yet"
        )
    return value


def required_past_instant(values: Values, field: str) -> datetime:
    """As `past_instant`, but refused where it is missing."""
    value = past_instant(values, field)
    if value is None:
        raise UnusableRecordError(field, "is missing")
    return value


def required_date(values: Values, field: str) -> date:
    """A calendar date, in any spelling that `instants` reads."""
    value = instant_as_written(values, field)
    if value is None:
        raise UnusableRecordError(field, "is missing")
    return value.date()


def microseconds(value: object, field: str) -> int:
    """An instant as `instants` reads it, in microseconds since 1970."""
    try:
        return instants.microseconds(value)
    except instants.NotAnInstantError as error:
        raise UnusableRecordError(field, f"{shown(value)} {error}") from None


def objects(values: Values, field: str) -> list[dict[str, Any]]:
    """A list of objects; empty where it is missing."""
    value = values.get(field)
    if is_nothing(value):
        return []
    if not isinstance(value, list):
        raise UnusableRecordError(field, "is not a list")
    check_length(value, field)
    for element in value:
        if not isinstance(element, dict):
            raise UnusableRecordError(field, f"{shown(element)} is not an object")
    return value


def texts(values: Values, field: str, most: int = limits.NAME) -> list[str]:
    """A list of texts, each once, in order; empty where it is missing. A single text is a list of one."""
    value = values.get(field)
    if value is None:
        return []
    elements = value if isinstance(value, list) else [value]
    check_length(elements, field)
    found = [text({field: element}, field, most) for element in elements]
    return list(dict.fromkeys(element for element in found if element is not None))


def check_length(elements: list[Any], field: str) -> None:
    """Raises UnusableRecordError where a list is too long."""
    if len(elements) > limits.ELEMENTS:
        reason = f"has {len(elements):,} elements, and at most {limits.ELEMENTS:,} are read"
        raise UnusableRecordError(field, reason)


def shown(value: object) -> str:
    """A value as a refusal quotes it, cut to a readable length."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    words = f'"{value[:60]}"' if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else words[:57] + "..."
