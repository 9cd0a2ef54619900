"""What do the analyses of Amazon (Contact Lens of chats and calls, Transcribe Call Analytics) say of a contact?

None of them says who the agent is: a participant's id is good for one contact. So an analysis is read as a transcript,
which waits until metadata or an evaluation of the contact names the agent, and adds what it says of the contact.
"""

import re
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from coaching.importers import fields, limits, record_order, transcripts
from coaching.importers.conversations import (
    AgentMention,
    Conversation,
    Detail,
    Participant,
    Topic,
    channel,
    language,
)
from coaching.importers.format import Source
from coaching.importers.instants import NotAnInstantError, instant
from coaching.importers.notes import Notes, Values
from coaching.importers.refused_records import Refusal, UnusableRecordError, shown, unusable
from coaching.importers.sentiment_scale import AMAZON
from coaching.importers.spellings import Spellings
from coaching.importers.transcripts import LeftOut, Message, Transcript
from coaching.quality.detail_kinds import DetailKind, ParticipantKind, TopicKind

# What all three of their files have.
KEYS = (
    "AccountId",
    "Categories",
    "Channel",
    "ContentMetadata",
    "ConversationCharacteristics",
    "JobStatus",
    "LanguageCode",
    "Participants",
    "Transcript",
)
ITEM = Spellings(
    {
        "Content": (),
        "ParticipantRole": (),
        "ParticipantId": (),
        "AbsoluteTime": (),
        "BeginOffsetMillis": (),
        "Sentiment": (),
        "Id": (),
        "Type": (),
    }
)
# What a word for the sentiment of a turn counts in Amazon's own scores of a whole contact.
WORDS = {"POSITIVE": 5.0, "NEUTRAL": 0.0, "MIXED": 0.0, "NEGATIVE": -5.0}
KINDS = {"AGENT": ParticipantKind.AGENT, "CUSTOMER": ParticipantKind.CUSTOMER, "CUSTOM_BOT": ParticipantKind.BOT}
NOBODY = AgentMention(email=None, source_id=None)
SHARES = (
    (None, "silence", ("NonTalkTime",)),
    (None, "hold", ("HoldTime",)),
    (None, "crosstalk", ("Interruptions",)),
    ("agent", "talk", ("TalkTime", "DetailsByParticipant", "AGENT")),
    ("customer", "talk", ("TalkTime", "DetailsByParticipant", "CUSTOMER")),
)

_CONTACT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_RECORDING = re.compile(r"\.(?:wav|mp3|mp4|flac|ogg|amr|webm|m4a)$", re.IGNORECASE)


def transcript(content: dict[str, Any], source: Source) -> Transcript | Refusal:
    """What a file says. It is refused as a whole where an item of its transcript cannot be read."""
    file = source.file
    unknown: list[LeftOut] = []
    number = 0
    try:
        items = [ITEM.read(item) for item in _items(content)]
        roles = _roles(content)
        felt = _felt(content)
        messages = []
        for number, item in enumerate(items, start=1):
            text = fields.text(item, "Content", limits.MESSAGE)
            if text:  # what has none is an event: somebody joined, left, was transferred
                messages.append(_message(number, item, text, roles, felt, unknown))
    except UnusableRecordError as error:
        position = f"item {number}" if number else ""
        return Refusal(file=file.name, position=position, field=error.field, reason=error.reason)
    is_timed = any("AbsoluteTime" in item for item in items)
    read = transcripts.transcript(
        file,
        messages,
        time_field="AbsoluteTime" if is_timed else "BeginOffsetMillis",
        unit=None if is_timed else 1e-3,
        left_out=unknown,
    )
    if isinstance(read, Transcript):
        read.contact = _contact(content, PurePath(file.name).name, items, source.notes)
        read.is_redacted = fields.word(_at(content, "ContentMetadata", "Output")).upper() == "REDACTED"
    return read


