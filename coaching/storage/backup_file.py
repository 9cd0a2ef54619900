"""What is in a backup, and is it whole? A zip with one Parquet file for each table, and a manifest at the end of it.

The manifest names the migrations that the tables have seen, and for each table its rows, a sum over them that does not
depend on their order, and the size and SHA-256 of its Parquet file. The Parquet files lie in the zip as they are, so
that one of any size is read from its place.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from coaching.storage import schema

MANIFEST = "manifest.json"
FORMAT = "coaching backup"
FORMAT_VERSION = 1
MOST_MANIFEST_BYTES = 10_000_000
PIECE = 1_048_576  # bytes that are read at once
LOCAL_HEADER_BYTES = 30  # of a file in a zip, before its name

NOT_OURS = "{path} is no backup of this app."
NOT_WHOLE = "{path} is damaged: {what}. Take another backup."
NEWER = "{path} was made by a newer version of this app ({what}). Update the app, then restore it."


class BackupUnusableError(Exception):
    """A backup that is not ours, not whole, or of a version that this one does not know. One sentence."""


@dataclass(frozen=True, kw_only=True)
class KeptTable:
    """One table of a backup: its rows, a sum over them, and its Parquet file."""

    rows: int
    checksum: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `made_at`: naive UTC. `duckdb`: the version of it that made the checksums."""

    made_at: datetime
    migrations: tuple[str, ...]
    duckdb: str
    tables: Mapping[str, KeptTable]

    @property
    def version(self) -> str:
        """The newest migration that the data has seen, such as 0031_imports."""
        return max(self.migrations, default="")

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def size(self) -> int:
        """Bytes of all Parquet files."""
        return sum(table.size for table in self.tables.values())


def member(table: str) -> str:
    """What the Parquet file of a table is called in the zip."""
    return f"{table}.parquet"


def written(manifest: Manifest) -> bytes:
    """The manifest as it lies in a backup."""
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_at": manifest.made_at.isoformat(),
        "duckdb": manifest.duckdb,
        "migrations": list(manifest.migrations),
        "tables": {name: asdict(table) for name, table in manifest.tables.items()},
    }
    return json.dumps(content, indent=1).encode()


def read(path: Path) -> Manifest:
    """What a backup says of itself. Costs a few reads, however large it is: check() reads all of it.

    Raises BackupUnusableError where it is no backup, of a newer version, or a part of it is missing.
    """
    with _zip(path) as opened:
        manifest = _manifest(path, opened)
        _confirm_members(path, opened, manifest)
        return manifest


def check(path: Path, progress: Callable[[int], None] = lambda _bytes: None) -> Manifest:
    """As read(), having compared the sum of every part. `progress` is told how many bytes more were read."""
    with _zip(path) as opened:
        manifest = _manifest(path, opened)
        _confirm_members(path, opened, manifest)
        for name, table in manifest.tables.items():
            found = hashlib.sha256()
            try:
                with opened.open(member(name)) as file:
                    while piece := file.read(PIECE):
                        found.update(piece)
                        progress(len(piece))
            except (zipfile.BadZipFile, EOFError) as error:
                raise BackupUnusableError(NOT_WHOLE.format(path=path, what=f"the table {name} is not whole")) from error
            if found.hexdigest() != table.sha256:
                raise BackupUnusableError(NOT_WHOLE.format(path=path, what=f"the table {name} is not what was written"))
        return manifest


@contextmanager
def table_file(path: Path, table: str) -> Iterator[IO[bytes]]:
    """The Parquet file of a table, read from its place in the backup. To be called after check()."""
    with _zip(path) as opened, open(path, "rb") as file:
        found = opened.getinfo(member(table))
        header = os.pread(file.fileno(), LOCAL_HEADER_BYTES, found.header_offset)
        name_and_extra = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        begin = found.header_offset + LOCAL_HEADER_BYTES + name_and_extra
        with io.BufferedReader(_Slice(file.fileno(), begin, found.file_size)) as slice_of_file:
            yield slice_of_file


class _Slice(io.RawIOBase):
    """A part of an open file, as a file."""

    def __init__(self, file: int, begin: int, size: int) -> None:
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = max(0, min(len(buffer), self._size - self._at))
        piece = os.pread(self._file, wanted, self._begin + self._at)
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


@contextmanager
def _zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Raises BackupUnusableError where it is none, and OSError where it cannot be read."""
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise BackupUnusableError(NOT_OURS.format(path=path)) from error
    with opened:
        yield opened


def _manifest(path: Path, opened: zipfile.ZipFile) -> Manifest:
    try:
        if opened.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
            raise ValueError
        content = json.loads(opened.read(MANIFEST))
        if content["format"] != FORMAT:
            raise ValueError
        format_version = int(content["format_version"])
    except (KeyError, TypeError, ValueError, RecursionError, zipfile.BadZipFile, EOFError) as error:
        raise BackupUnusableError(NOT_OURS.format(path=path)) from error
    if format_version > FORMAT_VERSION:
        raise BackupUnusableError(NEWER.format(path=path, what=f"format {format_version}"))
    try:
        manifest = Manifest(
            made_at=datetime.fromisoformat(content["made_at"]),
            migrations=tuple(map(str, content["migrations"])),
            duckdb=str(content["duckdb"]),
            tables={
                str(name): KeptTable(
                    rows=int(table["rows"]),
                    checksum=str(table["checksum"]),
                    size=int(table["size"]),
                    sha256=str(table["sha256"]),
                )
                for name, table in content["tables"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupUnusableError(NOT_WHOLE.format(path=path, what="its manifest cannot be read")) from error
    unknown = set(manifest.migrations) - {file.stem for file in schema.migrations()}
    if unknown:
        raise BackupUnusableError(NEWER.format(path=path, what=", ".join(sorted(unknown))))
    return manifest


def _confirm_members(path: Path, opened: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raises BackupUnusableError where a table is missing, twice there, packed, or of another size."""
    found = [(each.filename, each.file_size, each.compress_type) for each in opened.infolist()]
    wanted = [(member(name), table.size, zipfile.ZIP_STORED) for name, table in manifest.tables.items()]
    if sorted(each for each in found if each[0] != MANIFEST) != sorted(wanted):
        raise BackupUnusableError(NOT_WHOLE.format(path=path, what="its tables are not those of its manifest"))
