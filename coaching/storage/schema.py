"""Which tables does a database have, and which migrations have brought them there?"""

import logging
from collections.abc import Collection
from pathlib import Path

import duckdb

from coaching.storage import ducklake
from coaching.words.days import utc_now

MIGRATIONS = Path(__file__).parent / "migrations"
COPYING = "copying"  # the table that a database has while another one is copied into it
UPGRADE_FAILED = "{} cannot be brought up to date: migration {} failed, and changed nothing. {}"
TAKES_RIGHTS = frozenset({"0007_rights_by_name", "0017_rights_of_auditors"})
RIGHTS_TAKEN = (
    "A migration took oversight away that rested on a name or on audits.json alone: {count:,} links between a "
    "supervisor and an agent. Say in people.json who supervises whom where it was meant."
)
LOG = logging.getLogger(__name__)


def tables_of(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of all tables."""
    # Not from information_schema.tables: it estimates the rows of each table, and a lake asks PostgreSQL for each.
    found = cursor.execute(
        "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_catalog = current_database()"
    )
    return {name for (name,) in found.fetchall()}


def _tables_of_file(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """As tables_of(), of a file, whose rows nobody has to ask for: a tenth of the time."""
    found = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()")
    return {name for (name,) in found.fetchall()}


def applied(cursor: duckdb.DuckDBPyConnection, tables: Collection[str]) -> set[str]:
    """The names of the migrations that were applied; none in an empty database. `tables`: tables_of() the database."""
    if "migrations" not in tables:
        return set()
    return {name for (name,) in cursor.execute("SELECT name FROM migrations").fetchall()}


def migrations() -> list[Path]:
    """The files of all migrations, in the order in which they are applied."""
    return sorted(MIGRATIONS.glob("*.sql"))


def is_of_this_version(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether the database has the tables of this version, and is no part of a copy."""
    tables = tables_of(cursor)
    return COPYING not in tables and applied(cursor, tables) == {file.stem for file in migrations()}


def apply(cursor: duckdb.DuckDBPyConnection, migration: Path, *, one_by_one: bool) -> None:
    """Applies one migration inside a transaction, unless another machine has done it meanwhile.

    `one_by_one`: its statements are run one after the other, as a DuckLake needs it, and not all in one call.
    """
    if migration.stem in applied(cursor, tables_of(cursor) if one_by_one else _tables_of_file(cursor)):
        return
    sql = migration.read_text()
    for statement in ducklake.statements(sql) if one_by_one else [sql]:
        cursor.execute(statement)
    changed = cursor.fetchone() if migration.stem in TAKES_RIGHTS else None  # by its last statement
    if changed and changed[0]:
        LOG.warning(RIGHTS_TAKEN.format(count=changed[0]))
    cursor.execute("INSERT INTO migrations VALUES (?, ?)", [migration.stem, utc_now()])
