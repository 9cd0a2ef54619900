"""What was a conversation about? The topics and intents of a record, in the shapes that exports give them."""

from collections.abc import Iterator, Mapping
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
LEVELS = ("l1", "l2", "l3", "topic", "intent")  # the most general first
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
    return fields.said(f"{value:g}" if isinstance(value, float) else value, field, most)


def _elements(value: object, field: str) -> list[Any]:
    if isinstance(value, dict):  # Configured Intents are an object that holds the list
        inner = ELEMENT.read(value)
        value = inner["below"] if isinstance(inner.get("below"), list) and "topic" not in inner else [value]
    return fields.listed(value, field)


def _innermost(element: object, field: str, above: tuple[str, ...], level: int) -> Iterator[Topic]:
    if not isinstance(element, dict):
        said = as_words(element, field, limits.TOPIC)
        if said is not None:
            yield Topic(kind=FIELDS[field], path=(*above, said))
        return
    values = ELEMENT.read(element)
    read = {name: as_words(values[name], field, limits.TOPIC) for name in LEVELS if name in values}
    named = {name: said for name, said in read.items() if said is not None}
    path = (*above, *dict.fromkeys(named.values()))
    below = _elements(values.get("below"), field)
    if below and level < DEEPEST:
        for each in below:
            yield from _innermost(each, field, path, level + 1)
        return
    if named:
        yield Topic(
            kind=_kind(named, FIELDS[field]),
            path=path,
            resolution=resolution(values.get("resolution"), field),
            sentiment=as_words(values.get("sentiment"), field) or as_words(values.get("Sentiment Score"), field),
        )


def _kind(named: Mapping[str, str], otherwise: TopicKind) -> TopicKind:
    if ("intent" in named) == ("topic" in named):
        return otherwise
    return TopicKind.INTENT if "intent" in named else TopicKind.TOPIC
