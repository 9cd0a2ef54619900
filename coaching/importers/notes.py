"""What was left out of a record because it cannot be used, while the rest of the record was read?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from coaching.importers.instants import AmbiguousDateError
from coaching.importers.refused_records import UnusableRecordError
from coaching.words import days

Values = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(kw_only=True)
class Notes:
    """What is noted while the records of a file are read.

    `left_out` has the fields that were left out of the present record. `scale` says by how much the scores of a field
    are multiplied, None that nobody can tell; without a word they are points. `unplaced` counts pieces of evidence
    whose time cannot be read. `day_first` says whether the dates of the file have the day before the month (None: they
    do not show it), which takes another reading of the file; `was_day_first` is what it said for the present record.
    """

    left_out: list[UnusableRecordError] = field(default_factory=list)
    scale: Mapping[str, float | None] = field(default_factory=dict)
    unplaced: int = 0
    day_first: Callable[[], bool | None] = lambda: None
    was_day_first: bool | None = None

    @cached_property
    def latest(self) -> datetime:
        """What is later than this (naive UTC) has not happened yet when the import begins to read."""
        return days.utc_now() + days.FURTHEST_AHEAD

    def forget_record(self) -> None:
        """Makes ready for the next record."""
        self.left_out.clear()
        self.was_day_first = None

    def time(self, read: Callable[..., T], value: object, **more: object) -> T:
        """What a reader of `instants` makes of a value, given the order of day and month in the file. Raises
        NotAnInstantError."""
        try:
            return read(value, **more)
        except AmbiguousDateError:
            day_first = self.day_first()
            if day_first is None:
                raise
            self.was_day_first = day_first
            return read(value, day_first=day_first, **more)


class NotedValues(Values):
    """Values whose readers leave out what cannot be used. Whoever makes them sets `notes`."""

    __slots__ = ("notes",)

    notes: Notes


def strict(values: Values) -> Values:
    """The same values for what a record cannot do without: readers refuse it rather than leave it out."""
    return dict(values)


def notes_of(values: Values) -> Notes:
    """The notes that the values were read with; without any, empty ones."""
    return values.notes if isinstance(values, NotedValues) else Notes()


def leave_out(values: Values, error: UnusableRecordError) -> None:
    """Notes that a field is left out. Raises the error where the values were read without notes."""
    if not isinstance(values, NotedValues):
        raise error
    values.notes.left_out.append(error)


def remembered(*names: str) -> Callable[[Callable[[Values], T]], Callable[[Values], T]]:
    """For a reader of these fields that records have in the same words again and again: it is asked once for the same
    values, as long as all of them can be used. It may not depend on notes, and nobody may change what it returns."""

    def of(read: Callable[[Values], T]) -> Callable[[Values], T]:
        @lru_cache(maxsize=4096, typed=True)
        def read_once(*values: object) -> T:
            return read(dict(zip(names, values, strict=True)))

        def reader(values: Values) -> T:
            try:
                return read_once(*map(values.get, names))
            except (TypeError, UnusableRecordError):  # a list or an object, or something to leave out
                return read(values)

        return reader

    return of


def or_left_out(read: Callable[Concatenate[Values, str, P], T]) -> Callable[Concatenate[Values, str, P], T | None]:
    """The reader, but None where there is no value, and for a value that is left out."""

    @wraps(read)
    def reader(values: Values, field: str, /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        if field not in values:  # most fields of most records
            return None
        try:
            return read(values, field, *args, **kwargs)
        except UnusableRecordError as error:
            leave_out(values, error)
            return None

    return reader
