"""What Amazon Contact Lens says of a chat: its messages, with how customer and agent felt."""

from coaching.importers import contact_lens, json_files
from coaching.importers.format import Format, Lands, Shape
from coaching.importers.spellings import Spellings

RECORD = Spellings(dict.fromkeys((*contact_lens.KEYS, "ChatTranscriptVersion", "CustomerMetadata", "Version"), ()))

FORMAT = Format(
    name="Amazon Contact Lens chat",
    told_by="`ChatTranscriptVersion`, `Transcript`",
    record="transcript",
    lands=Lands.TRANSCRIPTS,
    shapes={Shape.OBJECT},
    spellings=RECORD,
    needs=(
        ("ChatTranscriptVersion",),
        ("Transcript",),
    ),
    read=json_files.read_whole,
    parse=contact_lens.transcript,
)
