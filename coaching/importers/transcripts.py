"""The chat transcripts of Quality AI Express: {"1": {"type", "text", "timestamp", "userId"}, "2": ...}.

Reading them and estimating the sentiment is most of the work of an import, so other processes do it: nothing here may
import DuckDB or Arrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coaching.importers import fields, limits
from coaching.importers.fields import Spellings
from coaching.importers.json_files import Unreadable, read_object
from coaching.importers.recognition import SourceFile
from coaching.importers.refused_records import Refusal, UnusableRecordError
from coaching.quality.sentiment import interaction_sentiment, message_sentiment

TURN = Spellings({"type": (), "text": (), "timestamp": ()})
SPEAKERS = {"AGENT": "agent", "USER": "customer", "SYSTEM": "system"}

# position, speaker, said at (microseconds since 1970), text, sentiment
Turn = tuple[int, str, int, str, float | None]


@dataclass(frozen=True, slots=True)
class Transcript:
    """One file's turns, and how its customer felt (-10 to +10, None without a message of theirs)."""

    file: SourceFile
    turns: list[Turn]
    sentiment: float | None


@dataclass
class Transcripts:
    """The transcripts of some files, and those that were refused."""

    read: list[Transcript] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read_transcripts(files: Iterable[SourceFile]) -> Transcripts:
    """Reads the files. One with a turn that cannot be used is refused as a whole."""
    result = Transcripts()
    for file in files:
        content = read_object(file.path, limits.TRANSCRIPT_BYTES)
        if isinstance(content, Unreadable):
            result.refusals.append(Refusal(file=file.name, position=content.position, field="", reason=content.reason))
            continue
        transcript = _transcript(file, content)
        if isinstance(transcript, Refusal):
            result.refusals.append(transcript)
        else:
            result.read.append(transcript)
    return result


def _transcript(file: SourceFile, content: dict[str, Any]) -> Transcript | Refusal:
    if len(content) > limits.TURNS:
        return Refusal(
            file=file.name,
            position="",
            field="",
            reason=f"has {len(content):,} turns, and at most {limits.TURNS:,} are read",
        )
    turns = []
    key = ""
    try:
        for position, key in enumerate(sorted(content, key=_turn_number), start=1):
            turns.append(_turn(position, content[key]))
    except UnusableRecordError as error:
        return Refusal(
            file=file.name,
            position=f"turn {key}",
            field=TURN.spelling_in(content[key], error.field),
            reason=error.reason,
        )
    said = [text for _, speaker, _, text, _ in turns if speaker == "customer"]
    return Transcript(file, turns, interaction_sentiment(said))


def _turn_number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdecimal() and len(key) < 10 else (1_000_000_000, key)


def _turn(position: int, turn: object) -> Turn:
    if not isinstance(turn, dict):
        raise UnusableRecordError("type", "the turn is not an object")
    values = TURN.read(turn)
    speaker = SPEAKERS.get(fields.word(values.get("type")).upper())
    if speaker is None:
        raise UnusableRecordError("type", f"{fields.shown(values.get('type'))} is not AGENT, USER or SYSTEM")
    said_at = fields.microseconds(values.get("timestamp"), "timestamp")
    text = values.get("text", "")
    if not isinstance(text, str):
        raise UnusableRecordError("text", f"{fields.shown(text)} is not a text")
    if len(text) > limits.MESSAGE:
        fields.check_text(text, "text", limits.MESSAGE)
    return position, speaker, said_at, text, message_sentiment(text) if speaker == "customer" else None
