"""How do a transcript, and the metrics that point into it, look as HTML?

Everything here that other people wrote goes through `escape`. The jump from a metric to its message is a plain link to
the message's anchor, so it works at once, without the server, and the browser marks the message as the target.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from coaching.comparison.metric_result import MetricResult, answers_shown
from coaching.quality import coaching_areas, interactions
from coaching.ui.styles import style
from coaching.words import wording
from coaching.words.formatting import clock, counted, escape, own_direction, score, signed

# Drawn once a page.
STYLE = style("audit")
SHAPES = {"failed": "✗", "adhered": "✓", "na": "–"}


def came_to(result: MetricResult) -> str:
    """What a metric result came to: failed, adhered or na."""
    if not result.applicable:
        return "na"
    return "failed" if result.failed else "adhered"


def transcript_html(turns: pd.DataFrame, results: Iterable[MetricResult]) -> str:
    """The turns as a list, each with an anchor `turn-N` and the metrics whose evidence it is.

    `turns` as interactions.turns() gives them, `results` as interactions.metric_results() does.
    """
    marks: dict[int, list[str]] = {}
    for result in answers_shown(results):
        for position in result.evidence:
            marks.setdefault(position, []).append(mark_html(came_to(result), result.name))
    since = since_start(turns)
    items = "".join(turn_html(turn, since[turn.position], marks.get(turn.position, ())) for turn in turns.itertuples())
    return f'<div class="audit"><ol aria-label="{wording.TRANSCRIPT}">{items}</ol></div>'


def since_start(turns: pd.DataFrame) -> dict[int, str]:
    """When each turn was said, counted from the first: "4:04", by position. Its number where it has no time: "#3"."""
    seconds = (turns["said_at"] - turns["said_at"].min()).dt.total_seconds()
    return {
        position: wording.UNTIMED.format(position=position) if pd.isna(after) else clock(after)
        for position, after in zip(turns["position"], seconds, strict=True)
    }


def mark_html(kind: str, metric: str, emphasis: str = "") -> str:
    """The name of a metric at a message that it points at; `kind` as came_to() says it."""
    return f'<span class="mark {kind} {emphasis}">{SHAPES[kind]} {own_direction(metric)}</span>'


def turn_html(turn: Any, since: str, marks: Sequence[str], anchor: str = "turn", pause: str = "") -> str:
    """One turn as a list item with the id `anchor`-N; `marks` and `pause` (behind the time) are HTML."""
    classes = f"turn {escape(turn.speaker)}" + (" evidence" if marks else "")
    marked = f'<span class="marks">{"".join(marks)}</span>' if marks else ""
    felt = (
        f' · <span title="{wording.SENTIMENT_SCALE}">{signed(turn.sentiment)}</span>'
        if pd.notna(turn.sentiment)
        else ""
    )
    speaker = wording.SPEAKERS.get(turn.speaker, wording.SPEAKERS["system"])
    return (
        f'<li class="{classes}" id="{anchor}-{turn.position}">'
        f'<span class="who">{speaker}<span class="when">{since}{felt}</span>{pause}</span>'
        f'<span class="said" dir="auto">{escape(turn.text)}</span>{marked}</li>'
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
    by_area: dict[str, list[MetricResult]] = {area: [] for area in automatic}
    for result in answers_shown(results):
        by_area[result.coaching_area].append(result)
    since = since_start(turns)
    failing = coaching_areas.failed(results)
    areas = sorted([*failing, *(area for area in by_area if area not in failing)], key=lambda area: area not in coached)
    body = "".join(
        _area_html(area, _area_scores(area, automatic, audited), by_area[area], audits, since) for area in areas
    )
    counts = f'<p class="quiet">{wording.NEWEST_AUDIT_COUNTS}</p>' if audited else ""
    return f'<div class="audit">{counts}{body}</div>'


def _area_scores(area: str, automatic: dict[str, float | None], audited: dict[str, float | None]) -> str:
    """ "62", or "Kore 62 · audit 80" where there is an audit to tell it from."""
    if not audited:
        return score(automatic[area])
    return wording.AREA_SCORES.format(kore=score(automatic[area]), audit=score(audited[area]))


def _area_html(
    area: str,
    scores: str,
    results: Iterable[MetricResult],
    audits: Mapping[str, Sequence[MetricResult]],
    since: dict[int, str],
) -> str:
    by_kind: dict[str, list[str]] = {"failed": [], "adhered": [], "na": []}
    for result in results:
        by_kind[came_to(result)].append(_metric_html(result, audits.get(result.metric_id, ()), since))
    folded = by_kind["na"]
    not_applicable = (
        f"<details><summary>{counted(len(folded), wording.METRICS_NOT_APPLICABLE)}</summary>{''.join(folded)}</details>"
        if folded
        else ""
    )
    return (
        f'<div class="area"><span>{own_direction(area)}</span><span>{scores}</span></div>'
        f"{''.join(by_kind['failed'])}{''.join(by_kind['adhered'])}{not_applicable}"
    )


def _metric_html(result: MetricResult, audits: Iterable[MetricResult], since: dict[int, str]) -> str:
    """One metric by the answer that counts, `result`, with what every auditor answered to it."""
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
        f'<div class="metric"><span class="shape">{SHAPES[kind]}</span><div>{own_direction(result.name)} '
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
        return f'<div class="why" dir="auto">{escape(why)}</div>' if why else ""
    return f'<div class="why">{escape(answer)}{f": {own_direction(why)}" if why else ""}</div>'


def audit_html(result: MetricResult, auditor: str | None = None) -> str:
    """What an auditor answered to a metric; `auditor`: what to call them, where that is to be said."""
    comment = f": {own_direction(result.justification)}" if result.justification else ""
    by = wording.AUDITOR_NAMED.format(name=own_direction(auditor)) if auditor else wording.AUDITOR
    return f'<div class="auditor">{by}: {escape(result.qualification)}{comment}</div>'
