"""How is a map of scores drawn? A table of cells that each have a score, what it rests on, its trend, and what to do.

Its first column stays in sight where the others are wider than the screen; on a phone every row is a card. Headings
sort. Like table.py one small element for any number of rows, which has its own script and style: pages without a map
do not carry them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

import pandas as pd
import streamlit as st

from coaching.ui.pieces import cell_values, downloads, table
from coaching.ui.pieces.cell_values import Field, Reads, Value
from coaching.ui.shell import component_scripts
from coaching.ui.shell.session import time_zone
from coaching.ui.styles import style_of_component
from coaching.words import wording

STYLE, SCRIPT = style_of_component("map_table"), component_scripts.fetching("map_table")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column: what it is called, and whether and how the rows are sorted by it."""

    key: str
    label: str
    sorted: Literal["ascending", "descending", ""] = ""
    sort_label: str = ""  # what pressing it does, for screen readers; empty: it does not sort


@dataclass(frozen=True, kw_only=True)
class Line:
    """A small line of a cell: its words, how they look, and what it says more on hover and to screen readers. `before`:
    quiet words in front. `address`: where it leads, `label` what a screen reader says of that; empty: nowhere."""

    text: str
    before: str = ""
    tone: table.Tone = ""
    detail: str = ""
    address: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: a score with a mark before it, lines below it, where it leads, and what can be asked of it."""

    text: str
    mark: str = ""
    depth: float = 0.0  # of the colour behind a mark, from 0 to 1
    tenths: int | None = None  # in a heat map: from 0, red, to 10, green
    tone: table.Tone = ""
    address: str = ""  # empty: it leads nowhere
    label: str = ""  # what a screen reader says of the link
    lines: Sequence[Line] = ()
    asks: str = ""  # the id of what its button asks for; empty: it has none
    asks_text: str = ""
    asks_label: str = ""
    asks_always: bool = (
        False  # otherwise the button is in sight only beneath the pointer, with the focus, or on a phone
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: what it is, and its cells by the key of their column."""

    head: Cell
    cells: Mapping[str, Cell] = field(default_factory=dict)


EMPTY = Cell(text="")


def just_asked(key: str) -> str | None:
    """The id of the cell whose button was pressed in the map `key`, if that is why the page runs now. Ask before
    drawing."""
    return _text_asked(key, "asked")


def just_sorted(key: str) -> str | None:
    """The key of the column whose heading was pressed, if that is why the page runs now. Ask before drawing."""
    return _text_asked(key, "sorted")


def _text_asked(key: str, name: str) -> str | None:
    asked = table.asked_once(key, name)
    return asked if isinstance(asked, str) else None


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_map", css=STYLE, js=SCRIPT)


def draw(key: str, label: str, headings: Sequence[Heading], rows: Sequence[Row], *, from_end: bool = False) -> None:
    """Draws the map, named `label` for screen readers, and below it the menu that makes a file of it.

    The first heading is that of the rows. `from_end`: where not all columns fit, the last ones are in sight at first.
    """
    data = {
        "label": label,
        "headings": [asdict(each) for each in headings],
        "rows": [asdict(row) for row in downloads.in_sight(key, rows)],
        "from_end": from_end,
    }
    # In a list, because Streamlit looks into every part of a mapping for data frames.
    _component()(data=[data], key=key, on_asked_change=_noted, on_sorted_change=_noted)
    by = [wording.SORTED_BY_COLUMN.format(column=each.label, way=wording.SORT_WAYS[each.sorted])
          for each in headings if each.sorted]  # fmt: skip
    downloads.offer_table(key, label, lambda: _as_frame(headings, rows), "".join(by))


def _as_frame(headings: Sequence[Heading], rows: Sequence[Row]) -> pd.DataFrame:
    """The cells of all rows as a file has them."""
    first, *others = headings
    heads = Field(label=first.label, reads="text", values=[_value(row.head, "text") for row in rows])
    fields = [
        Field(
            label=each.label,
            reads="number",
            values=[_value(row.cells.get(each.key, EMPTY), "number") for row in rows],
        )
        for each in others
    ]
    return cell_values.frame([heads, *fields], time_zone().key)


def _value(cell: Cell, reads: Reads) -> Value:
    """What a file has of a cell; a line that only leads elsewhere says nothing."""
    lines = [asdict(line) for line in cell.lines if line.text != wording.MAP_OVER_TIME]
    return cell_values.of_lines(cell.text, cell.mark, lines, reads)


def _noted() -> None:
    """Streamlit delivers a trigger only to a component with a callback; just_asked() and just_sorted() read it."""
