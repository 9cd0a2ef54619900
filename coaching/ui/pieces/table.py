"""How is a table drawn whose rows open a page? As accessible HTML that becomes cards on a narrow screen.

Streamlit's own dataframe is drawn on a canvas: no tags with "+N" and the rest on hover, no real link to copy or open in
a new tab, and at 390 px most of its columns are out of sight. This is one small element for any number of rows.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal, overload

import pandas as pd
import streamlit as st

from coaching.ui.pieces import cell_values, downloads
from coaching.ui.pieces.cell_values import Field, Reads
from coaching.ui.shell import access, component_scripts
from coaching.ui.shell.session import time_zone
from coaching.ui.styles import style_of_component
from coaching.words import wording
from coaching.words.formatting import shortened

STYLE, SCRIPT = style_of_component("cells", "table"), component_scripts.fetching("cells", "table")
SHOWN_TAGS = 2
LONGEST_CELL = 1_000
MOST_ASKED = 3
Tone = Literal["", "good", "warn", "quiet"]
# What the cells of a column hold, by how it is aligned.
READS: Mapping[str, Reads] = {"right": "number", "tight": "day"}


@dataclass(frozen=True)
class Column:
    """One column. What can only be ticked or pressed is in no file of the table.

    `called`: what stands above it; a column that is made while a module is imported says it when it is drawn, in the
    language of whoever reads."""

    key: str
    called: str | Callable[[], str]
    align: Literal["left", "right", "tight", "tick", "press"] = "left"

    @property
    def label(self) -> str:
        """What stands above it."""
        return self.called if isinstance(self.called, str) else self.called()


@dataclass(frozen=True)
class Row:
    """One row: its key, the parameters of the page it leads to, its cells by column key."""

    id: str
    parameters: Mapping[str, str | Sequence[str]]
    cells: dict[str, dict[str, Any]]


class RowsOf(Sequence[Row]):
    """The rows that `make` makes of the named tuples of a frame, each made when it is asked for: a file may have
    hundreds of thousands, whose cells take a hundred times as much memory as the frame."""

    def __init__(self, frame: pd.DataFrame, make: Callable[[Any], Row]) -> None:
        self._frame, self._make = frame, make

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._frame)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> "RowsOf": ...
    def __getitem__(self, place: int | slice) -> "Row | RowsOf":
        """One row, or some of them, which are not made yet."""
        if isinstance(place, slice):
            return RowsOf(self._frame.iloc[place], self._make)
        return next(iter(RowsOf(self._frame.iloc[[place]], self._make)))

    def __iter__(self) -> Iterator[Row]:
        """All rows, one after the other."""
        return map(self._make, self._frame.itertuples())


@dataclass(frozen=True)
class Action:
    """What can be done with all that is shown: a button beside a heading, and the page it leads to."""

    label: str
    page: str
    parameters: dict[str, str]


@dataclass(frozen=True)
class Headed:
    """One of several tables with the same columns that are drawn as one element, each under its heading."""

    heading: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Ticks:
    """What is ticked after a click: all ids of the table's rows as it was shown, and those of them that are ticked."""

    shown: tuple[str, ...]
    ticked: tuple[str, ...]

    def applied_to(self, selected: Sequence[str]) -> list[str]:
        """A selection that spans several pages of a list, with this page of it brought up to date."""
        elsewhere = [each for each in selected if each not in self.shown]
        return list(dict.fromkeys([*elsewhere, *self.ticked]))


def text(value: str, tone: Tone = "", title: str | None = None, note: str | None = None) -> dict[str, Any]:
    """A cell of plain text; `title` shows on hover, `note` is a small line below."""
    cell: dict[str, Any] = {"kind": "text", "text": _cut(value), "tone": tone}
    return cell | {name: _cut(said) for name, said in (("title", title), ("note", note)) if said is not None}


def tick(label: str) -> dict[str, Any]:
    """A cell with a checkbox, named `label` for screen readers. Belongs into a column aligned "tick"."""
    return {"kind": "tick", "label": _cut(label)}


