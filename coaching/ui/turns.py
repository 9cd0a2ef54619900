"""Pages take turns, so that many viewers at once are served one after the other instead of all of them slowly."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Python runs one thread at a time, and each that waits for it asks again 200 times a second. One that waits for the
# database lets others run, so there are more turns than processors.
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
TURNS = 2 * PROCESSORS
# Whoever has a turn may be waiting for something slow: nobody stands behind them for longer.
PATIENCE_SECONDS = 2.0

_turns = threading.Semaphore(TURNS)


@contextmanager
def turn() -> Iterator[None]:
    """Waits until fewer than TURNS pages are being made, at most PATIENCE_SECONDS, then makes this one."""
    mine = _turns.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        if mine:
            _turns.release()
