"""How are rows handed to DuckDB? Whole columns at once, as Arrow tables."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
NUMBER = pa.float64()
COUNT = pa.int32()
INSTANT = pa.timestamp("us")
DATE = pa.date32()
FLAG = pa.bool_()

Columns = Mapping[str, pa.DataType]


@contextmanager
def staged(
    cursor: duckdb.DuckDBPyConnection, name: str, columns: Columns, rows: Sequence[Sequence[Any]]
) -> Iterator[None]:
    """Makes rows readable in SQL as the view `name`, for as long as the block lasts."""
    with staged_columns(cursor, name, columns, list(zip(*rows, strict=True)) or [()] * len(columns)):
        yield


@contextmanager
def staged_columns(
    cursor: duckdb.DuckDBPyConnection, name: str, columns: Columns, values: Sequence[Sequence[Any]]
) -> Iterator[None]:
    """As `staged`, for rows that are already kept as columns."""
    arrays = [_array(column, kind) for column, kind in zip(values, columns.values(), strict=True)]
    cursor.register(name, pa.table(arrays, names=list(columns)))
    yield
    cursor.unregister(name)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type=kind)
    except UnicodeEncodeError:
        # JSON can write half of a surrogate pair, which no text encoding knows.
        return pa.array([_encodable(value) for value in values], type=kind)


def _encodable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_encodable(element) for element in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
