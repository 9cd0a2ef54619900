"""Two transcripts side by side: which turns of the one belong beside which turns of the other.

Each conversation is a sequence of runs, turns in one stage. Runs of the same stage are matched in order, as many turns
and as much shared evidence as possible; a run without a partner stands alone, so that a verification that came too late
or not at all is itself what one sees. Within matched runs the messages that one metric points at start on one line.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from coaching.comparison.differences import ComparedMetric, Verdict
from coaching.comparison.stages import PACE, Stage, Turn, stages

# How much it is worth that the evidence of a metric stands on one line; a matched turn is worth 1.
COACHED_AND_DIFFERING, COACHED, DIFFERING, OTHER = 20, 6, 8, 2


@dataclass(frozen=True)
class Transcript:
    """The turns of one conversation, in order, and the positions of the agent's long pauses."""

    turns: Sequence[Turn]
    long_pauses: frozenset[int] = frozenset()

    @cached_property
    def agents_turns(self) -> frozenset[int]:
        """The positions of what the agent said."""
        return frozenset(turn.position for turn in self.turns if turn.speaker == "agent")


@dataclass(frozen=True, kw_only=True)
class Block:
    """Turns that belong beside each other, by their positions; either side may be empty.

    `metric` is the one whose evidence both sides start with, `differs` whether this is a place where the two differ:
    only one agent said something here, a metric that tells them apart points here, or only one kept the customer
    waiting.
    """

    stage: Stage
    metric: str | None
    this: tuple[int, ...]
    best: tuple[int, ...]
    differs: bool


@dataclass(frozen=True)
class _Run:
    stage: Stage
    positions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _Anchor:
    """The first message that a metric points at, as the place within a run of either side."""

    this: int
    best: int
    weight: int
    metric: str


def aligned(this: Transcript, best: Transcript, metrics: Sequence[ComparedMetric]) -> list[Block]:
    """The blocks from top to bottom: every turn of either side is in exactly one of them, in its order."""
    left = _runs(this.turns, stages(this.turns, ((m.name, m.this) for m in metrics if m.this)))
    right = _runs(best.turns, stages(best.turns, ((m.name, m.best) for m in metrics if m.best)))
    blocks: list[Block] = []
    for one, other in _matched(left, right, lambda one, other: _likeness(one, other, metrics)):
        for stage, metric, ours, theirs in _cut(one, other, metrics):
            differs = _differs(ours, theirs, this, best) or _tells_apart(ours, theirs, metrics)
            blocks.append(Block(stage=stage, metric=metric, this=ours, best=theirs, differs=differs))
    return blocks


def _runs(turns: Sequence[Turn], found: Sequence[Stage]) -> list[_Run]:
    by_stage = groupby(zip(turns, found, strict=True), key=lambda pair: pair[1])
    return [_Run(stage, tuple(turn.position for turn, _ in pairs)) for stage, pairs in by_stage]


def _likeness(this: _Run, best: _Run, metrics: Sequence[ComparedMetric]) -> int:
    """What it is worth to put two runs beside each other; 0 where they are different parts."""
    if this.stage is not best.stage:
        return 0
    shared = sum(anchor.weight for anchor in _anchors(this, best, metrics))
    return min(len(this.positions), len(best.positions)) + shared


def _anchors(this: _Run, best: _Run, metrics: Sequence[ComparedMetric]) -> list[_Anchor]:
    found = []
    for metric in metrics:
        weight = _weight(metric)
        if weight and metric.this and metric.best:
            left = [this.positions.index(p) for p in metric.this.evidence if p in this.positions]
            right = [best.positions.index(p) for p in metric.best.evidence if p in best.positions]
            if left and right:
                found.append(_Anchor(this=min(left), best=min(right), weight=weight, metric=metric.name))
    return found


