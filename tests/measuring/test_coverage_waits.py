"""How long coaching takes until the first review and until completion, with those that still wait."""

import math
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.measuring import coverage
from coaching.measuring.coverage import COMPLETION, FIRST_REVIEW

SAM, LEE = "sam@example.com", "lee@example.com"

NOW = datetime(2026, 11, 20, 12)


def made(*days: tuple[float, float | None, float | None], supervisor: str = SAM) -> pd.DataFrame:
    """Assignments as (days since it was assigned, days until the first review, days until completion)."""
    assigned = [pd.Timestamp(NOW) - pd.Timedelta(days=ago) for ago, _, _ in days]

    def after(place: int) -> pd.Series:
        return pd.Series(
            [pd.NaT if row[place] is None else at + pd.Timedelta(days=row[place])
             for at, row in zip(assigned, days, strict=True)], dtype="datetime64[us]")  # fmt: skip

    return pd.DataFrame(
        {
            "assignment_id": [f"{supervisor}-{place}" for place in range(len(days))],
            "assigned_by": supervisor,
            "assigned_at": pd.Series(assigned, dtype="datetime64[us]"),
            "first_reviewed_at": after(1),
            "completed_at": after(2),
            "over_at": pd.Series([pd.NaT] * len(days), dtype="datetime64[us]"),
        }
    )


def test_waits() -> None:
    rows = coverage.waits(made((10, 1, 4), (6, 2, None), (3, None, None), (5, -1, -1)), NOW)
    first, completion = (rows[rows["step"] == step] for step in (FIRST_REVIEW, COMPLETION))
    assert first["waited"].tolist() == [1, 2, 3, 0]
    assert first["done"].tolist() == [True, True, False, True]
    assert completion["waited"].tolist() == [4, 6, 3, 0]
    assert completion["done"].tolist() == [True, False, False, True]


def test_flow_by_hand() -> None:
    # Completion: done after 1 and 4, waiting since 2 and 9. After 1: 3/4 left; after 4: half of that, 3/8.
    waits = coverage.waits(
        pd.concat([made((10, 0.5, 1), (2, 1, None), (9, None, None), (8, 2, 4)), made((7, 3, None), supervisor=LEE)]),
        NOW,
    )
    rows = coverage.flow(waits, "assigned_by")
    assert list(rows.columns) == [
        "assigned_by", "assignments", "first_review_waiting", "first_review_median", "first_review_ninetieth",
        "completion_waiting", "completion_median", "completion_ninetieth",
    ]  # fmt: skip
    assert rows["assigned_by"].tolist() == [LEE, SAM]
    lee, sam = rows.iloc[0], rows.iloc[1]
    assert (lee["assignments"], lee["first_review_waiting"], lee["completion_waiting"]) == (1, 0, 1)
    assert (lee["first_review_median"], lee["first_review_ninetieth"]) == (3, 3)
    assert math.isnan(lee["completion_median"])
    assert (sam["assignments"], sam["first_review_waiting"], sam["completion_waiting"]) == (4, 1, 2)
    assert sam["completion_median"] == 4
    assert math.isnan(sam["completion_ninetieth"])
    assert sam["first_review_median"] == 1.5  # the curve stays at one half from 1 to 2
    overall = coverage.flow(waits)
    assert overall["assignments"].tolist() == [5]
    assert overall["completion_waiting"].tolist() == [3]


def test_those_that_wait_are_not_left_out() -> None:
    waited, done = np.array([1.0, 1.0, 30.0, 30.0, 30.0]), np.array([True, True, False, False, False])
    assert math.isnan(coverage.quantiles(waited, done, (0.5,))[0])
    assert np.median(waited[done]) == 1.0


def test_nobody_has_finished() -> None:
    assert all(math.isnan(days) for days in coverage.quantiles(np.array([3.0, 4.0]), np.zeros(2, bool), (0.5, 0.9)))


DAYS = st.floats(0, 400, allow_nan=False).map(lambda days: round(days, 4))


@given(st.lists(DAYS, min_size=1, max_size=60))
def test_when_nobody_waits_they_are_the_usual_quantiles(days: list[float]) -> None:
    waited = np.array(days)
    found = coverage.quantiles(waited, np.ones(len(days), bool), (0.5, 0.9))
    usual = np.quantile(waited, [0.5, 0.9], method="averaged_inverted_cdf")
    assert found[0] == pytest.approx(np.median(waited))
    assert found == pytest.approx(tuple(usual))


