"""Where does a parsed record come from, and how new is it?"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coaching.importers.format import Source, SourceFile
from coaching.importers.notes import Notes
from coaching.importers.record_order import digest, record_text, with_evaluated
from coaching.importers.refused_records import Refusal, UnusableRecordError
from coaching.importers.registry import all_formats
from coaching.importers.waiting_records import WaitingKind, WaitingRecord


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a parsed record stands in its file, for a refusal later and for its order.

    `order_of_file` is FileOrder.text, `place` the number of the record in the file. `day_first`: how those of its dates
    were read that could be read two ways.
    """

    file: SourceFile
    position: str
    record: Any
    order_of_file: str = ""
    place: int = 0
    day_first: bool | None = None
    kept_order: str | None = None
    """What order() has said of a record that waited."""

    def order(self, evaluated: int = -1, read_as: str | None = None) -> str:
        """RecordOrder.text of the record. `evaluated`: microseconds since 1970, -1 where no instant is known.
        `read_as`: the setting that it was read with, where another one would have given something else."""
        if self.kept_order is not None:
            return with_evaluated(self.kept_order, evaluated)
        how = [each for each in (read_as, self.day_first) if each is not None]
        content = digest([self.record, *how]) if how else self._digest
        return record_text(evaluated, self.order_of_file, self.place, content)

    def refusal(self, error: UnusableRecordError) -> Refusal:
        """Why the record cannot be used."""
        return Refusal(
            file=self.file.name,
            position=self.position,
            field=self.file.format.spellings.spelling_in(self.record, error.field),
            reason=error.reason,
        )

    def dropped(self, error: UnusableRecordError) -> dict[str, str]:
        """Which field the record is loaded without, as Report.drop takes it."""
        return {
            "file": self.file.name,
            "field": self.file.format.spellings.spelling_in(self.record, error.field),
            "position": self.position,
            "was": error.was or "nothing",
            "wanted": error.wanted,
        }

    def waiting(self, kind: WaitingKind) -> WaitingRecord:
        """The record as it is kept until what it names is there."""
        content = {"format": self.file.format.name, "record": self.record, "day_first": self.day_first}
        return WaitingRecord(kind=kind, file=self.file.name, position=self.position, order=self.order(), record=content)

    @cached_property
    def _digest(self) -> str:
        return digest(self.record)


def kept(waiting: WaitingRecord) -> tuple[Origin, Any] | None:
    """A record that waited, parsed anew; None where this version cannot read it any more."""
    found = next((each for each in all_formats() if each.name == waiting.record["format"]), None)
    if found is None:
        return None
    file = SourceFile(format=found, name=waiting.file)
    record = waiting.record["record"]
    day_first = waiting.record.get("day_first")
    origin = Origin(file=file, position=waiting.position, record=record, kept_order=waiting.order, day_first=day_first)
    try:
        return origin, found.parse(record, Source(file=file, notes=Notes(day_first=lambda: day_first)))
    except UnusableRecordError:
        return None
