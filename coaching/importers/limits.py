"""How large may a file, record or field of an import be? So that no file fills the memory or takes for ever.

Real exports are far smaller. What is larger is refused, with a sentence about what to do, and the rest is loaded.
"""

import os
import stat
from pathlib import Path

MEGABYTE = 1_000_000
FILE_BYTES = 100 * MEGABYTE
TRANSCRIPT_BYTES = 20 * MEGABYTE
# A JSON value takes up to a hundred bytes of memory, however short it is in the file.
VALUES_A_FILE = 10_000_000
TURNS = 50_000
ELEMENTS = 10_000  # elements of a list in a record: metrics, pieces of evidence, interactions of an assignment
COLUMNS = 1_000
ROW_CHARACTERS = MEGABYTE

# Of gz, zip and xlsx files: what they may unpack to.
ARCHIVE_BYTES = 1_000 * MEGABYTE  # all of it together
ARCHIVE_MEMBERS = 100_000
ARCHIVE_DIRECTORY_BYTES = 30 * MEGABYTE
ARCHIVE_RATIO = 200  # times its size, where that is more than UNSUSPICIOUS_BYTES: no text compresses as well
UNSUSPICIOUS_BYTES = MEGABYTE
ARCHIVE_DEPTH = 3  # archives in archives
WORKBOOK_BYTES = 300 * MEGABYTE  # an xlsx file, unpacked
SHEET_ROWS = 1_048_576
SHEET_CELLS = 10_000_000

# Characters of a field.
ID = 300
NAME = 1_000  # names of people, teams, queues, metrics, coaching areas, and every other short text
TOPIC = 2_000
TEXT = 100_000  # justifications, comments, feedback, steps of an action plan
MESSAGE = 2 * MEGABYTE  # a message of a transcript
KEY = 100  # no known key is longer

# Of a broken file: how many records are looked for after a broken one, and how many times the size of the file is read
# again for that.
BROKEN_RECORDS = 1_000
READ_AGAIN = 4

REFUSALS_A_FILE = 1_000  # refusals that are named one by one; the others are counted
PASSED_OVER = 1_000  # files of an import that are passed over by name; the others are counted
BYTES_IN_MEMORY = 64 * MEGABYTE  # bytes of files that are read and not yet written


class UnreadableFileError(Exception):
    """An import cannot read this file. The message says why, and what to do."""


def check(name: str | Path, most_bytes: int = FILE_BYTES) -> int:
    """The size of a file in bytes. Raises UnreadableFileError where it is no regular file, or too large."""
    try:
        return _checked(os.stat(name), most_bytes)
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read ({error.strerror})") from error


def read(path: str | Path, most_bytes: int = FILE_BYTES) -> bytes:
    """What is in a file. Raises UnreadableFileError as `check` does, and never waits for somebody to write to it."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb", buffering=0) as file:
            size = _checked(os.fstat(file.fileno()), most_bytes)
            data = file.read(size + 1) or b""
            while len(data) <= size:
                more = file.read(size + 1 - len(data))
                if not more:
                    break
                data += more
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read ({error.strerror})") from error
    if len(data) > size:
        raise UnreadableFileError("the file grows while it is read: import it when it is complete")
    check_values(data)
    return data


def check_values(data: bytes) -> None:
    """Raises UnreadableFileError where a file has more values than are read."""
    if len(data) > VALUES_A_FILE and sum(map(data.count, (b",", b"[", b"{"))) > VALUES_A_FILE:
        raise UnreadableFileError(f"the file has more than {VALUES_A_FILE:,} values: split it into several files")


def too_large(size: int, most_bytes: int) -> UnreadableFileError:
    """The refusal of a file of this size."""
    large = f"{size / MEGABYTE:,.1f} MB large"
    return UnreadableFileError(
        f"the file is {large}, and at most {most_bytes / MEGABYTE:g} MB are read: split it into several files"
    )


def _checked(status: os.stat_result, most_bytes: int) -> int:
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError("it is not a regular file: copy what it gives into one")
    if status.st_size > most_bytes:
        raise too_large(status.st_size, most_bytes)
    return status.st_size
