"""What stands above every page? The product's name, which leads home, a search, and who is signed in."""

from typing import Any

import streamlit as st

from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.ui.shell import access, bell, navigation, page_shown
from coaching.words import wording
from coaching.words.formatting import escape
from coaching.words.reader import ENGLISH, LANGUAGES, reader, reader_of, reading_as

# What the search looks through: the page, and the parameter of its address.
OF_AGENT = (navigation.MY_COACHING, "my_coaching_search")
OF_SUPERVISOR = (navigation.ASSIGNMENTS, "assignments_agent_or_name")


def words() -> dict[str, Any]:
    """For top_bar.js, by language: what links are called that a key presses, and what the list of keys says."""
    said: dict[str, Any] = {}
    with reading_as(reader_of(ENGLISH, None)):
        by_streamlit = dict(wording.STREAMLIT_SAYS)
    for language in LANGUAGES:
        with reading_as(reader_of(language, None)):
            said[language] = {
                "next": [wording.NEXT],
                "previous": [wording.PREVIOUS],
                "compare": [wording.COMPARE_HERE, wording.COMPARE],
                "title": wording.KEYS_TITLE,
                "keys": wording.KEYS,
                "on": wording.KEYS_ON,
                "close": wording.CLOSE,
                "copied": wording.LINK_COPIED,
                "tour": wording.TOUR,
                "tourTitle": wording.TOUR_TITLE,
                "tourOf": wording.TOUR_OF,
                "tourNext": wording.TOUR_NEXT,
                "tourEnd": wording.TOUR_END,
                "streamlit": [
                    [by_streamlit[name], text]
                    for name, text in dict(wording.STREAMLIT_SAYS).items()
                    if text != by_streamlit[name]
                ],
            }
    return said


def draw(viewer: Viewer | None) -> None:
    """The bar, with the menu of whoever is signed in. top_bar.js tells the page the language of the bar."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_html(viewer))
        access.draw_sign_in(viewer)


def _html(viewer: Viewer | None) -> str:
    if viewer is None or not viewer.may(Action.READ_NOTICES):
        in_demo = " data-demo" if access.is_demo() else ""
        return f'<div class="bar"{in_demo} lang="{reader().tag}"><strong>{wording.PRODUCT}</strong></div>'
    home = escape(access.link_to(navigation.first_page(viewer)))
    link = f'<a href="{home}">{wording.PRODUCT}</a>'
    found = _finding(viewer) if viewer.may(Action.OPEN_AGENT_PAGES) else ""
    return f'<div class="bar" lang="{reader().tag}">{link}{found}{bell.html(viewer)}</div>'


def _finding(viewer: Viewer) -> str:
    """The search, the button that copies the link to the page, and the way to its help."""
    supervises = viewer.may(Action.OPEN_SUPERVISOR_PAGES)
    page, parameter = OF_SUPERVISOR if supervises else OF_AGENT
    label = wording.SEARCH_AGENTS if supervises else wording.SEARCH_COACHING
    search = (
        f'<input type="search" aria-label="{label}" placeholder="{label}" data-page="{page}" data-name="{parameter}">'
    )
    copy = f'<button class="copy" aria-label="{wording.COPY_LINK}" title="{wording.COPY_LINK}"></button>'
    help_to = escape(access.link_to(navigation.HELP, about=page_shown.address()))
    about = f'<a class="help" href="{help_to}" aria-label="{wording.HELP}" title="{wording.HELP}">?</a>'
    return f"{search}{copy}{about}"
