"""What a command does when it is told to stop, by Ctrl-C or kill: it undoes what is half done, says so, and ends."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether somebody has told this process to stop."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def check(self) -> None:
        """Raises KeyboardInterrupt where it has been told to."""
        if self.signal is not None:
            raise KeyboardInterrupt

    @property
    def exit_code(self) -> int:
        """What shells expect of a process that was stopped so: 130 for Ctrl-C, 143 for kill."""
        return 128 + (self.signal or 0)


@contextmanager
def told_to_stop() -> Iterator[Stop]:
    """Within the block either signal raises KeyboardInterrupt, once; a second one ends the process on the spot."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():  # signals are not for this one
        yield stop
        return

    def end_now(number: int, _frame: FrameType | None) -> None:
        os._exit(128 + number)

    def end(number: int, _frame: FrameType | None) -> None:
        stop.signal = number
        for each in SIGNALS:
            signal.signal(each, end_now)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, end) for each in SIGNALS}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            # Whoever is impatient while Python ends must not read a traceback.
            signal.signal(each, signal.SIG_DFL if stop.signal is not None else handler)
