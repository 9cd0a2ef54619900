"""Which records are in a JSON file? In a list, in pages, one a line, inside of other objects, or a record alone."""

import json
import re
from collections.abc import Iterator
from typing import Any

from coaching.importers import almost_json, broken_json, limits
from coaching.importers.broken_json import Unreadable, broken, reason_of
from coaching.importers.encodings import decoded
from coaching.importers.format import Format, Guessed, Look, Page, Read, Shape, SourceFile
from coaching.importers.record_order import digest
from coaching.importers.refused_records import Refusal, shown
from coaching.importers.spellings import FALSE, TRUE, normalised

PAGE_KEY = "results"
MOST_WRAPPED = 3  # objects around a page
_NAMED = 100  # refusals for elements of a list that are no objects
_PLACES_OF_POWERSHELL = ('"@{', '"System.Object[]"', '"System.Collections.Hashtable"')
_CUT_BY_POWERSHELL = "was cut off by PowerShell: write the file with ConvertTo-Json -Depth 100"

Element = tuple[str, Any] | Unreadable | Page


def read(file: SourceFile) -> Iterator[Read]:
    """The records of a file with their position, and what else there is to say of it, as a Format reads them."""
    try:
        text, encoding, is_guessed = decoded(file.data())
    except limits.UnreadableFileError as error:
        yield Refusal(file=file.name, position="", field="", reason=str(error))
        return
    if is_guessed:
        yield Guessed(encoding)
    no_objects = 0
    for element in _Reader(text, file.format).elements():
        if isinstance(element, Page):
            yield element
        elif isinstance(element, Unreadable):
            yield Refusal(file=file.name, position=element.position, field=element.field, reason=element.reason)
        elif isinstance(element[1], dict):
            yield element
        else:
            no_objects += 1
            if no_objects <= _NAMED:
                reason = _no_object(element[1])
                yield Refusal(file=file.name, position=element[0], field="", reason=reason)
    if no_objects > _NAMED:
        reason = f"{no_objects - _NAMED:,} more of its records are not objects"
        yield Refusal(file=file.name, position="", field="", reason=reason)


def read_whole(file: SourceFile) -> Iterator[Read]:
    """The one record of a file that is a single object, as a Format reads it."""
    content = read_object(file)
    if isinstance(content, Unreadable):
        yield Refusal(file=file.name, position=content.position, field=content.field, reason=content.reason)
    else:
        yield "", content


def read_object(file: SourceFile, most_bytes: int = limits.FILE_BYTES) -> dict[str, Any] | Unreadable:
    """The object that a whole file is."""
    decoder = Decoder()
    text = ""
    try:
        text = decoded(file.data(most_bytes)).text
        content = _decoded(text, decoder)
    except limits.UnreadableFileError as error:
        return Unreadable("", str(error))
    except (ValueError, RecursionError) as error:
        return broken(error, text)
    twice = _twice_in(content) if decoder.found_twice else None
    if twice is not None:
        return Unreadable("", twice.reason, twice.field)
    return content if isinstance(content, dict) else Unreadable("", _no_object(content))


class Twice(dict[str, Any]):
    """An object with keys that it has twice. `first` has their first value, the object itself their last one."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: dict[str, Any] = {}
        self.first: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                self.first.setdefault(key, seen[key])
            seen.setdefault(key, value)

    def reason(self, key: str) -> str:
        """What a refusal says of one of the keys."""
        others = [shown(other) for other in self.first if other != key]
        also = f"; so does {', '.join(others[:5])}" if others else ""
        values = f"{shown(self.first[key])} and {shown(self[key])}"
        return f"occurs twice, with {values}: leave the one that counts{also}"


class Decoder(json.JSONDecoder):
    """Reads JSON and notes objects that have a key twice."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=self._object)
        self.found_twice = False

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self.found_twice = True
        return Twice(pairs)


def _decoded(text: str, decoder: Decoder) -> Any:
    """What the text says, also where it is not quite JSON. Raises ValueError or RecursionError."""
    text.encode()
    try:
        content = decoder.decode(text)
    except json.JSONDecodeError as error:
        mended = almost_json.mended(text)
        if mended == text:
            raise
        try:
            content = decoder.decode(mended)
        except json.JSONDecodeError:
            raise error from None
    if isinstance(content, str) and content.lstrip()[:1] in ("{", "["):
        content = decoder.decode(content)
    return content


