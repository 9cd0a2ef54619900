"""What is a file, judged by its content? And which files do the paths of an import stand for?"""

import csv
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coaching.importers import limits
from coaching.importers.format import Look, Shape, SourceFile
from coaching.importers.refused_records import Refusal
from coaching.importers.registry import all_formats
from coaching.importers.report import PassedOver
from coaching.importers.spellings import normalised
from coaching.words import wording


class MissingPathError(Exception):
    """A path of the import does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file or folder {path}.")


HEAD_BYTES = 8192
# Enough of the file to recognise a list even if its first records are broken.
KEYS_LOOKED_AT = 200
_NUMBERED_TURNS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"\d+"\s*:\s*\{')
_TOKEN = re.compile(r'("(?:[^"\\]++|(?:\\.)++)*+"?)(\s*+:)?|[{}\[\]]', re.DOTALL)


@dataclass(kw_only=True)
class Found:
    """What the paths of an import stand for: the files to read, in the order to read them; a refusal for each that
    cannot be read; and those that are passed over."""

    files: list[SourceFile] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Found:
    """The files to import. A folder stands for all files below it.

    Raises MissingPathError where a path does not exist.
    """
    found: dict[str, SourceFile | Refusal | PassedOver] = {}
    for path in paths:
        if not path.exists():
            raise MissingPathError(path)
        unreadable: dict[str, Refusal] = {}
        below = _files_below(path, unreadable) if path.is_dir() else [(str(path), os.path.realpath(path))]
        found |= unreadable
        for name, real_path in below:
            found[real_path] = recognise(name, explicit=not path.is_dir())
    result = Found()
    for real_path in sorted(found, key=_by_numbers):
        match found[real_path]:
            case SourceFile() as file:
                result.files.append(file)
            case Refusal() as refusal:
                result.refusals.append(refusal)
            case PassedOver() as passed_over:
                result.passed_over.append(passed_over)
    result.files.sort(key=lambda file: file.format.lands)
    return result


def _by_numbers(path: str) -> tuple[list[str | int], str]:
    """What paths are sorted by: page-2 comes before page-10, since a later page counts over an earlier one."""
    parts = re.split(r"(\d+)", path)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], path


def recognise(name: str, explicit: bool) -> SourceFile | Refusal | PassedOver:
    """What the file is; a refusal for one that should be readable and is not; otherwise why it is passed over.

    `explicit`: the file was named itself rather than found in a folder.
    """
    try:
        size = limits.check(name, sys.maxsize)
        with open(name, "rb", buffering=0) as file:
            head = file.read(HEAD_BYTES)
    except limits.UnreadableFileError as error:
        return Refusal(file=name, position="", field="", reason=str(error))
    except OSError as error:
        return Refusal(file=name, position="", field="", reason=f"the file cannot be read ({error.strerror})")
    look = _look(head)
    recognised = _as_recognised(look, name, size)
    if recognised is None and look is not None and look.shape is not Shape.TABLE and len(head) == HEAD_BYTES:
        try:
            recognised = _as_recognised(_look(limits.read(Path(name))), name, size)
        except limits.UnreadableFileError as error:
            return Refusal(file=name, position="", field="", reason=str(error))
    if recognised is not None:
        return recognised
    if (
        look is not None
        and look.shape is Shape.LIST
        and size <= HEAD_BYTES
        and not head.strip(b"\xef\xbb\xbf [\r\n\t]")
    ):
        return PassedOver(file=name, reason=wording.PASSED_OVER_EMPTY_LIST)
    looks_like_json = look is not None and look.shape is not Shape.TABLE
    if explicit or looks_like_json or name.lower().endswith((".json", ".csv")):
        reason = "the file is empty" if not head.strip() else "the file is of no known format"
        return Refusal(file=name, position="", field="", reason=reason)
    return PassedOver(file=name, reason=wording.PASSED_OVER_EMPTY if not head.strip() else wording.PASSED_OVER_UNKNOWN)


def _as_recognised(look: Look | None, name: str, size: int) -> SourceFile | None:
    """The file as one of the format that knows most of its names."""
    if look is None:
        return None
    likenesses = [(one, one.likeness(look)) for one in all_formats()]
    fitting = [(one, likeness) for one, likeness in likenesses if not likeness.missing]
    if not fitting:
        return None
    best, likeness = max(fitting, key=lambda each: each[1].known)
    return SourceFile(format=best, name=name, key=likeness.key, bytes=size)


def _files_below(folder: Path, refused: dict[str, Refusal]) -> list[tuple[str, str]]:
    """The files below a folder: as the folder was named, and as they really are, for the same file named twice.

    Folders that cannot be read are added to `refused`.
    """
    files = []
    seen = set()
    waiting = [str(folder)]
    while waiting:
        parent = waiting.pop()
        real_parent = os.path.realpath(parent)
        if real_parent in seen:  # by way of a link
            continue
        seen.add(real_parent)
        folders = []
        try:
            with os.scandir(parent) as entries:
                for entry in entries:
                    if _is_folder(entry):
                        folders.append(entry.path)
                    elif not entry.name.startswith("."):
                        files.append((entry.path, os.path.join(real_parent, entry.name)))
        except OSError as error:
            refused[real_parent] = Refusal(
                file=parent, position="", field="", reason=f"the folder cannot be read ({error.strerror})"
            )
        waiting += sorted(folders, reverse=True)
    return files


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder. A link to itself is not one, and must not stop the reading of the files beside it."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _look(head: bytes) -> Look | None:
    """What the beginning of a file shows; None where it is neither JSON nor a table."""
    if _NUMBERED_TURNS.match(head):  # an import has thousands of these, and all their keys are numbers
        return Look(shape=Shape.OBJECT, names={"1": "1"})
    text = head.decode("utf-8-sig", "ignore").lstrip()
    if text[:1] in ("{", "["):
        shape = Shape.LIST if text[0] == "[" else Shape.OBJECT
        names = _keys(text, depth=2 if shape is Shape.LIST else 1)
    else:
        shape, names = Shape.TABLE, _columns(text)
    if not names and shape is Shape.TABLE:
        return None
    return Look(shape=shape, names={normalised(name): name for name in reversed(names)})


def _keys(text: str, depth: int) -> list[str]:
    """The first keys at a depth of nesting, as far as the text goes."""
    keys: list[str] = []
    level = 0
    for match in _TOKEN.finditer(text):
        string, colon = match.groups()
        if string is None:
            level += 1 if match.group() in "{[" else -1
        elif colon and level == depth:
            keys.append(string[1:-1])
            if len(keys) == KEYS_LOOKED_AT:
                break
    return keys


def _columns(text: str) -> list[str]:
    try:
        return next(csv.reader(text.splitlines()[:1]), [])
    except csv.Error:
        return []
