"""How is a page put on paper? By the button that prints it, which tells print.css what page it is."""

from functools import cache
from typing import Any

import streamlit as st

from coaching.ui.pieces import table
from coaching.words import wording

SCRIPT = """
export default function ({ parentElement }) {
  parentElement.querySelector("button").onclick = () => window.print();
}"""


def titled(title: str, key: str) -> None:
    """The page's title, which is Markdown, and beside it the button that prints the page."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(title, anchor=False, width="content")
        _button()(key=key, width="content")


@cache
def _button() -> Any:
    return st.components.v2.component(
        "coaching_print",
        html=f'<button type="button" class="button">{wording.PRINT}</button>',
        css=table.STYLE + "@media print { .button { display: none; } }",
        js=SCRIPT,
    )
