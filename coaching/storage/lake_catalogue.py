"""Who may write to a DuckLake now, and what was written to it? Asked of its catalogue, a PostgreSQL database.

psycopg is imported where it is used: a database file does without it.
"""

import threading
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any

from coaching.storage.query_cache import EVERY_TABLE

if TYPE_CHECKING:
    import psycopg

# What a machine may wait for PostgreSQL to answer before it is called unreachable, where the address does not say.
PATIENCE_SECONDS = 10
# And how long its being unreachable is believed without another try.
QUIET_SECONDS = 1.0
# Any number will do, as long as every version of this app takes the same. It counts within one PostgreSQL database.
WRITER_LOCK = 2_026_001
# A machine that is gone without a word gives its lock back after 10 + 3 * 5 seconds.
KEEPALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


class WriterLock(AbstractContextManager["WriterLock"]):
    """Held by one writer at a time among all machines. It falls to the next when its holder or its machine dies.

    A lock of PostgreSQL's, on a connection that is kept: taking it costs under a millisecond.
    """

    def __init__(self, catalogue: str) -> None:
        """`catalogue`: a libpq connection string."""
        self._catalogue = catalogue
        self._within_process = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None

    def __enter__(self) -> "WriterLock":
        """Waits for its turn. Raises psycopg.OperationalError where PostgreSQL cannot be reached."""
        self._within_process.acquire()
        try:
            self._take()
        except BaseException:
            self._disconnect()
            self._within_process.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets the next one in."""
        import psycopg

        try:
            if self._connection is not None:
                self._connection.execute("SELECT pg_advisory_unlock(%s)", [WRITER_LOCK])
        except psycopg.Error:
            self._disconnect()  # which gives the lock back, too
        finally:
            self._within_process.release()

    def confirm(self) -> None:
        """Raises psycopg.OperationalError where the lock was lost meanwhile, because PostgreSQL was restarted."""
        assert self._connection is not None
        self._connection.execute("SELECT 1")

    def close(self) -> None:
        """Lets go of PostgreSQL, once nobody here is writing."""
        with self._within_process:
            self._disconnect()

    def _take(self) -> None:
        import psycopg

        if self._connection is not None:
            try:
                self._connection.execute("SELECT pg_advisory_lock(%s)", [WRITER_LOCK])
                return
            except psycopg.OperationalError:  # PostgreSQL was restarted since: connect anew
                self._disconnect()
        self._connection = connected(self._catalogue)
        self._connection.execute("SELECT pg_advisory_lock(%s)", [WRITER_LOCK])

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class News:
    """What was written to a lake, by whichever machine: its catalogue lists the changes of every snapshot."""

    def __init__(self, catalogue: str) -> None:
        """`catalogue`: a libpq connection string."""
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._tables: dict[str, str] = {}  # their names by the number that the catalogue calls them by
        self._newest: int | None = None
        self._failed: tuple[float, psycopg.OperationalError] | None = None

    def tell(self, written_to: Callable[[Collection[str]], None]) -> None:
        """Calls `written_to` with the tables that somebody has written to since it was last asked; EVERY_TABLE where
        that cannot be said. Costs a tenth of a millisecond. Raises psycopg.OperationalError where PostgreSQL cannot be
        reached.
        """
        import psycopg

        with self._lock:  # until the caller knows: nobody else is to believe that there was nothing new
            if self._failed is not None and time.monotonic() < self._failed[0] + QUIET_SECONDS:
                raise self._failed[1]  # those who have waited behind the first one need not wait as long again
            try:
                try:
                    newest, written = self._written()
                except psycopg.OperationalError:  # PostgreSQL was restarted since: connect anew
                    self._disconnect()
                    newest, written = self._written()
            except psycopg.OperationalError as error:
                self._failed = (time.monotonic(), error)
                raise
            if written:
                written_to(written)
            self._newest = newest

    def close(self) -> None:
        """Lets go of PostgreSQL."""
        with self._lock:
            self._disconnect()

    def _written(self) -> tuple[int | None, set[str]]:
        """The newest snapshot, and the tables that were written to since the one that was told of last."""
        if self._connection is None:
            self._connection = connected(self._catalogue)
        row = self._connection.execute("SELECT max(snapshot_id) FROM ducklake_snapshot").fetchone()
        assert row is not None
        newest, before = row[0], self._newest
        if newest == before:
            return newest, set()
        if before is None or newest is None or newest < before:
            return newest, {EVERY_TABLE}
        changes = self._connection.execute(
            "SELECT changes_made FROM ducklake_snapshot_changes WHERE snapshot_id > %s AND snapshot_id <= %s",
            [before, newest],
        ).fetchall()
        if len(changes) < newest - before:
            return newest, {EVERY_TABLE}  # older snapshots were forgotten
        return newest, {self._table(change) for (made,) in changes for change in (made or "").split(",")}

    def _table(self, change: str) -> str:
        """The table of one change, such as "inserted_into_table:14"."""
        number = change.rpartition(":")[2]
        if number not in self._tables:
            assert self._connection is not None
            found = self._connection.execute("SELECT table_id, table_name FROM ducklake_table").fetchall()
            self._tables = {str(table_id): name for table_id, name in found}
        return self._tables.get(number, EVERY_TABLE)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def write_once(catalogue: str) -> None:
    """Writes a row into a table of its own beside the lake's, so that whoever asks knows that PostgreSQL takes writes.
    Raises psycopg.Error where it does not."""
    with connected(catalogue) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS coaching_written (place INTEGER PRIMARY KEY, written_at TIMESTAMPTZ NOT NULL)"
        )
        connection.execute(
            "INSERT INTO coaching_written VALUES (1, now()) ON CONFLICT (place) DO UPDATE SET written_at = now()"
        )


def connected(catalogue: str) -> "psycopg.Connection[Any]":
    """A connection to the catalogue, a libpq connection string, that commits each statement.

    Raises psycopg.OperationalError where PostgreSQL cannot be reached.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(catalogue)
    more: dict[str, Any] = {"connect_timeout": parts.get("connect_timeout") or PATIENCE_SECONDS}
    more["options"] = f"{parts.get('options') or ''} {KEEPALIVE}".strip()
    return psycopg.connect(catalogue, autocommit=True, **more)
