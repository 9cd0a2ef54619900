"""How does the browser get what stays the same while a server runs? As files under names that say what is in them: it
keeps them for good, and a newer server has another name for what is new."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

KEPT = "public, immutable, max-age=31536000"


def digest_of(content: str | bytes) -> str:
    """What a name says of the contents."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:12]


def answer_with(content: str | bytes, media_type: str) -> Response:
    """The file."""
    return Response(content, media_type=media_type, headers={"Cache-Control": KEPT})


def route(name: str, content: str | bytes, media_type: str) -> Route:
    """GET for one file."""

    async def answer(_request: Request) -> Response:
        return answer_with(content, media_type)

    return Route(f"/{name}", answer, methods=["GET"])
