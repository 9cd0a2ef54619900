"""What does one thing again and again while the app runs, such as looking whether mails are to be sent?"""

import logging
import re
import threading
from collections.abc import Callable

from coaching.storage.errors import refusal
from coaching.words.reader import BRITISH, reading_as

LOG = logging.getLogger(__name__)


class GoingRound(threading.Thread):
    """A thread that goes round from start() until stop(): it waits, works, and waits again.

    No error ends it. An error is logged once, and again only after a round without it.
    """

    def __init__(self, name: str, work: Callable[[threading.Event], object], *, seconds: float, trouble: str) -> None:
        """`work`: is given the event that says that it is to stop. `seconds`: between two rounds. `trouble`: what the
        log says where a round fails."""
        super().__init__(name=name, daemon=True)
        self._work, self._seconds, self._trouble = work, seconds, trouble
        self.stops, self._woken = threading.Event(), threading.Event()
        self._failed: tuple[type[Exception], str] | None = None  # how the last round did; None where it did not

    def wake(self) -> None:
        """Has the next round begin now, or once the one that runs has ended."""
        self._woken.set()

    def end(self) -> None:
        """Begins no more rounds, and tells the one that runs."""
        self.stops.set()
        self._woken.set()

    def stop(self, patience: float | None = None) -> None:
        """As end(), and returns when the round that runs has ended, or after so many seconds."""
        self.end()
        if self.ident is not None:
            self.join(patience)

    def run(self) -> None:
        """What the thread does."""
        with reading_as(BRITISH):
            while True:
                self._woken.wait(self._seconds)
                self._woken.clear()
                if self.stops.is_set():
                    return
                self._go()

    def _go(self) -> None:
        try:
            self._work(self.stops)
            self._failed = None
        except Exception as error:
            failed = type(error), re.sub(r"\d+", "", str(error))  # the same error, whatever its numbers are
            if failed != self._failed:
                if (refused := refusal(error)) is not None:  # disk or network: our lines of code do not matter
                    LOG.warning("%s: %s", self._trouble, refused)
                else:
                    LOG.exception("%s", self._trouble)
            self._failed = failed
