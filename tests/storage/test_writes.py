"""Transactions say which tables they write to; every test of the suite checks that they say all (conftest.py)."""

from pathlib import Path

import pytest

import coaching
from coaching.storage.database import Database
from tests.written_tables import TABLES, calls_without_tables, written_by

pytestmark = pytest.mark.storage


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT * FROM queues", set()),
        ("INSERT INTO metrics SELECT * FROM metrics WHERE FALSE", {"metrics"}),
        ("INSERT INTO openings SELECT 'a', name, 'p', '2026-01-01' FROM queues", {"openings"}),
        ("WITH q AS (FROM queues) INSERT INTO openings SELECT 'a', name, 'p', '2026-01-01' FROM q", {"openings"}),
        ("INSERT OR REPLACE INTO queues VALUES ('q4', 'Queue')", {"queues"}),
        ("INSERT INTO queues VALUES ('q', 'Q') ON CONFLICT DO UPDATE SET name = 'Q'", {"queues"}),
        ('delete from "queues"', {"queues"}),
        ("DELETE FROM main.queues", {"queues"}),
        ("UPDATE queues SET name = 'DELETE FROM notes'", {"queues"}),
        ("MERGE INTO queues USING (FROM q) s ON FALSE WHEN MATCHED THEN UPDATE SET name = s.name", {"queues"}),
        ("CREATE TEMP TABLE anything (a INTEGER)", set()),
        ("CREATE OR REPLACE TEMP TABLE staged AS SELECT * FROM queues", set()),
        ("TRUNCATE notes; ALTER TABLE people ADD COLUMN a INTEGER; DROP TABLE IF EXISTS drafts",
         {"notes", "people", "drafts"}),
    ],
)  # fmt: skip
def test_which_tables_a_statement_writes_to(statement: str, tables: set[str]) -> None:
    assert written_by(statement) == tables


def test_a_statement_that_changes_nobody_knows_what_is_an_error() -> None:
    with pytest.raises(ValueError, match="Which table"):
        written_by("COPY queues FROM 'queues.csv'")


def test_a_transaction_that_does_not_say_what_it_writes_fails(database: Database) -> None:
    with (
        pytest.raises(AssertionError, match="writes to queues without saying so"),
        database.transaction(writes={"notes"}) as cursor,
    ):
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    with (
        pytest.raises(AssertionError, match="without saying so"),
        database.transaction(writes={"notes"}) as cursor,
    ):
        cursor.executemany("INSERT INTO queues VALUES (?, ?)", [["q", "Queue"]])
    with pytest.raises(AssertionError, match="without saying so"):
        database.append("INSERT INTO openings VALUES ('a', 'i', 'p', '2026-01-01')", writes={"notes"})
    assert database.query("FROM queues").empty


def test_every_transaction_of_the_product_says_which_tables_it_writes_to(database: Database) -> None:
    root = Path(coaching.__file__).parent
    sources = {path.relative_to(root): path.read_text() for path in root.rglob("*.py")}
    without = {f"{path}:{line}" for path, text in sources.items() for line in calls_without_tables(text)}
    assert not without
    assert sum("transaction(writes=" in text for text in sources.values()) > 10
    names = {name for (name,) in database.query("SELECT table_name FROM duckdb_tables()").itertuples(index=False)}
    assert names <= TABLES | {"migrations"}
