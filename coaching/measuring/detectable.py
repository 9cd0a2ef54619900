"""How much would it take to tell? The smallest effect that what there is would show, and how much shows a smaller one.

Told is what a 95 % interval without zero shows; POWER is in how many cases it does. Of agents by the power of the t
test in statsmodels. Of interactions by the normal approximation, in which the minimum detectable effect is the sum of
two quantiles times the standard error (H. S. Bloom, Evaluation Review 19, 1995), with the correction of W. C. Guenther
(American Statistician 35, 1981): one formula for the hundreds of cells of a map. Pure.
"""

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.power import TTestPower

from coaching.measuring.effect_figures import LEAST_COACHED
from coaching.measuring.score_change import CONFIDENCE, FEWEST_INTERACTIONS, Verdict, verdict

POWER = 0.8  # in four of five cases
# A change of a score and an effect of coaching, in points, that are worth knowing of.
CHANGE_TO_TELL, EFFECT_TO_TELL = 5.0, 2.0
USUAL_SPREAD = 15.0  # of the scores of interactions, in points, where nothing says more
MOST = 1_000_000
ROUNDING = 6  # decimals of a number of agents that was searched for
_TOLD, _SHOWN = (float(stats.norm.ppf(share)) for share in ((1 + CONFIDENCE) / 2, POWER))


def smallest_effect(low: float, high: float, agents: int) -> float:
    """The smallest effect that so many coached agents would show, from the 95 % interval of theirs; in points."""
    size = TTestPower().solve_power(nobs=agents, alpha=1 - CONFIDENCE, power=POWER, alternative="two-sided")
    return float(size) * _spread_of_agents(low, high, agents)


def agents_to_tell(effect: float, low: float, high: float, agents: int) -> int:
    """How many coached agents would show an `effect` of so many points, if they are as `agents` with that interval."""
    spread = _spread_of_agents(low, high, agents)
    if spread <= 0 or MOST * effect**2 <= spread**2:
        return LEAST_COACHED if spread <= 0 else MOST
    found = TTestPower().solve_power(
        effect_size=effect / spread, alpha=1 - CONFIDENCE, power=POWER, alternative="two-sided"
    )
    return max(LEAST_COACHED, math.ceil(round(float(np.max(found)), ROUNDING)))


def agents_of_effect(row: Any) -> int | None:
    """How many coached agents it takes to tell EFFECT_TO_TELL, for a row of effect.estimate() that tells no effect.

    LEAST_COACHED where too few were coached for a number; None where an effect is told, or where one so small would
    show already.
    """
    if row.reason:
        return LEAST_COACHED if row.coached_agents < LEAST_COACHED else None
    low, high, agents = float(row.low), float(row.high), int(row.coached_agents)
    if verdict(low, high) is not Verdict.WITHIN_NOISE or smallest_effect(low, high, agents) <= EFFECT_TO_TELL:
        return None
    return agents_to_tell(EFFECT_TO_TELL, low, high, agents)


def smallest_difference(low: float, high: float, freedom: float) -> float:
    """The smallest difference between two groups that these would show, from the 95 % interval of theirs; in points.

    The sum of two quantiles of Student's t times the standard error (Bloom 1995, see above).
    """
    told, shown = (float(stats.t.ppf(share, freedom)) for share in ((1 + CONFIDENCE) / 2, POWER))
    return (high - low) / 2 / told * (told + shown)


def agents_of_difference(smallest: float, agents: int) -> int | None:
    """How many agents, drawn and waiting together, would show a difference of EFFECT_TO_TELL where so many show the
    `smallest` one; None where they do already."""
    return None if smallest <= EFFECT_TO_TELL else min(MOST, math.ceil(agents * (smallest / EFFECT_TO_TELL) ** 2))


def _spread_of_agents(low: float, high: float, agents: int) -> float:
    """Between agents: the interval is that of a mean, with one degree of freedom less than there are agents."""
    quantile = float(stats.t.ppf((1 + CONFIDENCE) / 2, agents - 1))
    return (high - low) / 2 / quantile * math.sqrt(agents)


def interactions_to_tell(change: float, spread: float = USUAL_SPREAD) -> int:
    """How many interactions each of two periods needs to show a `change` of so many points. `spread`: the standard
    deviation of the scores of interactions."""
    number = 2 * ((_TOLD + _SHOWN) * spread / change) ** 2 + _TOLD**2 / 4
    return max(FEWEST_INTERACTIONS, math.ceil(number))


def interactions_of_change(change: Any) -> int | None:
    """As interactions_to_tell() CHANGE_TO_TELL, for a row of score_change.changes() that does not tell; None where it
    does, or where a period has none at all.

    The spread is what the interval says of these interactions, otherwise the usual one.
    """
    if change.verdict not in (Verdict.TOO_FEW, Verdict.WITHIN_NOISE):
        return None
    spread = USUAL_SPREAD
    if change.verdict == Verdict.WITHIN_NOISE and not pd.isna(change.low):
        spread = (change.high - change.low) / 2 / _TOLD / math.sqrt(1 / change.n_before + 1 / change.n_after)
    return interactions_to_tell(CHANGE_TO_TELL, spread)


def about(number: int) -> int:
    """A number of which two figures are known: 1,234 is about 1,200."""
    digits = max(0, len(str(number)) - 2)
    return int(round(number, -digits))
