"""How is a value of a record read? Ids, scores, instants and texts as exports write them.

Every reader takes the record as `Spellings.read` returns it and the name of a field. What cannot be used raises
UnusableRecordError; where the record was read with Notes, it is left out and noted instead, because the rest of the
record is of use. `strict` is for the fields that a record cannot do without, as are the readers `required_…`.
null, a missing key, "", "NA", "N/A", "#N/A", "n.a.", "NaN" and "-" are the same: nothing.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from coaching.importers import instants, limits, numbers
from coaching.importers.addresses import address
from coaching.importers.notes import Values, leave_out, notes_of, or_left_out
from coaching.importers.refused_records import UnusableRecordError, unusable
from coaching.importers.spellings import (
    FALSE,
    LONGEST_NO_ID,
    LONGEST_NOTHING,
    NO_IDS,
    NOTHING,
    QUALIFICATIONS,
    TRUE,
    normalised,
)
from coaching.words.name_key import without_invisible

T = TypeVar("T")

# What a spreadsheet makes of an id: rounded to 1.77789E+11, too wide for its column, or a formula in its place.
_DESTROYED = re.compile(
    r"\d(?:[.,]\d+)?E\+\d{2,3}|#{2,}|#(?:NAME\?|REF!|VALUE!|NUM!|DIV/0!|NULL!)|=[\s+(-]*[A-Z$].*", re.IGNORECASE
)
# An id behind the mark by which a spreadsheet takes it for a text, and one that a program has taken for a number.
_MARKED = re.compile(r"""'([^']+)'?|="([^"]+)"|(\d{1,15})\.0""")
WANTED_ID = "write the whole id as a text, such as 177788520001, in a column of the spreadsheet that holds text"
WANTED_TEXT = 'write it in quotes, such as "Returns"'
WANTED_ADDRESS = "write one address, such as ana@example.com"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def is_nothing(value: object) -> bool:
    """Whether the value says that there is none."""
    if isinstance(value, str):
        return value.strip().lower() in NOTHING
    return value is None or (isinstance(value, float) and math.isnan(value))


def said(value: object, field: str, most: int = limits.NAME) -> str | None:
    """A value as a text without surrounding blanks, and without NUL characters, which nobody sees; a number becomes its
    digits. None where it says nothing.

    Unusable where it has more than `most` characters.
    """
    if type(value) is str:
        if not value.isascii() or len(value) > most or "\0" in value:
            value = value.replace("\0", "").strip()
            check_text(value, field, most)
        else:
            value = value.strip()
        return None if len(value) <= LONGEST_NOTHING and value.lower() in NOTHING else value
    if value is None or value != value:  # NaN, which is never equal to itself
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise unusable(field, value, "is not a text", WANTED_TEXT)


def text(values: Values, field: str, most: int = limits.NAME) -> str | None:
    """The text of a field, as `said` reads it."""
    try:
        return said(values.get(field), field, most)
    except UnusableRecordError as error:
        leave_out(values, error)
        return None


def required_text(values: Values, field: str, most: int = limits.NAME) -> str:
    """As `text`, but the record is refused where it is missing or cannot be used."""
    return _required(said(values.get(field), field, most), values, field, WANTED_TEXT)


def said_id(value: object, field: str) -> str | None:
    """A value as the id of something, without what nobody sees, and without what a spreadsheet adds ('0012, 12.0). None
    for a word that programs write where there is none.

    Unusable where a spreadsheet has destroyed it: several ids are then the same.
    """
    if isinstance(value, float) and math.isfinite(value):
        raise unusable(field, value, "is a rounded number and no id", WANTED_ID)
    found = said(value, field, limits.ID)
    if found is None or (len(found) <= LONGEST_NO_ID and found.lower() in NO_IDS):
        return None
    if found.isascii() and found[0].isalpha():  # most ids: nothing below is about them
        return found
    if _DESTROYED.fullmatch(found):
        raise unusable(field, found, "is what a spreadsheet made of an id, so nobody knows which it was", WANTED_ID)
    found = without_invisible(found).strip()
    marked = _MARKED.fullmatch(found)
    return (marked[1] or marked[2] or marked[3] if marked else found) or None


def identifier(values: Values, field: str) -> str | None:
    """The id in a field, as `said_id` reads it."""
    try:
        return said_id(values.get(field), field)
    except UnusableRecordError as error:
        leave_out(values, error)
        return None


def required_identifier(values: Values, field: str) -> str:
    """As `identifier`, but the record is refused where it is missing or cannot be used."""
    return _required(said_id(values.get(field), field), values, field, "write an id, such as 177788520001")


def _required(value: T | None, values: Values, field: str, wanted: str) -> T:
    if value is None:
        raise missing(values, field, wanted)
    return value