class _Reader:
    """Reads the elements of one text."""

    def __init__(self, text: str, file_format: Format) -> None:
        self._text = text
        self._format = file_format
        self._decoder = Decoder()
        self._is_cut = any(place in text for place in _PLACES_OF_POWERSHELL)

    def elements(self) -> Iterator[Element]:
        """The records with their position, pages, and what cannot be read."""
        try:
            content = _decoded(self._text, self._decoder)
        except (ValueError, RecursionError) as error:
            for position, value in self._pieces(error):
                yield from [value] if isinstance(value, Unreadable) else self._inside(value, position)
            return
        yield from self._inside(content, "")

    def _pieces(self, error: Exception) -> Iterator[tuple[str, Any | Unreadable]]:
        """The elements of a text that is not one JSON value."""
        text = self._text.lstrip("\ufeff")
        if text.lstrip()[:1] not in ("{", "[") or text.lstrip()[1:2] == "'":
            text = almost_json.mended(text)
        if _has_a_value_a_line(text):
            yield from self._lines(text)
        elif isinstance(error, json.JSONDecodeError) and error.msg == "Extra data" and text[error.pos] in "{[":
            yield from self._one_after_another(text)
        else:
            key = PAGE_KEY if self._format.may_be_wrapped and f'"{PAGE_KEY}"' in text[:100_000].lower() else None
            for number, value in broken_json.salvaged(text, key, broken_json.Work(), self._decoder):
                yield f"record {number}", value

    def _lines(self, text: str) -> Iterator[tuple[str, Any | Unreadable]]:
        for number, line in enumerate(text.split("\n"), start=1):
            line = line.strip().rstrip(",")
            if not line:
                continue
            try:
                yield f"line {number}", _decoded(line, self._decoder)
            except UnicodeEncodeError:
                yield "", Unreadable(f"line {number}", "it is not UTF-8")
            except json.JSONDecodeError as error:
                yield "", Unreadable(f"line {number} column {error.pos + 1}", reason_of(error))
            except (ValueError, RecursionError) as error:
                yield "", Unreadable(f"line {number}", reason_of(error))

    def _one_after_another(self, text: str) -> Iterator[tuple[str, Any | Unreadable]]:
        at, number = 0, 0
        while True:
            at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text too
            if at == len(text):
                return
            number += 1
            try:
                value, at = self._decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                place = broken(error, text).position
                yield "", Unreadable(f"record {number}, {place}" if place else f"record {number}", reason_of(error))
                return
            yield f"record {number}", value

    def _inside(self, value: Any, place: str, depth: int = 0) -> Iterator[Element]:
        """The records in a value; `place` says where in the file that is."""
        if isinstance(value, list):
            for number, element in enumerate(value, start=1):
                is_more = isinstance(element, dict) and self._is_around(element, depth)
                yield from self._inside(element, _joined(place, f"{'page' if is_more else 'record'} {number}"), depth)
        elif isinstance(value, dict) and self._is_around(value, depth):
            yield from self._around(value, place, depth)
        else:
            yield self._record(value, place)

    def _around(self, value: dict[str, Any], place: str, depth: int) -> Iterator[Element]:
        """What is in a page, or in an object around one."""
        if isinstance(value, Twice):
            key = next(iter(value.first))
            yield Unreadable(place, value.reason(key), key)
            for each in (value.first[key], value[key]):
                yield from (found for found in self._inside(each, place, depth) if isinstance(found, Unreadable))
            return
        page_key = _page_key(value)
        if page_key is None:
            for name, inner in value.items():
                if self._holds(inner, depth + 1):
                    yield from self._inside(inner, _joined(place, name), depth + 1)
            return
        records = value[page_key]
        if isinstance(records, dict):
            records = [records]
        if self._has_pages(records, depth):
            yield from self._inside(records, place, depth + 1)
            return
        if not isinstance(records, list):
            yield Unreadable(
                place, f"{shown(records)} is not a list: write its records in one, as [{{…}}, {{…}}]", page_key
            )
            return
        yield _page(value, records)
        for number, record in enumerate(records, start=1):
            yield self._record(record, _joined(place, f"record {number}"))

    def _record(self, record: Any, position: str) -> tuple[str, Any] | Unreadable:
        if self._decoder.found_twice:
            twice = _twice_in(record)
            if twice is not None:
                return Unreadable(position, twice.reason, twice.field)
        if self._is_cut and isinstance(record, dict):
            for key, value in record.items():
                if any(map(_is_cut, value if isinstance(value, list) else [value])):
                    return Unreadable(position, _CUT_BY_POWERSHELL, key)
        return position, record

    def _is_around(self, value: dict[str, Any], depth: int) -> bool:
        """Whether the object is a page or is around one."""
        if not self._format.may_be_wrapped or depth > MOST_WRAPPED:
            return False
        if _page_key(value) is not None:
            return True
        return not self._is_record(value) and any(self._holds(inner, depth + 1) for inner in value.values())

    def _has_pages(self, records: Any, depth: int) -> bool:
        """Whether what a page has are pages once more."""
        first = records[0] if isinstance(records, list) and records else None
        if depth >= MOST_WRAPPED or not isinstance(first, dict):
            return False
        key = _page_key(first)
        return key is not None and not self._is_record({name: each for name, each in first.items() if name != key})

    def _holds(self, value: Any, depth: int) -> bool:
        """Whether there is a record or a page in a value."""
        if isinstance(value, list):
            return any(self._holds(element, depth) for element in value[:10] if isinstance(element, dict))
        return isinstance(value, dict) and (self._is_record(value) or self._is_around(value, depth))

    def _is_record(self, value: dict[str, Any]) -> bool:
        names = {normalised(name): name for name in list(value)[: limits.COLUMNS]}
        return not self._format.likeness(Look(shape=Shape.LIST, names=names)).missing


