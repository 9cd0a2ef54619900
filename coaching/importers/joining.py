"""Two conversations turn out to be one: what is stored under both is joined under one id."""

import duckdb

from coaching.importers.interaction_ids import OF_CONVERSATION, rename_interactions
from coaching.importers.record_store import add_earlier
from coaching.importers.staging import TEXT, staged

# Of each part that belongs to a conversation as a whole, the record that counts when all are one.
KEPT_PARTS = """
    CREATE OR REPLACE TEMP TABLE kept_parts AS
    SELECT part, conversation_id
    FROM (
        SELECT r.conversation_id, coalesce(j.new_id, r.conversation_id) AS joined_id, unnest(r.gives) AS part,
               record_order
        FROM interaction_records r LEFT JOIN joined_conversations j ON j.old_id = r.conversation_id
        WHERE r.conversation_id IN (SELECT conversation_id FROM all_joined)
    )
    QUALIFY row_number() OVER (
        PARTITION BY joined_id, part ORDER BY record_order DESC, conversation_id = joined_id DESC) = 1"""


def join_conversations(cursor: duckdb.DuckDBPyConnection, joined: dict[str, str]) -> bool:
    """Joins what is stored of conversations (keys) to that of others (values), and returns whether anything is.

    Settle the others afterwards: their interactions are joined there.
    """
    with staged(cursor, "joined_ids", {"old_id": TEXT, "new_id": TEXT}, list(joined.items())):
        cursor.execute("""
            CREATE OR REPLACE TEMP TABLE joined_conversations AS
            SELECT old_id, new_id FROM joined_ids
            WHERE old_id IN (SELECT conversation_id FROM interaction_records)
               OR old_id IN (SELECT interaction_id FROM interactions)""")
    if not cursor.execute("FROM joined_conversations LIMIT 1").fetchall():
        return False
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE all_joined AS
        SELECT DISTINCT unnest([old_id, new_id]) AS conversation_id FROM joined_conversations""")
    add_earlier(cursor, "all_joined")
    cursor.execute(KEPT_PARTS)
    for table, part in OF_CONVERSATION:
        cursor.execute(f"""
            DELETE FROM {table} WHERE interaction_id IN (SELECT conversation_id FROM all_joined)
            AND NOT EXISTS (FROM kept_parts k WHERE k.conversation_id = {table}.interaction_id AND k.part = {part})""")
    cursor.execute("""
        UPDATE interactions SET sentiment_score = NULL, sentiment_estimated = FALSE
        WHERE sentiment_estimated AND interaction_id IN (SELECT conversation_id FROM all_joined)
          AND interaction_id NOT IN (SELECT conversation_id FROM kept_parts WHERE part = 'transcript')""")
    # Sentiments were estimated by the language that is known of the conversation whose transcript is kept.
    cursor.execute("""
        UPDATE interactions i SET language = own.language
        FROM (SELECT old_id, new_id FROM joined_conversations UNION SELECT new_id, new_id FROM joined_conversations) j
        JOIN joined_conversations same ON same.new_id = j.new_id
        JOIN kept_parts k ON k.part = 'transcript' AND k.conversation_id IN (same.old_id, same.new_id)
        JOIN interactions own ON own.interaction_id = k.conversation_id
        WHERE i.interaction_id = j.old_id""")
    rename_interactions(cursor, [table for table, _ in OF_CONVERSATION], "joined_conversations")
    # Transcripts have no agent whose interaction they could be: they are of the conversation.
    cursor.execute("""
        UPDATE interaction_records r SET interaction_id = j.new_id FROM joined_conversations j
        WHERE r.conversation_id = j.old_id AND r.agent_id IS NULL""")
    cursor.execute("""
        UPDATE interaction_records r SET conversation_id = j.new_id FROM joined_conversations j
        WHERE r.conversation_id = j.old_id""")
    cursor.execute("""
        UPDATE audits a SET conversation_id = j.new_id FROM joined_conversations j
        WHERE a.conversation_id = j.old_id""")
    return True
