"""How does the browser get history.js, typed_early.js and top_bar.js? As one script of the page itself: it runs before
Streamlit's, and once a visit.

A page that is drawn again does not send it again.
"""

import json
from functools import cache

import rjsmin
from starlette.routing import Route

from coaching.ui.shell import carried, kept_files, navigation, top_bar
from coaching.ui.styles import ASSETS


@cache
def _script() -> str:
    addresses = {
        "always": navigation.ALWAYS,
        "unfiltered": navigation.UNFILTERED,
        "forgotten": navigation.FORGOTTEN,
        "carried": carried.CARRIED,
        "together": carried.TOGETHER,
        "names": carried.NAMES,
    }
    scripts = [rjsmin.jsmin((ASSETS / name).read_text()) for name in ("history.js", "typed_early.js", "top_bar.js")]
    told = {"coachingAddresses": addresses, "coachingTopBar": {"words": top_bar.words()}}
    return "\n".join([*(f"window.{name}={json.dumps(each)};" for name, each in told.items()), *scripts])


def _name() -> str:
    return f"history-{kept_files.digest_of(_script())}.js"


def element() -> str:
    """The element that loads it."""
    return f'<script src="./{_name()}"></script>'


def route() -> Route:
    """GET for the script."""
    return kept_files.route(_name(), _script(), "text/javascript")
