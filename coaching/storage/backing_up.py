"""How is a database written into one file while people work? Every table as it is at one instant.

It reads in one snapshot, so nobody waits for it and no command is half in it, and holds a few megabytes in memory,
however large a table is. A file under construction ends in .part, which only this process writes; it is read back and
compared before it gets its name.
"""

import errno
import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from coaching.storage import backup_file, schema
from coaching.storage.backup_file import KeptTable, Manifest, member
from coaching.storage.copying import TABLES, Content, content_of
from coaching.storage.database import Database
from coaching.words.days import utc_now

PART = ".part"
ROWS_AT_ONCE, FILES_AT_ONCE = 2_048, 8
GROUP_BYTES = 8_000_000  # of rows that are in memory before they are written
COMPRESSION = "zstd"

THERE_ALREADY = "{path} is there already. A backup goes into a new file."
PART_THERE = (
    "{path} is there: another backup is being written to it, or was killed. Remove it where that is so, and try again."
)
NO_FOLDER = "{path} is no folder that a backup can be written to."
FULL = "{path} was not written: there is no room on the disk for it."
NOT_WRITTEN = "{path} was not written: {error}"


class NotBackedUpError(Exception):
    """No backup was made; nothing is left of it. One sentence."""


class Progress(Protocol):
    """Told how far a backup is. What it raises stops the backup."""

    def waits(self) -> None:
        """Another backup of this database is being made. Called again and again until it has ended."""

    def start(self, rows: int) -> None:
        """There are this many rows."""

    def advance(self, rows: int) -> None:
        """This many more are written."""


def back_up(database: Database, destination: Path, progress: Progress) -> Manifest:
    """Writes all that the database holds now into a new file, and returns what is in it, once no other backup of this
    database is being made.

    Raises NotBackedUpError, and whatever `progress` raises; then there is no file.
    """
    with database.backing_up.taken(progress.waits):
        return write(database, destination, progress)


def write(database: Database, destination: Path, progress: Progress) -> Manifest:
    """As back_up(), for whoever has the turn."""
    if os.path.lexists(destination):
        raise NotBackedUpError(THERE_ALREADY.format(path=destination))
    if not destination.parent.is_dir():
        raise NotBackedUpError(NO_FOLDER.format(path=destination.parent))
    part = destination.with_name(destination.name + PART)
    try:
        with _new(part) as file:
            with database.snapshot() as cursor:
                _write(cursor, file, progress)
            file.flush()
            os.fsync(file.fileno())
            manifest = backup_file.check(part)
            _give_name(part, destination)
            return manifest
    except OSError as error:
        said = FULL if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else NOT_WRITTEN
        raise NotBackedUpError(said.format(path=destination, error=error.strerror or error)) from error
    except backup_file.BackupUnusableError as error:
        raise NotBackedUpError(NOT_WRITTEN.format(path=destination, error="it is not read back as written.")) from error


def new_name(now: datetime | None = None) -> str:
    """A name for a backup of this moment, or of another one in UTC."""
    return f"coaching-{now or utc_now():%Y-%m-%dT%H%M%SZ}.zip"


@contextmanager
def _new(part: Path) -> Iterator[IO[bytes]]:
    """The file under construction, for its user only. It is gone afterwards."""
    try:
        number = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotBackedUpError(PART_THERE.format(path=part)) from None
    try:
        with open(number, "w+b") as file:
            yield file
    finally:
        with suppress(OSError):
            part.unlink()


def _give_name(part: Path, destination: Path) -> None:
    """Gives the file its name, unless something has got that name meanwhile; durable when it returns."""
    try:
        os.link(part, destination)
    except FileExistsError:
        raise NotBackedUpError(THERE_ALREADY.format(path=destination)) from None
    except OSError:  # a file system without links
        if os.path.lexists(destination):
            raise NotBackedUpError(THERE_ALREADY.format(path=destination)) from None
        os.rename(part, destination)
    make_durable(destination.parent)


def make_durable(folder: Path) -> None:
    """Has the disk keep the names in a folder."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _write(cursor: duckdb.DuckDBPyConnection, file: IO[bytes], progress: Progress) -> None:
    """Writes all tables and the manifest. `cursor`: inside a snapshot, which nothing was read from yet."""
    made_at = utc_now()
    migrations = tuple(sorted(schema.applied(cursor, schema.tables_of(cursor))))
    contents = {table: content_of(cursor, table) for (table,) in cursor.execute(TABLES).fetchall()}
    progress.start(sum(content.rows for content in contents.values()))
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
    try:
        tables = {table: _kept(cursor, archive, table, content, progress) for table, content in contents.items()}
        manifest = Manifest(made_at=made_at, migrations=migrations, duckdb=duckdb.__version__, tables=tables)
        archive.writestr(backup_file.MANIFEST, backup_file.written(manifest))
    except BaseException:
        archive.fp = None  # closing it would write on
        raise
    archive.close()


def _kept(
    cursor: duckdb.DuckDBPyConnection, archive: zipfile.ZipFile, table: str, content: Content, progress: Progress
) -> KeptTable:
    with archive.open(member(table), "w", force_zip64=True) as raw:
        summed = _Summed(raw)
        _write_parquet(cursor, table, summed, progress)
    return KeptTable(rows=content.rows, checksum=str(content.checksum), size=summed.size, sha256=summed.sum.hexdigest())


def _write_parquet(cursor: duckdb.DuckDBPyConnection, table: str, file: "_Summed", progress: Progress) -> None:
    """Writes the rows of a table, a group of a few megabytes at a time."""
    columns = cursor.execute(f"FROM {table} LIMIT 0").to_arrow_table().schema
    with pq.ParquetWriter(file, columns, compression=COMPRESSION) as writer:
        group: list[pa.RecordBatch] = []
        for batch in _batches(cursor, table, columns):
            group.append(batch)
            if sum(each.nbytes for each in group) >= GROUP_BYTES:
                _write_group(writer, group, progress)
                group = []
        if group:
            _write_group(writer, group, progress)


def _batches(cursor: duckdb.DuckDBPyConnection, table: str, columns: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a table, as few at once as there may be in memory: where they hold files, fewer than DuckDB reads by
    itself."""
    if not any(pa.types.is_binary(column.type) for column in columns):
        yield from cursor.execute(f"FROM {table}").to_arrow_reader(ROWS_AT_ONCE)
        return
    parts = f"SELECT DISTINCT rowid // $size AS part FROM {table} ORDER BY part"
    for (part,) in cursor.execute(parts, {"size": FILES_AT_ONCE}).fetchall():
        bounds = {"first": part * FILES_AT_ONCE, "last": (part + 1) * FILES_AT_ONCE - 1}
        found = cursor.execute(f"SELECT * FROM {table} WHERE rowid BETWEEN $first AND $last", bounds)
        yield from found.to_arrow_reader(ROWS_AT_ONCE)


def _write_group(writer: pq.ParquetWriter, group: list[pa.RecordBatch], progress: Progress) -> None:
    rows = pa.Table.from_batches(group)
    writer.write_table(rows, row_group_size=max(1, rows.num_rows))
    progress.advance(rows.num_rows)


class _Summed:
    """A file of a zip that is being written, and the sum of what was written: what Parquet needs of a file."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum, self.size = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        """Writes on."""
        self.sum.update(piece)
        self.size += len(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        """How much was written."""
        return self.size

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The zip closes the file."""
