"""Reading the records of a JSON file, also of one that is broken or cut off.

A record is an element of the file's list: of the list the file is, or of the list under one of its keys. In a broken
file the complete records before and after the broken one are still read.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coaching.importers.refusals import Refusal

Record = tuple[int, dict[str, Any]]

_DECODER = json.JSONDecoder()
_BETWEEN_RECORDS = re.compile(r"[\s,]*")
# No JSON string goes over the end of a line, so that a missing quote spoils no more than its own.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]]')
_FIRST_KEY = re.compile(r'\{\s*("(?:[^"\\]|\\.)*")\s*:')


def read_records(path: Path, file: str, key: str | None = None) -> tuple[list[Record], list[Refusal]]:
    """The objects in the file's list with their number from 1, and what had to be refused.

    `file` is what refusals call the file, `key` the key that holds the list; None: the file is the list.
    """
    records: list[Record] = []
    refusals: list[Refusal] = []
    for number, element in _elements(path.read_bytes(), key):
        if isinstance(element, dict):
            records.append((number, element))
        elif isinstance(element, Unreadable):
            refusals.append(Refusal(file, element.position, "", element.reason))
        else:
            refusals.append(Refusal(file, f"record {number}", "", "is not an object"))
    return records, refusals


def read_object(data: bytes) -> "dict[str, Any] | Unreadable":
    """The object that a whole file is."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Unreadable(f"byte {error.start + 1}", "the file is not UTF-8")
    except (ValueError, RecursionError) as error:
        return _broken(error, data.decode("utf-8-sig"))
    return content if isinstance(content, dict) else Unreadable("", "the file is not an object")


class Unreadable:
    """A part of a file that is no JSON: where, and why."""

    def __init__(self, position: str, reason: str) -> None:
        self.position = position
        self.reason = reason


def _elements(data: bytes, key: str | None) -> Iterator[tuple[int, Any]]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # Bytes that are not UTF-8 become lone surrogates here, by which the record that has them is found.
        yield from _salvaged(data.decode("utf-8-sig", "surrogateescape"), key)
        return
    elements = content if key is None else content[key]
    if not isinstance(elements, list):
        yield 0, Unreadable("", f"{key} is not a list")
        return
    yield from enumerate(elements, start=1)


def _salvaged(content: str, key: str | None) -> Iterator[tuple[int, Any]]:
    opening = re.compile(r"\s*\[" if key is None else rf'"{re.escape(key)}"\s*:\s*\[').search(content)
    if opening is None:
        yield 0, _broken_file(content)
        return
    at, number, complaints = opening.end(), 0, 0
    while True:
        at = _BETWEEN_RECORDS.match(content, at).end()  # type: ignore[union-attr]  # it matches the empty text too
        if at >= len(content) or content[at] == "]":
            break
        number += 1
        try:
            element, end = _DECODER.raw_decode(content, at)
            content[at:end].encode()
            yield number, element
        except UnicodeEncodeError as error:
            complaints += 1
            yield number, Unreadable(f"record {number}, {_place(content, at + error.start)}", "it is not UTF-8")
        except (ValueError, RecursionError) as error:
            complaints += 1
            place = error.pos if isinstance(error, json.JSONDecodeError) else at
            resumed = _next_record(content, at, place)
            if resumed is None:
                yield number, _unfinished(content, number, place, error)
                return
            yield number, Unreadable(f"record {number}, {_place(content, place)}", f"broken JSON ({_message(error)})")
            end = resumed
        at = end
    if not complaints:
        yield 0, _broken_file(content)


def _next_record(content: str, start: int, broken_at: int) -> int | None:
    """Where to read on after the broken record at `start`: behind its closing brace, or at the next record like it.

    A missing brace or quote lets a record seem to go on into the ones behind it; these are told by its first key.
    """
    end = _closing_brace(content, start, broken_at)
    first_key = _FIRST_KEY.match(content, start)
    if first_key is not None:
        alike = re.compile(rf"\{{\s*{re.escape(first_key.group(1))}\s*:").search(content, start + 1)
        if alike is not None and (end is None or alike.start() < end):
            return alike.start()
    return end


def _closing_brace(content: str, start: int, broken_at: int) -> int | None:
    closing: list[str] = []
    for match in _STRING_OR_BRACKET.finditer(content, start):
        token = match.group()
        if token in "{[":
            closing.append("}" if token == "{" else "]")
        elif token in "}]":
            if not closing or closing.pop() != token:
                return match.end() if not closing and token == "}" else None
            if not closing and match.end() > broken_at:
                return match.end()
    return None


def _unfinished(content: str, number: int, place: int, error: Exception) -> Unreadable:
    if content.rstrip()[-1:] in "]}" and place < len(content.rstrip()):
        return Unreadable(f"record {number}, {_place(content, place)}", f"broken JSON ({_message(error)})")
    return Unreadable(f"record {number}, {_place(content, place)}", f"the file ends in the middle of record {number}")


def _broken_file(content: str) -> Unreadable:
    try:
        json.loads(content)
    except (ValueError, RecursionError) as error:
        return _broken(error, content)
    return Unreadable("", "the file is not UTF-8")


def _broken(error: Exception, content: str) -> Unreadable:
    place = error.pos if isinstance(error, json.JSONDecodeError) else 0
    if place >= len(content.rstrip()):
        return Unreadable(_place(content, place), "the file is cut off")
    return Unreadable(_place(content, place), f"broken JSON ({_message(error)})")


def _message(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _place(content: str, at: int) -> str:
    line = content.count("\n", 0, at) + 1
    return f"line {line} column {at - content.rfind(chr(10), 0, at)}"
