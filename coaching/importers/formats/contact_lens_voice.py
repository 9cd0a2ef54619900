"""What Amazon Contact Lens says of a call: its turns, with how customer and agent felt."""

from coaching.importers import contact_lens, json_files
from coaching.importers.format import Format, Lands, Shape
from coaching.importers.spellings import Spellings

RECORD = Spellings(dict.fromkeys((*contact_lens.KEYS, "CustomModels", "CustomerMetadata", "Version"), ()))

FORMAT = Format(
    name="Amazon Contact Lens call",
    told_by="`Transcript`, `ConversationCharacteristics`",
    record="transcript",
    lands=Lands.TRANSCRIPTS,
    shapes={Shape.OBJECT},
    spellings=RECORD,
    needs=(
        ("ConversationCharacteristics",),
        ("Transcript",),
    ),
    read=json_files.read_whole,
    parse=contact_lens.transcript,
)
