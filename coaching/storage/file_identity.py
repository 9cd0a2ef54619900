"""Is the file that a connection writes to still the one at its address, and so is the log beside it?

A file that is deleted or replaced can be written to as before, and all of it is lost. Windows lets nobody do that.
"""

import os
import stat
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

PRIVATE = 0o077  # what nobody but the file's user may do
HEADER_BYTES = 3 * 4096  # of a DuckDB file: the first, and two that are written by turns at every checkpoint


class State(Enum):
    """Of the file at the address, compared with the one that was opened."""

    IN_PLACE = "in place"
    GONE = "gone"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class _Seen:
    device: int
    inode: int
    size: int
    written_at: int

    def is_same_file(self, other: "_Seen | None") -> bool:
        return other is not None and (self.device, self.inode) == (other.device, other.inode)


class FilePlace:
    """The address of a database file, or ":memory:", which is always in place."""

    def __init__(self, address: str) -> None:
        self._path = None if address == ":memory:" else Path(address).expanduser()
        self._log_path = None if self._path is None else Path(f"{self._path}.wal")
        self._file: _Seen | None = None
        self._log: _Seen | None = None
        self._header = b""
        self._held: int | None = None  # a descriptor of the file
        self._close_held: Callable[[], object] = _nothing

    def exists(self) -> bool:
        """Whether there is a file with something in it."""
        return self._path is None or _seen(self._path) is not None

    def remember(self) -> None:
        """The file was opened or written to by us just now: as it is, it is right."""
        if self._path is None:
            return
        before, self._file, self._log = self._file, _seen(self._path), _seen(self._log_path)
        if before != self._file:  # where DuckDB has written into the log only, it is the same
            self._header = self._header_now()

    def state(self) -> State:
        """What lies at the address, whoever writes to it. Costs a millionth of a second or two."""
        if self._path is None:
            return State.IN_PLACE
        found = _seen(self._path)
        if found is None:
            return State.GONE
        return State.IN_PLACE if found.is_same_file(self._file) else State.REPLACED

    def free_bytes(self) -> float:
        """What the disk still takes."""
        if self._path is None or not hasattr(os, "statvfs"):
            return float("inf")
        found = os.statvfs(self._path.parent)
        return found.f_bavail * found.f_frsize

    def others_have_written(self) -> bool:
        """Whether the file was written to since remember(): a copy over it, for one. To be asked while we do not write:
        between two commands DuckDB writes nothing."""
        return self._path is not None and _seen(self._path) != self._file

    def log_has_changed(self) -> bool:
        """Whether the log that was there at remember() was taken away, or written to by others. To be
        asked while we do not write."""
        return self._log is not None and _seen(self._log_path) != self._log

    def log_was_taken_away(self) -> bool:
        """To be asked after a command, before remember(): whether the log from before it is no longer there. It may
        have been written into the file by DuckDB."""
        found = _seen(self._log_path)
        return self._log is not None and (found is None or not found.is_same_file(self._log))

    def has_own_log(self) -> bool:
        """Whether the log at the address is that of the file that was opened."""
        found = _seen(self._log_path)
        return found is not None and found.is_same_file(self._log)

    def was_written_over(self) -> bool:
        """Whether another database was written into this very file: its log then belongs to what was there before."""
        return self.state() is State.IN_PLACE and self._header_now() != self._header

    def put_log_aside(self) -> None:
        """Renames the log, so that nobody reads it into another database."""
        if self._log_path is not None and self.has_own_log():
            self._log_path.rename(f"{self._log_path}.of-the-file-before")

    def _header_now(self) -> bytes:
        # Kept open: a process that closes any descriptor of a file loses its lock on it, and so would DuckDB.
        path = self._path or ""
        try:
            if self._held is None or not os.path.samestat(os.fstat(self._held), os.stat(path)):
                self.let_go()
                self._held = os.open(path, os.O_RDONLY)
                self._close_held = weakref.finalize(self, os.close, self._held)
            return os.pread(self._held, HEADER_BYTES, 0)
        except OSError:
            return b""

    def let_go(self) -> None:
        """Closes what is kept open of the file. To be called once DuckDB has closed it."""
        self._close_held()
        self._held, self._close_held = None, _nothing

    def make_private(self) -> None:
        """Takes the file from other users of the machine, where it is ours to take."""
        for path in (self._path, self._log_path):
            try:
                if path is not None and (mode := stat.S_IMODE(os.stat(path).st_mode)) & PRIVATE:
                    os.chmod(path, mode & ~PRIVATE)
            except OSError:  # not there, or another user's
                continue


def _nothing() -> None:
    """There is nothing to close."""


def keep_new_files_private() -> None:
    """From here on what this process makes is for its user only: files with mode 0600, folders with 0700."""
    os.umask(PRIVATE)


def _seen(path: Path | None) -> _Seen | None:
    """A file as it is now; None without one, or with nothing in it."""
    try:
        found = os.stat(path) if path is not None else None
    except OSError:
        return None
    if found is None or found.st_size == 0:
        return None
    return _Seen(device=found.st_dev, inode=found.st_ino, size=found.st_size, written_at=found.st_mtime_ns)
