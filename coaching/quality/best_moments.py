"""What went best for an agent? The interactions in which nothing fails, and what their customers said."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from coaching.quality.hidden_parts import Part, hidden_from
from coaching.quality.scope import IN_SCOPE, Scope, asked_of
from coaching.storage.database import Database, cached, look_up
from coaching.storage.frames import frame
from coaching.words.days import Period

CANDIDATES = 40

# Nothing fails by the answers that count; the score is a person's where there is one.
BEST = f"""
    WITH d AS MATERIALIZED (
        SELECT * FROM interactions WHERE agent_id = $agent_id AND started_at >= $first AND started_at < $end)
    SELECT d.interaction_id, d.started_at, coalesce(q.name, d.queue_id) AS queue, d.channel, d.topic,
           d.kore_evaluation_score, d.supervisor_audit_score, d.sentiment_score, d.sentiment_estimated, d.fatal,
           d.fails_fatally
    FROM d LEFT JOIN queues q USING (queue_id)
    WHERE {IN_SCOPE} AND len(d.failed_areas) = 0 AND NOT d.fails_fatally
      AND coalesce(d.supervisor_audit_score, d.kore_evaluation_score) IS NOT NULL
    ORDER BY coalesce(d.supervisor_audit_score, d.kore_evaluation_score) DESC, d.sentiment_score DESC NULLS LAST,
             d.started_at DESC, d.interaction_id
    LIMIT $candidates"""

_HAPPIEST_FIRST = "d.sentiment_score DESC NULLS LAST,"
BEST_WITHOUT_SENTIMENT = BEST.replace(_HAPPIEST_FIRST, "")
_SCORED = "AND coalesce(d.supervisor_audit_score, d.kore_evaluation_score) IS NOT NULL"
_AUDITED = "AND d.supervisor_audit_score IS NOT NULL"

# These SELECTs check no permission: their ids are of interactions that BEST has found for the viewer.
SAID_BY_CUSTOMER = """
    SELECT interaction_id, position, text, sentiment FROM turns
    WHERE interaction_id IN ({keys}) AND speaker = 'customer'"""

SHOWN_IN = """
    SELECT DISTINCT ai.interaction_id, ai.assignment_id
    FROM assignment_interactions ai JOIN assignments a USING (assignment_id)
    WHERE ai.interaction_id IN ({keys}) AND ai.kind = 'best_response' AND a.withdrawn_at IS NULL"""

COLUMNS = {
    "interaction_id": "object", "started_at": "datetime64[us]", "queue": "object", "channel": "object",
    "topic": "object", "kore_evaluation_score": "float64", "supervisor_audit_score": "float64",
    "sentiment_score": "float64", "sentiment_estimated": "bool", "fatal": "bool", "fails_fatally": "bool",
    "quote": "object", "shown_in": "int64",
}  # fmt: skip


@cached
def best_moments(database: Database, viewer_id: str, scope: Scope, period: Period, most: int) -> pd.DataFrame:
    """The agent's best interactions of the period: nothing fails in them; the highest scores first (the audit's where
    there is one), of equal ones those whose customer said something happy, then the happiest customers, then the
    newest. They are chosen from the first CANDIDATES by score and customer. Where the viewer does not get the
    sentiment, it decides nothing and there are no quotes.

    Columns: interaction_id, started_at (naive UTC), queue, channel, topic, kore_evaluation_score and
    supervisor_audit_score (0 to 100), sentiment_score (-10 to +10), sentiment_estimated, fatal, fails_fatally, quote
    (what the customer said when they were happiest; None where they never were, or nobody knows), shown_in (n
    assignments in force that show it to others as a best response).
    """
    asked = asked_of(database, viewer_id, scope, period)
    hidden = hidden_from(database, viewer_id, scope.agent_id)
    sql = BEST_WITHOUT_SENTIMENT if Part.SENTIMENT in hidden else BEST
    sql = sql.replace(_SCORED, _AUDITED) if Part.AUTOMATIC in hidden else sql
    if Part.SENTIMENT in hidden:
        rows = database.rows(*asked.of(sql, candidates=CANDIDATES))
        found = [row | {"sentiment_score": None, "sentiment_estimated": False} for row in rows]
        quotes: dict[str, str] = {}
    else:
        found = database.rows(*asked.of(sql, candidates=CANDIDATES))
        quotes = happiest(look_up(database, SAID_BY_CUSTOMER, [row["interaction_id"] for row in found]))
    found.sort(key=lambda row: (-_score(row), row["interaction_id"] not in quotes))  # otherwise as they are
    best = found[:most]
    shown = [row["interaction_id"] for row in look_up(database, SHOWN_IN, [row["interaction_id"] for row in best])]
    return frame(
        [
            row | {"quote": quotes.get(row["interaction_id"]), "shown_in": shown.count(row["interaction_id"])}
            for row in best
        ],
        COLUMNS,
    )


def _score(row: Mapping[str, Any]) -> float:
    audited = row["supervisor_audit_score"]
    return float(row["kore_evaluation_score"] if audited is None else audited)


def happiest(said: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What each customer said when they were happiest, by interaction_id: the words of the highest sentiment above 0,
    of equal ones the last. Pure. `said`: rows with interaction_id, position, text, sentiment (None where unknown)."""
    felt = [turn for turn in said if turn["sentiment"] is not None and turn["sentiment"] > 0]
    felt.sort(key=lambda turn: (turn["sentiment"], turn["position"]))
    return {turn["interaction_id"]: turn["text"] for turn in felt}
