"""What do exports say of an interaction beside its scores, its answers and its transcript?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coaching.quality.detail_kinds import DetailKind, ParticipantKind
from coaching.quality.hidden_parts import Part, hidden_from
from coaching.quality.interactions import interaction
from coaching.storage.database import Database

PARTICIPANTS = """
    SELECT kind, name, email, source_id, role, joined_at, left_at FROM participants
    WHERE interaction_id = $interaction_id ORDER BY position"""

TOPICS = """
    SELECT kind, path, resolution, sentiment FROM interaction_topics
    WHERE interaction_id = $interaction_id ORDER BY position"""

# The id of the conversation, also of an interaction that is one of several evaluations of it, and its further ids.
IDS = """
    WITH conversation AS (
        SELECT coalesce(max(conversation_id), $interaction_id) AS conversation_id
        FROM interaction_records WHERE interaction_id = $interaction_id
    )
    SELECT id
    FROM (
        SELECT conversation_id AS id, FALSE AS is_other FROM conversation
        UNION ALL SELECT other_id, TRUE FROM conversation_ids SEMI JOIN conversation USING (conversation_id)
    )
    ORDER BY is_other, id"""

DETAILS = """
    SELECT kind, speaker, name, value, number FROM interaction_details
    WHERE interaction_id = $interaction_id ORDER BY kind, position"""


# Of a best response: what its agent and the auditor alone read, and what may have the agent's name in it.
FOR_THE_AGENT = frozenset({DetailKind.AUDIT_STATUS})
OF_SENTIMENT = frozenset({DetailKind.EMOTION, DetailKind.SENTIMENT_PHASE, DetailKind.SENTIMENT_SHARE})
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
    """All that is known of an interaction beside its scores, its answers and its transcript.

    `conversation_id` is the id that the source's own system gives the conversation, `other_ids` those that it has
    elsewhere, as at upload.
    """

    conversation_id: str
    other_ids: tuple[str, ...]
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
    feels = Part.SENTIMENT not in hidden_from(database, viewer_id, seen.agent_id)
    hidden |= set() if feels else OF_SENTIMENT
    topics = [row if feels else row | {"sentiment": None} for row in database.rows(TOPICS, asked)]
    conversation_id, *linked = (row["id"] for row in database.rows(IDS, asked))
    said = [Detail(**row) for row in database.rows(DETAILS, asked)]
    given = [detail.value for detail in said if detail.kind == DetailKind.OTHER_ID and detail.value]
    return Details(
        conversation_id=conversation_id,
        other_ids=tuple(dict.fromkeys(each for each in (*linked, *given) if each != conversation_id)),
        participants=tuple(_participant(row, knows) for row in database.rows(PARTICIPANTS, asked)),
        topics=tuple(Topic(**row | {"path": tuple(row["path"])}) for row in topics),
        said=tuple(detail for detail in said if detail.kind not in hidden),
    )


def _participant(row: dict[str, Any], knows_agents: bool) -> Participant:
    anonymous = row["kind"] in (ParticipantKind.CUSTOMER, ParticipantKind.BOT, ParticipantKind.QUEUE) or knows_agents
    return Participant(**row if anonymous else row | dict.fromkeys(("name", "email", "source_id", "role")))
