"""Transcripts as they are read, before they are stored.

Reading them and estimating the sentiment is most of the work of an import, so other processes do it: nothing here may
import DuckDB or Arrow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from coaching.importers import fields, instants, limits
from coaching.importers.broken_json import Unreadable
from coaching.importers.conversations import Conversation
from coaching.importers.format import Source, SourceFile
from coaching.importers.instants import Form
from coaching.importers.json_files import read_object
from coaching.importers.refused_records import Refusal, UnusableRecordError, shown
from coaching.importers.spellings import SPEAKERS
from coaching.importers.transcript_times import Said, read_times
from coaching.quality.sentiment import interaction_sentiment, message_sentiment
from coaching.words import wording

# position, speaker, said at (as Transcript.since_start says), text, sentiment
Turn = tuple[int, str, Said, str, float | None]


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as a file has it. `time` is as it is written there, `key` is what a refusal calls the message.

    `speaker` is agent, customer or system; `sentiment` (-10 to +10) is what the source says of it.
    """

    key: str
    speaker: str
    time: object
    text: str
    sentiment: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A value of a transcript that could not be used; the message was kept."""

    field: str
    position: str
    was: str
    wanted: str


@dataclass(slots=True, kw_only=True)
class Transcript:
    """One file's turns, and how its customer felt (-10 to +10, None without a message of theirs).

    Turns were said at so many microseconds since 1970 or, where `since_start`, at that number from the start of the
    conversation; 1 is `unit` seconds, None: told from how long the conversation took. None: the message has no time.
    `sentiment_reported`: the source says how the customer felt in each message, so it is not estimated.
    `contact` is what the file says of the conversation beside what was said. `is_redacted`: personal data were
    taken out of it, so it counts over a file that has them.
    """

    file: SourceFile
    turns: list[Turn]
    sentiment: float | None
    since_start: bool = False
    unit: float | None = None
    form: Form | None = None
    sentiment_reported: bool = False
    left_out: Sequence[LeftOut] = ()
    contact: Conversation | None = None
    is_redacted: bool = False


@dataclass
class Transcripts:
    """The transcripts of some files, and those that were refused."""

    read: list[Transcript] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read_transcripts(files: Iterable[SourceFile]) -> Transcripts:
    """Reads the files."""
    result = Transcripts()
    for file in files:
        content = content_of(file)
        if isinstance(content, Unreadable):
            result.refusals.append(_unreadable(file, content))
            continue
        source = Source(file=file)
        transcript = file.format.parse(content, source)
        if isinstance(transcript, Refusal):
            result.refusals.append(transcript)
        else:
            left_out = source.notes.left_out
            if left_out:
                transcript.left_out = [*transcript.left_out, *map(_left_out, left_out)]
            result.read.append(transcript)
    return result


def _left_out(error: UnusableRecordError) -> LeftOut:
    return LeftOut(field=error.field, position="", was=error.was or "nothing", wanted=error.wanted)


def _unreadable(file: SourceFile, content: Unreadable) -> Refusal:
    return Refusal(file=file.name, position=content.position, field=content.field, reason=content.reason)


def content_of(file: SourceFile) -> dict[str, Any] | Unreadable:
    """What is in the file, before its format makes turns of it."""
    return read_object(file, limits.TRANSCRIPT_BYTES)


def speaker(written: object) -> str | None:
    """agent, customer or system for what a source calls whoever spoke; None for a word that is not known."""
    if type(written) is str and written in SPEAKERS:  # most words
        return SPEAKERS[written]
    word = fields.word(written)
    return SPEAKERS.get(word) or SPEAKERS.get("".join(filter(str.isalpha, word.upper())))


def transcript(
    file: SourceFile,
    messages: Sequence[Message],
    *,
    time_field: str,
    unit: float | None = None,
    left_out: Sequence[LeftOut] = (),
) -> Transcript | Refusal:
    """The transcript that messages in their order make. `unit`: their times are numbers from the start of the
    conversation, of so many seconds each. `time_field`: what the file calls their time. `left_out`: what could not be
    used of them."""
    if len(messages) > limits.TURNS:
        reason = f"has {len(messages):,} turns, and at most {limits.TURNS:,} are read"
        return Refusal(file=file.name, position="", field="", reason=reason)
    times = read_times([message.time for message in messages], unit)
    untimed = [
        LeftOut(
            field=time_field,
            position=f"turn {messages[place].key}",
            was=shown(messages[place].time),
            wanted=instants.WANTED,
        )
        for place in times.unusable
    ]
    reported = any(message.sentiment is not None for message in messages)
    turns: list[Turn] = []
    said: list[str] = []
    for position, (message, when) in enumerate(zip(messages, times.said, strict=True), start=1):
        sentiment = message.sentiment
        if message.speaker == "customer":
            said.append(message.text)
            sentiment = sentiment if reported else message_sentiment(message.text)
        turns.append((position, message.speaker, when, message.text, sentiment))
    return Transcript(
        file=file,
        turns=turns,
        sentiment=None if reported else interaction_sentiment(said),
        since_start=times.since_start,
        unit=times.unit,
        form=times.form,
        sentiment_reported=reported,
        left_out=[*left_out, *untimed],
    )


def unknown_speaker(key: str, spelling: str, written: object) -> LeftOut:
    """What is said where nobody knows who spoke: the message is kept as one of the system."""
    return LeftOut(field=spelling, position=f"turn {key}", was=shown(written), wanted=wording.SPEAKERS_WANTED)
