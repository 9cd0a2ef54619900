"""The chat transcripts of Quality AI Express: {"1": {"type", "text", "timestamp", "userId"}, "2": ...}."""

from typing import Any

from coaching.importers import fields, json_files, limits
from coaching.importers.fields import Spellings
from coaching.importers.format import Format, Lands, Likeness, Look, Shape, Source
from coaching.importers.refused_records import Refusal, UnusableRecordError
from coaching.importers.transcripts import Transcript, Turn
from coaching.quality.sentiment import interaction_sentiment, message_sentiment

TURN = Spellings({"type": (), "text": (), "timestamp": ()})
SPEAKERS = {"AGENT": "agent", "USER": "customer", "SYSTEM": "system"}


def transcript(content: dict[str, Any], source: Source) -> Transcript | Refusal:
    """What a file says. With a turn that cannot be used it is refused as a whole."""
    file = source.file
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


def _recognise(look: Look) -> Likeness:
    first = next(iter(look.names), "")
    is_numbered = look.shape is Shape.OBJECT and first.isdecimal() and first.isascii()
    return Likeness(missing=() if is_numbered else ("1",), known=int(is_numbered))


FORMAT = Format(
    name="Quality AI Express chat transcript",
    told_by='`{"1": {"type", "text", "timestamp"}, …}`',
    record="transcript",
    lands=Lands.TRANSCRIPTS,
    shapes={Shape.OBJECT},
    spellings=TURN,
    recognise=_recognise,
    read=json_files.read_whole,
    parse=transcript,
)
