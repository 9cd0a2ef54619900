"""What is a format of files, and what can be seen of a file before it is known which format it has?

Nothing here may import DuckDB or Arrow: the processes that read transcripts import every format.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

from coaching.importers import containers, limits
from coaching.importers.containers import Place
from coaching.importers.notes import Notes
from coaching.importers.refused_records import Refusal
from coaching.importers.sentiment_scale import STORED, SentimentScale
from coaching.importers.spellings import Spellings, normalised


class Lands(IntEnum):
    """Where the records of a file land, in the order in which an import reads the files: each needs only those before.

    CONTACTS are conversations as metadata has them, EVALUATIONS conversations with their scores; both are parsed into
    `conversations.Conversation`, the others into the record of the same name.
    """

    FORMS = 1
    PEOPLE = 2
    CONTACTS = 3
    EVALUATIONS = 4
    TRANSCRIPTS = 5
    AUDITS = 6
    ASSIGNMENTS = 7


class Shape(Enum):
    """How a file is built. A LIST may also be one object alone, or one a line."""

    OBJECT = "a JSON object"
    LIST = "a list of JSON objects"
    TABLE = "a table"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What can be seen of a file without reading all of it.

    `names` maps the normalised spelling of the first keys of the object, of the keys of the first records of the list,
    or of the columns of the table, to how the file spells them. `is_inside`: they were found inside of other objects.
    """

    shape: Shape
    names: Mapping[str, str]
    is_inside: bool = False


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How like a format a file is.

    `missing` has the names that the format needs and the file does not have: none where it has the format. `known` is
    how many of its names the format knows.
    """

    missing: tuple[str, ...]
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How a table is written: the `separator` of its cells, and how many lines or rows there are above its header."""

    separator: str = ","
    above: int = 0


COMMAS = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page of records says of the pages around it; None where it does not say.

    `records` is how many it has itself, `number` which of the pages it is, `content` is the same for pages of as
    many records that begin and end with the same ones.
    """

    records: int
    number: int | None
    total: int | None
    pages: int | None
    has_more: bool | None
    content: str


@dataclass(frozen=True, slots=True)
class Guessed:
    """The encoding in which a file was read, although its bytes would fit others too."""

    encoding: str


Content = bytes  # SourceFile has a field of the same name as the type
Names = tuple[str, ...]
Read = tuple[str, dict[str, Any]] | Refusal | Page | Guessed


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format of files. A module in `formats/` describes it as its FORMAT.

    `name` and `told_by` are for the table of formats in the documentation; `record` is what a summary calls one record
    of it. `scores` are the fields with scores, which may be points or parts of one; `times` has the normalised names of
    those with times. `needs` lists what a file must have
    to be of this format: of each tuple of names at least one; `recognise` takes its place where names do not tell.
    `may_be_wrapped`: its records also come in pages of `results`, and inside of other objects. `read` gives the records
    of a file, each with its position as a refusal names it, a refusal for each that cannot be read, and what else there
    is to say of the file. `parse` makes of one record what `lands` says, and raises UnusableRecordError where a value
    that the record needs cannot be used. `names_agents`: its records may tell the agent by name only, so they are
    loaded when all others are.
    """

    name: str
    told_by: str
    record: str
    lands: Lands
    shapes: Collection[Shape]
    spellings: Spellings
    read: "Callable[[SourceFile], Iterator[Read]]"
    parse: "Callable[[Any, Source], Any]"
    needs: Iterable[Names] = ()
    scores: Names = ()
    times: Collection[str] = ()
    recognise: Callable[[Look], Likeness] | None = None
    may_be_wrapped: bool = False
    names_agents: bool = False

    def likeness(self, look: Look) -> Likeness:
        """How like this format the file is of which this can be seen."""
        if self.recognise is not None:
            return self.recognise(look)
        known = sum(self.spellings.field_of(name) is not None for name in look.names)
        if look.shape not in self.shapes or (look.is_inside and not self.may_be_wrapped):
            return Likeness(missing=(self.told_by,), known=0)
        missing = tuple(names[0] for names in self.needs if look.names.keys().isdisjoint(map(normalised, names)))
        return Likeness(missing=missing, known=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A recognised file. `name` is its path as the import was given it, which is also what refusals call it; the path
    of a file in an archive goes on behind that of the archive.

    `place` says where its bytes are: None where that is its name. `bytes` is its size, `table` is how a table is
    written.
    """

    format: Format
    name: str
    place: Place | None = None
    bytes: int = 0
    table: Table = COMMAS

    def data(self, most_bytes: int = limits.FILE_BYTES) -> Content:
        """What is in it. Raises UnreadableFileError."""
        return containers.read(self.where, most_bytes)

    @property
    def where(self) -> Place:
        """Where its bytes are."""
        return self.place or Place(outer=self.name)

    @property
    def stem(self) -> str:
        """Its name without folders and endings: what a transcript is named after."""
        path = Path(self.name)
        return Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem


@dataclass(kw_only=True)
class Source:
    """The file that a record comes from, and what is known of the file as a whole while its records are parsed.

    `sentiment_scale` is that of the sentiments that it reports, unless its format has one of its own.
    """

    file: SourceFile
    sentiment_scale: SentimentScale = STORED
    notes: Notes = field(default_factory=Notes)
