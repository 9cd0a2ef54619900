"""In which order do the rows of the map of scores stand? Pure: it follows from the frames of score_map."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd


class Order(StrEnum):
    """By what rows are sorted, apart from a column of the map."""

    UNCOVERED = "uncovered"
    NAME = "name"


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """How the rows are sorted: by the column of this id, without one by an Order. `backwards`: the other way round."""

    by: Order = Order.UNCOVERED
    column_id: str | None = None
    backwards: bool = False


def rows(cells: pd.DataFrame, names: pd.DataFrame, by: Sorted = Sorted()) -> pd.DataFrame:
    """The rows of the map, sorted. `cells`: score_map.cells(). `names`: as score_map.names().

    First those with most cells below the bar and nothing live, then the lowest of these; by a column first the lowest
    score, last those without one, and before those the ones that are not judged, whichever way round.
    Columns: those of `names`, below, uncovered (n cells), lowest (score of uncovered cells; NaN without any).
    """
    of_row = cells.groupby("row_id").agg(below=("below", "sum"), uncovered=("uncovered", "sum"))
    lowest = cells[cells["uncovered"]].groupby("row_id")["score"].min()
    found = names.join(of_row, on="row_id").join(lowest.rename("lowest"), on="row_id")
    found = found.fillna({"below": 0, "uncovered": 0}).astype({"below": int, "uncovered": int})
    direction = -1 if by.backwards else 1
    called = found["name"].str.casefold()
    if by.column_id is not None:
        column = cells[cells["column_id"] == by.column_id].set_index("row_id")
        judged = found["row_id"].map(column["judged"]).eq(True)
        score = found["row_id"].map(column["score"])
        keys = {"unjudged": ~judged, "unknown": score.isna(), "score": direction * score, "called": called}
    elif by.by == Order.NAME:
        place = called.rank(method="dense")
        keys = {"called": direction * place}
    else:
        uncovered, below = (-direction * found[name] for name in ("uncovered", "below"))
        keys = {"uncovered": uncovered, "lowest": direction * found["lowest"], "below": below, "called": called}
    ranked = pd.DataFrame(keys | {"row_id": found["row_id"]})
    order = ranked.sort_values([*keys, "row_id"], na_position="last").index
    return found.loc[order].reset_index(drop=True)
