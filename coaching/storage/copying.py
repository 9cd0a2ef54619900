"""How is everything in one database copied into another, be it a file or a DuckLake? (`python -m coaching copy`)

A table is copied in ranges of row numbers, a transaction each. The table schema.COPYING of the target says which ranges
are copied: a copy that was stopped goes on from there, and the app does not open a target that has this table.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from coaching.storage import ducklake
from coaching.storage.database import Database
from coaching.storage.schema import COPYING

ROWS_A_CHUNK = 500_000  # one transaction: what is done again after a copy was stopped
ROWS_A_BATCH = 20_000  # what is in memory on the way

TABLES = f"""
    SELECT table_name FROM information_schema.tables
    WHERE table_catalog = current_database() AND table_schema = 'main' AND table_type = 'BASE TABLE'
      AND table_name NOT IN ('migrations', '{COPYING}')
    ORDER BY table_name"""

# Sums, unlike differences, do not cancel out where rows are alike.
CONTENT = "SELECT count(*) AS n, coalesce(sum(hash(*COLUMNS(*))::HUGEINT), 0) AS checksum FROM {table}"

# A row without a table says what is being copied; the others, which chunks of which table are there.
CREATE_PROGRESS = f"""
    CREATE TABLE {COPYING} (source VARCHAR, rows_a_chunk INTEGER, table_name VARCHAR, chunk BIGINT)"""


class NotCopiedError(Exception):
    """The copy was not begun, or what it made is not what the source holds. Says which table and what to do."""


class Progress(Protocol):
    """Told how far a copy is."""

    def start(self, rows: int) -> None:
        """There are this many rows to copy."""

    def advance(self, rows: int) -> None:
        """This many more are copied."""


@dataclass(frozen=True)
class Begun:
    """How far a copy is: the chunks of each table that are in the target, and how many rows make one."""

    source: str
    rows_a_chunk: int
    chunks: Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Content:
    """What a table holds: how many rows, and a sum over all of them that does not depend on their order."""

    rows: int
    checksum: int


def copy(source: Database, target: Database, progress: Progress, rows_a_chunk: int = ROWS_A_CHUNK) -> dict[str, int]:
    """Copies all tables of `source` into `target`; `target` was opened with `to_copy_into=True`.

    Commands at the source wait until it is done. Called again after it was stopped, it goes on. Returns how many rows
    each table has. Raises NotCopiedError where the target holds other data, or is not in the end what the source is.
    """
    with source.transaction(writes=()) as reading:
        tables = [table for (table,) in reading.execute(TABLES).fetchall()]
        begun = _begun(source, target, tables, rows_a_chunk)
        chunks = {table: _chunks(reading, table, begun.rows_a_chunk) for table in tables}
        progress.start(sum(sum(of_table.values()) for of_table in chunks.values()))
        for table, of_table in chunks.items():
            for chunk, rows in of_table.items():
                if chunk not in begun.chunks[table]:
                    _copy_chunk(reading, target, table, chunk, begun)
                progress.advance(rows)
    return _finished(source, target, tables)


def content(database: Database, table: str) -> Content:
    """What a table holds now."""
    row = database.first(CONTENT.format(table=table))
    assert row is not None
    return Content(row["n"], int(row["checksum"]))


def content_of(cursor: duckdb.DuckDBPyConnection, table: str) -> Content:
    """What a table holds in this transaction."""
    [(rows, checksum)] = cursor.execute(CONTENT.format(table=table)).fetchall()
    return Content(rows, int(checksum))


def _begun(source: Database, target: Database, tables: Collection[str], rows_a_chunk: int) -> Begun:
    """How far the copy is; begins it in an empty target."""
    called = source.address if ducklake.is_lake(source.address) else str(Path(source.address).resolve())
    if target.half_copied:
        rows = target.query(f"FROM {COPYING}")
        first = rows[rows["table_name"].isna()].iloc[0]
        if first["source"] != called:
            raise NotCopiedError(
                f"{target.address} holds a part of {first['source']}. Go on with that one, or copy {called} into an "
                "empty database."
            )
        chunks: dict[str, set[int]] = defaultdict(set)
        for row in rows.dropna(subset="table_name").itertuples():
            chunks[row.table_name].add(int(row.chunk))
        return Begun(called, int(first["rows_a_chunk"]), chunks)
    held = [table for table in tables if target.first(f"SELECT 1 FROM {table} LIMIT 1")]
    if held:
        raise NotCopiedError(
            f"{target.address} holds data already ({', '.join(held)}). A copy goes into an empty database only."
        )
    with target.transaction(writes={COPYING}) as cursor:
        cursor.execute(CREATE_PROGRESS)
        cursor.execute(f"INSERT INTO {COPYING} VALUES (?, ?, NULL, NULL)", [called, rows_a_chunk])
    return Begun(called, rows_a_chunk, defaultdict(set))


def _chunks(reading: duckdb.DuckDBPyConnection, table: str, rows_a_chunk: int) -> dict[int, int]:
    """The numbers of the chunks of a table that hold any rows, and how many."""
    counted = f"SELECT rowid // $size AS chunk, count(*) FROM {table} GROUP BY chunk ORDER BY chunk"
    return dict(reading.execute(counted, {"size": rows_a_chunk}).fetchall())


def _copy_chunk(reading: duckdb.DuckDBPyConnection, target: Database, table: str, chunk: int, begun: Begun) -> None:
    first = chunk * begun.rows_a_chunk
    found = reading.execute(
        f"SELECT * FROM {table} WHERE rowid BETWEEN $first AND $last",
        {"first": first, "last": first + begun.rows_a_chunk - 1},
    )
    with target.transaction(writes={table, COPYING}) as cursor:
        cursor.register("chunk_of_source", found.to_arrow_reader(ROWS_A_BATCH))
        cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM chunk_of_source")
        cursor.unregister("chunk_of_source")
        cursor.execute(f"INSERT INTO {COPYING} VALUES (?, ?, ?, ?)", [begun.source, begun.rows_a_chunk, table, chunk])


def _finished(source: Database, target: Database, tables: Collection[str]) -> dict[str, int]:
    """Compares all tables with what the source holds now, and lets the app have the target."""
    contents = {table: (content(source, table), content(target, table)) for table in tables}
    differing = [
        f"{table} ({there.rows:,} rows at the source, {here.rows:,} in the copy"
        + (", not the same ones)" if there.rows == here.rows else ")")
        for table, (there, here) in contents.items()
        if there != here
    ]
    if differing:
        raise NotCopiedError(
            f"The copy is not what {source.address} holds now: {', '.join(differing)}. One of them was written to "
            "meanwhile. Stop whatever uses them and copy again, into an empty database."
        )
    with target.transaction(writes={COPYING}) as cursor:
        cursor.execute(f"DROP TABLE {COPYING}")
    return {table: here.rows for table, (_, here) in contents.items()}
