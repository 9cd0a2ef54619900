"""How does a comparison look as HTML? The numbers, the metrics, the two transcripts beside each other.

Like those of the interaction page, and made of the same pieces (evaluated_transcript.py): everything other people wrote
is escaped, and a metric leads to its messages by plain links.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from coaching.comparison.alignment import Block
from coaching.comparison.differences import ComparedMetric, Verdict, pauses
from coaching.comparison.metric_result import MetricResult
from coaching.quality import interactions
from coaching.ui.pieces import evaluated_transcript
from coaching.words import wording
from coaching.words.formatting import as_shown, counted, duration, escape, own_direction, score, signed

# Each side has its shape, the same in the chart, the numbers and the transcripts; colour comes second.
SHAPES = {"this": "○", "best": "◆"}
VERDICTS: Mapping[Verdict, Callable[[], str]] = {
    Verdict.BEST: lambda: wording.BETTER_IN_BEST,
    Verdict.THIS: lambda: wording.BETTER_IN_THIS,
    Verdict.UNLIKE: lambda: wording.APPLIED_TO_ONE,
    Verdict.SAME: lambda: wording.NO_DIFFERENCE,
}


def called(side: str, *, is_own: bool) -> str:
    """What a side is called; `is_own`: whoever reads is the agent of the assignment, and this side is theirs."""
    return wording.BEST_RESPONSE if side == "best" else wording.YOURS if is_own else wording.THIS_ONE


def _whose(is_own: bool) -> str:
    """What comparison.css says above each part on a narrow screen, where the columns have no head: whose it is."""
    return "".join(f"--{side}-side:'{SHAPES[side]} {called(side, is_own=is_own)}';" for side in SHAPES)


@dataclass(frozen=True, kw_only=True)
class Score:
    """One score of both sides on its scale, `low` to `high`; None where a side has none."""

    name: str
    this: float | None
    best: float | None
    low: float = 0
    high: float = 100
    coached: bool = False

    @property
    def label(self) -> str:
        """Its name, with a star where it is coached."""
        return f"{self.name} *" if self.coached else self.name


@dataclass(frozen=True)
class ShownTranscript:
    """What the transcript of one side shows: its turns, the positions of its long pauses."""

    turns: pd.DataFrame
    long_pauses: frozenset[int]


def sentence_html(sentence: str) -> str:
    """The sentence on top."""
    return f'<p class="verdict" dir="auto">{escape(sentence)}</p>'


def numbers_html(scores: Iterable[Score], *, is_own: bool) -> str:
    """The scores as a table, in the order and height of the chart's rows. `is_own`: as for called()."""
    heads = "".join(f'<th scope="col">{_side(side, is_own)}</th>' for side in SHAPES)
    body = "".join(_numbers_row(found) for found in scores)
    return (
        f'<table class="numbers" aria-label="{wording.SIDE_BY_SIDE}"><thead><tr>'
        f'<th scope="col">{wording.COLUMN_SCORE}</th>'
        f'{heads}<th scope="col">{wording.COLUMN_DIFFERENCE}</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _numbers_row(found: Score) -> str:
    shown = signed if found.low < 0 else score
    apart = difference(found)
    said = "–" if apart is None else wording.SAME if apart == 0 else signed(apart).removesuffix(".0")
    emphasis = ' class="coached"' if found.coached else ""
    return (
        f'<tr{emphasis}><th scope="row">{own_direction(found.label)}</th><td>{shown(found.this)}</td>'
        f"<td>{shown(found.best)}</td><td>{said}</td></tr>"
    )


def difference(found: Score) -> float | None:
    """By how much the best response is better, of the scores as they are shown, so that the three numbers agree."""
    if found.this is None or found.best is None:
        return None
    return as_shown(as_shown(found.best) - as_shown(found.this))


def _side(side: str, is_own: bool) -> str:
    name = called(side, is_own=is_own)
    return f'<span class="side-name {side}"><span aria-hidden="true">{SHAPES[side]}</span> {name}</span>'


def metrics_html(metrics: Sequence[ComparedMetric], this: pd.DataFrame, best: pd.DataFrame, *, is_own: bool) -> str:
    """Both answers to every metric: coached areas, then the other differences, then what is alike (folded).

    `metrics` in the order of compared_metrics(); the frames are the turns of both sides. `is_own`: as for called().
    """
    since = {"this": interactions.since_start(this), "best": interactions.since_start(best)}
    open_rows = [_metric_html(metric, since) for metric in metrics if _is_notable(metric)]
    folded = [_metric_html(metric, since, folded=True) for metric in metrics if not _is_notable(metric)]
    without = counted(len(folded), wording.METRICS_WITHOUT_DIFFERENCE)
    alike = f"<details><summary>{without}</summary>{''.join(folded)}</details>" if folded else ""
    head = f'<div class="metric-row head"><span></span>{_side("this", is_own)}{_side("best", is_own)}</div>'
    return f'<div class="audit metric-rows" style="{_whose(is_own)}">{head}{"".join(open_rows)}{alike}</div>'


def _is_notable(metric: ComparedMetric) -> bool:
    """Whether a metric is worth a look: a difference, or one of a coached area that applied to either."""
    return metric.verdict is not Verdict.SAME or (metric.coached and metric.applied)


def _metric_html(metric: ComparedMetric, since: dict[str, dict[int, str]], folded: bool = False) -> str:
    """One metric with both answers. `folded`: among those without a difference, which their heading says."""
    coached = f'<span class="coached-tag">{wording.COACHED}</span>' if metric.coached else ""
    fatal = f'<span class="quiet">{wording.FATAL_IF_FAILED}</span>' if metric.fatal else ""
    verdict = "" if folded else f'<span class="outcome">{VERDICTS[metric.verdict]()}</span>'
    return (
        f'<div class="metric-row {metric.verdict}"><div class="metric-name">{own_direction(metric.name)}'
        f'<span class="about">{coached}<span class="quiet">{own_direction(metric.area)}</span>{fatal}'
        f"{verdict}</span></div>"
        f"{_answer_html(metric.this, 'this', since)}{_answer_html(metric.best, 'best', since)}</div>"
    )


def _answer_html(answer: MetricResult | None, side: str, since: dict[str, dict[int, str]]) -> str:
    if answer is None:
        return f'<div class="answer {side}"><span class="quiet">{wording.NOT_ASKED}</span></div>'
    kind = evaluated_transcript.came_to(answer)
    fatal = f' <span class="fatal">{wording.FATAL_ERROR}</span>' if answer.fatal_error else ""
    by = f" ({wording.BY_AUDIT})" if answer.audited else ""
    audit = evaluated_transcript.audit_html(answer) if answer.audited else ""
    return (
        f'<div class="answer {side} {kind}"><b>{evaluated_transcript.SHAPES[kind]} '
        f"{escape(answer.qualification)}{by}</b>{fatal} "
        f"{evaluated_transcript.jumps_html(answer.evidence, since[side], side)}"
        f"{evaluated_transcript.why_html(answer)}{audit}</div>"
    )


def transcripts_html(
    blocks: Sequence[Block],
    metrics: Sequence[ComparedMetric],
    this: ShownTranscript,
    best: ShownTranscript,
    only_differences: bool,
    *,
    is_own: bool,
) -> str:
    """Both transcripts in two columns, block beside block; what does not differ is folded with `only_differences`.
    `is_own`: as for called()."""
    sides = {
        "this": _turns_html(this, "this", [(metric, metric.this) for metric in metrics]),
        "best": _turns_html(best, "best", [(metric, metric.best) for metric in metrics]),
    }
    parts = []
    for folded, together in groupby(blocks, key=lambda block: only_differences and not block.differs):
        drawn, stage = [], None
        for block in together:
            drawn.append(_block_html(block, block.stage is not stage, sides))
            stage = block.stage
        parts.append(_folded(drawn) if folded else "".join(drawn))
    head = f'<div class="columns head">{_side("this", is_own)}{_side("best", is_own)}</div>'
    note = evaluated_transcript.sentiment_note(this.turns, best.turns)
    return f'<div class="audit beside" style="{_whose(is_own)}">{note}{head}{"".join(parts)}</div>'


def _folded(blocks: Sequence[str]) -> str:
    return (
        f'<details class="alike"><summary>{counted(len(blocks), wording.PARTS_WITHOUT_DIFFERENCE)}</summary>'
        f"{''.join(blocks)}</details>"
    )


def _block_html(block: Block, new_stage: bool, sides: dict[str, dict[int, str]]) -> str:
    heading = f"<h3>{wording.STAGES[block.stage]}</h3>" if new_stage else ""
    metric = f"<span>{own_direction(block.metric)}</span>" if block.metric else ""
    differs = f'<span class="differs">{wording.DIFFERS}</span>' if block.differs else ""
    about = f"{heading}{metric}{differs}"
    head = f'<div class="block-head">{about}</div>' if about else ""
    columns = _column("this", block.this, sides) + _column("best", block.best, sides)
    return f'<section class="block{" new" if new_stage else ""}">{head}<div class="columns">{columns}</div></section>'


def _column(side: str, positions: Sequence[int], sides: dict[str, dict[int, str]]) -> str:
    if not positions:
        return f'<div class="column {side}"><p class="nothing">{wording.NOTHING_HERE}</p></div>'
    turns = "".join(sides[side][position] for position in positions)
    return f'<ol class="column {side}">{turns}</ol>'


def _turns_html(
    transcript: ShownTranscript, side: str, answers: Sequence[tuple[ComparedMetric, MetricResult | None]]
) -> dict[int, str]:
    """Each turn as HTML by position. Marked are the messages of coached metrics, and of those that differ."""
    marks: dict[int, list[str]] = {}
    for metric, answer in answers:
        if answer and answer.applicable and (metric.coached or metric.verdict is not Verdict.SAME):
            mark = evaluated_transcript.mark_html(
                evaluated_transcript.came_to(answer), metric.name, wording.COACHED if metric.coached else ""
            )
            for position in answer.evidence:
                marks.setdefault(position, []).append(mark)
    since, waited = interactions.since_start(transcript.turns), pauses(transcript.turns)
    return {
        turn.position: evaluated_transcript.turn_html(
            turn,
            since[turn.position],
            marks.get(turn.position, ()),
            side,
            _pause_html(waited.get(turn.position), turn.position in transcript.long_pauses),
        )
        for turn in transcript.turns.itertuples()
    }


def _pause_html(seconds: float | None, long: bool) -> str:
    if seconds is None:
        return ""
    if long:
        return f'<span class="pause long">▲ +{duration(seconds)} <span>{wording.LONG_PAUSE}</span></span>'
    return f'<span class="pause">+{duration(seconds)}</span>'
