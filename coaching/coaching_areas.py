"""The coaching areas there are: those that the metrics of the evaluation forms belong to."""

from collections.abc import Iterable, Sequence

import duckdb
import pandas as pd

from coaching.database import Database
from coaching.definitions import metrics
from coaching.people import sight

KNOWN = "SELECT DISTINCT coaching_area FROM metrics"


def coaching_areas(database: Database, viewer: str) -> list[str]:
    """The names of all coaching areas in order; none for a viewer who may see nobody's interactions."""
    seen = sight(database, viewer)
    if not (seen.agents or seen.everybody):
        return []
    return sorted({metric.coaching_area for metric in metrics(database).values()})


def known(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of all coaching areas, inside a command."""
    return {area for (area,) in cursor.execute(KNOWN).fetchall()}


def tidy(areas: Iterable[str]) -> list[str]:
    """The areas without blanks and repetitions, in the order given."""
    return list(dict.fromkeys(area.strip() for area in areas if area.strip()))


def complaint(cursor: duckdb.DuckDBPyConnection, areas: Sequence[str]) -> str | None:
    """What is wrong with these areas inside a command, in a sentence: one that no metric belongs to. None: nothing."""
    unknown = sorted(set(areas) - known(cursor))
    if not unknown:
        return None
    return f"There is no coaching area {', '.join(unknown)}. Choose from the list."


def failed(results: pd.DataFrame) -> list[str]:
    """The areas that fail by interactions.metric_results(), most points lost first: what coaching could be about."""
    lost = results[results["failed"].astype(bool)]
    points = (lost["weight"] + lost["negative_weight"]).groupby(lost["coaching_area"]).sum()
    ranked = sorted(points.items(), key=lambda each: (-each[1], each[0]))
    return [str(area) for area, _ in ranked]
