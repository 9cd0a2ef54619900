"""How do rows become frames, or Python values: those that DuckDB has read, and those that Python has put together?"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import duckdb
import numpy as np
import pandas as pd

Result = TypeVar("Result")


def frame_read(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows of the SELECT that `cursor` has executed.

    | in DuckDB | dtype | without a value |
    |---|---|---|
    | VARCHAR | object (str) | None |
    | a list | object (list) | None |
    | DATE | object (date) | None |
    | TIMESTAMP | datetime64[us] | NaT |
    | DOUBLE | float64 | NaN |
    | BIGINT, INTEGER… | int64, int32…; Int64, Int32… where a value is missing | <NA> |
    | BOOLEAN | bool; boolean where a value is missing | <NA> |

    A query that calculates with many days casts them to TIMESTAMP: pandas takes a hundred times as long with dates.
    """
    kinds = {name: str(kind) for name, kind, *_ in cursor.description}
    columns = cursor.fetchnumpy()
    return pd.DataFrame({name: _as_column(columns[name], kind) for name, kind in kinds.items()}, copy=False)


def rows_read(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of the SELECT that `cursor` has executed, as Python values by column name."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first_row_read(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """As rows_read(), the first row only; an empty list where there is none."""
    row = cursor.fetchone()
    return [] if row is None else [dict(zip([column[0] for column in cursor.description], row, strict=True))]


def frame(rows: Sequence[Mapping[str, Any]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A frame with the columns of `dtypes`, whatever else is in the rows. None becomes NaN in a column of numbers and
    NaT in one of instants; texts, dates and lists have the dtype "object" and stay as they are, None too.
    """
    return pd.DataFrame(
        {name: _filled([row[name] for row in rows], dtype) for name, dtype in dtypes.items()}, copy=False
    )


def copied(result: Result) -> Result:
    """A copy of a frame, in which the columns of one dtype are side by side in memory; any other result as it is.

    Every reader of a cached frame gets a copy. What is cached is one as well: to copy a copy takes a fifth of the time.
    """
    return result.copy() if isinstance(result, pd.DataFrame) else result


def frame_to_share(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """As frame_read(), quick to copy."""
    return copied(frame_read(cursor))


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows as named tuples of Python values, for pages that go through a short frame on every redraw: itertuples()
    makes a new type each time, and of instants values that take ten times as long to convert and to print. An instant
    that is missing is None."""
    if frame.empty:
        return []
    columns = [
        values.astype(object) if values.dtype.kind == "M" else values.tolist()
        for values in (frame[name].to_numpy() for name in frame.columns)
    ]
    return list(map(_row_type(tuple(frame.columns))._make, zip(*columns, strict=True)))


@lru_cache(maxsize=100)
def _row_type(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)


def _as_column(values: np.ndarray, kind: str) -> Any:
    """One column as DuckDB hands it to numpy (masked where values are missing), as frame_read() describes it."""
    missing = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    found = np.asarray(values)
    if kind == "DATE":
        return _objects(found.astype("datetime64[D]").astype(object), missing)
    if found.dtype == object:
        return _objects(_lists(found) if kind.endswith("]") else found, missing)
    if missing is None:
        return found
    if found.dtype.kind in "iu":
        return pd.arrays.IntegerArray(found, missing)
    if found.dtype.kind == "b":
        return pd.arrays.BooleanArray(found, missing)
    found[missing] = np.datetime64("NaT") if found.dtype.kind == "M" else np.nan
    return found


def _objects(values: np.ndarray, missing: np.ndarray | None) -> "pd.Series[Any]":
    """Objects with None where one is missing. Of texts pandas would make its own type of text, unless told that they
    are objects."""
    if missing is not None:
        values[missing] = None
    return pd.Series(values, dtype=object, copy=False)


def _lists(values: np.ndarray) -> np.ndarray:
    """Lists that DuckDB hands out as arrays."""
    lists = np.empty(len(values), object)
    for place, value in enumerate(values):
        lists[place] = value.tolist() if isinstance(value, np.ndarray) else value
    return lists


def _filled(values: Sequence[Any], dtype: str) -> "pd.Series[Any] | np.ndarray":
    """A column filled value by value: of lists of the same length numpy would make a table."""
    column = np.empty(len(values), dtype)
    for place, value in enumerate(values):
        column[place] = value
    return _objects(column, None) if dtype == "object" else column
