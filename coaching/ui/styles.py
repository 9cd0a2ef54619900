"""The style sheets beside this file, as they go to the browser: without what only their readers need."""

from pathlib import Path

import rcssmin

HERE = Path(__file__).parent


def style_sheet(name: str) -> str:
    """The rules of `name`.css, minified."""
    return str(rcssmin.cssmin((HERE / f"{name}.css").read_text()))


def style(name: str, more: str = "") -> str:
    """The same as an HTML element, for st.html, with `more` rules behind them."""
    return f"<style>{style_sheet(name)}{more}</style>"
