"""Which rows has a sheet of an xlsx file? Values as a CSV file would have them."""

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from coaching.importers import containers, limits
from coaching.importers.containers import Place
from coaching.importers.limits import UnreadableFileError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook  # type: ignore[import-untyped]

# Digits that a number in a sheet keeps: the rest of a longer one is lost.
_EXACT_BELOW = 10**15


def sheets(place: Place) -> dict[str, bool]:
    """The names of the sheets of a workbook, and whether each can be seen there. Raises UnreadableFileError."""
    with _opened(place) as workbook:
        return {sheet.title: sheet.sheet_state == "visible" for sheet in workbook.worksheets}


def rows(place: Place, most: int | None = None) -> Iterator[list[str]]:
    """The rows of the sheet `place.sheet`, empty ones too, at most the first `most`. Raises UnreadableFileError."""
    cells = 0
    with _opened(place) as workbook:
        sheet = workbook[place.sheet or ""]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=limits.SHEET_ROWS), start=1):
            if most is not None and number > most:
                return
            cells += len(row)
            if cells > limits.SHEET_CELLS:
                raise UnreadableFileError(f"the sheet has more than {limits.SHEET_CELLS:,} cells: split it")
            yield [_text(value) for value in row]


@contextmanager
def _opened(place: Place) -> "Iterator[Workbook]":
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    # They are about how a sheet looks and what may be typed into it, never about a value that is read.
    warnings.filterwarnings("ignore", module="openpyxl")

    data = containers.read(Place(outer=place.outer, inside=place.inside))
    workbook = None
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        yield workbook
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl has no error of its own: a broken file fails wherever that shows
        raise UnreadableFileError(f"the workbook is broken ({error})") from error
    finally:
        if workbook is not None:
            workbook.close()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return repr(value)
        # Written as a spreadsheet shows it, so that an id of which digits are lost is refused.
        if abs(value) >= _EXACT_BELOW:
            return f"{value:.5E}"
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)
