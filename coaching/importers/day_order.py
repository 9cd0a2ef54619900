"""Do the dates of a file have the day before the month? 04/05/2026 alone does not tell, other dates of its file do."""

from collections.abc import Collection, Iterator

from coaching.importers import instants
from coaching.importers.format import SourceFile
from coaching.importers.spellings import normalised


def day_comes_first(file: SourceFile) -> bool | None:
    """What the times of all records of a file show; None where they show nothing, or both orders."""
    records = (read[1] for read in file.format.read(file) if isinstance(read, tuple))
    return instants.day_comes_first(time for record in records for time in _times(record, file.format.times))


def _times(value: object, names: Collection[str], name: str = "") -> Iterator[object]:
    """The values, at any depth, of keys with these normalised names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _times(inner, names, normalised(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _times(inner, names, name)
    elif name in names:
        yield value
