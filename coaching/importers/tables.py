"""Which rows has a table? Of CSV files with any separator, also broken ones, and of sheets of a workbook."""

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from coaching.importers import containers, limits, workbooks
from coaching.importers.containers import Place, Unreadable, Workbook
from coaching.importers.encodings import decoded
from coaching.importers.format import Guessed, SourceFile, Table
from coaching.importers.limits import UnreadableFileError
from coaching.importers.refused_records import Refusal, shown
from coaching.importers.spellings import normalised

SEPARATORS = (",", ";", "\t", "|")
_QUOTED = 'a text with separators, quotes or line breaks as "say ""hi"", then wait"'
# The formula by which an export keeps a spreadsheet from making a number of a text: ="0012".
_TEXT = re.compile(r'="([^"]*)"')
# So many lines may be above the header.
TITLES = 20

Cells = tuple[int, list[str]]


class Header(NamedTuple):
    """Columns that a table may have, and how the table would be written then."""

    columns: list[str]
    table: Table


def read(file: SourceFile) -> Iterator[tuple[str, dict[str, str]] | Refusal | Guessed]:
    """The rows of a table with their position, as a Format reads them."""
    spellings = file.format.spellings
    needed = {spellings.field_of(normalised(name)) for names in file.format.needs for name in names}
    yield from _read(file.name, file.where, file.table, spellings.field_of, needed - {None})


def read_any(name: str) -> Iterator[tuple[str, dict[str, str]] | Refusal | Guessed]:
    """As `read`, for a file of which no format is known: its header is told from the shape of its first lines. Of a
    workbook the first sheet with a table is read, of an archive the first file."""
    part = next(containers.parts(name), None)
    try:
        if isinstance(part, Unreadable):
            raise UnreadableFileError(part.reason)
        if isinstance(part, Workbook):
            for title in (title for title, is_visible in workbooks.sheets(part.place).items() if is_visible):
                place = part.place.of_sheet(title)
                found = list(headers_of_sheet(list(workbooks.rows(place, TITLES))))
                if found:
                    yield from _read(name, place, max(found, key=lambda one: len(one.columns)).table)
                    return
            raise UnreadableFileError("no sheet of the workbook has a table")
        if part is not None:
            yield from _read(name, part.place, _likeliest(first_lines(decoded(containers.read(part.place)).text)))
    except UnreadableFileError as error:
        yield Refusal(file=name, position="", field="", reason=str(error))


def _likeliest(lines: list[str]) -> Table:
    """How a table is written of which these are the first lines: its header has as many cells as the row below, and
    more than a title has."""
    best, most = Table(), 1
    for columns, table in headers(lines):
        below = next((line for line in lines[table.above + 1 :] if line.strip()), "")
        is_alike = not below or len(_first_row([below], table.separator, with_end=True)) >= len(columns)
        if is_alike and len(columns) > most:
            best, most = table, len(columns)
    return best


def _read(
    name: str,
    place: Place,
    table: Table,
    field_of: Callable[[str], str | None] = lambda _: None,
    needed: Collection[str | None] = (),
) -> Iterator[tuple[str, dict[str, str]] | Refusal | Guessed]:
    def header(names: list[str]) -> "_Columns":
        return _Columns(names, field_of, needed)

    if place.sheet is not None:
        yield from _rows(name, _rows_of_sheet(name, place, table), "row", header)
        return
    try:
        text, encoding, is_guessed = decoded(containers.read(place))
    except UnreadableFileError as error:
        yield Refusal(file=name, position="", field="", reason=str(error))
        return
    if is_guessed:
        yield Guessed(encoding)
    yield from _rows(name, _rows_of_text(name, text, table), "line", header)


def headers(lines: Sequence[str]) -> Iterator[Header]:
    """What may be the header of a text that begins with these lines, the most likely first."""
    marked = _separator_line(lines[0]) if lines else None
    first = 0 if marked is None else 1
    for above in range(first, min(len(lines), first + TITLES)):
        for separator in SEPARATORS if marked is None else (marked,):
            columns = _first_row(lines[above:], separator)
            if len(columns) > 1:
                yield Header(columns, Table(separator=separator, above=above))


def headers_of_sheet(rows: Sequence[list[str]]) -> Iterator[Header]:
    """What may be the header of a sheet that begins with these rows."""
    for above, row in enumerate(rows[:TITLES]):
        columns = _without_end(row)
        if len(columns) > 1:
            yield Header(columns, Table(above=above))


def first_lines(text: str) -> list[str]:
    """The lines of a text among which its header is."""
    return list(islice(io.StringIO(text, newline=""), 2 * TITLES))


def _separator_line(line: str) -> str | None:
    """The separator in the line `sep=;` that spreadsheets write and read."""
    said = line.strip().strip('"')
    if said[:4].lower() == "sep=" and len(said) <= 5:
        return said[4:] or "\t"
    return None


def _first_row(lines: Sequence[str], separator: str, *, with_end: bool = False) -> list[str]:
    try:
        cells = next(csv.reader(lines, delimiter=separator), [])
        return cells if with_end else _without_end(cells)
    except csv.Error:
        return []


