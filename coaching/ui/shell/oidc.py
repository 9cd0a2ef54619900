"""How do people sign in with an OpenID Connect provider? Streamlit's login goes there and back; this gives it our
settings, and ends what it would let go on.

Streamlit keeps the claims of the provider in a signed cookie for 30 days, and a tab that is open keeps them for good.
So every message of a tab is looked at: once the session is over, nothing that was pressed or typed in it counts, and
the page that is drawn instead says why.
"""

import json
import re
import warnings
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from coaching import log_lines
from coaching.settings import Settings, settings
from coaching.ui.shell import sign_in
from coaching.words.days import utc_now

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

BEGIN, LOGIN, CALLBACK = "/auth/begin", "/auth/login", "/oauth2callback"
# In the address of a page: what became of the sign-in that led here.
CAME_OF_IT, FAILED = "sign_in", "failed"
TO = "to"
# Where to go after the sign-in: a page of this app, never another site.
PAGE = re.compile(r"[A-Za-z0-9_-]*(\?[!-~]*)?")
WANTED_COOKIE = "coaching_wanted"
WANTED_SECONDS = 900
ID_TOKEN = "id_token"
MOST_OF_A_COOKIE = 3_900  # with its name and what is said of it, browsers keep 4,096 bytes


def secrets() -> dict[str, Any] | None:
    """What Streamlit's login is to know, for st.App(secrets=…); None where nobody signs in by it."""
    known = settings()
    if known.sign_in != "oidc":
        return None
    from authlib.deprecate import AuthlibDeprecationWarning  # only now: whoever signs in otherwise does not wait for it

    warnings.simplefilter("ignore", AuthlibDeprecationWarning)  # they are for us, and would be in everybody's log
    return {
        "auth": {
            "redirect_uri": f"{known.public_address}{CALLBACK}",
            "cookie_secret": known.cookie_secret,
            "client_id": known.oidc_client_id,
            "client_secret": known.oidc_client_secret,
            "server_metadata_url": f"{known.oidc_issuer}/.well-known/openid-configuration",
        }
    }


def options(known: Settings) -> dict[str, object]:
    """What Streamlit is told: who somebody is says the cookie alone, which no page of another site sends along."""
    host = urlsplit(known.public_address or "").hostname
    return {
        # It signs what a browser keeps while its reader is at the provider: every replica must be able to read it.
        "server.cookieSecret": known.cookie_secret,
        "server.trustedUserHeaders": {},
        "server.enableXsrfProtection": True,
        "server.allowedHosts": sorted({host or "", "localhost", "127.0.0.1", "::1"} - {""}),
    }


def claims() -> sign_in.Claims:
    """What the provider says of whoever looks at this page; empty where nobody has signed in."""
    found = st.user.to_dict()
    return found if found.get("is_logged_in") is True else {}


def to_sign_in(address: str) -> str:
    """The link with which one signs in. `address`: of the page that is wanted, with its query."""
    return f"{BEGIN}?{urlencode({TO: address})}"


def sign_out() -> None:
    """Ends the session here and, where it offers that, at the provider. To be called while a page is drawn."""
    sign_in.sign_out(claims())
    log_lines.say(log_lines.Event.SIGNED_OUT, person=st.session_state.pop(log_lines.PERSON, None))
    st.logout()


def routes() -> list[Route]:
    """GET /auth/begin: leads to the provider, and remembers which page was wanted."""
    return [Route(BEGIN, _begin, methods=["GET"])] if settings().sign_in == "oidc" else []


async def _begin(request: Request) -> Response:
    answer = RedirectResponse(generate_login_redirect_url("default"), 302, headers={"Cache-Control": "no-store"})
    wanted = request.query_params.get(TO, "")
    if PAGE.fullmatch(wanted):
        answer.set_cookie(WANTED_COOKIE, quote(wanted), WANTED_SECONDS, path=CALLBACK, httponly=True, samesite="lax")
    return answer


def layers() -> list[Middleware]:
    """What the app is wrapped in because of it."""
    known = settings()
    return [Middleware(Door, known=known)] if known.sign_in == "oidc" else []


