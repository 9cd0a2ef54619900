"""Which files of an import does a mapping read? All tables that have its columns."""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

from coaching.importers.finding import Found, MissingPathError
from coaching.importers.format import Format, SourceFile
from coaching.importers.mapping import tables
from coaching.importers.mapping.mapping import Mapping
from coaching.importers.mapping.records import format_of
from coaching.importers.refused_records import Refusal, shown
from coaching.importers.report import PassedOver
from coaching.words import wording

# Columns that a refusal names of those that a table has.
NAMED = 12
# A table of JSON objects may leave a column out of some of its rows.
ROWS_LOOKED_AT = 1_000
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".ndjson", ".jsonl", ".json")


def find_files(paths: Iterable[Path], mapping: Mapping) -> Found:
    """The files that the paths stand for, each once. A folder stands for the tables below it, its other files are
    passed over.

    Raises MissingPathError where a path does not exist.
    """
    found, seen = Found(), set()
    table_format = format_of(mapping)
    for path in paths:
        if not path.exists():
            raise MissingPathError(path)
        below = sorted(_below(path)) if path.is_dir() else [path]
        for each in below:
            real_path = os.path.realpath(each)
            if real_path in seen:
                continue
            seen.add(real_path)
            if each != path and not each.name.lower().endswith(ENDINGS):
                found.passed_over.append(PassedOver(file=str(each), reason=wording.PASSED_OVER_NO_TABLE))
                continue
            match _as_table(each, mapping, table_format):
                case SourceFile() as file:
                    found.files.append(file)
                case Refusal() as refusal:
                    found.refusals.append(refusal)
    return found


def _below(folder: Path) -> Iterable[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        yield from (Path(parent, each) for each in files if not each.startswith("."))


def _as_table(path: Path, mapping: Mapping, table_format: Format) -> SourceFile | Refusal:
    """The file as the mapping reads it; a refusal where it lacks a column."""
    name = str(path)
    columns = columns_of(path)
    if isinstance(columns, Refusal):
        return columns
    there = {column.strip().casefold() for column in columns}
    missing = [column for column in dict.fromkeys(mapping.needed) if column.strip().casefold() not in there]
    if not missing:
        return SourceFile(format=table_format, name=name, bytes=path.stat().st_size)
    near = difflib.get_close_matches(missing[0], columns, 1)
    reason = f"the table has no column {', '.join(map(shown, missing))}, which the mapping names"
    if near:
        reason += f": is it {shown(near[0])}?"
    has = ", ".join(map(shown, columns[:NAMED])) + (", …" if len(columns) > NAMED else "")
    return Refusal(
        file=name,
        position="",
        field="",
        reason=f"{reason} Its columns are {has or 'none'}; write the mapping after them",
    )


def columns_of(path: Path) -> list[str] | Refusal:
    """The columns of a table in their order; a refusal where it has none that can be read."""
    columns: dict[str, None] = {}
    refused: Refusal | None = None
    for place, row in enumerate(tables.rows(path, str(path))):
        if place >= ROWS_LOOKED_AT:
            break
        if isinstance(row, Refusal):
            refused = refused or row
        else:
            columns |= dict.fromkeys(row[1])
    if columns:
        return list(columns)
    return refused or Refusal(file=str(path), position="", field="", reason="the table has no rows")