def _without_end(cells: list[str]) -> list[str]:
    """A row without the empty cells at its end, of which spreadsheets write any number."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _rows(
    name: str, rows: Iterator[Cells | Refusal], unit: str, header_of: "Callable[[list[str]], _Columns]"
) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """The rows below the header by the names of the columns. A table whose header cannot be used has none."""
    header: _Columns | None = None
    for row in rows:
        if isinstance(row, Refusal):
            yield row
            if header is None:
                return
            continue
        number, cells = row
        position = f"{unit} {number}"
        try:
            if header is None:
                header = header_of(_without_end(cells))
                header.width = len(cells)
                continue
            values = header.values(cells)
        except _UnusableRowError as error:
            yield Refusal(file=name, position=position, field=error.column, reason=error.reason)
            if header is None:
                return
        else:
            if values is not None:
                yield position, values


class _UnusableRowError(Exception):
    """A row cannot be read. `column` is the column at fault, if one is."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class _Columns:
    """The columns of a table."""

    def __init__(self, names: list[str], field_of: Callable[[str], str | None], needed: Collection[str | None]) -> None:
        """Raises _UnusableRowError where the header cannot be used."""
        if len(names) > limits.COLUMNS:
            raise _UnusableRowError("", f"{len(names):,} columns, and at most {limits.COLUMNS:,} are read")
        _check_text(names)
        self._names = names
        self.width = len(names)  # with the columns at the end that have no name, whose cells are left out
        places: dict[str, int] = {}
        fields: dict[str, int] = {}
        self._alike: list[tuple[int, int]] = []  # columns that are spellings of one field that is needed
        for place, name in enumerate(names):
            key = normalised(name) or name.strip().casefold()
            if key and key in places:
                both = f"{shown(names[places[key]])} and {shown(name)}"
                raise _UnusableRowError(
                    name.strip(), f"this column is there twice, {both}: remove the one that does not count"
                )
            places[key] = place
            field = field_of(key)
            if field in needed and field in fields:
                self._alike.append((fields[field], place))
            elif field is not None:
                fields[field] = place

    def values(self, cells: list[str]) -> dict[str, str] | None:
        """The cells of a row by the names of their columns; None for an empty row, and for the header once more.

        Raises _UnusableRowError where it cannot be told which cell belongs to which column.
        """
        unnamed, others = cells[len(self._names) : self.width], cells[self.width :]
        cells = cells[: len(self._names)]
        if not any(map(str.strip, cells)) and not any(map(str.strip, others)):
            return None
        if cells == self._names:
            return None
        if len(cells) < len(self._names) or any(map(str.strip, others)):
            number = len(_without_end(cells + unnamed + others)) if others else len(cells)
            raise _UnusableRowError("", _wrong_number(number, len(self._names)))
        _check_text(cells)
        for first, second in self._alike:
            one, other = cells[first].strip(), cells[second].strip()
            if one and other and one != other:
                reason = f"{shown(one)} is here and {shown(other)} in {shown(self._names[second])}, which mean the same"
                raise _UnusableRowError(self._names[first], f"{reason}: leave the one that counts")
        if any(cell.startswith('="') for cell in cells):
            cells = [_TEXT.sub(r"\1", cell) for cell in cells]
        return dict(zip(self._names, cells, strict=True))


def _wrong_number(number: int, width: int) -> str:
    return f"{number} values where the header names {width} columns: write one for each, {_QUOTED}"


def _rows_of_sheet(name: str, place: Place, table: Table) -> Iterator[Cells | Refusal]:
    """The rows of a sheet with their number, without those above the header. They all have as many cells."""
    width = 0
    try:
        for number, cells in enumerate(workbooks.rows(place), start=1):
            if number <= table.above:
                continue
            if not width:
                width = len(_without_end(cells))
            yield number, cells + [""] * (width - len(cells))
    except UnreadableFileError as error:
        yield Refusal(file=name, position="", field="", reason=str(error))


def _rows_of_text(name: str, text: str, table: Table) -> Iterator[Cells | Refusal]:
    """The rows of a CSV file with the number of their first line, without those above the header, and a refusal for
    each that cannot be read. After a broken row, reading continues on the next line."""
    lines = _Lines(io.StringIO(text, newline=""))
    for _ in range(table.above):
        next(lines, None)
    lines.let_go()
    width = 0
    while not lines.is_blank_to_the_end():
        start = lines.number + 1
        try:
            cells = next(csv.reader(lines, delimiter=table.separator, strict=True))
            if width and lines.number > start and not width <= len(cells) <= 2 * width:
                # Rather a row in which a quote is missing than one with a line break in a cell.
                raise csv.Error(_wrong_number(len(cells), width))
            yield start, cells
        except csv.Error as error:
            reason = f"broken CSV ({error}): write {_QUOTED}"
        except _RowTooLongError:
            reason = f"has more than {limits.ROW_CHARACTERS:,} characters"
        else:
            width = width or len(_without_end(cells))
            lines.let_go()
            continue
        yield Refusal(file=name, position=f"line {start}", field="", reason=reason)
        if not width:
            return
        lines.go_back_to(start + 1)
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


def _check_text(cells: list[str]) -> None:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        raise _UnusableRowError("", "it is not UTF-8") from None
