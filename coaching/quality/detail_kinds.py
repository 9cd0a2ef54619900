"""Which kinds of participants, topics and details are there? Apart from their queries, so that importers need no
database to name them."""

from enum import StrEnum


class ParticipantKind(StrEnum):
    """Who or what an interaction went through."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    QUEUE = "queue"
    OTHER = "other"


class TopicKind(StrEnum):
    """What an interaction was about: a topic, or what the customer wanted."""

    TOPIC = "topic"
    INTENT = "intent"


class DetailKind(StrEnum):
    """What a detail is, and which of its columns say it."""

    AUDIT_STATUS = "audit_status"
    """value"""
    DURATION_STATUS = "duration_status"
    """Whether it was long enough to be evaluated: value"""
    RESOLUTION = "resolution"
    """Of the interaction as a whole: value"""
    DISPOSITION = "disposition"
    """value"""
    CSAT = "csat"
    """The customer's rating: value, as the source writes it"""
    EMOTION = "emotion"
    """speaker (or none), value, number: its share in percent (or none)"""
    SENTIMENT_PHASE = "sentiment_phase"
    """speaker (or none), name: opening, development or closing, value in words"""
    SENTIMENT_SHARE = "sentiment_share"
    """name: positive, neutral or negative, number: percent"""
    TIME_SHARE = "time_share"
    """Of the time of a call. speaker (of talk), name: talk, hold, silence, number: percent"""
    OBSERVED = "observed"
    """name: what the source looked for, value: yes or no"""
    OTHER_ID = "other_id"
    """The id that was given at upload: value"""
    CUSTOM_FIELD = "custom_field"
    """name and value, as the source writes them"""
