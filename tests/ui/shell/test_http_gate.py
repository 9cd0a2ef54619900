"""What a server answers to strangers, to other sites and to uploads, over the wire."""

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from coaching.ui.shell import failures, http_gate, navigation
from coaching.ui.shell.network_access import Doors
from coaching.ui.styles import ICON
from coaching.words import wording
from tests import databases, event_loop
from tests.places import ROOT
from tests.servers import Server, environment, free_port, running

HEADER = "X-Forwarded-Email"
SIGN_IN = {"COACHING_SIGN_IN": "proxy", "COACHING_PROXY_HEADER": HEADER}
PROXY, SOMEBODY_ELSE = "127.0.0.2", "127.0.0.1"
ANA = {HEADER: "ana@example.com"}


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that every machine reaches and that believes 127.0.0.2 about who somebody is."""
    yield from _server(tmp_path_factory, "0.0.0.0", COACHING_TRUSTED_PROXIES=PROXY, **SIGN_IN)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of this machine, with the demo's sign-in."""
    yield from _server(tmp_path_factory, "127.0.0.1")


def _server(factory: pytest.TempPathFactory, listens_at: str, **settings: str) -> Iterator[str]:
    folder: Path = factory.mktemp("server")
    database = databases.address_of_small_centre(folder / "centre.duckdb")
    with running(database, folder / "server.log", listens_at, **settings) as address:
        yield urlsplit(address).netloc
    databases.drop(database)


