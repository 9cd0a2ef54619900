"""How did a score change from one window of days to another, and what can be said of it? Pure.

verdicts() is the one rule for that on every page, in every chart and in every export. It reads the numbers as they are
shown (formatting.as_shown): an interval whose lower end is shown as 0.0 holds zero, whatever stands behind the decimal.
Nothing here tells what coaching did: agents are chosen in a bad week and do better afterwards anyway. See effect.py.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from coaching.words.days import ONE_DAY, Period
from coaching.words.formatting import as_shown

WINDOW_DAYS = 7
BEFORE, AFTER = "before", "after"
CONFIDENCE = 0.95
FIGURES = ["side", "day", "earned", "possible", "interactions"]
# Known where every interaction can earn exactly 1: for a share and for a mean of scores, not for a coaching area.
SQUARES = "squares"
# What the days of a key add up to, for levels_of(): how many there are, and the sum of how far each lies off the score,
# squared: earned less the share that the score is of what was possible.
DAYS, OFF = "days", "off"
# Days that are all alike show no spread. Of an agent who meets 80 % of two metrics, one interaction a day, two such
# days before and two others after come in 8 % of all weeks, four and four in 0.4 %.
LEAST_ALIKE_DAYS = 4
# Fewer interactions than this, in either window, say nothing, whatever their scores.
FEWEST_INTERACTIONS = 5
# In points. Sums of fractions are not exact: closer to zero than this is zero.
TOLERANCE = 1e-9

Numbers = npt.NDArray[np.float64]


class Verdict(StrEnum):
    """What can be said about a change."""

    NO_DATA = "no_data"  # a window is empty
    TOO_FEW = "too_few"  # a window has too few interactions, a single day, or a few days that were all alike
    WITHIN_NOISE = "within_noise"  # the interval holds zero, as it is shown
    BETTER = "better"
    WORSE = "worse"


def verdicts(
    low: npt.ArrayLike, high: npt.ArrayLike, fewest: npt.ArrayLike = FEWEST_INTERACTIONS
) -> npt.NDArray[np.object_]:
    """What can be said of each change whose 95 % interval goes from `low` to `high`, in points where more is better.

    `fewest`: the interactions of the smaller window. NaN for an interval that nobody knows, or that too few were given
    for, is TOO_FEW; NO_DATA is not among the answers.
    """
    low, high, fewest = np.broadcast_arrays(
        as_shown(np.asarray(low, float)), as_shown(np.asarray(high, float)), np.asarray(fewest, float)
    )
    said = np.select(
        [np.isnan(low) | np.isnan(high) | (fewest < FEWEST_INTERACTIONS), low > 0, high < 0],
        [Verdict.TOO_FEW, Verdict.BETTER, Verdict.WORSE],
        Verdict.WITHIN_NOISE,
    )
    return np.array([Verdict(each) for each in said.ravel()], dtype=object).reshape(said.shape)


def verdict(low: float, high: float, fewest: float = FEWEST_INTERACTIONS) -> Verdict:
    """verdicts() of one change."""
    found: Verdict = verdicts([low], [high], [fewest])[0]
    return found


def windows(assigned_on: date, newest: date) -> tuple[Period, Period | None]:
    """The 7 days before the day of the assignment, and the last 7 days up to `newest`, the newest day with data.

    The later window never reaches back to the day of the assignment or before it; None where there is no later day.
    """
    day_of_assignment = Period.of_days(assigned_on, assigned_on)
    before = Period.of_last_days(WINDOW_DAYS, assigned_on - ONE_DAY)
    if newest <= assigned_on:
        return before, None
    newest_week = Period.of_last_days(WINDOW_DAYS, newest)
    return before, Period(max(newest_week.first, day_of_assignment.end), newest_week.end)


SHOWN = ("before", "after", "change", "low", "high")


def changes(sums: pd.DataFrame) -> pd.DataFrame:
    """As exact_changes(), with scores and points as they are shown: one decimal."""
    exact = exact_changes(sums)
    return exact.assign(**{name: as_shown(exact[name]) for name in SHOWN})


def exact_changes(sums: pd.DataFrame) -> pd.DataFrame:
    """The change of each key from its window before to its window after.

    Columns of `sums`: side (BEFORE or AFTER), day, earned and possible (weights), interactions (n), optionally squares
    (the sum over the interactions of what each earned, squared; NaN where unknown), and the key: every other column.
    Give squares only where every interaction can earn exactly 1: of a share they are what was earned. Rows of one day,
    such as those of several queues, are added up. A row without possible points counts for nothing, but its key appears
    in the answer.

    One row a key, in order of appearance. Columns: the key, before and after (scores of 0 to 100: the points earned of
    those possible; NaN without any), change, low and high (in points, 95 % interval; NaN where nothing can be said),
    n_before and n_after (interactions), verdict (Verdict: of the interval as shown).

    A score is a ratio of sums over days, whose interactions resemble each other. Its variance is that of the ratio
    estimator (Cochran, Sampling Techniques, 3rd edition 1977, chapter 6), with the day as the sampled unit. A few days
    may be more alike than chance would make them, which makes that variance too small. So it is never taken below the
    variance of interactions that do not depend on each other, where squares tell it: of a share the binomial one, with
    n - 1. The interval is Welch's for two samples of unequal variance (Biometrika 34, 1947), cut at -100 and +100.
    """
    answer, days = _by_day(sums)
    before, after = (_Side.of(days[days["side"] == side], len(answer)) for side in (BEFORE, AFTER))
    change = after.score - before.score
    margin = _margin(before, after)
    low, high = (np.clip(end, -100, 100) for end in (change - margin, change + margin))
    said = verdicts(as_shown(low), as_shown(high), np.minimum(before.interactions, after.interactions))
    said[np.isnan(change)] = Verdict.NO_DATA
    return answer.assign(
        before=before.score,
        after=after.score,
        change=change,
        low=low,
        high=high,
        n_before=before.interactions,
        n_after=after.interactions,
        verdict=pd.Series(said, dtype=object),
    )


def levels(sums: pd.DataFrame) -> pd.DataFrame:
    """The score of each key in one window of days, with its 95 % interval by the rule of exact_changes().

    Columns of `sums`: those of exact_changes() but for side. One row a key that has possible points, in order of
    appearance. Columns: the key, score, low, high (0 to 100, as shown; low and high NaN where the days tell no spread),
    interactions (n).
    """
    answer, days = _by_day(sums.assign(side=AFTER))
    return _levels(answer, _Side.of(days, len(answer)))


def levels_of(added: pd.DataFrame) -> pd.DataFrame:
    """levels() from what the days of each key add up to. Columns: earned, possible, interactions, DAYS, OFF, optionally
    squares, and the key: every other column. One row a key; days without possible points are left out."""
    figures = [*FIGURES, SQUARES, DAYS, OFF]
    side = _Side.of_sums(**{name: added[name].to_numpy(float) for name in added.columns if name in figures})
    return _levels(added.drop(columns=figures, errors="ignore"), side)


def _levels(answer: pd.DataFrame, side: "_Side") -> pd.DataFrame:
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = stats.t.ppf((1 + CONFIDENCE) / 2, side.days - 1) * np.sqrt(side.variance)
    alike = (side.variance <= TOLERANCE**2) & (side.days < LEAST_ALIKE_DAYS)
    margin = np.where(alike, np.nan, margin)
    found = answer.assign(
        score=as_shown(side.score),
        low=as_shown(np.clip(side.score - margin, 0, 100)),
        high=as_shown(np.clip(side.score + margin, 0, 100)),
        interactions=side.interactions,
    )
    return found[np.isfinite(side.score)].reset_index(drop=True)


def _by_day(sums: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The keys in order of appearance, and what was earned of what was possible a key (its number), side and day."""
    figures = [*FIGURES, SQUARES]
    sums = sums if SQUARES in sums.columns else sums.assign(**{SQUARES: np.nan})
    keys = [column for column in sums.columns if column not in figures]
    code = sums.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    answer = sums.loc[~pd.Series(code, sums.index).duplicated(), keys].reset_index(drop=True)
    usable = (sums["possible"] > 0).to_numpy(bool)
    days = (
        pd.DataFrame({"key": code, **{name: sums[name].to_numpy() for name in figures}})[usable]
        .groupby(["key", "side", "day"], as_index=False)[["earned", "possible", "interactions", SQUARES]]
        .sum(min_count=1)
    )
    return answer, days


