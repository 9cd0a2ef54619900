"""How much it takes to tell: held against simulated centres whose true change is known."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from coaching.measuring import detectable
from coaching.measuring.score_change import Verdict

RUNS = 4_000


@pytest.mark.parametrize(("change", "spread"), [(5.0, 15.0), (10.0, 12.0)])
def test_so_many_interactions_show_the_change_in_four_of_five_cases(change: float, spread: float) -> None:
    number = detectable.interactions_to_tell(change, spread)
    random = np.random.default_rng(7)
    before = random.normal(70, spread, (RUNS, number))
    after = random.normal(70 + change, spread, (RUNS, number))
    told = stats.ttest_ind(after, before, axis=1, equal_var=False).pvalue < 0.05
    assert told.mean() == pytest.approx(detectable.POWER, abs=0.03)
    exact = TTestIndPower().solve_power(effect_size=change / spread, alpha=0.05, power=detectable.POWER)
    assert number == pytest.approx(exact, abs=1)


def test_agents_show_the_smallest_effect_in_four_of_five_cases() -> None:
    agents, spread = 20, 6.0
    random = np.random.default_rng(7)
    margin = stats.t.ppf(0.975, agents - 1) * spread / np.sqrt(agents)
    smallest = detectable.smallest_effect(-margin, margin, agents)
    effects = random.normal(smallest, spread, (RUNS, agents))
    assert (stats.ttest_1samp(effects, 0, axis=1).pvalue < 0.05).mean() == pytest.approx(detectable.POWER, abs=0.03)
    assert detectable.agents_to_tell(smallest, -margin, margin, agents) == agents
    number = detectable.agents_to_tell(2.0, -margin, margin, agents)
    assert number > agents
    effects = random.normal(2.0, spread, (RUNS, number))
    assert (stats.ttest_1samp(effects, 0, axis=1).pvalue < 0.05).mean() == pytest.approx(detectable.POWER, abs=0.03)


def test_drawn_and_waiting_show_the_smallest_difference_in_four_of_five_cases() -> None:
    drawn, waiting, spread = 12, 14, 9.0
    random = np.random.default_rng(7)
    error = spread * np.sqrt(1 / drawn + 1 / waiting)
    freedom = drawn + waiting - 2
    margin = stats.t.ppf(0.975, freedom) * error
    smallest = detectable.smallest_difference(-margin, margin, freedom)
    told = [
        stats.ttest_ind(random.normal(smallest, spread, drawn), random.normal(0, spread, waiting)).pvalue < 0.05
        for _ in range(RUNS)
    ]
    assert np.mean(told) == pytest.approx(detectable.POWER, abs=0.03)
    takes = detectable.agents_of_difference(smallest, drawn + waiting)
    assert takes is not None
    exact = 2 * TTestIndPower().solve_power(effect_size=2.0 / spread, alpha=0.05, power=detectable.POWER)
    assert takes == pytest.approx(exact, rel=0.1)
    assert detectable.agents_of_difference(1.9, 400) is None


def test_no_spread_and_a_very_wide_one_have_an_answer() -> None:
    assert detectable.agents_to_tell(2.0, 1.0, 1.0, 10) == 8
    assert detectable.agents_to_tell(2.0, -1e6, 1e6, 10) == detectable.MOST
    assert detectable.interactions_to_tell(5.0, 0.0) == 5


@pytest.mark.parametrize(
    ("verdict", "low", "high", "expected"),
    [
        (Verdict.TOO_FEW, np.nan, np.nan, 143),  # by the usual spread of 15 points
        (Verdict.WITHIN_NOISE, -14.0, 14.0, 162),  # ten and ten: a spread of 16
        (Verdict.BETTER, 1.0, 9.0, None),
        (Verdict.NO_DATA, np.nan, np.nan, None),
    ],
)
def test_what_a_change_that_tells_nothing_would_take(
    verdict: Verdict, low: float, high: float, expected: int | None
) -> None:
    change = SimpleNamespace(verdict=verdict, low=low, high=high, n_before=10, n_after=10)
    assert detectable.interactions_of_change(change) == expected


@pytest.mark.parametrize(
    ("reason", "agents", "low", "high", "expected"),
    [
        ("Too few", 3, np.nan, np.nan, 8),
        ("Nobody to compare with", 30, np.nan, np.nan, None),
        (None, 20, -2.0, 4.0, 83),
        (None, 400, -0.1, 0.2, None),  # one of two points would show
        (None, 20, 1.0, 4.0, None),  # an effect is told
    ],
)
def test_what_an_effect_that_cannot_be_told_would_take(
    reason: str | None, agents: int, low: float, high: float, expected: int | None
) -> None:
    row = SimpleNamespace(reason=reason, coached_agents=agents, low=low, high=high)
    assert detectable.agents_of_effect(row) == expected


@pytest.mark.parametrize(("number", "said"), [(8, 8), (99, 99), (143, 140), (1_234, 1_200), (1_000_000, 1_000_000)])
def test_only_two_figures_are_said(number: int, said: int) -> None:
    assert detectable.about(number) == said
