"""How is data opened that many machines share? As a DuckLake: its catalogue is PostgreSQL, its rows are Parquet files.

The Parquet files are on shared or object storage. Nothing here is needed, or loaded, for a database file. What a lake
lacks next to a file: keys, lists as defaults, indexes, and a writer that is alone. `statements` writes the
migrations so that a lake takes them; what is asked of PostgreSQL itself is in lake_catalogue.py.
"""

import functools
import importlib.util
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from coaching.settings import Settings, settings
from coaching.storage.import_turn import BACKUP_LOCK, TELLING_LOCK, ImportTurn
from coaching.storage.lake_catalogue import News, WriterLock, connected, write_once

PREFIX = "ducklake:postgres:"
CATALOGUE_EXTENSIONS = ("ducklake", "postgres_scanner")
S3_EXTENSION = "httpfs"
S3 = "s3://"

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # what is missing is said at once, not looked for elsewhere
    "preserve_insertion_order": True,
}

# Two commits at the same moment: the second tries again, at first after 20 ms, for 20 s at most. DuckLake's own 100 ms
# is felt by whoever waits for the page.
RETRIES = {"ducklake_max_retry_count": 30, "ducklake_retry_wait_ms": 20, "ducklake_retry_backoff": 1.2}

_COMMENT = re.compile(r"--[^\n]*")
_ADDED_WITH_DEFAULT = re.compile(r"(ALTER TABLE (\w+)) ADD COLUMN (\w+) (\S+) DEFAULT (\S+)\s*;?\s*", re.IGNORECASE)


class LakeUnusableError(Exception):
    """The address leads to no lake that can be used from here; the message says why, without the password."""


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
        self.importing, self.backing_up = ImportTurn(self._catalogue), ImportTurn(self._catalogue, BACKUP_LOCK)
        self.telling = ImportTurn(self._catalogue, TELLING_LOCK)
        self.data_path: str | None = None  # known once it is connected

    def close(self) -> None:
        """Lets go of PostgreSQL, once nobody here is writing."""
        self.writing.close()
        self.news.close()

    def check_writable(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes a row into PostgreSQL, and a small file beside the Parquet files; raises psycopg.Error or duckdb.Error
        where that fails. No table of the lake changes."""
        write_once(self._catalogue)
        data_path = (self._data_path() or "").rstrip("/")
        cursor.execute(f"COPY (SELECT 1 AS written) TO {_quoted(f'{data_path}/written.parquet')} (FORMAT parquet)")

    def connect(self, *, must_exist: bool = False) -> duckdb.DuckDBPyConnection:
        """A connection whose own database is this lake; makes the lake where there is none, unless it `must_exist`.

        Raises LakeUnusableError.
        """
        import psycopg

        try:
            data_path = self._data_path()
            if data_path is None and must_exist:
                raise LakeUnusableError(
                    f"{self.address} is empty. Load something with python -m coaching import PATH…, which makes the "
                    "lake."
                )
            self.data_path = data_path = data_path or self._create()
            connection = self._opened(data_path)
            for name, value in RETRIES.items():
                connection.execute(f"SET GLOBAL {name} = {value}")
            return connection
        except (psycopg.Error, duckdb.Error) as error:
            said = " ".join(str(error).partition("\nLINE ")[0].split())
            raise LakeUnusableError(f"{self.address} cannot be opened as a DuckLake: {said}") from error

    def _data_path(self) -> str | None:
        """Where the catalogue says that the Parquet files are; None where it is no lake's yet."""
        with connected(self._catalogue) as catalogue:
            if catalogue.execute("SELECT to_regclass('ducklake_metadata')").fetchone() == (None,):
                return None
            row = catalogue.execute("SELECT value FROM ducklake_metadata WHERE key = 'data_path'").fetchone()
            return None if row is None else str(row[0])

    def _create(self) -> str:
        data_path = settings().data_path
        if not data_path:
            raise LakeUnusableError(
                f"{self.address} is empty. To make a DuckLake in it, set COACHING_DATA_PATH to where its Parquet files "
                "go: a folder that every machine sees, or s3://bucket/prefix/."
            )
        if not data_path.startswith(S3):
            folder = Path(data_path).expanduser().resolve()
            folder.mkdir(parents=True, exist_ok=True)
            data_path = f"{folder}/"
        with self.writing:
            made = self._data_path()  # by another machine, while this one waited
            if made is not None:
                return made
            with duckdb.connect(":memory:", config=_settings()) as outside:
                for extension in CATALOGUE_EXTENSIONS:
                    outside.execute(f"LOAD {extension}")
                _prepare_storage(outside, data_path)
                outside.execute(f"ATTACH {_quoted(PREFIX + self._catalogue)} AS lake (DATA_PATH {_quoted(data_path)})")
                outside.execute("DETACH lake")
        return data_path

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


def _prepare_storage(connection: duckdb.DuckDBPyConnection, data_path: str) -> None:
    """Lets the connection reach object storage, where the Parquet files are there."""
    if not data_path.startswith(S3):
        return
    connection.execute(f"LOAD {S3_EXTENSION}")
    connection.execute(_secret(settings()))
    connection.execute("SELECT count(*) FROM glob(?)", [f"{data_path.rstrip('/')}/*.none"])  # fails here, not later


def _secret(known: Settings) -> str:
    options = {
        "ENDPOINT": known.s3_endpoint,
        "KEY_ID": known.s3_key_id,
        "SECRET": known.s3_secret,
        "REGION": known.s3_region,
        "USE_SSL": str(known.s3_use_ssl).lower(),
    }
    given = "".join(f", {option} {_quoted(value)}" for option, value in options.items() if value)
    return f"CREATE OR REPLACE SECRET storage (TYPE s3, URL_STYLE 'path'{given})"


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
