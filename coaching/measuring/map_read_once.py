"""What does a map of few rows say? All of it follows from the days of its rows, which are read once.

Otherwise score_map.py reads the daily totals three times: for the scores of all rows, for the changes of those in sight
and for all together. Where rows are many, as the agents of a whole centre are, their days would be millions.
"""

import pandas as pd

from coaching.measuring.score_map import FEW_AGENTS, UNKNOWN, By
from coaching.people.visibility import sight
from coaching.storage.database import Database
from coaching.words.days import Period
from coaching.words.formatting import as_shown

# Every interaction is in one row of these, and of most centres there are few rows.
OF_INTERACTIONS = (By.QUEUE, By.TOPIC, By.CHANNEL)


def is_read_once(database: Database, viewer_id: str, by: By) -> bool:
    """Whether the map of these rows has few rows, and every interaction in one of them."""
    if by in OF_INTERACTIONS:
        return True
    return by is By.AGENT and sight(database, viewer_id).by_name(FEW_AGENTS) is not None


def scores_of(sums: pd.DataFrame, period: Period) -> pd.DataFrame:
    """What score_map.scores() says of the period, from score_map.daily_sums()."""
    own = sums[(sums["day"] >= pd.Timestamp(period.first)) & (sums["day"] < pd.Timestamp(period.end))]
    found = own.groupby(["row_id", "column_id"], as_index=False)[["earned", "possible", "interactions"]].sum()
    found = found[found["possible"] > 0]
    return pd.DataFrame(
        {
            "row_id": found["row_id"].astype(object),
            "column_id": found["column_id"].astype(object),
            "score": as_shown(100 * found["earned"] / found["possible"]),
            "interactions": found["interactions"].astype("int32"),
        }
    ).reset_index(drop=True)


def together(sums: pd.DataFrame) -> pd.DataFrame:
    """score_map.daily_sums() of all rows together, from those of rows that have every interaction once. row_id is
    UNKNOWN."""
    added = sums.groupby(["column_id", "day"], as_index=False)[["earned", "possible", "interactions"]].sum()
    return added.assign(row_id=UNKNOWN)[list(sums.columns)].astype({"row_id": object, "column_id": object})
