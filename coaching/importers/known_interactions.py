"""Which interactions are there under the ids that audits, assignments and transcripts give?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import duckdb

from coaching.importers.interaction_ids import canonical_ids
from coaching.importers.staging import TEXT, staged


class KnownInteractions:
    """The conversations that exist among those with these ids, with the agents who took part."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> None:
        """Ask of no others."""
        asked = set(ids)
        self._canonical = canonical_ids(cursor, asked)
        named = [(conversation_id,) for conversation_id in {self._canonical.get(each, each) for each in asked}]
        with staged(cursor, "named_interactions", {"interaction_id": TEXT}, named):
            agents = cursor.execute("""
                SELECT interaction_id, agent_id FROM interactions SEMI JOIN named_interactions USING (interaction_id)
                """).fetchall()
            records = cursor.execute("""
                SELECT DISTINCT conversation_id, interaction_id, agent_id
                FROM interaction_records
                WHERE conversation_id IN (SELECT interaction_id FROM named_interactions) AND agent_id IS NOT NULL
                """).fetchall()
        self._agent_of: dict[str, str] = dict(agents)
        self._took_part: defaultdict[str, set[str]] = defaultdict(set)
        self._of_agent: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for conversation_id, interaction_id, agent_id in records:
            self._took_part[conversation_id].add(agent_id)
            if interaction_id != conversation_id:
                self._of_agent[conversation_id][agent_id] = interaction_id

    def conversation(self, given_id: str) -> str | None:
        """The id of the conversation, which is also that of its newest evaluation; None where there is none."""
        conversation_id = self._canonical.get(given_id, given_id)
        return conversation_id if conversation_id in self._agent_of else None

    def took_part(self, given_id: str) -> set[str]:
        """The agents whom any of its records names."""
        conversation_id = self._canonical.get(given_id, given_id)
        return self._took_part[conversation_id] | {self._agent_of[conversation_id]}

    def of_agent(self, given_id: str, agent_id: str) -> str:
        """The interaction with this agent, where the conversation has one of its own, otherwise the newest."""
        conversation_id = self._canonical.get(given_id, given_id)
        return self._of_agent[conversation_id].get(agent_id, conversation_id)

    def of_another(self, given_id: str, agent_id: str) -> str:
        """The newest interaction that is not with this agent."""
        conversation_id = self._canonical.get(given_id, given_id)
        if self._agent_of[conversation_id] != agent_id:
            return conversation_id
        return min((each for each in self._of_agent[conversation_id].values()), key=len, default=conversation_id)


def still_without_time(cursor: duckdb.DuckDBPyConnection, records: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """How many of these records are of conversations without a start, by what they are called. `records`: how many by
    conversation and what they are called."""
    if not records:
        return {}
    ids = {conversation_id for conversation_id, _ in records}
    canonical = canonical_ids(cursor, ids)
    named = [(canonical.get(each, each),) for each in ids]
    with staged(cursor, "named_interactions", {"interaction_id": TEXT}, named):
        rows = cursor.execute("""
            SELECT interaction_id FROM interactions SEMI JOIN named_interactions USING (interaction_id)
            WHERE started_at IS NULL""").fetchall()
    without = {interaction_id for (interaction_id,) in rows}
    found: Counter[str] = Counter()
    for (conversation_id, called), number in records.items():
        if canonical.get(conversation_id, conversation_id) in without:
            found[called] += number
    return dict(found)
