"""What was a conversation about? The topics and intents of a record, in the shapes that exports give them."""

from collections.abc import Iterator
from typing import Any

from coaching.importers import fields, limits
from coaching.importers.conversations import Topic
from coaching.importers.notes import Values
from coaching.importers.spellings import Spellings
from coaching.quality.detail_kinds import TopicKind

# Fields of a record that hold topics or intents, and what an element is that does not say it.
FIELDS = {
    "Generated Intents": TopicKind.INTENT,
    "Configured Intents": TopicKind.TOPIC,
    "Topics": TopicKind.TOPIC,
    "Intents": TopicKind.INTENT,
}
ELEMENT = Spellings(
    {
        "l1": ("l1Topic",),
        "l2": ("l2Topic",),
        "l3": ("l3Topic",),
        "topic": ("topicName", "name"),
        "intent": ("intentName",),
        "resolution": ("resolved", "isResolved", "resolutionStatus"),
        "sentiment": (),
        "Sentiment Score": (),
        "below": ("l2Topics", "l3Topics", "subtopics", "children", "topics"),
    }
)
DEEPEST = 8  # levels of topics within topics

RESOLVED, UNRESOLVED = "resolved", "unresolved"
_RESOLUTIONS = {
    **dict.fromkeys(("1", "1.0", "true", "yes", "y", "resolved"), RESOLVED),
    **dict.fromkeys(("0", "0.0", "false", "no", "n", "unresolved", "not resolved"), UNRESOLVED),
}


def topics(values: Values, field: str) -> list[Topic]:
    """What a field of FIELDS says, each topic once, in the order of the source.

    Of topics within topics (L1, L2, L3) only the innermost are given, with the way to them. Raises UnusableRecordError
    where the field is no list of topics.
    """
    found = (topic for element in _elements(values.get(field), field) for topic in _innermost(element, field, (), 1))
    return list(dict.fromkeys(found))


def resolution(value: object, field: str) -> str | None:
    """`resolved` or `unresolved` for what exports write for it; any other word as the source has it."""
    if isinstance(value, bool):
        return RESOLVED if value else UNRESOLVED
    said = as_words(value, field)
    return None if said is None else _RESOLUTIONS.get(said.lower(), said)


def as_words(value: object, field: str, most: int = limits.NAME) -> str | None:
    """A word or a number as the source writes it; None for nothing. Raises UnusableRecordError for a list or object."""
    if value is None:
        return None
    return fields.text({field: f"{value:g}" if isinstance(value, float) else value}, field, most)


def _elements(value: object, field: str) -> list[Any]:
    if fields.is_nothing(value):
        return []
    if isinstance(value, dict):  # Configured Intents are an object that holds the list
        inner = ELEMENT.read(value)
        value = inner["below"] if isinstance(inner.get("below"), list) and "topic" not in inner else [value]
    elements = value if isinstance(value, list) else [value]
    fields.check_length(elements, field)
    return elements


def _innermost(element: object, field: str, above: tuple[str, ...], level: int) -> Iterator[Topic]:
    if not isinstance(element, dict):
        said = as_words(element, field, limits.TOPIC)
        if said is not None:
            yield Topic(kind=FIELDS[field], path=(*above, said))
        return
    values = ELEMENT.read(element)
    levels = [values.get(name) for name in ("l1", "l2", "l3")]
    named = [as_words(each, field, limits.TOPIC) for each in (*levels, values.get("topic"), values.get("intent"))]
    path = (*above, *dict.fromkeys(name for name in named if name is not None))
    below = _elements(values.get("below"), field)
    if below and level < DEEPEST:
        for each in below:
            yield from _innermost(each, field, path, level + 1)
        return
    if len(path) > len(above):
        yield Topic(
            kind=_kind(values, FIELDS[field]),
            path=path,
            resolution=resolution(values.get("resolution"), field),
            sentiment=_sentiment(values, field),
        )


def _kind(values: Values, otherwise: TopicKind) -> TopicKind:
    if fields.is_nothing(values.get("intent")) == fields.is_nothing(values.get("topic")):
        return otherwise
    return TopicKind.TOPIC if fields.is_nothing(values.get("intent")) else TopicKind.INTENT


def _sentiment(values: Values, field: str) -> str | None:
    said = as_words(values.get("sentiment"), field)
    return as_words(values.get("Sentiment Score"), field) if said is None else said
