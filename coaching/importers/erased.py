"""Which conversations were erased here, so that no import brings them back? Known by one-way hashes of their ids."""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager

import duckdb

from coaching.importers.staging import TEXT, staged

AMONG = "SELECT id FROM asked_ids WHERE sha256(id) IN (SELECT digest FROM erased_ids)"

REMEMBER = """
    INSERT INTO erased_ids SELECT DISTINCT sha256(id) AS digest FROM asked_ids
    WHERE sha256(id) NOT IN (SELECT digest FROM erased_ids)"""


def among(cursor: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> set[str]:
    """Those of these ids that are of an erased conversation."""
    if not cursor.execute("FROM erased_ids LIMIT 1").fetchall():
        return set()
    with _asked(cursor, ids):
        return {each for (each,) in cursor.execute(AMONG).fetchall()}


def remember(cursor: duckdb.DuckDBPyConnection, ids: Collection[str]) -> None:
    """Notes that these are ids of erased conversations."""
    with _asked(cursor, ids):
        cursor.execute(REMEMBER)


def _asked(cursor: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> AbstractContextManager[None]:
    return staged(cursor, "asked_ids", {"id": TEXT}, [(each,) for each in set(ids)])
