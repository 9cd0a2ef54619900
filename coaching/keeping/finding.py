"""What is wrong with a row, and what is to be done about it?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_OF_A_KIND = 100  # findings that are named one by one
LONGEST_KEY = 200

IMPORT_AGAIN = "Import the files again that have it; where that does not help, restore a backup."
RESTORE = "Restore the newest backup in which the check finds nothing."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is wrong: in which table, in which row (empty: in all of it), what, and what to do."""

    table: str
    key: str
    what: str
    remedy: str

    @property
    def line(self) -> str:
        """All of it, in one line."""
        return f"{self.table}{f' ({self.key})' if self.key else ''}: {self.what}. {self.remedy}"


def keyed(row: Mapping[str, Any]) -> str:
    """The key of a row as it is read, in one line."""
    said = ", ".join(f"{name} = {'none' if value is None else value}" for name, value in row.items())
    said = "".join(letter if letter.isprintable() else "?" for letter in said)
    return said if len(said) <= LONGEST_KEY else f"{said[:LONGEST_KEY]}…"


def each_row(table: str, rows: Iterable[Mapping[str, Any]], what: str, remedy: str) -> Iterator[Finding]:
    """A finding for each row, and one more where there are more than are named. `rows`: of the key, one more at most
    than MOST_OF_A_KIND."""
    for number, row in enumerate(rows):
        if number == MOST_OF_A_KIND:
            yield Finding(table=table, key="", what=f"there are more than {number} such rows: {what}", remedy=remedy)
            return
        yield Finding(table=table, key=keyed(row), what=what, remedy=remedy)
