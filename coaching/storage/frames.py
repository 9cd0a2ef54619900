"""Rows as mappings and small frames: the one made of the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd


def frame(rows: Sequence[Mapping[str, Any]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A frame with the columns of `dtypes`, whatever else is in the rows. None becomes NaN in a column of numbers and
    NaT in one of instants; texts, dates and lists have the dtype "object" and stay as they are, None too.
    """
    return pd.DataFrame(
        {name: _column([row[name] for row in rows], dtype) for name, dtype in dtypes.items()}, copy=False
    )


def _column(values: Sequence[Any], dtype: str) -> "pd.Series[Any] | np.ndarray":
    """Filled one by one: of lists of the same length numpy would make a table. Of texts pandas would make its own type
    of text, with NaN for None, unless told that they are objects."""
    column = np.empty(len(values), dtype)
    for place, value in enumerate(values):
        column[place] = value
    return pd.Series(column, dtype=object, copy=False) if dtype == "object" else column


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as mappings from column to Python value, for pages that go through them on every redraw: pandas takes
    longer there. Instants are datetimes; None is what has no value."""
    columns = {str(name): [_plain(value) for value in column] for name, column in frame.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | list):
        return list(value)
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if isinstance(value, np.generic) else value
