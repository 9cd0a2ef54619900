"""Somebody at a browser, over the protocol that Streamlit's pages speak: a websocket that comes back when it breaks."""

import http.client
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

HEADER = "X-Forwarded-Email"
PATIENCE_SECONDS = 300
PAUSE_SECONDS = 0.3


class PageFailedError(Exception):
    """A page raised an exception, or never came."""


@dataclass
class Viewer:
    """One browser tab, signed in as `email`, at `address`: nginx, or a replica itself.

    `comes_back`: it connects again when the connection breaks. `received`: all bytes that came so far.
    """

    address: str
    email: str
    comes_back: bool = True
    cookie: str = ""
    received: bytearray = field(default_factory=bytearray)
    _socket: ClientConnection | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    def arrive(self) -> None:
        """Fetches the empty page, as a browser does first, and keeps the cookie that comes with it."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            connection.request("GET", "/", headers={HEADER: self.email})
            self.cookie = connection.getresponse().getheader("Set-Cookie", "").partition(";")[0]
        finally:
            connection.close()

    def visit(self, page: str, **query: str) -> bytes:
        """Opens a page and returns all that its run sent, once it is finished.

        Raises PageFailedError.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                return self._run(page, urlencode(query), until)
            except (WebSocketException, InvalidHandshake, OSError) as error:  # TimeoutError is an OSError
                self.leave()
                if not self.comes_back:
                    raise PageFailedError(f"{self.address} is gone: {error!r}") from error
                time.sleep(PAUSE_SECONDS)
        raise PageFailedError(f"{page} did not come within {PATIENCE_SECONDS} seconds")

    def leave(self) -> None:
        """Closes the tab."""
        self._socket = None
        self._open.close()

    def _run(self, page: str, query: str, until: float) -> bytes:
        self._socket = self._socket or self._connected()
        ask = BackMsg()
        ask.rerun_script.page_name = page
        ask.rerun_script.query_string = query
        self._socket.send(ask.SerializeToString())
        sent = bytearray()
        while True:
            data = self._socket.recv(timeout=max(0.0, until - time.monotonic()), decode=False)
            sent += data
            self.received += data
            message = ForwardMsg()
            message.ParseFromString(data)
            if message.delta.new_element.HasField("exception"):
                raise PageFailedError(f"{page}?{query}: {message.delta.new_element.exception}")
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return bytes(sent)
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise PageFailedError(f"{page}?{query} does not compile")

    def _connected(self) -> ClientConnection:
        connecting = connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(self.address),
            additional_headers={HEADER: self.email, "Cookie": self.cookie},
            max_size=None,
            open_timeout=30,
            close_timeout=1,
        )
        connection: ClientConnection = self._open.enter_context(connecting)
        return connection
