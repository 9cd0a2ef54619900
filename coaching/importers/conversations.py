"""A conversation as an export describes it, before it becomes an interaction with its metric results."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from coaching.importers.addresses import address
from coaching.importers.fields import identifier, said_id
from coaching.importers.notes import Values
from coaching.importers.refused_records import unusable
from coaching.importers.sentiment_scale import STORED, SentimentScale
from coaching.importers.spellings import CHANNELS, LANGUAGES, NOBODY
from coaching.quality.detail_kinds import DetailKind, ParticipantKind, TopicKind
from coaching.words.name_key import name_key

_SAYS_SOMETHING = re.compile("[1-9]")  # as no word and no number for nobody does but -1
AUDITOR_PREFIX = "auditor:"  # comes before the name in the person_id of an auditor of whom only the name is known


@dataclass(slots=True, kw_only=True)
class MetricMention:
    """One metric of one evaluation; None where the source does not say.

    `evidence` has the instant (microseconds since 1970) and the id of each message pointed at.
    """

    position: int
    metric_id: str | None
    name: str | None
    weight: float | None
    negative_weight: float | None
    qualification: str
    fatal_error: bool | None
    justification: str | None
    evidence: list[tuple[int, str | None]]
    auditor_response: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMention:
    """Who handled a conversation: an e-mail address (lower case), an id of the exporting system, or both."""

    email: str | None
    source_id: str | None
    name: str | None = None
    team: str | None = None

    def __post_init__(self) -> None:
        """An id that is an address is the address: another record has it as such."""
        if self.email is None and (email := address(self.source_id or "")) is not None:
            object.__setattr__(self, "email", email)
            object.__setattr__(self, "source_id", None)

    @property
    def identity(self) -> str:
        """What the record calls the agent (identities.identity); "" where it has no more than a name."""
        return self.email or self.source_id or ""


@dataclass(frozen=True, slots=True)
class QueueMention:
    """The queue of a conversation. Without an id of its own it has the key of its name, however that is spelled."""

    queue_id: str
    name: str | None

    @classmethod
    def said(cls, queue_id: str | None, name: str | None) -> "QueueMention | None":
        """The queue with this id or name; None without either."""
        if queue_id is None and name is None:
            return None
        return cls(queue_id or name_key(name or "") or name or "", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMention:
    """What a raw data record says of its audit; `metrics` are those of the record, with the auditor's responses."""

    auditor: str | None
    audited_at: datetime
    score: float | None
    metrics: list[MetricMention]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody or something that a conversation went through, in the words of the source.

    `role` is what the source calls the part that it played; instants are naive UTC.
    """

    kind: ParticipantKind
    name: str | None = None
    email: str | None = None
    source_id: str | None = None
    role: str | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None


class Topic(NamedTuple):
    """Something that a conversation was about. `path` begins with the most general level."""

    kind: TopicKind
    path: tuple[str, ...]
    resolution: str | None = None
    sentiment: str | None = None


class Detail(NamedTuple):
    """Something else that a record says of a conversation, in words, as a number, or both.

    `name` says which one it is where there are several of a kind, `speaker` (agent, customer) whose it is.
    """

    kind: DetailKind
    speaker: str | None = None
    name: str | None = None
    value: str | None = None
    number: float | None = None


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One record of an export. None: the record does not say, and what is known stays.

    `custom_id` is the id given at upload. `order` (RecordOrder.text) says how new the record is, `file` is the name of
    the file that it comes from.

    `participants` and `topics` take the place of those that are known, of the `details` each kind does. Empty ones say
    nothing either.

    `sentiment_score` is -10 to +10, whatever the `sentiment_scale` of the source.

    `has_transcript`: it comes from a transcript that says more than what was said, and its agent is nobody.

    `transcript_path` is where its transcript is, relative to the file of the record.
    """

    conversation_id: str
    custom_id: str | None = None
    order: str = ""
    file: str = ""
    evaluated_at: datetime | None = None
    agent: AgentMention
    queue: QueueMention | None = None
    channel: str | None = None
    direction: str | None = None
    language: str | None = None
    topic: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    form_id: str | None = None
    pass_score: float | None = None
    kore_evaluation_score: float | None = None
    sentiment_score: float | None = None
    sentiment_scale: SentimentScale = STORED
    counts_fatal: bool | None = None
    metrics: list[MetricMention] | None = None
    transcript_path: str | None = None
    has_transcript: bool = False
    audits: list[AuditMention] = field(default_factory=list)
    participants: Sequence[Participant] = ()
    topics: Sequence[Topic] = ()
    details: Sequence[Detail] = ()

    @property
    def is_evaluation(self) -> bool:
        """Whether the record says how good the conversation was."""
        return self.kore_evaluation_score is not None or bool(self.metrics)

    @property
    def converted_from(self) -> SentimentScale | None:
        """The scale that the sentiment had in the source, where it was another one than is stored."""
        scale = self.sentiment_scale
        return None if self.sentiment_score is None or scale == STORED else scale


def source_id(values: Values, field: str) -> str | None:
    """The id that an exporting system has for an agent; None where it is one of those that stand for nobody ("0",
    "unknown"). Refused where it looks like the id that an import gives to an auditor known by name only."""
    value = identifier(values, field)
    if value is not None and is_nobody(value):
        return None
    if value is not None and value.startswith(AUDITOR_PREFIX):
        raise unusable(field, value, f'begins with "{AUDITOR_PREFIX}", as no id of an agent may')
    return value


def custom_id(values: Values) -> str | None:
    """The id that a conversation was given at upload; None where it is one that programs write where there is none, as
    conversations of nothing but that would be one. The record is refused where the id cannot be used."""
    value = said_id(values.get("customConversationId"), "customConversationId")
    return None if value is None or is_nobody(value) else value


def is_nobody(written: str) -> bool:
    """Whether a system writes this as an id where it knows none: many agents, or conversations, would have it."""
    if _SAYS_SOMETHING.search(written):  # most ids
        return written.strip() == "-1"
    said = "".join(character for character in name_key(written) if character.isalnum())
    return said.strip("0") == "" or said in NOBODY


def channel(source: str | None) -> str | None:
    """voice, chat or email for the sources known; any other as the source calls it."""
    return None if source is None else CHANNELS.get(source.lower(), source)


def language(source: str | None) -> str | None:
    """The name of a language that one export spells out ("English") and another abbreviates ("en", "en-US")."""
    return None if source is None else LANGUAGES.get(source.lower().replace("_", "-").split("-")[0], source)
