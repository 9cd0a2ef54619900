"""How does the browser get the style of the pages? As one file of the page itself: a redraw does not send it.

Only the style of components comes with them. A page draws no element of style for itself: Streamlit loses it when it
says at the edge what was done. The file stands behind Streamlit's own styles and before all that Streamlit draws.
"""

from starlette.routing import Route

from coaching.ui.shell import kept_files
from coaching.ui.styles import style_sheet

SHEETS = ("layout", "audit", "audit_form", "comparison", "details", "discussion", "figures", "print")
STYLE = "".join(map(style_sheet, SHEETS))
NAME = f"style-{kept_files.digest_of(STYLE)}.css"


def element() -> str:
    """The element that loads it."""
    return f'<link rel="stylesheet" href="./{NAME}">'


def route() -> Route:
    """GET for the style sheet."""
    return kept_files.route(NAME, STYLE, "text/css")
