"""What do a command and the running app say to each other? A line of JSON each, of bounded length.

The app says at once {"heard": true}. The command says once {"import": {"folder": "/where/it/is", "paths": […],
"sentiment_scale": "-10..10", "mapping": null, "account": "nia"}}, and {"stop": true} where it was told to stop. The app
answers {"waits": true} while another import runs, or a sentence in place of true, {"files": 7} and {"done": 2} as it
goes on, as far as the command listens, {"errors": […]} and {"summary": "…"} at the end, and last {"code": 0,
"stopped": false}.
Where it does not import, {"refused": "One sentence."} is all that it says. Whoever closes the connection has stopped.
What a command says beside "import" is said in keeping_orders.py.
"""

import json
import os
import select
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from coaching.importers.sentiment_scale import NotAScaleError, read_scale
from coaching.intake.request import CameBy, Request

MOST_BYTES = 20_000_000  # of a line: what a system takes as arguments of a command, each byte escaped
MOST_AT_ONCE = 262_144  # bytes
MOST_PATHS = 100_000
LONGEST_PATH = 4_096
MOST_ACCOUNT = 300
HEARD = {"heard": True}
STOP = {"stop": True}

Message = dict[str, Any]


class MessageError(ValueError):
    """What came is no message that is understood. One sentence."""


class GoneError(Exception):
    """The other end is gone, or takes nothing."""


class Connection:
    """One end of a connection, by which lines come and go. Close it when nothing more is to be said."""

    def __init__(self, to: socket.socket) -> None:
        self._socket = to
        self._come = bytearray()

    def send(self, message: Message, seconds: float | None = None) -> None:
        """Says something. Raises GoneError, also where it is not taken within so many seconds."""
        line = json.dumps(message).encode() + b"\n"
        try:
            self._socket.settimeout(0.0)  # with a time limit, Python waits for far more room than a line takes
            with suppress(BlockingIOError):
                line = line[self._socket.send(line) :]
            if line:
                self._socket.settimeout(seconds)
                self._socket.sendall(line)
        except OSError as error:
            raise GoneError from error

    def next(self, seconds: float | None = None) -> Message | None:
        """The next message; None where the other end has closed. Raises TimeoutError where no whole one comes within
        so many seconds, and MessageError."""
        until = None if seconds is None else time.monotonic() + seconds
        searched = 0
        while (end := self._come.find(b"\n", searched)) < 0:
            searched = len(self._come)
            if searched > MOST_BYTES:
                raise MessageError(f"A message is longer than {MOST_BYTES:,} bytes.")
            if until is not None and time.monotonic() >= until:
                raise TimeoutError
            self._socket.settimeout(None if until is None else max(0.001, until - time.monotonic()))
            try:
                more = self._socket.recv(MOST_AT_ONCE)
            except ConnectionError:
                more = b""
            if not more:
                return None
            self._come += more
        line = bytes(self._come[:end])
        del self._come[: end + 1]
        return _read(line)

    def has_news(self) -> bool:
        """Whether next() would return or raise at once."""
        return b"\n" in self._come or self._is_ready_to(select.POLLIN)

    def takes_more(self) -> bool:
        """Whether little of what was said is still to be taken by the other end: a short message is sent at once."""
        return self._is_ready_to(select.POLLOUT)

    def _is_ready_to(self, event: int) -> bool:
        asked = select.poll()  # select() knows no socket beyond the 1,024th that is open
        asked.register(self._socket, event)
        return bool(asked.poll(0))

    def hear_no_more(self) -> None:
        """Lets next(), which another thread may wait in, find the other end closed."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """Ends it."""
        self._socket.close()


def _read(line: bytes) -> Message:
    if len(line) > MOST_BYTES:
        raise MessageError(f"A message is longer than {MOST_BYTES:,} bytes.")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MessageError("A message is no JSON.") from error
    if not isinstance(found, dict):
        raise MessageError("A message is no JSON object.")
    return found


def said(request: Request) -> Message:
    """How a command says what it wants to have imported: where its files are from everywhere."""
    return {
        "import": {
            "folder": os.getcwd(),  # once, not with each of many paths
            "paths": [str(path) for path in request.paths],
            "sentiment_scale": str(request.sentiment_scale),
            "mapping": None if request.mapping is None else str(request.mapping),
            "account": request.account,
        }
    }


def understood(message: Message) -> Request:
    """What a command wants to have imported. Raises MessageError."""
    wanted = message.get("import")
    if set(message) != {"import"} or not isinstance(wanted, dict):
        raise MessageError('A message has no "import", or something beside it.')
    if wanted.keys() != {"folder", "paths", "sentiment_scale", "mapping", "account"}:
        raise MessageError('An "import" has other names than folder, paths, sentiment_scale, mapping and account.')
    paths, scale, mapping, account = (wanted[name] for name in ("paths", "sentiment_scale", "mapping", "account"))
    folder = wanted["folder"]
    if not isinstance(folder, str) or not os.path.isabs(folder):
        raise MessageError("The folder is a text that begins with /.")
    if not isinstance(paths, list) or not 0 < len(paths) <= MOST_PATHS:
        raise MessageError(f"An import takes 1 to {MOST_PATHS:,} paths.")
    if not isinstance(scale, str) or not (account is None or isinstance(account, str)):
        raise MessageError("The sentiment scale and the account are texts.")
    try:
        return Request(
            paths=tuple(path_in(folder, path) for path in paths),
            came_by=CameBy.COMMAND,
            sentiment_scale=read_scale(scale),
            mapping=None if mapping is None else path_in(folder, mapping),
            account=None if account is None else account[:MOST_ACCOUNT],
        )
    except NotAScaleError as error:
        raise MessageError(str(error)) from error


def path_in(folder: str, written: object) -> Path:
    """A path as a command in this folder means it. Raises MessageError."""
    if not isinstance(written, str):
        raise MessageError("A path is a text.")
    path = os.path.abspath(os.path.join(folder, written))
    if len(path) > LONGEST_PATH or "\0" in path:
        raise MessageError(f"A path has at most {LONGEST_PATH:,} characters, from / on.")
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise MessageError("A path has a character that no name of a file has.") from error
    return Path(path)
