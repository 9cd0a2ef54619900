"""The effect of rounds drawn by lot: held against simulated rounds whose true effect is known, and against pandas."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coaching.measuring import drawn_effect, rounds
from coaching.measuring.planner import Need
from coaching.measuring.team_effect import EffectFilter
from coaching.words.days import Period

DRAWN_AT = pd.Timestamp(2026, 9, 7, 10)
NEWEST = date(2026, 10, 20)
RUNS, AGENTS = 300, 120
PLACES = (9, 40)  # the lot decides among those who come first in the one round, among the others in the other


def needs_of(score: np.ndarray) -> pd.DataFrame:
    """Whose score of the month is below 80, in two strata."""
    low = np.flatnonzero(score < 80)
    return pd.DataFrame(
        {
            "agent_id": [f"agent-{number:03}" for number in low],
            "coaching_area": "Empathy",
            "score": score[low],
            "interactions": 30,
            "need": [Need.FAR_BELOW if each < 72 else Need.BELOW for each in score[low]],
            "waited": False,
            "stratum": np.where(score[low] < 72, 1, 2),
        }
    )


def drawn_round(
    random: np.random.Generator, places: int, effect: float, kept: float
) -> tuple[pd.DataFrame, np.ndarray]:
    """One round over agents whose scores are noisy, as outcomes() has it, and the score before of each in it.

    `effect`: what coaching adds on average, to some more than to others; `kept`: the share of the drawn that get any.
    """
    skill, noise = random.normal(80, 5, AGENTS), 6.0
    before, after = (skill + random.normal(0, noise, AGENTS) for _ in range(2))
    lots = rounds.by_lot(needs_of(before), places, int(random.integers(2**31)))
    who = lots["agent_id"].str.removeprefix("agent-").astype(int).to_numpy()
    lifted = lots["drawn"].to_numpy(bool) & (random.random(len(lots)) < kept)
    gain = np.where(lifted, effect + random.normal(0, 2, len(lots)), 0.0)
    found = lots.assign(round_id=f"of {places}", after=after[who] + gain)
    return found, before[who]


@pytest.mark.parametrize(("effect", "kept"), [(0.0, 1.0), (4.0, 0.5)])
def test_the_difference_is_unbiased_and_its_interval_holds_the_truth_in_19_of_20_rounds(
    effect: float, kept: float
) -> None:
    random = np.random.default_rng(11)
    found, covers, naive = [], [], []
    for _ in range(RUNS):
        drawn_rounds = [drawn_round(random, places, effect, kept) for places in PLACES]
        outcomes = pd.concat([each for each, _ in drawn_rounds], ignore_index=True)
        before = np.concatenate([each for _, each in drawn_rounds])
        told = drawn_effect.estimate(outcomes, pd.Series(False, outcomes.index))
        if told.is_told:
            found.append(told.effect)
            covers.append(told.low <= effect * kept <= told.high)
        drawn = outcomes["drawn"].to_numpy(bool)
        naive.append((outcomes["after"].to_numpy(float) - before)[drawn].mean())
    assert len(found) > 0.8 * RUNS
    assert np.mean(found) == pytest.approx(effect * kept, abs=3 * np.std(found) / np.sqrt(len(found)))
    assert 0.925 <= np.mean(covers) <= 0.985
    assert np.mean(naive) > effect * kept + 3  # before and after alone: most get better by themselves


def outcomes_of(strata: dict[int, tuple[list[float], list[float]]]) -> pd.DataFrame:
    """A round: by stratum what the drawn and what the waiting scored afterwards."""
    rows = [
        (f"{stratum}-{side}-{place}", stratum, side == 0, score)
        for stratum, sides in strata.items()
        for side, scores in enumerate(sides)
        for place, score in enumerate(scores)
    ]
    found = pd.DataFrame(rows, columns=["agent_id", "stratum", "drawn", "after"])
    return found.assign(round_id="r", coached_at=pd.NaT, interactions_after=9, last_on=date(2026, 10, 5))


def test_within_one_stratum_it_is_welchs_test() -> None:
    drawn, waiting = [80.0, 90.0, 85.0, 70.0, 88.0, 79.0, 91.0, 84.0], [60.0, 75.0, 72.0, 88.0, 66.0, 71.0, 70.0, 69.0]
    found = drawn_effect.estimate(outcomes_of({1: (drawn, waiting)}), pd.Series(False, range(16)))
    interval = stats.ttest_ind(drawn, waiting, equal_var=False).confidence_interval()
    assert found.effect == pytest.approx(np.mean(drawn) - np.mean(waiting), abs=0.05)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=0.051)
    assert (found.drawn, found.waiting, found.left_out) == (8, 8, 0)


def test_strata_count_by_their_agents_and_not_by_who_was_drawn_in_them() -> None:
    # In the first many were drawn and all score high, in the second few: the plain difference of means is 36.
    outcomes = outcomes_of({1: ([90.0, 92.0] * 5, [80.0, 82.0]), 2: ([50.0, 52.0], [40.0, 42.0] * 5)})
    found = drawn_effect.estimate(outcomes, pd.Series(False, outcomes.index))
    assert found.effect == 10
    assert found.low < 10 < found.high
    assert (found.drawn, found.waiting) == (12, 12)


def test_too_few_have_no_number_and_who_has_no_equals_is_left_out() -> None:
    few = outcomes_of({1: ([80.0] * 7, [70.0] * 9), 2: ([60.0] * 3, []), 3: ([60.0], [50.0] * 4)})
    found = drawn_effect.estimate(few, pd.Series(False, few.index))
    assert not found.is_told
    assert (found.drawn, found.waiting, found.left_out) == (7, 9, 8)
    enough = outcomes_of({1: ([80.0] * 8, [70.0] * 9)})
    told = drawn_effect.estimate(enough, pd.Series(False, enough.index))
    assert (told.low, told.high) == (10, 10)  # nobody differs from anybody


def test_who_waited_and_was_coached_all_the_same_stays_among_the_waiting_and_is_counted() -> None:
    outcomes = outcomes_of({1: ([80.0, 81.0] * 4, [70.0, 71.0] * 4)})
    outcomes["coached_at"] = [pd.Timestamp(2026, 9, 10)] * 9 + [pd.Timestamp(2026, 10, 5, 23)] + [pd.NaT] * 5 + [
        pd.Timestamp(2026, 10, 6)  # the day after the round ended
    ]  # fmt: skip
    noted = rounds.noted(outcomes)
    assert noted.sum() == 2
    found = drawn_effect.estimate(outcomes, noted)
    assert (found.effect, found.noted, found.waiting) == (10, 2, 8)


def test_a_round_counts_once_its_days_have_data_and_an_agent_with_enough_of_them() -> None:
    agents = pd.DataFrame(
        {
            "round_id": ["old", "old", "new"],
            "agent_id": ["ana", "ben", "ana"],
            "drawn_at": [DRAWN_AT, DRAWN_AT, DRAWN_AT + timedelta(30)],
            "last_on": [date(2026, 10, 5), date(2026, 10, 5), date(2026, 11, 4)],
            "coaching_area": "Empathy",
            "drawn_by": ["sam", "sam", "sam"],
            "team": ["North", None, "North"],
        }
    )
    afterwards = pd.DataFrame(
        {"round_id": ["old", "old"], "agent_id": ["ana", "ben"], "after": [71.0, 88.0], "interactions_after": [3, 2]}
    )
    found = drawn_effect.outcomes(agents, afterwards, NEWEST)
    assert found["agent_id"].tolist() == ["ana", "ben"]
    assert found["after"].fillna(-1).tolist() == [71, -1]
    assert len(drawn_effect.outcomes(agents, afterwards, date(2026, 10, 4))) == 0
    for filters, expected in (
        (EffectFilter(team="North"), ["ana"]),
        (EffectFilter(supervisor_id="lee"), []),
        (EffectFilter(coaching_area="Empathy"), ["ana", "ben"]),
        (EffectFilter(assigned=Period.since(date(2026, 9, 7))), ["ana", "ben"]),
        (EffectFilter(assigned=Period.of_days(date(2026, 9, 8), date(2026, 9, 30))), []),
        (EffectFilter(assigned=Period.of_days(date(2026, 9, 7), date(2026, 9, 7))), ["ana", "ben"]),
    ):
        assert drawn_effect.asked_for(found, filters)["agent_id"].tolist() == expected
