"""What does the menu at the left look like? Links to the pages that the viewer may open, in sections.

Streamlit's own menu has no valid lists where it has sections, cuts titles off, and does not show where the reader is on
a page that is opened from a list.
"""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.formatting import escape

# Under which entry a page is found that has none of its own: the first of these that the viewer's menu has.
UNDER = {
    navigation.ASSIGNMENT: (navigation.ASSIGNMENTS, navigation.MY_COACHING),
    navigation.INTERACTION: (navigation.ASSIGNMENTS, navigation.MY_COACHING),
    navigation.COMPARE: (navigation.ASSIGNMENTS, navigation.MY_COACHING),
    navigation.ASSIGN: (navigation.ASSIGNMENTS,),
    navigation.AUDIT: (navigation.EVALUATION,),
    navigation.PROGRESS: (navigation.COACHING_MONITOR,),
}
# An interaction that was opened from no assignment.
OF_NO_ASSIGNMENT = (navigation.EVALUATION, navigation.MY_DASHBOARD)


def draw(pages: Mapping[str, Sequence[StreamlitPage]], shown: str) -> None:
    """`pages`: by section, as navigation.pages(); `shown`: the address of the page that is looked at."""
    listed = {section: [page for page in each if page.visibility == "visible"] for section, each in pages.items()}
    addresses = [page.url_path for each in listed.values() for page in each]
    if not addresses:
        return
    under = UNDER.get(shown, ())
    if shown == navigation.INTERACTION and "assignment" not in st.query_params:
        under = OF_NO_ASSIGNMENT
    current = next((address for address in (shown, *under) if address in addresses), "")
    sections = "".join(_section(name, each, current, shown) for name, each in listed.items() if each)
    st.sidebar.html(f'<nav class="menu" aria-label="{wording.MENU}">{sections}</nav>')


def _section(name: str, pages: Sequence[StreamlitPage], current: str, shown: str) -> str:
    heading = f"<h2>{name}</h2>" if name else ""
    return f"{heading}<ul>{''.join(_entry(page, current, shown) for page in pages)}</ul>"


def _entry(page: StreamlitPage, current: str, shown: str) -> str:
    here = ""
    if page.url_path == current:
        here = ' aria-current="page"' if current == shown else ' aria-current="true"'
    icon = page.icon.removeprefix(":material/").removesuffix(":")
    return (
        f'<li><a href="{escape(access.link_to(page.url_path))}"{here}>'
        f'<span class="icon" aria-hidden="true">{icon}</span><span>{page.title}</span></a></li>'
    )
