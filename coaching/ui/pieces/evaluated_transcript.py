"""Both halves of the page of an interaction as HTML: the transcript, and the metrics that point into it.

Everything here that other people wrote goes through `escape`. The jump from a metric to its message is a plain link to
the message's anchor, so it works at once, without the server, and the browser marks the message as the target.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from coaching.quality import interactions
from coaching.ui.styles import style
from coaching.words import wording
from coaching.words.formatting import clock, counted, escape, score, signed

# Drawn once a page.
STYLE = style("audit")
SPEAKERS = {"agent": "Agent", "customer": "Customer", "system": "System"}
SHAPES = {"failed": "✗", "adhered": "✓", "na": "–"}


def outcome(result: Any) -> str:
    """What a metric result came to: failed, adhered or na."""
    if result.qualification == "NA":
        return "na"
    return "failed" if result.failed else "adhered"


def transcript_html(turns: pd.DataFrame, results: pd.DataFrame) -> str:
    """The turns as a list, each with an anchor `turn-N` and the metrics whose evidence it is.

    `turns` as interactions.turns() gives them, `results` as interactions.metric_results() does.
    """
    marks: dict[int, list[str]] = {}
    counting = {row.metric_id: row for row in results[results["counts"].astype(bool)].itertuples()}
    for result in results.itertuples():
        for position in result.evidence:
            marks.setdefault(int(position), []).append(mark_html(outcome(counting[result.metric_id]), result.name))
    since = since_start(turns)
    items = "".join(turn_html(turn, since[turn.position], marks.get(turn.position, ())) for turn in turns.itertuples())
    return f'<div class="audit"><ol aria-label="{wording.TRANSCRIPT}">{items}</ol></div>'


def since_start(turns: pd.DataFrame) -> dict[int, str]:
    """When each turn was said, counted from the first: "4:04", by position."""
    seconds = (turns["said_at"] - turns["said_at"].iloc[0]).dt.total_seconds() if len(turns) else ()
    return {position: clock(after) for position, after in zip(turns["position"], seconds, strict=True)}


def mark_html(kind: str, metric: str, emphasis: str = "") -> str:
    """The name of a metric at a message that it points at; `kind` as outcome() says it."""
    return f'<span class="mark {kind} {emphasis}">{SHAPES[kind]} {escape(metric)}</span>'


def turn_html(turn: Any, since: str, marks: Sequence[str], anchor: str = "turn", pause: str = "") -> str:
    """One turn as a list item with the id `anchor`-N; `marks` and `pause` (behind the time) are HTML."""
    classes = f"turn {escape(turn.speaker)}" + (" evidence" if marks else "")
    marked = f'<span class="marks">{"".join(marks)}</span>' if marks else ""
    felt = f' · <span title="sentiment, −10 to +10">{signed(turn.sentiment)}</span>' if pd.notna(turn.sentiment) else ""
    return (
        f'<li class="{classes}" id="{anchor}-{turn.position}">'
        f'<span class="who">{SPEAKERS.get(turn.speaker, "System")}<span class="when">{since}{felt}</span>{pause}</span>'
        f'<span class="said">{escape(turn.text)}</span>{marked}</li>'
    )


def jumps_html(positions: Iterable[Any], since: dict[int, str], anchor: str = "turn") -> str:
    """Links to the messages at these positions, as far as the transcript has them."""
    return "".join(
        f'<a class="jump" href="#{anchor}-{position}" aria-label="Jump to the message at {since[position]}">'
        f"↦ {since[position]}</a>"
        for position in map(int, positions)
        if position in since
    )


def metrics_html(results: pd.DataFrame, turns: pd.DataFrame, coached: Sequence[str] = ()) -> str:
    """The metrics by coaching area: coached areas first, then those with a failure; failures first, NA folded away.

    Failed is what fails by the answer that counts. The automatic answer and every auditor's stand with the metric they
    are about, and the automatic score of an area apart from that of the newest audit.
    """
    answers: dict[str, list[Any]] = {}
    for row in results.itertuples():
        answers.setdefault(row.metric_id, []).append(row)
    automatic, audited = interactions.area_scores(results), interactions.audit_area_scores(results)
    by_area: dict[str, list[Any]] = {area: [] for area in automatic}
    for row in interactions.answers_shown(results).itertuples():
        by_area[row.coaching_area].append(row)
    since = since_start(turns)
    failing = {area for area, found in by_area.items() if any(row.failed for row in found)}
    areas = sorted(by_area, key=lambda area: (area not in coached, area not in failing))
    body = "".join(
        _area_html(area, _area_scores(area, automatic, audited), by_area[area], answers, since) for area in areas
    )
    counts = f'<p class="quiet">{wording.NEWEST_AUDIT_COUNTS}</p>' if audited else ""
    return f'<div class="audit">{counts}{body}</div>'


def _area_scores(area: str, automatic: dict[str, float | None], audited: dict[str, float | None]) -> str:
    """ "62", or "Kore 62 · audit 80" where there is an audit to tell it from."""
    if not audited:
        return score(automatic[area])
    return wording.AREA_SCORES.format(kore=score(automatic[area]), audit=score(audited[area]))


def _area_html(
    area: str, scores: str, results: Iterable[Any], answers: dict[str, list[Any]], since: dict[int, str]
) -> str:
    by_outcome: dict[str, list[str]] = {"failed": [], "adhered": [], "na": []}
    for result in results:
        by_outcome[outcome(result)].append(_metric_html(result, answers[result.metric_id], since))
    folded = by_outcome["na"]
    not_applicable = (
        f"<details><summary>{counted(len(folded), 'metric')} not applicable</summary>{''.join(folded)}</details>"
        if folded
        else ""
    )
    return (
        f'<div class="area"><span>{escape(area)}</span><span>{scores}</span></div>'
        f"{''.join(by_outcome['failed'])}{''.join(by_outcome['adhered'])}{not_applicable}"
    )


def _metric_html(result: Any, answers: Sequence[Any], since: dict[int, str]) -> str:
    """One metric by the answer that counts, `result`, with all `answers` to it."""
    kind = outcome(result)
    automatic = next((answer for answer in answers if not answer.audited), None)
    negative = f", −{score(result.negative_weight)} if failed" if result.negative_weight else ""
    fatal = ""
    if result.fatal_error:
        fatal = '<span class="fatal">✖ fatal error</span>'
    elif result.fatal:
        fatal = '<span class="quiet">fatal if failed</span>'
    why = "" if automatic is None else why_html(automatic.justification, automatic.qualification, result.audited)
    audited = "".join(
        audit_html(answer.qualification, answer.justification, answer.auditor) for answer in answers if answer.audited
    )
    by = f" ({wording.BY_AUDIT})" if result.audited else ""
    weight = f"{result.qualification}{by} · weight {score(result.weight)}{negative}"
    jumps = jumps_html([] if automatic is None else automatic.evidence, since)
    return (
        f'<div class="metric"><span class="shape">{SHAPES[kind]}</span><div>{escape(result.name)} '
        f'<span class="quiet">{weight}</span> {fatal} {jumps}{why}{audited}</div></div>'
    )


def why_html(justification: str | None, qualification: str, overruled: bool) -> str:
    """Why the automatic evaluation answered as it did, and what it answered where an audit overruled that."""
    parts = [f"{wording.AUTOMATIC_ANSWER}: {qualification}"] if overruled else []
    if pd.notna(justification) and justification:
        parts.append(justification)
    return f'<div class="why">{escape(": ".join(parts))}</div>' if parts else ""


def audit_html(qualification: str | None, justification: str | None, auditor: str = "") -> str:
    """What an auditor answered to a metric, if one did."""
    if qualification is None:
        return ""
    comment = f": {escape(justification)}" if pd.notna(justification) else ""
    by = f" {escape(auditor)}" if auditor else ""
    return f'<div class="auditor">Auditor{by}: {escape(qualification)}{comment}</div>'
