"""How does the browser get the style of the pages? As one file of the page itself: a redraw does not send it.

Only what differs from page to page on paper, and the style of components, comes with these. The file stands before all
that Streamlit draws, behind Streamlit's own styles: what a page draws for itself comes later.
"""

from starlette.routing import Route

from coaching.ui.shell import kept_files
from coaching.ui.styles import style_sheet

SHEETS = ("layout", "audit", "audit_form", "comparison", "details", "discussion", "figures")
STYLE = "".join(map(style_sheet, SHEETS))
NAME = f"style-{kept_files.digest_of(STYLE)}.css"


def element() -> str:
    """The element that loads it."""
    return f'<link rel="stylesheet" href="./{NAME}">'


def route() -> Route:
    """GET for the style sheet."""
    return kept_files.route(NAME, STYLE, "text/css")
