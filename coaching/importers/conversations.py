"""A conversation as an export describes it, before it becomes an interaction with its metric results."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from coaching.importers import limits
from coaching.importers.fields import Values, shown, text
from coaching.importers.refused_records import UnusableRecordError

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


@dataclass(frozen=True, slots=True)
class QueueMention:
    """The queue of a conversation."""

    queue_id: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMention:
    """What a raw data record says of its audit; `metrics` are those of the record, with the auditor's responses."""

    auditor: str | None
    audited_at: datetime
    score: float | None
    metrics: list[MetricMention]


@dataclass(slots=True, kw_only=True)
class Conversation:
    """One record of an export. None: the record does not say, and what is known stays."""

    conversation_id: str
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
    counts_fatal: bool | None = None
    metrics: list[MetricMention] | None = None
    audits: list[AuditMention] = field(default_factory=list)

    def update(self, later: "Conversation") -> None:
        """Overwrites fields with those that a later record of the same conversation has."""
        later.audits = self.audits + later.audits
        later.follow(self.started_at, self.ended_at)
        for name in _FIELDS:
            value = getattr(later, name)
            if value is not None:
                setattr(self, name, value)

    def follow(self, started_at: datetime | None, ended_at: datetime | None) -> None:
        """Fills in missing times with the stored ones. Where the end would then be before the start, the stored times
        stay."""
        start, end = self.started_at or started_at, self.ended_at or ended_at
        fits = start is None or end is None or start <= end
        self.started_at, self.ended_at = (start, end) if fits else (started_at, ended_at)


_FIELDS = tuple(each.name for each in fields(Conversation))
_CHANNELS = {
    "korevg": "voice",
    "voice": "voice",
    "call": "voice",
    "phone": "voice",
    "rtm": "chat",
    "chat": "chat",
    "messaging": "chat",
    "email": "email",
    "mail": "email",
}
_LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


def source_id(values: Values, field: str) -> str | None:
    """The id that an exporting system has for an agent. Refused where it looks like the id that an import gives to an
    auditor known by name only."""
    value = text(values, field, limits.ID)
    if value is not None and value.startswith(AUDITOR_PREFIX):
        raise UnusableRecordError(field, f'{shown(value)} begins with "{AUDITOR_PREFIX}", as no id of an agent may')
    return value


def channel(source: str | None) -> str | None:
    """voice, chat or email for the sources known; any other as the source calls it."""
    return None if source is None else _CHANNELS.get(source.lower(), source)


def language(source: str | None) -> str | None:
    """The name of a language that one export spells out ("English") and another abbreviates ("en", "en-US")."""
    return None if source is None else _LANGUAGES.get(source.lower().replace("_", "-").split("-")[0], source)
