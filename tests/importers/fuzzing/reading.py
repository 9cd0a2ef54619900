"""What does an import read of one input, up to what it would store?"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from coaching.importers.finding import find_files
from coaching.importers.format import Lands, SourceFile
from coaching.importers.mapping import command
from coaching.importers.mapping import finding as mapped
from coaching.importers.mapping.mapping import MappingError, parse
from coaching.importers.origin import Origin
from coaching.importers.pace import RECORDS_A_BATCH, TURNS_A_BATCH, Batch
from coaching.importers.report import Report
from coaching.importers.run import Silent, _Import
from coaching.importers.sentiment_scale import STORED
from coaching.importers.transcripts import Transcripts, read_transcripts
from coaching.storage.database import Database


class WrongError(AssertionError):
    """An import did something that it never may."""


@dataclass(kw_only=True)
class Outcome:
    """What reading one input came to: the files that are recognised, the report, and all that can be stored."""

    files: list[SourceFile]
    report: Report
    records: list[tuple[Origin, Any]] = field(default_factory=list)
    transcripts: Transcripts = field(default_factory=Transcripts)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be stored."""
        return not (self.records or self.transcripts.read)


def read(path: Path, mapping: str | None, *, in_folder: bool) -> Outcome | None:
    """Reads a file, or the folder that it is in, as an import does. None: the mapping has a mistake, which was said.

    Raises WrongError where nothing is said of a file that is not read.
    """
    given = path.parent if in_folder else path
    if mapping is None:
        found = find_files([given])
    else:
        with suppress(MappingError):
            command.proposed(path).encode()
        try:
            found = mapped.find_files([given], parse(mapping, "mapping.toml"))
        except MappingError as error:
            str(error).encode()
            return None
    reading = _Import(_no_database(), Silent(), Batch(RECORDS_A_BATCH), Batch(TURNS_A_BATCH), STORED)
    outcome = Outcome(files=found.files, report=reading.report)
    outcome.report.refuse(*found.refusals)
    outcome.report.passed_over = found.passed_over
    outcome.records = list(
        reading._records([file for file in found.files if file.format.lands is not Lands.TRANSCRIPTS])
    )
    outcome.transcripts = read_transcripts(file for file in found.files if file.format.lands is Lands.TRANSCRIPTS)
    outcome.report.refuse(*outcome.transcripts.refusals)
    "\n".join([*outcome.report.lines(), *outcome.report.notes]).encode()
    is_hidden = in_folder and path.name.startswith(".")
    if outcome.is_empty and not (outcome.report.refusals or outcome.report.passed_over or is_hidden):
        raise WrongError("the file is neither read nor refused nor passed over")
    return outcome


@cache
def _no_database() -> Database:
    """An import has one; nothing of it is used for reading."""
    return Database(":memory:")
