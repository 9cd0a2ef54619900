"""The one sentence on top of a comparison: what the best response did that this one did not. Pure: no Streamlit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from coaching.comparison.differences import ComparedMetric, Verdict
from coaching.comparison.past_tense import past_tense
from coaching.words import wording
from coaching.words.formatting import counted, duration, score
from coaching.words.sentences import listed

BEST, THIS = "the best response", "this one"
MOST_NAMED = 3
# From when on a difference in the average reply time is worth a word.
REPLY_SECONDS, REPLY_SHARE = 5.0, 0.25

ABOUT_REPLYING = re.compile(r"\brepl(?:y|ies)\b|\bresponse time", re.IGNORECASE)
SENTENCE_ENDS = re.compile(r"[.!?…]+(?=[\s\"'”’)]|$)")


@dataclass(frozen=True)
class Facts:
    """What the sentence may say of one side. Scores are None for NA, `reply_seconds` with too few replies.

    `area_scores` are those of the automatic evaluation, `audit_area_scores` those of the newest audit.
    """

    kore_evaluation_score: float | None = None
    area_scores: dict[str, float | None] = field(default_factory=dict)
    audit_area_scores: dict[str, float | None] = field(default_factory=dict)
    reply_seconds: float | None = None
    channel: str | None = None


def sentence(metrics: Sequence[ComparedMetric], this: Facts, best: Facts) -> str:
    """One sentence, the most important difference first. `metrics` in the order of compared_metrics()."""
    better = [metric for metric in metrics if metric.verdict is Verdict.BEST]
    worse = [metric for metric in metrics if metric.verdict is Verdict.THIS and (metric.coached or not better)]
    faster, slower = _reply_times(this, best)
    if better:
        told = _told(better, best, this, faster)
        if faster and not any(faster in phrase for phrase in told):
            told.append(f"replied in {faster} on average")
        parts = [f"{BEST} {listed(told)}"]
    else:
        parts = [_no_difference(metrics, this, best, bool(worse))]
        if faster:
            parts.append(f", but {BEST} replied in {faster} on average")
    if worse:
        parts.append(f", while {THIS} {listed(_told(worse, this, best))}")
    if slower:
        parts.append(f", though {BEST if worse else 'it'} took {slower} to reply on average")
    whole = "".join([*parts, _missing(this, best)])
    return f"{whole[0].upper()}{whole[1:]}."


def _told(metrics: Sequence[ComparedMetric], winner: Facts, other: Facts, faster: str | None = None) -> list[str]:
    """What the winner did, a phrase a metric, those of one area together with its scores behind the last."""
    named = sorted(metrics[:MOST_NAMED], key=lambda metric: [m.area for m in metrics].index(metric.area))
    phrases = []
    for place, metric in enumerate(named):
        remarks = []
        if faster and ABOUT_REPLYING.search(metric.name):
            remarks.append(faster)
        if metric.area not in {later.area for later in named[place + 1 :]}:
            remarks.extend(_area_scores(metric.area, winner, other))
        phrases.append(_done(metric) + (f" ({'; '.join(remarks)})" if remarks else ""))
    more = len(metrics) - len(named)
    return [*phrases, f"met {counted(more, wording.MORE_METRICS_COUNTED)}"] if more else phrases


def _done(metric: ComparedMetric) -> str:
    name = _flat(metric.name)
    if metric.unwanted:
        return f"avoided “{name}”"
    return past_tense(name) or f"met “{name}”"


def _area_scores(area: str, winner: Facts, other: Facts) -> list[str]:
    """Those of both audits, or of both automatic evaluations, where they differ as they are shown.

    An audit is never held against an automatic evaluation: the table of the scores does not do it either.
    """
    name, scores = wording.AREA_BY_AUDIT, (winner.audit_area_scores.get(area), other.audit_area_scores.get(area))
    if None in scores:
        name, scores = "{area}", (winner.area_scores.get(area), other.area_scores.get(area))
    if None in scores or score(scores[0]) == score(scores[1]):
        return []
    return [f"{name.format(area=_flat(area))} {score(scores[0])} against {score(scores[1])}"]


def _flat(text: str) -> str:
    """Other people's words within the sentence: on one line, and ending no sentence of their own."""
    return SENTENCE_ENDS.sub("", " ".join(text.split())).strip() or wording.UNNAMED


def _reply_times(this: Facts, best: Facts) -> tuple[str | None, str | None]:
    """ "14 s instead of 48 s" where the best response replied faster, or where it was slower; else None.

    An e-mail and a chat have no common measure.
    """
    ours, theirs = this.reply_seconds, best.reply_seconds
    if ours is None or theirs is None or this.channel != best.channel:
        return None, None
    apart = abs(ours - theirs)
    if apart < REPLY_SECONDS or apart < REPLY_SHARE * max(ours, theirs):
        return None, None
    times = f"{duration(theirs)} instead of {duration(ours)}"
    return (times, None) if theirs < ours else (None, times)


def _no_difference(metrics: Sequence[ComparedMetric], this: Facts, best: Facts, this_did_better: bool) -> str:
    evaluated = any(metric.this for metric in metrics), any(metric.best for metric in metrics)
    if not all(evaluated):
        who = "neither of the two" if not any(evaluated) else BEST if evaluated[0] else THIS
        has_not = "has been" if not any(evaluated) else "has not been"
        return f"{who} {has_not} evaluated, so no metric tells them apart"
    if this_did_better:
        return f"{BEST} did better at no metric"
    if not any(metric.verdict is Verdict.SAME and metric.applied for metric in metrics):
        return "no metric applies to both of them, so none tells them apart"
    scores = this.kore_evaluation_score, best.kore_evaluation_score
    if scores[0] is None or scores[1] is None:
        return "no metric tells them apart"
    if score(scores[0]) == score(scores[1]):
        return f"no metric tells them apart: both have a {wording.KORE_EVALUATION_SCORE} of {score(scores[0])}"
    against = f"{score(scores[1])} against {score(scores[0])}"
    return f"no metric tells them apart: the {wording.KORE_EVALUATION_SCORE} is {against}"


def _missing(this: Facts, best: Facts) -> str:
    lacks = this.kore_evaluation_score is None, best.kore_evaluation_score is None
    if all(lacks):
        return f"; neither has a {wording.KORE_EVALUATION_SCORE}"
    if any(lacks):
        return f"; {THIS if lacks[0] else BEST} has no {wording.KORE_EVALUATION_SCORE}"
    return ""
