"""What was left out of a record because it cannot be used, while the rest of the record was read?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from coaching.importers.refused_records import UnusableRecordError

Values = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(kw_only=True)
class Notes:
    """What is noted while the records of a file are read.

    `left_out` has the fields that were left out of the present record. `scale` says by how much the scores of a field
    are multiplied, None that nobody can tell; without a word they are points. `unplaced` counts pieces of evidence
    whose time cannot be read.
    """

    left_out: list[UnusableRecordError] = field(default_factory=list)
    scale: Mapping[str, float | None] = field(default_factory=dict)
    unplaced: int = 0


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