def tags(values: Sequence[str], most: int = SHOWN_TAGS) -> dict[str, Any]:
    """A cell of tags: the first `most`, then "+N" with the rest on hover or a click."""
    cut = [_cut(each) for each in values]
    shown, rest = cut[:most], cut[most:]
    label = {"label": wording.SHOW_REST.format(count=len(rest), rest=wording.COMMA.join(rest))} if rest else {}
    return {"kind": "tags", "shown": shown, "rest": rest} | label


def progress(done: int, total: int) -> dict[str, Any]:
    """A cell with how many of a total are reviewed."""
    label = wording.REVIEWED_OF.format(reviewed=done, total=total)
    return {"kind": "progress", "done": done, "total": total, "label": label}


def lines(values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A cell of several lines, made by `line`."""
    return {"kind": "lines", "lines": list(values)}


def line(label: str, value: str, tone: Tone = "", rest: str = "", detail: str = "") -> dict[str, Any]:
    """A label with its value in a tone and the rest in none. `detail`: on hover, to screen readers, and where the table
    is cards, below."""
    return {"label": _cut(label), "value": value, "tone": tone, "rest": rest, "detail": detail}


def opens(value: str, label: str | None = None, button: bool = False, title: str | None = None) -> dict[str, Any]:
    """The cell with the link to where the row leads: its name, or drawn as a button; `label` says more to a screen
    reader, `title` on hover."""
    cell: dict[str, Any] = {"kind": "opens", "text": _cut(value), "button": button}
    return cell | {name: _cut(said) for name, said in (("label", label), ("title", title)) if said is not None}


def leads(value: str, page: str, **parameters: str) -> dict[str, Any]:
    """A cell with a link to somewhere else than its row leads to."""
    return opens(value) | {"address": access.link_to(page, **parameters)}


@dataclass(frozen=True)
class Sorting:
    """By which columns a table can be sorted: what pressing each heading does, for screen readers, by column key; and
    by which column it is sorted, and how."""

    labels: Mapping[str, str]
    key: str
    way: Literal["ascending", "descending"]


def asks(value: str, label: str | None = None) -> dict[str, Any]:
    """A cell with a button that asks for something to be done with the row: `just_asked` hands back the row's id."""
    return {"kind": "asks", "text": value, "label": _cut(label)}


@overload
def _cut(value: str) -> str: ...
@overload
def _cut(value: str | None) -> str | None: ...
def _cut(value: str | None) -> str | None:
    """Other people's words as a cell shows them: a megabyte of them would freeze the browser."""
    return value if value is None else shortened(value, LONGEST_CELL)


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_table", css=STYLE, js=SCRIPT)


def just_asked(key: str) -> str | None:
    """The id of the row whose button was pressed in the table `key`, if that is why the page runs now. Ask before
    drawing."""
    asked = asked_once(key, "asked")
    return asked if isinstance(asked, str) else None


def just_sorted(key: str) -> str | None:
    """The key of the column whose heading was pressed in the table `key`, if that is why the page runs now. Ask before
    drawing."""
    asked = asked_once(key, "sorted")
    return asked if isinstance(asked, str) else None


def asked_once(key: str, name: str) -> Any:
    """What the table asks for; None where it has asked for just that in all of the last runs.

    A browser can send what it asks for as a state that stays instead of an event that passes. Every run would then lead
    to a page that leads back here, dozens of times a second. A double click asks twice, and is answered.
    """
    state, taken = st.session_state.get(key), f"{key}_{name}_taken"
    asked = state.get(name) if isinstance(state, Mapping) else None
    if asked is None:
        st.session_state.pop(taken, None)
        return None
    before, times = st.session_state.get(taken, (None, 0))
    times = times + 1 if before == asked else 1
    st.session_state[taken] = (asked, times)
    return asked if times <= MOST_ASKED else None


def just_ticked(key: str) -> Ticks | None:
    """What is ticked in the table `key`, if a tick there is why the page runs now. Ask before drawing.

    The browser numbers its ticks. Of two quick ones each has a run of its own, and the older run may come last: it
    finds that a newer one has been heard of, and counts no more.
    """
    state = st.session_state.get(key)
    told = state.get("ticked") if state else None
    if not told or int(told["number"]) <= _heard(key):
        return None
    st.session_state[f"{key}_heard"] = int(told["number"])
    return Ticks(tuple(map(str, told["shown"])), tuple(map(str, told["ticked"])))


def draw(
    key: str,
    label: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    page: str,
    ticked: Collection[str] = (),
    stays: bool = False,
    sorting: Sorting | None = None,
    frame: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """Draws the table, named `label` for screen readers, and below it the menu that makes a file of all its rows.

    `page` is the address of the page that rows lead to. `ticked`: the ids of rows whose checkbox is ticked. `stays`:
    rows lead to another part of the page one is on, which is not scrolled. `sorting`: headings sort, see just_sorted().
    `frame`: what a file has in place of the cells.
    """
    shown = list(downloads.in_sight(key, rows))
    data = _as_data(label, columns, shown, page) | {
        "ticked": [row.id for row in shown if row.id in ticked],
        "heard": _heard(key),
        "stays": stays,
    }
    sends: dict[str, Any] = {"on_asked_change": _noted, "on_ticked_change": _noted}
    if sorting is not None:
        data["sorting"] = asdict(sorting)
        sends["on_sorted_change"] = _noted
    # In a list, because Streamlit looks into every part of a mapping for data frames.
    _component()(data=[data], key=key, **sends)
    by = ""
    if sorting is not None:
        names = {column.key: column.label for column in columns}
        by = wording.SORTED_BY_COLUMN.format(column=names.get(sorting.key, ""), way=wording.SORT_WAYS[sorting.way])
    downloads.offer_table(key, label, frame or (lambda: frame_of(columns, rows)), by)


def draw_headed(
    key: str, columns: Sequence[Column], tables: Sequence[Headed], page: str, action: Action | None = None
) -> None:
    """Draws several tables one below the other, each under its heading: one element for Streamlit to carry.

    `page` as for draw(). `action` stands beside the first heading.
    """
    data = [_as_data(each.heading, columns, each.rows, page) | {"heading": each.heading} for each in tables]
    if action is not None:
        data[0]["action"] = {"text": action.label, "address": access.link_to(action.page, **action.parameters)}
    _component()(data=data, key=key)
    label = wording.COMMA.join(each.heading for each in tables)
    downloads.offer_table(key, label, lambda: _as_frame(columns, tables))


def _as_data(label: str, columns: Sequence[Column], rows: Sequence[Row], page: str) -> dict[str, Any]:
    """One table as the data that table.js draws."""
    link = access.links_to(page)
    return {
        "label": label,
        "columns": [{"key": each.key, "label": each.label, "align": each.align} for each in columns],
        "rows": [{"id": row.id, "address": link(row.parameters), "cells": row.cells} for row in rows],
    }


def frame_of(columns: Sequence[Column], rows: Sequence[Row]) -> pd.DataFrame:
    """What a file has of these rows."""
    return _as_frame(columns, [Headed("", rows)])


def _as_frame(columns: Sequence[Column], tables: Sequence[Headed]) -> pd.DataFrame:
    """The cells of all rows as a file has them: without what can only be pressed, and with the heading of each of
    several tables."""
    headings = Field(label=wording.ABOUT_TABLE, reads="text")
    fields = [(column.key, Field(label=column.label, reads=READS.get(column.align, "text")))
              for column in columns if column.align not in ("tick", "press")]  # fmt: skip
    pressed = set()
    for each in tables:
        for row in each.rows:
            headings.values.append(cell_values.of_text(each.heading, "text"))
            for key, field in fields:
                cell = row.cells[key]
                if cell["kind"] == "asks" or cell.get("button"):
                    pressed.add(key)
                else:
                    field.values.append(cell_values.of_cell(cell, field.reads))
    kept = [field for key, field in fields if key not in pressed]
    return cell_values.frame([headings, *kept] if len(tables) > 1 else kept, time_zone().key)


def _heard(key: str) -> int:
    """The number of the newest tick that was heard of. Until the browser is told the number of its own newest one, what
    arrives is older than what the reader sees, and their ticks stay as they are."""
    heard: int = st.session_state.get(f"{key}_heard", 0)
    return heard


def _noted() -> None:
    """Streamlit delivers a trigger only to a component with a callback; just_asked(), just_ticked() and
    just_sorted() read it."""
