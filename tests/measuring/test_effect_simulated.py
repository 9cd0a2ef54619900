"""Bias and coverage of the effect of coaching on simulated centres.

benchmarks/effect.py has the simulator and holds the estimate to its promises over many more centres.
"""

import numpy as np
import pytest

from benchmarks.effect import LEAST_COVERAGE, MOST_BIAS, MOST_COVERAGE, Centre, errors, simulate
from coaching.measuring import effect


@pytest.mark.slow
def test_an_effect_on_those_who_read_is_found_there_and_only_there() -> None:
    rng = np.random.default_rng(20261128)
    errors_of: dict[bool, list[float]] = {True: [], False: []}
    covered_of: dict[bool, list[bool]] = {True: [], False: []}
    for _ in range(60):
        simulated = simulate(Centre("noisy", "drifting", 20.0, 0.0), rng)
        coached = np.flatnonzero(simulated.assigned >= 0)
        reads = rng.random(len(coached)) < 0.6
        read_on = simulated.assigned[coached] + rng.integers(0, 8, len(coached))  # on the day itself to the 7th after
        gained = (np.arange(simulated.earned.shape[1]) > read_on[:, None]) & reads[:, None]
        simulated.earned[coached] += 5.0 / 100 * simulated.interactions[coached] * gained
        scores, assigned = simulated.frames()
        frame = effect.by_read(scores, assigned.assign(was_read=reads), "was_read").set_index("was_read")
        for group, true in ((True, 5.0), (False, 0.0)):
            row = frame.loc[group]
            errors_of[group].append(row["effect"] - true)
            covered_of[group].append(row["low"] <= true <= row["high"])
    for group in (True, False):
        assert abs(np.mean(errors_of[group])) <= MOST_BIAS
        assert np.mean(covered_of[group]) >= LEAST_COVERAGE


# One centre for each story; benchmarks/effect.py has all 80.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("story", "drift", "rate", "true"),
    [
        ("noisy", "steady", 5.0, 0.0),
        ("gap", "steady", 20.0, 5.0),
        ("both", "drifting", 5.0, -3.0),
        ("lasting", "drifting", 20.0, 2.0),
        ("passing", "drifting", 5.0, 0.0),
    ],
)
def test_on_simulated_centres_it_finds_the_true_effect_where_the_plain_change_does_not(
    story: str, drift: str, rate: float, true: float
) -> None:
    rng = np.random.default_rng(20260105)
    runs = [errors(Centre(story, drift, rate, true), rng, with_peers_only=False) for _ in range(200)]
    bias, covered = np.mean([run["estimate"] for run in runs], axis=0)
    assert abs(bias) <= MOST_BIAS
    assert LEAST_COVERAGE <= covered <= MOST_COVERAGE
    plain_bias, plain_covered = np.mean([run["plain"] for run in runs], axis=0)
    if story != "gap":
        assert plain_bias > 1
        assert plain_covered < 0.5
