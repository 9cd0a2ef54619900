"""The change since an assignment: by hand, against scipy, and how often its interval covers the truth."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
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

DAY = date(2026, 11, 18)
GROUP_COLUMNS = ["group", "effect", "low", "high", "plain_change", "coached_agents"]
COLUMNS = ["before", "after", "change", "low", "high", "n_before", "n_after", "verdict"]


def side(name: str, days: list[tuple[float, float]], key: str = "a", interactions: int = 5) -> pd.DataFrame:
    """A row a day of (score, weight)."""
    return pd.DataFrame(
        [
            (key, name, DAY + timedelta(number), score / 100 * weight, weight, interactions)
            for number, (score, weight) in enumerate(days)
        ],
        columns=["key", "side", "day", "earned", "possible", "interactions"],
    )


def change_of(before: list[tuple[float, float]], after: list[tuple[float, float]]) -> pd.Series:
    found = changes(pd.concat([side(BEFORE, before), side(AFTER, after)], ignore_index=True))
    if not before and not after:
        return pd.Series(dtype=object)
    assert len(found) == 1
    return found.iloc[0]


def figures(found: pd.Series) -> list[float]:
    return [float(found[name]) for name in ("change", "low", "high")]


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


def share_side(name: str, days: list[tuple[int, int]], key: str = "a") -> pd.DataFrame:
    """A row a day of (how many counted, of how many)."""
    return pd.DataFrame(
        [(key, name, DAY + timedelta(number), many, whole, whole, many) for number, (many, whole) in enumerate(days)],
        columns=["key", "side", "day", "earned", "possible", "interactions", "squares"],
    ).astype(dict.fromkeys(("earned", "possible", "interactions", "squares"), float))


SEVEN_OF_FIFTEEN = [(1, 2), (1, 2), (1, 2), (1, 3), (1, 2), (1, 2), (1, 2)]
THREE_OF_SIXTEEN = [(0, 2), (1, 3), (0, 2), (1, 3), (0, 2), (1, 2), (0, 2)]


def test_seven_of_fifteen_against_three_of_sixteen_is_noise_however_alike_the_days_are() -> None:
    before, after = (share_side(*each) for each in ((BEFORE, THREE_OF_SIXTEEN), (AFTER, SEVEN_OF_FIFTEEN)))
    assert stats.fisher_exact([[7, 8], [3, 13]]).pvalue > 0.1
    of_days_alone = changes(pd.concat([before, after]).drop(columns="squares")).iloc[0]
    assert of_days_alone["verdict"] is Verdict.BETTER  # the days resemble each other more than chance makes them
    assert changes(pd.concat([before, after])).iloc[0]["verdict"] is Verdict.WITHIN_NOISE


SHARES = st.lists(st.integers(1, 4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=7)


@settings(max_examples=100, deadline=None)
@given(SHARES, SHARES)
def test_no_interval_of_a_share_is_narrower_than_that_of_independent_interactions(
    before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    found = changes(pd.concat([share_side(BEFORE, before), share_side(AFTER, after)])).iloc[0]
    assume(not np.isnan(found["low"]))
    variance = 0.0
    for days in (before, after):
        many, whole = (sum(place) for place in zip(*days, strict=True))
        variance += many / whole * (1 - many / whole) / whole
    change = found["change"]
    margin = 100 * 1.9599 * variance**0.5
    assert found["low"] <= max(change - margin, -100) + 1e-5
    assert found["high"] >= min(change + margin, 100) - 1e-5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.floats(0, 100), min_size=1, max_size=4), min_size=4, max_size=7))
def test_no_interval_of_a_mean_is_narrower_than_that_of_independent_interactions(days: list[list[float]]) -> None:
    def of_days(name: str) -> pd.DataFrame:
        return pd.DataFrame(
            [(name, number, sum(each) / 100, len(each), len(each), sum(score**2 for score in each) / 1e4)
             for number, each in enumerate(days)],
            columns=["side", "day", "earned", "possible", "interactions", "squares"],
        ).assign(key="a")  # fmt: skip

    found = changes(pd.concat([of_days(BEFORE), of_days(AFTER)])).iloc[0]
    scores = np.concatenate(days)
    margin = 1.9599 * (2 * scores.var(ddof=1) / len(scores)) ** 0.5
    assert found["high"] >= min(margin, 100) - 1e-3


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize(("days", "interactions"), [((3, 7), (5, 20)), ((7, 7), (15, 20)), ((3, 3), (5, 8))])
def test_without_a_true_change_at_most_one_share_in_twenty_is_painted(
    share: float, days: tuple[int, int], interactions: tuple[int, int]
) -> None:
    rng = np.random.default_rng(5)
    keys = 3_000
    parts = []
    for name in (BEFORE, AFTER):
        number = rng.integers(interactions[0], interactions[1] + 1, keys)
        key = np.repeat(np.arange(keys), number)
        day = (rng.random(len(key)) * rng.integers(days[0], days[1] + 1, keys)[key]).astype(int)
        earned = (rng.random(len(key)) < share).astype(float)
        parts.append(
            pd.DataFrame(
                {"key": key, "side": name, "day": day, "earned": earned, "possible": 1.0, "interactions": 1,
                 "squares": earned}
            )
        )  # fmt: skip
    verdicts = changes(pd.concat(parts, ignore_index=True))["verdict"]
    assert (verdicts == Verdict.WITHIN_NOISE).mean() > 0.5
    assert verdicts.isin([Verdict.BETTER, Verdict.WORSE]).mean() <= 0.05


SCORED = st.lists(st.tuples(st.floats(0, 90), st.floats(1, 100)), min_size=2, max_size=7)


@settings(max_examples=60, deadline=None)
@given(SCORED, SCORED)
def test_the_change_lies_in_its_interval_and_swapping_the_windows_turns_it_round(
    before: list[tuple[float, float]], after: list[tuple[float, float]]
) -> None:
    change, low, high = figures(change_of(before, after))
    assume(not np.isnan(low))  # a few days that were all alike
    assert -100 <= low <= change + 1e-9
    assert change - 1e-9 <= high <= 100
    assert figures(change_of(after, before)) == pytest.approx([-change, -high, -low], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(SCORED, SCORED, st.floats(0, 10), st.floats(0.1, 50))
def test_neither_a_shift_of_everything_nor_the_unit_of_the_weights_matters(
    before: list[tuple[float, float]], after: list[tuple[float, float]], shift: float, factor: float
) -> None:
    def moved(days: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(score + shift, weight * factor) for score, weight in days]

    # But for the decimal that is shown, which a sum of fractions may turn either way.
    assert figures(change_of(moved(before), moved(after))) == pytest.approx(
        figures(change_of(before, after)), abs=0.11, nan_ok=True
    )


@pytest.mark.slow
@pytest.mark.parametrize("interactions_a_week", [5, 7, 10, 20])
def test_with_few_interactions_no_change_is_seldom_taken_for_one(interactions_a_week: int) -> None:
    """Of two metrics an interaction, each met 8 times in 10, before and after."""
    rng = np.random.default_rng(3)
    keys = 6_000
    parts = []
    for name in (BEFORE, AFTER):
        interactions = rng.poisson(interactions_a_week / 7, keys * 7)
        rows = pd.DataFrame(
            {
                "key": np.repeat(np.arange(keys), 7),
                "side": name,
                "day": np.tile([DAY + timedelta(number) for number in range(7)], keys),
                "earned": rng.binomial(2 * interactions, 0.8).astype(float),
                "possible": 2.0 * interactions,
                "interactions": interactions,
            }
        )
        parts.append(rows[interactions > 0])
    found = changes(pd.concat(parts, ignore_index=True))
    judged = found["verdict"].isin([Verdict.BETTER, Verdict.WORSE, Verdict.WITHIN_NOISE])
    assert judged.sum() > 1_000
    assert found["verdict"][judged].isin([Verdict.BETTER, Verdict.WORSE]).mean() < 0.06


@pytest.mark.slow
@pytest.mark.parametrize("spreads", [(15, 15), (8, 25)])
def test_the_interval_covers_the_truth_about_95_times_in_100(spreads: tuple[int, int]) -> None:
    """7 days before and 7 after, agents' days differ, 1 to 4 interactions of 20 points a day; the true change is +3."""
    rng = np.random.default_rng(7)
    keys, days = 8_000, 7
    parts = []
    for name, level, spread in ((BEFORE, 60, spreads[0]), (AFTER, 63, spreads[1])):
        interactions = rng.integers(1, 5, keys * days)
        own_day = 4 * rng.standard_normal(keys * days)
        score = level + own_day + spread / np.sqrt(interactions) * rng.standard_normal(keys * days)
        parts.append(
            pd.DataFrame(
                {
                    "key": np.repeat(np.arange(keys), days),
                    "side": name,
                    "day": np.tile(np.arange(days), keys),
                    "earned": score / 100 * 20 * interactions,
                    "possible": 20.0 * interactions,
                    "interactions": interactions,
                }
            )
        )
    found = changes(pd.concat(parts, ignore_index=True))
    covered = ((found["low"] <= 3) & (found["high"] >= 3)).mean()
    assert found["change"].mean() == pytest.approx(3, abs=0.3)
    assert 0.92 <= covered <= 0.97
