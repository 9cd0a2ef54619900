"""Coaching data that many machines share: a DuckLake, whose catalogue is a PostgreSQL database and whose rows are
Parquet files on shared or object storage. Nothing here is needed, or loaded, for a database file.

What it lacks next to a file: keys, lists as defaults, indexes, and a writer that is alone. `statements` writes the
migrations so that a lake takes them; `WriterLock` lets one writer in at a time, whichever machine it is on.
"""

import functools
import importlib.util
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import duckdb

from coaching.answers import EVERY_TABLE

if TYPE_CHECKING:
    import psycopg

PREFIX = "ducklake:postgres:"
CATALOGUE_EXTENSIONS = ("ducklake", "postgres_scanner")
S3_EXTENSION = "httpfs"
S3 = "s3://"

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # what is missing is said at once, not looked for elsewhere
    "preserve_insertion_order": True,
}

# What a machine may wait for PostgreSQL to answer before it is called unreachable, where the address does not say.
PATIENCE_SECONDS = 10
# And how long its being unreachable is believed without another try.
QUIET_SECONDS = 1.0
# Any number will do, as long as every version of this app takes the same. It counts within one PostgreSQL database.
WRITER_LOCK = 2_026_001
# A machine that is gone without a word gives its lock back after 10 + 3 * 5 seconds.
KEEPALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
# Two commits at the same moment: the second tries again, at first after 20 ms, for 20 s at most. DuckLake's own 100 ms
# is felt by whoever waits for the page.
RETRIES = {"ducklake_max_retry_count": 30, "ducklake_retry_wait_ms": 20, "ducklake_retry_backoff": 1.2}

# COACHING_S3_… and the option of a DuckDB secret that it becomes.
S3_SETTINGS = {
    "COACHING_S3_ENDPOINT": "ENDPOINT",
    "COACHING_S3_KEY_ID": "KEY_ID",
    "COACHING_S3_SECRET": "SECRET",
    "COACHING_S3_REGION": "REGION",
    "COACHING_S3_USE_SSL": "USE_SSL",
}

_COMMENT = re.compile(r"--[^\n]*")
_ADDED_WITH_DEFAULT = re.compile(r"(ALTER TABLE (\w+)) ADD COLUMN (\w+) (\S+) DEFAULT (\S+)\s*;?\s*", re.IGNORECASE)


class LakeUnusableError(Exception):
    """The address leads to no lake that can be used from here; the message says why, without the password."""


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
        self._connection = _connected(self._catalogue)
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

    def tell(self, outdate: Callable[[Collection[str]], None]) -> None:
        """Calls `outdate` with the tables that were written to since it was last asked; EVERY_TABLE where that cannot
        be said. Costs a tenth of a millisecond. Raises psycopg.OperationalError where PostgreSQL cannot be reached.
        """
        import psycopg

        with self._lock:  # until the answers are outdated: nobody else is to believe that there was nothing new
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
                outdate(written)
            self._newest = newest

    def close(self) -> None:
        """Lets go of PostgreSQL."""
        with self._lock:
            self._disconnect()

    def _written(self) -> tuple[int | None, set[str]]:
        """The newest snapshot, and the tables that were written to since the one that was told of last."""
        if self._connection is None:
            self._connection = _connected(self._catalogue)
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


class Lake:
    """One lake: how to open it, the lock of its writers, and the news of what they wrote."""

    def __init__(self, address: str) -> None:
        """`address`: PREFIX and a libpq connection string.

        Raises LakeUnusableError where the extensions are missing or the string cannot be read.
        """
        _check_installed()
        import psycopg
        from psycopg.conninfo import conninfo_to_dict, make_conninfo

        try:
            parts = conninfo_to_dict(address.removeprefix(PREFIX))
        except psycopg.ProgrammingError as error:
            raise LakeUnusableError(
                f"What follows {PREFIX} in the database's address is no libpq connection string such as "
                '"host=db dbname=coaching user=coaching".'
            ) from error
        password = parts.pop("password", None)
        self.address = PREFIX + make_conninfo("", **parts)  # fit to be read by anybody
        if password:
            parts["passfile"] = _password_file(str(password))
        self._catalogue = make_conninfo("", **parts)
        self.writing = WriterLock(self._catalogue)
        self.news = News(self._catalogue)

    def close(self) -> None:
        """Lets go of PostgreSQL, once nobody here is writing."""
        self.writing.close()
        self.news.close()

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection whose own database is this lake; makes the lake where there is none.

        Raises LakeUnusableError.
        """
        import psycopg

        try:
            data_path = self._data_path() or self._create()
            connection = self._opened(data_path)
            for name, value in RETRIES.items():
                connection.execute(f"SET GLOBAL {name} = {value}")
            return connection
        except (psycopg.Error, duckdb.Error) as error:
            said = " ".join(str(error).partition("\nLINE ")[0].split())
            raise LakeUnusableError(f"{self.address} cannot be opened as a DuckLake: {said}") from error

    def _data_path(self) -> str | None:
        """Where the catalogue says that the Parquet files are; None where it is no lake's yet."""
        with _connected(self._catalogue) as catalogue:
            if catalogue.execute("SELECT to_regclass('ducklake_metadata')").fetchone() == (None,):
                return None
            row = catalogue.execute("SELECT value FROM ducklake_metadata WHERE key = 'data_path'").fetchone()
            return None if row is None else str(row[0])

    def _create(self) -> str:
        wanted = os.environ.get("COACHING_DATA_PATH")
        if not wanted:
            raise LakeUnusableError(
                f"{self.address} is empty. To make a DuckLake in it, set COACHING_DATA_PATH to where its Parquet files "
                "go: a folder that every machine sees, or s3://bucket/prefix/."
            )
        if not wanted.startswith(S3):
            folder = Path(wanted).expanduser().resolve()
            folder.mkdir(parents=True, exist_ok=True)
            wanted = f"{folder}/"
        with self.writing:
            made = self._data_path()  # by another machine, while this one waited
            if made is not None:
                return made
            with duckdb.connect(":memory:", config=_settings()) as outside:
                for extension in CATALOGUE_EXTENSIONS:
                    outside.execute(f"LOAD {extension}")
                _prepare_storage(outside, wanted)
                outside.execute(f"ATTACH {_quoted(PREFIX + self._catalogue)} AS lake (DATA_PATH {_quoted(wanted)})")
                outside.execute("DETACH lake")
        return wanted

    def _opened(self, data_path: str) -> duckdb.DuckDBPyConnection:
        if not data_path.startswith(S3) and not Path(data_path).is_dir():
            raise LakeUnusableError(
                f"The Parquet files of {self.address} are in {data_path}, which is no folder on this machine. "
                "Mount it there."
            )
        connection = duckdb.connect(PREFIX + self._catalogue, config=_settings())
        try:
            _prepare_storage(connection, data_path)
        except BaseException:
            connection.close()
            raise
        return connection


