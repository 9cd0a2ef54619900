"""Rows as mappings and small frames: the one made of the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd


def frame(rows: Sequence[Mapping[str, Any]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A frame with the columns of `dtypes`, whatever the rows; None becomes what the type has for it.

    Of the type "object" are words and lists. Of words pandas makes strings, as of a query's.
    """
    return pd.DataFrame(
        {name: _column([row[name] for row in rows], dtype) for name, dtype in dtypes.items()}, copy=False
    )


def _column(values: Sequence[Any], dtype: str) -> np.ndarray:
    """One by one: numpy takes lists of the same length for a table, and a Series takes three times as long."""
    column = np.empty(len(values), dtype)
    for place, value in enumerate(values):
        column[place] = value
    return column


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
