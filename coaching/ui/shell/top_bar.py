"""What stands above every page? The product's name, which leads home, a search, and who is signed in."""

import streamlit as st

from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.ui.shell import access, navigation, page_shown
from coaching.words import wording
from coaching.words.formatting import escape, initials

# What the search looks through: the page, and the parameter of its address.
OF_AGENT = (navigation.MY_COACHING, "my_coaching_search")
OF_SUPERVISOR = (navigation.ASSIGNMENTS, "assignments_agent_or_name")
# For top_bar.js: what links are called that a key presses, and what the list of keys says.
WORDS = {
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
}


def draw(viewer: Viewer | None) -> None:
    """The bar, with the demo's menu of persons; behind a proxy the name of whoever is signed in."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(_html(viewer))
        access.draw_sign_in(viewer)


def _html(viewer: Viewer | None) -> str:
    if viewer is None or not viewer.may(Action.OPEN_AGENT_PAGES):
        return f'<div class="bar"><strong>{wording.PRODUCT}</strong></div>'
    home = escape(access.link_to(navigation.first_page(viewer)))
    supervises = viewer.may(Action.OPEN_SUPERVISOR_PAGES)
    page, parameter = OF_SUPERVISOR if supervises else OF_AGENT
    label = wording.SEARCH_AGENTS if supervises else wording.SEARCH_COACHING
    search = (
        f'<input type="search" aria-label="{label}" placeholder="{label}" data-page="{page}" data-name="{parameter}">'
    )
    copy = f'<button class="copy" aria-label="{wording.COPY_LINK}" title="{wording.COPY_LINK}"></button>'
    help_to = escape(access.link_to(navigation.HELP, about=page_shown.address()))
    about = f'<a class="help" href="{help_to}" aria-label="{wording.HELP}" title="{wording.HELP}">?</a>'
    return f'<div class="bar"><a href="{home}">{wording.PRODUCT}</a>{search}{copy}{about}{_signed_in(viewer)}</div>'


def _signed_in(viewer: Viewer) -> str:
    """Who is signed in, where nobody can choose another person."""
    if not access.proxy_header():
        return ""
    name = escape(viewer.name)
    said = f"<b>{escape(initials(viewer.name))}</b> <i>{name}</i>"
    return f'<span class="who" title="{wording.SIGN_IN_AS} {name}">{said}</span>'
