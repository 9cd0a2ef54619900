"""Pages take turns, so that many viewers at once are served one after the other instead of all of them slowly."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Python runs one thread at a time, and each that waits for it asks again 200 times a second. While one page waits for
# the database, another is drawn; more at once only take each other's time.
TURNS = 2
# Whoever has a turn may be waiting for something slow: nobody stands behind them for longer.
PATIENCE_SECONDS = 2.0

_turns = threading.Semaphore(TURNS)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Waits until fewer than TURNS pages are being made, at most PATIENCE_SECONDS, then makes this one."""
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