def missing(values: Values, field: str, wanted: str) -> UnusableRecordError:
    """The error for a field that a record needs, and that is not there or says nothing. `wanted`: with an example."""
    there = values.get(field)
    if there is None:
        return UnusableRecordError(field, "is missing", wanted=wanted)
    return unusable(field, there, "says nothing, so it is missing", wanted)


def check_text(value: str, field: str, most: int) -> None:
    """Raises UnusableRecordError where a text is too long, or has what not every database can store: half of a
    surrogate pair, which no encoding knows, or a NUL, at which PostgreSQL ends a text."""
    if len(value) > most:
        was = f"a text of {len(value):,} characters"
        raise UnusableRecordError(field, "is too long", was=was, wanted=f"shorten it, at most {most:,} are read")
    if not value.isascii() and _LONE_SURROGATE.search(value):
        raise unusable(field, value, "has half of a character (a lone surrogate)", "save the file as UTF-8")
    if "\0" in value:
        raise unusable(field, value, "has a NUL character (U+0000)", "leave it out")


def word(value: object) -> str:
    """A single value as a short text to look something up by; "" for a list, an object or a long text."""
    return str(value) if isinstance(value, int | float) or (isinstance(value, str) and len(value) <= limits.ID) else ""


def _email(values: Values, field: str) -> str | None:
    """An e-mail address, spelled as `addresses.address` spells it."""
    value = said(values.get(field), field)
    if value is None:
        return None
    found = address(value)
    if found is None:
        raise unusable(field, value, "is not an e-mail address", WANTED_ADDRESS)
    return found


email = or_left_out(_email)


def required_email(values: Values, field: str) -> str:
    """As `email`, but the record is refused where it is missing or cannot be used."""
    return _required(_email(values, field), values, field, WANTED_ADDRESS)


@or_left_out
def number(values: Values, field: str, low: float, high: float) -> float | None:
    """A number between `low` and `high`, also where it is written as a text. Unusable outside."""
    value = values.get(field)
    if type(value) is int and low <= value <= high:  # most numbers
        return float(value)
    if is_nothing(value):
        return None
    return _between(low, high, _number(numbers.number, value, field, low, high), values, field)


@or_left_out
def score(values: Values, field: str) -> float | None:
    """An evaluation or audit score, 0 to 100: points, 85%, or 17 / 20. Exports range from -100, which this product
    shows as 0."""
    value = values.get(field)
    if is_nothing(value):
        return None
    found = _number(numbers.share, value, field, -100, 100)
    if found.whole is not None:
        return max(0.0, _between(-100, 100, 100 * found.number / found.whole, values, field))
    scale = notes_of(values).scale.get(field, 1)
    if scale is None:
        raise unusable(field, value, *PARTS_OR_POINTS)
    return max(0.0, _between(-100, 100, round(found.number * scale, 10), values, field))


PARTS_OR_POINTS = ("may be points or passed and failed: every score of this file is 0 or 1", "write 100, 100% or 1 / 1")


def _number(read: Callable[[object], T], value: object, field: str, low: float, high: float) -> T:
    try:
        return read(value)
    except numbers.NotANumberError as error:
        raise unusable(field, value, str(error), _wanted_number(low, high)) from None


def _between(low: float, high: float, number: float, values: Values, field: str) -> float:
    if not low <= number <= high:
        problem = f"is not between {low:g} and {high:g}"
        raise unusable(field, values[field], problem, _wanted_number(low, high))
    return number


def _wanted_number(low: float, high: float) -> str:
    example = {10: "5.5", 100: "85.5"}.get(int(high), "12")
    return f"write a number from {low:,.0f} to {high:,.0f}, such as {example}"


def weight(values: Values, field: str) -> float | None:
    """The weight of a metric in points. Some exports write negative weights with a minus sign."""
    value = number(values, field, -1e6, 1e6)
    return None if value is None else abs(value)


@or_left_out
def duration(values: Values, field: str) -> timedelta | None:
    """How long something took, in any spelling that `numbers.duration` reads."""
    value = values.get(field)
    if is_nothing(value):
        return None
    try:
        return numbers.duration(value)
    except numbers.NotANumberError as error:
        raise unusable(field, value, str(error)) from None


@or_left_out
def boolean(values: Values, field: str) -> bool | None:
    """Yes or no, also where it is written as a text."""
    value = values.get(field)
    if isinstance(value, bool) or is_nothing(value):
        return value if isinstance(value, bool) else None
    said = word(value).strip().lower()
    if said in TRUE:
        return True
    if said in FALSE:
        return False
    raise unusable(field, value, "is neither true nor false", "write true or false")


