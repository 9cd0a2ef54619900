"""How is a map of scores drawn? A table of cells that each have a score, what it rests on, its trend, and what to do.

Its first column stays in sight where the others are wider than the screen; on a phone every row is a card. Headings
sort. Like table.py one small element for any number of rows, which has its own script and style: pages without a map
do not carry them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

import rjsmin
import streamlit as st

from coaching.ui.pieces import table
from coaching.ui.styles import ASSETS, style_sheet

STYLE = "/* map_table.css */\n" + style_sheet("map_table")
SCRIPT = "/* map_table.js */\n" + rjsmin.jsmin((ASSETS / "map_table.js").read_text())


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


def draw(key: str, label: str, headings: Sequence[Heading], rows: Sequence[Row]) -> None:
    """Draws the map, named `label` for screen readers. The first heading is that of the rows."""
    data = {"label": label, "headings": [asdict(each) for each in headings], "rows": [asdict(row) for row in rows]}
    # In a list, because Streamlit looks into every part of a mapping for data frames.
    _component()(data=[data], key=key, on_asked_change=_noted, on_sorted_change=_noted)


def _noted() -> None:
    """Streamlit delivers a trigger only to a component with a callback; just_asked() and just_sorted() read it."""
