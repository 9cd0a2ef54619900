"""What does the page of an interaction show of what was said and how it was evaluated? Ready to be drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from coaching.charts import score_charts
from coaching.charts.chart_specs import Spec
from coaching.quality import coaching_areas, interactions
from coaching.quality.interactions import Interaction
from coaching.storage.database import Database, cached
from coaching.ui.pages import interaction_files
from coaching.ui.pieces import evaluated_transcript
from coaching.words import wording
from coaching.words.formatting import counted, signed


@dataclass(frozen=True, kw_only=True)
class Content:
    """What was said and how it was evaluated, as the page shows it."""

    scores: Spec
    sentiment: Spec | None
    """None with too few of the customer's messages to draw a line."""
    sentiment_in_words: str
    messages: int
    """How many messages of the customer the line of sentiment goes through."""
    pauses: int
    """How often the customer waited long."""
    failures: str | None
    """What failed, as HTML; None where nothing was evaluated."""
    strip: str
    """The customer's sentiment as bars that lead to the messages, as HTML; may be empty."""
    transcript: str | None
    """HTML; None without a transcript."""
    metrics: str | None
    """HTML; None where nothing was evaluated."""
    no_metrics: str
    """What to say where there are none."""
    metrics_of_file: Callable[[], pd.DataFrame]
    """The same as a file has it."""
    failed_areas: tuple[str, ...]
    """The coaching areas that fail by the answers that count: those of a failed fatal metric first."""


@cached
def content(database: Database, viewer_id: str, interaction: Interaction, coached: tuple[str, ...]) -> Content:
    """What the page shows of an interaction: its transcript, and its metrics with the `coached` areas first.

    It checks no permission: call interactions.interaction() first, in every run.
    """
    turns = interactions.turns(database, viewer_id, interaction.interaction_id)
    results = interactions.metric_results(database, viewer_id, interaction.interaction_id)
    felt, pauses = interactions.sentiment_along(turns), interactions.long_pauses(turns, interaction.channel)
    return Content(
        scores=score_charts.score_chart(
            interaction.kore_evaluation_score,
            interaction.supervisor_audit_score,
            interaction.sentiment_score,
            interaction.pass_score,
        ),
        sentiment=score_charts.sentiment_chart(felt, pauses) if len(felt) > 1 else None,
        sentiment_in_words=_in_words(felt, len(pauses)),
        messages=len(felt),
        pauses=len(pauses),
        failures=evaluated_transcript.failures_html(results, turns, coached) if results else None,
        strip=evaluated_transcript.sentiment_strip(turns),
        transcript=None if turns.empty else evaluated_transcript.transcript_html(turns, results),
        metrics=evaluated_transcript.metrics_html(results, turns, coached) if results else None,
        no_metrics=wording.NOT_AUDITED_YET if interaction.not_audited_yet else wording.NO_METRICS,
        metrics_of_file=partial(interaction_files.metrics, results, turns),
        failed_areas=tuple(coaching_areas.failed(results)),
    )


def _in_words(felt: pd.DataFrame, pauses: int) -> str:
    if felt.empty:
        return ""
    first, last = signed(felt["sentiment"].iloc[0]), signed(felt["sentiment"].iloc[-1])
    told = wording.SENTIMENT_TOLD.format(first=first, last=last)
    return counted(pauses, wording.WITH_LONG_PAUSES, told=told)
