"""What a server does for those who sign in with a provider, without a browser and a provider."""

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from coaching.settings import read
from coaching.ui.shell import oidc
from coaching.ui.shell.oidc import Door, Message, claims_in_cookie, without_input
from tests import event_loop
from tests.test_settings import OIDC
from tests.ui.shell.test_sign_in import NOW, claims

KNOWN = read(OIDC)
SECRET = OIDC["COACHING_COOKIE_SECRET"]


def cookie(secret: str = SECRET, **changed: object) -> str:
    """The cookie of somebody who has signed in, as Streamlit makes it."""
    return create_signed_value(secret, USER_COOKIE_NAME, json.dumps(claims(**changed))).decode()


def pressed() -> bytes:
    """A button was pressed in a part of a page that is drawn alone."""
    message = BackMsg()
    asked = message.rerun_script
    asked.query_string, asked.page_script_hash, asked.fragment_id = "assignment=1", "hash", "part"
    asked.widget_states.widgets.add(id="save").trigger_value = True
    asked.context_info.timezone = "Europe/Berlin"
    return bytes(message.SerializeToString())


def through_door(scope: Message, received: Message, sent: Message, now: datetime) -> tuple[Message, Message]:
    """What the app receives and what the browser gets."""
    passed: list[Message] = []

    async def app(_scope: Message, receive: oidc.Receive, send: oidc.Send) -> None:
        passed.append(await receive())
        await send(sent)

    async def receive() -> Message:
        return received

    async def send(message: Message) -> None:
        passed.append(message)

    event_loop.run(Door(app, KNOWN, lambda: now)(scope, receive, send))
    return passed[0], passed[1]


@pytest.mark.parametrize(("hours", "counts"), [(0, True), (10.9, True), (11, False), (300, False)])
def test_what_is_done_in_a_session_that_is_over_does_not_count(hours: float, counts: bool) -> None:
    scope = {"type": "websocket", "headers": [(b"cookie", f"{USER_COOKIE_NAME}={cookie()}".encode())]}
    message = {"type": "websocket.receive", "bytes": pressed()}
    got, _ = through_door(scope, message, {"type": "websocket.send"}, NOW + timedelta(hours=hours))
    asked = BackMsg.FromString(got["bytes"]).rerun_script
    assert (len(asked.widget_states.widgets) == 1, asked.fragment_id == "part") == (counts, counts)
    assert (asked.query_string, asked.page_script_hash) == ("assignment=1", "hash")  # the page is drawn, and says why
    assert asked.context_info.timezone == "Europe/Berlin"


@pytest.mark.parametrize("kind", ["backend_operation_request", "file_urls_request"])
def test_a_session_that_is_over_gets_no_file(kind: str) -> None:
    asked = BackMsg()
    getattr(asked, kind).SetInParent()
    assert BackMsg.FromString(without_input(asked.SerializeToString())).WhichOneof("type") == "app_heartbeat"


@given(st.binary(max_size=200))
def test_nonsense_is_no_error(sent: bytes) -> None:
    assert isinstance(without_input(sent), bytes)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_cookie_names_nobody(place: int, by: int) -> None:
    made = bytearray(cookie().encode())
    assert claims_in_cookie({USER_COOKIE_NAME: made.decode()}, SECRET) == claims()
    place %= len(made)
    made[place] = (made[place] + by) % 256
    found = claims_in_cookie({USER_COOKIE_NAME: made.decode("latin-1")}, SECRET)
    # The last sign of the signature in base64 has bits that say nothing.
    assert found == {} or (found == claims() and place == len(made) - 1)


def test_a_cookie_that_another_has_signed_names_nobody() -> None:
    assert claims_in_cookie({USER_COOKIE_NAME: cookie(secret="other" * 8)}, SECRET) == {}


@pytest.mark.parametrize(
    ("query", "wanted", "is_in", "expected"),
    [
        (b"code=c&state=s", "assignment%3Fassignment%3D1", True, "/assignment?assignment=1"),
        (b"code=c&state=s", "", True, "/"),
        (b"code=c&state=s", "%2Fevil.example", True, "/"),
        (b"code=c&state=s", "https%3A//evil.example", True, "/"),
        (b"code=c&state=s", "assignment", False, "/?sign_in=failed"),
        (b"error=access_denied", "assignment", False, "/?sign_in=failed"),
        (b"", "assignment", False, "/"),  # back from signing out
    ],
)
def test_after_the_sign_in_the_page_opens_that_was_wanted(
    query: bytes, wanted: str, is_in: bool, expected: str
) -> None:
    headers = [(b"cookie", f"{oidc.WANTED_COOKIE}={wanted}".encode())]
    scope = {"type": "http", "path": oidc.CALLBACK, "query_string": query, "headers": headers}
    value = f"{USER_COOKIE_NAME}=value; HttpOnly" if is_in else f'{USER_COOKIE_NAME}=""; Max-Age=0'
    answer = {"type": "http.response.start", "status": 302}
    answer["headers"] = [(b"location", b"/"), (b"set-cookie", value.encode())]
    _, got = through_door(scope, {"type": "http.request"}, answer, NOW)
    found = Headers(raw=got["headers"])
    assert found["location"] == expected
    assert found["set-cookie"].endswith("; Secure")  # the app is reached by https


@pytest.mark.parametrize(("length", "stays"), [(20, True), (1_500, True), (9_000, False)])
def test_a_browser_keeps_no_token_that_opens_anything(length: int, stays: bool) -> None:
    said: list[str] = []
    tokens = {"id_token": secrets.token_hex(length // 2), "access_token": "opens " + secrets.token_hex(3_000)}

    def signed(name: str, value: str) -> bytes:
        return create_signed_value(SECRET, name, value)

    set_cookie_with_chunks(
        lambda name, value: said.append(f"{name}={signed(name, value).decode()}; Path=/; HttpOnly"),
        signed, TOKENS_COOKIE_NAME, tokens, cookie_attr_size=100,
    )  # fmt: skip
    assert len(said) > 1
    kept = oidc.without_access([f"{USER_COOKIE_NAME}=x; Path=/", *said], SECRET)
    assert kept[0] == f"{USER_COOKIE_NAME}=x; Path=/"
    assert len(kept) == 1 + stays
    if stays:
        name, _, rest = kept[1].partition("=")
        assert rest.endswith("; Path=/; HttpOnly")
        assert len(kept[1]) < 4_096
        found = claims_in_cookie({name: rest.partition(";")[0]}, SECRET, TOKENS_COOKIE_NAME)
        assert found == {"id_token": tokens["id_token"]}
    assert oidc.without_access(["other=1; Path=/"], SECRET) == ["other=1; Path=/"]


def test_a_provider_that_does_not_answer_leads_to_a_page_that_says_so() -> None:
    scope = {"type": "http", "path": oidc.LOGIN, "query_string": b"", "headers": []}
    answer: dict[str, Any] = {"type": "http.response.start", "status": 400, "headers": []}
    _, got = through_door(scope, {"type": "http.request"}, answer, NOW)
    assert (got["status"], Headers(raw=got["headers"])["location"]) == (302, "/?sign_in=failed")


def test_nobody_may_say_who_they_are_beside_the_cookie_and_every_replica_can_read_it() -> None:
    options = oidc.options(KNOWN)
    assert options["server.trustedUserHeaders"] == {}
    assert options["server.enableXsrfProtection"] is True
    assert options["server.cookieSecret"] == SECRET
    assert "coaching.example.com" in str(options["server.allowedHosts"])
