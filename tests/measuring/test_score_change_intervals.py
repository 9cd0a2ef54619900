"""How often the interval of a change covers the truth, and that it is never too narrow."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from coaching.measuring.score_change import (
    AFTER,
    BEFORE,
    Verdict,
    changes,
    exact_changes,
)
from tests.measuring.scored_days import DAY, change_of


def figures(found: pd.Series) -> list[float]:
    return [float(found[name]) for name in ("change", "low", "high")]


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
    found = exact_changes(pd.concat([share_side(BEFORE, before), share_side(AFTER, after)])).iloc[0]
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

    found = exact_changes(pd.concat([of_days(BEFORE), of_days(AFTER)])).iloc[0]
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
    change, low, high = figures(change_of(before, after, exact_changes))
    assume(not np.isnan(low))  # a few days that were all alike
    assert -100 <= low <= change + 1e-9
    assert change - 1e-9 <= high <= 100
    assert figures(change_of(after, before, exact_changes)) == pytest.approx([-change, -high, -low], abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(SCORED, SCORED, st.floats(0, 10), st.floats(0.1, 50))
def test_neither_a_shift_of_everything_nor_the_unit_of_the_weights_matters(
    before: list[tuple[float, float]], after: list[tuple[float, float]], shift: float, factor: float
) -> None:
    def moved(days: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(score + shift, weight * factor) for score, weight in days]

    assert figures(change_of(moved(before), moved(after), exact_changes)) == pytest.approx(
        figures(change_of(before, after, exact_changes)), abs=1e-5, nan_ok=True
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
