"""Which interactions is a question about (an agent's, in a period, of a queue and a channel), and how in SQL?"""

from dataclasses import dataclass

from coaching.people.visibility import may_see
from coaching.storage.database import Database
from coaching.words.days import Period, days_asked


@dataclass(frozen=True)
class Scope:
    """Whose interactions are meant, and which of them: None means every queue, every channel."""

    agent_id: str
    queue_id: str | None = None
    channel: str | None = None


# The rows of one agent in a table, read by its index before anything is joined.
OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent_id)"
DAYS_OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent_id AND day >= $first AND day < $end)"

# d is a step that OF_AGENT or DAYS_OF_AGENT makes of a table. $agent_id is NULL where the viewer may not see the agent.
IN_SCOPE = "($queue_id IS NULL OR d.queue_id = $queue_id) AND ($channel IS NULL OR d.channel = $channel)"


def parameters_of(database: Database, viewer_id: str, scope: Scope, period: Period) -> dict[str, object]:
    """What OF_AGENT, IN_SCOPE and the period of a query ask for: nobody's where the viewer may not see that agent."""
    return {
        "agent_id": scope.agent_id if may_see(database, viewer_id, scope.agent_id) else None,
        "queue_id": scope.queue_id,
        "channel": scope.channel,
    } | days_asked(period)
