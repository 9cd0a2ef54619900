"""How does a backup become a database again? Into a new file beside the address, which then takes the place there.

The new file gets the tables of the backup's version, the rows of the backup, and then what migrations have changed
since. Until it is whole the address is not touched, so that a restore that is killed leaves what was there.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from coaching.storage import backup_file, ducklake, schema
from coaching.storage.backing_up import make_durable
from coaching.storage.backup_file import KeptTable, Manifest
from coaching.storage.copying import TABLES, content_of
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError, opened
from coaching.words.days import utc_now

UNFINISHED = ".restoring"
ROWS_AT_ONCE = 20_000
ROWS_A_TRANSACTION = 500_000

ON_A_LAKE = (
    "A backup is restored into a file. For a lake, restore it into a file and copy that into an empty lake: "
    "python -m coaching restore BACKUP --database FILE, python -m coaching copy FILE ducklake:postgres:…"
)
THERE_ALREADY = (
    "{path} is there already, and was left as it is. With --replace the backup takes its place, and the file is kept "
    "under another name beside it."
)
A_FOLDER = "{path} is a folder, and was left as it is. Name the file in it that the backup is to become."
NOT_RESTORED = "{backup} was not restored, and {path} is as it was: {error}"
DIFFERS = "the table {table} does not hold what the backup says"


class NotRestoredError(Exception):
    """Nothing was restored, and what is at the address is as it was. One sentence."""


class Progress(Protocol):
    """Told how far a restore is. What it raises stops it."""

    def start(self, total: int) -> None:
        """There are this many rows."""

    def advance(self, done: int) -> None:
        """This many more are there."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was restored, and where the file is that it has replaced (None without one)."""

    manifest: Manifest
    kept: Path | None


def restore(backup: Path, address: str, progress: Progress, *, replace: bool = False) -> Restored:
    """Puts the data of a backup into a database file, in place of the one there only where it is to `replace` it.

    Raises BackupUnusableError, NotRestoredError, and DatabaseLockedError where a process uses what is there.
    """
    if ducklake.is_lake(address):
        raise NotRestoredError(ON_A_LAKE)
    path = Path(os.path.realpath(Path(address).expanduser()))
    if path.is_dir():
        raise NotRestoredError(A_FOLDER.format(path=path))
    if os.path.lexists(path) and not replace:
        raise NotRestoredError(THERE_ALREADY.format(path=path))
    manifest = backup_file.check(backup)
    new = path.with_name(path.name + UNFINISHED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _held(path) as held, _unfinished(new):
            _build(new, backup, manifest, progress)
            with closing(Database(str(new), must_exist=True)):  # which brings it up to date
                pass
            kept = _put_in_place(new, path, held)
    except (OSError, duckdb.Error) as error:
        raise NotRestoredError(NOT_RESTORED.format(backup=backup, path=path, error=error)) from error
    return Restored(manifest=manifest, kept=kept)


@contextmanager
def _held(path: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """What is at the address, so that no other process opens it meanwhile; None where there is nothing, or no database
    that can be opened."""
    held = None
    with suppress(duckdb.Error):
        if path.exists() and path.stat().st_size:
            try:
                held = duckdb.connect(str(path))
                held.execute("CHECKPOINT")  # what stands in its log belongs to it, and not to what takes its place
            except duckdb.IOException as error:
                if "could not set lock" in str(error).lower():
                    raise DatabaseLockedError(str(path)) from error
                raise
    try:
        yield held
    finally:
        if held is not None:
            held.close()


@contextmanager
def _unfinished(new: Path) -> Iterator[None]:
    """Takes the new file away where it does not get its place, and one that a killed restore has left."""
    files = (new, Path(f"{new}.wal"))
    with suppress(DatabaseUnusableError):
        if new.exists():
            opened(str(new)).close()  # raises DatabaseLockedError where another restore is just writing it
    for file in files:
        file.unlink(missing_ok=True)
    try:
        yield
    finally:
        for file in files:
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _build(new: Path, backup: Path, manifest: Manifest, progress: Progress) -> None:
    """A database with the tables of the backup's version and its rows."""
    with closing(opened(str(new))) as connection:
        os.chmod(new, 0o600)
        for file in schema.migrations():
            if file.stem in manifest.migrations:
                connection.begin()
                schema.apply(connection, file, one_by_one=False)
                connection.commit()
        tables = {table for (table,) in connection.execute(TABLES).fetchall()}
        if tables != manifest.tables.keys():
            names = ", ".join(sorted(tables ^ manifest.tables.keys()))
            raise _not_whole(backup, f"its version has other tables ({names})")
        progress.start(manifest.rows)
        for table, kept in manifest.tables.items():
            _fill(connection, backup, table, progress)
            _compare(connection, backup, table, kept, manifest)
        connection.execute("CHECKPOINT")


def _fill(connection: duckdb.DuckDBPyConnection, backup: Path, table: str, progress: Progress) -> None:
    connection.execute(f"DELETE FROM {table}")  # what a migration has put in
    with backup_file.table_file(backup, table) as file:
        connection.begin()
        rows = 0  # of this transaction
        try:
            for batch in _batches(pq.ParquetFile(file)):
                connection.register("batch", pa.Table.from_batches([batch]))
                connection.execute(f"INSERT INTO {table} BY NAME FROM batch")
                connection.unregister("batch")
                progress.advance(batch.num_rows)
                rows += batch.num_rows
                if rows >= ROWS_A_TRANSACTION:
                    connection.commit()
                    connection.begin()
                    rows = 0
        except pa.ArrowException as error:
            raise _not_whole(backup, f"the table {table} cannot be read") from error
        connection.commit()


def _batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    for group in range(file.num_row_groups):  # each of which fits into memory, however large its rows are
        yield from file.iter_batches(ROWS_AT_ONCE, row_groups=[group])


def _compare(
    connection: duckdb.DuckDBPyConnection, backup: Path, table: str, kept: KeptTable, manifest: Manifest
) -> None:
    """Raises BackupUnusableError where the table is not what was backed up. Another DuckDB may add up otherwise."""
    found = content_of(connection, table)
    if found.rows != kept.rows or (manifest.duckdb == duckdb.__version__ and str(found.checksum) != kept.checksum):
        raise _not_whole(backup, DIFFERS.format(table=table))


def _not_whole(backup: Path, what: str) -> backup_file.BackupUnusableError:
    return backup_file.BackupUnusableError(backup_file.NOT_WHOLE.format(path=backup, what=what))


def _put_in_place(new: Path, path: Path, held: duckdb.DuckDBPyConnection | None) -> Path | None:
    """Puts the new file at the address, and returns where what was there is now (None where there was nothing).

    At any moment either the one or the other is at the address.
    """
    with open(new, "rb") as file:
        os.fsync(file.fileno())
    if not os.path.lexists(path):
        os.rename(new, path)
        make_durable(path.parent)
        return None
    kept = _free_name(path)
    if held is not None:
        held.close()  # nothing is left in its log
    else:
        with suppress(FileNotFoundError):  # nobody is to read the log of a broken file into another one
            os.rename(f"{path}.wal", f"{kept}.wal")
    try:
        os.link(path, kept)
    except OSError:  # a file system without links
        os.rename(path, kept)
    os.replace(new, path)
    make_durable(path.parent)
    return kept


def _free_name(path: Path) -> Path:
    name = f"{path.name}.replaced-{utc_now():%Y-%m-%dT%H%M%SZ}"
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, 10_000))
    return next(path.with_name(each) for each in names if not os.path.lexists(path.with_name(each)))
