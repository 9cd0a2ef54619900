"""How does the browser get history.js and typed_early.js? As one script of the page itself: it runs before Streamlit's,
and once a visit.

A page that is drawn again does not send it again.
"""

import hashlib
import json
from functools import cache

import rjsmin
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coaching.ui.shell import navigation
from coaching.ui.styles import ASSETS

KEPT = "public, immutable, max-age=31536000"


@cache
def _script() -> str:
    addresses = {
        "carried": navigation.CARRIED,
        "unfiltered": navigation.UNFILTERED,
        "forgotten": navigation.FORGOTTEN,
        "ofOneAgent": navigation.OF_ONE_AGENT,
    }
    scripts = [rjsmin.jsmin((ASSETS / name).read_text()) for name in ("history.js", "typed_early.js")]
    return "\n".join([f"window.coachingAddresses={json.dumps(addresses)};", *scripts])


def _name() -> str:
    """Another name for another script, for browsers keep it."""
    return f"history-{hashlib.sha256(_script().encode()).hexdigest()[:12]}.js"


def element() -> str:
    """The element that loads it."""
    return f'<script src="./{_name()}"></script>'


def route() -> Route:
    """GET for the script."""

    async def answer(_request: Request) -> Response:
        return Response(_script(), media_type="text/javascript", headers={"Cache-Control": KEPT})

    return Route(f"/{_name()}", answer, methods=["GET"])
