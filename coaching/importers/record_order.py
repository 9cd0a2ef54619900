"""Which of two records is the newer one?

Records are compared by when their evaluation was made, the date in the name of their file or folder, what kind of file
it is, and the page number in its name. Where all of these are the same, nothing says which is newer: the name of the
file decides, so that the result does not depend on which one an import read first. A file that a later import brings
again with other content is newer than it was (its generation), and within a file the later place counts.
"""

import hashlib
import marshal
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import PurePath
from typing import Any

EPOCH = datetime(1970, 1, 1)
YEARS = range(1990, 2200)
# The names of the months in English, German, French and Spanish.
_NAMES_OF_MONTHS = (
    "january jan januar j\u00e4nner janvier janv enero ene",
    "february feb februar f\u00e9vrier f\u00e9vr fevrier febrero",
    "march mar m\u00e4rz m\u00e4r mrz maerz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug ao\u00fbt aout agosto ago",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez d\u00e9cembre d\u00e9c decembre diciembre dic",
)
MONTHS = {name: number for number, names in enumerate(_NAMES_OF_MONTHS, start=1) for name in names.split()}
MOST_PAGES = 8  # numbers of a name that are compared

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_ANY_YEAR = re.compile(_YEAR)
_MONTH_NAME = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![^\W\d_])"
_TIME = (
    r"(?:[T_ .-]{0,3}(?P<hour>[01]\d|2[0-3])[:_.hH-]?(?P<minute>[0-5]\d)"
    r"(?:[:_.mM-]?(?P<second>[0-5]\d))?(?!\d|[-./]\d))?"
)
_ALONE = r"(?<![0-9])"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ALONE}{_YEAR}(?P<by>[-_./ ]?)(?P<month>\d\d)(?P=by)(?P<day>\d\d){_TIME}(?!\d)",
        rf"{_ALONE}{_YEAR}(?P<by>[-_./ ])(?P<month>\d\d?)(?P=by)(?P<day>\d\d?){_TIME}(?!\d)",
        rf"{_ALONE}(?P<first>\d\d?)(?P<by>[-_./ ])(?P<second_>\d\d?)(?P=by){_YEAR}{_TIME}(?!\d)",
        rf"{_ALONE}(?P<first>\d\d)(?P<second_>\d\d){_YEAR}{_TIME}(?!\d)",
        rf"{_ALONE}(?P<day>\d\d?)(?:st|nd|rd|th)?[-_., ]{{0,2}}{_MONTH_NAME}[-_., ]{{0,2}}{_YEAR}{_TIME}(?!\d)",
        rf"(?<![^\W\d_]){_MONTH_NAME}[-_., ]{{0,2}}(?P<day>\d\d?)(?:st|nd|rd|th)?[-_., ]{{1,2}}{_YEAR}{_TIME}(?!\d)",
        rf"{_ALONE}{_YEAR}[-_., ]{{0,2}}{_MONTH_NAME}[-_., ]{{0,2}}(?P<day>\d\d?){_TIME}(?!\d)",
    )
)
_ENDING = re.compile(r"(?:\.[a-z]\w{0,8})+$", re.IGNORECASE)
_PAGE = re.compile(r"(?<![^\W_])(?:page|part|seite|pagina|p)?[-_ ]?(\d{1,9})(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, order=True, slots=True, kw_only=True)
class FileOrder:
    """How new the records of a file are, by its name: when it was exported, which kind it is, and its page number.

    `exported` has the digits of year, month, day, hour, minute and second, and is empty where no name has a date.
    `name` is that of the file, with a slash behind it so that it sorts as it does within a text.
    """

    exported: str = ""
    rank: int = 0
    pages: tuple[int, ...] = ()
    name: str = "/"

    @property
    def text(self) -> str:
        """A text that sorts as this does."""
        return f"{self.exported}/{self.rank}/{':'.join(f'{page:09}' for page in self.pages)}/{self.name}"


@dataclass(frozen=True, order=True, slots=True, kw_only=True)
class RecordOrder:
    """Where a record stands among all records of one conversation: the greatest one counts.

    `evaluated` is an instant in microseconds since 1970 (-1: none is known), `place` the number of the record in its
    file, `digest` tells apart what differs in content only.
    """

    evaluated: int = -1
    file: FileOrder = FileOrder()
    generation: int = 0
    place: int = 0
    digest: str = ""

    @property
    def text(self) -> str:
        """A text that sorts as the records do. It is what the database keeps."""
        return record_text(self.evaluated, self.file.text, self.place, self.digest, self.generation)


def record_text(evaluated: int, file: str, place: int, digest: str, generation: int = 0) -> str:
    """RecordOrder.text for a file whose FileOrder.text is known."""
    return with_evaluated(f"/{file}{generation:06}/{place:09}/{digest}", evaluated)


def with_evaluated(text: str, evaluated: int) -> str:
    """A record's order with this instant of the evaluation."""
    return f"{'' if evaluated < 0 else f'{evaluated:016}'}/{text.partition('/')[2]}"


def microseconds(instant: datetime | None) -> int:
    """A naive instant in UTC as RecordOrder has it."""
    return -1 if instant is None else (instant - EPOCH) // timedelta(microseconds=1)


def level(text: str) -> str:
    """What of a record's order says how new it is: the part before the name of its file."""
    return text.rsplit("/", 4)[0]


def version(text: str) -> str:
    """What of a record's order says how new it is, and in which file it is: the part before the generation."""
    return text.rsplit("/", 3)[0]


def file_name(text: str) -> str:
    """The name of the file in a record's order."""
    return text.rsplit("/", 4)[1]


def position(text: str) -> str:
    """What of a record's order says how new it is and where it stands, whatever it says: the part before the digest."""
    return text.rsplit("/", 1)[0]


def generation(text: str) -> int:
    """The generation in a record's order."""
    return int(text.rsplit("/", 3)[1])


def in_generation(text: str, number: int) -> str:
    """A record's order in another generation."""
    before, _, place, content = text.rsplit("/", 3)
    return f"{before}/{number:06}/{place}/{content}"


def content(text: str) -> str:
    """The digest in a record's order."""
    return text.rsplit("/", 1)[1]


def digest(record: Any) -> str:
    """A short text that is the same for records of the same content. `record`: what JSON or a row of a table holds."""
    return hashlib.blake2b(marshal.dumps(record, 2), digest_size=8).hexdigest()


@lru_cache(maxsize=4096)
def file_order(path: str, rank: int) -> FileOrder:
    """The order of a file with this absolute path. A date in its own name counts, otherwise that of its folders."""
    folder, name = os.path.split(path)
    exported = newest_date(name) or _date_of_folder(folder)
    return FileOrder(exported=exported, rank=rank, pages=page_numbers(name), name=f"{name}/")


@lru_cache(maxsize=4096)
def _date_of_folder(path: str) -> str:
    """The date of the nearest folder that has one; it may also be spread over folders (2026/06/01), each perhaps with a
    name before its number (year=2026/month=06/day=01)."""
    folders = [folder.rpartition("=")[2] for folder in PurePath(path).parts]
    exported = ""
    while not exported and folders:
        exported = newest_date(folders[-1]) or newest_date("/".join(folders[-3:]))
        folders.pop()
    return exported


def newest_date(name: str) -> str:
    """The newest date in a name, as 14 digits with the time of day that follows it; empty where there is none.

    Two numbers before a year are day and month, unless only month and day can be meant.
    """
    return max((found for found, _ in _dates(name)), default="")


def page_numbers(name: str) -> tuple[int, ...]:
    """The numbers in the name of a file that stand alone and belong to no date: page-10 comes after page-2."""
    stem = _ENDING.sub("", name)
    kept: list[str] = []
    end = 0
    for start, stop in sorted(place for _, place in _dates(stem)):
        kept.append(stem[end:start])
        end = max(end, stop)
    return tuple(int(number) for number in _PAGE.findall(" ".join([*kept, stem[end:]])))[:MOST_PAGES]


def _dates(name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each date of a name, and where it stands in it."""
    if not _ANY_YEAR.search(name):  # most names
        return
    name = unicodedata.normalize("NFC", name)  # as the Mac does not write them
    for pattern in _DATES:
        for match in pattern.finditer(name):
            found = _date(match.groupdict())
            if found:
                yield found, match.span()


def _date(parts: dict[str, str | None]) -> str:
    year = int(parts["year"] or 0)
    if "first" in parts:
        day, month = int(parts["first"] or 0), int(parts["second_"] or 0)
        if month > 12 >= day:
            day, month = month, day
    else:
        day, written = int(parts["day"] or 0), (parts["month"] or "").lower()
        month = int(written) if written.isdigit() else MONTHS[written]
    try:
        on = date(year, month, day)
    except ValueError:
        return ""
    if on.year not in YEARS:
        return ""
    return f"{on:%Y%m%d}{parts['hour'] or '00'}{parts['minute'] or '00'}{parts['second'] or '00'}"
