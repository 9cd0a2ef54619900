"""How does a page look that has nothing to show, or that refuses? A heading, one plain sentence, and one way on."""

from collections.abc import Callable

import streamlit as st

from coaching.words import wording
from coaching.words.formatting import escape

NOTHING, NO_MATCH, DONE = ":material/inbox:", ":material/filter_alt_off:", ":material/check_circle:"
WayOn = Callable[[], object]


def nothing(sentence: str, way_on: WayOn, icon: str = NOTHING) -> None:
    """Instead of a list or a picture: why there is none, and the one thing to do now. `sentence` is Markdown."""
    st.info(sentence, icon=icon)
    way_on()


def to(page: str, label: str, **parameters: str) -> WayOn:
    """A way on: the link to a page."""

    def draw() -> None:
        from coaching.ui.shell import navigation  # it needs the guards, and they refuse

        navigation.link(page, label, ":material/arrow_forward:", **parameters)

    return draw


def home() -> None:
    """A way on: the viewer's own first page."""
    from coaching.ui.shell import navigation

    navigation.link_home()


def clearing(clear: Callable[..., None], *arguments: object) -> WayOn:
    """A way on: the button that takes the filters away, where a page has another one above."""
    return lambda: st.button(wording.CLEAR, icon=NO_MATCH, on_click=clear, args=arguments, key="nothing_clear")


def within(anchor: str, label: str) -> WayOn:
    """A way on: the link to another part of the same page. `anchor`: the id of an element there."""
    return lambda: st.html(f'<a class="within" href="#{anchor}">{escape(label)}</a>')


def below() -> None:
    """A way on: the field or button that the page draws right below. This draws nothing."""


def beside() -> None:
    """A way on: the one that the page draws beside this, for the same reason. This draws nothing."""


def stay() -> None:
    """No way on, because nothing can be done about it. Who calls this says why."""


def refused(heading: str | None, sentence: str) -> None:
    """What stands instead of a page. `heading`: None where the page has its heading already."""
    if heading is not None:
        st.title(heading, anchor=False)
    st.error(sentence, icon=":material/block:")


def welcome(sentence: str, icon: str) -> None:
    """What whoever is not signed in reads: what this is, and how to come in."""
    st.title(wording.WELCOME, anchor=False)
    st.markdown(wording.WHAT_THIS_IS)
    st.info(sentence, icon=icon)
