"""Which interactions a question is about (an agent's, in a period, of a queue and a channel), and the SQL for that."""

from dataclasses import dataclass
from datetime import date, timedelta

from coaching.people.people import may_see
from coaching.storage.database import Database


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> "Period":
        """The period of the same length that ends the day before this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @staticmethod
    def last_days(days: int, until: date) -> "Period":
        """The `days` days up to and including `until`."""
        return Period(until - timedelta(days=days - 1), until)


@dataclass(frozen=True)
class Scope:
    """Whose interactions are meant, and which of them: None means every queue, every channel."""

    agent: str
    queue: str | None = None
    channel: str | None = None


# The rows of one agent in a table, read by its index before anything is joined.
OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent_id)"
DAYS_OF_AGENT = "AS MATERIALIZED (SELECT * FROM {table} WHERE agent_id = $agent_id AND day BETWEEN ${first} AND $last)"

# d is a step that OF_AGENT or DAYS_OF_AGENT makes of a table. $agent_id is NULL where the viewer may not see the agent.
IN_SCOPE = "($queue_id IS NULL OR d.queue_id = $queue_id) AND ($channel IS NULL OR d.channel = $channel)"


def parameters_of(database: Database, viewer_id: str, scope: Scope, period: Period) -> dict[str, object]:
    """What OF_AGENT, IN_SCOPE and the period of a query ask for: nobody's where the viewer may not see that agent."""
    return {
        "agent_id": scope.agent if may_see(database, viewer_id, scope.agent) else None,
        "queue_id": scope.queue,
        "channel": scope.channel,
        "first": period.first,
        "last": period.last,
    }
