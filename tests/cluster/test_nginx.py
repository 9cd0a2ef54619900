"""The shipped nginx configuration: valid, sticky, and on to another replica when one is gone."""

import http.client
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cluster import nginx
from tests.cluster.nginx import Nginx

pytestmark = pytest.mark.usefixtures("needs_nginx")

COOKIE = "coaching_replica"


class Replica(BaseHTTPRequestHandler):
    """Answers with its own address and the headers it got."""

    def do_GET(self) -> None:
        body = f"{self.connection.getsockname()[1]}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 -- the name is the base class's
        pass


@pytest.fixture
def replicas() -> Iterator[list[ThreadingHTTPServer]]:
    with ExitStack() as stack:
        servers = [ThreadingHTTPServer(("127.0.0.1", 0), Replica) for _ in range(3)]
        for server in servers:
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
        yield servers


@pytest.fixture
def front(tmp_path: Path, replicas: list[ThreadingHTTPServer]) -> Iterator[Nginx]:
    with nginx.running(tmp_path, [f"127.0.0.1:{server.server_address[1]}" for server in replicas]) as running:
        yield running


def ask(
    front: Nginx, visitor: str = "", path: str = "/", source: str = "127.0.0.1", **headers: str
) -> tuple[http.client.HTTPResponse, str]:
    """One request with its answer's text, as somebody who has this cookie."""
    connection = http.client.HTTPConnection(
        front.address.removeprefix("http://"), timeout=10, source_address=(source, 0)
    )
    try:
        connection.request("GET", path, headers=({"Cookie": f"{COOKIE}={visitor}"} if visitor else {}) | headers)
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def replica_of(front: Nginx, visitor: str) -> str:
    response, text = ask(front, visitor)
    assert response.status == 200
    return text.splitlines()[0]


def test_the_shipped_configuration_passes_nginx_own_check(tmp_path: Path) -> None:
    command = nginx.write(tmp_path, ["10.0.0.1:8501", "10.0.0.2:8501", "10.0.0.3:8501"], 18080)
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=20, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_a_visitor_stays_with_one_replica_and_all_replicas_have_some(front: Nginx) -> None:
    visitors = [f"visitor-{number}" for number in range(60)]
    first = {visitor: replica_of(front, visitor) for visitor in visitors}
    again = {visitor: replica_of(front, visitor) for visitor in visitors}
    assert again == first
    shares = [list(first.values()).count(replica) for replica in set(first.values())]
    assert len(shares) == 3
    assert min(shares) >= 5


def test_whoever_comes_without_a_cookie_gets_one_and_stays_where_they_came_first(front: Nginx) -> None:
    for _ in range(6):
        response, text = ask(front)
        cookie = response.getheader("Set-Cookie", "")
        assert cookie.startswith(f"{COOKIE}=")
        assert "HttpOnly" in cookie
        visitor = cookie.partition("=")[2].partition(";")[0]
        assert replica_of(front, visitor) == text.splitlines()[0]
    assert ask(front, "known")[0].getheader("Set-Cookie") is None


def test_without_their_replica_visitors_move_and_nobody_else_does(
    front: Nginx, replicas: list[ThreadingHTTPServer]
) -> None:
    visitors = [f"visitor-{number}" for number in range(60)]
    before = {visitor: replica_of(front, visitor) for visitor in visitors}
    gone = replicas[1]
    gone.shutdown()
    gone.server_close()
    after = {visitor: replica_of(front, visitor) for visitor in visitors}
    moved = {visitor for visitor in visitors if after[visitor] != before[visitor]}
    assert moved == {visitor for visitor in visitors if before[visitor] == str(gone.server_address[1])}
    assert moved


def test_a_replica_learns_who_the_sign_in_proxy_names_and_the_host_the_browser_asked(front: Nginx) -> None:
    _, text = ask(front, "known", **{"X-Forwarded-Email": "ana@example.com", "Host": "coaching.example.com:8443"})
    assert "X-Forwarded-Email: ana@example.com" in text
    assert "Host: coaching.example.com:8443" in text


def test_only_the_sign_in_proxy_is_let_in(front: Nginx) -> None:
    response, text = ask(front, "known", source="127.0.0.2", **{"X-Forwarded-Email": "ana@example.com"})
    assert response.status == 403
    assert "ana@example.com" not in text


@pytest.mark.parametrize("address", ["/ready", "/metrics", "/_stcore/metrics"])
def test_what_watches_the_replicas_is_not_for_visitors(front: Nginx, address: str) -> None:
    assert ask(front, "known", address)[0].status == 404
