"""Reading the rows of a CSV file, also of one that is broken."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from coaching.importers import limits
from coaching.importers.format import SourceFile
from coaching.importers.refused_records import Refusal


def read(file: SourceFile) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """The rows of a file with their position, as a Format reads them."""
    for row in read_rows(file.path, file.name):
        yield row if isinstance(row, Refusal) else (f"line {row[0]}", row[1])


def read_rows(path: Path, file: str) -> Iterator[tuple[int, dict[str, str]] | Refusal]:
    """The rows with the number of their first line, and a refusal for each that cannot be read.

    After a broken row, reading continues on the next line. A file with a broken header has no rows.
    """
    try:
        content = limits.read(path).decode("utf-8-sig", "surrogateescape")
    except limits.UnreadableFileError as error:
        yield Refusal(file=file, position="", field="", reason=str(error))
        return
    lines = _Lines(io.StringIO(content, newline=""))
    header: list[str] = []
    while not lines.is_blank_to_the_end():
        start = lines.number + 1
        try:
            cells = next(csv.reader(lines, strict=True))
            reason = _complaint(cells, header)
        except csv.Error as error:
            reason = f"broken CSV ({error})"
        except _RowTooLongError:
            reason = f"has more than {limits.ROW_CHARACTERS:,} characters"
        if reason is not None:
            yield Refusal(file=file, position=f"line {start}", field="", reason=reason)
            if not header:
                break
            lines.go_back_to(start + 1)
        elif header:
            yield start, dict(zip(header, cells, strict=True))
        else:
            header = cells
        lines.let_go()


class _RowTooLongError(Exception):
    """A row is longer than any row of a real export."""


class _Lines:
    """The lines of a file one by one. The lines of the current row can be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.number = 0  # of the last line read
        self._lines = lines
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._characters = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self._row.append(line)
        self._characters += len(line)
        if self._characters > limits.ROW_CHARACTERS:
            raise _RowTooLongError
        return line

    def is_blank_to_the_end(self) -> bool:
        """Skips empty lines. Returns whether the file has no other lines."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return True
            if line.strip():
                self._again.appendleft(line)
                return False
            self.number += 1

    def go_back_to(self, number: int) -> None:
        """Goes back, so that the lines of the current row are read again from this line number on."""
        back = self.number + 1 - number
        if back > 0:
            self._again.extendleft(reversed(self._row[-back:]))
            self.number = number - 1

    def let_go(self) -> None:
        """Forgets the lines of the current row."""
        self._row, self._characters = [], 0


def _complaint(cells: list[str], header: list[str]) -> str | None:
    """Why a row cannot be used, or None. Without `header` the row is checked as the header."""
    if not _is_utf8(cells):
        return "it is not UTF-8"
    if not header and len(cells) > limits.COLUMNS:
        return f"{len(cells):,} columns, and at most {limits.COLUMNS:,} are read"
    if header and len(cells) != len(header):
        return f"{len(cells)} values where the header names {len(header)} columns"
    return None


def _is_utf8(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True
