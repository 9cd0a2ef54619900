"""How do a transcript, and the metrics that point into it, look as HTML?

Everything here that other people wrote goes through `escape`. The jump from a metric to its message, and back, is a
plain link to an anchor, so it works at once, without the server, and the browser marks what it leads to as the target.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from coaching.comparison.metric_result import MetricResult, answers_shown
from coaching.quality import coaching_areas, interactions
from coaching.ui.pieces import scrolling
from coaching.words import wording
from coaching.words.formatting import counted, direction, escape, own_direction, score, signed

SHAPES = {"failed": "✗", "adhered": "✓", "na": "–"}
SHOWN_FAILURES = 3
LONGEST_QUOTE = 160  # characters


def came_to(result: MetricResult) -> str:
    """What a metric result came to: failed, adhered or na."""
    if not result.applicable:
        return "na"
    return "failed" if result.failed else "adhered"


def transcript_html(
    turns: pd.DataFrame, results: Iterable[MetricResult], looked_at: int | None = None, *, beside_metrics: bool = True
) -> str:
    """The turns as a list, each with an anchor `turn-N` and the metrics whose evidence it is.

    `turns` as interactions.turns() gives them, `results` as interactions.metric_results() does. `looked_at`: the
    position of the turn that stands out, None for none. `beside_metrics`: whether metrics_html() is in sight as well,
    so that the names of the metrics lead there.
    """
    marks: dict[int, list[str]] = {}
    for number, result in enumerate(answers_shown(results)):
        for position in result.evidence:
            marks.setdefault(position, []).append(
                mark_html(came_to(result), result.name, metric=number if beside_metrics else None)
            )
    since = interactions.since_start(turns)
    items = "".join(
        turn_html(turn, since[turn.position], marks.get(turn.position, ()), looked_at=turn.position == looked_at)
        for turn in turns.itertuples()
    )
    return f'<div class="audit">{sentiment_note(turns)}<ol aria-label="{wording.TRANSCRIPT}">{items}</ol></div>'


def sentiment_note(*transcripts: pd.DataFrame) -> str:
    """What the numbers behind the times are, where any turn of these has one: said once, above the turns."""
    if not any(turns["sentiment"].notna().any() for turns in transcripts):
        return ""
    return f'<p class="quiet">{wording.SENTIMENT_BEHIND_TIME}</p>'


def mark_html(kind: str, name: str, emphasis: str = "", metric: int | None = None) -> str:
    """The name of a metric at a message that it points at; `kind` as came_to() says it. `metric`: the number by which
    metrics_html() draws it, where the mark leads there."""
    classes = f"mark {kind} {emphasis}".rstrip()
    shown = f"{SHAPES[kind]} {own_direction(name)}"
    if metric is None:
        return f'<span class="{classes}">{shown}</span>'
    return f'<a class="{classes}" href="#metric-{metric}">{shown}</a>'


def scroll_to(position: int) -> None:
    """Scrolls to the turn at this position of the transcript that is drawn, once, however often it is drawn anew."""
    scrolling.to(f"turn-{position}", "transcript_scroll")


def turn_html(
    turn: Any, since: str, marks: Sequence[str], anchor: str = "turn", pause: str = "", looked_at: bool = False
) -> str:
    """One turn as a list item with the id `anchor`-N; `marks` and `pause` (behind the time) are HTML. `looked_at`: it
    stands out."""
    classes = f"turn {escape(turn.speaker)}" + (" evidence" if marks else "") + (" looked-at" if looked_at else "")
    marked = f'<span class="marks">{"".join(marks)}</span>' if marks else ""
    felt = f" · {signed(turn.sentiment)}" if pd.notna(turn.sentiment) else ""
    speaker = wording.SPEAKERS.get(turn.speaker, wording.SPEAKERS["system"])
    return (
        f'<li class="{classes}" id="{anchor}-{turn.position}">'
        f'<span class="who">{speaker}<small>{since}{felt}</small>{pause}</span>'
        f'<span class="said"{direction(turn.text)}>{escape(turn.text)}</span>{marked}</li>'
    )


def jumps_html(positions: Iterable[int], since: dict[int, str], anchor: str = "turn") -> str:
    """Links to the messages at these positions, as far as the transcript has them."""
    return "".join(
        f'<a class="jump" href="#{anchor}-{position}" aria-label="{wording.JUMP_TO.format(when=since[position])}">'
        f"↦ {since[position]}</a>"
        for position in positions
        if position in since
    )


def metrics_html(results: Sequence[MetricResult], turns: pd.DataFrame, coached: Sequence[str] = ()) -> str:
    """The metrics by coaching area: coached areas first, then those that fail, in the order in which every list has
    them, then the others; within an area failures first, NA folded away.

    Failed is what fails by the answer that counts. The automatic answer and every auditor's stand with the metric they
    are about, and the automatic score of an area apart from that of the newest audit.
    """
    audits: dict[str, list[MetricResult]] = {}
    for result in results:
        if result.audited:
            audits.setdefault(result.metric_id, []).append(result)
    automatic, audited = interactions.area_scores(results), interactions.audit_area_scores(results)
    by_area: dict[str, list[tuple[int, MetricResult]]] = {area: [] for area in automatic}
    for number, result in enumerate(answers_shown(results)):
        by_area[result.coaching_area].append((number, result))
    since = interactions.since_start(turns)
    failing = coaching_areas.failed(results)
    areas = sorted([*failing, *(area for area in by_area if area not in failing)], key=lambda area: area not in coached)
    body = "".join(
        _area_html(area, _area_scores(area, automatic, audited), by_area[area], audits, since) for area in areas
    )
    counts = f'<p class="quiet">{wording.NEWEST_AUDIT_COUNTS}</p>' if audited else ""
    return f'<div class="audit metrics" role="region" aria-label="{wording.METRICS}" tabindex="0">{counts}{body}</div>'


def failures_html(results: Sequence[MetricResult], turns: pd.DataFrame, coached: Sequence[str] = ()) -> str:
    """What failed, before anything else: each metric with the message that shows it and the way there, fatal ones
    first, then those of coached areas. The first SHOWN_FAILURES; the others stand with the metrics.

    A metric without a message has the reason that was given, and leads to where the metrics are.
    """
    since = interactions.since_start(turns)
    said = dict(zip(turns["position"], turns["text"], strict=True))
    found = [(number, result) for number, result in enumerate(answers_shown(results)) if result.failed]
    found.sort(key=lambda each: (not each[1].fatal_error, each[1].coaching_area not in coached))
    items = [_failure_html(number, result, said, since) for number, result in found[:SHOWN_FAILURES]]
    rest = len(found) - len(items)
    more = f'<p class="quiet">{counted(rest, wording.MORE_FAILURES)}</p>' if rest else ""
    shown = f"<ul>{''.join(items)}</ul>{more}" if items else f'<p class="quiet">{wording.NOTHING_FAILED}</p>'
    return f'<section class="audit failures"><h2>{wording.WHAT_FAILED}</h2>{shown}</section>'


def _failure_html(number: int, result: MetricResult, said: Mapping[int, str], since: Mapping[int, str]) -> str:
    fatal = f' <span class="fatal">{wording.FATAL_ERROR}</span>' if result.fatal_error else ""
    name = f"{SHAPES['failed']} <b>{own_direction(result.name)}</b>{fatal}"
    area = f'<span class="quiet">{own_direction(result.coaching_area)}</span>'
    at = next((position for position in result.evidence if position in since), None)
    if at is not None:
        words = said[at]
        return (
            f'<li><a href="#turn-{at}">{name} {area} <q{direction(words)}>{escape(_beginning(words))}</q> '
            f'<span class="at">↦ {since[at]}</span></a></li>'
        )
    why = result.justification or ""
    because = f" <q{direction(why)}>{escape(_beginning(why))}</q>" if why else ""
    return f'<li><a href="#metric-{number}">{name} {area}{because}</a></li>'


def _beginning(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"


def sentiment_strip(turns: pd.DataFrame) -> str:
    """How the customer felt, message by message, as one line of bars; each leads to its message. Empty with fewer than
    two. For the eye and the mouse only: the transcript says the same in numbers."""
    felt = turns[turns["sentiment"].notna()]
    if len(felt) < 2:
        return ""
    since = interactions.since_start(turns)
    bars = "".join(
        f'<a href="#turn-{turn.position}" tabindex="-1" class="{"up" if turn.sentiment >= 0 else "down"}" '
        f'style="--felt:{abs(turn.sentiment):.1f}" title="{since[turn.position]} · {signed(turn.sentiment)}"></a>'
        for turn in felt.itertuples()
    )
    return f'<div class="audit"><div class="strip" aria-hidden="true">{bars}</div></div>'


def _area_scores(area: str, automatic: dict[str, float | None], audited: dict[str, float | None]) -> str:
    """ "62", or "Kore 62 · audit 80" where there is an audit to tell it from."""
    if not audited:
        return score(automatic[area])
    return wording.AREA_SCORES.format(kore=score(automatic[area]), audit=score(audited[area]))


def _area_html(
    area: str,
    scores: str,
    results: Iterable[tuple[int, MetricResult]],
    audits: Mapping[str, Sequence[MetricResult]],
    since: dict[int, str],
) -> str:
    by_kind: dict[str, list[str]] = {"failed": [], "adhered": [], "na": []}
    for number, result in results:
        by_kind[came_to(result)].append(_metric_html(number, result, audits.get(result.metric_id, ()), since))
    folded = by_kind["na"]
    not_applicable = (
        f"<details><summary>{counted(len(folded), wording.METRICS_NOT_APPLICABLE)}</summary>{''.join(folded)}</details>"
        if folded
        else ""
    )
    return (
        f'<h3 class="area"><span>{own_direction(area)}</span><span>{scores}</span></h3>'
        f"{''.join(by_kind['failed'])}{''.join(by_kind['adhered'])}{not_applicable}"
    )


def _metric_html(number: int, result: MetricResult, audits: Iterable[MetricResult], since: dict[int, str]) -> str:
    """One metric by the answer that counts, `result`, with what every auditor answered to it, and the anchor
    `metric-NUMBER`."""
    kind = came_to(result)
    fatal = ""
    if result.fatal_error:
        fatal = f'<span class="fatal">{wording.FATAL_ERROR}</span>'
    elif result.fatal:
        fatal = f'<span class="quiet">{wording.FATAL_IF_FAILED}</span>'
    audited = "".join(audit_html(answer, answer.auditor) for answer in audits)
    by = f" ({wording.BY_AUDIT})" if result.audited else ""
    weighs = wording.WEIGHT_AND_NEGATIVE if result.negative_weight else wording.WEIGHT
    told = weighs.format(weight=score(result.weight), negative=score(result.negative_weight))
    weight = f"{result.qualification}{by} · {told}"
    return (
        f'<div class="metric {kind}" id="metric-{number}"><span class="shape">{SHAPES[kind]}</span>'
        f"<div>{own_direction(result.name)} "
        f'<span class="quiet">{weight}</span> {fatal} {jumps_html(result.evidence, since)}'
        f"{why_html(result)}{audited}</div></div>"
    )


def why_html(result: MetricResult) -> str:
    """Why the automatic evaluation answered as it did, and what it answered where an audit overruled that."""
    automatic = result.evaluated
    if automatic is None:
        return ""
    answer = f"{wording.AUTOMATIC_ANSWER}: {automatic.qualification}" if result.audited else ""
    why = automatic.justification
    if not answer:
        return f"<p{direction(why)}>{escape(why)}</p>" if why else ""
    return f"<p>{escape(answer)}{f': {own_direction(why)}' if why else ''}</p>"


def audit_html(result: MetricResult, auditor: str | None = None) -> str:
    """What an auditor answered to a metric; `auditor`: what to call them, where that is to be said."""
    comment = f": {own_direction(result.justification)}" if result.justification else ""
    by = wording.AUDITOR_NAMED.format(name=own_direction(auditor)) if auditor else wording.AUDITOR
    return f'<div class="auditor">{by}: {escape(result.qualification)}{comment}</div>'
