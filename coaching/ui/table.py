"""A table whose rows open a page: an accessible HTML table that becomes cards on a narrow screen.

Streamlit's own dataframe is drawn on a canvas: no tags with "+N" and the rest on hover, no real link to copy or open in
a new tab, and at 390 px most of its columns are out of sight. This is one small element for any number of rows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

from coaching.ui import access

HERE = Path(__file__).parent
SHOWN_TAGS = 2
Tone = Literal["", "warn", "quiet"]


@dataclass(frozen=True)
class Column:
    """One column."""

    key: str
    label: str
    align: Literal["left", "right", "tight"] = "left"


@dataclass(frozen=True)
class Row:
    """One row: the key that opening it hands back, the page and parameters it leads to, its cells by column key."""

    id: str
    parameters: dict[str, str]
    cells: dict[str, dict[str, Any]]


def text(value: str, tone: Tone = "", title: str | None = None) -> dict[str, Any]:
    """A cell of plain text; `title` shows on hover."""
    return {"kind": "text", "text": value, "tone": tone, "title": title}


def tags(values: Sequence[str], most: int = SHOWN_TAGS) -> dict[str, Any]:
    """A cell of tags: the first `most`, then "+N" with the rest on hover or a click."""
    shown = len(values) if len(values) <= most else most
    return {"kind": "tags", "shown": list(values[:shown]), "rest": list(values[shown:])}


def progress(done: int, total: int) -> dict[str, Any]:
    """A cell with how many of a total are done."""
    return {"kind": "progress", "done": done, "total": total}


def opens(value: str, label: str | None = None, button: bool = False) -> dict[str, Any]:
    """The cell that opens the row: its name, or a button; `label` says more to a screen reader."""
    return {"kind": "opens", "text": value, "label": label, "button": button}


@cache
def _component() -> Any:
    return st.components.v2.component(
        "coaching_table", css=(HERE / "table.css").read_text(), js=(HERE / "table.js").read_text()
    )


def just_opened(key: str) -> str | None:
    """The id of the row that was opened in the table `key`, if that is why the page runs now. Ask before drawing."""
    state = st.session_state.get(key)
    opened: str | None = state.get("opened") if state else None
    return opened


def draw(key: str, label: str, columns: Sequence[Column], rows: Sequence[Row], page: str) -> None:
    """Draws the table, named `label` for screen readers.

    `page` is the address of the page that rows lead to, for links that are copied or opened in a new tab.
    """
    data = {
        "label": label,
        "columns": [asdict(column) for column in columns],
        "rows": [
            {"id": row.id, "address": f"{page}?{urlencode(access.address(**row.parameters))}", "cells": row.cells}
            for row in rows
        ],
    }
    _component()(data=data, key=key, on_opened_change=_noted)


def _noted() -> None:
    """Streamlit delivers a trigger only to a component with a callback; `just_opened` reads it."""
