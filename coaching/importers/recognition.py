"""What is a file, judged by its content? And which files do the paths of an import stand for?"""

import csv
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from coaching.importers import limits
from coaching.importers.fields import normalised
from coaching.importers.refused_records import Refusal


class Kind(IntEnum):
    """The kinds of files, in the order in which an import reads them: each needs only the kinds before it."""

    FORM = 1
    PEOPLE = 2
    METADATA = 3
    RAW_DATA = 4
    TRANSCRIPT = 5
    AUDITS = 6
    ASSIGNMENTS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A recognised file. `name` is its path as the import was given it, which is also what refusals call it.

    `key` holds the list of records; None where the file itself is the list, or a single record. `bytes` is its size.
    """

    kind: Kind
    name: str
    key: str | None = None
    bytes: int = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.name)


class MissingPathError(Exception):
    """A path of the import does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file or folder {path}.")


HEAD_BYTES = 8192
# Enough of the file to recognise a list even if its first records are broken.
KEYS_LOOKED_AT = 200
_TRANSCRIPT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"\d+"\s*:\s*\{')
_TOKEN = re.compile(r'("(?:[^"\\]++|(?:\\.)++)*+"?)(\s*+:)?|[{}\[\]]', re.DOTALL)
_LISTS = (
    (Kind.ASSIGNMENTS, {"assignmentid", "followupon", "bestresponses", "actionplan"}),
    (Kind.AUDITS, {"auditoremail", "auditedat", "supervisorauditscore"}),
    (Kind.PEOPLE, {"email", "permissions", "supervisoremail"}),
)
_METADATA_COLUMNS = {"agentemail", "transcriptpath", "conversationstarttime"}


def find_files(paths: Iterable[Path]) -> tuple[list[SourceFile], list[Refusal]]:
    """The files to import, in the order to read them, and a refusal for each that cannot be read.

    A folder stands for all JSON and CSV files below it.
    Raises MissingPathError where a path does not exist.
    """
    found: dict[str, SourceFile] = {}
    refused: dict[str, Refusal] = {}
    for path in paths:
        if not path.exists():
            raise MissingPathError(path)
        below = _files_below(path, refused) if path.is_dir() else [(str(path), os.path.realpath(path))]
        for name, real_path in below:
            recognised = recognise(name, explicit=not path.is_dir())
            if isinstance(recognised, SourceFile):
                found[real_path] = recognised
            elif recognised is not None:
                refused[real_path] = recognised
    ordered = sorted(found.items(), key=lambda item: (item[1].kind, _by_numbers(item[0])))
    return [file for _, file in ordered], [refused[real_path] for real_path in sorted(refused, key=_by_numbers)]


def _by_numbers(path: str) -> tuple[list[str | int], str]:
    """What paths are sorted by: page-2 comes before page-10, since a later page counts over an earlier one."""
    parts = re.split(r"(\d+)", path)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], path


def recognise(name: str, explicit: bool) -> SourceFile | Refusal | None:
    """What the file is; a refusal for one that should be readable and is not; None for one to pass over.

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
    if _TRANSCRIPT.match(head):
        return SourceFile(kind=Kind.TRANSCRIPT, name=name, bytes=size)
    text = head.decode("utf-8-sig", "ignore").lstrip()
    looks_like_json = text[:1] in ("{", "[")
    kind, key = _json_kind(text) if looks_like_json else (_csv_kind(text), None)
    if kind is None and looks_like_json and len(head) == HEAD_BYTES:
        try:
            kind, key = _json_kind(limits.read(Path(name)).decode("utf-8-sig", "ignore"))
        except limits.UnreadableFileError as error:
            return Refusal(file=name, position="", field="", reason=str(error))
    if kind is not None:
        return SourceFile(kind=kind, name=name, key=key, bytes=size)
    if re.fullmatch(r"\[\s*\]\s*", text):
        return None  # a list without records
    if explicit or looks_like_json or name.lower().endswith((".json", ".csv")):
        return Refusal(
            file=name,
            position="",
            field="",
            reason="the file is empty" if not head.strip() else "the file is of no known format",
        )
    return None


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


def _json_kind(text: str) -> tuple[Kind | None, str | None]:
    is_list = text.startswith("[")
    keys = _keys(text, depth=2 if is_list else 1)
    spelling_of = {normalised(key): key for key in reversed(keys)}
    if is_list:
        return next((kind for kind, typical in _LISTS if typical & spelling_of.keys()), None), None
    if "results" in spelling_of:
        return Kind.RAW_DATA, spelling_of["results"]
    return (Kind.FORM, None) if {"metrics", "name"} <= spelling_of.keys() else (None, None)


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


def _csv_kind(text: str) -> Kind | None:
    try:
        header = next(csv.reader(text.splitlines()[:1]), [])
    except csv.Error:
        return None
    columns = {normalised(column) for column in header}
    return Kind.METADATA if "conversationid" in columns and columns & _METADATA_COLUMNS else None
