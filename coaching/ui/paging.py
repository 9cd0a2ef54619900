"""Turning the pages of a list that is cut in SQL."""

from typing import Any

import streamlit as st

from coaching.paging import pages
from coaching.ui.formatting import counted

MOST_REMEMBERED = 20  # addresses whose page is remembered, of one list


def current(key: str) -> int:
    """The page of the list `key` that is looked at, from 1: the one that was turned to at this address, so that the
    way back leads to it and another address begins with the first."""
    return int(st.session_state.get(key, {}).get(_address(), 1))


def first(key: str) -> None:
    """Back to the first page: for callbacks of filters."""
    st.session_state.pop(key, None)


def filtering(key: str) -> dict[str, Any]:
    """What a filter of the list `key` has: it is in the address, it stays, and another choice begins the list anew."""
    return {"bind": "query-params", "persist_state": "session", "on_change": first, "args": (key,)}


def draw(key: str, total: int, size: int, noun: str) -> None:
    """ "28 interactions, page 2 of 3", and the way to the others."""
    last = pages(total, size)
    page = min(current(key), last)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{counted(total, noun)}, page {page} of {last}", width="content")
        st.button("Newer", on_click=_turn, args=(key, page - 1), disabled=page <= 1, key=f"{key}_newer")
        st.button("Older", on_click=_turn, args=(key, page + 1), disabled=page >= last, key=f"{key}_older")


def _turn(key: str, page: int) -> None:
    turned = {address: kept for address, kept in st.session_state.get(key, {}).items() if address != _address()}
    newest = list(turned.items())[-MOST_REMEMBERED + 1 :]
    st.session_state[key] = dict([*newest, (_address(), page)])


def _address() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(st.query_params.get_all(name))) for name in sorted(st.query_params))
