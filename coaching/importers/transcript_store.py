"""Writing transcripts: turns, the estimated sentiment, and where evidence points."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb

from coaching.importers.evidence import resolve_evidence
from coaching.importers.staging import COUNT, FLAG, INSTANT, NUMBER, TEXT, staged, staged_columns
from coaching.importers.transcripts import Transcript, Turn
from coaching.importers.turn_times import place_turns
from coaching.quality import transcript_words
from coaching.quality.english import is_english, says_english
from coaching.quality.sentiment import interaction_sentiment, message_sentiment

_TURNS = {
    "interaction_id": TEXT,
    "since_start": NUMBER,
    "since_start_unit": NUMBER,
    "sentiment_reported": FLAG,
    "position": COUNT,
    "speaker": TEXT,
    "said_at": INSTANT,
    "text": TEXT,
    "sentiment": NUMBER,
}
_SENTIMENTS = {"interaction_id": TEXT, "sentiment": NUMBER}


def store_transcripts(cursor: duckdb.DuckDBPyConnection, transcripts: Mapping[str, Transcript]) -> dict[str, int]:
    """Stores the turns of stored interactions, by interaction_id, in place of earlier ones.

    A sentiment is estimated from them unless the source gave one, or the conversation is not in English. Returns how
    many transcripts have times from the start that were read as seconds, milliseconds, … because of their size.
    """
    languages = _languages(cursor, transcripts)
    columns: list[list[Any]] = [[] for _ in _TURNS]
    sentiments: list[tuple[str, float | None]] = []
    for interaction_id, transcript in transcripts.items():
        sentiment, turns = transcript.sentiment, transcript.turns
        texts = (text for _, speaker, _, text, _ in turns if speaker == "customer")
        if sentiment is not None and not is_english(languages[interaction_id], texts):
            sentiment, turns = None, [(*turn[:-1], None) for turn in turns]
        sentiments.append((interaction_id, sentiment))
        for column, values in zip(columns, _columns(interaction_id, transcript, turns), strict=True):
            column += values
    with (
        staged(cursor, "staged_transcripts", _SENTIMENTS, sentiments),
        staged_columns(cursor, "staged_turns", _TURNS, columns),
    ):
        cursor.execute("DELETE FROM turns WHERE interaction_id IN (SELECT interaction_id FROM staged_transcripts)")
        cursor.execute("INSERT INTO turns BY NAME SELECT * FROM staged_turns")
        transcript_words.index(cursor, "staged_transcripts", turns="staged_turns")
        from_the_start = any(transcript.since_start for transcript in transcripts.values())
        units = place_turns(cursor, "staged_transcripts") if from_the_start else {}
        _store_estimates(cursor, "staged_transcripts")
        resolve_evidence(cursor, "staged_transcripts")
    return units


def _columns(interaction_id: str, transcript: Transcript, turns: Sequence[Turn]) -> Iterator[Sequence[Any]]:
    """The values of the turns of one transcript, in the order of _TURNS."""
    many = len(turns)
    positions, speakers, said, texts, sentiments = zip(*turns, strict=True) if turns else ((),) * 5
    no_time = [None] * many
    yield [interaction_id] * many
    yield said if transcript.since_start else no_time
    yield [transcript.unit] * many
    yield [transcript.sentiment_reported] * many
    yield positions
    yield speakers
    yield no_time if transcript.since_start else said
    yield texts
    yield sentiments


def follow_languages(cursor: duckdb.DuckDBPyConnection) -> None:
    """Estimates sentiments anew, or takes them away, where a record says that a conversation with a transcript is in
    English, or is not. Table: known_interactions, with the languages before.

    The transcript is of the conversation, so the language of its newest evaluation counts, whose agent may be another
    one than before.
    """
    changed = cursor.execute("""
        SELECT i.interaction_id, k.language, i.language
        FROM known_interactions k
        JOIN interactions i ON i.interaction_id = k.conversation_id
        WHERE k.language IS DISTINCT FROM i.language""").fetchall()
    english = {
        interaction_id: language
        for interaction_id, before, language in changed
        if says_english(before) is not says_english(language)
    }
    if not english:
        return
    with staged(cursor, "staged_languages", {"interaction_id": TEXT}, [(each,) for each in english]):
        said = cursor.execute("""
            SELECT interaction_id, position, text FROM turns SEMI JOIN staged_languages USING (interaction_id)
            WHERE speaker = 'customer' AND NOT sentiment_reported ORDER BY interaction_id, position""").fetchall()
    texts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for interaction_id, position, text in said:
        texts[interaction_id].append((position, text))
    sentiments: list[tuple[str, float | None]] = []
    turns: list[tuple[str, int, float | None]] = []
    for interaction_id, messages in texts.items():
        estimated = is_english(english[interaction_id], [text for _, text in messages])
        sentiments.append(
            (interaction_id, interaction_sentiment([text for _, text in messages]) if estimated else None)
        )
        turns += [(interaction_id, place, message_sentiment(text) if estimated else None) for place, text in messages]
    with (
        staged(cursor, "staged_sentiments", _SENTIMENTS, sentiments),
        staged(cursor, "staged_felt", {"interaction_id": TEXT, "position": COUNT, "sentiment": NUMBER}, turns),
    ):
        cursor.execute("""
            UPDATE turns t SET sentiment = s.sentiment FROM staged_felt s
            WHERE t.interaction_id = s.interaction_id AND t.position = s.position""")
        _store_estimates(cursor, "staged_sentiments")


def _store_estimates(cursor: duckdb.DuckDBPyConnection, estimates: str) -> None:
    """Stores the estimated sentiments of interactions whose source gave none."""
    cursor.execute(f"""
        UPDATE interactions i
        SET sentiment_score = s.sentiment, sentiment_estimated = s.sentiment IS NOT NULL
        FROM {estimates} s
        WHERE i.interaction_id = s.interaction_id AND (i.sentiment_estimated OR i.sentiment_score IS NULL)""")


def _languages(cursor: duckdb.DuckDBPyConnection, interactions: Iterable[str]) -> dict[str, str | None]:
    """What the source says about the language of stored interactions."""
    with staged(cursor, "with_language", {"interaction_id": TEXT}, [(each,) for each in interactions]):
        rows = cursor.execute(
            "SELECT interaction_id, language FROM interactions SEMI JOIN with_language USING (interaction_id)"
        )
        return dict(rows.fetchall())
