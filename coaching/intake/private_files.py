"""Where do uploaded files lie until they are imported? In a folder that only the app's user may open.

Each upload has a folder of its own and holds a lock for as long as its process lives: what one that was killed has
left is removed by the next app.
"""

import os
import re
import secrets
import shutil
import stat
import string
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from coaching.intake.meeting_place import place_of

SUFFIX, LOCK = ".uploads", ".lock"
OWN_NAME = 24  # letters: a digit could be taken for a date, by which records are ordered
LONGEST_NAME = 200  # bytes
NOT_OURS = "{folder}, where uploaded files would lie, is no folder of the app's user alone."


class UploadedFile(Protocol):
    """A file that somebody has uploaded, as Streamlit hands it over."""

    @property
    def name(self) -> str:
        """As its sender has called it."""

    @property
    def size(self) -> int:
        """Bytes."""

    def getbuffer(self) -> memoryview:
        """What is in it."""


def place(address: str) -> Path:
    """The folder for the uploads to this database: beside the file, or where the system has temporary files."""
    socket = place_of(address)
    if socket is not None:
        return socket.with_suffix(SUFFIX)
    return Path(tempfile.gettempdir()).resolve() / f"coaching-{os.getuid() if hasattr(os, 'getuid') else ''}{SUFFIX}"


def as_uploaded(address: str, text: str) -> str:
    """A text that names files of an upload, with their names alone."""
    return re.sub(rf"{re.escape(str(place(address)))}/[a-z]{{{OWN_NAME}}}/", "", text)


def sweep(address: str) -> None:
    """Removes what processes have left that live no longer. Raises OSError, also where the folder is not ours: another
    user of the machine may have put a link to our own files there."""
    folder = place(address)
    if not os.path.lexists(folder):
        return
    _check_ours(folder)
    for left in [*folder.iterdir()]:
        with suppress(BlockingIOError, FileNotFoundError), _locked(left / LOCK if left.is_dir() else None):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def stored(address: str, files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploaded files on the disk, under their own names, until the block ends. Raises OSError."""
    with folder_of_its_own(address) as own:
        yield [_written(own, number, file) for number, file in enumerate(files)]


@contextmanager
def folder_of_its_own(address: str) -> Iterator[Path]:
    """A new folder for files, until the block ends. Raises OSError."""
    above = _made(place(address))
    own = above / "".join(secrets.choice(string.ascii_lowercase) for _ in range(OWN_NAME))
    try:
        own.mkdir(mode=0o700)
        with _locked(own / LOCK):
            yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        with suppress(OSError):
            above.rmdir()


def _made(folder: Path) -> Path:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    _check_ours(folder)
    return folder


def _check_ours(folder: Path) -> None:
    found = os.lstat(folder)
    is_ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    if not stat.S_ISDIR(found.st_mode) or not is_ours or found.st_mode & 0o077:
        raise PermissionError(NOT_OURS.format(folder=folder))


def _written(folder: Path, number: int, file: UploadedFile) -> Path:
    path = folder / plain_name(file.name)
    if path.exists() or path.name == LOCK:
        (folder / f"{number + 1}").mkdir(mode=0o700)
        path = folder / f"{number + 1}" / path.name
    write(path, file.getbuffer())
    return path


def write(path: Path, content: bytes | memoryview) -> None:
    """Writes a file that only the app's user may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(content)


def plain_name(name: str) -> str:
    """The name of an uploaded file without any folder, as every system takes it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    last = "".join(letter if letter.isprintable() else "_" for letter in last).strip()
    stem, dot, ending = last.rpartition(".")
    while len(last.encode("utf-8", "replace")) > LONGEST_NAME:
        stem, ending = stem[:-1], ending[:20]
        last = f"{stem}{dot}{ending}"
    return last.encode("utf-8", "replace").decode() if last.strip(".") else "file"


@contextmanager
def _locked(path: Path | None) -> Iterator[None]:
    """Holds the lock of an upload. Raises BlockingIOError where another process has it."""
    try:
        import fcntl
    except ImportError:  # Windows, where one process at a time has the database
        fcntl = None  # type: ignore[assignment]
    if path is None or fcntl is None:
        yield
        return
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)
