"""What does a record say beside scores, answers and times? Emotions, custom fields, shares of the time and so on.

Nothing here refuses a record: what cannot be used is left out and handed to `drop`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coaching.importers import fields, limits
from coaching.importers import topics as topics_of_record
from coaching.importers.conversations import Detail, Topic, custom_id
from coaching.importers.notes import Values
from coaching.importers.refused_records import UnusableRecordError, unusable
from coaching.importers.spellings import Spellings, normalised
from coaching.importers.topics import as_words, resolution
from coaching.quality.detail_kinds import DetailKind

Drop = Callable[[UnusableRecordError], None]

# A share of the time: its field, whose it is, its name.
SHARES: dict[str, tuple[str | None, str]] = {
    "Agent Talk": ("agent", "talk"),
    "Customer Talk": ("customer", "talk"),
    "Talk": (None, "talk"),
    "Hold": (None, "hold"),
    "Silence": (None, "silence"),
    "Cross Talk": (None, "crosstalk"),
}
PHASES = {
    **dict.fromkeys(("start", "starting", "begin", "beginning", "opening"), "opening"),
    **dict.fromkeys(("middle", "mid", "development"), "development"),
    **dict.fromkeys(("end", "ending", "close", "closing"), "closing"),
}
TONES = ("positive", "neutral", "negative")
SPEAKERS = ("customer", "agent")

RECORD = Spellings(
    {
        "Audit Status": (),
        "customConversationId": (),
        "duration_status": (),
        "Taxonomy Resolution": ("Resolution", "Resolution Status", "Is Resolved"),
        "Disposition": ("Disposition Code", "Disposition Name", "Wrap Up Code"),
        "CSAT": ("CSAT Score", "CSAT Rating", "Customer Satisfaction", "Customer Satisfaction Score"),
        "IsChurnRiskObserved": ("Churn Risk Observed", "Churn Risk"),
        "IsEscalationObserved": ("Escalation Observed", "Escalation"),
        "Emotions": (),
        "Customer Emotions": (),
        "Agent Emotions": (),
        "Sentiment Pattern": ("Sentiment By Phase",),
        "Customer Sentiment Pattern": ("Customer Sentiment By Phase",),
        "Agent Sentiment Pattern": ("Agent Sentiment By Phase",),
        "Sentiment Ratio": ("Sentiment Distribution",),
        "custom_fields": ("Custom Field",),
        "Duration": ("Conversation Duration",),
        **dict.fromkeys(topics_of_record.FIELDS, ()),
        **{field: tuple(f"{field} {end}" for end in ("Percentage", "Percent", "Ratio", "Share")) for field in SHARES},
        **{f"{field} Time": (f"{field} Duration",) for field in SHARES},
    }
)
EMOTION = Spellings({"emotion": ("name", "label"), "proportion": ("percentage", "percent", "share")})
PHASE = Spellings({"sentiment": ("label", "value"), "Sentiment Score": ("score",)})
CUSTOM_FIELD = Spellings({"name": ("key", "field", "label"), "value": ()})
# A detail of one value: the field that says it.
SINGLE = {
    DetailKind.AUDIT_STATUS: "Audit Status",
    DetailKind.DURATION_STATUS: "duration_status",
    DetailKind.DISPOSITION: "Disposition",
    DetailKind.CSAT: "CSAT",
}
MOST_CUSTOM_FIELDS = 200  # of a record
OBSERVED = {"IsChurnRiskObserved": "churn risk", "IsEscalationObserved": "escalation"}

_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%?)")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(milliseconds|ms|seconds|s|minutes|min)?", re.IGNORECASE)
_MILLISECONDS = {"milliseconds": 1.0, "ms": 1.0, "seconds": 1e3, "s": 1e3, "minutes": 6e4, "min": 6e4}


def topics_and_details(record: Mapping[str, Any], drop: Drop) -> tuple[list[Topic], list[Detail]]:
    """What the conversation was about, and everything else that a record says, each once."""
    values = RECORD.read(record)
    topics: list[Topic] = []
    details: list[Detail] = []
    for field in _IN_ORDER:
        if field in values:
            try:
                if field in topics_of_record.FIELDS:
                    topics += topics_of_record.topics(values, field)
                else:
                    details += _READERS[field](values, field, drop)
            except UnusableRecordError as error:
                drop(error)
    return list(dict.fromkeys(topics)), list(dict.fromkeys(details))


def of_columns(row: Mapping[str, str], known: Callable[[str], bool], drop: Drop) -> tuple[list[Topic], list[Detail]]:
    """What a row of a table says: its topics and details, and as custom fields all columns that are not `known`."""
    own = {column: value for column, value in row.items() if value and not known(column)}
    topics, details = topics_and_details(row, drop)
    details += [field for field in _custom_fields({"columns": own}, "columns", drop) if field not in details]
    return topics, details


def _single(kind: DetailKind) -> "Reader":
    def read(values: Values, field: str, _: Drop) -> Iterator[Detail]:
        said = as_words(values[field], field)
        if said is not None:
            yield Detail(kind=kind, value=said)

    return read


def _other_id(values: Values, field: str, _: Drop) -> Iterator[Detail]:
    other_id = custom_id(values)
    if other_id is not None:
        yield Detail(kind=DetailKind.OTHER_ID, value=other_id)


def _resolution(values: Values, field: str, _: Drop) -> Iterator[Detail]:
    said = resolution(values[field], field)
    if said is not None:
        yield Detail(kind=DetailKind.RESOLUTION, value=said)


def _observed(values: Values, field: str, _: Drop) -> Iterator[Detail]:
    said = fields.boolean(values, field)
    if said is not None:
        yield Detail(kind=DetailKind.OBSERVED, name=OBSERVED[field], value="yes" if said else "no")


def _emotions(speaker: str | None) -> "Reader":
    def read(values: Values, field: str, drop: Drop) -> Iterator[Detail]:
        for element in fields.listed(values[field], field):
            emotion = EMOTION.read(element) if isinstance(element, dict) else {"emotion": element}
            try:
                said = as_words(emotion.get("emotion"), field)
                share = fields.number(emotion, "proportion", 0, 100)
            except UnusableRecordError as error:
                drop(error)
                continue
            if said is not None:
                yield Detail(kind=DetailKind.EMOTION, speaker=speaker, value=said, number=share)

    return read


def _phases(speaker: str | None) -> "Reader":
    """Either an object with a sentiment a phase, of a speaker or of each, or one word for the whole."""

    def read(values: Values, field: str, _: Drop) -> Iterator[Detail]:
        yield from _phases_of(values[field], speaker, field)

    return read


def _phases_of(value: object, speaker: str | None, field: str) -> Iterator[Detail]:
    if not isinstance(value, dict):
        said = as_words(value, field)
        if said is not None:
            yield Detail(kind=DetailKind.SENTIMENT_PHASE, speaker=speaker, value=said)
        return
    for key, inner in value.items():
        name = normalised(key)
        if name in SPEAKERS and isinstance(inner, dict) and speaker is None:
            yield from _phases_of(inner, name, field)
        elif name in PHASES:
            phase = PHASE.read(inner) if isinstance(inner, dict) else {"sentiment": inner}
            said = as_words(phase.get("sentiment"), field) or as_words(phase.get("Sentiment Score"), field)
            if said is not None:
                yield Detail(kind=DetailKind.SENTIMENT_PHASE, speaker=speaker, name=PHASES[name], value=said)


def _tones(values: Values, field: str, _: Drop) -> Iterator[Detail]:
    value = values[field]
    if fields.is_nothing(value):
        return
    if not isinstance(value, dict):
        raise unusable(field, value, f"is no share of each of {', '.join(TONES)}", 'write {"positive": 40}')
    said = {normalised(key): inner for key, inner in value.items()}
    for tone in TONES:
        share = fields.number({field: said.get(tone)}, field, 0, 100)
        if share is not None:
            yield Detail(kind=DetailKind.SENTIMENT_SHARE, name=tone, number=share)


def _share(values: Values, field: str, _: Drop) -> Iterator[Detail]:
    """A share of the time as a percentage. What may be a percentage or a part of one stays as the source writes it."""
    speaker, name = SHARES[field]
    value = values[field]
    if isinstance(value, dict) and speaker is None:
        for key, inner in value.items():
            if normalised(key) in SPEAKERS:
                yield _as_share(inner, normalised(key), name, field)
    elif not fields.is_nothing(value):
        yield _as_share(value, speaker, name, field)


def _as_share(value: object, speaker: str | None, name: str, field: str) -> Detail:
    written = as_words(value, field) or ""
    found = _SHARE.fullmatch(written)
    number = float(found[1].replace(",", ".")) if found else None
    if found is None or number is None or number > 100:
        raise unusable(field, value, "is no percentage", "write a number from 0 to 100, such as 12.5")
    clear = bool(found[2]) or number == 0 or number > 1
    return Detail(
        kind=DetailKind.TIME_SHARE,
        speaker=speaker,
        name=name,
        number=number if clear else None,
        value=None if clear else written,
    )


def _time(values: Values, field: str, _: Drop) -> Iterator[Detail]:
    """A share of the time, from how long it was and how long the conversation was. Two numbers without a unit are taken
    to be in the same one; one beside a number with a unit says nothing."""
    share = field.removesuffix(" Time")
    part, whole = (_TIME.fullmatch(fields.word(values.get(each)).strip()) for each in (field, "Duration"))
    if part is None or whole is None or bool(part[2]) != bool(whole[2]) or share in values:
        return
    lasted, took = (float(each[1]) * _MILLISECONDS[(each[2] or "ms").lower()] for each in (part, whole))
    if lasted > took:
        raise unusable(field, values[field], "is longer than the conversation", "write how long it was")
    if took > 0:
        speaker, name = SHARES[share]
        yield Detail(kind=DetailKind.TIME_SHARE, speaker=speaker, name=name, number=round(100 * lasted / took, 2))


def _custom_fields(values: Values, field: str, drop: Drop) -> Iterator[Detail]:
    value = values[field]
    if fields.is_nothing(value):
        return
    if isinstance(value, dict):
        pairs = list(value.items())
    else:
        read = [CUSTOM_FIELD.read(element) for element in fields.objects(values, field)]
        pairs = [(str(element.get("name") or ""), element.get("value")) for element in read]
    if len(pairs) > MOST_CUSTOM_FIELDS:
        was = f"a list of {len(pairs):,} custom fields"
        drop(UnusableRecordError(field, "is too long", was=was, wanted=f"at most {MOST_CUSTOM_FIELDS:,} are kept"))
    for name, said in pairs[:MOST_CUSTOM_FIELDS]:
        try:
            detail = custom_field(name, said, field)
        except UnusableRecordError as error:
            drop(error)
            continue
        if detail is not None:
            yield detail


def custom_field(name: str, value: object, field: str) -> Detail | None:
    """A custom field as the source writes it; None where it is empty."""
    if isinstance(value, bool | list | dict):
        value = json.dumps(value, ensure_ascii=False)
    said = as_words(value, field, limits.TEXT)
    fields.check_text(name, field, limits.NAME)
    return Detail(kind=DetailKind.CUSTOM_FIELD, name=name.strip(), value=said) if said and name.strip() else None


Reader = Callable[[Values, str, Drop], Iterator[Detail]]

_READERS: dict[str, Reader] = {
    **{field: _single(kind) for kind, field in SINGLE.items()},
    "customConversationId": _other_id,
    "Taxonomy Resolution": _resolution,
    **dict.fromkeys(OBSERVED, _observed),
    "Emotions": _emotions(None),
    "Customer Emotions": _emotions("customer"),
    "Agent Emotions": _emotions("agent"),
    "Sentiment Pattern": _phases(None),
    "Customer Sentiment Pattern": _phases("customer"),
    "Agent Sentiment Pattern": _phases("agent"),
    "Sentiment Ratio": _tones,
    **dict.fromkeys(SHARES, _share),
    **{f"{field} Time": _time for field in SHARES},
    "custom_fields": _custom_fields,
}
_IN_ORDER = (*topics_of_record.FIELDS, *_READERS)
