"""What does somebody read when the data cannot be written or reached? One sentence, no path and no address."""

import re

import duckdb

from coaching.words import wording
from coaching.words.refusals import RefusedError

# What DuckDB says when a commit fails because of the disk, and not because of what else was written.
_DISK = re.compile(r"Could not (write|truncate|sync|open|create|seek)|Cannot open file|fsync|No space left|read-only")
_LAKE = re.compile(r"[Cc]onnect|DuckLake transaction|Postgres|HTTP")


class NotSavedError(RefusedError):
    """A command could not be written. Nothing was changed, or what was changed is lost."""


def refusal(error: BaseException) -> RefusedError | None:
    """What a reader is told of this error: itself where it is a refusal, one of ours where disk or network failed.

    None for every other error.
    """
    if isinstance(error, RefusedError):
        return error
    if type(error).__module__.partition(".")[0] == "psycopg":
        return NotSavedError(wording.DATABASE_AWAY)
    if isinstance(error, duckdb.FatalException):
        return NotSavedError(wording.DATABASE_NOT_WRITTEN)
    if isinstance(error, duckdb.InvalidInputException):  # which a value that somebody sent may raise, too
        return NotSavedError(wording.DATABASE_NOT_WRITTEN) if "attached in read-only mode" in str(error) else None
    if isinstance(error, duckdb.IOException | duckdb.TransactionException):
        if _DISK.search(str(error)):
            return NotSavedError(wording.DATABASE_NOT_WRITTEN)
        if isinstance(error, duckdb.IOException) or _LAKE.search(str(error)):
            return NotSavedError(wording.DATABASE_AWAY)
    return None
