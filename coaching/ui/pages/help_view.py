"""What does the page with help look like? Questions and answers by page, and a list of words."""

from collections.abc import Sequence

import streamlit as st

from coaching.people.people import Viewer
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import escape


def questions(page: str, viewer: Viewer) -> None:
    """What is often asked on the page with this address."""
    st.header(wording.HELP_ABOUT.format(page=navigation.title_of(page, viewer)), anchor=False)
    st.caption(wording.HELP_MEANS)
    st.html(_answers(wording.HELP_OF[page]))


def others(pages: Sequence[str], answered: Sequence[str]) -> None:
    """What is asked on the other pages that the viewer may open, each question once. `answered`: the questions that
    stand above."""
    asked = dict.fromkeys(each for page in pages for each in wording.HELP_OF[page] if each not in answered)
    st.header(wording.HELP_OTHERS, anchor=False)
    st.html(_answers(list(asked)))


def glossary() -> None:
    """The words that all pages use."""
    st.header(wording.HELP_WORDS, anchor=False)
    st.html(_list(wording.GLOSSARY))


def _answers(questions: Sequence[str]) -> str:
    return _list([wording.HELP_ANSWERS[each] for each in questions])


def _list(pairs: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<dt>{escape(asked)}</dt><dd>{escape(answer)}</dd>" for asked, answer in pairs)
    return f'<dl class="answers">{told}</dl>'
