"""The day that tests make the demo for, and how they count what must not be in it."""

from datetime import date

from coaching.storage.database import Database

TODAY = date(2026, 11, 24)
PROGRESS = """
    SELECT a.assignment_id, a.follow_up_on::TIMESTAMP AS follow_up_on,
           count(DISTINCT i.interaction_id) AS total,
           count(DISTINCT o.interaction_id) AS reviewed
    FROM assignments a
    JOIN assignment_interactions i USING (assignment_id)
    LEFT JOIN openings o ON o.assignment_id = a.assignment_id AND o.interaction_id = i.interaction_id
                        AND o.person_id = a.agent_id
    GROUP BY ALL"""


def count(database: Database, sql: str) -> int:
    """The number of rows of a SELECT, or FROM …, that shows what must not be, or must be so often."""
    return int(database.query(f"SELECT count(*) AS n FROM ({sql})")["n"].item())
