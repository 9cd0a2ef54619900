"""Frames as files that people open in a spreadsheet. Pure.

Text stays text: what other people wrote never becomes a formula or a link. NA is written as NA, neither as 0 nor as
nothing.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]

from coaching.words import wording
from coaching.words.formatting import as_shown

# What a spreadsheet takes for the beginning of a formula when it opens a CSV file: also in full width, as East Asian
# keyboards write it, and behind blanks and characters that nobody sees. Where semicolons or tabs separate the cells
# (Excel in much of Europe), the rest of a text after one becomes a cell of its own, so it begins anew there; and so it
# does after a line break.
FORMULA_BEGINS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b"
NOT_SEEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    r"\ufe00-\ufe0f\ufeff\""
)
FORMULA = re.compile(f"(^|[;\t\r\n])([{NOT_SEEN}]*)(?=[{re.escape(FORMULA_BEGINS)}])")
BEGINS_UNSEEN = re.compile(f"[\t\r\n]|[{NOT_SEEN}\t\r\n]+[{re.escape(FORMULA_BEGINS)}]")
NARROWEST, WIDEST = 10, 50
# So many rows say how wide a column is.
MEASURED_ROWS = 200


def csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, without which Excel misreads every accent. Numbers have at most one decimal.

    Columns hold text, whole or other numbers, dates or times, or some of each. Text that a spreadsheet would take for a
    formula gets an apostrophe in front, also where that text would only begin at another separator than the comma.
    """
    safe = frame.copy()
    safe.columns = pd.Index([_harmless(str(name)) for name in frame.columns])
    for name in safe.columns:
        if pd.api.types.is_float_dtype(safe[name]):
            safe[name] = as_shown(safe[name])
        elif not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].astype(object).map(_written)
    written: str = safe.to_csv(index=False, na_rep=wording.NA, float_format="%.1f", lineterminator="\r\n")
    return written.encode("utf-8-sig")


def xlsx(frame: pd.DataFrame, sheet: str, about: Sequence[tuple[str, str]]) -> bytes:
    """A workbook whose first sheet says what the rows are `about`, each with its name, and whose second one has them: a
    bold header that stays in sight, filters, numbers as numbers and dates as dates."""
    file = io.BytesIO()
    # Row by row through a temporary file that nobody else can read: in memory a cell takes two hundred bytes.
    settings = {"constant_memory": True} | dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    with xlsxwriter.Workbook(file, settings) as workbook:
        looks = _looks(workbook)
        _write_about(workbook.add_worksheet(wording.ABOUT_SHEET), about, looks)
        page = workbook.add_worksheet(sheet)
        for place, name in enumerate(frame.columns):
            page.write_string(0, place, str(name), looks["bold"])
            page.set_column(place, place, _width(str(name), frame[name].head(MEASURED_ROWS).tolist()))
        for line, row in enumerate(zip(*(frame[name].astype(object) for name in frame.columns), strict=True), 1):
            for place, value in enumerate(row):
                _write(page, line, place, value, looks)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(frame), 1), max(len(frame.columns) - 1, 0))
    return file.getvalue()


def _looks(workbook: Any) -> dict[str, Any]:
    """The formats of a workbook's cells."""
    looks = {
        "bold": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
        "wrapped": {"text_wrap": True, "valign": "top", "quote_prefix": True},
        "text": {"quote_prefix": True},  # stays text also when somebody edits the cell
        "decimal": {"num_format": "0.0"},
        "day": {"num_format": "yyyy-mm-dd"},
        "time": {"num_format": "yyyy-mm-dd hh:mm"},
    }
    return {name: workbook.add_format(look) for name, look in looks.items()}


def _write_about(page: Any, about: Sequence[tuple[str, str]], looks: dict[str, Any]) -> None:
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 80)
    for line, (name, value) in enumerate(about):
        page.write_string(line, 0, name, looks["bold"])
        page.write_string(line, 1, value, looks["wrapped"])


def _harmless(text: str) -> str:
    safe = FORMULA.sub(r"\1'\2", text)
    return f"'{safe}" if not safe.startswith("'") and BEGINS_UNSEEN.match(text) else safe


def _written(value: Any) -> Any:
    """A value as a CSV file has it."""
    if isinstance(value, str):
        return _harmless(value)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) and not pd.isna(value) else value


def _write(page: Any, line: int, place: int, value: Any, looks: dict[str, Any]) -> None:
    if pd.isna(value):
        page.write_string(line, place, wording.NA)
    elif isinstance(value, str):
        page.write_string(line, place, value, looks["text"] if _harmless(value) != value else None)
    elif isinstance(value, date):
        page.write_datetime(line, place, value, looks["time" if isinstance(value, datetime) else "day"])
    elif isinstance(value, float):
        page.write_number(line, place, as_shown(value), looks["decimal"])
    else:
        page.write_number(line, place, value)


def _width(name: str, values: list[Any]) -> int:
    """Wide enough for the longest word of the header and for what the first rows hold."""
    lengths = [len(word) + 3 for word in name.split()]
    lengths += [len(value) + 1 if isinstance(value, str) else NARROWEST for value in values]
    return min(max(NARROWEST, *lengths), WIDEST)
