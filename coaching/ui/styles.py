"""The style sheets and the icon in assets/, as they go to the browser: without what only their readers need."""

import base64
from pathlib import Path

import rcssmin

ASSETS = Path(__file__).parent / "assets"
# The app's icon as an address that asks nobody: Streamlit's own icons for a tab come from another company's server.
ICON = "data:image/svg+xml;base64," + base64.b64encode((ASSETS / "icon.svg").read_bytes()).decode()


def style_sheet(name: str) -> str:
    """The rules of `name`.css, minified."""
    return str(rcssmin.cssmin((ASSETS / f"{name}.css").read_text()))


def style_of_component(*names: str) -> str:
    """The rules of these style sheets as a component of Streamlit's takes them. They go to the browser with every
    redraw. The line break tells Streamlit that this is the text itself, not the path of a file."""
    return "/* rules */\n" + "".join(map(style_sheet, names))
