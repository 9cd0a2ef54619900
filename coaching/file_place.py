"""Whether the file that a connection writes to is still the one at its address, and so is the log beside it.

A file that is deleted or replaced can be written to as before, and all of it is lost. Windows lets nobody do that.
"""

import os
import stat
from enum import Enum
from pathlib import Path

Identity = tuple[int, int]

PRIVATE = 0o077  # what nobody but the file's user may do


class State(Enum):
    """Of the file at the address, compared with the one that was opened."""

    IN_PLACE = "in place"
    GONE = "gone"
    REPLACED = "replaced"


class FilePlace:
    """The address of a database file, or ":memory:", which is always in place."""

    def __init__(self, address: str) -> None:
        self._path = None if address == ":memory:" else Path(address).expanduser()
        self._log_path = None if self._path is None else f"{self._path}.wal"
        self._file: Identity | None = None
        self._log: Identity | None = None

    def exists(self) -> bool:
        """Whether there is a file with something in it."""
        try:
            return self._path is None or self._path.stat().st_size > 0
        except OSError:
            return False

    def remember(self) -> None:
        """The file was opened just now; its log is written into it."""
        self._file, self._log = _identity(self._path), _identity(self._log_path)

    def state(self) -> State:
        """What lies at the address. Costs a millionth of a second or two."""
        if self._path is None:
            return State.IN_PLACE
        found = _identity(self._path)
        if found is None:
            return State.GONE
        return State.IN_PLACE if found == self._file else State.REPLACED

    def log_was_taken_away(self) -> bool:
        """To be asked after every commit: whether the log of the commits before lies there no longer. It may have been
        written into the file by DuckDB."""
        before, self._log = self._log, _identity(self._log_path)
        return before is not None and before != self._log

    def has_own_log(self) -> bool:
        """Whether the log at the address is that of the file that was opened."""
        return self._log is not None and self._log == _identity(self._log_path)

    def make_private(self) -> None:
        """Takes the file from other users of the machine, where it is ours to take."""
        for path in (self._path, self._log_path):
            try:
                if path is not None and (mode := stat.S_IMODE(os.stat(path).st_mode)) & PRIVATE:
                    os.chmod(path, mode & ~PRIVATE)
            except OSError:  # not there, or another user's
                continue


def keep_new_files_private() -> None:
    """From here on what this process makes is for its user only: files with mode 0600, folders with 0700."""
    os.umask(PRIVATE)


def _identity(path: Path | str | None) -> Identity | None:
    try:
        found = os.stat(path) if path is not None else None
    except OSError:
        return None
    return None if found is None else (found.st_dev, found.st_ino)