def by_definition(waited: list[float], done: list[bool], share: float) -> float:
    """The first day on which the product of the shares that went on waiting is at or below 1 - share; NaN: none."""
    left = 1.0
    for day in sorted({day for day, finished in zip(waited, done, strict=True) if finished}):
        at_risk = sum(other >= day for other in waited)
        finished = sum(other == day and ended for other, ended in zip(waited, done, strict=True))
        left *= 1 - finished / at_risk
        if left <= 1 - share + 1e-9:
            return day
    return math.nan


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40))
def test_the_estimate_is_that_of_kaplan_and_meier(made_up: list[tuple[int, bool]]) -> None:
    days, done = [float(day) for day, _ in made_up], [ended for _, ended in made_up]
    (median,) = coverage.quantiles(np.array(days), np.array(done), (0.5,))
    first = by_definition(days, done, 0.5)
    assert math.isnan(median) or median >= first
    beyond = by_definition(days, done, 0.5 + 1e-6)
    assert math.isnan(median) == math.isnan(beyond)
    if first == beyond:
        assert median == first


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40),
    st.lists(st.integers(0, 40), max_size=20),
    st.sampled_from([0.5, 0.9]),
)
def test_more_that_wait_never_make_it_shorter(made_up: list[tuple[int, bool]], more: list[int], share: float) -> None:
    waited = np.array([day for day, _ in made_up], float)
    done = np.array([ended for _, ended in made_up])
    (before,) = coverage.quantiles(waited, done, (share,))
    (after,) = coverage.quantiles(np.append(waited, more), np.append(done, np.zeros(len(more), bool)), (share,))
    assert math.isnan(after) or after >= before


def crossing() -> pd.DataFrame:
    """One that nobody opened says nothing after 2 days; the two others are completed later."""
    return made((2, None, None), (100, 1, 3), (100, 1, 4))


def test_completion_never_lies_above_the_first_review() -> None:
    waits = coverage.waits(crossing(), NOW)
    shares = coverage.finished_shares(waits)
    first, completion = (shares[shares["step"] == step] for step in (FIRST_REVIEW, COMPLETION))
    assert first["share"].max() == pytest.approx(200 / 3)
    assert completion["share"].max() == pytest.approx(200 / 3)
    row = coverage.flow(waits).iloc[0]
    assert math.isnan(row["first_review_ninetieth"])
    assert math.isnan(row["completion_ninetieth"])
    assert (row["first_review_median"], row["completion_median"]) == (1, 3.5)


OPENED = st.tuples(st.integers(0, 12), st.none() | st.integers(0, 12), st.none() | st.integers(0, 12))


def as_it_may_be(ago: int, first: int | None, more: int | None) -> tuple[float, float | None, float | None]:
    """An assignment of so many days ago, with nothing in the future and no completion before a review."""
    reviewed = None if first is None or first > ago else float(first)
    completed = None if reviewed is None or more is None or reviewed + more > ago else reviewed + more
    return float(ago), reviewed, completed


@given(st.lists(OPENED, min_size=1, max_size=25), st.sampled_from([4, 500]))
def test_whatever_was_opened_more_are_begun_than_completed(opened: list[tuple[int, int, int]], points: int) -> None:
    waits = coverage.waits(made(*(as_it_may_be(*each) for each in opened)), NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coverage, "MOST_POINTS", points)
        shares = coverage.finished_shares(waits)
    first, completion = (shares[shares["step"] == step].reset_index() for step in (FIRST_REVIEW, COMPLETION))
    for curve in (first, completion):
        assert curve["waited"].is_monotonic_increasing
        assert curve["share"].is_monotonic_increasing
    for point in pd.concat([first, completion])["waited"]:
        begun, finished = (curve.loc[curve["waited"] <= point, "share"].iloc[-1] for curve in (first, completion))
        assert finished <= begun
    for row in coverage.flow(waits).itertuples():
        for figure in ("median", "ninetieth"):
            completed, reviewed = (getattr(row, f"{step}_{figure}") for step in (COMPLETION, FIRST_REVIEW))
            assert math.isnan(completed) or completed >= reviewed


def test_the_curve_rises_from_nothing_and_ends_soon_after_the_last() -> None:
    shares = coverage.finished_shares(coverage.waits(made((100, 1, 4), (100, 2, None), (50, None, None)), NOW))
    first = shares[shares["step"] == FIRST_REVIEW]
    assert first["waited"].tolist() == [0, 1, 2, 6]
    assert first["share"].round(6).tolist() == pytest.approx([0, 100 / 3, 200 / 3, 200 / 3], abs=1e-5)
    completion = shares[shares["step"] == COMPLETION]
    assert completion["share"].is_monotonic_increasing
    nothing = coverage.finished_shares(coverage.waits(made((7, None, None)), NOW))
    assert nothing["share"].tolist() == [0] * 4
    assert nothing["waited"].max() == 7


def test_the_curve_of_many_has_no_more_points_than_can_be_seen() -> None:
    taken = np.linspace(0.01, 20, 3_000)
    waits = pd.DataFrame({"step": FIRST_REVIEW, "waited": taken, "done": True})
    shares = coverage.finished_shares(pd.concat([waits, waits.assign(step=COMPLETION, done=False)]))
    first = shares[shares["step"] == FIRST_REVIEW]
    assert len(first) == coverage.MOST_POINTS
    for point in first.itertuples():
        assert point.share == pytest.approx(100 * (taken <= point.waited).mean(), abs=1e-6)
