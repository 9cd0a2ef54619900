"""What can a map of scores be narrowed to? Teams, queues and channels of the agents whom the viewer measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality.forms import queues
from coaching.storage.database import Database


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the agents whom the viewer measures have ever worked on, in order of name."""

    teams: Sequence[str]
    queues: Mapping[str, str]  # what they are called, by queue_id
    channels: Sequence[str]


CHOICES = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT DISTINCT p.team, d.queue_id, d.channel
    FROM agent_daily d JOIN people p ON p.person_id = d.agent_id
    WHERE d.agent_id IN (FROM monitored_agents)"""


def choices(database: Database, viewer_id: str) -> Choices:
    """The choices of the filters."""
    rows = database.query(CHOICES, {"viewer_id": viewer_id})
    called = queues(database)
    found = {queue: called.get(queue, queue) for queue in rows["queue_id"].dropna().unique()}
    return Choices(
        teams=tuple(sorted(rows["team"].dropna().unique())),
        queues=dict(sorted(found.items(), key=lambda each: (each[1], each[0]))),
        channels=tuple(sorted(rows["channel"].dropna().unique())),
    )
