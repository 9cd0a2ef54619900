"""Which rows are about a person, and how do they follow when an import learns who somebody is?"""

import duckdb

from coaching.importers import settling
from coaching.importers.supervisions import OVERSEEN_BY, refresh_supervisions
from coaching.quality import daily_totals, stored_audits

# Every column that holds a person_id of what files say, with the column that keeps the identity that they said: NULL
# where that is the person_id. Two identities that turn out to be two people after all take their own rows with them.
SAID = (
    ("interaction_records", "agent_id", "said_agent"),
    ("assignments", "agent_id", "said_agent"),
    ("assignments", "assigned_by", "said_by"),
    ("audits", "auditor_id", "said_auditor"),
)
# Every other column that holds a person_id, apart from people.person_id, identities.person_id, the daily totals, and
# interactions.agent_id, which follows from the records. assignment_interactions.agent_id repeats what interactions say,
# and supervisions are worked out.
REFERENCES = (
    ("people", "supervisor_id"),
    ("supervisions", "supervisor_id"),
    ("supervisions", "agent_id"),
    ("metric_results", "auditor_id"),
    ("assignment_interactions", "agent_id"),
    ("openings", "person_id"),
    ("changes", "changed_by"),
    ("drafts", "person_id"),
    ("bookmarks", "person_id"),
    ("own_templates", "person_id"),
    ("named_filters", "person_id"),
    ("best_response_offers", "person_id"),
    ("marks", "agent_id"),
    ("marks", "marked_by"),
    ("mark_closings", "closed_by"),
    ("groups", "created_by"),
    ("group_members", "agent_id"),
    ("acknowledgements", "person_id"),
    ("step_ticks", "person_id"),
    ("notes", "person_id"),
    ("agent_notes", "agent_id"),
    ("agent_notes", "written_by"),
    ("rounds", "drawn_by"),
    ("round_agents", "agent_id"),
    ("notes_set_aside", "person_id"),
    ("news_read", "person_id"),
    ("notices", "person_id"),
    ("notices", "caused_by"),
    ("notices_read", "person_id"),
    ("mails", "person_id"),
    ("calendar_addresses", "person_id"),
    ("outcomes", "person_id"),
    ("saved_filters", "person_id"),
    ("preferences", "person_id"),
    ("imports", "begun_by"),
    ("erasures", "erased_by"),
    ("erased_totals", "agent_id"),
)

# Interactions whose agent is somebody else now, whatever their other records say. Those without records (the demo's, or
# those stored before records were kept) go with whoever was their agent.
MOVED_INTERACTIONS = """
    CREATE OR REPLACE TEMP TABLE moved_interactions AS
    SELECT i.interaction_id, arg_max(m.person_id, r.record_order) AS agent_id
    FROM interactions i
    JOIN interaction_records r ON r.interaction_id = i.interaction_id AND r.agent_id = i.agent_id
    LEFT JOIN moved m ON m.identity = coalesce(r.said_agent, r.agent_id)
    GROUP BY i.interaction_id HAVING bool_and(m.identity IS NOT NULL)
    UNION ALL
    SELECT i.interaction_id, m.person_id
    FROM interactions i JOIN moved m ON m.identity = i.agent_id AND m.was = m.identity
    WHERE NOT EXISTS (FROM interaction_records r WHERE r.conversation_id = i.interaction_id)"""

MOVE_INTERACTIONS = """
    UPDATE interactions i SET agent_id = m.agent_id
    FROM moved_interactions m WHERE i.interaction_id = m.interaction_id"""

# What the records of a conversation add up to depends on which of them have the same agent.
MOVED_CONVERSATIONS = """
    CREATE OR REPLACE TEMP TABLE settled_conversations AS
    SELECT DISTINCT conversation_id FROM interaction_records
    WHERE coalesce(said_agent, agent_id) IN (SELECT identity FROM moved)"""

FOLLOW_INTERACTIONS = """
    UPDATE assignment_interactions ai SET agent_id = i.agent_id
    FROM interactions i
    WHERE i.interaction_id = ai.interaction_id
      AND i.interaction_id IN (SELECT interaction_id FROM moved_interactions)"""

# People whose audits became somebody else's, or who got some: what their newest audits say is worked out again.
MERGED_PEOPLE = """
    CREATE OR REPLACE TEMP TABLE merged_people AS
    SELECT DISTINCT unnest([was, person_id]) AS new_id FROM moved"""

FORGET_RESULTS = """
    DELETE FROM metric_results r
    WHERE auditor_id IN (FROM merged_people)
      AND NOT EXISTS (FROM audits a WHERE a.interaction_id = r.interaction_id AND a.auditor_id = r.auditor_id)"""


# Of what several who are one person have chosen, what was chosen under the id that stays: one value a person and name.
FORGET_PREFERENCES = """
    WITH of_one AS (
        SELECT p.person_id, p.name, coalesce(m.person_id, p.person_id) AS new_id
        FROM preferences p LEFT JOIN moved m ON m.identity = p.person_id AND m.was = m.identity),
    kept AS (
        SELECT new_id, name, min_by(person_id, {'moved': person_id <> new_id, 'id': person_id}) AS person_id
        FROM of_one GROUP BY new_id, name)
    DELETE FROM preferences p
    WHERE NOT EXISTS (FROM kept WHERE kept.person_id = p.person_id AND kept.name = p.name)"""

ERASED_OF_MOVED = """
    SELECT 1 FROM erased_totals e JOIN moved m ON m.identity = e.agent_id AND m.was = m.identity LIMIT 1"""

# The agents whose supervisors may be others now.
OVERSEEN = f"""
    SELECT new_id AS agent_id FROM merged_people
    UNION SELECT agent_id FROM supervisions WHERE supervisor_id IN (FROM merged_people)
    UNION {OVERSEEN_BY.format(people="(SELECT new_id AS person_id FROM merged_people)")}"""


def repoint(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives every row to the person whom it is about, after identities have become other people than they were.

    They are in the temporary table moved (identity, was, person_id), and the people whom they are now are stored. What
    files say goes with the identity that they said. Everything else that is a person's goes with them only where nobody
    has their person_id any more: the identity that was it says who they are.
    """
    has_erased = bool(cursor.execute(ERASED_OF_MOVED).fetchall())
    cursor.execute(MOVED_INTERACTIONS)
    cursor.execute(MOVED_CONVERSATIONS)
    cursor.execute(MERGED_PEOPLE)
    with daily_totals.in_step(cursor, "moved_interactions"):
        cursor.execute(MOVE_INTERACTIONS)
    for table, column, said in SAID:
        cursor.execute(f"""
            UPDATE {table} t SET {column} = m.person_id, {said} = nullif(m.identity, m.person_id)
            FROM moved m WHERE coalesce(t.{said}, t.{column}) = m.identity""")
    cursor.execute(FORGET_PREFERENCES)
    for table, column in REFERENCES:
        cursor.execute(f"""
            UPDATE {table} t SET {column} = m.person_id FROM moved m
            WHERE t.{column} = m.identity AND m.was = m.identity""")
    cursor.execute(FOLLOW_INTERACTIONS)
    cursor.execute("DELETE FROM people WHERE person_id IN (SELECT identity FROM moved WHERE was = identity)")
    cursor.execute(FORGET_RESULTS)
    stored_audits.unite(cursor)
    if cursor.execute("FROM settled_conversations LIMIT 1").fetchall():
        settling.settle(cursor)
    if has_erased:  # whose totals nothing else brings along
        daily_totals.rebuild(cursor)
    refresh_supervisions(cursor, OVERSEEN)
