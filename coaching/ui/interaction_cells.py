"""An interaction as cells of a table: the columns that every list of interactions shares."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.ui import table, wording
from coaching.ui.formatting import day_and_time, queue_and_channel, score, signed

DATE = table.Column("date", "Date", align="tight")
QUEUE = table.Column("queue", "Queue")
TOPIC = table.Column("topic", "Topic")
KORE = table.Column("kore", "Kore evaluation", align="right")
AUDIT = table.Column("audit", "Supervisor audit", align="right")
SENTIMENT = table.Column("sentiment", "Sentiment", align="right")
FAILS = table.Column("fails", "Fails")
OPEN = table.Column("open", "")
COLUMNS = (DATE, QUEUE, TOPIC, KORE, AUDIT, SENTIMENT, OPEN)


def cells(row: Any, zone: ZoneInfo) -> dict[str, dict[str, Any]]:
    """The cells of one interaction, a named tuple with the columns that interactions have everywhere."""
    when = day_and_time(row.started_at, zone)
    kore = score(row.kore_evaluation_score)
    estimated = "estimated from the customer's messages" if row.sentiment_estimated else None
    return {
        "date": table.opens(when, f"Open the interaction of {when}"),
        "queue": table.text(queue_and_channel(row.queue, row.channel)),
        "topic": table.text("–" if pd.isna(row.topic) else row.topic),
        "kore": table.text(f"{kore} ✖ fatal", "warn") if row.fatal else _score(row.kore_evaluation_score),
        "audit": _score(row.supervisor_audit_score),
        "sentiment": table.text(signed(row.sentiment_score) + (" est." if estimated else ""), title=estimated),
        "open": table.opens("Open", f"Open the interaction of {when}", button=True),
    }


def fails(failed_areas: list[str] | None) -> dict[str, Any]:
    """The coaching areas that fail, None where no metric applied."""
    if failed_areas is None:
        return table.text(wording.NA, "quiet")
    return table.tags(failed_areas) if failed_areas else table.text("nothing", "quiet")


def label(row: Any, zone: ZoneInfo) -> str:
    """What an interaction was, in one line: "14 Nov 2026, 14:25 · Hotel booking · chat · Room booking"."""
    parts = [day_and_time(row.started_at, zone), queue_and_channel(row.queue, row.channel)]
    return " · ".join(parts if pd.isna(row.topic) else [*parts, row.topic])


def kore_and_audit(row: Any) -> str:
    """Two of its scores: "Kore 62 ✖ fatal · audit NA"."""
    kore = f"Kore {score(row.kore_evaluation_score)}" + (" ✖ fatal" if row.fatal else "")
    return f"{kore} · audit {score(row.supervisor_audit_score)}"


def _score(value: float) -> dict[str, Any]:
    shown = score(value)
    return table.text(shown, "quiet" if shown == wording.NA else "")
