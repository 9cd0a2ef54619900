"""What did the best response do that this one did not, in one sentence? Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from coaching.comparison.differences import ComparedMetric, Verdict
from coaching.comparison.past_tense import past_tense
from coaching.words import wording
from coaching.words.formatting import counted, duration, score
from coaching.words.reader import ENGLISH, reader
from coaching.words.sentences import listed

MOST_NAMED = 3
# From when on a difference in the average reply time is worth a word.
REPLY_SECONDS, REPLY_SHARE = 5.0, 0.25

ABOUT_REPLYING = re.compile(r"\brepl(?:y|ies)\b|\bresponse time", re.IGNORECASE)
SENTENCE_ENDS = re.compile(r"[.!?…]+(?=[\s\"'”’)]|$)")


@dataclass(frozen=True, kw_only=True)
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
        phrases = _phrases(better, best, this, faster)
        if faster and not any(faster in phrase for phrase in phrases):
            phrases.append(wording.REPLIED_IN.format(time=faster))
        parts = [wording.DID.format(who=wording.THE_BEST_RESPONSE, what=listed(phrases))]
    else:
        parts = [_no_difference(metrics, this, best, bool(worse))]
        if faster:
            parts.append(wording.BUT_REPLIED_IN.format(who=wording.THE_BEST_RESPONSE, time=faster))
    if worse:
        parts.append(wording.WHILE_DID.format(who=wording.THE_OTHER_ONE, what=listed(_phrases(worse, this, best))))
    if slower:
        parts.append((wording.THOUGH_BEST_TOOK if worse else wording.THOUGH_IT_TOOK).format(time=slower))
    whole = "".join([*parts, _missing(this, best)])
    return f"{whole[0].upper()}{whole[1:]}."


def what_the_best_did(metric: ComparedMetric, this: Facts, best: Facts) -> str:
    """The part of sentence() about one metric at which only the best response adhered: "the best response offered
    further help (Etiquette 100 against 50)"."""
    (phrase,) = _phrases([metric], best, this, _reply_times(this, best)[0])
    return wording.DID.format(who=wording.THE_BEST_RESPONSE, what=phrase)


def _phrases(metrics: Sequence[ComparedMetric], winner: Facts, other: Facts, faster: str | None = None) -> list[str]:
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
    return [*phrases, counted(more, wording.MET_MORE_METRICS)] if more else phrases


def _done(metric: ComparedMetric) -> str:
    name = _flat(metric.name)
    if metric.unwanted:
        return wording.AVOIDED.format(metric=name)
    done = past_tense(name) if reader().language == ENGLISH else None
    return done or wording.MET.format(metric=name)


def _area_scores(area: str, winner: Facts, other: Facts) -> list[str]:
    """Those of both audits, or of both automatic evaluations, where they differ as they are shown.

    An audit is never held against an automatic evaluation: the table of the scores does not do it either.
    """
    name, scores = wording.AREA_BY_AUDIT, (winner.audit_area_scores.get(area), other.audit_area_scores.get(area))
    if None in scores:
        name, scores = "{area}", (winner.area_scores.get(area), other.area_scores.get(area))
    if None in scores or score(scores[0]) == score(scores[1]):
        return []
    return [
        wording.AREA_AGAINST.format(area=name.format(area=_flat(area)), one=score(scores[0]), other=score(scores[1]))
    ]


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
    times = wording.INSTEAD_OF.format(one=duration(theirs), other=duration(ours))
    return (times, None) if theirs < ours else (None, times)


def _no_difference(metrics: Sequence[ComparedMetric], this: Facts, best: Facts, this_did_better: bool) -> str:
    evaluated = any(metric.this for metric in metrics), any(metric.best for metric in metrics)
    if not all(evaluated):
        if not any(evaluated):
            return wording.NEITHER_EVALUATED
        return wording.NOT_EVALUATED_SO.format(who=wording.THE_BEST_RESPONSE if evaluated[0] else wording.THE_OTHER_ONE)
    if this_did_better:
        return wording.BETTER_AT_NO_METRIC
    if not any(metric.verdict is Verdict.SAME and metric.applied for metric in metrics):
        return wording.NO_METRIC_APPLIES_TO_BOTH
    scores = this.kore_evaluation_score, best.kore_evaluation_score
    if scores[0] is None or scores[1] is None:
        return wording.NOT_TOLD_APART
    if score(scores[0]) == score(scores[1]):
        return wording.NOT_TOLD_APART_SAME_SCORE.format(score=score(scores[0]))
    return wording.NOT_TOLD_APART_BUT_BY_SCORE.format(best=score(scores[1]), this=score(scores[0]))


def _missing(this: Facts, best: Facts) -> str:
    lacks = this.kore_evaluation_score is None, best.kore_evaluation_score is None
    if all(lacks):
        return wording.NEITHER_HAS_A_SCORE
    if any(lacks):
        return wording.HAS_NO_SCORE.format(who=wording.THE_OTHER_ONE if lacks[0] else wording.THE_BEST_RESPONSE)
    return ""
