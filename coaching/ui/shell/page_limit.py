"""Pages take turns, so that many viewers at once are served one after the other instead of all of them slowly."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Python runs one thread at a time, and each that waits for it asks again 200 times a second. While one page waits for
# the database, another is drawn. Measured on two processors over a file; with more, the database does more at once.
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
TURNS = max(2, PROCESSORS)
# Whoever has a turn may be waiting for something slow: nobody stands behind them for longer.
PATIENCE_SECONDS = 2.0

_turns = threading.Semaphore(TURNS)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Waits for a turn, at most PATIENCE_SECONDS, then makes this page. A fragment that is drawn again takes none."""
    _mine.held = _turns.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        step_aside()


def step_aside() -> None:
    """Gives this page's turn to the next: for a page that now works something out for seconds."""
    if getattr(_mine, "held", False):
        _mine.held = False
        _turns.release()
