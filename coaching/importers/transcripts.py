"""Transcripts as they are read, before they are stored.

Reading them and estimating the sentiment is most of the work of an import, so other processes do it: nothing here may
import DuckDB or Arrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coaching.importers import limits
from coaching.importers.format import Source, SourceFile
from coaching.importers.json_files import Unreadable, read_object
from coaching.importers.refused_records import Refusal

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
        content = content_of(file)
        if isinstance(content, Unreadable):
            result.refusals.append(Refusal(file=file.name, position=content.position, field="", reason=content.reason))
            continue
        transcript = file.format.parse(content, Source(file=file))
        if isinstance(transcript, Refusal):
            result.refusals.append(transcript)
        else:
            result.read.append(transcript)
    return result


def content_of(file: SourceFile) -> dict[str, Any] | Unreadable:
    """What is in the file, before its format makes turns of it."""
    return read_object(file.path, limits.TRANSCRIPT_BYTES)
