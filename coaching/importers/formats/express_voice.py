"""The voice transcripts of Quality AI Express, as speech recognition writes them: {"recognizedPhrases": [...]}.

The first channel of a recording is the agent, the second the customer.
"""

from typing import Any

from coaching.importers import fields, json_files, limits, transcripts
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import Notes, Values
from coaching.importers.refused_records import Refusal, UnusableRecordError, unusable
from coaching.importers.spellings import Spellings
from coaching.importers.transcript_times import from_the_start
from coaching.importers.transcripts import Message, Transcript

RECORD = Spellings({"recognizedPhrases": (), "combinedRecognizedPhrases": (), "durationInTicks": ()})
PHRASE = Spellings(
    {"channel": (), "speaker": (), "offsetInTicks": (), "offset": (), "offsetMilliseconds": (), "nBest": ()}
)
BEST = Spellings({"display": (), "maskedITN": (), "itn": (), "lexical": (), "words": ()})
SPOKEN = ("display", "maskedITN", "itn", "lexical")  # the first that there is: with punctuation, then without
CHANNELS = {"0": "agent", "1": "customer"}
OFFSETS = ("offsetInTicks", "offsetMilliseconds", "offset")
TICKS_A_SECOND = 10_000_000


def transcript(content: dict[str, Any], source: Source) -> Transcript | Refusal:
    """What a file says, in the order in which it was said: each channel is a list of its own in the file."""
    file = source.file
    number = 0
    try:
        phrases = [PHRASE.read(phrase) for phrase in fields.objects(RECORD.read(content), "recognizedPhrases")]
        tells_apart = _tells_apart(phrases)
        said: list[tuple[float | None, Message]] = []
        for number, phrase in enumerate(phrases, start=1):
            text, seconds = _best(phrase, source.notes)
            if text:
                speaker = _speaker(phrase, source.notes) if tells_apart else "system"
                said.append((seconds, Message(key=str(number), speaker=speaker, time=seconds, text=text)))
    except UnusableRecordError as error:
        position = f"phrase {number}" if number else ""
        return Refusal(file=file.name, position=position, field=error.field, reason=error.reason)
    if all(seconds is not None for seconds, _ in said):
        said.sort(key=lambda each: each[0] or 0.0)
    messages = [message for _, message in said]
    return transcripts.transcript(file, messages, time_field="offsetInTicks", unit=1.0)


def _tells_apart(phrases: list[Values]) -> bool:
    """Whether the channels tell who spoke. With several speakers on one channel nobody knows who is the agent."""
    channels = {fields.word(phrase.get("channel")) for phrase in phrases}
    speakers = {fields.word(phrase.get("speaker")) for phrase in phrases if phrase.get("speaker") is not None}
    return len(channels) > 1 or len(speakers) < 2


def _speaker(phrase: Values, notes: Notes) -> str:
    channel = phrase.get("channel")
    speaker = CHANNELS.get(fields.word(channel))
    if speaker is None:
        wanted = "write 0 for the agent or 1 for the customer; the phrase is kept as one of the system"
        notes.left_out.append(unusable("channel", channel, "is not a channel of a call", wanted))
    return speaker or "system"


def _best(phrase: Values, notes: Notes) -> tuple[str, float | None]:
    """The most likely text of a phrase, "" where nothing was recognised, and after how many seconds it was said."""
    found = [BEST.read(best) for best in fields.objects(phrase, "nBest")][:1]
    texts = (fields.text(best, spoken, limits.MESSAGE) for best in found for spoken in SPOKEN)
    words = next((words for best in found if isinstance(words := best.get("words"), list)), [])
    text = next(filter(None, texts), None)
    seconds = _seconds(phrase, words)
    if seconds is None:
        for field in OFFSETS:
            if not fields.is_nothing(phrase.get(field)):
                wanted = "write the ticks of 100 ns from the start of the call, such as 25000000"
                notes.left_out.append(unusable(field, phrase[field], "is not a time from the start", wanted))
    return text or "", seconds


def _seconds(phrase: Values, words: list[Any]) -> float | None:
    ticks = from_the_start(phrase.get("offsetInTicks"))
    if ticks is not None:
        return ticks[0] / TICKS_A_SECOND
    milliseconds = from_the_start(phrase.get("offsetMilliseconds"))
    if milliseconds is not None:
        return milliseconds[0] / 1000
    written = from_the_start(phrase.get("offset"))  # PT2.5S
    if written is not None:
        return written[0]
    first = PHRASE.read(words[0]) if words and isinstance(words[0], dict) else {}
    return _seconds(first, []) if first else None


FORMAT = Format(
    name="Quality AI Express voice transcript",
    told_by="`recognizedPhrases`",
    record="transcript",
    lands=Lands.TRANSCRIPTS,
    shapes={Shape.OBJECT},
    spellings=RECORD,
    needs=(("recognizedPhrases",),),
    read=json_files.read_whole,
    parse=transcript,
)
