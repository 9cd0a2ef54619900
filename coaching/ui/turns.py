"""Pages take turns, so that many viewers at once are served one after the other instead of all of them slowly."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Python runs one thread at a time, and each that waits for it asks again 200 times a second. One that waits for the
# database lets others run, so there are more turns than processors.
TURNS = 2 * (os.cpu_count() or 1)

_turns = threading.BoundedSemaphore(TURNS)


@contextmanager
def turn() -> Iterator[None]:
    """Waits until fewer than TURNS pages are being made, then makes this one."""
    with _turns:
        yield