_NUMBER_KEYS = ("page", "pagenumber", "pageno", "currentpage")  # what number a page says that it has
_BETWEEN = re.compile(r"[\s,]*")


def _has_a_value_a_line(text: str) -> bool:
    """Whether each line of the text is an object or a list of its own, as far as its first lines tell."""
    lines = [line for line in text[: limits.ROW_CHARACTERS].split("\n", 20) if line.strip()][:3]
    if len(lines) < 2 or not all(line.lstrip()[:1] in ("{", "[") for line in lines[:2]):
        return False
    whole = [_is_whole(line) for line in lines]
    return whole[0] or (len(whole) == 3 and all(whole[1:]))


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line.strip().rstrip(",")), dict | list)
    except (ValueError, RecursionError):
        return False


def _no_object(value: Any) -> str:
    words = "null" if value is None else shown(value)
    return f'{words} is not an object: write one, such as {{"Conversation ID": "c-1", …}}'


def _page_key(value: dict[str, Any]) -> str | None:
    return next((key for key in value if key == PAGE_KEY or normalised(key) == PAGE_KEY), None)


def _page(value: dict[str, Any], records: list[Any]) -> Page:
    said = {normalised(key): other for key, other in value.items()}
    word = str(said.get("hasmore")).strip().lower()
    try:
        content = digest([len(records), *records[:1], *records[-1:]])
    except ValueError:  # an object with a key twice, which is refused
        content = ""
    return Page(
        records=len(records),
        number=next(filter(None, (_count(said.get(key)) for key in _NUMBER_KEYS)), None),
        total=_count(said.get("totalresults", said.get("total"))),
        pages=_count(said.get("totalpages")),
        has_more=None if word not in TRUE | FALSE else word in TRUE,
        content=content,
    )


def _count(value: Any) -> int | None:
    if isinstance(value, str):
        digits = re.sub(r"[,.'\u2019\s](?=\d{3})", "", value.strip())
        value = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12 else None


def _twice_in(value: Any) -> Unreadable | None:
    """The first key that occurs twice anywhere in a value, and why that is refused."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Twice):
            key = next(iter(one.first))
            return Unreadable("", one.reason(key), key)
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [each for each in inner if isinstance(each, dict | list)]
    return None


def _is_cut(value: Any) -> bool:
    return isinstance(value, str) and (
        (value.startswith("@{") and value.endswith("}")) or value in ("System.Object[]", "System.Collections.Hashtable")
    )


def _joined(place: str, more: str) -> str:
    return f"{place}, {more}" if place else more
