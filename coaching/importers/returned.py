"""Which records were refused, as they came? Kept in a zip file, so that somebody mends them and imports them again.

A record of a list or a table stands in a file of its source's name, with the others that were refused. Of everything
else the whole file is returned: to load a record twice changes nothing. So is every list of people: a list takes the
place of any before, and one with the refused people alone would take the permissions of everybody else.
"""

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from coaching.importers import containers, limits
from coaching.importers.containers import RETURNED_BECAUSE, Unreadable
from coaching.importers.format import Lands, Shape, SourceFile
from coaching.importers.limits import UnreadableFileError
from coaching.importers.refused_records import Refusal

MOST_BYTES = 20 * limits.MEGABYTE  # unpacked
LEGEND = "Each line: the file in here and the number of its record, then what was said of it where it came from."
NOT_RETURNED = "Not in here, because it is too large or cannot be read any more: {file}"


@dataclass(kw_only=True)
class _OfFile:
    """The refused records of one file, each as JSON, and the place of each by what was said of it."""

    file: SourceFile
    records: list[str] = field(default_factory=list)
    places: dict[Refusal, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Content:
    name: str
    content: bytes
    of_file: _OfFile | None = None


class Returned:
    """Takes the records that one import refuses. Holds no more than MOST_BYTES."""

    def __init__(self) -> None:
        self._files: dict[str, _OfFile] = {}
        self._bytes = 0

    def keep(self, refusal: Refusal, file: SourceFile, record: Any) -> None:
        """Keeps a record that was refused."""
        if file.format.lands is Lands.PEOPLE or not {Shape.LIST, Shape.TABLE}.intersection(file.format.shapes):
            return
        text = json.dumps(record, ensure_ascii=False, default=str)
        if self._bytes + len(text) > MOST_BYTES:
            return
        self._bytes += len(text)
        of_file = self._files.setdefault(file.name, _OfFile(file=file))
        of_file.records.append(text)
        of_file.places[refusal] = len(of_file.records)

    def packed(
        self, refusals: Iterable[Refusal], unnamed: Iterable[str] = (), called: Callable[[str], str] = str
    ) -> bytes | None:
        """A zip file with all that was refused, and a text that says why; None where nothing was.

        `refusals`: those that were for good. `unnamed`: files with more of them. `called`: how a text with names of
        files is said.
        """
        said: dict[str, list[Refusal]] = {file: [] for file in unnamed}
        for refusal in refusals:
            said.setdefault(refusal.file, []).append(refusal)
        if not said:
            return None
        folder = os.path.commonpath([os.path.dirname(file) for file in said])
        reasons, names, left = [LEGEND], set[str](), MOST_BYTES
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, of_it in said.items():
                found = self._content(file, of_it)
                if found is None or len(found.content) > left:
                    reasons += [NOT_RETURNED.format(file=file), *map(str, of_it)]
                    continue
                name = os.path.relpath(found.name, folder).lstrip("./\\")
                if name not in names:
                    left -= len(found.content)
                    archive.writestr(name, found.content)
                names.add(name)
                places = {} if found.of_file is None else found.of_file.places
                reasons += [", ".join([name, *_place(places, refusal)]) + f" < {refusal}" for refusal in of_it]
            archive.writestr(RETURNED_BECAUSE, called("\n".join([*reasons, ""])).encode("utf-8", "replace"))
        return made.getvalue()

    def _content(self, file: str, refusals: Collection[Refusal]) -> _Content | None:
        of_file = self._files.get(file)
        if of_file is None or not of_file.places.keys() >= set(refusals):
            return _whole(file)
        records = ",\n".join(of_file.records)
        if Shape.TABLE in of_file.file.format.shapes:
            name, text = _named(file, ".csv"), _as_table(json.loads(f"[{records}]"))
        else:
            name, text = _named(file, ".json"), f"[{records}]\n"
        return _Content(name=name, content=text.encode("utf-8", "replace"), of_file=of_file)


def _place(places: Mapping[Refusal, int], refusal: Refusal) -> list[str]:
    return [str(places[refusal])] if refusal in places else []


def _named(file: str, ending: str) -> str:
    """The name of a file with the ending of what is in it now."""
    return file if file.lower().endswith(ending) else file + ending


def _as_table(records: Sequence[Mapping[str, Any]]) -> str:
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, list(dict.fromkeys(name for record in records for name in record)))
    writer.writeheader()
    writer.writerows(records)
    return made.getvalue()


def _whole(file: str) -> _Content | None:
    """A file as it is, which may lie in an archive or be a sheet of a workbook; None where it cannot be read."""
    outer = file
    while not os.path.isfile(outer):
        parent = os.path.dirname(outer)
        if parent == outer:
            return None
        outer = parent
    with suppress(UnreadableFileError, OSError):
        if outer == file:
            return _Content(name=file, content=limits.read(outer, MOST_BYTES))
        for part in containers.parts(outer):
            if not isinstance(part, Unreadable) and (part.name == file or file.startswith(f"{part.name}/")):
                return _Content(name=part.name, content=containers.read(part.place, MOST_BYTES))
    return None
