"""Is a database right? It reads everything, in one snapshot, and changes nothing.

Looked at: the keys of all tables, every reference from one table to another, the daily totals against the interactions,
the evidence against the transcripts, the index of words against what was said, and the migrations.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import duckdb

from coaching.keeping.finding import IMPORT_AGAIN, MOST_OF_A_KIND, RESTORE, Finding, each_row
from coaching.keeping.references import REFERENCES, Reference
from coaching.keeping.words_check import of_words
from coaching.quality import daily_totals
from coaching.quality.daily_totals import TOTALS
from coaching.storage import schema
from coaching.storage.database import Database
from coaching.storage.frames import rows_read

NOT_UP_TO_DATE = (
    "{address} was made by an older version of this app. Start the app or import something, which brings it up to "
    "date, and check it then."
)
ADDED_UP = 1e-6  # sums of fractions may differ by so much of themselves: they were added up in another order
SHA256 = "sha256sums"

SAME_KEY = """
    SELECT {keys} FROM {table} GROUP BY {keys} HAVING count(*) > 1 ORDER BY {keys} LIMIT {most}"""
NO_KEY = "SELECT {keys} FROM {table} WHERE {empty} LIMIT {most}"
DANGLING = """
    SELECT DISTINCT {columns} FROM {table} t
    WHERE {filled} AND NOT EXISTS (FROM {of} o WHERE {same}) ORDER BY ALL LIMIT {most}"""

# What the rows should add up to, less what stands in the table: nothing is left of a key where both are the same.
DIFFERENT_TOTALS = """
    SELECT {keys} FROM (
        SELECT {keys}, {sums}, 1 AS row_of FROM ({wanted}) UNION ALL
        SELECT {keys}, {less}, -1 AS row_of FROM {table})
    GROUP BY {keys}
    HAVING sum(row_of) <> 0 OR {differs}
    ORDER BY ALL LIMIT {most}"""


class NotCheckedError(Exception):
    """The database was not looked at. One sentence."""


def check(database: Database, after_step: Callable[[], None] = lambda: None) -> Iterator[Finding]:
    """What is wrong with a database, as it is found; nothing where all is right.

    `after_step` is called again and again; what it raises ends the check. Raises NotCheckedError.
    """
    with database.snapshot() as cursor:
        tables = schema.tables_of(cursor)
        if schema.applied(cursor, tables) != {file.stem for file in schema.migrations()}:
            raise NotCheckedError(NOT_UP_TO_DATE.format(address=database.address))
        yield from of_migrations()
        for step in (of_keys, of_references, of_totals, of_words):
            yield from step(cursor, after_step)


def of_migrations(hashes: str | None = None) -> Iterator[Finding]:
    """Files of migrations that are not those of this version. `hashes`: in place of those that are shipped."""
    listed = (schema.MIGRATIONS / SHA256).read_text() if hashes is None else hashes
    known = {name: digest for digest, name in (line.split() for line in listed.splitlines() if line.strip())}
    for file in schema.migrations():
        if known.get(file.name) != hashlib.sha256(file.read_bytes()).hexdigest():
            yield Finding(
                table="migrations",
                key=f"name = {file.stem}",
                what="its file is not the one of this version of the app",
                remedy="Install this version of the app anew, and restore a backup if anything else is found.",
            )


@cache
def keys() -> Mapping[str, Sequence[str]]:
    """The columns of the key of each table that has one. A lake does not know them: an empty file is asked."""
    empty = Database(":memory:")
    try:
        rows = empty.rows(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY' ORDER BY table_name"
        )
        return {row["table_name"]: tuple(row["constraint_column_names"]) for row in rows}
    finally:
        empty.close()


def of_keys(cursor: duckdb.DuckDBPyConnection, after_step: Callable[[], None]) -> Iterator[Finding]:
    """Rows of one key, and rows without one."""
    for table, columns in keys().items():
        after_step()
        named, empty = ", ".join(columns), " OR ".join(f"{column} IS NULL" for column in columns)
        twice = _found(cursor, SAME_KEY.format(table=table, keys=named, most=MOST_OF_A_KIND + 1))
        yield from each_row(table, twice, "several rows have this key", RESTORE)
        without = _found(cursor, NO_KEY.format(table=table, keys=named, empty=empty, most=MOST_OF_A_KIND + 1))
        yield from each_row(table, without, "a row has no key", RESTORE)


def of_references(cursor: duckdb.DuckDBPyConnection, after_step: Callable[[], None]) -> Iterator[Finding]:
    """References that lead to no row."""
    for reference in REFERENCES:
        after_step()
        rows = _found(cursor, dangling(reference))
        yield from each_row(reference.table, rows, f"{reference.of} has no such row", IMPORT_AGAIN)


def dangling(reference: Reference) -> str:
    """A SELECT of the columns of a reference that lead to no row."""
    pairs = list(zip(reference.columns, reference.keys, strict=True))
    return DANGLING.format(
        table=reference.table,
        of=reference.of,
        columns=", ".join(f"t.{column}" for column in reference.columns),
        filled=" AND ".join(f"t.{column} IS NOT NULL" for column in reference.columns),
        same=" AND ".join(f"o.{key} = t.{column}" for column, key in pairs),
        most=MOST_OF_A_KIND + 1,
    )


def of_totals(cursor: duckdb.DuckDBPyConnection, after_step: Callable[[], None]) -> Iterator[Finding]:
    """Daily totals that are not what the interactions add up to."""
    for totals in TOTALS:
        after_step()
        contributed = f"({daily_totals.all_contributed(totals)})"
        yield from _different(cursor, totals.table, totals.keys, totals.sums, contributed)
        for each in totals.added_up:
            after_step()
            yield from _different(cursor, each.table, each.keys, totals.sums, each.of)


def _different(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], sums: Sequence[str], contributed: str
) -> Iterator[Finding]:
    rows = _found(
        cursor,
        DIFFERENT_TOTALS.format(
            table=table,
            keys=", ".join(columns),
            sums=", ".join(sums),
            less=", ".join(f"-{name} AS {name}" for name in sums),
            differs=" OR ".join(f"abs(sum({name})) > {ADDED_UP} * (1 + max(abs({name})))" for name in sums),
            wanted=daily_totals.added_up(columns, sums, contributed),
            most=MOST_OF_A_KIND + 1,
        ),
    )
    what = "these totals are not what the interactions add up to"
    yield from each_row(table, rows, what, RESTORE)


def _found(cursor: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    return rows_read(cursor.execute(sql))
