"""What did coaching do in rounds that were drawn by lot? The difference between those drawn and those who wait. Pure.

Within a stratum of a round the lot alone decided who is coached, so both groups would have gone on alike without
coaching: a bad week, a lasting gap and a reason that no score shows are the same in both. No regression is needed, and
regression to the mean cancels out.

**The estimate.** In each stratum the mean score of the drawn less that of the waiting; over strata the mean of these
differences, weighted by how many agents each has. It is the estimator for a stratified (blocked) randomised experiment:
G. W. Imbens and D. B. Rubin, Causal Inference for Statistics, Social, and Biomedical Sciences, 2015, chapter 9.

**The interval.** The variance is that of J. Neyman (1923, translated in Statistical Science 5, 1990) in each stratum,
s_drawn^2 / n_drawn + s_waiting^2 / n_waiting, times the squared weight, summed. It is never too small on average,
whatever the effects of single agents are. The quantile is Student's, with the degrees of freedom of F. E. Satterthwaite
(Biometrics Bulletin 2, 1946).

**Who counts.** Everybody as they were drawn (intention to treat): who was drawn and never coached counts as drawn, who
waited and was coached all the same as waiting. So the effect is that of being drawn, which is smaller than that of
coaching where the draw was not kept. A round counts once its 28 days are over and have data; an agent with fewer than
LEAST_AFTER interactions in them is left out. A stratum counts with at least two agents of each kind: where everybody or
nobody was drawn, nothing is compared.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from coaching.measuring.effect_peers import LEAST_IN_FOLLOW_UP
from coaching.measuring.score_change import CONFIDENCE
from coaching.measuring.team_effect import EffectFilter
from coaching.words.formatting import as_shown

LEAST_AFTER = LEAST_IN_FOLLOW_UP
LEAST_OF_A_STRATUM = 2
LEAST_OF_EACH = 8  # drawn and waiting agents, in all strata together, for a number


@dataclass(frozen=True, kw_only=True)
class DrawnEffect:
    """The effect of being drawn, in points, with its 95 % interval; NaN where too few are compared.

    `drawn`, `waiting`: agents that are compared; `left_out`: agents of rounds that are over who are not. `noted`: those
    of the waiting who were coached while the round ran. `freedom`: degrees of freedom of the interval.
    """

    effect: float
    low: float
    high: float
    drawn: int
    waiting: int
    left_out: int
    noted: int
    freedom: float

    @property
    def is_told(self) -> bool:
        """Whether there is a number."""
        return not np.isnan(self.low)


def outcomes(agents: pd.DataFrame, afterwards: pd.DataFrame, newest: date) -> pd.DataFrame:
    """rounds.agents_of_rounds() of the rounds whose days are over and have data, with what came of it.

    `afterwards`: rounds.afterwards(); `newest`: the newest day with data. Columns more: after (NaN where there are
    fewer than LEAST_AFTER interactions), interactions_after.
    """
    over = agents[pd.to_datetime(agents["last_on"]) <= pd.Timestamp(newest)]
    found = over.merge(afterwards, on=["round_id", "agent_id"], how="left")
    enough = found["interactions_after"].fillna(0) >= LEAST_AFTER
    return found.assign(after=found["after"].where(enough))


def asked_for(outcomes: pd.DataFrame, filters: EffectFilter) -> pd.DataFrame:
    """Of outcomes() those that the filters of the effect leave; the supervisor is who drew, the days those of the
    draw."""
    found = outcomes
    for column, value in (
        ("coaching_area", filters.coaching_area),
        ("drawn_by", filters.supervisor_id),
        ("team", filters.team),
    ):
        found = found if value is None else found[found[column] == value]
    if filters.assigned is not None:
        days = filters.assigned
        drawn_at = found["drawn_at"]
        found = found[(drawn_at >= pd.Timestamp(days.first)) & (drawn_at < pd.Timestamp(days.end))]
    return found


def estimate(outcomes: pd.DataFrame, noted: pd.Series) -> DrawnEffect:
    """The effect over all strata of all rounds in outcomes(), by the formula above. `noted`: rounds.noted() of the same
    rows."""
    known = outcomes[outcomes["after"].notna()]
    strata = known.groupby(["round_id", "stratum"])["drawn"]
    least = np.minimum(strata.transform("sum"), strata.transform("size") - strata.transform("sum"))
    compared = known[(least >= LEAST_OF_A_STRATUM).to_numpy(bool)]
    drawn = compared["drawn"].to_numpy(bool)
    effect = low = high = freedom = float("nan")
    if min(drawn.sum(), (~drawn).sum()) >= LEAST_OF_EACH:
        stratum = compared.groupby(["round_id", "stratum"]).ngroup().to_numpy()
        exact, variance, freedom = difference(compared["after"].to_numpy(float), drawn, stratum)
        margin = float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom)) * np.sqrt(variance)
        effect, low, high = (float(as_shown(each)) for each in (exact, exact - margin, exact + margin))
    return DrawnEffect(
        effect=effect,
        low=low,
        high=high,
        drawn=int(drawn.sum()),
        waiting=int((~drawn).sum()),
        left_out=len(outcomes) - len(compared),
        noted=int(noted.reindex(compared.index).fillna(False).sum()),
        freedom=freedom,
    )


def difference(
    score: npt.NDArray[np.float64], drawn: npt.NDArray[np.bool_], stratum: npt.NDArray[np.int64]
) -> tuple[float, float, float]:
    """The difference between the drawn and the waiting, its variance and degrees of freedom, by the formula above.

    An element an agent; each stratum (a number from 0) has at least two of each kind.
    """
    strata = int(stratum.max()) + 1
    weight = np.bincount(stratum, minlength=strata) / len(stratum)
    effect, parts, by_freedom = 0.0, 0.0, 0.0
    for side, sign in ((drawn, 1), (~drawn, -1)):
        count = np.bincount(stratum[side], minlength=strata)
        mean = np.bincount(stratum[side], score[side], strata) / count
        spread = np.bincount(stratum[side], (score[side] - mean[stratum[side]]) ** 2, strata) / (count - 1)
        part = weight**2 * spread / count
        effect += sign * float(weight @ mean)
        parts += float(part.sum())
        by_freedom += float((part**2 / (count - 1)).sum())
    # Without any spread the interval is a point, whatever the degrees of freedom.
    return effect, parts, parts**2 / by_freedom if by_freedom > 0 else float(len(score) - 2 * strata)
