"""The audit screen's two halves as HTML: the transcript, and the metrics that point into it.

Everything here that other people wrote goes through `escape`. The jump from a metric to its message is a plain link to
the message's anchor, so it works at once, without the server, and the browser marks the message as the target.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from coaching.ui import wording
from coaching.ui.formatting import clock, counted, escape, score

STYLE = f"<style>{(Path(__file__).parent / 'audit.css').read_text()}</style>"
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
    for result in results.itertuples():
        for position in result.evidence:
            kind = outcome(result)
            mark = f'<span class="mark {kind}">{SHAPES[kind]} {escape(result.name)}</span>'
            marks.setdefault(int(position), []).append(mark)
    start = turns["said_at"].iloc[0] if len(turns) else None
    items = "".join(_turn_html(turn, start, marks.get(turn.position, ())) for turn in turns.itertuples())
    return f'{STYLE}<div class="audit"><ol aria-label="{wording.TRANSCRIPT}">{items}</ol></div>'


def _turn_html(turn: Any, start: Any, marks: Sequence[str]) -> str:
    since = clock((turn.said_at - start).total_seconds())
    classes = f"turn {escape(turn.speaker)}" + (" evidence" if marks else "")
    marked = f'<span class="marks">{"".join(marks)}</span>' if marks else ""
    return (
        f'<li class="{classes}" id="turn-{turn.position}">'
        f'<span class="who">{SPEAKERS.get(turn.speaker, "System")}<span class="when">{since}</span></span>'
        f'<span class="said">{escape(turn.text)}</span>{marked}</li>'
    )


def metrics_html(
    results: pd.DataFrame, area_scores: dict[str, float | None], turns: pd.DataFrame, coached: Sequence[str] = ()
) -> str:
    """The metrics by coaching area: coached areas first, then those with a failure; failures first, NA folded away."""
    automatic = results[~results["audited"].astype(bool)]
    audited = {row.metric_id: row for row in results[results["audited"].astype(bool)].itertuples()}
    since = {}
    if len(turns):
        start = turns["said_at"].iloc[0]
        since = {turn.position: clock((turn.said_at - start).total_seconds()) for turn in turns.itertuples()}
    failing = set(automatic.loc[automatic["failed"], "coaching_area"])
    areas = sorted(area_scores, key=lambda area: (area not in coached, area not in failing))
    body = "".join(
        _area_html(
            area, area_scores[area], list(automatic[automatic["coaching_area"] == area].itertuples()), audited, since
        )
        for area in areas
    )
    return f'{STYLE}<div class="audit">{body}</div>'


def _area_html(
    area: str, area_score: float | None, results: Iterable[Any], audited: dict[str, Any], since: dict[int, str]
) -> str:
    by_outcome: dict[str, list[str]] = {"failed": [], "adhered": [], "na": []}
    for result in results:
        by_outcome[outcome(result)].append(_metric_html(result, audited.get(result.metric_id), since))
    folded = by_outcome["na"]
    not_applicable = (
        f"<details><summary>{counted(len(folded), 'metric')} not applicable</summary>{''.join(folded)}</details>"
        if folded
        else ""
    )
    return (
        f'<div class="area"><span>{escape(area)}</span><span>{score(area_score)}</span></div>'
        f"{''.join(by_outcome['failed'])}{''.join(by_outcome['adhered'])}{not_applicable}"
    )


def _metric_html(result: Any, audit: Any | None, since: dict[int, str]) -> str:
    kind = outcome(result)
    negative = f", −{score(result.negative_weight)} if failed" if result.negative_weight else ""
    fatal = ""
    if result.fatal_error:
        fatal = '<span class="fatal">✖ fatal error</span>'
    elif result.fatal:
        fatal = '<span class="quiet">fatal if failed</span>'
    jumps = "".join(
        f'<a class="jump" href="#turn-{position}" aria-label="Jump to the message at {since[position]}">'
        f"↦ {since[position]}</a>"
        for position in map(int, result.evidence)
        if position in since
    )
    why = f'<div class="why">{escape(result.justification)}</div>' if result.justification else ""
    weight = f"{result.qualification} · weight {score(result.weight)}{negative}"
    return (
        f'<div class="metric"><span class="shape">{SHAPES[kind]}</span><div>{escape(result.name)} '
        f'<span class="quiet">{weight}</span> {fatal} {jumps}{why}{_audit_html(audit)}</div></div>'
    )


def _audit_html(audit: Any | None) -> str:
    if audit is None:
        return ""
    comment = f": {escape(audit.justification)}" if audit.justification else ""
    return f'<div class="auditor">Auditor: {audit.qualification}{comment}</div>'
