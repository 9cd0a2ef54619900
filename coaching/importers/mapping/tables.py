"""Which rows has somebody's table? Of CSV, XLSX, Parquet and NDJSON files, every value as a CSV file would have it."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from coaching.importers import limits, tables
from coaching.importers.format import Guessed
from coaching.importers.refused_records import Refusal

Row = dict[str, str]
Rows = Iterator[tuple[str, Row] | Refusal]

_PARQUET = b"PAR1"
_BEGINNING = 64
# A row of a file of JSON objects may have objects in objects; deeper ones are left out.
_DEEPEST = 8


def rows(path: Path, name: str) -> Rows:
    """The rows of a table with their position, and a refusal for each that cannot be read.

    Rows have every column of the table, with "" where there is nothing.
    """
    try:
        beginning = limits.read(path)[:_BEGINNING]
        if beginning.startswith(_PARQUET):
            yield from _of_parquet(path, name)
        elif beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            yield from _of_json(path, name)
        else:
            yield from (row for row in tables.read_any(name) if not isinstance(row, Guessed))
    except limits.UnreadableFileError as error:
        yield Refusal(file=name, position="", field="", reason=str(error))


def _of_parquet(path: Path, name: str) -> Rows:
    # Nobody who reads no Parquet waits for it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        table = pq.ParquetFile(BytesIO(limits.read(path)))
        columns = table.schema_arrow.names
        for reason in _wrong_columns(columns):
            yield Refusal(file=name, position="", field="", reason=reason)
            return
        for batch in table.iter_batches(1_000):
            for record in batch.to_pylist():
                number += 1
                yield f"row {number}", {column: as_text(record[column]) for column in columns}
    except (pa.ArrowException, ValueError, OSError, NotImplementedError, OverflowError) as error:
        reason = f"the Parquet file is broken ({' '.join(str(error).split())[:200]}): export it again"
        yield Refusal(file=name, position=f"row {number + 1}" if number else "", field="", reason=reason)


def _wrong_columns(columns: list[str]) -> Iterator[str]:
    if len(columns) > limits.COLUMNS:
        yield f"{len(columns):,} columns, and at most {limits.COLUMNS:,} are read"
    for twice in sorted({column for column in columns if columns.count(column) > 1}):
        yield f'the column "{twice}" is there twice: remove the one that does not count'


def _of_json(path: Path, name: str) -> Rows:
    text = limits.read(path).decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "[":
        yield from _of_json_list(text, name)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _of_object(line, name, f"line {number}")


def _of_json_list(text: str, name: str) -> Rows:
    try:
        records = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        reason = f"the JSON is broken ({error}): export it again, or write one object a line"
        yield Refusal(file=name, position="", field="", reason=reason)
        return
    for number, record in enumerate(records, start=1):
        yield _row(record, name, f"record {number}")


def _of_object(line: str, name: str, position: str) -> tuple[str, Row] | Refusal:
    try:
        record = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        reason = f'this line is no JSON object ({error}), as {{"call_id": "c-1", "score": 85}} is one'
        return Refusal(file=name, position=position, field="", reason=reason)
    return _row(record, name, position)


def _row(record: Any, name: str, position: str) -> tuple[str, Row] | Refusal:
    if isinstance(record, dict):
        return position, dict(_flat(record))
    reason = 'this is no object, as {"call_id": "c-1", "score": 85} is one'
    return Refusal(file=name, position=position, field="", reason=reason)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'the key "{key}" is there twice, with {as_text(found[key])} and {as_text(value)}')
        found[key] = value
    return found


def _flat(record: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The values of an object by their key; those of an object within it by both keys with a dot."""
    for key, value in record.items():
        name = before + key.encode("utf-8", "replace").decode()  # a mapping cannot write half of a character
        if not isinstance(value, dict):
            yield name, as_text(value)
        elif depth < _DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)


def as_text(value: Any) -> str:
    """A value as a CSV file has it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return "" if value != value else str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():f} s"
        case bytes():
            return value.decode("utf-8", "replace")
        case list() | dict():
            return json.dumps(value, default=str, ensure_ascii=False)
        case _:
            return str(value)
