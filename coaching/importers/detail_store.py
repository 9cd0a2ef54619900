"""Writing the details of conversations: their participants, their topics and everything else that a record says."""

from collections import Counter
from collections.abc import Iterable

import duckdb

from coaching.importers.conversations import Conversation
from coaching.importers.staging import COUNT, INSTANT, NUMBER, TEXT, TEXTS, Columns, staged

Rows = list[tuple[object, ...]]

_PARTICIPANTS = {
    "interaction_id": TEXT,
    "position": COUNT,
    "kind": TEXT,
    "name": TEXT,
    "email": TEXT,
    "source_id": TEXT,
    "role": TEXT,
    "joined_at": INSTANT,
    "left_at": INSTANT,
}
_TOPICS = {
    "interaction_id": TEXT,
    "position": COUNT,
    "kind": TEXT,
    "path": TEXTS,
    "resolution": TEXT,
    "sentiment": TEXT,
}
_DETAILS = {
    "interaction_id": TEXT,
    "kind": TEXT,
    "position": COUNT,
    "speaker": TEXT,
    "name": TEXT,
    "value": TEXT,
    "number": NUMBER,
}


def store_details(cursor: duckdb.DuckDBPyConnection, conversations: Iterable[Conversation]) -> None:
    """Writes what these conversations say. It takes the place of what is stored: of the participants and the topics of
    an interaction as a whole, of its other details kind by kind. What a conversation does not say stays."""
    participants: Rows = []
    topics: Rows = []
    details: Rows = []
    for conversation in conversations:
        participants += _participants(conversation)
        topics += _topics(conversation)
        details += _details(conversation)
    _replace(cursor, "participants", _PARTICIPANTS, participants, "interaction_id")
    _replace(cursor, "interaction_topics", _TOPICS, topics, "interaction_id")
    _replace(cursor, "interaction_details", _DETAILS, details, "interaction_id, kind")


def _participants(conversation: Conversation) -> Rows:
    return [
        (
            conversation.conversation_id,
            position,
            one.kind,
            one.name,
            one.email,
            one.source_id,
            one.role,
            one.joined_at,
            one.left_at,
        )
        for position, one in enumerate(conversation.participants, start=1)
    ]


def _topics(conversation: Conversation) -> Rows:
    return [
        (conversation.conversation_id, position, topic.kind, topic.path, topic.resolution, topic.sentiment)
        for position, topic in enumerate(conversation.topics, start=1)
    ]


def _details(conversation: Conversation) -> Rows:
    positions: Counter[str] = Counter()
    rows: Rows = []
    for one in conversation.details:
        positions[one.kind] += 1
        rows.append(
            (
                conversation.conversation_id,
                one.kind,
                positions[one.kind],
                one.speaker,
                one.name,
                one.value,
                one.number,
            )
        )
    return rows


def _replace(cursor: duckdb.DuckDBPyConnection, table: str, columns: Columns, rows: Rows, key: str) -> None:
    """Puts rows in the place of those with the same `key`, one or more columns."""
    if not rows:
        return
    with staged(cursor, "staged_rows", columns, rows):
        cursor.execute(f"DELETE FROM {table} WHERE ({key}) IN (SELECT DISTINCT {key} FROM staged_rows)")
        cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staged_rows")
