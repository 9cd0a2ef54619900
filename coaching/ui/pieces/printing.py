"""How is a page put on paper? By the button that prints it, which tells print.css what page it is."""

from functools import cache
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.ui.pieces import table
from coaching.words import wording

SCRIPT = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => window.print();
}"""


def titled(title: str, key: str) -> DeltaGenerator:
    """The page's title, which is Markdown, and beside it the button that prints the page. Returns a container between
    them, for a word about the page."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="title_line"
    ):
        st.title(title, anchor=False, width="content")
        between = st.container()
        _button()(data={"label": wording.PRINT}, key=key, width="content")
    return between


@cache
def _button() -> Any:
    return st.components.v2.component(
        "coaching_print",
        html='<button type="button" class="button"></button>',
        css=table.STYLE + "@media print { .button { display: none; } }",
        js=SCRIPT,
    )
