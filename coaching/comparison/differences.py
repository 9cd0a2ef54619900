"""Metric by metric and in time: where a best response and a marked interaction differ, the most important first."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from coaching.comparison.metric_result import MetricResult, answers_shown

# A customer's wait for one reply says nothing about how somebody replies.
FEWEST_REPLIES = 2


class Verdict(StrEnum):
    """Which of the two did what a metric asks for."""

    BEST = "best"  # only the best response
    THIS = "this"  # only the marked interaction
    SAME = "same"  # both, or neither, or it applied to neither
    UNLIKE = "unlike"  # it applied to, or was asked of, only one of them


@dataclass(frozen=True, kw_only=True)
class ComparedMetric:
    """One metric, with the answer that counts on each side; None on a side that was not asked."""

    name: str
    area: str
    coached: bool
    unwanted: bool  # NO is the answer that adheres: it names what must not be done
    weight: float  # what can be lost with it
    fatal: bool
    this: MetricResult | None
    best: MetricResult | None

    @property
    def verdict(self) -> Verdict:
        """Which side did better at it."""
        this, best = self.this, self.best
        if this and best and this.applicable and best.applicable and this.adhered != best.adhered:
            return Verdict.BEST if best.adhered else Verdict.THIS
        answered = {answer.qualification if answer else None for answer in (self.this, self.best)}
        return Verdict.SAME if len(answered) == 1 else Verdict.UNLIKE

    @property
    def applied(self) -> bool:
        """Whether it applied to either of them."""
        return any(answer is not None and answer.applicable for answer in (self.this, self.best))


ORDER = (Verdict.BEST, Verdict.THIS, Verdict.UNLIKE, Verdict.SAME)


def compared_metrics(
    this: Iterable[MetricResult], best: Iterable[MetricResult], coached_areas: Sequence[str] = ()
) -> list[ComparedMetric]:
    """The metrics of two interactions side by side, each once: coached areas first, then where the best one did better.

    Both are what interactions.metric_results() gives; the answers that count are compared. A metric is the same on both
    sides when its id is, or, where forms differ, when its name and coaching area are; of several that are called alike
    the first is the first of the other side, and so on.
    """
    left, right = _by_metric(this), _by_metric(best)
    alike: dict[tuple[str, str], deque[str]] = defaultdict(deque)
    for key, result in right.items():
        if key not in left:
            alike[_called(result)].append(key)
    pairs: list[tuple[MetricResult | None, MetricResult | None]] = []
    for key, result in left.items():
        called = _called(result)
        partner = key if key in right else alike[called].popleft() if alike[called] else None
        pairs.append((result, right.pop(partner) if partner is not None else None))
    pairs.extend((None, result) for result in right.values())
    return sorted((_compared(*pair, coached_areas) for pair in pairs), key=_importance)


def _importance(metric: ComparedMetric) -> tuple[Any, ...]:
    return (not metric.coached, ORDER.index(metric.verdict), not metric.fatal, -metric.weight)


def _by_metric(results: Iterable[MetricResult]) -> dict[str, MetricResult]:
    return {result.metric_id: result for result in answers_shown(results)}


def _called(result: MetricResult) -> tuple[str, str]:
    return result.name.casefold(), result.coaching_area


def _compared(this: MetricResult | None, best: MetricResult | None, coached_areas: Sequence[str]) -> ComparedMetric:
    sides = [result for result in (this, best) if result is not None]
    either = sides[0]
    return ComparedMetric(
        name=either.name,
        area=either.coaching_area,
        coached=either.coaching_area in coached_areas,
        unwanted=either.expected_response == "NO",
        weight=max(result.lost for result in sides),
        fatal=any(result.fatal for result in sides),
        this=this,
        best=best,
    )


def pauses(turns: pd.DataFrame) -> dict[int, float]:
    """The seconds before each turn of the agent that follows another turn, by position, from interactions.turns()."""
    waited = turns["said_at"].diff().dt.total_seconds().clip(lower=0)
    mine = (turns["speaker"] == "agent") & waited.notna()
    return dict(zip(turns.loc[mine, "position"].astype(int), waited[mine], strict=True))


def average_reply_seconds(turns: pd.DataFrame) -> float | None:
    """How long a customer waited for an answer on average; None with fewer than two replies to go by."""
    to_customer = set(turns.loc[turns["speaker"].shift() == "customer", "position"].astype(int))
    waited = [seconds for position, seconds in pauses(turns).items() if position in to_customer]
    return sum(waited) / len(waited) if len(waited) >= FEWEST_REPLIES else None
