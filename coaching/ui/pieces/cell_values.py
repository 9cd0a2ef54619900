"""What does a file have of a table's cells? Numbers, days and text, read back from what the cells show. Pure.

So a file holds the very figures that people read: with one decimal, and NA where they read NA. What a cell says beside
its value (a mark, a note below it, what is there on hover) goes into a second column beside the first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from coaching.words import wording
from coaching.words.reader import reader

Reads = Literal["text", "number", "day"]
SEPARATOR = "; "
PART_OF_DAY = {
    "day": r"(?P<day>\d{1,2})",
    "number": r"(?P<number>\d{1,2})",
    "month": "(?P<month>{months})",
    "year": r"(?P<year>\d{4})",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """What a file has of one cell. `more`: what the cell says beside it; `count`: the number of interactions that it
    rests on, where it says one; `percent`: whether the number is a share of a hundred."""

    value: str | float | date | None
    more: tuple[str, ...] = ()
    count: int | None = None
    percent: bool = False


@dataclass(kw_only=True)
class Field:
    """One column of the file while it is filled, value by value."""

    label: str
    reads: Reads
    values: list[Value] = field(default_factory=list)


def of_cell(cell: Mapping[str, Any], reads: Reads) -> Value:
    """The value of a cell of table.py."""
    kind = cell["kind"]
    if kind == "tags":
        return _joined([*cell["shown"], *cell["rest"]])
    if kind == "progress":
        return Value(value=cell["label"])
    if kind == "lines":
        lines = cell["lines"]
        said = [" ".join(filter(None, (line["label"], line["value"], line["rest"]))) for line in lines]
        details = [f"{line['label']}: {line['detail']}" for line in lines if line["detail"]]
        return Value(value=SEPARATOR.join(said) or None, more=tuple(details))
    return of_text(cell["text"], reads, [cell.get("news"), cell.get("note"), cell.get("title")])


def of_text(text: str, reads: Reads, more: Iterable[str | None] = (), count: int | None = None) -> Value:
    """The value of a text that a cell shows, and what else it says."""
    found = _read(text.strip(), reads, reader().tag)
    notes = [each for each in more if each and each != text]
    if not notes and count is None:
        return found  # the same object for the same text: a file may have millions of cells
    said = [*found.more, *notes]
    return Value(value=found.value, more=tuple(dict.fromkeys(said)), count=count, percent=found.percent)


def of_lines(text: str, mark: str, lines: Iterable[Mapping[str, Any]], reads: Reads, more: Sequence[str] = ()) -> Value:
    """The value of a cell of map_table.py: a text with a mark before it, and lines below it."""
    count, said = None, [*more]
    for line in lines:
        whole = f"{line['before']}{line['text']}"
        rests_on = _patterns(reader().tag).count.match(whole)
        if rests_on and count is None:
            count, whole = int(reader().reads(rests_on["count"])), whole[rests_on.end() :]
        if whole:
            said.append(f"{whole} ({line['detail']})" if line["detail"] else whole)
    return of_text(f"{mark} {text}" if mark else text, reads, said, count)


def frame(fields: Sequence[Field], zone: str) -> pd.DataFrame:
    """The columns as a frame. Times are in the `zone`, which the name of their column says."""
    columns: dict[str, list[Any]] = {}

    def add(label: str, values: list[Any]) -> None:
        name, number = label, 1
        while name in columns:
            number += 1
            name = f"{label} ({number})"
        columns[name] = values

    for each in fields:
        label, found = each.label, each.values
        if any(value.percent for value in found):
            label = wording.IN_PERCENT.format(column=label)
        if any(isinstance(value.value, datetime) for value in found):
            label = wording.IN_ZONE.format(column=label, zone=zone)
        add(label, [value.value for value in found])
        if any(value.count is not None for value in found):
            add(wording.RESTS_ON_COLUMN.format(column=each.label), [value.count for value in found])
        if any(value.more for value in found):
            add(wording.MORE_OF_COLUMN.format(column=each.label), [SEPARATOR.join(value.more) for value in found])
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


@dataclass(frozen=True, kw_only=True)
class _Patterns:
    """How the cells of one reader are written."""

    nothing: tuple[str, ...]
    number: re.Pattern[str]
    when: re.Pattern[str]
    count: re.Pattern[str]


@lru_cache(100)
def _patterns(_tag: str) -> _Patterns:
    """Those of whoever reads, whose tag it is."""
    reads = reader()
    estimated = wording.ESTIMATED_SHORT.format(score="").strip()
    marks = "|".join(re.escape(mark) for mark in (wording.FATAL_MARK, estimated))
    digits, point = rf"\d[\d{re.escape(reads.group)}]*", re.escape(reads.decimal)
    months = "|".join(map(re.escape, wording.MONTHS))
    parts = re.split(r"\{(\w+)(?::02)?\}", reads.day)
    day = "".join(
        PART_OF_DAY[part].replace("{months}", months) if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    half = rf"(?:\u202f(?P<half>{'|'.join(map(re.escape, reads.halves))}))?" if reads.halves else "(?P<half>$.)?"
    return _Patterns(
        nothing=("", "–", wording.NA),
        # "62.5", "⚠ 62", "▲ +4.1", "1,234", "45 %", "0 ✖ fatal", "+3.4 est.": a number, a mark before or behind it.
        number=re.compile(
            rf"(?P<before>[⚠▲▼=] )?(?P<number>[+−-]?{digits}(?:{point}\d+)?)(?P<percent>[ \u00a0]?%)?"
            rf"(?: (?P<behind>{marks}))?"
        ),
        # "3 Nov 2026", "3 Nov 2026, 14:25", "⚠ 3 Nov 2026 overdue", "★ 3 Nov 2026, 14:25".
        when=re.compile(rf"(?P<before>[⚠★⚑] )?{day}(?:, (?P<hour>\d\d?):(?P<minute>\d\d){half})?(?: (?P<behind>.+))?"),
        count=re.compile(f"{wording.MAP_N.format(count=f'(?P<count>{digits})')}(?: · )?"),
    )


@lru_cache(10_000)
def _read(text: str, reads: Reads, tag: str) -> Value:
    patterns = _patterns(tag)
    if text in patterns.nothing:
        return Value(value=None)
    found = patterns.number.fullmatch(text) if reads == "number" else None
    if found:
        written = reader().reads(found["number"]).replace("−", "-")
        number = float(written) if "." in written else int(written)
        return Value(value=number, more=_marks(found), percent=bool(found["percent"]))
    found = patterns.when.fullmatch(text) if reads == "day" else None
    when = _when(found) if found else None
    return Value(value=text) if found is None or when is None else Value(value=when, more=_marks(found))


def _when(found: re.Match[str]) -> date | None:
    """The day or the time that was written; None for one that no calendar has."""
    try:
        parts = found.groupdict()
        month = wording.MONTHS.index(parts["month"]) + 1 if parts.get("month") else int(parts["number"])
        day = date(int(parts["year"]), month, int(parts["day"]))
        at = None if found["hour"] is None else time(_hour(found), int(found["minute"]))
    except ValueError:
        return None
    return day if at is None else datetime.combine(day, at)


def _hour(found: re.Match[str]) -> int:
    hour, halves = int(found["hour"]), reader().halves
    return hour if halves is None else hour % 12 + 12 * (found["half"] == halves[1])


def _marks(found: re.Match[str]) -> tuple[str, ...]:
    return tuple(mark.strip() for mark in (found["before"], found["behind"]) if mark)


def _joined(texts: Sequence[str]) -> Value:
    return Value(value=wording.COMMA.join(texts) or None)
