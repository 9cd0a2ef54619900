"""Metric by metric and in time: where a best response and a marked interaction differ, the most important first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from coaching.quality.interactions import answers_shown

# A customer's wait for one reply says nothing about how somebody replies.
FEWEST_REPLIES = 2


class Verdict(StrEnum):
    """Which of the two did what a metric asks for."""

    BEST = "best"  # only the best response
    THIS = "this"  # only the marked interaction
    SAME = "same"  # both, or neither, or it applied to neither
    UNLIKE = "unlike"  # it applied to, or was asked of, only one of them


@dataclass(frozen=True)
class Answer:
    """The answer to a metric that counts: the newest audit's, otherwise the automatic one.

    `adhered` is None where it did not apply. `justification` and `evidence` are those of the automatic evaluation.
    """

    qualification: str
    adhered: bool | None
    fatal_error: bool
    justification: str | None
    evidence: tuple[int, ...]
    auditor: str | None = None
    """What the newest audit answered, where there is one; then it is the answer that counts."""
    auditor_justification: str | None = None
    automatic: str | None = None
    """What the automatic evaluation answered, where an audit overrules it."""


@dataclass(frozen=True)
class ComparedMetric:
    """One metric, with the answer that counts on each side; None on a side that was not asked."""

    name: str
    area: str
    coached: bool
    unwanted: bool  # NO is the answer that adheres: it names what must not be done
    weight: float  # what can be lost with it
    fatal: bool
    this: Answer | None
    best: Answer | None

    @property
    def verdict(self) -> Verdict:
        """Which side did better at it."""
        this, best = (answer.adhered if answer else None for answer in (self.this, self.best))
        if this is not None and best is not None and this != best:
            return Verdict.BEST if best else Verdict.THIS
        answered = {answer.qualification if answer else None for answer in (self.this, self.best)}
        return Verdict.SAME if len(answered) == 1 else Verdict.UNLIKE

    @property
    def applied(self) -> bool:
        """Whether it applied to either of them."""
        return any(answer and answer.adhered is not None for answer in (self.this, self.best))


ORDER = (Verdict.BEST, Verdict.THIS, Verdict.UNLIKE, Verdict.SAME)


def compared_metrics(this: pd.DataFrame, best: pd.DataFrame, coached_areas: Sequence[str] = ()) -> list[ComparedMetric]:
    """The metrics of two interactions side by side, each once: coached areas first, then where the best one did better.

    Both frames are what interactions.metric_results() gives. A metric is the same on both sides when its id is, or,
    where forms differ, when its name and coaching area are.
    """
    left, right = _by_metric(this), _by_metric(best)
    partners = {(row.name.casefold(), row.coaching_area): key for key, row in right.items() if key not in left}
    pairs: list[tuple[Any | None, Any | None]] = []
    for key, row in left.items():
        partner = key if key in right else partners.pop((row.name.casefold(), row.coaching_area), None)
        pairs.append((row, right.pop(partner) if partner is not None else None))
    pairs.extend((None, row) for row in right.values())
    automatic = _automatic(this), _automatic(best)
    metrics = [_compared(left_row, right_row, automatic, coached_areas) for left_row, right_row in pairs]
    return sorted(metrics, key=_importance)


def _importance(metric: ComparedMetric) -> tuple[Any, ...]:
    return (not metric.coached, ORDER.index(metric.verdict), not metric.fatal, -metric.weight)


def _by_metric(results: pd.DataFrame) -> dict[str, Any]:
    return {row.metric_id: row for row in answers_shown(results).itertuples()}


def _automatic(results: pd.DataFrame) -> dict[str, Any]:
    return {row.metric_id: row for row in results[~results["audited"].astype(bool)].itertuples()}


def _compared(
    this: Any | None, best: Any | None, automatic: tuple[dict[str, Any], dict[str, Any]], coached_areas: Sequence[str]
) -> ComparedMetric:
    either = this if this is not None else best
    assert either is not None
    sides = [row for row in (this, best) if row is not None]
    return ComparedMetric(
        name=either.name,
        area=either.coaching_area,
        coached=either.coaching_area in coached_areas,
        unwanted=either.expected_response == "NO",
        weight=max(row.weight + row.negative_weight for row in sides),
        fatal=any(row.fatal for row in sides),
        this=_answer(this, automatic[0]),
        best=_answer(best, automatic[1]),
    )


def _answer(row: Any | None, automatic: dict[str, Any]) -> Answer | None:
    if row is None:
        return None
    evaluated = automatic.get(row.metric_id)
    return Answer(
        qualification=row.qualification,
        adhered=None if row.qualification == "NA" else not row.failed,
        fatal_error=bool(row.fatal_error),
        justification=_written(evaluated.justification) if evaluated is not None else None,
        evidence=tuple(int(position) for position in evaluated.evidence) if evaluated is not None else (),
        auditor=row.qualification if row.audited else None,
        auditor_justification=_written(row.justification) if row.audited else None,
        automatic=evaluated.qualification if row.audited and evaluated is not None else None,
    )


def _written(justification: Any) -> str | None:
    return None if pd.isna(justification) or not justification else str(justification)


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
