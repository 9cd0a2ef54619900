"""Scores a day before and after an assignment, and the change computed of them."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd

from coaching.measuring.score_change import (
    AFTER,
    BEFORE,
    changes,
)

DAY = date(2026, 11, 18)


def side(name: str, days: list[tuple[float, float]], key: str = "a", interactions: int = 5) -> pd.DataFrame:
    """A row a day of (score, weight)."""
    return pd.DataFrame(
        [
            (key, name, DAY + timedelta(number), score / 100 * weight, weight, interactions)
            for number, (score, weight) in enumerate(days)
        ],
        columns=["key", "side", "day", "earned", "possible", "interactions"],
    )


def change_of(
    before: list[tuple[float, float]],
    after: list[tuple[float, float]],
    work_out: Callable[[pd.DataFrame], pd.DataFrame] = changes,
) -> pd.Series:
    found = work_out(pd.concat([side(BEFORE, before), side(AFTER, after)], ignore_index=True))
    if not before and not after:
        return pd.Series(dtype=object)
    assert len(found) == 1
    return found.iloc[0]
