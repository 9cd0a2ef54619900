"""How is a page put on paper? The button that prints it, and the style that leaves out what can only be pressed."""

from functools import cache
from typing import Any

import streamlit as st

from coaching.ui.pieces import table
from coaching.ui.styles import style
from coaching.words import wording

STYLE = style("print")
SCRIPT = """
export default function ({ parentElement }) {
  parentElement.querySelector("button").onclick = () => window.print();
}"""


def titled(title: str, key: str) -> None:
    """The page's title, which is Markdown, and beside it the button that prints the page."""
    st.html(STYLE)
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
