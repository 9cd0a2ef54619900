"""What became of an import: what was loaded, refused, left out and passed over?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from coaching.importers import limits
from coaching.importers.format import SourceFile
from coaching.importers.refused_records import Refusal
from coaching.importers.returned import Returned
from coaching.words import wording
from coaching.words.formatting import counted


@dataclass(frozen=True, kw_only=True)
class PassedOver:
    """A file below a folder that is not read, and why."""

    file: str
    reason: str


@dataclass(kw_only=True)
class Dropped:
    """A field of a file whose values could not be used in `count` records, which were loaded without it.

    `position`, `was` and `wanted` are those of the first: where it is, what was there, what would be read.
    """

    file: str
    field: str
    position: str
    was: str
    wanted: str
    count: int

    def __str__(self) -> str:
        """One line: file, field, how many, an example, what is wanted."""
        line = counted(
            self.count, wording.FIELD_DROPPED, field=self.field, was=self.was, at=self.position, wanted=self.wanted
        )
        return _printable(f"{self.file}, {line}" if self.file else line)


@dataclass(kw_only=True)
class Report:
    """What became of an import: records loaded by what they are called, and all that was refused.

    `dropped` are fields that were left out of records that are loaded, by file and field. `notes` are sentences about
    the import as a whole, `passed_over` the files that are not read. `is_incomplete` says that something is missing
    that a note names. Records that wait for something they name are refused as well, for now.

    Of people.json: who was on an earlier one and lost all permissions (`left`), whose supervisor did, and whether it
    could be told who is on it. `was_stopped`: before everything was read. `set_aside` are those of the refusals that
    are of records which wait.
    """

    loaded: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    dropped: dict[tuple[str, str], Dropped] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    is_incomplete: bool = False
    was_stopped: bool = False
    set_aside: list[Refusal] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    without_supervisor: list[str] = field(default_factory=list)
    list_is_clear: bool = True

    unnamed: Counter[str] = field(default_factory=Counter)
    """Refusals beyond those that are named, by file."""

    returned: Returned = field(default_factory=Returned, repr=False, compare=False)
    """The records that were refused, as they came."""

    @property
    def is_complete(self) -> bool:
        """Whether something was loaded, and nothing was refused, left out or missing."""
        missing = self.refusals or self.dropped or self.is_incomplete or self.was_stopped
        return self.loaded.total() > 0 and not missing

    @property
    def refused(self) -> int:
        """How many records were refused for good, whether or not they are named."""
        return len(self.refusals) + self.unnamed.total() - len(self.set_aside)

    def refuse(self, *refusals: Refusal) -> None:
        """Adds refusals. Of one file only so many are named; the others are counted."""
        for refusal in refusals:
            self._of_file[refusal.file] += 1
            if self._of_file[refusal.file] <= limits.REFUSALS_A_FILE:
                self.refusals.append(refusal)
            else:
                self.unnamed[refusal.file] += 1

    def refuse_record(self, refusal: Refusal, file: SourceFile, record: Any) -> None:
        """Adds a refusal, and keeps the record that was refused, to be mended."""
        before = len(self.refusals)
        self.refuse(refusal)
        if len(self.refusals) > before:
            self.returned.keep(refusal, file, record)

    def returned_files(self, called: Callable[[str], str] = str) -> bytes | None:
        """A zip file with what was refused for good, as it came; None where nothing was. `called`: how a text with
        names of files is said."""
        waiting = set(self.set_aside)
        return self.returned.packed((each for each in self.refusals if each not in waiting), self.unnamed, called)

    def drop(self, file: str, field: str, *, position: str, was: str, wanted: str) -> None:
        """Notes that a record is loaded without a field, because of what was there; `wanted` says what would be read.
        Of one file and field the first is kept, and how many there are."""
        known = self.dropped.get((file, field))
        if known is None:
            self.dropped[file, field] = Dropped(
                file=file, field=field, position=position, was=was, wanted=wanted, count=1
            )
        else:
            known.count += 1

    def note(self, sentence: str, *, is_incomplete: bool = False) -> None:
        """Adds a sentence about the import, once. `is_incomplete`: it says that something is missing, and the exit code
        says so too."""
        self.is_incomplete |= is_incomplete
        sentence = _printable(sentence)
        if sentence not in self.notes:
            self.notes.append(sentence)

    def lines(self) -> list[str]:
        """Everything that was refused, left out or passed over, a line each."""
        more = (counted(count, wording.MORE_REFUSED, file=file) for file, count in self.unnamed.items())
        passed_over = self.passed_over[: limits.PASSED_OVER]
        lines = [*map(str, self.refusals), *more, *map(str, self.dropped.values())]
        lines += [wording.PASSED_OVER.format(file=each.file, reason=each.reason) for each in passed_over]
        if len(self.passed_over) > len(passed_over):
            lines.append(counted(len(self.passed_over) - len(passed_over), wording.MORE_PASSED_OVER))
        return [_printable(line) for line in lines]

    _of_file: Counter[str] = field(default_factory=Counter, repr=False, compare=False)


def _printable(line: str) -> str:
    return "".join(character if character.isprintable() else " " for character in line)
