"""Which file is the transcript that metadata names? Its path is often that of another machine, or the address of a
bucket: only its end is then a path below the folder of the metadata."""

import os
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://[^/]*/", re.IGNORECASE)
_DRIVE = re.compile(r"[a-z]:(?=/)", re.IGNORECASE)


class TranscriptPaths:
    """Finds transcripts. What it has seen of folders is kept, so make a new one for each import."""

    def __init__(self) -> None:
        self._listed: dict[str, dict[str, str]] = {}

    def find(self, folder: str, written: str) -> str | None:
        """The file that a path means for metadata in `folder`; None where there is none.

        A path is tried as it is written, then without the address of the machine or bucket, with %20 and the like
        decoded, without the folders that it begins with, and in any case. The longest end that is there counts.
        """
        if "://" not in written:
            plain = os.path.join(folder, written)
            if os.path.isfile(plain):
                return plain
        for parts in _readings(written):
            for start in range(len(parts)):
                found = self._below(folder, parts[start:])
                if found is not None:
                    return found
        return None

    def _below(self, folder: str, parts: list[str]) -> str | None:
        plain = os.path.join(folder, *parts)
        if os.path.isfile(plain):
            return plain
        for part in parts:
            name = self._names(folder).get(_key(part))
            if name is None:
                return None
            folder = os.path.join(folder, name)
        return folder if os.path.isfile(folder) else None

    def _names(self, folder: str) -> dict[str, str]:
        """What is in a folder, by its key. Of two names with one key the first in the alphabet counts."""
        if folder not in self._listed:
            try:
                names = sorted(os.listdir(folder), reverse=True)
            except OSError:  # no folder, or one that cannot be read
                names = []
            self._listed[folder] = {_key(name): name for name in names}
        return self._listed[folder]


def expected(folder: str, written: str) -> str:
    """Where the file would be, if it comes later."""
    return os.path.join(folder, *next(_readings(written), [""])) if "://" in written else os.path.join(folder, written)


def _readings(written: str) -> Iterator[list[str]]:
    """The parts of a path, read in each way that it may be meant."""
    path = _ADDRESS.sub("", written.strip().replace("\\", "/"), count=1)
    path = _DRIVE.sub("", path, count=1)
    cut = re.split(r"[?#]", path, maxsplit=1)[0]
    readings = dict.fromkeys((cut, unquote(cut), unquote_plus(cut), path))
    for reading in readings:
        parts = [part for part in reading.split("/") if part not in ("", ".", "..") and "\0" not in part]
        if parts:
            yield parts


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
