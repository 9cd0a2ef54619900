"""What does a comparison of two interactions show? Scores, metrics and transcripts, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from coaching.charts import score_charts
from coaching.charts.chart_specs import Spec
from coaching.comparison.alignment import aligned
from coaching.comparison.differences import ComparedMetric, compared_metrics
from coaching.comparison.sentence import sentence
from coaching.quality import interactions
from coaching.quality.compared import Side
from coaching.quality.interactions import Interaction
from coaching.storage.database import Database, cached
from coaching.ui.pages import comparison_html
from coaching.ui.pages.comparison_html import Score, ShownTranscript
from coaching.words import wording
from coaching.words.formatting import score, signed


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What the page shows of two interactions side by side: HTML, and the scores."""

    sentence: str
    scores: Spec
    scores_in_words: str
    numbers: str
    numbers_of_file: pd.DataFrame
    metrics: str | None
    """None where neither was evaluated."""
    metrics_of_file: pd.DataFrame
    transcripts: dict[bool, str] | None
    """All of both, and only what differs (True); None where neither has a transcript."""


@cached
def compared(
    database: Database,
    viewer_id: str,
    this_one: Interaction,
    best_one: Interaction,
    coached: tuple[str, ...],
    *,
    is_own: bool,
) -> Compared:
    """A marked interaction beside a best response, the `coached` areas first. `is_own`: see comparison_html.called().

    It checks no permission: call interactions.interaction() for both first, in every run.
    """
    this, best = (
        Side(
            one,
            interactions.turns(database, viewer_id, one.interaction_id),
            interactions.metric_results(database, viewer_id, one.interaction_id),
        )
        for one in (this_one, best_one)
    )
    metrics = compared_metrics(this.results, best.results, coached)
    found = scores_of(this, best, coached)
    silent = this.turns.empty and best.turns.empty
    return Compared(
        sentence=comparison_html.sentence_html(sentence(metrics, this.facts, best.facts)),
        scores=score_charts.comparison_chart(
            pd.DataFrame(
                [(row.label, row.this, row.best, row.low, row.high) for row in found],
                columns=["score", "this", "best", "low", "high"],
            )
        ),
        scores_in_words="; ".join(
            wording.THIS_AND_BEST.format(name=row.name, this=_shown(row, row.this), best=_shown(row, row.best))
            for row in found
        ),
        numbers=comparison_html.numbers_html(found, is_own=is_own),
        numbers_of_file=_numbers_of_file(found, is_own),
        metrics=comparison_html.metrics_html(metrics, this.turns, best.turns, is_own=is_own) if metrics else None,
        metrics_of_file=_metrics_of_file(metrics, is_own),
        transcripts=None if silent else _transcripts(metrics, this, best, is_own),
    )


def _numbers_of_file(scores: Sequence[Score], is_own: bool) -> pd.DataFrame:
    """The table of the scores as a file has it."""
    return pd.DataFrame(
        {
            wording.COLUMN_SCORE: [row.name for row in scores],
            comparison_html.called("this", is_own=is_own): pd.Series([row.this for row in scores], dtype=float),
            wording.BEST_RESPONSE: pd.Series([row.best for row in scores], dtype=float),
            wording.COLUMN_DIFFERENCE: pd.Series([comparison_html.difference(row) for row in scores], dtype=float),
        }
    )


def _metrics_of_file(metrics: Sequence[ComparedMetric], is_own: bool) -> pd.DataFrame:
    """Both answers to every metric as a file has them."""
    return pd.DataFrame(
        {
            wording.COLUMN_METRIC: [metric.name for metric in metrics],
            wording.COACHING_AREA: [metric.area for metric in metrics],
            comparison_html.called("this", is_own=is_own): [
                metric.this.qualification if metric.this else None for metric in metrics
            ],
            wording.BEST_RESPONSE: [metric.best.qualification if metric.best else None for metric in metrics],
            wording.COLUMN_DIFFERENCE: [comparison_html.VERDICTS[metric.verdict]() for metric in metrics],
        }
    )


def _transcripts(metrics: list[ComparedMetric], this: Side, best: Side, is_own: bool) -> dict[bool, str]:
    blocks = aligned(this.transcript, best.transcript, metrics)
    sides = (ShownTranscript(this.turns, this.long_pauses), ShownTranscript(best.turns, best.long_pauses))
    return {
        only: comparison_html.transcripts_html(blocks, metrics, *sides, only, is_own=is_own) for only in (False, True)
    }


def scores_of(this: Side, best: Side, coached: Sequence[str]) -> tuple[Score, ...]:
    """The scores of both in the order of the table, automatic against automatic and audit against audit."""
    areas = [*this.area_scores, *(area for area in best.area_scores if area not in this.area_scores)]
    of_areas = []
    for area in sorted(areas, key=lambda area: coached.index(area) if area in coached else len(coached)):
        is_coached = area in coached
        of_areas.append(
            Score(name=area, this=this.area_scores.get(area), best=best.area_scores.get(area), coached=is_coached)
        )
        by_audit = Score(
            name=wording.AREA_BY_AUDIT.format(area=area),
            this=this.audit_area_scores.get(area),
            best=best.audit_area_scores.get(area),
            coached=is_coached,
        )
        if (by_audit.this, by_audit.best) != (None, None):
            of_areas.append(by_audit)
    ours, theirs = this.interaction, best.interaction
    return (
        *(found for found in of_areas if found.coached),
        Score(name=wording.KORE_EVALUATION_SCORE, this=ours.kore_evaluation_score, best=theirs.kore_evaluation_score),
        Score(
            name=wording.SUPERVISOR_AUDIT_SCORE, this=ours.supervisor_audit_score, best=theirs.supervisor_audit_score
        ),
        Score(name=wording.SENTIMENT_SCORE, this=ours.sentiment_score, best=theirs.sentiment_score, low=-10, high=10),
        *(found for found in of_areas if not found.coached),
    )


def _shown(row: Score, value: float | None) -> str:
    return signed(value) if row.low < 0 else score(value)
