"""Which metrics, pass scores and names of queues are there? They are the same for everybody.

These are few rows that only imports write: each function reads all of them at once and caches them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coaching.comparison.metric_result import ExpectedResponse
from coaching.storage.database import Database, cached
from coaching.words.labels import told_apart

METRICS = "SELECT metric_id, name, coaching_area, fatal, expected_response FROM metrics"

METRIC_NAMES = "SELECT metric_id, name, form_id FROM metrics"

PASS_SCORES = "SELECT form_id, pass_score FROM forms"

QUEUES = "SELECT queue_id, name FROM queues"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One question of an evaluation form. `expected_response`: YES or NO, the qualification that adheres."""

    metric_id: str
    name: str
    coaching_area: str
    fatal: bool
    expected_response: ExpectedResponse


@cached
def metrics(database: Database) -> Mapping[str, Metric]:
    """All metrics by metric_id."""
    return {row["metric_id"]: Metric(**row) for row in database.rows(METRICS)}


@cached
def metric_labels(database: Database) -> Mapping[str, str]:
    """What to call every metric where those of several forms stand together, by metric_id: the name, and where another
    metric has the same, the form behind it."""
    rows = database.rows(METRIC_NAMES)
    return told_apart(
        {row["metric_id"]: row["name"] for row in rows}, {row["metric_id"]: row["form_id"] for row in rows}
    )


@cached
def pass_scores(database: Database) -> Mapping[str, float | None]:
    """The pass score of every form by form_id, 0 to 100; None where the form has none."""
    return {row["form_id"]: row["pass_score"] for row in database.rows(PASS_SCORES)}


@cached
def queues(database: Database) -> Mapping[str, str]:
    """What every queue is called, by queue_id: the name, and where another queue has the same, the id behind it."""
    return told_apart({row["queue_id"]: row["name"] for row in database.rows(QUEUES)})
