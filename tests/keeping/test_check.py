"""The check of a database: nothing is found where all is right, and every kind of damage is."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import duckdb
import pytest

from coaching.keeping.check import NotCheckedError, check, keys, of_keys, of_migrations, of_references, of_totals
from coaching.keeping.finding import MOST_OF_A_KIND, Finding, each_row
from coaching.keeping.references import NO_REFERENCES, REFERENCES
from coaching.keeping.words_check import of_words
from coaching.quality import daily_totals
from coaching.storage import schema
from coaching.storage.database import Database
from tests import databases

pytestmark = pytest.mark.storage
OF_TYPES = {"BOOLEAN": "TRUE", "DATE": "DATE '2026-01-01'", "TIMESTAMP": "TIMESTAMP '2026-01-01'", "VARCHAR[]": "[]"}
NUMBERS = ("INTEGER", "BIGINT", "DOUBLE", "INTEGER[]", "DOUBLE[]")
WORDS = "the index of words"


class TakenBackError(Exception):
    """Ends a transaction that damaged something."""


@pytest.fixture(scope="module")
def right() -> Iterator[Database]:
    """A database in which nothing is wrong. Each damage is taken back."""
    with closing(databases.small_centre()) as database:
        yield database


Step = Callable[[duckdb.DuckDBPyConnection, Callable[[], None]], Iterator[Finding]]


def found_after(database: Database, step: Step, *damage: str) -> list[str]:
    """What this step of the check finds after this damage, which is then taken back."""
    found: list[str] = []
    with pytest.raises(TakenBackError):
        _damaged(database, step, damage, found)
    return found


def _damaged(database: Database, step: Step, damage: tuple[str, ...], found: list[str]) -> None:
    with database.transaction() as cursor:
        for statement in damage:
            cursor.execute(statement)
        found += [finding.line for finding in step(cursor, lambda: None)]
        raise TakenBackError


@cache
def columns() -> dict[str, dict[str, str]]:
    """The columns of each table, with their types, of those that may not be empty with a star behind it."""
    with closing(Database(":memory:")) as empty:
        rows = empty.rows(
            "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal"
        )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        star = "" if row["is_nullable"] else "*"
        found.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"] + star
    return found


def row_of_nobody(table: str, *filled: str) -> str:
    """An INSERT of a row that names nothing that there is. `filled`: columns that have a value besides those that must
    have one."""
    values = {
        name: _value(table, name)
        for name, kind in columns()[table].items()
        if kind.endswith("*") or name in filled or table in daily_totals.TABLES
    }
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def _value(table: str, name: str) -> str:
    kind = columns()[table][name].rstrip("*")
    if kind in NUMBERS:
        return "[77]" if kind.endswith("[]") else "77"
    return OF_TYPES.get(kind, f"'no {name} of {table}'")


def test_nothing_is_found_where_all_is_right(right: Database) -> None:
    assert list(check(right)) == []
    with closing(databases.fresh()) as empty:
        assert list(check(empty)) == []


@databases.about_files
def test_nothing_is_found_in_what_imports_have_made() -> None:
    with closing(databases.like(databases.of_shared_data())) as database:
        assert [finding.line for finding in check(database)] == []


def test_every_column_that_may_be_a_reference_is_one_or_has_a_reason_not_to_be() -> None:
    may_be = {
        f"{table}.{column}"
        for table, of_table in columns().items()
        for column in of_table
        if column.endswith(("_id", "_by")) and keys().get(table) != (column,)
    }
    known = {f"{each.table}.{column}" for each in REFERENCES for column in each.columns}
    assert may_be - known - NO_REFERENCES.keys() == set()
    there = {f"{table}.{column}" for table, of_table in columns().items() for column in of_table}
    assert (known | NO_REFERENCES.keys()) - there == set()
    assert not known & NO_REFERENCES.keys()


@databases.about_files
def test_each_reference_that_leads_nowhere_is_found(right: Database) -> None:
    columns_of: dict[str, set[str]] = {}
    for each in REFERENCES:
        columns_of.setdefault(each.table, set()).update(each.columns)
    damage = [row_of_nobody(table, *filled) for table, filled in columns_of.items()]
    found = found_after(right, of_references, *damage)
    for each in REFERENCES:
        key = ", ".join(f"{column} = {_value(each.table, column)}" for column in each.columns)
        wanted = f"{each.table} ({key.replace(chr(39), '')}): {each.of} has no such row. "
        assert any(line.startswith(wanted) for line in found), (wanted, found)


@databases.about_files
@pytest.mark.parametrize("table", daily_totals.TABLES)
def test_totals_that_are_not_what_interactions_add_up_to_are_found(right: Database, table: str) -> None:
    summed = next(name for name in ("possible", "applicable", "evaluated") if name in columns()[table])
    first = f"rowid = (SELECT min(rowid) FROM {table})"
    for damage in (
        f"UPDATE {table} SET {summed} = {summed} + 1 WHERE {first}",
        f"DELETE FROM {table} WHERE {first}",
        f"INSERT INTO {table} FROM {table} WHERE {first}",
    ):
        found = found_after(right, of_totals, damage)
        assert any(line.startswith(f"{table} (") and "add up to" in line for line in found), (damage, found)
    # What was added up in another order is the same.
    assert found_after(right, of_totals, f"UPDATE {table} SET {summed} = {summed} * (1 + 1e-12) WHERE {first}") == []


@databases.about_files
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE turns SET text = 'other words' WHERE interaction_id = 'c-ana-1' AND position = 1", WORDS),
        ("DELETE FROM turns WHERE interaction_id = 'c-ana-1'", "turns has no such row"),
        ("DELETE FROM turns WHERE interaction_id = 'c-ana-1'", WORDS),
        ("DELETE FROM transcript_words WHERE word = 'hello,'", WORDS),
        ("UPDATE transcript_words SET speaker = 'agent' WHERE word = 'hello,'", WORDS),
        ("UPDATE transcript_words SET transcripts = [999] WHERE word = 'hello,'", WORDS),
        ("UPDATE interactions SET transcript_number = NULL WHERE interaction_id = 'c-ana-1'", WORDS),
        ("UPDATE interactions SET transcript_number = 1 WHERE transcript_number <= 2", "several transcripts"),
        ("UPDATE interactions SET transcript_digest = 7 WHERE interaction_id = 'c-ana-1'", WORDS),
        ("UPDATE evidence SET position = 99 WHERE interaction_id = 'c-ana-1'", "turns has no such row"),
        ("DELETE FROM metric_results WHERE interaction_id = 'c-ana-1'", "metric_results has no such row"),
        ("DELETE FROM people WHERE person_id = 'ana@example.com'", "people has no such row"),
    ],
)
def test_damage_to_transcripts_and_evidence_is_found(right: Database, damage: str, said: str) -> None:
    step = of_words if said in (WORDS, "several transcripts") else of_references
    assert any(said in line for line in found_after(right, step, damage))


@databases.about_files
def test_two_rows_of_one_key_and_a_row_without_one_are_found(right: Database) -> None:
    for table in ("queues", "metrics"):
        (key,) = keys()[table]
        loose = (f"CREATE TABLE loose AS FROM {table}", f"DROP TABLE {table}", f"ALTER TABLE loose RENAME TO {table}")
        again = f"INSERT INTO {table} FROM {table} LIMIT 1"
        assert any("several rows have this key" in line for line in found_after(right, of_keys, *loose, again))
        without = f"UPDATE {table} SET {key} = NULL"
        assert any(
            f"{table} ({key} = none): a row has no key" in line for line in found_after(right, of_keys, *loose, without)
        )


def test_a_migration_that_is_not_the_one_of_this_version_is_found() -> None:
    assert list(of_migrations()) == []
    hashes = (schema.MIGRATIONS / "sha256sums").read_text()
    assert [each.key for each in of_migrations(hashes.replace(hashes[:8], "00000000", 1))] == ["name = 0001_coaching"]
    assert len(list(of_migrations(""))) == len(schema.migrations())


def test_a_database_of_an_earlier_version_is_not_checked(tmp_path: Path) -> None:
    file = str(tmp_path / "earlier.duckdb")
    with closing(duckdb.connect(file)) as connection:
        schema.apply(connection, schema.migrations()[0], one_by_one=False)
    with closing(Database(file, as_it_is=True)) as earlier, pytest.raises(NotCheckedError, match="older version"):
        list(check(earlier))


def test_a_finding_is_one_line_and_there_are_not_too_many_of_a_kind() -> None:
    finding = Finding(table="turns", key="", what="it is odd", remedy="Look.")
    assert finding.line == "turns: it is odd. Look."
    rows = [{"word": f"a\nb{number}", "speaker": None} for number in range(MOST_OF_A_KIND + 1)]
    found = list(each_row("turns", rows, "odd", "Look."))
    assert found[0].line == "turns (word = a?b0, speaker = none): odd. Look."
    assert len(found) == MOST_OF_A_KIND + 1
    assert "more than 100" in found[-1].line


def test_a_check_stops_where_it_is_told_to(right: Database) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(check(right, stop))
