"""How many pages are made at once? A few: many viewers are served one after the other instead of all of them slowly."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Python runs one thread at a time, and each that waits for it asks again 200 times a second. While one page waits for
# the database, another is drawn. Measured on two processors over a file; with more, the database does more at once.
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MOST_AT_ONCE = max(2, PROCESSORS)
# Whoever has a place may be waiting for something slow: nobody waits longer for it.
PATIENCE_SECONDS = 2.0

_places = threading.Semaphore(MOST_AT_ONCE)
_mine = threading.local()


@contextmanager
def place() -> Iterator[None]:
    """Waits for a place, at most PATIENCE_SECONDS, then makes this page. A fragment that is drawn again takes none."""
    _mine.held = _places.acquire(timeout=PATIENCE_SECONDS)
    try:
        yield
    finally:
        give_up_place()


def give_up_place() -> None:
    """Gives the place of this page to the next: for a page that now works something out for seconds."""
    if getattr(_mine, "held", False):
        _mine.held = False
        _places.release()
