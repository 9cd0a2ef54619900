"""The chat transcripts of Quality AI Express: {"1": {"type", "text", "timestamp", "userId"}, "2": ...}."""

from typing import Any

from coaching.importers import fields, json_files, limits, transcripts
from coaching.importers.format import Format, Lands, Likeness, Look, Shape, Source
from coaching.importers.refused_records import Refusal, UnusableRecordError, shown, unusable
from coaching.importers.spellings import Spellings
from coaching.importers.transcripts import LeftOut, Message, Transcript

TURN = Spellings({"type": ("speaker", "role"), "text": ("message",), "timestamp": ("time",)})


def transcript(content: dict[str, Any], source: Source) -> Transcript | Refusal:
    """What a file says. It is refused as a whole where a turn is no object, has a text that cannot be read, or has the
    number of another one."""
    file = source.file
    messages: list[Message] = []
    unknown: list[LeftOut] = []
    key = ""
    numbers = {key: _turn_number(key) for key in content}
    occurs_twice = len(set(numbers.values())) < len(numbers)
    try:
        for key in sorted(content, key=numbers.__getitem__):
            if occurs_twice:
                _refuse_twice(messages, key)
            messages.append(_message(key, content[key], unknown))
    except UnusableRecordError as error:
        return Refusal(
            file=file.name,
            position=f"turn {key}",
            field=TURN.spelling_in(content[key], error.field) if error.field else "",
            reason=error.reason,
        )
    return transcripts.transcript(file, messages, time_field="timestamp", left_out=unknown)


def _turn_number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isdecimal() and len(key) < 10 else (1_000_000_000, key)


def _refuse_twice(before: list[Message], key: str) -> None:
    if before and key.isdecimal() and _turn_number(before[-1].key)[0] == _turn_number(key)[0] < 1_000_000_000:
        reason = f"has the same number as turn {shown(before[-1].key)}: number every turn once"
        raise UnusableRecordError("", reason)


def _message(key: str, turn: object, unknown: list[LeftOut]) -> Message:
    if not isinstance(turn, dict):
        wanted = 'write an object, such as {"type": "AGENT", "text": "Hello", "timestamp": 1777885200000}'
        raise unusable("type", turn, "is not an object", wanted)
    values = TURN.read(turn)
    speaker = transcripts.speaker(values.get("type"))
    if speaker is None:
        unknown.append(transcripts.unknown_speaker(key, TURN.spelling_in(turn, "type"), values.get("type")))
    text = values.get("text", "")
    if not isinstance(text, str):
        raise unusable("text", text, "is not a text", 'write it in quotes, such as "Hello"')
    if len(text) > limits.MESSAGE:
        fields.check_text(text, "text", limits.MESSAGE)
    return Message(key=key, speaker=speaker or "system", time=values.get("timestamp"), text=text)


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
