"""What does the running app do for a command? It imports its files here, backs up or checks, and says how far it is."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from coaching.importers.run import ImportStoppedError
from coaching.intake import keeping_orders, meeting_place, messages
from coaching.intake.importing import OUR_MISTAKE, Importer, Outcome
from coaching.intake.messages import Connection, GoneError, Message, MessageError
from coaching.intake.request import FAILED, account
from coaching.storage.errors import refusal
from coaching.words.reader import BRITISH, reading_as

LOG = logging.getLogger(__name__)
Work = Callable[[keeping_orders.Watching], Outcome]

MOST_AT_ONCE = 8  # commands: one that imports, the others wait
PATIENCE_SECONDS = 10.0  # for a command to say what it wants, and to take what it is told
SAY_EVERY_SECONDS = 0.1  # how far the import is
LOOK_EVERY_SECONDS = 0.5  # whether the app stops
SHORT_SECONDS = 0.1  # for a command to take what it need not know
LONG_SECONDS = 15.0  # that an import may take to stop before the log says why the app has not
LINES_A_MESSAGE = 500

NO_MESSAGE = "Nothing was said for so long that nobody listens any more."
TOO_MANY = "Too many imports wait already. Try again when one has ended."
STOPPED_BEFORE = "The app was stopped before it imported anything."
STOPPED = "The app was stopped before this was done."
APP_STOPS = "The app was stopped. Whole conversations are loaded, none by half; the same import again loads the rest."
NOT_READABLE = "The app may not read {path}. Let its user ({account}) do so, or put it where that user may."


class Listener:
    """Takes imports from commands, as long as the app runs."""

    def __init__(
        self, importer: Importer, address: str, ordered: Callable[[Message], Work | None] = lambda _message: None
    ) -> None:
        """`address`: that of the database, beside which commands find the app. `ordered`: what is done for a message
        that wants no import; None where it is about nothing known."""
        self._importer, self._place, self._ordered = importer, meeting_place.place_of(address), ordered
        self._listening: socket.socket | None = None
        self._stops = threading.Event()
        self._threads: list[threading.Thread] = []
        self._asked: set[Connection] = set()  # that have not said yet what to import

    def start(self) -> None:
        """Listens from here on, in threads of its own. Where no socket can be, the log says so."""
        if self._place is None or not hasattr(socket, "AF_UNIX"):
            return
        try:
            self._listening = meeting_place.listen(self._place)
        except OSError as error:
            LOG.warning("Imports are not taken from commands while the app runs: %s", error)
            return
        self._run(self._accept, self._listening)

    def stop(self) -> None:
        """Listens no more. Returns when what is being imported has stopped, after its batch."""
        self._stops.set()
        if self._place is not None and self._listening is not None:
            meeting_place.leave(self._place, self._listening)
        for connection in [*self._asked]:
            connection.hear_no_more()
        while running := [thread for thread in self._threads if thread.is_alive()]:
            wait_for(*running)

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="import", daemon=True)
        thread.start()
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]

    def _accept(self, listening: socket.socket) -> None:
        listening.settimeout(LOOK_EVERY_SECONDS)
        failed = ""
        with closing(listening):  # so that no command waits for a thread that has ended
            while not self._stops.is_set():
                try:
                    come, _ = listening.accept()
                except TimeoutError:
                    continue
                except OSError as error:  # closed by stop(), or too many files are open
                    if not self._stops.is_set() and str(error) != failed:  # once, not twice a second
                        LOG.warning("A command that would import is not heard: %s", error)
                    failed = str(error)
                    self._stops.wait(LOOK_EVERY_SECONDS)
                else:
                    failed = ""
                    self._hear(Connection(come))

    def _hear(self, connection: Connection) -> None:
        try:
            if sum(thread.is_alive() for thread in self._threads) > MOST_AT_ONCE:
                with closing(connection), suppress(GoneError):
                    connection.send({"refused": TOO_MANY}, PATIENCE_SECONDS)
            else:
                self._run(self._serve, connection)
        except RuntimeError:  # no more threads
            LOG.exception("A command that would import is not heard")
            connection.close()

    def _serve(self, connection: Connection) -> None:
        with closing(connection), suppress(GoneError), reading_as(BRITISH):
            connection.send(messages.HEARD, PATIENCE_SECONDS)
            try:
                self._import(connection)
            except GoneError:
                raise
            except TimeoutError:
                connection.send({"refused": NO_MESSAGE}, PATIENCE_SECONDS)
            except MessageError as error:
                connection.send({"refused": str(error)}, PATIENCE_SECONDS)
            except Exception as error:
                refused = refusal(error)
                if refused is None:
                    LOG.exception("An import from a command failed")
                connection.send({"refused": str(refused or OUR_MISTAKE)}, PATIENCE_SECONDS)

    def _asked_for(self, connection: Connection) -> messages.Message | None:
        """What a command says that it wants to have imported; None where it has gone. Raises MessageError."""
        self._asked.add(connection)
        try:
            message = None if self._stops.is_set() else connection.next(PATIENCE_SECONDS)
        finally:
            self._asked.discard(connection)
        if message is None and self._stops.is_set():
            raise MessageError(STOPPED_BEFORE)
        return message

    def _import(self, connection: Connection) -> None:
        message = self._asked_for(connection)
        if message is None:
            return
        if (work := self._ordered(message)) is not None:
            self._carry_out(work, connection)
            return
        request = messages.understood(message)
        hidden = first_not_readable([*request.paths, *([request.mapping] if request.mapping else [])])
        if hidden is not None:
            raise MessageError(NOT_READABLE.format(path=hidden, account=account()))
        watching = _Watching(connection, self._stops)
        try:
            outcome = self._importer.run(request, watching)
        except ImportStoppedError:  # before its turn
            outcome = Outcome(code=FAILED, lines=[])
        app_stops = self._stops.is_set() and not watching.stopped
        was_stopped = outcome.was_stopped or (outcome.report is None and (app_stops or watching.stopped))
        _tell(connection, outcome, was_stopped, [APP_STOPS] if was_stopped and not watching.stopped else [])

    def _carry_out(self, work: Work, connection: Connection) -> None:
        watching = _Watching(connection, self._stops, keeping_orders.WAITS)
        try:
            _tell(connection, work(watching), was_stopped=False)
        except ImportStoppedError:
            outcome = Outcome(code=FAILED, lines=[])
            _tell(connection, outcome, was_stopped=True, more=[] if watching.stopped else [STOPPED])


class _Watching:
    """Tells a command how far it is, and stops it where the command says so or is gone, or the app stops."""

    def __init__(self, connection: Connection, stops: threading.Event, waits: str | bool = True) -> None:
        """`waits`: what a command is told while it has to wait."""
        self._connection, self._app_stops, self._waits = connection, stops, waits
        self.stopped = False
        self._done = 0
        self._said_at = float("-inf")
        self._has_said_that_it_waits = False

    def start(self, files: int) -> None:
        self._say({"files": files})

    def advance(self, files: int) -> None:
        self._done += files
        if time.monotonic() >= self._said_at + SAY_EVERY_SECONDS:
            self._say_done()

    def after_batch(self) -> None:
        self._say_done()
        self._look()

    def waits(self) -> None:
        if not self._has_said_that_it_waits:
            self._has_said_that_it_waits = self._say({"waits": self._waits})
        self._look()

    def _say_done(self) -> None:
        if self._done and self._say({"done": self._done}):
            self._done = 0
        self._said_at = time.monotonic()

    def _say(self, message: messages.Message) -> bool:
        """Says something of which nothing depends, and whether it did: a command that was suspended holds up nobody,
        and most of what the system keeps for it is left for how the import ends."""
        try:
            if self.stopped or not self._connection.takes_more():
                return False
            self._connection.send(message, SHORT_SECONDS)
        except GoneError:  # whoever gave the command is gone: _look() finds that out, after a batch
            self.stopped = True
        return not self.stopped

    def _look(self) -> None:
        """Raises ImportStoppedError where the import is to stop."""
        if not self._app_stops.is_set() and self._connection.has_news():
            self.stopped = True  # whatever it says now: there is nothing to say but to stop
        if self.stopped or self._app_stops.is_set():
            raise ImportStoppedError


def wait_for(*threads: threading.Thread) -> None:
    """Returns when they have ended, however long that takes: the database is not to be closed under an import."""
    until = time.monotonic() + LONG_SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        LOG.warning("The app stops when the import that runs has ended its batch.")
    for thread in threads:
        thread.join()


def first_not_readable(paths: Sequence[Path]) -> Path | None:
    """The first of these files and folders that is there, or hidden from this process, and that it may not read."""
    for path in paths:
        try:
            folder = os.path.isdir(path) or not os.stat(path)
        except PermissionError:
            return path
        except OSError:
            continue
        if not os.access(path, os.R_OK | (os.X_OK if folder else 0)):
            return path
    return None


def _tell(connection: Connection, outcome: Outcome, was_stopped: bool, more: Sequence[str] = ()) -> None:
    lines = [*outcome.lines, *more]
    for place in range(0, len(lines), LINES_A_MESSAGE):
        connection.send({"errors": lines[place : place + LINES_A_MESSAGE]}, PATIENCE_SECONDS)
    if outcome.summary:
        connection.send({"summary": outcome.summary}, PATIENCE_SECONDS)
    connection.send({"code": FAILED if was_stopped else outcome.code, "stopped": was_stopped}, PATIENCE_SECONDS)
