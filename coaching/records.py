"""The rows of a small frame one by one, for pages that go through them on every redraw: pandas takes longer there."""

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as mappings from column to Python value. Instants are datetimes, None where there is none."""
    plain = frame.copy(deep=False)
    for column in frame.select_dtypes("datetime"):
        instants = [None if pd.isna(instant) else instant.to_pydatetime() for instant in frame[column]]
        plain[column] = pd.Series(instants, frame.index, dtype=object)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
