"""How does what a page shows leave the product? By one small menu below each table and chart, which makes a file.

The file is made while the page runs because somebody asked for it, and at no other time. So the page asks anew who the
viewer is and what they may see; its queries give all rows instead of one page of them (pager.read()), and the table
draws those that were in sight. The browser gets the file by the connection that it has: it lies under no address.
"""

import base64
import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from uuid import uuid4

import pandas as pd
import streamlit as st

from coaching.charts import chart_files
from coaching.storage.paging import skipped
from coaching.ui.shell import access, component_scripts, filters_said, tab_title
from coaching.ui.shell.session import time_zone
from coaching.words import spreadsheets, wording
from coaching.words.days import local_time, utc_now
from coaching.words.formatting import counted, day_and_time, numeral

MENU = "take_"  # how the key of every menu begins; layout.css knows it
SCRIPT = component_scripts.fetching("download")
MOST_ROWS = 200_000
MOST_BYTES = 20_000_000  # packed; server.maxMessageSize lets no more through, a third longer as text
PACKED = 6
IN_SIGHT, TOO_MANY = "in_sight_", "too_many_"
LONGEST_NAME = 180

Row = TypeVar("Row")


class Kind(StrEnum):
    """What a file can be."""

    CSV = "csv"
    XLSX = "xlsx"
    PNG = "png"
    SVG = "svg"
    TXT = "txt"
    ICS = "ics"
    ZIP = "zip"


TYPES: Mapping[Kind, str] = {
    Kind.CSV: "text/csv",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PNG: "image/png",
    Kind.SVG: "image/svg+xml",
    Kind.TXT: "text/plain",
    Kind.ICS: "text/calendar",
    Kind.ZIP: "application/zip",
}


def wanted(key: str) -> bool:
    """Whether the page runs because a file of what has this key is wanted. To be asked before it is drawn."""
    return st.session_state.get(MENU + key) is not None


def whole_instead_of(key: str, page: int, size: int, above: int = 0) -> None:
    """Notes that the rows of the table `key` are all there are, of which one page is in sight, below those `above`,
    which every page has."""
    st.session_state[IN_SIGHT + key] = (page, size, above)


def are_too_many(key: str) -> None:
    """Notes that the table `key` has more rows than a file may have, so that they were not read."""
    st.session_state[TOO_MANY + key] = True


