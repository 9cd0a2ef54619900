"""What is an evaluation score? How qualifications and weights become a number between 0 and 100.

The formula (product rule): the weights of the adhered metrics, less the negative weights of the failed ones, divided
by the positive weights of all metrics that are not NA, times 100, clamped to 0..100. A failed fatal metric makes it 0.
Without an applicable metric there is no score (NA), which is not 0. A coaching-area score is the same formula over the
metrics of that area.

Beside it stand the rules that all figures share: when a metric failed, when a score is below the pass score, what an
area scores in the daily totals. What both Python and SQL need stands here twice, as a function for a handful of values
and as an SQL constant for millions of rows; property tests hold the two together.
"""

from collections.abc import Iterable

from coaching.comparison.metric_result import MetricResult
from coaching.words.formatting import HALF

# From how many points on the automatic and the supervisor's score of one interaction are too far apart to coach on it.
SCORES_DIFFER_FROM = 15.0


def evaluation_score(results: Iterable[MetricResult]) -> float | None:
    """The score of these metric results, 0 to 100, or None where no metric with a weight applies (NA)."""
    applicable = [result for result in results if result.applicable]
    possible = sum(result.weight for result in applicable)
    if possible <= 0:
        return None
    if any(result.fatal_error for result in applicable):
        return 0.0
    earned = sum(result.weight if result.adhered else -result.negative_weight for result in applicable)
    return min(100.0, max(0.0, 100 * earned / possible))


def below_pass_score(score: float | None, pass_score: float | None) -> bool | None:
    """Whether a score is below the pass score; None where there is no score or no pass score to hold it against.

    A score that is the pass score passes: 70 is not below 70.
    """
    return None if score is None or pass_score is None else score < pass_score


def doubtful_difference(kore_evaluation_score: float | None, supervisor_audit_score: float | None) -> float | None:
    """By how many points the two scores of an interaction differ, where that is so much that one of them must be wrong.

    None where they are close enough, and where there are not two: coaching on a doubtful score does harm.
    """
    if kore_evaluation_score is None or supervisor_audit_score is None:
        return None
    # Rounded, because 62.3 - 47.3 is a little less than 15 to a computer.
    difference = round(abs(kore_evaluation_score - supervisor_audit_score), 6)
    return difference if difference >= SCORES_DIFFER_FROM else None


# doubtful_difference() of an interaction i in SQL; NULL where it has not both scores.
SCORES_DIFFER_BY = "round(abs(i.kore_evaluation_score - i.supervisor_audit_score), 6)"
DOUBTFUL = f"({SCORES_DIFFER_BY} >= {SCORES_DIFFER_FROM})"

# What a metric m weighs, and whether it is fatal, where a result does not say it. Of a metric that no form has nothing
# is known but what other results said of it, some of which may come later. A form that shares the metric with the one
# that says what it is (m.form_id) has weights of its own: SHARED joins them.
SHARED = (
    "LEFT JOIN shared_metrics own_weights ON own_weights.metric_id = m.metric_id AND own_weights.form_id = {form_id}"
)
FORM_WEIGHT = "coalesce(own_weights.weight, CASE WHEN m.form_id IS NULL THEN 0 ELSE m.weight END)"
FORM_NEGATIVE_WEIGHT = (
    "coalesce(own_weights.negative_weight, CASE WHEN m.form_id IS NULL THEN 0 ELSE m.negative_weight END)"
)
FORM_FATAL = "(m.fatal AND m.form_id IS NOT NULL)"

# Of a metric result r and its metric m: MetricResult.applicable, adhered, failed() and lost.
APPLIES = "(r.qualification <> 'NA')"
ADHERED = "(r.qualification = m.expected_response)"
FAILED = f"({APPLIES} AND NOT {ADHERED})"
LOST = "(r.weight + r.negative_weight)"

# The formula as SQL aggregates over metric_results r joined with metrics m. POSSIBLE: NULL where nothing applies.
POSSIBLE = f"nullif(sum(CASE WHEN {APPLIES} THEN r.weight ELSE 0 END), 0)"
EARNED = f"""
    CASE WHEN bool_or(r.fatal_error) THEN 0 ELSE least({POSSIBLE}, greatest(0, sum(
        CASE WHEN {ADHERED} THEN r.weight WHEN {FAILED} THEN -r.negative_weight ELSE 0 END))) END"""

# Of an interaction i and, by a LEFT JOIN, its form f: its own pass score, otherwise its form's; NULL without either.
PASS_SCORE = "coalesce(i.pass_score, f.pass_score)"
# The same where forms.pass_scores() forms is known: of millions, a join takes as long as all else.
PASS_SCORE_OF_KNOWN_FORM = "coalesce(i.pass_score, map($form_ids::VARCHAR[], $pass_scores::DOUBLE[])[i.form_id])"
# The names of areas in one text, with a bar around each: in a name \p stands for a bar and \b for a backslash. It is
# empty where there are none, NULL where the list is. AREA_IN_TEXT: whether it has an area.
_IN_TEXT = "replace(replace({area}, '\\', '\\b'), '|', '\\p')"
AREAS_AS_TEXT = (
    "CASE WHEN len({areas}) = 0 THEN '' ELSE '|' || array_to_string(["
    f"{_IN_TEXT.format(area='name')} FOR name IN {{areas}}], '|') || '|' END"
)
AREA_IN_TEXT = f"contains({{text}}, '|' || {_IN_TEXT.format(area='{area}')} || '|')"
# The score that counts is a person's where there is one. Figures and lists of Kore evaluation scores use those alone.
SCORE_THAT_COUNTS = "coalesce(i.supervisor_audit_score, i.kore_evaluation_score)"
# below_pass_score() of either score; NULL where there is no score or no pass score.
BELOW_PASS_SCORE = f"({SCORE_THAT_COUNTS} < {PASS_SCORE})"
KORE_BELOW_PASS_SCORE = f"(i.kore_evaluation_score < {PASS_SCORE})"

# formatting.as_shown() of a score, which is never negative. Scores are rounded where they are computed, so that tables,
# charts and exports show the same figure, and whoever compares two of them compares what people read.
AS_SHOWN = f"floor(10 * ({{score}}) + {HALF}) / 10"

# Aggregates over daily totals d, 0 to 100, rounded; NULL where nothing applied, or no interaction has such a score.
AREA_SCORE = AS_SHOWN.format(score="CASE WHEN sum(d.possible) > 0 THEN 100 * sum(d.earned) / sum(d.possible) END")
KORE_SCORE = AS_SHOWN.format(score="sum(d.evaluation_total) / nullif(sum(d.evaluated), 0)")
AUDIT_SCORE = AS_SHOWN.format(score="sum(d.audit_total) / nullif(sum(d.audited), 0)")
