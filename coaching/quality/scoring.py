"""Evaluation scores: how qualifications and weights become a number between 0 and 100.

The formula (product rule): the weights of the adhered metrics, less the negative weights of the failed ones, divided
by the positive weights of all metrics that are not NA, times 100, clamped to 0..100. A failed fatal metric makes it 0.
Without an applicable metric there is no score (NA), which is not 0. A coaching-area score is the same formula over the
metrics of that area.

The same rule stands here twice, for a handful of metrics in Python and for millions of rows in SQL; a property test
holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Qualification = Literal["YES", "NO", "NA"]

# From how many points on the automatic and the supervisor's score of one interaction are too far apart to coach on it.
SCORES_DIFFER_FROM = 15.0


@dataclass(frozen=True)
class MetricResult:
    """One metric of one evaluated interaction. Weights are points and not negative."""

    qualification: Qualification
    weight: float
    negative_weight: float = 0
    fatal: bool = False
    expected_response: Literal["YES", "NO"] = "YES"

    @property
    def applicable(self) -> bool:
        """Whether the metric counts at all."""
        return self.qualification != "NA"

    @property
    def adhered(self) -> bool:
        """Whether the agent did what the metric asks for."""
        return self.qualification == self.expected_response

    @property
    def failed(self) -> bool:
        """Whether the metric applied and the agent did not do it."""
        return self.applicable and not self.adhered


def evaluation_score(results: Iterable[MetricResult]) -> float | None:
    """The score of these metric results, 0 to 100, or None where no metric with a weight applies (NA)."""
    applicable = [result for result in results if result.applicable]
    possible = sum(result.weight for result in applicable)
    if possible <= 0:
        return None
    if any(result.fatal and result.failed for result in applicable):
        return 0.0
    earned = sum(result.weight if result.adhered else -result.negative_weight for result in applicable)
    return min(100.0, max(0.0, 100 * earned / possible))


def passed(score: float | None, pass_score: float | None) -> bool | None:
    """Whether a score passes; None where there is no score or no pass score to hold it against."""
    return None if score is None or pass_score is None else score >= pass_score


def doubtful_difference(kore_evaluation_score: float | None, supervisor_audit_score: float | None) -> float | None:
    """By how many points the two scores of an interaction differ, where that is so much that one of them must be wrong.

    None where they are close enough, and where there are not two: coaching on a doubtful score does harm.
    """
    if kore_evaluation_score is None or supervisor_audit_score is None:
        return None
    # Rounded, because 62.3 - 47.3 is a little less than 15 to a computer.
    difference = round(abs(kore_evaluation_score - supervisor_audit_score), 6)
    return difference if difference >= SCORES_DIFFER_FROM else None


# The same formula as SQL aggregates over metric_results r joined with metrics m. POSSIBLE: NULL where nothing applies.
POSSIBLE = "nullif(sum(CASE WHEN r.qualification <> 'NA' THEN r.weight ELSE 0 END), 0)"
EARNED = f"""
    CASE WHEN bool_or(r.fatal_error) THEN 0 ELSE least({POSSIBLE}, greatest(0, sum(
        CASE WHEN r.qualification = 'NA' THEN 0
             WHEN r.qualification = m.expected_response THEN r.weight
             ELSE -r.negative_weight END))) END"""
