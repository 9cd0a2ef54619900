"""Who is let in from the network, which answers do browsers get, and what may they do with them?

A browser takes scripts, pictures and data from this app only, and shows it in no other site's page.
"""

import gzip
import re
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from streamlit import config

from coaching import log_lines
from coaching.ui.shell import (
    browser_history,
    component_scripts,
    failures,
    network_access,
    page_style,
    streamlit_files,
    uploading,
)
from coaching.ui.shell.network_access import Doors
from coaching.ui.styles import ICON
from coaching.words import wording
from coaching.words.reader import BRITISH, reading_as

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
READING = ("GET", "HEAD", "OPTIONS")
# Streamlit's page has one script within the page, for crawlers. The policy above lets no such script run.
INLINE_SCRIPT = re.compile(rb"<script>.*?</script>", re.DOTALL)
NOT_OF_THE_PAGE = (b"content-length", b"content-encoding", b"etag", b"last-modified", b"vary")


class Gate:
    """The outermost layer of the app. `doors`: who may come in."""

    def __init__(self, app: App, doors: Doors) -> None:
        self._app = app
        self._doors = doors
        self._header = doors.header.lower().encode("latin-1") if doors.header else None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Lets a request through or refuses it, and gives every answer the headers."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                log_lines.say(log_lines.Event.REFUSED, status=refusal[0])
                await answer.refuse(*refusal)
                return
            await self._app(self._with_trusted_headers(scope, receive), receive, answer.send)
        except Exception as error:
            await answer.refuse(500, wording.SERVER_ERROR.format(number=failures.number_of(error)))
            raise  # the server writes it to its log, with this number

    def _refusal(self, scope: Message) -> tuple[int, str] | None:
        """The status and the sentence with which a request is refused, or None."""
        if not self._doors.lets_in(_arrived_at(scope)):
            return 403, wording.DEMO_ON_THIS_MACHINE_ONLY
        if scope["type"] == "http":
            return None if scope["method"] in READING else self._refusal_of_upload(scope)
        network_access.tell_streamlit(self._doors)
        return None if _is_of_this_site(scope) else (403, wording.ANOTHER_SITE)

    def _refusal_of_upload(self, scope: Message) -> tuple[int, str] | None:
        """Only a page of ours that asks for files gets any, and no more than fit into the memory. The body of a request
        that is refused is not read."""
        if not _is_of_this_site(scope) or not uploading.is_asked_for(scope["method"], scope["path"]):
            return 405, wording.NOTHING_IS_UPLOADED
        if scope["method"] == "PUT" and not uploading.fits(Headers(scope=scope).get("content-length", "")):
            return 413, wording.TOO_MUCH_UPLOADED
        return None

    def _with_trusted_headers(self, scope: Message, receive: Receive) -> Message:
        """The request without the header that says who somebody is, where it may not be believed: because of who sends
        it, or because it is there twice, one of them perhaps the browser's own."""
        if self._header is None:
            return scope
        named = [value for name, value in scope["headers"] if name.lower() == self._header]
        believed = len(named) == 1 and self._doors.may_say_who_somebody_is(_peer(receive), _arrived_at(scope))
        if believed or not named:
            return scope
        return {**scope, "headers": [each for each in scope["headers"] if each[0].lower() != self._header]}


class _Answer:
    """What goes back to one request."""

    def __init__(self, scope: Message, send: Send) -> None:
        self._scope, self._send = scope, send
        self._started = self._replaced = False

    async def send(self, message: Message) -> None:
        """Sends what the app answers, with the headers; Streamlit's page as `_page` has it."""
        kind = message["type"]
        if kind == "websocket.close" and not self._started:  # refused: with an answer that has the headers
            await self.refuse(403, wording.ANOTHER_SITE)
            return
        if kind == "http.response.body" and self._replaced:
            return
        if kind in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
            self._started = True
            if self._is_page(message):
                await self._send_page(message)
                return
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
        await self._send(message)

    async def refuse(self, status: int, sentence: str) -> None:
        """Answers with a sentence; does nothing where an answer has begun."""
        if self._started:
            return
        self._started = True
        refusal = PlainTextResponse(sentence, status, headers={"Connection": "close", "Cache-Control": "no-store"})
        kind = "http" if self._scope["type"] == "http" else "websocket.http"
        if kind != "http" and "websocket.http.response" not in self._scope.get("extensions", {}):
            await self._send({"type": "websocket.close"})
            return
        headers = [*refusal.raw_headers, *HEADERS]
        await self._send({"type": f"{kind}.response.start", "status": status, "headers": headers})
        await self._send({"type": f"{kind}.response.body", "body": refusal.body})

    def _is_page(self, message: Message) -> bool:
        headers = dict(message.get("headers", ()))
        return message.get("status") == 200 and headers.get(b"content-type", b"").startswith(b"text/html")

    async def _send_page(self, message: Message) -> None:
        self._replaced = True
        headers = [each for each in message["headers"] if each[0] not in NOT_OF_THE_PAGE]
        if "gzip" in Headers(scope=self._scope).get("accept-encoding", ""):
            page = _compressed_page()
            headers.append((b"content-encoding", b"gzip"))
        else:
            page = _page()
        headers += [(b"content-length", str(len(page)).encode()), (b"vary", b"Accept-Encoding"), *HEADERS]
        await self._send({**message, "headers": headers})
        body = b"" if self._scope["method"] == "HEAD" else page
        await self._send({"type": "http.response.body", "body": body})


@cache
def _page() -> bytes:
    """Streamlit's page, the only one there is, with our name, icon, scripts and style and without a script in it."""
    with reading_as(BRITISH):  # nobody has said yet who reads
        product = wording.PRODUCT
    page = INLINE_SCRIPT.sub(b"", streamlit_files.page().encode()).replace(b"./favicon.png", ICON.encode())
    page = page.replace(b"<head>", f"<head>{browser_history.element()}{component_scripts.elements()}".encode(), 1)
    page = page.replace(b"<body>", f"<body>{page_style.element()}".encode(), 1)
    page = page.replace(b'<div id="root">', f'<div id="root"><div class="opening">{product}</div>'.encode(), 1)
    return page.replace(b"<title>Streamlit</title>", f"<title>{product}</title>".encode())


@cache
def _compressed_page() -> bytes:
    return gzip.compress(_page())


def _is_of_this_site(scope: Message) -> bool:
    """Whether a websocket was opened by a page of this app, or by no page at all."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    if origin is None or origin in config.get_option("server.corsAllowedOrigins"):
        return True
    try:
        return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc == headers.get(b"host")
    except ValueError:
        return False


def _arrived_at(scope: Message) -> str | None:
    """The address of this machine that the connection came to."""
    return (scope.get("server") or (None,))[0]


def _peer(receive: Receive) -> str | None:
    """The address at the other end of the connection; None, which nobody trusts, where the server does not tell.

    Not scope["client"]: uvicorn writes into that whatever a program on this machine puts into X-Forwarded-For.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    known = transport.get_extra_info("peername") if transport is not None else None
    return str(known[0]) if isinstance(known, tuple) and known else None
