"""Which page of a list is looked at, and how does the reader turn to another?"""

from collections.abc import Callable
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from coaching.storage.paging import AtLeast, pages, skipped
from coaching.ui.pieces import downloads
from coaching.words import wording
from coaching.words.formatting import counted
from coaching.words.wording import Counted

PAGE = "_page"  # how the key of every list ends
LONGEST_NUMBER = 9
# How many rows a page of a list has: of most lists, of the dashboard's interactions, and of Evaluation's.
ROWS, ROWS_OF_DASHBOARD, ROWS_OF_EVALUATION = 25, 10, 12

Rows = TypeVar("Rows", list[Any], pd.DataFrame)


def current(key: str) -> int:
    """The page of the list `key` that is looked at, from 1; it is in the address. Whoever cuts the list takes the last
    page for one behind it."""
    asked = st.query_params.get(key, "")
    return max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER else 1


def read(
    query: Callable[..., tuple[pd.DataFrame, int]], key: str | None, table: str, size: int
) -> tuple[pd.DataFrame, int]:
    """The page of the list `key` that is looked at, the first one of a list that has no others (None), and how many
    rows there are; all rows where a file of the `table` is wanted and may have as many.

    `query` takes `page` and `size`, and returns the rows and how many there are.
    """
    page = 1 if key is None else current(key)
    rows, total = query(page=page, size=size)
    if not downloads.wanted(table):
        return rows, total
    if total <= downloads.MOST_ROWS:
        whole, total = query(page=1, size=downloads.MOST_ROWS + 1)
        if total <= downloads.MOST_ROWS:
            downloads.whole_instead_of(table, page, size)
            return whole, total
    downloads.are_too_many(table)
    return rows, total


def cut(rows: pd.DataFrame, key: str, table: str, above: int = 0) -> pd.DataFrame:
    """As read(), of rows that are there already. `above`: so many more rows stand above them on every page."""
    if downloads.wanted(table):
        downloads.whole_instead_of(table, current(key), ROWS, above)
        return rows
    begin = skipped(current(key), len(rows), ROWS)
    return rows.iloc[begin : begin + ROWS]


def beginning(rows: Rows, most: int, table: str) -> Rows:
    """As cut(), of a list that shows its first rows only."""
    if downloads.wanted(table):
        downloads.whole_instead_of(table, 1, most)
        return rows
    return rows[:most]


def first(key: str) -> None:
    """Back to the first page: for callbacks of filters."""
    st.query_params.pop(key, None)


def all_first() -> None:
    """Every list back to its first page: for the callback of what decides whose lists they are."""
    for name in [name for name in st.query_params if name.endswith(PAGE)]:
        first(name)


def turning_back(key: str) -> dict[str, Any]:
    """What a filter of the list `key` takes, so that another choice leads back to its first page."""
    return {"on_change": first, "args": (key,)}


def filtering(key: str) -> dict[str, Any]:
    """As turning_back, for a filter that Streamlit itself writes into the address: what it writes is the value, such as
    a text, a date or a tick. Where it would write words, see addressed.py."""
    return {"bind": "query-params", "persist_state": "session", **turning_back(key)}


def say_count(sentence: str, key: str = "list") -> None:
    """ "12 of 40 assignments" above a list; read aloud where a filter changed it (top_bar.js)."""
    with st.container(key=f"count_of_{key}", width="content"):
        st.caption(sentence, width="content")


def draw(key: str, total: int, size: int, said: Counted) -> None:
    """ "28 interactions, page 2 of 3", and the way to the others; where not all were counted there may always be more.
    `said`: what the list has, one and several."""
    last = pages(total, size)
    page, more = min(current(key), last), isinstance(total, AtLeast)
    sentence = wording.PAGE_OF_AT_LEAST if more else wording.PAGE_OF
    with st.container(horizontal=True, vertical_alignment="center"):
        say_count(sentence.format(counted=counted(total, said), page=page, last=last), key)
        st.button(wording.NEWER, on_click=_turn, args=(key, page - 1), disabled=page <= 1, key=f"{key}_newer")
        st.button(
            wording.OLDER, on_click=_turn, args=(key, page + 1), disabled=page >= last and not more, key=f"{key}_older"
        )


def _turn(key: str, page: int) -> None:
    st.query_params[key] = str(page)
