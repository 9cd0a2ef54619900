"""What do a command and the running app say to each other? A line of JSON each, of bounded length.

The command says once {"import": {"paths": […], "sentiment_scale": "-10..10", "mapping": null, "account": "nia"}}, and
{"stop": true} where it was told to stop. The app answers {"waits": true} while another import runs, {"files": 7} and
{"done": 2} as it goes on, {"errors": […]} and {"summary": "…"} at the end, and last {"code": 0, "stopped": false}.
Where it does not import, {"refused": "One sentence."} is all that it says. Whoever closes the connection has stopped.
"""

import json
import os
import select
import socket
from pathlib import Path
from typing import Any

from coaching.importers.sentiment_scale import NotAScaleError, read_scale
from coaching.intake.request import CameBy, Request

MOST_BYTES = 8_000_000  # of a line
MOST_PATHS = 100_000
LONGEST_PATH = 4_096
MOST_ACCOUNT = 300
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
        self._come = b""

    def send(self, message: Message) -> None:
        """Says something. Raises GoneError."""
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise GoneError from error

    def next(self, seconds: float | None = None) -> Message | None:
        """The next message; None where the other end has closed. Raises TimeoutError where none comes for so long, and
        MessageError."""
        self._socket.settimeout(seconds)
        while b"\n" not in self._come:
            if len(self._come) > MOST_BYTES:
                raise MessageError(f"A message is longer than {MOST_BYTES:,} bytes.")
            try:
                more = self._socket.recv(65_536)
            except ConnectionError:
                more = b""
            if not more:
                return None
            self._come += more
        line, _, self._come = self._come.partition(b"\n")
        return _read(line)

    def has_news(self) -> bool:
        """Whether next() would return or raise at once."""
        return b"\n" in self._come or bool(select.select([self._socket], [], [], 0)[0])

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
            "paths": [os.path.abspath(path) for path in request.paths],
            "sentiment_scale": str(request.sentiment_scale),
            "mapping": None if request.mapping is None else os.path.abspath(request.mapping),
            "account": request.account,
        }
    }


def understood(message: Message) -> Request:
    """What a command wants to have imported. Raises MessageError."""
    wanted = message.get("import")
    if set(message) != {"import"} or not isinstance(wanted, dict):
        raise MessageError('A message has no "import", or something beside it.')
    if wanted.keys() != {"paths", "sentiment_scale", "mapping", "account"}:
        raise MessageError('An "import" has other names than paths, sentiment_scale, mapping and account.')
    paths, scale, mapping, account = (wanted[name] for name in ("paths", "sentiment_scale", "mapping", "account"))
    if not isinstance(paths, list) or not 0 < len(paths) <= MOST_PATHS:
        raise MessageError(f"An import takes 1 to {MOST_PATHS:,} paths.")
    if not isinstance(scale, str) or not (account is None or isinstance(account, str)):
        raise MessageError("The sentiment scale and the account are texts.")
    try:
        return Request(
            paths=tuple(map(_path, paths)),
            came_by=CameBy.COMMAND,
            sentiment_scale=read_scale(scale),
            mapping=None if mapping is None else _path(mapping),
            account=None if account is None else account[:MOST_ACCOUNT],
        )
    except NotAScaleError as error:
        raise MessageError(str(error)) from error


def _path(written: object) -> Path:
    if not isinstance(written, str) or len(written) > LONGEST_PATH or "\0" in written or not os.path.isabs(written):
        raise MessageError(f"A path is a text of at most {LONGEST_PATH:,} characters that begins with /.")
    try:
        os.fsencode(written)
    except UnicodeEncodeError as error:
        raise MessageError("A path has a character that no name of a file has.") from error
    return Path(written)