def qualification(values: Values, field: str) -> str:
    """YES, NO or NA. A value that is left out is NA."""
    value = values.get(field)
    said = QUALIFICATIONS.get(normalised(word(value)))
    if said is None and not is_nothing(value):
        leave_out(values, unusable(field, value, "is not YES, NO or NA", "write YES, NO or NA"))
    return said or "NA"


def _instant(values: Values, field: str, read: Callable[..., datetime] = instants.instant) -> datetime | None:
    """An instant as naive UTC, in any spelling that `instants` reads."""
    value = values.get(field)
    if is_nothing(value):
        return None
    try:
        return notes_of(values).time(read, value)
    except instants.NotAnInstantError as error:
        raise unusable(field, value, str(error)) from None


instant = or_left_out(_instant)


def _past_instant(values: Values, field: str) -> datetime | None:
    """As `instant`, of what has happened: unusable if it is more than a day in the future."""
    value = _instant(values, field)
    if value is not None and value > notes_of(values).latest:
        problem = "is more than a day in the future, so it cannot have been yet"
        raise unusable(field, values[field], problem, "write when it really was, or set the clock of this machine")
    return value


past_instant = or_left_out(_past_instant)


def required_past_instant(values: Values, field: str) -> datetime:
    """As `past_instant`, but the record is refused where it is missing or cannot be used."""
    return _required(_past_instant(values, field), values, field, instants.WANTED)


def period(
    values: Values, start: str, end: str, lasted: timedelta | None = None
) -> tuple[datetime | None, datetime | None]:
    """When something began and ended. `lasted`: how long it took, where it has no end.

    A start that cannot be used refuses the record, an end is left out. An end up to two seconds before the start is the
    start: the clocks of two systems differ.
    """
    started_at = _past_instant(values, start)
    ended_at = past_instant(values, end)
    if started_at is None:
        return None, ended_at
    if ended_at is not None and ended_at < started_at:
        if started_at - ended_at <= instants.CLOCK_SKEW:
            return started_at, started_at
        wanted = f"write a time that is not before the start, {started_at}"
        leave_out(values, unusable(end, values[end], "is before the start", wanted))
        ended_at = None
    if ended_at is None and lasted is not None:
        ended_at = started_at + lasted
    return started_at, ended_at


def required_date(values: Values, field: str) -> date:
    """The calendar date where it was written, in any spelling that `instants` reads."""
    written = _instant(values, field, instants.as_written)
    return _required(written, values, field, "write a day, such as 2026-05-04").date()


def objects(values: Values, field: str, text_is: str | None = None) -> list[dict[str, Any]]:
    """A list of objects; empty where it is missing. A single object is a list of one, or has the objects under their
    numbers, as PHP writes lists that begin at 1.

    `text_is`: a text in place of an object is one that has nothing but this.
    """
    value = values.get(field)
    wanted = "write a list of objects, such as [{...}]"
    if isinstance(value, dict) and value and all(map(str.isdigit, value)):
        value = list(value.values())
    found = []
    try:
        parts = listed(value, field)
    except UnusableRecordError as error:
        leave_out(values, error)
        return []
    for element in parts:
        if isinstance(element, dict):
            found.append(element)
        elif text_is is not None and isinstance(element, str):
            found.append({text_is: element})
        else:
            problem = "is not an object" if isinstance(value, list) else "is not a list"
            leave_out(values, unusable(field, element, problem, wanted))
    return found


def texts(values: Values, field: str, most: int = limits.NAME) -> list[str]:
    """A list of texts, each once, in order; empty where it is missing. A single text is a list of one."""
    return _each(values, field, lambda element: said(element, field, most))


def identifiers(values: Values, field: str) -> list[str]:
    """A list of ids, each once, in order; empty where it is missing. A single id is a list of one."""
    return _each(values, field, lambda element: said_id(element, field))


def _each(values: Values, field: str, read: Callable[[object], str | None]) -> list[str]:
    found: dict[str | None, None] = {}
    for element in elements(values, field):
        try:
            found[read(element)] = None
        except UnusableRecordError as error:
            leave_out(values, error)
    return [each for each in found if each is not None]


def elements(values: Values, field: str) -> list[Any]:
    """The elements of a field, as `listed` reads it."""
    try:
        return listed(values.get(field), field)
    except UnusableRecordError as error:
        leave_out(values, error)
        return []


def listed(value: Any, field: str) -> list[Any]:
    """A list as it is, and anything else as a list of one; empty where it says nothing. Unusable where too long."""
    if not isinstance(value, list):
        return [] if is_nothing(value) else [value]
    if len(value) > limits.ELEMENTS:
        was = f"a list of {len(value):,} elements"
        raise UnusableRecordError(field, "is too long", was=was, wanted=f"at most {limits.ELEMENTS:,} are read")
    return value
