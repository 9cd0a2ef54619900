"""What takes files in as long as the app runs: from commands, from the inbox and from pages."""

import logging
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from coaching.going_round import GoingRound
from coaching.importers.run import ImportStoppedError, Silent
from coaching.intake import keeping_orders, pulling
from coaching.intake.importing import Importer, Outcome
from coaching.intake.inbox import Inbox
from coaching.intake.listener import Listener, wait_for
from coaching.intake.request import FAILED
from coaching.intake.uploads import desk
from coaching.storage.database import Database

LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 2.0
PULL_LOOKS_EVERY_SECONDS = 60.0
PULL_FAILED = "A pull by the schedule failed"


class TakingIn:
    """Takes files in from when it is made until stop()."""

    def __init__(self, database: Database, inbox: str | None = None) -> None:
        """`database`: that of the app, which nobody else may open. `inbox`: a folder."""
        importer = Importer(database, beside_people=True)
        self._listener = Listener(importer, database.address, partial(keeping_orders.ordered, database))
        self._listener.start()
        self._desk = desk(database)
        pull = partial(_Pulling().look, database)
        self._going = [GoingRound("pull", pull, seconds=PULL_LOOKS_EVERY_SECONDS, trouble=PULL_FAILED)]
        if inbox is not None:
            look = partial(_look, Inbox(Path(inbox).absolute(), importer))
            trouble = "The inbox cannot be looked at"
            self._going.append(GoingRound("inbox", look, seconds=LOOK_EVERY_SECONDS, trouble=trouble))
        for each in self._going:
            each.start()

    def stop(self) -> None:
        """Takes nothing more, and returns when what is being imported has ended its batch: the database may be closed
        from then on, and not before."""
        for each in self._going:
            each.end()
        uploading = self._desk.close()
        self._listener.stop()
        wait_for(*uploading, *self._going)


class _Pulling:
    """Pulls when the schedule wants it, and says once why a pull has failed."""

    def __init__(self) -> None:
        self._said = ""

    def look(self, database: Database, stops: threading.Event) -> None:
        with suppress(ImportStoppedError):
            problem = why_failed(pulling.pull_when_due(database, _Watching(stops)))
            if problem and problem != self._said:
                LOG.warning("%s: %s", PULL_FAILED, problem)
            self._said = problem


def _look(inbox: Inbox, stops: threading.Event) -> None:
    with suppress(ImportStoppedError):
        inbox.look(_Watching(stops))


def why_failed(pulled: Outcome | None) -> str:
    """The sentence with which a pull failed, nothing where it did not. What it says of records has words of people in
    it: that is for *Imports*, not for the log."""
    failed = pulled is not None and pulled.code == FAILED and pulled.report is None
    return pulled.lines[-1] if pulled is not None and failed else ""


class _Watching(Silent):
    def __init__(self, stops: threading.Event) -> None:
        self._stops = stops

    def after_batch(self) -> None:
        if self._stops.is_set():
            raise ImportStoppedError

    waits = after_batch