def in_sight(key: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that the table draws: all, but for a run that has all of them for a file."""
    noted = st.session_state.pop(IN_SIGHT + key, None)
    if noted is None or not wanted(key):
        return rows
    page, size, above = noted
    listed = rows[above:]
    begin = skipped(page, len(listed), size)
    return [*rows[:above], *listed[begin : begin + size]]


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_download", js=SCRIPT)


def offer_table(key: str, label: str, frame: Callable[[], pd.DataFrame], sorted_by: str = "") -> None:
    """The menu below the table `key`, whose name is `label`, and the file where one is wanted now.

    `frame`: all rows of the table, in their order, as a file has them; it is called only then.
    """
    kind = _menu(key, (Kind.CSV, Kind.XLSX))
    if kind is None:
        return
    found = None if st.session_state.pop(TOO_MANY + key, False) else frame()
    if found is None or len(found) > MOST_ROWS:
        st.warning(wording.TOO_MANY_ROWS.format(most=numeral(MOST_ROWS)), icon=":material/filter_alt:")
        return
    made_at = utc_now()
    shown = {**filters_said.said(), **({wording.SORTED_BY: sorted_by} if sorted_by else {})}
    number = counted(len(found), wording.ROWS_COUNTED)
    about = [
        (wording.ABOUT_TABLE, label),
        (wording.ABOUT_PAGE, tab_title.shown()),
        *(shown.items() or [(wording.ABOUT_FILTERS, wording.NO_FILTERS)]),
        (wording.ABOUT_ROWS, numeral(len(found))),
        *_made(made_at),
    ]
    made = spreadsheets.csv(found) if kind is Kind.CSV else spreadsheets.xlsx(found, wording.TABLE_SHEET, about)
    narrowed = _narrowed(shown)
    _hand_over(key, _name([label, *_taken(made_at), number, *narrowed], kind), TYPES[kind], made)


def offer_picture(key: str, title: str, make: Callable[[chart_files.Kind], bytes]) -> None:
    """The menu below the chart `key`, and the picture where one is wanted now; `make` is called only then."""
    kind = _menu(key, (Kind.PNG, Kind.SVG))
    if kind is None:
        return
    made = make("png" if kind is Kind.PNG else "svg")
    narrowed = _narrowed(filters_said.said())
    _hand_over(key, _name([title, *_taken(utc_now()), *narrowed], kind), TYPES[kind], made)


def offer_text(key: str, title: str, text: str) -> None:
    """The menu below the text `key`, and the file with all of it where it is wanted now."""
    if _menu(key, (Kind.TXT,)) is not None:
        name = _name([title, *_taken(utc_now())], Kind.TXT)
        _hand_over(key, name, TYPES[Kind.TXT], text.encode("utf-8", "replace"))


def offer_archive(key: str, label: str, title: str, make: Callable[[], bytes | None]) -> None:
    """The menu called `label` with a zip file, and the file where it is wanted now; `make` is called only then."""
    if _menu(key, (Kind.ZIP,), label) is None or (made := make()) is None:
        return
    _hand_over(key, _name([title, *_taken(utc_now())], Kind.ZIP), TYPES[Kind.ZIP], made)


def offer_calendar(key: str, title: str, make: Callable[[], bytes]) -> None:
    """The menu with a file for calendar programs, and the file where it is wanted now; `make` is called only then."""
    if _menu(key, (Kind.ICS,), wording.TO_CALENDAR) is not None:
        _hand_over(key, _name([title], Kind.ICS), TYPES[Kind.ICS], make())


def _menu(key: str, kinds: Sequence[Kind], label: str | None = None) -> Kind | None:
    chosen: Kind | None = st.menu_button(
        label or wording.DOWNLOAD,
        kinds,
        key=MENU + key,
        format_func=wording.DOWNLOAD_KINDS.__getitem__,
        type="tertiary",
        icon=":material/download:",
    )
    return chosen


def _narrowed(said: Mapping[str, str]) -> list[str]:
    """What leaves rows out, of what is said of a table."""
    return [each for name, each in said.items() if name not in (wording.COLUMNS_SHOWN, wording.SORTED_BY)]


def _made(at: datetime) -> list[tuple[str, str]]:
    """Who has the file made, and when in their time zone."""
    viewer, zone = access.viewer(), time_zone()
    when = wording.WHEN_AND_ZONE.format(when=day_and_time(at, zone), zone=zone.key)
    return [(wording.ABOUT_BY, viewer.name if viewer else ""), (wording.ABOUT_MADE, when)]


def _taken(at: datetime) -> list[str]:
    """The same for a file's name."""
    viewer, zone = access.viewer(), time_zone()
    return [viewer.name if viewer else "", f"{local_time(at, zone):%Y-%m-%d-%H%M}-{zone.key}"]


def _name(parts: Sequence[str], kind: Kind) -> str:
    """A file's name, which every system takes: its parts without what has a meaning in a path, the last ones cut."""
    known = [re.sub(r"[^\w.+−-]+", "-", part).strip("-.") for part in parts]
    whole = "_".join(part for part in known if part).encode()[:LONGEST_NAME].decode(errors="ignore").strip("_-.")
    return f"{whole}.{kind}"


def _hand_over(key: str, name: str, kind: str, made: bytes) -> None:
    """Has the browser save the file: once, so each has an id of its own. It goes there packed."""
    packed = gzip.compress(made, PACKED, mtime=0)
    if len(packed) > MOST_BYTES:
        st.warning(wording.TOO_LARGE, icon=":material/filter_alt:")
        return
    file = {"id": uuid4().hex, "name": name, "type": kind, "bytes": base64.b64encode(packed).decode()}
    # In a list, because Streamlit looks into every part of a mapping for data frames.
    _component()(data=[file], key=f"{key}_file")
