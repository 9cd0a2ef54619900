"""What takes files in as long as the app runs: from commands, from the inbox and from pages."""

import logging
import threading
from functools import partial
from pathlib import Path

from coaching.importers.run import ImportStoppedError, Silent
from coaching.intake import keeping_orders, pulling
from coaching.intake.importing import Importer, Outcome
from coaching.intake.inbox import Inbox
from coaching.intake.listener import Listener, wait_for
from coaching.intake.request import FAILED
from coaching.intake.uploads import desk
from coaching.storage.database import Database
from coaching.words.reader import BRITISH, reading_as

LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 2.0
PULL_LOOKS_EVERY_SECONDS = 60.0


class TakingIn:
    """Takes files in from when it is made until stop()."""

    def __init__(self, database: Database, inbox: str | None = None) -> None:
        """`database`: that of the app, which nobody else may open. `inbox`: a folder."""
        importer = Importer(database, beside_people=True)
        self._listener = Listener(importer, database.address, partial(keeping_orders.ordered, database))
        self._listener.start()
        self._desk = desk(database)
        self._stops = threading.Event()
        self._pulling = threading.Thread(target=self._pull, args=[database], name="pull", daemon=True)
        self._pulling.start()
        self._watching: threading.Thread | None = None
        if inbox is not None:
            watched = Inbox(Path(inbox).absolute(), importer)
            self._watching = threading.Thread(target=self._watch, args=[watched], name="inbox", daemon=True)
            self._watching.start()

    def stop(self) -> None:
        """Takes nothing more, and returns when what is being imported has ended its batch: the database may be closed
        from then on, and not before."""
        self._stops.set()
        uploading = self._desk.close()
        self._listener.stop()
        wait_for(*uploading, self._pulling)
        if self._watching is not None:
            wait_for(self._watching)

    def _pull(self, database: Database) -> None:
        watching = _Watching(self._stops)
        said = ""
        with reading_as(BRITISH):
            while not self._stops.wait(PULL_LOOKS_EVERY_SECONDS):
                try:
                    problem = why_failed(pulling.pull_when_due(database, watching))
                    if problem and problem != said:  # once, not every minute
                        LOG.warning("A pull by the schedule failed: %s", problem)
                    said = problem
                except ImportStoppedError:
                    continue
                except Exception:
                    LOG.exception("A pull by the schedule failed")

    def _watch(self, inbox: Inbox) -> None:
        watching = _Watching(self._stops)
        failed = ""
        with reading_as(BRITISH):
            while not self._stops.wait(LOOK_EVERY_SECONDS):
                try:
                    inbox.look(watching)
                    failed = ""
                except ImportStoppedError:
                    continue
                except Exception as error:
                    if str(error) != failed:  # once, not every two seconds
                        LOG.exception("The inbox cannot be looked at")
                    failed = str(error)


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
