"""Writing transcripts: turns, the estimated sentiment, and where evidence points."""

from collections.abc import Mapping

import duckdb

from coaching.importers.evidence import resolve_evidence
from coaching.importers.staging import COUNT, INSTANT, NUMBER, TEXT, staged, staged_columns
from coaching.importers.transcripts import Transcript

_TURNS = {
    "interaction_id": TEXT,
    "position": COUNT,
    "speaker": TEXT,
    "said_at": INSTANT,
    "text": TEXT,
    "sentiment": NUMBER,
}


def store_transcripts(cursor: duckdb.DuckDBPyConnection, transcripts: Mapping[str, Transcript]) -> None:
    """Stores the turns of stored interactions, by interaction_id, in place of earlier ones.

    A sentiment is estimated from them unless the source gave one.
    """
    ids = [interaction_id for interaction_id, transcript in transcripts.items() for _ in transcript.turns]
    turns = [turn for transcript in transcripts.values() for turn in transcript.turns]
    columns = [ids, *zip(*turns, strict=True)] if turns else [()] * len(_TURNS)
    sentiments = [(interaction_id, transcript.sentiment) for interaction_id, transcript in transcripts.items()]
    with (
        staged(cursor, "staged_transcripts", {"interaction_id": TEXT, "sentiment": NUMBER}, sentiments),
        staged_columns(cursor, "staged_turns", _TURNS, columns),
    ):
        cursor.execute("DELETE FROM turns WHERE interaction_id IN (SELECT interaction_id FROM staged_transcripts)")
        cursor.execute("INSERT INTO turns BY NAME SELECT * FROM staged_turns")
        cursor.execute("""
            UPDATE interactions i
            SET sentiment_score = s.sentiment, sentiment_estimated = s.sentiment IS NOT NULL
            FROM staged_transcripts s
            WHERE i.interaction_id = s.interaction_id AND (i.sentiment_estimated OR i.sentiment_score IS NULL)""")
        resolve_evidence(cursor, "staged_transcripts")