def against_band(score: float, low: float, high: float) -> Verdict:
    """Whether a score lies above a band from `low` to `high` (BETTER), below it (WORSE) or within it (WITHIN_NOISE).

    TOO_FEW where one of the three is NaN.
    """
    return verdict(as_shown(score) - as_shown(high), as_shown(score) - as_shown(low))


@dataclass(frozen=True, kw_only=True)
class _Side:
    """One window of every key."""

    score: Numbers  # 0 to 100, NaN without data
    variance: Numbers  # of the score, in points squared, the larger of two; NaN below two days
    days: Numbers
    interactions: npt.NDArray[np.int64]

    @classmethod
    def of(cls, days: pd.DataFrame, keys: int) -> "_Side":
        """From one row a key and day."""
        key = days["key"].to_numpy(np.int64)
        earned, possible = days["earned"].to_numpy(float), days["possible"].to_numpy(float)

        def added(values: Numbers | None) -> Numbers:
            return np.bincount(key, values, minlength=keys).astype(float)

        whole, all_earned = added(possible), added(earned)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = all_earned / whole
        return cls.of_sums(
            earned=all_earned,
            possible=whole,
            interactions=added(days["interactions"].to_numpy(float)),
            days=added(None),
            off=added((earned - ratio[key] * possible) ** 2),
            squares=added(days[SQUARES].to_numpy(float)),
        )

    @classmethod
    def of_sums(
        cls,
        *,
        earned: Numbers,
        possible: Numbers,
        interactions: Numbers,
        days: Numbers,
        off: Numbers,
        squares: Numbers | float = np.nan,
    ) -> "_Side":
        """From what the days of each key add up to, see DAYS and OFF."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = earned / possible
            of_days = np.where(days > 1, 1e4 * off / possible**2 * days / (days - 1), np.nan)
            independent = 1e4 * (squares - ratio**2 * possible) / (possible * (possible - 1))
        # Fewer than two days stay unknown; squares that are unknown are no limit.
        variance = np.maximum(of_days, np.nan_to_num(np.where(possible > 1, independent, np.nan)))
        counted = interactions.round().astype(np.int64)
        return cls(score=100 * ratio, variance=variance, days=days, interactions=counted)


def _margin(before: _Side, after: _Side) -> Numbers:
    """Half the width of each interval, in points; NaN where nothing is known of the spread of the days."""
    variance = before.variance + after.variance
    with np.errstate(divide="ignore", invalid="ignore"):
        share = before.variance / variance
        freedom = 1 / (share**2 / (before.days - 1) + (1 - share) ** 2 / (after.days - 1))
    # Days without any spread have no share either.
    alike = variance <= TOLERANCE**2
    factor = np.where(alike, 0, stats.t.ppf((1 + CONFIDENCE) / 2, freedom))
    few = np.minimum(before.days, after.days) < LEAST_ALIKE_DAYS
    differs = np.abs(after.score - before.score) > TOLERANCE
    margin: Numbers = np.where(np.isnan(variance) | (alike & few & differs), np.nan, factor * np.sqrt(variance))
    return margin