def asked(server: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    host, port = server.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def opened(
    server: str, headers: dict[str, str] | None = None, source: str = SOMEBODY_ELSE, session: str = "", **more: str
) -> ClientConnection:
    """The websocket of a page. `session`: whose id to go on with. `more`: the `origin` and `host` of the browser."""
    host, port = server.split(":")
    return connect(
        f"ws://{more.get('host', server)}/_stcore/stream",
        sock=socket.create_connection((host, int(port)), timeout=30, source_address=(source, 0)),
        subprotocols=[Subprotocol(one) for one in ("streamlit", "nothing", *([session] if session else []))],
        origin=Origin(more.get("origin", f"http://{server}")),
        additional_headers=headers or {},
        max_size=None,
    )


def visited(connection: ClientConnection, page: str, query: str = "") -> tuple[str, str]:
    """The id of the session, and everything that comes for a page."""
    ask = BackMsg()
    ask.rerun_script.page_name, ask.rerun_script.query_string = page, query
    connection.send(ask.SerializeToString())
    session, sent = "", []
    while True:
        message = ForwardMsg()
        message.ParseFromString(connection.recv(timeout=60, decode=False))
        sent.append(str(message).replace("\\'", "'"))
        if message.WhichOneof("type") == "new_session":
            session = message.new_session.initialize.session_id
        if message.WhichOneof("type") == "script_finished":
            return session, "\n".join(sent)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/assignment", 200),
        ("GET", "/ready", 200),
        ("GET", "/metrics", 200),
        ("GET", "/_stcore/health", 200),
        ("GET", "/_stcore/host-config", 200),
        ("GET", "/media/nothing.csv", 404),
        ("GET", "/static/js/nothing.js", 404),
        ("POST", "/_stcore/agent/interact", 405),
        ("GET", "/_stcore/stream", 404),
        ("GET", "//evil.example/", 400),
    ],
)
def test_every_answer_tells_the_browser_what_it_may_do(demo: str, method: str, path: str, status: int) -> None:
    found, headers, _ = asked(demo, method, path)
    assert found == status or path.startswith(("/static", "/_stcore/stream", "//"))
    assert headers["content-security-policy"] == http_gate.CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_an_error_beside_a_page_has_a_number_too() -> None:
    error, sent = RuntimeError("Ana"), []

    async def app(_scope: http_gate.Message, _receive: http_gate.Receive, _send: http_gate.Send) -> None:
        raise error

    async def send(message: http_gate.Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": [], "server": ("127.0.0.1", 80)}
    gate = http_gate.Gate(app, Doors(header=None, trusted=None, demo_everywhere=False))
    with pytest.raises(RuntimeError):
        event_loop.run(gate(scope, send, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 500
    assert sent[1]["body"].decode() == wording.SERVER_ERROR.format(number=failures.number_of(error))


def test_the_page_has_no_script_within_it(demo: str) -> None:
    _, headers, page = asked(demo, "GET", "/")
    assert b"<script>" not in page
    assert b"<title>Coaching</title>" in page
    assert ICON.encode() in page
    assert int(headers["content-length"]) == len(page)
    assert asked(demo, "HEAD", "/")[2] == b""


def test_what_the_page_has_fetched_is_there_and_kept_for_good(demo: str) -> None:
    _, _, page = asked(demo, "GET", "/")
    names = re.findall(r'(?:src|href)="\./((?:history|style|component)-[^"]+)"', page.decode())
    assert {name.partition("-")[0] for name in names} == {"history", "style", "component"}
    assert page.index(b"style-") < page.index(b'id="root"')  # what a page draws for itself comes later
    for name in names:
        status, headers, content = asked(demo, "GET", f"/{name}")
        assert status == 200
        assert headers["content-type"].startswith("text/css" if name.endswith(".css") else "text/javascript")
        assert "immutable" in headers["cache-control"]
        assert content
    assert asked(demo, "GET", "/component-of-another-version.js")[0] == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize(("page", "query"), [("", ""), ("imports", "viewer=sam@example.com")])
def test_nothing_is_uploaded(demo: str, method: str, page: str, query: str) -> None:
    with opened(demo) as connection:
        session, _ = visited(connection, page, query)
        status, _, said = asked(demo, method, f"/_stcore/upload_file/{session}/file", b"x" * 1_000)
    assert (status, said.decode()) == (405, wording.NOTHING_IS_UPLOADED)


def test_a_message_of_many_megabytes_ends_the_connection(demo: str) -> None:
    for size in (2_000_000, 40_000_000):
        with opened(demo) as connection, pytest.raises((ConnectionClosed, ConnectionError)):  # noqa: PT012
            connection.send(b"x" * size)
            connection.recv(timeout=30)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:3000", "null", "http://127.0.0.1:1", "http://["]
)
def test_another_site_opens_no_page(demo: str, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, opened(demo, origin=origin):
        pass
    assert refused.value.response.status_code == 403
    assert "content-security-policy" in refused.value.response.headers


def test_another_name_of_this_machine_opens_no_page(demo: str) -> None:
    """A site whose name is pointed at 127.0.0.1 is of one site with the app, as the browser sees it."""
    with pytest.raises(InvalidStatus), opened(demo, host="evil.example", origin="http://evil.example"):
        pass
    port = demo.split(":")[1]
    with opened(demo, host=f"localhost:{port}", origin=f"http://localhost:{port}") as connection:
        assert wording.CHOOSE_PERSON in visited(connection, "")[1]


def test_only_the_trusted_proxy_says_who_somebody_is(proxied: str) -> None:
    with opened(proxied, ANA, PROXY) as connection:
        assert "Good in ca-ana" in visited(connection, navigation.ASSIGNMENT, "assignment=ca-ana")[1]
    # uvicorn believes X-Forwarded-For of this machine, and would take the attacker for the proxy
    for lies in ({}, {"X-Forwarded-For": PROXY}, {"Forwarded": f"for={PROXY}", "X-Real-Ip": PROXY}):
        with opened(proxied, ANA | lies, SOMEBODY_ELSE) as connection:
            sent = visited(connection, navigation.ASSIGNMENT, "assignment=ca-ana&viewer=ana@example.com")[1]
        assert wording.NOT_SIGNED_IN in sent
        assert "Good in ca-ana" not in sent
    # a proxy that says for whom it asks is still the proxy
    with opened(proxied, ANA | {"X-Forwarded-For": "192.0.2.7"}, PROXY) as connection:
        assert "Good in ca-ana" in visited(connection, navigation.ASSIGNMENT, "assignment=ca-ana")[1]


def test_nobody_goes_on_with_another_ones_session(proxied: str) -> None:
    with opened(proxied, ANA, PROXY) as connection:
        session, sent = visited(connection, navigation.ASSIGNMENT, "assignment=ca-ana")
        assert "Good in ca-ana" in sent
    for who, source in (({HEADER: "ben@example.com"}, PROXY), (ANA, SOMEBODY_ELSE), ({}, PROXY)):
        with opened(proxied, who, source, session) as connection:
            gone_on, sent = visited(connection, navigation.ASSIGNMENT, "assignment=ca-ana")
        assert gone_on != session
        assert "Good in ca-ana" not in sent
    with opened(proxied, ANA, PROXY, session) as connection:
        assert visited(connection, navigation.ASSIGNMENT, "assignment=ca-ana")[0] == session


def test_a_demo_of_this_machine_does_not_answer_others(centre_file: str) -> None:
    """Also where the server was started in another way, without Streamlit's own setting for its address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; it only chooses the address to send from
        except OSError:
            pytest.skip("this machine has no address but its own")
        other = str(probe.getsockname()[0])
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "0.0.0.0", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(centre_file), stdout=-1, stderr=-2, text=True)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        server.wait_until_healthy()
        assert asked(f"127.0.0.1:{port}", "GET", "/")[0] == 200
        assert asked(f"{other}:{port}", "GET", "/")[0] == 403
    finally:
        server.stop()