def _weight(metric: ComparedMetric) -> int:
    differs = metric.verdict in (Verdict.BEST, Verdict.THIS)
    if metric.coached and differs:
        return COACHED_AND_DIFFERING
    if PACE.search(metric.name):
        return 0  # where two agents were slowest says nothing about what they were doing
    return COACHED if metric.coached else DIFFERING if differs else OTHER


def _matched(
    left: Sequence[_Run], right: Sequence[_Run], likeness: Callable[[_Run, _Run], int]
) -> list[tuple[_Run | None, _Run | None]]:
    """The runs of both sides in order, put together so that their likeness adds up to the most (weighted LCS)."""
    likes = [[likeness(one, other) for other in right] for one in left]
    most = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            together = likes[i][j] + most[i + 1][j + 1] if likes[i][j] else 0
            most[i][j] = max(together, most[i + 1][j], most[i][j + 1])
    pairs: list[tuple[_Run | None, _Run | None]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if likes[i][j] and most[i][j] == likes[i][j] + most[i + 1][j + 1]:
            pairs.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif most[i][j] == most[i + 1][j]:
            pairs.append((left[i], None))
            i += 1
        else:
            pairs.append((None, right[j]))
            j += 1
    return [*pairs, *((run, None) for run in left[i:]), *((None, run) for run in right[j:])]


def _cut(
    this: _Run | None, best: _Run | None, metrics: Sequence[ComparedMetric]
) -> Iterator[tuple[Stage, str | None, tuple[int, ...], tuple[int, ...]]]:
    """Runs that belong together, cut where the evidence of a metric starts on both sides. One may be missing."""
    ours, theirs = this.positions if this else (), best.positions if best else ()
    cuts = _in_order(_anchors(this, best, metrics)) if this and best else []
    starts = [(0, 0, None), *((cut.this, cut.best, cut.metric) for cut in cuts)]
    ends = [*((cut.this, cut.best) for cut in cuts), (len(ours), len(theirs))]
    stage = next(run.stage for run in (this, best) if run)
    for (from_left, from_right, metric), (to_left, to_right) in zip(starts, ends, strict=True):
        if from_left < to_left or from_right < to_right:
            yield stage, metric, ours[from_left:to_left], theirs[from_right:to_right]


def _differs(ours: Sequence[int], theirs: Sequence[int], this: Transcript, best: Transcript) -> bool:
    """Whether only one agent said something here, or only one kept the customer waiting for long."""
    return this.agents_turns.isdisjoint(ours) != best.agents_turns.isdisjoint(theirs) or (
        this.long_pauses.isdisjoint(ours) != best.long_pauses.isdisjoint(theirs)
    )


def _in_order(anchors: Sequence[_Anchor]) -> list[_Anchor]:
    """The most important anchors that keep the order of both sides, each place at most once."""
    by_place: dict[tuple[int, int], list[_Anchor]] = {}
    for anchor in anchors:
        by_place.setdefault((anchor.this, anchor.best), []).append(anchor)
    merged = [
        _Anchor(
            this=this, best=best, weight=sum(a.weight for a in found), metric=max(found, key=lambda a: a.weight).metric
        )
        for (this, best), found in sorted(by_place.items())
    ]
    chains: list[tuple[int, list[_Anchor]]] = []
    for anchor in merged:
        before = [c for c in chains if c[1][-1].this < anchor.this and c[1][-1].best < anchor.best]
        weight, chain = max(before, key=lambda c: c[0], default=(0, []))
        chains.append((weight + anchor.weight, [*chain, anchor]))
    return max(chains, key=lambda c: c[0], default=(0, []))[1]


def _tells_apart(this: Sequence[int], best: Sequence[int], metrics: Sequence[ComparedMetric]) -> bool:
    return any(
        not (set(metric.this.evidence).isdisjoint(this) and set(metric.best.evidence).isdisjoint(best))
        for metric in metrics
        if metric.verdict in (Verdict.BEST, Verdict.THIS) and metric.this and metric.best
    )
