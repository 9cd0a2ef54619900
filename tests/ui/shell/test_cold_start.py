"""A server that nobody has visited yet, asked for pages by a stranger over the wire: not one row comes back."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from coaching.ui.shell import navigation
from coaching.words import wording
from tests.places import ROOT
from tests.servers import environment, running

HEADER = "X-Forwarded-Email"
QUERY = "viewer=ana@example.com&agent=ana@example.com&assignment=ca-ana&interaction=c-ana-1"
SECRETS = ("Coaching ca-ana", "Good in", "The answer of", "Comment on", "Room booking", "Ana Alves")


def visit(server: str, page: str, headers: dict[str, str] | list[tuple[str, str]], query: str = QUERY) -> str:
    """Everything the server sends for one visit of a page, as text."""
    host = server.removeprefix("http://")
    received = []
    with connect(  # not asyncio: a browser of the same process has its loop running
        f"ws://{host}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(server),
        additional_headers=headers,
        max_size=None,
    ) as connection:
        ask = BackMsg()
        ask.rerun_script.query_string = query
        ask.rerun_script.page_name = page
        connection.send(ask.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(connection.recv(timeout=60, decode=False))
            received.append(str(message).replace("\\'", "'"))
            if message.WhichOneof("type") == "script_finished":
                return "\n".join(received)


# Each asks a server of its own, which takes seconds to start: one of every kind. tests/pages/test_strangers.py has all.
@pytest.mark.parametrize(
    "page", ["", navigation.ASSIGNMENT, navigation.INTERACTION, navigation.EFFECT, "pages/agent/my_coaching"]
)
def test_a_stranger_gets_a_sentence_and_not_one_row(centre_file: str, page: str) -> None:
    with running(centre_file, COACHING_SIGN_IN="proxy", COACHING_PROXY_HEADER=HEADER) as server:
        nobody = visit(server, page, {})
        unknown = visit(server, page, {HEADER: "eve@example.org"})
    assert wording.NOT_SIGNED_IN in nobody
    assert wording.NOT_KNOWN.removeprefix("{email}") in unknown
    assert not [secret for secret in SECRETS if secret in nobody + unknown]


def test_whoever_the_proxy_names_gets_in(centre_file: str) -> None:
    with running(centre_file, COACHING_SIGN_IN="proxy", COACHING_PROXY_HEADER=HEADER) as server:
        sent = visit(server, navigation.ASSIGNMENT, {HEADER: "Ana@example.com"})
        assert "Good in ca-ana" in sent
        assert "page_not_found" not in sent  # although nobody has visited this server before
        sent = visit(server, navigation.ASSIGNMENT, {HEADER: "ben@example.com"})
        assert wording.NO_SUCH_ASSIGNMENT in sent
        assert not [secret for secret in SECRETS if secret in sent]
        # A proxy that adds its header beside the browser's own: nobody is signed in rather than whom the browser likes.
        twice = [(HEADER, "ana@example.com"), (HEADER, "ben@example.com")]
        sent = visit(server, navigation.ASSIGNMENT, twice)
        assert wording.NOT_SIGNED_IN in sent


def test_a_process_of_multiprocessing_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a process imports its parent's main script: the pool of an import inside the app would serve, and lock."""
    monkeypatch.setenv("COACHING_DATABASE", str(tmp_path / "untouched.duckdb"))
    runpy.run_path(str(ROOT / "app.py"), run_name="__mp_main__")
    assert not list(tmp_path.iterdir())


# Prints which modules are loaded by the imports of the page files although a server has been prepared before.
LOADED_BY_PAGES = """
import ast, sys
from coaching.ui.shell import navigation
navigation.prepare_server()
before = set(sys.modules)
for file in navigation.FILES.values():
    for statement in ast.parse((navigation.ROOT / file).read_text()).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            exec(compile(ast.Module([statement], []), file, "exec"), {})
print(*sorted(set(sys.modules) - before))
"""


def test_no_visitor_waits_until_a_page_has_loaded_its_modules(centre_file: str) -> None:
    """What the dashboard needs for its statistics takes a second alone, and ten while others are served."""
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED_BY_PAGES],
        cwd=ROOT,
        env=environment(centre_file),
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.split() == []
