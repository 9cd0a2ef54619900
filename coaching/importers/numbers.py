"""Which number, and which length of time, does a value of an export mean?

Pure, like `instants`: a value goes in, a number comes out or a NotANumberError that says what is wanted.
"""

import math
import re
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

LONGEST = timedelta(days=3 * 366)
WANTED_DURATION = 'write it as milliseconds, or like "2 min 34 s" or 00:02:34'

_NO_DURATION = f"is not a length of time: {WANTED_DURATION}"
_LONGEST_TEXT = 100
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
# 1,000 may be a thousand or one.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_PARTS = re.compile(
    r"(?P<part>[^%/]+?)\s*(?:(?P<percent>%)|(?:/|\bof\b|\bout of\b)\s*(?P<whole>[^%/]+))?", re.IGNORECASE
)
_QUOTES = "'\"\u2018\u2019\u201c\u201d"
_MINUS = str.maketrans("\u2212\u2013\ufe63\uff0d", "----")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_UNITS = {
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds", "millis"), "ms"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
}
_AMOUNT = r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?"
_EACH_AMOUNT = re.compile(_AMOUNT, re.IGNORECASE)
_AMOUNTS = re.compile(rf"{_AMOUNT}(?:(?:\s|,|\band\b)*{_AMOUNT})*", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d(?:[.,]\d{1,9})?)")
_ISO = re.compile(r"P(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:[.,]\d+)?)S)?)?", re.IGNORECASE)


class NotANumberError(ValueError):
    """A value is no number, or may be two. The message goes on after the value."""


class Share(NamedTuple):
    """A number as it is written: 85.5, or a part of a whole where the source says of what (85%, 17 / 20)."""

    number: float
    whole: float | None = None


def number(value: object, *, may_be_thousands: bool = True) -> float:
    """The number that a value is or writes: 85, "85.5", "85,5", "'-36'", "8.5e1". Raises NotANumberError.

    `may_be_thousands` says whether 1,000 could be meant for a thousand, so that nobody knows: not where a number is at
    most 100 anyway.
    """
    if type(value) is float or type(value) is int:
        return _finite(value)
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise NotANumberError("is not a number")
    text = _bare(value)
    if not _NUMBER.fullmatch(text):
        raise NotANumberError("is not a number")
    if may_be_thousands and _THOUSANDS.fullmatch(text):
        raise NotANumberError("is not a number that can be read only one way")
    return _finite(float(text.replace(",", ".")))


def share(value: object) -> Share:
    """A number that may be a part of a whole: "85%" is 85 of 100, "17 / 20" is 17 of 20. Raises NotANumberError."""
    if not isinstance(value, str):
        return Share(number(value))
    found = _PARTS.fullmatch(_bare(value)) if len(value) <= _LONGEST_TEXT else None
    if found is None:
        raise NotANumberError("is not a number")
    part = number(found["part"], may_be_thousands=False)
    if found["percent"]:
        return Share(part, 100)
    if found["whole"] is None:
        return Share(part)
    whole = number(found["whole"], may_be_thousands=False)
    if whole <= 0:
        raise NotANumberError("is not a part of anything")
    return Share(part, whole)


def duration(value: object) -> timedelta:
    """How long something took: a number of milliseconds, "90.5 s", "2 min 34 s", 00:02:34 or PT2M34S.

    Up to two seconds less than nothing are nothing: the clocks of two systems differ. Raises NotANumberError.
    """
    try:
        seconds = _seconds(value) if isinstance(value, str) else number(value) / 1000
    except NotANumberError:
        raise NotANumberError(_NO_DURATION) from None
    if not -2 <= seconds <= LONGEST.total_seconds():
        raise NotANumberError("is longer than three years" if seconds > 0 else "is less than nothing")
    return timedelta(microseconds=round(max(0.0, seconds) * 1_000_000))


@lru_cache(maxsize=4096)
def _seconds(written: str) -> float:
    text = _bare(written) if len(written) <= _LONGEST_TEXT else ""
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3].replace(",", "."))
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        amounts = [(unit, number(amount)) for unit, amount in iso.groupdict().items() if amount]
    elif _AMOUNTS.fullmatch(text):
        amounts = [(_UNITS.get(unit.lower(), ""), number(amount)) for amount, unit in _EACH_AMOUNT.findall(text)]
    else:
        amounts = [("ms", number(written))]
    units = [unit for unit, _ in amounts]
    if "" in units or len(set(units)) < len(units):
        raise NotANumberError(_NO_DURATION)
    return sum(amount * _SECONDS[unit] for unit, amount in amounts)


def _bare(text: str) -> str:
    """A text without blanks around it and without the quotes that some exports put around a number."""
    bare = text.strip()
    if not bare.isascii():
        bare = bare.translate(_MINUS)
    if len(bare) > 2 and bare[0] in _QUOTES and bare[-1] in _QUOTES:
        bare = bare[1:-1].strip()
    return bare[1:] if bare[:1] == "'" else bare  # in a spreadsheet, this makes a number a text


def _finite(value: float) -> float:
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise NotANumberError("is not a number")
    return result
