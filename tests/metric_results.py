"""Metric results for tests, of which only what a test is about must be said."""

from dataclasses import replace

from coaching.comparison.metric_result import MetricResult, failed
from coaching.storage.database import Database


def metric_result(
    qualification: str,
    weight: float = 10.0,
    negative_weight: float = 0.0,
    fatal: bool = False,
    expected_response: str = "YES",
    *,
    evidence: tuple[int, ...] = (),
) -> MetricResult:
    """What the automatic evaluation answered to a metric: YES, NO or NA."""
    return MetricResult(
        metric_id="m-1",
        name="A metric",
        coaching_area="Area",
        qualification=qualification,  # type: ignore[arg-type]
        expected_response=expected_response,  # type: ignore[arg-type]
        weight=weight,
        negative_weight=negative_weight,
        fatal=fatal,
        fatal_error=fatal and failed(qualification, expected_response),
        evidence=evidence,
    )


def store_auditors_answer(database: Database, interaction_id: str, auditor_id: str, comment: str) -> None:
    """Writes that an auditor of the small centre answered NO to whether the customer was greeted."""
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO metric_results (interaction_id, metric_id, auditor_id, position, qualification, weight, "
            "negative_weight, fatal_error, justification) VALUES (?, 'm-greet', ?, 1, 'NO', 10, 0, false, ?)",
            [interaction_id, auditor_id, comment],
        )


def renamed(result: MetricResult, **fields: str) -> MetricResult:
    """The same result with other words, the automatic answer beside it too."""
    automatic = result.automatic and replace(result.automatic, **fields)  # type: ignore[arg-type]
    return replace(result, **fields, automatic=automatic)  # type: ignore[arg-type]
