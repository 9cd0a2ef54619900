"""How does the app read and write its data? Through one Database: a file (database_file.py) or a DuckLake.

One process owns a database file; a DuckLake (ducklake.py) is shared by many. Every query gets a cursor of its own,
closed when it is read: a connection shared by threads hands one viewer another viewer's rows.
"""

import functools
import itertools
import pickle
import random
import sys
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import duckdb
import pandas as pd

from coaching import log_lines
from coaching.storage import ducklake, schema
from coaching.storage.database_file import LIMIT, DatabaseFile, DatabaseUnusableError
from coaching.storage.errors import refusal
from coaching.storage.frames import copied, first_row_read, frame_read, frame_to_share, rows_read
from coaching.storage.import_turn import ImportTurn
from coaching.storage.lake_catalogue import WriterLock
from coaching.storage.query_cache import EVERY_TABLE, QueryCache, Versions, tables_read
from coaching.storage.transaction_cursor import TransactionCursor, storable
from coaching.words.reader import reader

APPEND_TRIES = 8
BELIEVED_SECONDS, BELIEVED_OF_LAKE_SECONDS = 2, 30
# What check_writable() writes into a database file, by turns: they change nobody's data, and DuckDB writes nothing when
# a table has the same comment already.
COMMENTS = ("COMMENT ON TABLE migrations IS 'odd'", "COMMENT ON TABLE migrations IS 'even'")

Result = TypeVar("Result")
Asked = ParamSpec("Asked")


