"""How does an interaction look as cells of a table? The columns that every list of interactions shares."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.formatting import day_and_time, queue_and_channel, score, signed

DATE = table.Column("date", lambda: wording.DATE, align="tight")
QUEUE = table.Column("queue", lambda: wording.QUEUE)
TOPIC = table.Column("topic", lambda: wording.TOPIC)
KORE = table.Column("kore", lambda: wording.KORE_EVALUATION_SCORE, align="right")
AUDIT = table.Column("audit", lambda: wording.SUPERVISOR_AUDIT_SCORE, align="right")
SENTIMENT = table.Column("sentiment", lambda: wording.SENTIMENT_SCORE, align="right")
FAILS = table.Column("fails", lambda: wording.FAILS)
OPEN = table.Column("open", lambda: wording.ACTION)
COLUMNS = (DATE, QUEUE, TOPIC, KORE, AUDIT, SENTIMENT, OPEN)
WITH_FAILS = (DATE, QUEUE, TOPIC, FAILS, KORE, AUDIT, SENTIMENT)


def cells(row: Any, zone: ZoneInfo) -> dict[str, dict[str, Any]]:
    """The cells of one interaction, a named tuple with the columns that interactions have everywhere."""
    when = day_and_time(row.started_at, zone)
    estimated = wording.ESTIMATED if row.sentiment_estimated else None
    return what(row, zone) | {
        "kore": kore(row),
        "audit": audit(row),
        "sentiment": table.text(sentiment(row), title=estimated),
        "open": table.opens(wording.OPEN, wording.OPEN_INTERACTION_OF.format(when=when), button=True),
    }


def evaluated(row: Any, zone: ZoneInfo) -> dict[str, dict[str, Any]]:
    """cells() of a row of interaction_list.interactions(), with what fails and a note where the scores are doubtful."""
    found = cells(row, zone) | {"fails": fails(row.failed_areas)}
    if not pd.isna(row.scores_differ_by):
        found["audit"] |= {"note": wording.SCORES_DIFFER.format(points=score(row.scores_differ_by))}
    return found


def what(row: Any, zone: ZoneInfo) -> dict[str, dict[str, Any]]:
    """The cells that say which interaction it was: its date with the link, its queue and its topic."""
    when = day_and_time(row.started_at, zone)
    return {
        "date": table.opens(when, wording.OPEN_INTERACTION_OF.format(when=when)),
        "queue": table.text(queue_and_channel(row.queue, row.channel)),
        "topic": table.text("–" if pd.isna(row.topic) else row.topic),
    }


def fails(failed_areas: list[str] | None) -> dict[str, Any]:
    """The coaching areas that fail, None where no metric applied."""
    if failed_areas is None:
        return table.text(wording.NA, "quiet")
    return table.tags(failed_areas) if failed_areas else table.text(wording.NOTHING, "quiet")


def label(row: Any, zone: ZoneInfo) -> str:
    """What an interaction was, in one line: "14 Nov 2026, 14:25 · Hotel booking · chat · Room booking"."""
    parts = [day_and_time(row.started_at, zone), queue_and_channel(row.queue, row.channel)]
    return " · ".join(parts if pd.isna(row.topic) else [*parts, row.topic])


def kore_and_audit(row: Any) -> str:
    """Two of its scores: "Kore 0 ✖ fatal · audit NA"."""
    return wording.KORE_AND_AUDIT.format(kore=kore(row)["text"], audit=audit(row)["text"])


def sentiment(row: Any) -> str:
    """The sentiment score, and whether it is estimated: "+3.4 est."."""
    said = signed(row.sentiment_score)
    return wording.ESTIMATED_SHORT.format(score=said) if row.sentiment_estimated else said


def kore(row: Any) -> dict[str, Any]:
    """The Kore evaluation score, marked where the interaction fails fatally and the automatic evaluation says so."""
    return _score(row.kore_evaluation_score, row.fails_fatally and row.fatal)


def audit(row: Any) -> dict[str, Any]:
    """The supervisor audit score, marked where the interaction fails fatally by an audit alone."""
    return _score(row.supervisor_audit_score, row.fails_fatally and not row.fatal)


def _score(value: float, fails_fatally: bool) -> dict[str, Any]:
    shown = score(value)
    if fails_fatally:
        return table.text(f"{shown} {wording.FATAL_MARK}", "warn")
    return table.text(shown, "quiet" if shown == wording.NA else "")
