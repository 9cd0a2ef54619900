"""Does the index of transcripts have the words of the turns that are stored now, and no others?"""

import re

from coaching.quality.transcript_words import FOLDED
from coaching.storage.database import Database

INDEXED = """
    SELECT i.interaction_id, w.speaker, w.word
    FROM (SELECT word, speaker, unnest(transcripts) AS number FROM transcript_words) w
    JOIN interactions i ON i.transcript_number = w.number"""
SAID = f"SELECT interaction_id, speaker, {FOLDED.format(text='text')} AS text FROM turns"

Entry = tuple[str, str, str]  # interaction_id, speaker, word


def indexed(database: Database) -> set[Entry]:
    """What the index says of the interactions."""
    return {(row["interaction_id"], row["speaker"], row["word"]) for row in database.rows(INDEXED)}


def said(database: Database) -> set[Entry]:
    """What the turns of the interactions say."""
    return {
        (row["interaction_id"], row["speaker"], word)
        for row in database.rows(SAID)
        for word in re.split("[ \t\n\v\f\r]", row["text"])
    }


def check_index(database: Database) -> None:
    """Fails where the two differ, or where two interactions share a number."""
    assert indexed(database) == said(database)
    shared = "SELECT 1 FROM interactions GROUP BY transcript_number HAVING count(transcript_number) > 1"
    assert database.first(shared) is None
