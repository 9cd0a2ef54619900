"""Which files do the paths of an import stand for, and in which order are they read?"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coaching.importers import containers
from coaching.importers.format import SourceFile
from coaching.importers.recognition import recognise
from coaching.importers.refused_records import Refusal
from coaching.importers.report import PassedOver
from coaching.words import wording


class MissingPathError(Exception):
    """A path of the import does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file or folder {path}.")


@dataclass(kw_only=True)
class Found:
    """What the paths of an import stand for: the files to read, in the order to read them; a refusal for each that
    cannot be read; and those that are passed over."""

    files: list[SourceFile] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Found:
    """The files to import. A folder stands for all files below it, an archive for all files in it.

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
            found |= _in_file(name, real_path, explicit=not path.is_dir())
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


def _in_file(name: str, real_path: str, *, explicit: bool) -> dict[str, SourceFile | Refusal | PassedOver]:
    """What is in one file, by its real path and the way inside of it."""
    found: dict[str, SourceFile | Refusal | PassedOver] = {}
    for part in containers.parts(name):
        for one in recognise(part, explicit=explicit):
            called = one.name if isinstance(one, SourceFile) else one.file
            found[real_path + called[len(name) :]] = one
    return found or {real_path: PassedOver(file=name, reason=wording.PASSED_OVER_EMPTY)}


def _by_numbers(path: str) -> tuple[list[str | int], str]:
    """What paths are sorted by: page-2 comes before page-10, since a later page counts over an earlier one."""
    parts = re.split(r"(\d+)", path)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], path


def _files_below(folder: Path, refused: dict[str, Refusal]) -> list[tuple[str, str]]:
    """The files below a folder: as the folder was named, and as they really are, for the same file named twice.

    Folders that cannot be read are added to `refused`.
    """
    files = []
    seen = set()
    waiting = [(str(folder), os.path.realpath(folder))]
    while waiting:
        parent, real_parent = waiting.pop()
        if real_parent in seen:  # by way of a link
            continue
        seen.add(real_parent)
        folders = []
        try:
            with os.scandir(parent) as entries:
                for entry in entries:
                    real_path = os.path.join(real_parent, entry.name)
                    if _is_folder(entry):
                        # To go through the whole path again would take minutes where folders lie a thousand deep.
                        folders.append((entry.path, os.path.realpath(real_path) if entry.is_symlink() else real_path))
                    elif not entry.name.startswith("."):
                        files.append((entry.path, real_path))
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
