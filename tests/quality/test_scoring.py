import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.comparison.metric_result import MetricResult, failed
from coaching.quality.scoring import (
    ADHERED,
    APPLIES,
    AREA_IN_TEXT,
    AREA_SCORE,
    AREAS_AS_TEXT,
    BELOW_PASS_SCORE,
    DOUBTFUL,
    EARNED,
    FAILED,
    KORE_BELOW_PASS_SCORE,
    LOST,
    POSSIBLE,
    SCORES_DIFFER_BY,
    SCORES_DIFFER_FROM,
    below_pass_score,
    doubtful_difference,
    evaluation_score,
)
from coaching.words.formatting import as_shown
from tests import databases
from tests.metric_results import metric_result


def metric(
    qualification: str, weight: float, negative: float = 0, fatal: bool = False, expected: str = "YES"
) -> MetricResult:
    return metric_result(qualification, weight, negative, fatal, expected)


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
    [(70, 70, False), (69.9, 70, True), (0, 0, False), (None, 70, None), (80, None, None)],
)
def test_below_the_pass_score(score: float | None, pass_score: float | None, expected: bool | None) -> None:
    assert below_pass_score(score, pass_score) is expected


@pytest.mark.parametrize("expected_response", ["YES", "NO"])
@pytest.mark.parametrize("qualification", ["YES", "NO", "NA"])
def test_what_failed_in_sql_is_what_failed_in_python(qualification: str, expected_response: str) -> None:
    found = duckdb.sql(
        f"SELECT {APPLIES}, {ADHERED}, {FAILED} "
        f"FROM (SELECT '{qualification}' AS qualification) r, (SELECT '{expected_response}' AS expected_response) m"
    ).fetchall()
    applies = qualification != "NA"
    assert failed(qualification, expected_response) is (applies and qualification != expected_response)
    assert found == [(applies, qualification == expected_response, failed(qualification, expected_response))]


def test_what_a_failed_metric_loses_in_sql_is_what_it_loses_in_python() -> None:
    found = duckdb.sql(
        f"SELECT {LOST} FROM (SELECT 20::DOUBLE AS weight, 10.5::DOUBLE AS negative_weight) r"
    ).fetchall()
    assert found == [(metric("NO", 20, negative=10.5).lost,)] == [(30.5,)]


POINTS = st.none() | st.integers(0, 1000).map(lambda tenths: tenths / 10)


@settings(deadline=None)
@given(kore=POINTS, audit=POINTS, own=POINTS, of_form=POINTS)
def test_what_is_below_the_pass_score_in_sql_is_so_in_python(
    kore: float | None, audit: float | None, own: float | None, of_form: float | None
) -> None:
    found = duckdb.sql(
        f"SELECT {KORE_BELOW_PASS_SCORE}, {BELOW_PASS_SCORE} "
        "FROM (SELECT $kore::DOUBLE AS kore_evaluation_score, $audit::DOUBLE AS supervisor_audit_score, "
        "$own::DOUBLE AS pass_score) i, (SELECT $of_form::DOUBLE AS pass_score) f",
        params={"kore": kore, "audit": audit, "own": own, "of_form": of_form},
    ).fetchall()
    pass_score = of_form if own is None else own
    assert found == [
        (below_pass_score(kore, pass_score), below_pass_score(kore if audit is None else audit, pass_score))
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000).map(lambda part: part / 1000), st.integers(0, 300)), min_size=1))
def test_an_area_score_is_rounded_in_sql_as_in_python_in_whatever_order_it_is_added_up(
    days: list[tuple[float, int]],
) -> None:
    possible = sum(weight for _, weight in days)
    found = [_area_score([(share * weight, weight) for share, weight in order]) for order in (days, days[::-1])]
    expected = as_shown(100 * sum(share * weight for share, weight in days) / possible) if possible else None
    assert found == [expected, expected]


@pytest.mark.parametrize(
    ("earned", "possible", "score"), [(249, 400, 62.3), (2, 3, 66.7), (0, 10, 0.0), (10, 10, 100.0), (0, 0, None)]
)
def test_area_scores_of_sums(earned: float, possible: float, score: float | None) -> None:
    assert _area_score([(earned, possible)]) == score


def _area_score(days: list[tuple[float, float]]) -> float | None:
    rows = ", ".join(f"({earned!r}::DOUBLE, {possible!r}::DOUBLE)" for earned, possible in days)
    found = duckdb.sql(f"SELECT {AREA_SCORE} FROM (VALUES {rows}) d(earned, possible)").fetchall()
    score: float | None = found[0][0]
    return score


RESULTS = st.lists(
    st.builds(
        metric_result,
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


@given(st.lists(st.text("|\\pbA", max_size=3), max_size=3), st.text("|\\pbA", max_size=3))
def test_a_text_has_the_areas_that_the_list_has(areas: list[str], area: str) -> None:
    """A name may hold the bar between names, and what stands for it in a name."""
    text = AREAS_AS_TEXT.format(areas="$areas::VARCHAR[]")
    said = f"SELECT {AREA_IN_TEXT.format(text=f'({text})', area='$area')}, list_contains($areas::VARCHAR[], $area)"
    [(in_text, in_list)] = duckdb.execute(said, {"areas": areas, "area": area}).fetchall()
    assert in_text == in_list


@settings(max_examples=databases.examples(60), deadline=None)
@given(st.lists(RESULTS, min_size=1, max_size=6))
def test_the_rule_in_sql_is_the_rule_in_python(evaluations: list[list[MetricResult]]) -> None:
    frame = pd.DataFrame(
        [
            (number, r.qualification, r.weight, r.negative_weight, r.fatal_error, r.expected_response)
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
    select = (
        f"SELECT CASE WHEN {DOUBTFUL} THEN {SCORES_DIFFER_BY} END "
        "FROM (SELECT $kore::DOUBLE AS kore_evaluation_score, $audit::DOUBLE AS supervisor_audit_score) i"
    )
    assert duckdb.execute(select, {"kore": kore, "audit": audit}).fetchall() == [(difference,)]