class Door:
    """A layer of the app for those who sign in with a provider. `now`: the clock, in naive UTC."""

    def __init__(self, app: App, known: Settings, now: Callable[[], Any] = utc_now) -> None:
        self._app, self._known, self._now = app, known, now
        self._is_https = (known.public_address or "").startswith("https://")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Passes all on but what was done in a session that is over, and leads back to the page that was wanted."""
        if scope["type"] == "websocket":
            found = claims_in_cookie(HTTPConnection(scope).cookies, self._known.cookie_secret or "")
            receive = self._without_what_comes_too_late(receive, found) if found else receive
        elif scope["type"] == "http":
            send = self._with_cookies_and_way_back(scope, send)
        await self._app(scope, receive, send)

    def _without_what_comes_too_late(self, receive: Receive, found: sign_in.Claims) -> Receive:
        async def received() -> Message:
            message = await receive()
            if message.get("bytes") and sign_in.is_over(found, self._known.session_hours, self._now()):
                return {**message, "bytes": without_input(message["bytes"])}
            return message

        return received

    def _with_cookies_and_way_back(self, scope: Message, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                if scope["path"] == CALLBACK and message["status"] == 302:
                    headers["location"] = _way_back(HTTPConnection(scope), headers)
                if scope["path"] == LOGIN and message["status"] == 400:  # the provider does not answer
                    message = {**message, "status": 302}
                    headers["location"] = f"/?{CAME_OF_IT}={FAILED}"
                cookies = without_access(headers.getlist("set-cookie"), self._known.cookie_secret or "")
                raw = [each for each in headers.raw if each[0] != b"set-cookie"]
                raw += [(b"set-cookie", self._secure(cookie.encode("latin-1"))) for cookie in cookies]
                message = {**message, "headers": raw}
            await send(message)

        return sent

    def _secure(self, cookie: bytes) -> bytes:
        """A cookie that browsers send over TLS only, where that is how they come."""
        return cookie + b"; Secure" if self._is_https and b"; secure" not in cookie.lower() else cookie


def _way_back(request: HTTPConnection, answer: Headers) -> str:
    """Where the browser goes when it comes from the provider."""
    is_in = any(cookie.startswith(f"{USER_COOKIE_NAME}=") and "Max-Age=0" not in cookie
                for cookie in answer.getlist("set-cookie"))  # fmt: skip
    wanted = unquote(request.cookies.get(WANTED_COOKIE, ""))
    if is_in:
        return f"/{wanted}" if PAGE.fullmatch(wanted) else "/"
    asked = parameters(request.scope["query_string"])
    return f"/?{CAME_OF_IT}={FAILED}" if {"code", "error"} & asked else "/"


def parameters(query: bytes) -> set[str]:
    """The names of what a query asks."""
    return {part.partition("=")[0] for part in query.decode("latin-1").split("&")}


def without_access(set_cookies: Sequence[str], secret: str) -> list[str]:
    """What a browser is given to keep, without the token with which the provider would answer for its owner: nothing
    here asks it anything, and with it a cookie is larger than servers read. The token that says who it was stays, for
    the sign-out, where it fits into a cookie."""
    named = {cookie.partition("=")[0]: cookie.partition("=")[2] for cookie in set_cookies}
    values = {name: rest.partition(";")[0] for name, rest in named.items()}
    tokens = claims_in_cookie(values, secret, TOKENS_COOKIE_NAME)
    if not tokens:
        return list(set_cookies)
    parts = re.compile(rf"{TOKENS_COOKIE_NAME}(_\d+)?=")
    kept = [cookie for cookie in set_cookies if not parts.match(cookie)]
    token = create_signed_value(secret, TOKENS_COOKIE_NAME, json.dumps({ID_TOKEN: tokens.get(ID_TOKEN)})).decode()
    if ID_TOKEN in tokens and len(token) <= MOST_OF_A_COOKIE:
        kept.append(f"{TOKENS_COOKIE_NAME}={token};{named[TOKENS_COOKIE_NAME].partition(';')[2]}")
    return kept


def claims_in_cookie(cookies: Mapping[str, str], secret: str, of: str = USER_COOKIE_NAME) -> sign_in.Claims:
    """The claims in a browser's cookies, read as Streamlit reads them; empty where there are none that we signed.
    `of`: the name of the cookie, whose further parts have a number behind it."""

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, "").encode("latin-1"))

    kept = get_cookie_with_chunks(signed, of)
    try:
        found = json.loads(kept) if kept else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def without_input(sent: bytes) -> bytes:
    """What a tab sends, without anything that was pressed, typed or chosen in it: the whole page is drawn anew."""
    asked, plain = BackMsg(), BackMsg()
    try:
        asked.ParseFromString(sent)
    except Exception:  # no message of Streamlit's; it says so itself
        return sent
    if asked.WhichOneof("type") != "rerun_script":
        # Another could ask for a download, or for a place to put a file.
        plain.app_heartbeat = True
        return bytes(plain.SerializeToString())
    was, rest = asked.rerun_script, plain.rerun_script
    rest.query_string, rest.page_script_hash, rest.page_name = was.query_string, was.page_script_hash, was.page_name
    if was.HasField("context_info"):
        rest.context_info.CopyFrom(was.context_info)
    return bytes(plain.SerializeToString())
