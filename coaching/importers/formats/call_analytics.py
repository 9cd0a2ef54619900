"""What Amazon Transcribe Call Analytics says of a call: as Contact Lens, with the name of a job."""

from coaching.importers import contact_lens, json_files
from coaching.importers.format import Format, Lands, Shape
from coaching.importers.spellings import Spellings

RECORD = Spellings(dict.fromkeys((*contact_lens.KEYS, "JobName"), ()))

FORMAT = Format(
    name="Amazon Transcribe Call Analytics",
    told_by="`JobName`, `Transcript`, `ConversationCharacteristics`",
    record="transcript",
    lands=Lands.TRANSCRIPTS,
    shapes={Shape.OBJECT},
    spellings=RECORD,
    needs=(
        ("ConversationCharacteristics",),
        ("JobName",),
        ("Transcript",),
    ),
    read=json_files.read_whole,
    parse=contact_lens.transcript,
)
