"""The only place that opens DuckDB.

One process owns a database file. Every query gets a cursor of its own, closed when it is read: a connection shared
by threads hands one viewer another viewer's rows.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

MIGRATIONS = Path(__file__).parent / "migrations"
DEFAULT_ADDRESS = str(Path(__file__).parent.parent / "data" / "coaching.duckdb")


class DatabaseLockedError(Exception):
    """Another process holds the database file."""

    def __init__(self, address: str) -> None:
        super().__init__(f"Another process is using {address}. Stop it (the app, or a running import) and try again.")


class DatabaseUnusableError(Exception):
    """The address does not lead to a database that this version can use."""


def address_from_environment() -> str:
    """Where the data lives: COACHING_DATABASE, or data/coaching.duckdb beside the app."""
    return os.environ.get("COACHING_DATABASE") or DEFAULT_ADDRESS


def utc_now() -> datetime:
    """This instant as stored: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


class Database:
    """A database of coaching data: a file, or ":memory:".

    Safe to share between threads. Close it to release the file.
    """

    def __init__(self, address: str) -> None:
        """Opens `address`, creates it where it does not exist, and brings its tables up to date.

        Raises DatabaseLockedError when another process holds it, DatabaseUnusableError when it is no database of ours.
        """
        self.address = address
        if address != ":memory:":
            Path(address).expanduser().parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = duckdb.connect(address, config={"preserve_insertion_order": True})
        except duckdb.IOException as error:
            if "could not set lock" in str(error).lower():
                raise DatabaseLockedError(address) from error
            raise DatabaseUnusableError(f"{address} cannot be opened as a DuckDB database: {error}") from error
        except duckdb.Error as error:
            raise DatabaseUnusableError(f"{address} cannot be opened as a DuckDB database: {error}") from error
        self._writing = threading.Lock()
        try:
            self._migrate()
        except duckdb.Error as error:
            self.close()
            raise DatabaseUnusableError(f"{address} holds other tables than this app's: {error}") from error

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of one SELECT as a frame. Parameters are named: `$name` in the SQL, `name` in the mapping."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, dict(parameters or {})).df()

    def first(self, sql: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """The first row of one SELECT as Python values by column name (NULL is None), or None without a row."""
        with self._connection.cursor() as cursor:
            row = cursor.execute(sql, dict(parameters or {})).fetchone()
            names = [column[0] for column in cursor.description]
        return None if row is None else dict(zip(names, row, strict=True))

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
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor inside one transaction: all that is done with it is kept, or none of it.

        Commands of one process queue up for it, so that two of them never conflict over a row.
        """
        with self._writing, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    def close(self) -> None:
        """Releases the file."""
        self._connection.close()

    def _migrate(self) -> None:
        known = self.first("SELECT 1 FROM information_schema.tables WHERE table_name = 'migrations'")
        applied = set(self.query("SELECT name FROM migrations")["name"]) if known else set()
        files = sorted(MIGRATIONS.glob("*.sql"))
        unknown = applied - {file.stem for file in files}
        if unknown:
            names = ", ".join(sorted(unknown))
            self.close()
            raise DatabaseUnusableError(
                f"{self.address} was made by a newer version of this app ({names}). Update the app."
            )
        for file in files:
            if file.stem not in applied:
                with self.transaction() as cursor:
                    cursor.execute(file.read_text())
                    cursor.execute("INSERT INTO migrations VALUES (?, ?)", [file.stem, utc_now()])