class Database:
    """A database of coaching data: a file, ":memory:", or a DuckLake ("ducklake:postgres:…").

    Safe to share between threads. Close it to release the file. `address` is fit to be shown: it has no password.
    `data_path`: where a lake has its Parquet files.
    """

    def __init__(
        self, address: str, *, to_copy_into: bool = False, must_exist: bool = False, as_it_is: bool = False
    ) -> None:
        """Opens `address`, creates it where it does not exist, and brings its tables up to date.

        One that `must_exist` is not created, one that is wanted `as_it_is` not brought up to date either. One that a
        copy was begun into is opened only `to_copy_into` it. Raises DatabaseLockedError when another process holds it,
        DatabaseUnusableError when it is no database of ours.
        """
        self.address = address
        self._cache: QueryCache | None = None
        self._written_at = float("-inf")  # when check_writable() last wrote
        self._comments = itertools.cycle(COMMENTS)
        self._lake: ducklake.Lake | None = None
        self._writing: threading.Lock | WriterLock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | DatabaseFile
        if ducklake.is_lake(address):
            try:
                self._lake = ducklake.Lake(address)
                self._connection = self._lake.connect(must_exist=must_exist or as_it_is)
            except ducklake.LakeUnusableError as error:
                raise DatabaseUnusableError(str(error)) from error
            self.address, self._writing = self._lake.address, self._lake.writing
        else:
            self._connection = DatabaseFile(address, self.forget, self._check_fits, must_exist=must_exist or as_it_is)
        try:
            tables = self._migrate(must_exist or as_it_is, as_it_is=as_it_is)
        except duckdb.Error as error:
            self.close()
            raise DatabaseUnusableError(f"{self.address} holds other tables than this app's: {error}") from error
        self.half_copied = schema.COPYING in tables
        if self.half_copied and not to_copy_into:
            self.close()
            raise DatabaseUnusableError(
                f"{self.address} holds a part of another database. Finish the copy (python -m coaching copy FROM TO)."
            )
        self._cache = QueryCache(tables)
        self.importing = ImportTurn() if self._lake is None else self._lake.importing
        self.backing_up = ImportTurn() if self._lake is None else self._lake.backing_up
        self.telling = ImportTurn() if self._lake is None else self._lake.telling
        self.data_path = None if self._lake is None else self._lake.data_path

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of one SELECT as a frame, with the dtypes of frame_read(). Parameters are named: `$name` in the SQL,
        `name` in the mapping.

        What a cell holds (a list) must not be changed in place: whoever asks the same next gets it too.
        """
        frame = self._read(sql, parameters, frame_to_share, lambda frame: int(frame.memory_usage(deep=True).sum()))
        return copied(frame)  # a shallow copy would leave a reference to itself in the cached frame

    def first(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """The first row of one SELECT as Python values by column name (NULL is None), or None without a row."""
        rows = self._read(sql, parameters, first_row_read, lambda rows: len(repr(rows)))
        return dict(rows[0]) if rows else None

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of one SELECT as Python values by column name (NULL is None): for looking up a few, in half the time
        that a frame takes. What a value holds (a list) must not be changed in place."""
        return [dict(row) for row in self._read(sql, parameters, rows_read, lambda rows: len(repr(rows)))]

    def cached(
        self,
        question: Hashable,
        work_out: Callable[[], Result],
        *,
        depends_on: Collection[str] | None = None,
        large: bool = False,
    ) -> Result:
        """What `work_out` returned for the same question, unless a table that it read was written to since; then it is
        called again. See cached().

        `depends_on`: the only tables that outdate the result, where the question says what was read from the others.
        `large`: the result takes many megabytes; few of these are cached at once.
        """
        assert self._cache is not None
        self._hear_what_others_wrote()
        known = self._cache.find(question)
        if known is not None:
            return cast(Result, known.result)
        with self._cache.working_out(depends_on) as versions:
            result = work_out()
        if large:
            self._cache.put_large(question, result, versions)
        else:
            self._cache.put(question, result, versions, len(pickle.dumps(result)))
        return result

    def query_at_once(self, *selects: str) -> list[pd.DataFrame]:
        """The frames of several SELECTs that see the same data, whatever is written meanwhile. For results that are
        large: the frames are not cached, but a cached() function that reads them is worked out anew when it has to."""
        if self._cache is not None:
            with self._connection.cursor() as cursor:
                self._cache.reading(frozenset[str]().union(*(tables_read(cursor, sql) for sql in selects)))
        with self.snapshot() as cursor:
            return [frame_read(cursor.execute(sql)) for sql in selects]

    def _read(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None,
        fetch: Callable[[duckdb.DuckDBPyConnection], Result],
        bytes_of: Callable[[Result], int],
    ) -> Result:
        """What `fetch` takes from the cursor of one SELECT: from the cache where no table that it reads has changed."""
        if self._cache is None:  # while the database is being opened
            with self._connection.cursor() as cursor:
                return fetch(cursor.execute(sql, storable(parameters or {})))
        self._hear_what_others_wrote()
        question = (fetch, sql, repr(sorted((parameters or {}).items())))
        known = self._cache.find(question)
        if known is not None:
            return cast(Result, known.result)
        result, versions = self._run(sql, parameters, fetch)
        if not self._cache.is_working_out:
            self._cache.put(question, result, versions, bytes_of(result))
        return result

    def _hear_what_others_wrote(self) -> None:
        """To be called before a cached result is looked for. The catalogue of a lake says which tables other processes
        have written to; where a database file was replaced by another, every table counts as written to."""
        if self._cache is None:
            return
        if self._lake is not None:
            self._lake.news.tell(self._cache.written)
        elif isinstance(self._connection, DatabaseFile) and self._connection.is_replaced():
            self._cache.written((EVERY_TABLE,))

    def _run(
        self, sql: str, parameters: Mapping[str, Any] | None, fetch: Callable[[duckdb.DuckDBPyConnection], Result]
    ) -> tuple[Result, Versions]:
        """What `fetch` takes from the cursor of one SELECT, and the versions of the tables that it reads."""
        assert self._cache is not None
        with self._connection.cursor() as cursor:
            versions = self._cache.reading(tables_read(cursor, sql))
            return fetch(cursor.execute(sql, storable(parameters or {}))), versions

    @contextmanager
    def snapshot(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for several SELECTs that see the same data, whatever is written meanwhile. It writes nothing."""
        with self._connection.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            finally:
                cursor.rollback()

    @contextmanager
    def transaction(self, writes: Collection[str] = (EVERY_TABLE,)) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction: all that is done with it is stored, or none of it.

        `writes`: the tables that are written to, in lower case. What was read from others stays cached.
        Commands queue up for it, whichever process of a DuckLake they come from, so that what one of them has looked up
        is still so when it is done.

        Raises NotSavedError where the file is no longer at its address, or the disk takes no more.
        """
        try:
            with log_lines.command(sys._getframe(2)), self._transaction(frozenset(writes)) as cursor:
                yield cursor
        except duckdb.Error as error:
            self._written_at = float("-inf")
            refused = refusal(error) if self._lake is None else None
            if refused is None:
                raise
            raise refused from error

    @contextmanager
    def _transaction(self, writes: frozenset[str]) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._connection.cursor() as cursor, self._writing, ExitStack() as closing:
            if isinstance(self._connection, DatabaseFile):
                self._connection.confirm()
                closing.callback(self._connection.written)
            cursor.begin()
            try:
                yield cast(duckdb.DuckDBPyConnection, TransactionCursor(cursor, writes))
                if isinstance(self._writing, WriterLock):
                    self._writing.confirm()
            except BaseException:
                with suppress(duckdb.Error):  # a lake's transaction is over already when PostgreSQL went away
                    cursor.rollback()
                raise
            cursor.commit()
            if self._cache and self._lake is None:  # a lake's catalogue tells it, of this process as of others
                self._cache.written(writes)
            if isinstance(self._connection, DatabaseFile):
                self._connection.confirm_committed(cursor)

    def append(
        self, sql: str, parameters: Mapping[str, Any] | None = None, *, writes: Collection[str] = (EVERY_TABLE,)
    ) -> None:
        """Runs one INSERT into a table of facts that is only ever appended to (`writes`); durable when it returns.

        In a DuckLake it does not queue up behind the commands of other machines, and so may see what is just being
        changed as it was before: appending a fact twice, or one about something just withdrawn, must do no harm.
        """
        if self._lake is None:
            with self.transaction(writes=writes) as cursor:
                cursor.execute(sql, parameters or {})
            return
        for tried in range(1, APPEND_TRIES + 1):
            try:
                with self._connection.cursor() as cursor:
                    TransactionCursor(cursor, frozenset(writes)).execute(sql, parameters or {})
                return
            except duckdb.TransactionException:  # somebody rewrites this table at this moment
                if tried == APPEND_TRIES:
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**tried))

    def check_writable(self) -> None:
        """Finds out whether a command could write now, by writing something of no meaning; raises what a command would.

        For BELIEVED_SECONDS after a success it writes nothing, so that health checks do not make the log grow.
        """
        if isinstance(self._connection, DatabaseFile):
            self._connection.confirm_in_place()
            self._connection.confirm_space()
        if time.monotonic() < self._written_at + (BELIEVED_SECONDS if self._lake is None else BELIEVED_OF_LAKE_SECONDS):
            return
        if self._lake is not None:
            with self._connection.cursor() as cursor:
                self._lake.check_writable(cursor)
        else:
            with self.transaction(writes=()) as cursor:
                cursor.execute(next(self._comments))
        self._written_at = time.monotonic()

    def limit_memory(self, most: str) -> None:
        """Lets DuckDB hold at most so much in memory, such as "1GB", its indexes included. What it can do without more
        it does through a file beside the data; other queries fail.

        Raises duckdb.Error where that is no amount.
        """
        if isinstance(self._connection, DatabaseFile):
            self._connection.limit_memory(most)
        else:
            self._connection.execute(LIMIT, {"most": most})

    def forget(self) -> None:
        """From here on every result is read anew: for measuring, and for whoever has written past this object."""
        if self._cache is not None:
            self._cache.written((EVERY_TABLE,))

    def close(self) -> None:
        """Releases the file."""
        self._connection.close()
        if self._lake is not None:
            self._lake.close()

    def _check_fits(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Raises DatabaseUnusableError where a database that was opened anew has not the tables of this version."""
        with connection.cursor() as cursor:
            fits = schema.is_of_this_version(cursor)
        if not fits:
            raise DatabaseUnusableError(
                f"{self.address} was replaced by a database that is not ready. Restart the app."
            )

    def _migrate(self, must_exist: bool, *, as_it_is: bool) -> set[str]:
        """Brings the tables up to date, unless they are wanted `as_it_is`, and returns what they are called."""
        with self.snapshot() as cursor:
            tables = schema.tables_of(cursor)
            applied = schema.applied(cursor, tables)
        if must_exist and not applied:
            self.close()
            raise DatabaseUnusableError(
                f"{self.address} holds no coaching data. Load some with python -m coaching import PATH…"
            )
        files = schema.migrations()
        unknown = applied - {file.stem for file in files}
        if unknown:
            names = ", ".join(sorted(unknown))
            self.close()
            raise DatabaseUnusableError(
                f"{self.address} was made by a newer version of this app ({names}). Update the app."
            )
        pending = [file for file in files if file.stem not in applied]
        if not pending or as_it_is:
            return tables
        for file in pending:
            try:
                with self.transaction(writes=[EVERY_TABLE]) as cursor:
                    schema.apply(cursor, file, one_by_one=self._lake is not None)
            except duckdb.Error as error:
                if not applied:  # the tables of another program are in the way
                    raise
                self.close()
                raise DatabaseUnusableError(schema.UPGRADE_FAILED.format(self.address, file.stem, error)) from error
        with self.snapshot() as cursor:
            return schema.tables_of(cursor)


class Reader(Protocol):
    """Whatever answers a SELECT: a Database, or what a transaction sees (Inside)."""

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """As Database.rows()."""

    def first(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """As Database.first()."""

    def cached(self, question: Hashable, work_out: Callable[[], Result]) -> Result:
        """As Database.cached()."""


@dataclass(frozen=True)
class Inside:
    """Reads inside a transaction, so that a command decides by the same functions as a page."""

    cursor: duckdb.DuckDBPyConnection

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """As Database.rows()."""
        return rows_read(self.cursor.execute(sql, dict(parameters or {})))

    def first(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """As Database.first()."""
        rows = first_row_read(self.cursor.execute(sql, dict(parameters or {})))
        return rows[0] if rows else None

    def cached(self, question: Hashable, work_out: Callable[[], Result]) -> Result:
        """What a transaction sees is not cached: it is worked out every time."""
        return work_out()


Source = TypeVar("Source", bound=Reader)


def look_up(database: Reader, sql: str, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The rows for several keys at once: `sql` has IN ({keys}). Written out one by one, DuckDB looks each up by its
    index; a list in one parameter it takes three times as long for, or reads the whole table."""
    asked = {f"key_{place}": key for place, key in enumerate(keys)}
    return database.rows(sql.format(keys=", ".join(f"${name}" for name in asked)), asked) if asked else []


def cached(work_out: Callable[Concatenate[Source, Asked], Result]) -> Callable[Concatenate[Source, Asked], Result]:
    """A decorator: caches what a function of a Database and of hashable values returns, until a table that it reads is
    written to, for readers of one language and region. Inside a transaction nothing is cached.

    The viewer must be one of the values, unless the function is private and its callers have checked who may read it.
    So must the time where it matters: the function reads no clock. Nobody may change what is returned, nor the lists in
    the cells of a frame: the next caller gets the same objects.
    """

    @functools.wraps(work_out)
    def looking_up(database: Source, /, *asked: Asked.args, **named: Asked.kwargs) -> Result:
        question = (work_out, reader().tag, asked, *sorted(named.items()))
        return copied(database.cached(question, lambda: copied(work_out(database, *asked, **named))))

    return looking_up
