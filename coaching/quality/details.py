"""What do exports say of an interaction beside its scores, its answers and its transcript?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coaching.quality.detail_kinds import DetailKind, ParticipantKind
from coaching.quality.interactions import interaction
from coaching.storage.database import Database

PARTICIPANTS = """
    SELECT kind, name, email, source_id, role, joined_at, left_at FROM participants
    WHERE interaction_id = $interaction_id ORDER BY position"""

TOPICS = """
    SELECT kind, path, resolution, sentiment FROM interaction_topics
    WHERE interaction_id = $interaction_id ORDER BY position"""

DETAILS = """
    SELECT kind, speaker, name, value, number FROM interaction_details
    WHERE interaction_id = $interaction_id ORDER BY kind, position"""


# Of a best response: what its agent and the auditor alone read, and what may have the agent's name in it.
FOR_THE_AGENT = frozenset({DetailKind.AUDIT_STATUS})
MAY_NAME_THE_AGENT = frozenset({DetailKind.CUSTOM_FIELD})


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One of those that an interaction went through; instants are naive UTC. Of an agent whom the viewer may not know
    there is no name, no e-mail address and no id."""

    kind: str
    """A ParticipantKind, or what a later version wrote."""
    name: str | None
    email: str | None
    source_id: str | None
    role: str | None
    joined_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something that an interaction was about; `path` begins with the most general level."""

    kind: str
    path: tuple[str, ...]
    resolution: str | None
    sentiment: str | None


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One detail; its DetailKind says what each part means."""

    kind: str
    speaker: str | None
    name: str | None
    value: str | None
    number: float | None


@dataclass(frozen=True, kw_only=True)
class Details:
    """All that is known of an interaction beside its scores, its answers and its transcript."""

    participants: tuple[Participant, ...]
    topics: tuple[Topic, ...]
    said: tuple[Detail, ...]

    def of(self, kind: DetailKind) -> list[Detail]:
        """The details of a kind, in the order of the source."""
        return [detail for detail in self.said if detail.kind == kind]


def details(database: Database, viewer_id: str, interaction_id: str, name_others: bool = False) -> Details | None:
    """The details of one interaction, or None where there is no such interaction or the viewer may not see it.

    Of a best response, what may say who its agent is stays out unless `name_others`, and what was said to its agent
    (the audit) always does.
    """
    seen = interaction(database, viewer_id, interaction_id, name_others)
    if seen is None:
        return None
    asked = {"interaction_id": interaction_id}
    knows = seen.agent_visible or name_others
    hidden = {*(() if seen.agent_visible else FOR_THE_AGENT), *(() if knows else MAY_NAME_THE_AGENT)}
    return Details(
        participants=tuple(_participant(row, knows) for row in database.rows(PARTICIPANTS, asked)),
        topics=tuple(Topic(**row | {"path": tuple(row["path"])}) for row in database.rows(TOPICS, asked)),
        said=tuple(Detail(**row) for row in database.rows(DETAILS, asked) if row["kind"] not in hidden),
    )


def _participant(row: dict[str, Any], knows_agents: bool) -> Participant:
    anonymous = row["kind"] in (ParticipantKind.CUSTOMER, ParticipantKind.BOT, ParticipantKind.QUEUE) or knows_agents
    return Participant(**row if anonymous else row | dict.fromkeys(("name", "email", "source_id", "role")))
