"""Which coaching areas are there? Those that the metrics of the evaluation forms belong to."""

from collections.abc import Iterable, Sequence

import duckdb

from coaching.comparison.metric_result import MetricResult
from coaching.people.visibility import sight
from coaching.quality.answer_that_counts import fatal_then_costliest
from coaching.quality.forms import metrics
from coaching.storage.database import Database
from coaching.words import wording

KNOWN = "SELECT DISTINCT coaching_area FROM metrics"


def coaching_areas(database: Database, viewer_id: str) -> list[str]:
    """The names of all coaching areas in order; none for a viewer who may see nobody's interactions."""
    seen = sight(database, viewer_id)
    if not (seen.agents or seen.everybody):
        return []
    return sorted({metric.coaching_area for metric in metrics(database).values()})


def known(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of all coaching areas, inside a command."""
    return {area for (area,) in cursor.execute(KNOWN).fetchall()}


def tidy(areas: Iterable[str]) -> list[str]:
    """The areas without repetitions, in the order given."""
    return list(dict.fromkeys(areas))


def complaint(cursor: duckdb.DuckDBPyConnection, areas: Sequence[str]) -> str | None:
    """What is wrong with these areas inside a command, in a sentence: one that no metric belongs to. None: nothing."""
    unknown = sorted(set(areas) - known(cursor))
    if not unknown:
        return None
    return wording.UNKNOWN_AREAS.format(areas=", ".join(unknown))


def failed(results: Iterable[MetricResult]) -> list[str]:
    """The areas that fail by interactions.metric_results(): what coaching could be about.

    By the answers that count: those of a failed fatal metric first, then most points lost first.
    """
    return fatal_then_costliest(
        (result.coaching_area, result.lost, result.fatal_error) for result in results if result.counts and result.failed
    )
