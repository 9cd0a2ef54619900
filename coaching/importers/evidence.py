"""Which turn of the transcript does a metric's evidence point at?"""

from collections.abc import Iterable

import duckdb

from coaching.importers.interaction_ids import canonical_ids
from coaching.importers.staging import TEXT, staged


def resolve_evidence(cursor: duckdb.DuckDBPyConnection, interactions: str) -> None:
    """Sets evidence.position of the interactions in the table or view `interactions` to the turn said nearest to that
    instant, at most a second before or after it: some systems round the times of one of the two.

    Of several that are as near it is the one with the number at the end of the message id, otherwise the first. NULL
    where the transcript has none, or is not there yet.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE resolved_evidence AS
        SELECT e.interaction_id, e.said_at, e.message_id, t.position
        FROM (SELECT DISTINCT interaction_id, said_at, message_id FROM evidence
              WHERE interaction_id IN (SELECT interaction_id FROM {interactions})) e
        JOIN turns t ON t.interaction_id = e.interaction_id
                    AND t.said_at BETWEEN e.said_at - INTERVAL 1 SECOND AND e.said_at + INTERVAL 1 SECOND
        QUALIFY row_number() OVER (
            PARTITION BY e.interaction_id, e.said_at, e.message_id
            ORDER BY abs(epoch_us(t.said_at) - epoch_us(e.said_at)),
                     t.position = try_cast(regexp_extract(e.message_id, '\\d+$') AS INTEGER) DESC NULLS LAST,
                     t.position) = 1""")
    cursor.execute("""
        UPDATE evidence e SET position = r.position FROM resolved_evidence r
        WHERE e.interaction_id = r.interaction_id AND e.said_at = r.said_at
          AND e.message_id IS NOT DISTINCT FROM r.message_id AND e.position IS DISTINCT FROM r.position""")
    cursor.execute(f"""
        UPDATE evidence SET position = NULL
        WHERE position IS NOT NULL AND interaction_id IN (SELECT interaction_id FROM {interactions})
          AND NOT EXISTS (
            FROM resolved_evidence r
            WHERE r.interaction_id = evidence.interaction_id AND r.said_at = evidence.said_at
              AND r.message_id IS NOT DISTINCT FROM evidence.message_id)""")


def near_no_message(cursor: duckdb.DuckDBPyConnection, conversations: Iterable[str]) -> tuple[int, str]:
    """How many messages the evidence of these conversations points at that are not in their transcript, and one of the
    interactions. Those without a transcript do not count."""
    ids = set(conversations)
    if not ids:
        return 0, ""
    canonical = canonical_ids(cursor, ids)
    named = [(each,) for each in {canonical.get(each, each) for each in ids}]
    with staged(cursor, "named_conversations", {"conversation_id": TEXT}, named):
        ((missed, example),) = cursor.execute("""
            WITH named AS (
                SELECT DISTINCT interaction_id FROM interaction_records
                SEMI JOIN named_conversations USING (conversation_id)),
            missed AS (
                SELECT DISTINCT interaction_id, said_at, message_id FROM evidence SEMI JOIN named USING (interaction_id)
                WHERE position IS NULL AND said_at IS NOT NULL)
            SELECT count(*), min(interaction_id) FROM missed SEMI JOIN turns USING (interaction_id)""").fetchall()
    return missed, example or ""
