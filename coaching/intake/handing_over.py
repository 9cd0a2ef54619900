"""How does a command hand files over to the running app, and follow what becomes of them?"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

from coaching.intake import meeting_place, messages
from coaching.intake.meeting_place import NotTheAppError
from coaching.intake.messages import Connection, GoneError, Message, MessageError
from coaching.intake.request import FAILED, Request

APP_ENDED = (
    "The app ended, or waited in vain for this command to listen. Of an import whole conversations are loaded; the "
    "same command again does the rest."
)
NO_ANSWER = "The app that has the data open does not answer. Nothing was done."
OWN_TO_A_PROCESS = (
    "{path} stands for another file in the app, which imports while it runs. Give the name of a file on the disk."
)
SECONDS_TO_ANSWER = 30.0  # the app says at once that it has heard
NOT_UNDERSTOOD = "The app says something that this command does not understand. Are both of the same version?"
WAITS = "Another import is running. This one begins when it has ended."
LOOK_AGAIN_SECONDS = 0.2
SECONDS_TO_START = 5.0  # within which an app that has just opened its database listens
MOST_LINKS = 40  # as systems follow them


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


def beside_or_alone(address: str, beside: Callable[[Connection], int], alone: Callable[[], int]) -> int:
    """Has the running app do something, and does it here where none runs; returns the exit code.

    Raises NotTheAppError, and what `alone` raises.
    """
    from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError

    app, not_the_app = None, None
    try:
        app = connect(address)
    except NotTheAppError as error:  # which may be left of an app that no longer runs
        not_the_app = error
    if app is None:
        try:
            return alone()
        except DatabaseUnusableError:
            if not_the_app is not None and not_the_app.is_of_its_user_only:
                raise not_the_app from None
            raise
        except DatabaseLockedError:
            if not_the_app is not None:
                raise not_the_app from None
            app = connect(address, SECONDS_TO_START)
            if app is None:
                raise
    return beside(app)


def hand_over(connection: Connection, request: Request, bar: Bar) -> int:
    """Has the app import and says what the app says. Returns the exit code.

    On KeyboardInterrupt it tells the app to stop, and goes on until the app has said what was loaded.
    """
    paths = [*request.paths, *([request.mapping] if request.mapping else [])]
    return have_done(connection, messages.said(request), paths, bar)


def have_done(connection: Connection, order: Message, paths: Sequence[Path], bar: Bar) -> int:
    """As hand_over(), for whatever the app is to do with these files."""
    with closing(connection):
        try:
            for path in paths:
                if is_own_to_a_process(path):
                    print(OWN_TO_A_PROCESS.format(path=path), file=sys.stderr)
                    return FAILED
            first = connection.next(SECONDS_TO_ANSWER)
            if first != messages.HEARD:
                return _followed(connection, bar, first)
            try:
                with suppress(GoneError):  # what it has said before it went is still to be read
                    connection.send(order)
                return _followed(connection, bar, connection.next())
            except KeyboardInterrupt:
                bar.close()
                with suppress(GoneError):
                    connection.send(messages.STOP)
                return _followed(connection, None, connection.next())
            finally:
                bar.close()
        except MessageError:
            print(NOT_UNDERSTOOD, file=sys.stderr)
        except TimeoutError:
            print(NO_ANSWER, file=sys.stderr)
        return FAILED


def is_own_to_a_process(path: str | os.PathLike[str]) -> bool:
    """Whether this name stands for something else in another process, such as /dev/stdin or /dev/fd/63."""
    for _ in range(MOST_LINKS):
        folder, name = os.path.split(os.path.abspath(path))
        folder = os.path.realpath(folder)
        if f"{folder}/".startswith(("/proc/", "/dev/fd/")):
            return True
        path = os.path.join(folder, name)
        if not os.path.islink(path):
            return False
        path = os.path.join(folder, os.readlink(path))
    return False


def _followed(connection: Connection, bar: Bar | None, message: Message | None) -> int:
    """Says what the app says, beginning with this message, until it has said the exit code. Without a bar nobody looks
    how far it is."""
    while message is not None:
        match message:
            case {"files": int(files)} if bar is not None:
                bar.start(files)
            case {"done": int(files)} if bar is not None:
                bar.advance(files)
            case {"waits": True}:
                print(WAITS, file=sys.stderr)
            case {"waits": str(sentence)}:
                print(sentence, file=sys.stderr)
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
        message = connection.next()
    print(APP_ENDED, file=sys.stderr)
    return FAILED


def _close(bar: Bar | None) -> None:
    if bar is not None:
        bar.close()
