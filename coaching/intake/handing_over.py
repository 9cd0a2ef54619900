"""How does a command hand files over to the running app, and follow what becomes of them?"""

import sys
import time
from contextlib import closing, suppress
from typing import Protocol

from coaching.intake import meeting_place, messages
from coaching.intake.messages import Connection, GoneError, MessageError
from coaching.intake.request import FAILED, Request

APP_ENDED = "The app ended while it imported. Whole conversations are loaded; the same import again loads the rest."
NOT_UNDERSTOOD = "The app says something that this command does not understand. Are both of the same version?"
WAITS = "Another import is running. This one begins when it has ended."
LOOK_AGAIN_SECONDS = 0.2


class Bar(Protocol):
    """Shows how far an import is."""

    def start(self, total: int) -> None:
        """There are so many files."""

    def advance(self, done: int) -> None:
        """So many more are done."""

    def close(self) -> None:
        """It is over."""


def connect(address: str, seconds: float = 0.0) -> Connection | None:
    """A connection to the app that has this database open; None where none answers within so many seconds.

    Raises NotTheAppError.
    """
    until = time.monotonic() + seconds
    while True:
        found = meeting_place.connect(address)
        if found is not None:
            return Connection(found)
        if time.monotonic() >= until:
            return None
        time.sleep(LOOK_AGAIN_SECONDS)


def hand_over(connection: Connection, request: Request, bar: Bar) -> int:
    """Has the app import and says what the app says. Returns the exit code.

    On KeyboardInterrupt it tells the app to stop, and goes on until the app has said what was loaded.
    """
    with closing(connection):
        try:
            try:
                connection.send(messages.said(request))
                return _followed(connection, bar)
            except KeyboardInterrupt:
                bar.close()
                with suppress(GoneError):
                    connection.send(messages.STOP)
                return _followed(connection, None)
            finally:
                bar.close()
        except MessageError:
            print(NOT_UNDERSTOOD, file=sys.stderr)
        except GoneError:
            print(APP_ENDED, file=sys.stderr)
        return FAILED


def _followed(connection: Connection, bar: Bar | None) -> int:
    """Says what the app says, until it has said the exit code. Without a bar nobody looks how far it is."""
    while (message := connection.next()) is not None:
        match message:
            case {"files": int(files)} if bar is not None:
                bar.start(files)
            case {"done": int(files)} if bar is not None:
                bar.advance(files)
            case {"waits": True}:
                print(WAITS, file=sys.stderr)
            case {"errors": [*lines]}:
                _close(bar)
                for line in lines:
                    print(line, file=sys.stderr)
            case {"summary": str(summary)}:
                _close(bar)
                print(summary)
            case {"refused": str(sentence)}:
                _close(bar)
                print(sentence, file=sys.stderr)
                return FAILED
            case {"code": int(code)}:
                return code
    print(APP_ENDED, file=sys.stderr)
    return FAILED


def _close(bar: Bar | None) -> None:
    if bar is not None:
        bar.close()
