import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.quality.scoring import (
    EARNED,
    POSSIBLE,
    SCORES_DIFFER_FROM,
    MetricResult,
    doubtful_difference,
    evaluation_score,
    passed,
)
from tests import databases


def metric(qualification: str, weight: float, negative: float = 0, fatal: bool = False, expected: str = "YES"):
    return MetricResult(qualification, weight, negative, fatal, expected)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        # the fact to hold it to
        ([metric("NA", 25), metric("NO", 30), metric("NO", 15), metric("NA", 10), metric("YES", 30)], 40),
        ([metric("YES", 10)], 100),
        ([metric("NO", 10)], 0),
        ([], None),
        ([metric("NA", 10), metric("NA", 90)], None),
        ([metric("YES", 0)], None),
        # negative weights are taken off, and never below 0
        ([metric("YES", 80), metric("NO", 20, negative=10)], 70),
        ([metric("YES", 10), metric("NO", 90, negative=50)], 0),
        ([metric("YES", 80, negative=30), metric("NA", 20, negative=30)], 100),
        # a failed fatal metric makes it 0; one that was met or did not apply does not
        ([metric("YES", 90), metric("NO", 10, fatal=True)], 0),
        ([metric("YES", 90), metric("YES", 10, fatal=True)], 100),
        ([metric("YES", 90), metric("NA", 10, fatal=True)], 100),
        # where NO is what is wanted, NO adheres
        ([metric("NO", 50, expected="NO"), metric("YES", 50, expected="NO", negative=20)], 30),
        ([metric("YES", 10, fatal=True, expected="NO"), metric("YES", 90)], 0),
    ],
)
def test_evaluation_score(results: list[MetricResult], expected: float | None) -> None:
    assert evaluation_score(results) == expected


@pytest.mark.parametrize(
    ("score", "pass_score", "expected"),
    [(70, 70, True), (69.9, 70, False), (0, 0, True), (None, 70, None), (80, None, None)],
)
def test_pass(score: float | None, pass_score: float | None, expected: bool | None) -> None:
    assert passed(score, pass_score) is expected


RESULTS = st.lists(
    st.builds(
        MetricResult,
        st.sampled_from(["YES", "NO", "NA"]),
        st.integers(0, 100).map(float),
        st.integers(0, 60).map(float),
        st.booleans(),
        st.sampled_from(["YES", "NO"]),
    ),
    max_size=8,
)


@given(RESULTS)
def test_a_score_stays_within_its_scale_and_na_never_counts(results: list[MetricResult]) -> None:
    score = evaluation_score(results)
    assert score is None or 0 <= score <= 100
    assert evaluation_score([result for result in results if result.applicable]) == score


@given(RESULTS, st.integers(1, 100))
def test_one_more_adhered_metric_never_lowers_a_score(results: list[MetricResult], weight: int) -> None:
    before = evaluation_score(results)
    after = evaluation_score([*results, metric("YES", weight)])
    assert after is not None
    assert after >= (before or 0)


@settings(max_examples=databases.examples(60), deadline=None)
@given(st.lists(RESULTS, min_size=1, max_size=6))
def test_the_rule_in_sql_is_the_rule_in_python(evaluations: list[list[MetricResult]]) -> None:
    frame = pd.DataFrame(
        [
            (number, r.qualification, r.weight, r.negative_weight, r.fatal and r.failed, r.expected_response)
            for number, results in enumerate(evaluations)
            for r in results
        ],
        columns=["evaluation", "qualification", "weight", "negative_weight", "fatal_error", "expected_response"],
    )
    if frame.empty:
        return
    database = databases.fresh()
    with database.transaction() as cursor:
        cursor.register("frame", frame)
        rows = cursor.execute(
            f"SELECT r.evaluation, 100 * {EARNED} / {POSSIBLE} "
            "FROM (SELECT *, row_number() OVER () AS place FROM frame) r "
            "JOIN (SELECT expected_response, row_number() OVER () AS place FROM frame) m USING (place) "
            "GROUP BY r.evaluation"
        ).fetchall()
        cursor.unregister("frame")
    database.close()
    for evaluation, score in rows:
        assert score == pytest.approx(evaluation_score(evaluations[evaluation]))


@pytest.mark.parametrize(
    ("kore", "audit", "difference"),
    [
        (80.0, 65.0, 15.0),
        (65.0, 80.0, 15.0),
        (62.3, 47.3, 15.0),  # 14.999999999999996 to a computer
        (80.0, 65.1, None),
        (65.1, 80.0, None),
        (40.0, 62.0, 22.0),
        (0.0, 100.0, 100.0),
        (70.0, 70.0, None),
        (None, 0.0, None),
        (100.0, None, None),
        (None, None, None),
    ],
)
def test_two_scores_of_one_interaction_that_are_far_apart(
    kore: float | None, audit: float | None, difference: float | None
) -> None:
    assert SCORES_DIFFER_FROM == 15
    assert doubtful_difference(kore, audit) == difference