def is_lake(address: str) -> bool:
    """Whether this address leads to a DuckLake rather than to a file."""
    return address.startswith(PREFIX)


def statements(migration: str) -> Iterator[str]:
    """The statements of a migration, written so that a lake takes them.

    A key is only NOT NULL, a list has no default, an index is left out, a column's default comes after the column.
    """
    # Not by duckdb.extract_statements: of a column whose default is FALSE it makes several statements without words.
    for sql in filter(None, map(str.strip, _COMMENT.sub("", migration).split(";"))):
        if sql.upper().startswith(("CREATE INDEX", "CREATE UNIQUE INDEX")):
            continue
        added = _ADDED_WITH_DEFAULT.fullmatch(sql)
        if added:
            alter, table, column, kind, default = added.groups()
            yield f"{alter} ADD COLUMN {column} {kind}"
            yield f"UPDATE {table} SET {column} = {default}"
            # FALSE is an expression to DuckLake, which takes literals only; 'FALSE' is one, cast when a row is written.
            literal = f"'{default}'" if default.upper() in ("TRUE", "FALSE") else default
            yield f"{alter} ALTER COLUMN {column} SET DEFAULT {literal}"
        else:
            yield sql.replace(" PRIMARY KEY", " NOT NULL").replace(" DEFAULT []", "")


def _connected(catalogue: str) -> "psycopg.Connection[Any]":
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(catalogue)
    more: dict[str, Any] = {"connect_timeout": parts.get("connect_timeout") or PATIENCE_SECONDS}
    more["options"] = f"{parts.get('options') or ''} {KEEPALIVE}".strip()
    return psycopg.connect(catalogue, autocommit=True, **more)


def _prepare_storage(connection: duckdb.DuckDBPyConnection, data_path: str) -> None:
    """Lets the connection reach object storage, where the Parquet files are there."""
    if not data_path.startswith(S3):
        return
    connection.execute(f"LOAD {S3_EXTENSION}")
    connection.execute(_secret(os.environ))
    connection.execute("SELECT count(*) FROM glob(?)", [f"{data_path.rstrip('/')}/*.none"])  # fails here, not later


def _secret(environment: Mapping[str, str]) -> str:
    given = {option: environment[name] for name, option in S3_SETTINGS.items() if environment.get(name)}
    options = "".join(f", {option} {_quoted(value)}" for option, value in given.items())
    return f"CREATE OR REPLACE SECRET storage (TYPE s3, URL_STYLE 'path'{options})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _extension_file(name: str) -> Path | None:
    """The file of an extension that was installed as a package, for exactly this DuckDB."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}"
    file = folder / f"{name}.duckdb_extension"
    return file if file.is_file() else None


def _check_installed() -> None:
    missing = [name for name in CATALOGUE_EXTENSIONS if _extension_file(name) is None]
    if missing or importlib.util.find_spec("psycopg") is None:
        raise LakeUnusableError(
            f"A DuckLake needs packages that are not installed for DuckDB {duckdb.__version__}: "
            "pip install -r requirements-cluster.txt"
        )


@functools.cache
def _private_folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder of this process that nobody else may read, gone when the process ends."""
    return tempfile.TemporaryDirectory(prefix="coaching-")


@functools.cache
def _password_file(password: str) -> str:
    """A password in a file as libpq reads it. In the connection string, DuckDB would repeat it in its errors."""
    handle, path = tempfile.mkstemp(dir=_private_folder().name)
    with os.fdopen(handle, "w") as file:
        file.write("*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n")
    return path


@functools.cache
def _extension_folder() -> str:
    """The installed extensions in a folder laid out as DuckDB looks for them.

    One a process: connections to one lake must not differ in their settings.
    """
    with duckdb.connect() as connection:
        ((platform,),) = connection.execute("PRAGMA platform").fetchall()
    folder = Path(_private_folder().name) / f"v{duckdb.__version__}" / str(platform)
    folder.mkdir(parents=True)
    for name in (*CATALOGUE_EXTENSIONS, S3_EXTENSION):
        file = _extension_file(name)
        if file is not None:
            (folder / file.name).symlink_to(file)
    return _private_folder().name


def _settings() -> dict[str, str | bool | int | float | list[str]]:
    return SETTINGS | {"extension_directory": _extension_folder()}