def _items(content: dict[str, Any]) -> list[dict[str, Any]]:
    found = content.get("Transcript") or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        wanted = 'write one, such as [{"ParticipantRole": "AGENT", "Content": "Hello", "BeginOffsetMillis": 0}]'
        raise unusable("Transcript", found, "is not a list of objects", wanted)
    return found


def _roles(content: dict[str, Any]) -> dict[str, str]:
    """The role of each participant by their id."""
    listed = (ITEM.read(each) for each in _objects(content.get("Participants")))
    return {fields.word(each.get("ParticipantId")): fields.word(each.get("ParticipantRole")) for each in listed}


def _felt(content: dict[str, Any]) -> dict[str, str]:
    """The sentiment of the messages of a chat by their id, which is not in the transcript itself."""
    groups = _objects(_at(content, "ConversationCharacteristics", "Sentiment", "DetailsByTranscriptItemGroup"))
    return {
        fields.word(item.get("Id")): fields.word(group.get("Sentiment"))
        for group in groups
        for item in _objects(group.get("TranscriptItems"))
    }


def _message(
    number: int, item: Values, text: str, roles: dict[str, str], felt: dict[str, str], unknown: list[LeftOut]
) -> Message:
    known_as = fields.word(item.get("ParticipantId"))
    role = item.get("ParticipantRole") or roles.get(known_as) or known_as
    speaker = transcripts.speaker(role)
    if speaker is None:
        unknown.append(transcripts.unknown_speaker(str(number), "ParticipantRole", role))
    word = item.get("Sentiment") or felt.get(fields.word(item.get("Id")))
    said = WORDS.get(fields.word(word).upper()) if speaker == "customer" else None
    if word and fields.word(word).upper() not in WORDS:
        wanted = f"write {', '.join(WORDS)}"
        unknown.append(LeftOut(field="Sentiment", position=f"turn {number}", was=shown(word), wanted=wanted))
    time = item.get("AbsoluteTime")
    return Message(
        key=str(number),
        speaker=speaker or "system",
        time=item.get("BeginOffsetMillis") if time is None else time,
        text=text,
        sentiment=None if said is None else AMAZON.convert(said),
    )


def _contact(content: dict[str, Any], file: str, items: list[Values], notes: Notes) -> Conversation:
    """What the file says of the contact as a whole; nobody is its agent."""
    started_at, ended_at = _times(content, file, items)
    overall = _at(content, "ConversationCharacteristics", "Sentiment", "OverallSentiment")
    said = _at(overall, "CUSTOMER")
    score = _feeling(_at(overall, "DetailsByParticipantRole", "CUSTOMER") if said is None else said, "CUSTOMER", notes)
    return Conversation(
        conversation_id=_contact_id(content, file),
        agent=NOBODY,
        channel=channel(fields.word(content.get("Channel")).lower() or "voice"),
        language=language(fields.word(content.get("LanguageCode")) or None),
        started_at=started_at,
        ended_at=ended_at,
        sentiment_score=score,
        sentiment_scale=AMAZON,
        has_transcript=True,
        participants=_participants(content),
        topics=[Topic(kind=TopicKind.TOPIC, path=(name,)) for name in _categories(content)],
        details=[*_shares(content, notes), *_phases(content, notes)],
    )


def _feeling(value: object, field: str, notes: Notes) -> float | None:
    """How somebody felt, -10 to +10; None where nobody says it, or where it is left out."""
    if value is None:
        return None
    score = _number({field: value}, field)
    if score is None or not AMAZON.low <= score <= AMAZON.high:
        wanted = "write a number such as 2.5"
        notes.left_out.append(unusable(field, value, f"is not between {AMAZON.low:g} and {AMAZON.high:g}", wanted))
        return None
    return AMAZON.convert(score)


