"""Which records can be read of a JSON file that is broken or cut off?

A record is an element of the file's list: of the list the file is, or of the lists under one of its keys. The complete
records before and after a broken one are read. The work that takes is bounded by the size of the file, whatever is in
it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coaching.importers import limits

_BETWEEN_RECORDS = re.compile(r"[\s,]*")
# A JSON string ends on its own line, so a missing quote affects only that line. Possessive, so that no string is
# scanned twice, even one without an end.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\\n]++|(?:\\.)++)*+"?|[{}\[\]]')
_FIRST_KEY = re.compile(r'\{\s{0,100}("(?:[^"\\]|\\.){0,100}")\s{0,100}:')
_FIRST_WINDOW = 4096
TOO_DEEP = "it is nested too deeply: some hundred levels are read"
TOO_MANY_DIGITS = "a number has more than 4,300 digits"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of a file that cannot be read: where it is, why, and the key at fault where there is one."""

    position: str
    reason: str
    field: str = ""


class Work:
    """Counts the work done for a broken file, so that tests can check its bound."""

    def __init__(self) -> None:
        self.broken_records = 0
        self.read_again = 0  # characters
        self.looked_at = 0  # characters, in search of the next record


def salvaged(
    content: str, key: str | None, work: Work, decoder: json.JSONDecoder
) -> Iterator[tuple[int, Any | Unreadable]]:
    """The elements of the lists under `key`, with their number. Without a key, of the list that the file is."""
    opening = re.compile(r"\s*\[" if key is None else rf'"{re.escape(key)}"\s*:\s*\[', re.IGNORECASE)
    found = opening.match(content) if key is None else opening.search(content)
    if found is None:
        yield 0, broken_file(content)
        return
    places = _Places(content)
    at, number = found.end(), 0
    while True:
        at = _BETWEEN_RECORDS.match(content, at).end()  # type: ignore[union-attr]  # it matches the empty text too
        if at < len(content) and content[at] == "]" and key is not None:
            found = opening.search(content, at)
            if found is not None:
                at = found.end()
                continue
        if at >= len(content) or content[at] == "]":
            break
        number += 1
        places.advance(at)
        if work.broken_records == limits.BROKEN_RECORDS or work.read_again > limits.READ_AGAIN * len(content):
            reason = f"too much of the file is broken: record {number} and what follows is not read"
            yield number, Unreadable(places.name(at), reason)
            return
        try:
            element, end = decoder.raw_decode(content, at)
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
            yield number, Unreadable(position, reason_of(error))
            end = resumed
        at = end
    if not work.broken_records:
        yield 0, broken_file(content)


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
        return reason_of(error)
    return f"the file ends in the middle of record {number}"


def _ends_with_bracket_behind(content: str, place: int) -> bool:
    stripped = content.rstrip()
    return stripped[-1:] in "]}" and place < len(stripped)


def broken_file(content: str) -> Unreadable:
    """Why the file as a whole is no JSON."""
    try:
        json.loads(content)
    except (ValueError, RecursionError) as error:
        return broken(error, content)
    return Unreadable("", "the file is not UTF-8")


def broken(error: Exception, content: str) -> Unreadable:
    """Where and why the content is no JSON, of which this was the error."""
    if isinstance(error, UnicodeEncodeError):
        return Unreadable(_Places(content).name(error.start), reason_of(error))
    if not isinstance(error, json.JSONDecodeError):
        return Unreadable("", reason_of(error))
    place = _Places(content).name(error.pos)
    return Unreadable(place, "the file is cut off" if error.pos >= len(content.rstrip()) else reason_of(error))


def reason_of(error: Exception) -> str:
    """Why something is no JSON."""
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if isinstance(error, UnicodeEncodeError):
        return "the file is not UTF-8"
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
