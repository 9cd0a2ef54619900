"""How does the browser get the style that all pages have? As a file of the page itself: a redraw does not send it.

It stands before all that Streamlit draws, behind Streamlit's own styles: what a page draws for itself comes later.
"""

from starlette.routing import Route

from coaching.ui.shell import kept_files
from coaching.ui.styles import style_sheet

STYLE = style_sheet("layout")
NAME = f"layout-{kept_files.digest_of(STYLE)}.css"


def element() -> str:
    """The element that loads it."""
    return f'<link rel="stylesheet" href="./{NAME}">'


def route() -> Route:
    """GET for the style sheet."""
    return kept_files.route(NAME, STYLE, "text/css")
