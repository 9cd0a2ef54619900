"""Reading the records of a JSON file, also of one that is broken or cut off.

A record is an element of the file's list: of the list the file is, or of the list under one of its keys. In a broken
file the complete records before and after the broken one are still read. The work that takes is bounded by the size of
the file, whatever is in it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coaching.importers import limits
from coaching.importers.format import SourceFile
from coaching.importers.refused_records import Refusal

Record = tuple[int, dict[str, Any]]

_DECODER = json.JSONDecoder()
_BETWEEN_RECORDS = re.compile(r"[\s,]*")
# A JSON string ends on its own line, so a missing quote affects only that line. Possessive, so that no string is
# scanned twice, even one without an end.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\\n]++|(?:\\.)++)*+"?|[{}\[\]]')
_FIRST_KEY = re.compile(r'\{\s{0,100}("(?:[^"\\]|\\.){0,100}")\s{0,100}:')
_FIRST_WINDOW = 4096
_NAMED = 100  # refusals for elements of a list that are no objects
TOO_DEEP = "it is nested too deeply: some hundred levels are read"
TOO_MANY_DIGITS = "a number has more than 4,300 digits"


def read(file: SourceFile) -> Iterator[tuple[str, dict[str, Any]] | Refusal]:
    """The records of a file with their position, as a Format reads them. All refusals come first."""
    records, refusals = read_records(file.path, file.name, file.key)
    yield from refusals
    for number, record in records:
        yield f"record {number}", record


def read_whole(file: SourceFile) -> Iterator[tuple[str, dict[str, Any]] | Refusal]:
    """The one record of a file that is a single object, as a Format reads it."""
    content = read_object(file.path)
    if isinstance(content, Unreadable):
        yield Refusal(file=file.name, position=content.position, field="", reason=content.reason)
    else:
        yield "", content


def read_records(path: Path, file: str, key: str | None = None) -> tuple[list[Record], list[Refusal]]:
    """The objects in the file's list with their number from 1, and what had to be refused.

    `file` is what refusals call the file, `key` the key that holds the list; None: the file is the list.
    """
    records: list[Record] = []
    refusals: list[Refusal] = []
    no_objects = 0
    try:
        data = limits.read(path)
    except limits.UnreadableFileError as error:
        return [], [Refusal(file=file, position="", field="", reason=str(error))]
    for number, element in _elements(data, key):
        if isinstance(element, dict):
            records.append((number, element))
        elif isinstance(element, Unreadable):
            refusals.append(Refusal(file=file, position=element.position, field="", reason=element.reason))
        else:
            no_objects += 1
            if no_objects <= _NAMED:
                refusals.append(Refusal(file=file, position=f"record {number}", field="", reason="is not an object"))
    if no_objects > _NAMED:
        refusals.append(
            Refusal(
                file=file, position="", field="", reason=f"{no_objects - _NAMED:,} more of its records are not objects"
            )
        )
    return records, refusals


def read_object(path: Path, most_bytes: int = limits.FILE_BYTES) -> "dict[str, Any] | Unreadable":
    """The object that a whole file is."""
    try:
        data = limits.read(path, most_bytes)
        content = json.loads(data.decode("utf-8-sig"))
    except limits.UnreadableFileError as error:
        return Unreadable("", str(error))
    except UnicodeDecodeError as error:
        return Unreadable(f"byte {error.start + 1}", "the file is not UTF-8")
    except (ValueError, RecursionError) as error:
        return _broken(error, data.decode("utf-8-sig"))
    return content if isinstance(content, dict) else Unreadable("", "the file is not an object")


class Unreadable:
    """A part of a file that is not JSON: where it is, and why."""

    def __init__(self, position: str, reason: str) -> None:
        self.position = position
        self.reason = reason


class Work:
    """Counts the work done for a broken file, so that tests can check its bound."""

    def __init__(self) -> None:
        self.broken_records = 0
        self.read_again = 0  # characters
        self.looked_at = 0  # characters, in search of the next record


def _elements(data: bytes, key: str | None) -> Iterator[tuple[int, Any]]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # Bytes that are not UTF-8 become lone surrogates, which fields.check_text refuses in the record that has them.
        yield from _salvaged(data.decode("utf-8-sig", "surrogateescape"), key, Work())
        return
    elements = content if key is None else content[key]
    if not isinstance(elements, list):
        yield 0, Unreadable("", f"{key} is not a list")
        return
    yield from enumerate(elements, start=1)


def _salvaged(content: str, key: str | None, work: Work) -> Iterator[tuple[int, Any]]:
    opening = re.compile(r"\[" if key is None else rf'"{re.escape(key)}"\s*:\s*\[').search(content)
    if opening is None:
        yield 0, _broken_file(content)
        return
    places = _Places(content)
    at, number = opening.end(), 0
    while True:
        at = _BETWEEN_RECORDS.match(content, at).end()  # type: ignore[union-attr]  # it matches the empty text too
        if at >= len(content) or content[at] == "]":
            break
        number += 1
        places.advance(at)
        if work.broken_records == limits.BROKEN_RECORDS or work.read_again > limits.READ_AGAIN * len(content):
            reason = f"too much of the file is broken: record {number} and what follows is not read"
            yield number, Unreadable(places.name(at), reason)
            return
        try:
            element, end = _DECODER.raw_decode(content, at)
            content[at:end].encode()
            yield number, element
        except UnicodeEncodeError as error:
            work.broken_records += 1
            yield number, Unreadable(f"record {number}, {places.name(at + error.start)}", "it is not UTF-8")
        except (ValueError, RecursionError) as error:
            work.broken_records += 1
            is_located = isinstance(error, json.JSONDecodeError)
            place = error.pos if isinstance(error, json.JSONDecodeError) else at
            # Records inside one that is nested too deeply, or has too long a number, have the same fault.
            resumed = _next_record(content, at, place, work) if is_located else _behind(content, at, work)
            position = f"record {number}, {places.name(place)}"
            if resumed is None:
                yield number, Unreadable(position, _unfinished(content, number, place, error))
                return
            work.read_again += max(0, place - resumed)
            yield number, Unreadable(position, _reason(error))
            end = resumed
        at = end
    if not work.broken_records:
        yield 0, _broken_file(content)


class _ClosingBrace:
    """Looks for the end of the record that begins at `start`, a part at a time: the place after its closing brace that
    is also after the place where it is broken."""

    def __init__(self, content: str, start: int, broken_at: int) -> None:
        self.reached = start
        self.found: int | None = None
        self.is_over = False
        self._tokens = _STRING_OR_BRACKET.finditer(content, start)
        self._broken_at = broken_at
        self._closing: list[str] = []

    def look_until(self, limit: float) -> None:
        """Continues up to `limit`, unless the end was found before."""
        while not self.is_over and self.reached < limit:
            match = next(self._tokens, None)
            if match is None:
                self.is_over = True
                return
            self.reached = match.end()
            self._take(match.group())

    def _take(self, token: str) -> None:
        closing = self._closing
        if token in "{[":
            closing.append("}" if token == "{" else "]")
        elif token in "}]":
            if not closing or closing.pop() != token:
                self.found = self.reached if not closing and token == "}" else None
                self.is_over = True
            elif not closing and self.reached > self._broken_at:
                self.found, self.is_over = self.reached, True


def _behind(content: str, start: int, work: Work) -> int | None:
    end = _ClosingBrace(content, start, start)
    end.look_until(float("inf"))
    work.looked_at += end.reached - start
    return end.found


def _next_record(content: str, start: int, broken_at: int, work: Work) -> int | None:
    """Where to continue after the broken record at `start`: after its closing brace, or at the next record.

    A record with a missing brace or quote seems to include the records after it. The next record is recognised by
    having the same first key. Both places are searched in growing windows, so that the work is proportional to the
    distance to the nearer one.
    """
    first_key = _FIRST_KEY.match(content, start)
    alike = re.compile(rf"\{{\s*{re.escape(first_key.group(1))}\s*:") if first_key else None
    end = _ClosingBrace(content, start, broken_at)
    window = _FIRST_WINDOW
    while True:
        limit = start + window
        next_alike = alike.search(content, start + 1, limit) if alike else None
        end.look_until(next_alike.start() if next_alike else limit)
        work.looked_at += min(window, len(content) - start)
        if end.is_over and end.found is None and alike and not next_alike:
            next_alike = alike.search(content, start + 1)
            work.looked_at += (next_alike.end() if next_alike else len(content)) - start
        if next_alike and (end.found is None or next_alike.start() < end.found):
            return next_alike.start()
        if end.is_over:
            return end.found
        window *= 2


def _unfinished(content: str, number: int, place: int, error: Exception) -> str:
    if not isinstance(error, json.JSONDecodeError) or _ends_with_bracket_behind(content, place):
        return _reason(error)
    return f"the file ends in the middle of record {number}"


def _ends_with_bracket_behind(content: str, place: int) -> bool:
    stripped = content.rstrip()
    return stripped[-1:] in "]}" and place < len(stripped)


def _broken_file(content: str) -> Unreadable:
    try:
        json.loads(content)
    except (ValueError, RecursionError) as error:
        return _broken(error, content)
    return Unreadable("", "the file is not UTF-8")


def _broken(error: Exception, content: str) -> Unreadable:
    if not isinstance(error, json.JSONDecodeError):
        return Unreadable("", _reason(error))
    place = _Places(content).name(error.pos)
    return Unreadable(place, "the file is cut off" if error.pos >= len(content.rstrip()) else _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return TOO_DEEP
    return f"broken JSON ({error.msg})" if isinstance(error, json.JSONDecodeError) else TOO_MANY_DIGITS


class _Places:
    """Turns offsets into line and column without counting the lines from the start of the file each time."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._at, self._line, self._line_start = 0, 1, 0

    def advance(self, at: int) -> None:
        """Says that only places from here on will be asked for."""
        self._line, self._line_start = self._counted(at)
        self._at = at

    def name(self, at: int) -> str:
        """A place as "line 3, column 7"."""
        line, line_start = self._counted(at)
        return f"line {line} column {at - line_start + 1}"

    def _counted(self, at: int) -> tuple[int, int]:
        line = self._line + self._content.count("\n", self._at, at)
        last = self._content.rfind("\n", self._at, at)
        return line, self._line_start if last < 0 else last + 1
