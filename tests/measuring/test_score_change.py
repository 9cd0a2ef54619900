"""The change since an assignment, by hand and against scipy: windows, figures, verdicts."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coaching.charts import effect_charts
from coaching.measuring.score_change import (
    AFTER,
    BEFORE,
    FEWEST_INTERACTIONS,
    Verdict,
    against_band,
    changes,
    verdict,
    windows,
)
from coaching.words.days import Period
from coaching.words.formatting import as_shown, signed
from tests.charts.test_score_charts import rows_of
from tests.measuring.scored_days import DAY, change_of, side

GROUP_COLUMNS = ["group", "effect", "low", "high", "plain_change", "coached_agents"]
COLUMNS = ["before", "after", "change", "low", "high", "n_before", "n_after", "verdict"]


def even(scores: list[float]) -> list[tuple[float, float]]:
    return [(score, 10.0) for score in scores]


@pytest.mark.parametrize(
    ("assigned", "newest", "before", "after"),
    [
        (DAY, DAY + timedelta(60), (-7, -1), (54, 60)),
        (DAY, DAY + timedelta(8), (-7, -1), (2, 8)),
        (DAY, DAY + timedelta(7), (-7, -1), (1, 7)),
        (DAY, DAY + timedelta(3), (-7, -1), (1, 3)),
        (DAY, DAY + timedelta(1), (-7, -1), (1, 1)),
        (DAY, DAY, (-7, -1), None),
        (DAY, DAY - timedelta(2), (-7, -1), None),
    ],
)
def test_windows(assigned: date, newest: date, before: tuple[int, int], after: tuple[int, int] | None) -> None:
    def window(days: tuple[int, int]) -> Period:
        return Period.of_days(*(DAY + timedelta(day) for day in days))

    assert windows(assigned, newest) == (window(before), window(after) if after else None)


def test_the_interval_is_welchs_where_all_days_weigh_the_same() -> None:
    before, after = [50.0, 60.0, 40.0, 55.0], [70.0, 65.0, 90.0, 72.0, 80.0]
    found = change_of(even(before), even(after))
    expected = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert (found["before"], found["after"], found["change"]) == (51.3, 75.4, 24.2)  # 51.25 and 24.15, as shown
    assert (found["low"], found["high"]) == tuple(as_shown(end) for end in expected)
    assert (found["n_before"], found["n_after"]) == (20, 25)
    assert found["verdict"] is Verdict.BETTER


def test_ten_before_and_ten_after_with_a_spread_of_fifteen_leave_fourteen_points() -> None:
    scores = np.array([-1.5, -1.2, -0.9, -0.5, -0.1, 0.1, 0.5, 0.9, 1.2, 1.5])
    before = 60 + 15 * scores / scores.std(ddof=1)
    found = change_of(even(list(before)), even(list(before + 10)))
    assert found["change"] == pytest.approx(10)
    assert (found["low"], found["high"]) == (-4.1, 24.1)
    assert found["verdict"] is Verdict.WITHIN_NOISE


def test_heavy_days_count_for_more_by_hand() -> None:
    found = change_of([(0, 10), (100, 30)], [(100, 20), (50, 20)])
    # 75 before: (0 - 7.5)² + (30 - 22.5)² over 40², twice that. 75 after: 5² + 5² over 40², twice that.
    variance = 1e4 * (2 * 2 * 7.5**2 + 2 * 2 * 5**2) / 40**2
    share = 7.5**2 / (7.5**2 + 5**2)
    freedom = 1 / (share**2 + (1 - share) ** 2)
    margin = float(stats.t.ppf(0.975, freedom)) * variance**0.5
    assert margin > 100  # and no score changes by more
    assert found[COLUMNS].tolist() == [75, 75, 0, -100, 100, 10, 10, Verdict.WITHIN_NOISE]


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([], [], None),
        ([], [50.0, 60.0], Verdict.NO_DATA),
        ([50.0, 60.0], [], Verdict.NO_DATA),
        ([50.0], [], Verdict.NO_DATA),
        ([50.0], [90.0], Verdict.TOO_FEW),
        ([50.0], [90.0, 91.0, 92.0], Verdict.TOO_FEW),
        ([50.0, 60.0, 55.0], [90.0], Verdict.TOO_FEW),
        ([50.0, 50.0], [50.0, 50.0], Verdict.WITHIN_NOISE),
        ([70.1, 70.1, 70.1], [70.1, 70.1], Verdict.WITHIN_NOISE),  # in floating point they differ a little
        ([50.0, 50.0], [100.0, 100.0], Verdict.TOO_FEW),
        ([50.0, 50.0, 50.0], [100.0] * 5, Verdict.TOO_FEW),
        ([50.0] * 4, [50.1] * 4, Verdict.BETTER),
        ([50.0] * 4, [49.9] * 5, Verdict.WORSE),
        ([50.0, 52.0, 51.0], [80.0, 82.0, 81.0], Verdict.BETTER),
        ([80.0, 82.0, 81.0], [50.0, 52.0, 51.0], Verdict.WORSE),
        ([80.0, 20.0, 51.0], [60.0, 90.0, 11.0], Verdict.WITHIN_NOISE),
        ([50.0] * 4, [50.04] * 4, Verdict.WITHIN_NOISE),  # a change that is shown as 0.0
    ],
)
def test_verdicts(before: list[float], after: list[float], verdict: Verdict | None) -> None:
    found = change_of(even(before), even(after))
    assert found.get("verdict") is verdict
    if verdict is Verdict.NO_DATA:
        assert found[["change", "low", "high"]].isna().all()
        assert (found["n_before"], found["n_after"]) == (5 * len(before), 5 * len(after))
    if verdict is Verdict.TOO_FEW:
        assert found["change"] == pytest.approx(sum(after) / len(after) - sum(before) / len(before))
        assert found[["low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("low", "high", "fewest", "says"),
    [
        (0.1, 2.0, 5, Verdict.BETTER),
        (0.05, 2.0, 5, Verdict.BETTER),
        (0.0499, 2.0, 50, Verdict.WITHIN_NOISE),  # read as "between 0.0 and +2.0"
        (-2.0, -0.0499, 50, Verdict.WITHIN_NOISE),
        (-2.0, -0.05, 5, Verdict.WORSE),
        (-1.0, 2.0, 5, Verdict.WITHIN_NOISE),
        (0.0, 0.0, 5, Verdict.WITHIN_NOISE),
        (10.0, 20.0, 4, Verdict.TOO_FEW),
        (10.0, 20.0, 0, Verdict.TOO_FEW),
        (np.nan, np.nan, 99, Verdict.TOO_FEW),
    ],
)
def test_the_one_rule_for_within_noise(low: float, high: float, fewest: int, says: Verdict) -> None:
    assert verdict(low, high, fewest) is says


@given(st.floats(-100, 100), st.floats(0, 100), st.integers(0, 20))
def test_what_is_read_of_an_interval_and_what_is_said_of_it_agree(low: float, width: float, fewest: int) -> None:
    """Whatever shows a verdict shows it of the interval as people read it, in the monitor as in a chart."""
    high = low + width
    shown = [0.0 if signed(end) == "0.0" else float(signed(end).replace("−", "-")) for end in (low, high)]
    said = verdict(low, high, fewest)
    if fewest < FEWEST_INTERACTIONS:
        assert said is Verdict.TOO_FEW
        return
    expected = Verdict.BETTER if shown[0] > 0 else Verdict.WORSE if shown[1] < 0 else Verdict.WITHIN_NOISE
    assert said is expected


def test_a_chart_says_the_same_of_an_interval() -> None:
    groups = pd.DataFrame([("North", 1.0, 0.04, 2.0, 1.0, 9), ("South", 1.0, 0.05, 2.0, 1.0, 9)], columns=GROUP_COLUMNS)
    drawn = rows_of(effect_charts.groups_chart(groups, "group"), "group")
    assert [row["verdict"] for row in drawn] == [Verdict.WITHIN_NOISE, Verdict.BETTER]


@pytest.mark.parametrize(
    ("score", "low", "high", "says"),
    [
        (70.0, 60.0, 80.0, Verdict.WITHIN_NOISE),
        (80.04, 60.0, 80.0, Verdict.WITHIN_NOISE),  # read as 80
        (80.05, 60.0, 80.0, Verdict.BETTER),
        (59.95, 60.0, 80.0, Verdict.WITHIN_NOISE),  # read as 60
        (59.9, 60.0, 80.0, Verdict.WORSE),
        (np.nan, 60.0, 80.0, Verdict.TOO_FEW),
        (70.0, np.nan, np.nan, Verdict.TOO_FEW),
    ],
)
def test_a_score_against_a_band_as_all_three_are_read(score: float, low: float, high: float, says: Verdict) -> None:
    assert against_band(score, low, high) is says


def test_under_five_interactions_nothing_is_said_of_a_change() -> None:
    for many, few in ((5, 4), (4, 5), (1, 3)):
        sums = pd.concat(
            [
                side(BEFORE, even([10, 20, 30, 20, 10])[: min(many, 5)], interactions=1),
                side(AFTER, even([90, 95, 90, 95, 90])[:few], interactions=1),
            ]
        )
        assert changes(sums).iloc[0]["verdict"] is Verdict.TOO_FEW


def test_keys_keep_apart_and_rows_of_one_day_are_added_up() -> None:
    sums = pd.concat(
        [
            side(BEFORE, even([50, 70]), "b"),
            side(AFTER, even([90, 80]), "a", interactions=3),
            side(BEFORE, even([60, 60]), "a", interactions=2),
            side(BEFORE, even([50, 90]), "b"),  # another queue on the same two days
            side(AFTER, even([10, 20]), "b"),
        ],
        ignore_index=True,
    )
    found = changes(sums).set_index("key")
    assert found.index.tolist() == ["b", "a"]
    assert found.loc["a", ["before", "after", "n_before", "n_after"]].tolist() == [60, 85, 4, 6]
    assert found.loc["b", ["before", "after", "n_before", "n_after"]].tolist() == [65, 15, 20, 10]
    alone = change_of([(50, 20), (80, 20)], even([10, 20]))
    assert found.loc["b", ["change", "low", "high"]].tolist() == pytest.approx(
        alone[["change", "low", "high"]].tolist()
    )


def test_a_key_with_nothing_possible_appears_without_data() -> None:
    sums = side(BEFORE, [(50, 10), (60, 10)])
    empty = pd.DataFrame({"key": ["none", "na"], "side": [None, AFTER], "day": [None, DAY], "possible": [np.nan, 0.0]})
    found = changes(pd.concat([sums, empty.assign(earned=0.0, interactions=1)], ignore_index=True)).set_index("key")
    assert found.loc[["none", "na"], "verdict"].tolist() == [Verdict.NO_DATA, Verdict.NO_DATA]
    assert found.loc["na", ["n_before", "n_after"]].tolist() == [0, 0]


def test_no_row_at_all() -> None:
    found = changes(side(BEFORE, []))
    assert found.empty
    assert list(found.columns) == ["key", *COLUMNS]
