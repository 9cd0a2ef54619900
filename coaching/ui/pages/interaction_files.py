"""What does a file have of how an interaction was evaluated?"""

from collections.abc import Sequence

import pandas as pd

from coaching.comparison.metric_result import MetricResult, answers_shown
from coaching.quality import interactions
from coaching.ui.pieces.evaluated_transcript import came_to
from coaching.words import wording


def metrics(results: Sequence[MetricResult], turns: pd.DataFrame) -> pd.DataFrame:
    """A row a metric by the answer that counts, with the automatic answer and those of all auditors.

    `results` as interactions.metric_results() gives them, `turns` as interactions.turns() does.
    """
    since = interactions.since_start(turns)
    return pd.DataFrame([_row(result, results, since) for result in answers_shown(results)], dtype=object)


def _row(result: MetricResult, results: Sequence[MetricResult], since: dict[int, str]) -> dict[str, object]:
    automatic = result.evaluated
    fatal = wording.FATAL_ERROR if result.fatal_error else wording.FATAL_IF_FAILED if result.fatal else None
    audits = [_audit(each) for each in results if each.audited and each.metric_id == result.metric_id]
    evidence = [since[position] for position in result.evidence if position in since]
    return {
        wording.COACHING_AREA: result.coaching_area,
        wording.COLUMN_METRIC: result.name,
        wording.COLUMN_ANSWER: result.qualification,
        wording.COLUMN_CAME_TO: wording.METRIC_CAME_TO[came_to(result)],
        wording.COLUMN_WEIGHT: result.weight,
        wording.COLUMN_NEGATIVE_WEIGHT: result.negative_weight,
        wording.COLUMN_FATAL: fatal,
        wording.AUTOMATIC_ANSWER: automatic.qualification if automatic else None,
        wording.COLUMN_REASON: automatic.justification if automatic else None,
        wording.COLUMN_EVIDENCE: wording.COMMA.join(evidence) or None,
        wording.AUDITS: "\n".join(audits) or None,
    }


def _audit(result: MetricResult) -> str:
    """ "Kim Katz: NO: She did not ask." """
    return ": ".join(each for each in (result.auditor, result.qualification, result.justification) if each)
