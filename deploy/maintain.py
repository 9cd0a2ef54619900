"""What a DuckLake needs once a day: python maintain.py [--keep-days 7] [--replicas-stopped], with the app's settings.

Small writes leave rows in PostgreSQL and small Parquet files, and every write leaves a snapshot. This moves such rows
into files, writes files anew that have many deleted rows, joins small ones, forgets snapshots older than so many days
and deletes the files that no snapshot needs. It holds the writers' lock, so commands and imports wait meanwhile; pages
and agents' openings do not. At a quiet hour, therefore. Every step may be repeated; one that fails leaves the data as
it was. Exit code 0: all done, 1: a step failed or the lake cannot be opened.

Where a migration has changed a table, PostgreSQL keeps a second place for that table's rows until they are moved into
files. Moving them removes the first place, and DuckLake 1.5.5 breaks every other process that is open then (its
database "has been invalidated", for good). So they are moved only with --replicas-stopped: after the lake was made, and
after an upgrade with such a migration. All other days need nobody to stop.
"""

import argparse
import sys
import time

import duckdb

from coaching.settings import SettingError, settings
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from coaching.storage.ducklake import Lake, LakeUnusableError, is_lake
from coaching.storage.file_identity import keep_new_files_private

MOVED = "FROM ducklake_flush_inlined_data($lake)"
# In this order: a file with deleted rows is not joined with others until it was written anew.
STEPS = (
    ("tables moved out of PostgreSQL", MOVED),
    ("files with deleted rows written anew", "FROM ducklake_rewrite_data_files($lake, delete_threshold => 0.1)"),
    ("small files joined", "FROM ducklake_merge_adjacent_files($lake)"),
    ("snapshots forgotten", "FROM ducklake_expire_snapshots($lake, older_than => now() - $days * INTERVAL 1 DAY)"),
    ("files deleted", "FROM ducklake_cleanup_old_files($lake, older_than => now() - $days * INTERVAL 1 DAY)"),
)


def main() -> int:
    """Runs all steps and says what each did; returns the exit code."""
    parser = argparse.ArgumentParser(description="Keeps a DuckLake small and quick.")
    parser.add_argument("--keep-days", type=int, default=7, help="how long a backup of PostgreSQL can be restored")
    parser.add_argument("--replicas-stopped", action="store_true", help="nobody else has the lake open")
    options = parser.parse_args()
    keep_new_files_private()
    try:
        address = settings().database
    except SettingError as error:
        print(error, file=sys.stderr)
        return 1
    if not is_lake(address):
        print(f"COACHING_DATABASE is {address}, which is no DuckLake: there is nothing to do.", file=sys.stderr)
        return 1
    try:
        Database(address).close()  # makes the lake, and applies the migrations, where that is still to be done
        lake = Lake(address)
        connection = lake.connect()
    except (DatabaseUnusableError, LakeUnusableError) as error:
        print(error, file=sys.stderr)
        return 1
    # Agents go on opening: each of their writes makes a step's commit try again.
    connection.execute("SET GLOBAL ducklake_max_retry_count = 300")
    with connection, lake.writing:
        changed = [] if options.replicas_stopped else _changed_tables(connection)
        if changed:
            print(
                f"Left in PostgreSQL until all replicas are stopped: {', '.join(changed)} and all other tables' rows."
            )
        steps = [step for step in STEPS if step[1] != MOVED or not changed]
        done = [_run(connection, said, sql, options.keep_days) for said, sql in steps]
    lake.writing.close()
    return 0 if all(done) else 1


def _changed_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that PostgreSQL keeps rows of in more than one place."""
    catalogue = f'"__ducklake_metadata_{_name(connection)}"'
    return [
        name
        for (name,) in connection.execute(
            f"""SELECT t.table_name
                FROM {catalogue}.ducklake_inlined_data_tables JOIN {catalogue}.ducklake_table t USING (table_id)
                WHERE t.end_snapshot IS NULL GROUP BY t.table_name HAVING count(*) > 1 ORDER BY t.table_name"""
        ).fetchall()
    ]


def _name(connection: duckdb.DuckDBPyConnection) -> str:
    ((name,),) = connection.execute("SELECT current_database()").fetchall()
    return str(name)


def _run(connection: duckdb.DuckDBPyConnection, said: str, sql: str, days: int) -> bool:
    started = time.monotonic()
    parameters = {"lake": _name(connection)} | ({"days": days} if "$days" in sql else {})
    try:
        # Counted in SQL: what the functions list has columns that Python cannot take without more packages.
        ((count,),) = connection.execute(f"SELECT count(*) {sql}", parameters).fetchall()
    except duckdb.Error as error:
        print(f"Failed: {said}: {error}", file=sys.stderr)
        return False
    print(f"{said}: {count} ({time.monotonic() - started:.1f} s)")
    return True


if __name__ == "__main__":
    sys.exit(main())
