"""How does this process hold a DuckDB file, so that the indexes do not fill its memory?

DuckDB 1.5 reads the part of an index that a look-up needs and never lets go of it: of an index over a hundred million
rows a thousand look-ups keep 600 MB, and once that has reached the memory limit every query fails. A file that is
opened anew has none of it, and that takes a twentieth of a second.
"""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from coaching.storage.errors import NotSavedError
from coaching.storage.file_identity import FilePlace, State
from coaching.words import wording

# How often the size of the indexes is looked at. Measured at ten million interactions: one that is opened for the first
# time adds up to a megabyte, and a hundred of them are opened a second.
LOOK_EVERY_SECONDS = 0.1
LEAST_FREE_BYTES = 2**20
MOST_OF_LIMIT = 0.4  # that indexes may take before the file is opened anew
LIMIT = "SET GLOBAL memory_limit = $most"
UNITS = {unit: 2 ** (10 * power) for power, unit in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"))}
AGAIN_AFTER_SECONDS = 1.0  # where somebody had a cursor for longer
PATIENCE_SECONDS = 0.2  # that others wait, so that nobody has a cursor while the file is opened anew

INDEX_BYTES = "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory() WHERE tag = 'ART_INDEX'"


class DatabaseLockedError(Exception):
    """Another process holds the database file."""

    def __init__(self, address: str) -> None:
        super().__init__(f"Another process is using {address}. Stop it (the app, or a running import) and try again.")


class DatabaseUnusableError(Exception):
    """The address does not lead to a database that this version can use."""


class DatabaseFile:
    """The file at `address`, or ":memory:". Safe to share between threads.

    While another file lies at the address, or none, nothing is saved. A database that takes its place is opened as soon
    as nobody has a cursor.
    """

    def __init__(
        self,
        address: str,
        let_go: Callable[[], None],
        check: Callable[[duckdb.DuckDBPyConnection], None] = lambda _connection: None,
        *,
        must_exist: bool = False,
    ) -> None:
        """Opens it, creates it where it does not exist unless it `must_exist`. `let_go` is called when another process
        has written to it, or may be doing so, while it was opened anew. `check` raises DatabaseUnusableError where a
        database that others have written to, or that has taken the place of the first one, is not fit to go on with.

        Raises DatabaseLockedError when another process holds it, DatabaseUnusableError when it is no DuckDB file.
        """
        self._address, self._let_go, self._check = address, let_go, check
        self._place = FilePlace(address)
        if must_exist:
            _require(address, self._place)
        self._connection: duckdb.DuckDBPyConnection | None = opened(address)
        self._place.make_private()
        self._place.remember()
        self._limit: str | None = None
        self._most_index_bytes = float("inf")
        self._looked_at = self._again_at = 0.0
        self._is_closed = False
        self._is_broken = False  # DuckDB takes no more statements until it is opened anew
        self._is_changed = False  # others have written to the file
        self._log_is_lost = False
        self._failed: Exception | None = None
        self._left: object = None  # how the file was when it was let go of
        self._users = _Users()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor, closed afterwards.

        Where indexes have filled too much of the memory, the file is opened anew before, as soon as nobody has a
        cursor; also where another database has taken its place. Raises as __init__ does.
        """
        if self._is_to_be_opened_anew():
            with self._users.none(PATIENCE_SECONDS) as alone:
                if alone:
                    self._open_anew()
                else:  # such as a backup, which takes minutes
                    self._again_at = time.monotonic() + AGAIN_AFTER_SECONDS
        with self._users.one_more():
            if self._connection is None:
                raise self._failed or DatabaseUnusableError(f"{self._address} is closed.")
            with self._connection.cursor() as cursor:
                try:
                    yield cursor
                except duckdb.FatalException:
                    self._is_broken = True
                    raise

    def is_replaced(self) -> bool:
        """Whether another file lies at the address, or others have written to this one."""
        return self._is_changed or self._place.state() is State.REPLACED

    def confirm_in_place(self) -> None:
        """Raises NotSavedError where another file lies at the address, or none."""
        if self._place.state() is not State.IN_PLACE:
            raise NotSavedError(wording.DATABASE_REPLACED)

    def confirm_space(self) -> None:
        """Raises NotSavedError where the disk takes hardly more than is left of the log's last page."""
        if self._place.free_bytes() < LEAST_FREE_BYTES:
            raise NotSavedError(wording.DATABASE_NOT_WRITTEN) from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def confirm(self) -> None:
        """To be called before a command, while nobody writes: raises NotSavedError where what it writes would not be in
        the file that lies at the address, or would be in one that others have written to."""
        if self._place.state() is State.IN_PLACE and self._place.others_have_written():
            self._is_changed = True
        if self._is_changed:
            raise NotSavedError(wording.DATABASE_REPLACED)
        self.confirm_in_place()
        self._log_is_lost = self._place.log_has_changed()

    def confirm_committed(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """To be called after a command was committed: raises NotSavedError as confirm() does. Where the log was taken
        away, all is written into the file."""
        self.confirm_in_place()
        if self._log_is_lost or self._place.log_was_taken_away():
            cursor.execute("CHECKPOINT")

    def written(self) -> None:
        """To be called after a command, whether it was carried out or not, while nobody else writes."""
        if self._place.state() is State.IN_PLACE:
            self._place.remember()

    def limit_memory(self, most: str) -> None:
        """As Database.limit_memory(); raises duckdb.Error where it is no amount."""
        with self.cursor() as cursor:
            cursor.execute(LIMIT, {"most": most})
            number, unit = cursor.execute("SELECT current_setting('memory_limit')").fetchall()[0][0].split()
        self._limit = most
        if self._address != ":memory:":
            self._most_index_bytes = MOST_OF_LIMIT * float(number) * UNITS[unit]

    def close(self) -> None:
        """Releases the file for good."""
        self._is_closed = True
        if self._connection is not None:
            self._close(self._connection)
        self._place.let_go()

    def _is_to_be_opened_anew(self) -> bool:
        if self._is_closed or self._users.is_one():
            return False
        if self._connection is None:  # another process had got hold of it
            return True
        state = self._place.state()
        if self._is_broken or self._is_changed or state is not State.IN_PLACE:
            return state is not State.GONE  # what was there can still be read
        now = time.monotonic()
        if self._most_index_bytes == float("inf") or now < max(self._looked_at + LOOK_EVERY_SECONDS, self._again_at):
            return False
        self._looked_at = now
        with self._users.one_more():
            return self._connection is None or self._index_bytes(self._connection) > self._most_index_bytes

    def _open_anew(self) -> None:
        if self._connection is not None:
            state = self._place.state()
            if state is State.GONE:
                return
            is_same = state is State.IN_PLACE and not self._is_broken and not self._is_changed
            if is_same and self._index_bytes(self._connection) <= self._most_index_bytes:
                return  # somebody else was quicker
            self._close(self._connection)
            self._connection, self._is_broken, self._is_changed = None, False, False
            self._left = _state_of(self._address) if is_same else None
        try:
            _require(self._address, self._place)
            connection = opened(self._address)
            if _state_of(self._address) != self._left:
                self._let_go()
                self._checked(connection)
        except (DatabaseLockedError, DatabaseUnusableError) as error:
            self._let_go()
            self._failed = error  # until somebody asks again
            raise
        self._place.make_private()
        self._place.remember()
        if self._limit is not None:
            connection.execute(LIMIT, {"most": self._limit})
        self._connection, self._failed = connection, None
        if self._is_closed:  # meanwhile
            connection.close()

    def _checked(self, connection: duckdb.DuckDBPyConnection) -> None:
        try:
            self._check(connection)
        except BaseException:
            connection.close()
            raise

    def _close(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Closes a connection. Where another file lies at the address, or none, whatever lies there is left alone: the
        log that belongs to the file of this connection is written into that one, wherever it is now."""
        state, written_over = self._place.state(), self._place.was_written_over()
        if state is not State.IN_PLACE or self._is_changed or written_over:
            with suppress(duckdb.Error):
                if state is State.REPLACED and self._place.has_own_log():
                    connection.execute("CHECKPOINT")
                connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.close()
        if written_over:
            self._place.put_log_aside()

    def _index_bytes(self, connection: duckdb.DuckDBPyConnection) -> int:
        with connection.cursor() as cursor:
            return int(cursor.execute(INDEX_BYTES).fetchall()[0][0])


class _Users:
    """Who has a cursor now. A thread that has one may always have another."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number, self._closed = 0, False
        self._of_thread = threading.local()

    def is_one(self) -> bool:
        """Whether this thread has a cursor."""
        return bool(self._of_thread.__dict__.get("number"))

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Counts this thread as one that has a cursor. Waits while none() lets nobody in."""
        number = self._of_thread.__dict__.get("number", 0)
        with self._changed:
            self._changed.wait_for(lambda: number or not self._closed)
            self._number += 1
        self._of_thread.number = number + 1
        try:
            yield
        finally:
            self._of_thread.number = number
            with self._changed:
                self._number -= 1
                self._changed.notify_all()

    @contextmanager
    def none(self, patience: float) -> Iterator[bool]:
        """Lets nobody in and waits so many seconds until all have gone; yields whether they have. Where somebody takes
        longer, the others are let in again."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._closed = True
            alone = self._changed.wait_for(lambda: not self._number, patience)
        try:
            yield alone
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()


def _state_of(address: str) -> tuple[int, int, int] | None:
    """What is not the same once somebody has written to the file; opening it changes nothing. None without a file."""
    try:
        found = Path(address).expanduser().stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _require(address: str, place: FilePlace) -> None:
    if not place.exists():
        raise DatabaseUnusableError(
            f"There is no database at {address}. Make one with python -m coaching import PATH… --database {address}"
        )


def opened(address: str) -> duckdb.DuckDBPyConnection:
    """A connection to a database file, which is made where there is none, with nothing left in its log.

    Raises DatabaseLockedError when another process holds it, DatabaseUnusableError when it is no DuckDB file.
    """
    if address != ":memory:":
        Path(address).expanduser().parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(address, config={"preserve_insertion_order": True})
        # After a crash DuckDB 1.5 takes rows from its log without their index entries, and what it writes when it is
        # closed loses them: look-ups then miss rows, and no row can be deleted. A checkpoint before that puts them in.
        connection.execute("CHECKPOINT")
        return connection
    except duckdb.IOException as error:
        if "could not set lock" in str(error).lower():
            raise DatabaseLockedError(address) from error
        raise DatabaseUnusableError(f"{address} cannot be opened as a DuckDB database: {error}") from error
    except duckdb.Error as error:
        raise DatabaseUnusableError(f"{address} cannot be opened as a DuckDB database: {error}") from error
