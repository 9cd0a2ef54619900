"""Who supervises whom, by what people.json says and by who assigned and audited?"""

import duckdb

from coaching.people.permissions import OVERSIGHT_PERMISSIONS

# The agents whom one of the people in the view or table {people} (column person_id) supervises, or might for having
# assigned or audited something.
OVERSEEN_BY = """
    SELECT person_id AS agent_id FROM people WHERE supervisor_id IN (SELECT person_id FROM {people})
    UNION SELECT agent_id FROM assignments WHERE assigned_by IN (SELECT person_id FROM {people})
    UNION SELECT i.agent_id FROM audits a JOIN interactions i USING (interaction_id)
    WHERE a.auditor_id IN (SELECT person_id FROM {people})"""


def refresh_supervisions(cursor: duckdb.DuckDBPyConnection, agents: str) -> None:
    """Works out again who supervises the agents in the column agent_id of the SELECT `agents`.

    That is the supervisor_id where people.json gave one, otherwise whoever assigned to the agent, and whom people.json
    lists and who audited them under their address, and who may oversee others (Identity.may_oversee). Somebody without
    any permission supervises nobody.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE refreshed_agents AS SELECT DISTINCT agent_id FROM ({agents})")
    cursor.execute("DELETE FROM supervisions WHERE agent_id IN (FROM refreshed_agents)")
    cursor.execute(
        """
        INSERT INTO supervisions BY NAME
        WITH candidates AS (
            SELECT assigned_by AS supervisor_id, agent_id FROM assignments
            UNION
            SELECT u.auditor_id, i.agent_id FROM audits u JOIN interactions i USING (interaction_id)
            JOIN people a ON a.person_id = u.auditor_id
            WHERE NOT u.by_name AND a.listed
        )
        SELECT p.person_id AS agent_id, p.supervisor_id
        FROM people p JOIN people s ON s.person_id = p.supervisor_id
        WHERE p.person_id IN (FROM refreshed_agents) AND len(s.permissions) > 0
        UNION
        SELECT c.agent_id, c.supervisor_id
        FROM candidates c
        JOIN people p ON p.person_id = c.agent_id
        JOIN people s ON s.person_id = c.supervisor_id
        WHERE p.supervisor_id IS NULL AND c.supervisor_id <> c.agent_id AND c.agent_id IN (FROM refreshed_agents)
          AND list_has_any(s.permissions, $oversight)""",
        {"oversight": list(OVERSIGHT_PERMISSIONS)},
    )
