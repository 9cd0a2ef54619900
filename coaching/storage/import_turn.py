"""Whose turn is it to import, to back up, or to tell people? One at a time, whichever process of a lake it runs in."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coaching.storage.lake_catalogue import connected

if TYPE_CHECKING:
    import psycopg

# Any number will do but that of another lock, as long as every version of this app takes the same.
IMPORT_LOCK, BACKUP_LOCK, TELLING_LOCK = 2_026_002, 2_026_003, 2_026_004
LOOK_AGAIN_SECONDS = 0.2


class ImportTurn:
    """Held by one at a time. It falls to the next when its holder or its machine dies."""

    def __init__(self, catalogue: str | None = None, lock: int = IMPORT_LOCK) -> None:
        """`catalogue`: of a lake, a libpq connection string. A file belongs to one process, which asks nobody.
        `lock`: whose turn it is about."""
        self._catalogue, self._lock = catalogue, lock
        self._within_process = threading.Lock()
        self._held: psycopg.Connection[Any] | None = None

    def confirm(self) -> None:
        """To be called again and again by whoever has the turn. Raises psycopg.OperationalError where it was lost
        meanwhile, because PostgreSQL was restarted or is gone: another import may run now."""
        if self._held is not None:
            self._held.execute("SELECT 1")

    @contextmanager
    def taken(self, waits: Callable[[], None]) -> Iterator[None]:
        """Has the turn within the block. `waits` is called again and again while another one has it; what it raises
        ends the waiting. Raises psycopg.OperationalError where the catalogue cannot be reached."""
        while not self._within_process.acquire(timeout=LOOK_AGAIN_SECONDS):
            waits()
        try:
            if self._catalogue is None:
                yield
                return
            with connected(self._catalogue) as connection:  # closing it gives the lock back
                while connection.execute("SELECT pg_try_advisory_lock(%s)", [self._lock]).fetchone() != (True,):
                    waits()
                    time.sleep(LOOK_AGAIN_SECONDS)
                self._held = connection
                try:
                    yield
                finally:
                    self._held = None
        finally:
            self._within_process.release()
