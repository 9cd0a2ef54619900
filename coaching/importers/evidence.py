"""Which turn of the transcript does a metric's evidence point at?"""

import duckdb


def resolve_evidence(cursor: duckdb.DuckDBPyConnection, interactions: str) -> None:
    """Sets evidence.position of the interactions in the table or view `interactions` to the turn said at that instant.

    Of several turns at one instant it is the one with the number at the end of the message id, otherwise the first.
    NULL where the transcript has none, or is not there yet.
    """
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE resolved_evidence AS
        SELECT interaction_id, said_at, message_id,
               coalesce(min(t.position) FILTER (
                            t.position = try_cast(regexp_extract(message_id, '\\d+$') AS INTEGER)),
                        min(t.position)) AS position
        FROM evidence JOIN turns t USING (interaction_id, said_at)
        WHERE interaction_id IN (SELECT interaction_id FROM {interactions})
        GROUP BY interaction_id, said_at, message_id""")
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
