"""What did one metric of one interaction come to, by the automatic evaluation or by one auditor?

The same object goes from the query to the score, the comparison and the HTML. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Qualification = Literal["YES", "NO", "NA"]
ExpectedResponse = Literal["YES", "NO"]
# The expected response of a metric for which no form says another one.
USUAL_EXPECTED_RESPONSE: ExpectedResponse = "YES"


def failed(qualification: str, expected_response: str) -> bool:
    """Whether a metric with this answer failed: it applied (is not NA), and the answer is not the expected one.

    quality/scoring.py has the same in SQL (FAILED); a test holds the two together.
    """
    return qualification not in ("NA", expected_response)


@dataclass(frozen=True, kw_only=True)
class MetricResult:
    """One answer to one metric of an interaction. Weights are points and not negative."""

    metric_id: str
    name: str
    coaching_area: str
    qualification: Qualification
    expected_response: ExpectedResponse = USUAL_EXPECTED_RESPONSE
    weight: float
    negative_weight: float = 0
    fatal: bool = False
    """Whether failing it makes the score 0."""
    fatal_error: bool = False
    """Whether it is fatal and failed."""
    justification: str | None = None
    """Why the automatic evaluation answered so, or the auditor's comment."""
    evidence: tuple[int, ...] = ()
    """The positions of the turns that the automatic evaluation points at for this metric, whoever answered."""
    auditor: str | None = None
    """What the auditor is called whose answer it is; None for the automatic evaluation's."""
    counts: bool = True
    """Whether this answer to the metric counts: the newest audit's, otherwise the automatic one."""
    newest_audit: bool = False
    """Whether it is of the audit that counts."""
    automatic: "MetricResult | None" = None
    """Beside an auditor's answer: the automatic one to the same metric, where there is one."""

    @property
    def audited(self) -> bool:
        """Whether an auditor answered, and not the automatic evaluation."""
        return self.auditor is not None

    @property
    def evaluated(self) -> "MetricResult | None":
        """What the automatic evaluation answered to this metric: this one, or the one beside it."""
        return self.automatic if self.audited else self

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
        return failed(self.qualification, self.expected_response)

    @property
    def lost(self) -> float:
        """The points that are lost where it failed. quality/scoring.py has the same in SQL (LOST)."""
        return self.weight + self.negative_weight


def answers_shown(results: Iterable[MetricResult]) -> list[MetricResult]:
    """Of all results of one interaction the answers that count, one a metric.

    In the order of the automatic evaluation, which an audit does not change; then what only an audit answered.
    `results`: the automatic ones first, as interactions.metric_results() gives them.
    """
    counting: dict[str, MetricResult | None] = {}
    for result in results:
        counting.setdefault(result.metric_id, None)
        if result.counts:
            counting[result.metric_id] = result
    return [result for result in counting.values() if result is not None]
