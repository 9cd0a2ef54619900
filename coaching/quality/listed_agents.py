"""Whose interactions does a list show? A condition on their agent, in the way that is fastest for who asks."""

from coaching.people.visibility import VISIBLE_AGENTS, sight
from coaching.storage.database import Database

# $agent_id is NULL where the viewer may not see the agent.
OF_AGENT = "i.agent_id = $agent_id"
OF_OTHERS = """
    i.agent_id IN (
        SELECT p.person_id FROM people p
        WHERE p.person_id IN (FROM visible_agents) AND p.person_id <> $viewer_id
          AND ($team IS NULL OR p.team = $team))"""
# The same, looking up only interactions of few(): DuckDB compares each agent once in a block of the table, but with
# every one of these, so that they have to be few.
MOST_BY_NAME = 30
OF_FEW_OTHERS = f"list_contains($few::VARCHAR[], i.agent_id) AND {OF_OTHERS}"
# The same without looking at each one's agent, which takes longest: where the viewer sees everybody and may be an agent
# themselves, and where they are none.
_OF_ALL_OTHERS = "i.agent_id <> $viewer_id"
_OF_ALL = "TRUE"
OF_EVERYBODY = (_OF_ALL_OTHERS, _OF_ALL)
# Of daily totals, because there every agent is who has interactions with a time.
HIDES_NOBODY = f"""
    WITH {VISIBLE_AGENTS}
    SELECT NOT EXISTS (
        FROM (SELECT DISTINCT agent_id FROM agent_daily WHERE agent_id <> $viewer_id) i WHERE NOT ({OF_OTHERS})
    ) AS nobody, EXISTS (FROM agent_daily WHERE agent_id = $viewer_id) AS is_agent"""


def whose(database: Database, viewer_id: str, agent_id: str | None, team: str | None) -> str:
    """Whose interactions i are meant, in SQL: of one agent, or with `agent_id` None of all others whom the viewer sees.
    It takes $viewer_id, and $agent_id or $team and few() as $few."""
    if agent_id is not None:
        return OF_AGENT
    if team is None and sight(database, viewer_id).everybody:
        found = database.first(HIDES_NOBODY, {"viewer_id": viewer_id, "team": None})
        if found is not None and found["nobody"]:
            return _OF_ALL_OTHERS if found["is_agent"] else _OF_ALL
    return OF_OTHERS if few(database, viewer_id) is None else OF_FEW_OTHERS


def few(database: Database, viewer_id: str) -> list[str] | None:
    """The agents whom the viewer sees, where these are few."""
    return sight(database, viewer_id).by_name(MOST_BY_NAME)