def _contact_id(content: dict[str, Any], file: str) -> str:
    """The id that the file gives, that in its name, that of the job, or else its name."""
    given = fields.word(_at(content, "CustomerMetadata", "ContactId")).strip()
    named = _CONTACT.search(file)
    job = _RECORDING.sub("", fields.word(content.get("JobName")).strip())
    return given or (named[0] if named else "") or job or file.rpartition(".")[0] or file


def _times(content: dict[str, Any], file: str, items: list[Values]) -> tuple[datetime | None, datetime | None]:
    """Of a chat from its first to its last item. Of a call the time in the name of the file, which Amazon writes as
    <contact>_analysis_<time>; without one nobody knows."""
    said = []
    for item in items:
        try:
            said.append(instant(item["AbsoluteTime"]))
        except (KeyError, NotAnInstantError):
            continue
    if said:
        return min(said), max(said)
    digits = record_order.newest_date(file) if "analysis" in file else ""
    if not digits or digits.endswith("000000"):
        return None, None
    started_at = datetime.strptime(digits, "%Y%m%d%H%M%S")
    lasted = _number(_at(content, "ConversationCharacteristics"), "TotalConversationDurationMillis")
    return started_at, None if lasted is None or not 0 <= lasted < 1e9 else started_at + timedelta(milliseconds=lasted)


def _participants(content: dict[str, Any]) -> list[Participant]:
    """Those who have a name or an id of their own: of a call only the roles are known."""
    found = []
    for each in _objects(content.get("Participants")):
        role, known_as = fields.word(each.get("ParticipantRole")), fields.word(each.get("ParticipantId"))
        name = fields.word(each.get("DisplayName")).strip() or None
        if name is not None or (known_as and known_as != role):
            kind = KINDS.get(role, ParticipantKind.OTHER)
            found.append(Participant(kind=kind, name=name, source_id=known_as or None, role=role.lower() or None))
    return found


def _categories(content: dict[str, Any]) -> list[str]:
    found = _at(content, "Categories", "MatchedCategories")
    words = (fields.word(each).replace("\0", "").strip() for each in found) if isinstance(found, list) else ()
    return list(dict.fromkeys(filter(None, words)))


def _shares(content: dict[str, Any], notes: Notes) -> list[Detail]:
    said = _at(content, "ConversationCharacteristics")
    whole = _number(said, "TotalConversationDurationMillis")
    found = []
    for speaker, name, where in SHARES:
        written = _at(said, *where, "TotalTimeMillis")
        part = _number({"TotalTimeMillis": written}, "TotalTimeMillis")
        if written is not None and (part is None or part < 0 or (whole is not None and part > whole)):
            wanted = "write milliseconds, at most TotalConversationDurationMillis"
            notes.left_out.append(unusable(where[0], written, "is no part of the conversation", wanted))
        elif whole and part is not None:
            share = round(100 * part / whole, 2)
            found.append(Detail(kind=DetailKind.TIME_SHARE, speaker=speaker, name=name, number=share))
    return found


def _phases(content: dict[str, Any], notes: Notes) -> list[Detail]:
    """How customer and agent felt at the beginning and at the end, -10 to +10."""
    said = _at(content, "ConversationCharacteristics", "Sentiment")
    found = []
    for role in ("CUSTOMER", "AGENT"):
        quarters = _objects(_at(said, "SentimentByPeriod", "QUARTER", role))
        shift = _at(said, "SentimentShift", "DetailsByParticipantRole", role)
        first = (quarters[0], "Score") if quarters else (shift, "BeginScore")
        last = (quarters[-1], "Score") if quarters else (shift, "EndScore")
        for name, (where, field) in (("opening", first), ("closing", last)):
            score = _feeling(_at(where, field), field, notes)
            if score is not None:
                value = f"{round(score, 1):g}"
                found.append(Detail(kind=DetailKind.SENTIMENT_PHASE, speaker=role.lower(), name=name, value=value))
    return found


def _at(content: object, *keys: str) -> object:
    """What is below these keys; None where anything is not there."""
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(content: object, key: str) -> float | None:
    value = _at(content, key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e12 else None
