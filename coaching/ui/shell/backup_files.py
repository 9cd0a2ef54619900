"""How does a browser get a backup, which may be larger than what a page can send? From the disk, by a link that works
once and for five minutes: whoever draws the page has asked whether the viewer may have it."""

import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

ADDRESS = "backup-file"
SECONDS = 300.0
MOST = 32  # links at once; the oldest goes first

_lock = threading.Lock()


@dataclass(frozen=True)
class _Offered:
    path: Path
    until: float


_offered: dict[str, _Offered] = {}


def offer(path: Path) -> str:
    """The address of a link to this file, from any page of the app."""
    token = secrets.token_urlsafe(32)
    with _lock:
        while len(_offered) >= MOST:
            del _offered[next(iter(_offered))]
        _offered[token] = _Offered(path, time.monotonic() + SECONDS)
    return f"./{ADDRESS}/{token}"


def take(token: str) -> Path | None:
    """The file of a link, which does not work again; None where it does not work any more."""
    with _lock:
        found = _offered.pop(token, None)
    return None if found is None or time.monotonic() > found.until else found.path


def route() -> Route:
    """GET for a file that was offered."""

    async def answer(request: Request) -> Response:
        path = take(request.path_params["token"])
        if path is None or not path.is_file():
            return PlainTextResponse("", 404, headers={"Cache-Control": "no-store"})
        return FileResponse(
            path, media_type="application/zip", filename=path.name, headers={"Cache-Control": "no-store"}
        )

    return Route(f"/{ADDRESS}/{{token}}", answer, methods=["GET"])
