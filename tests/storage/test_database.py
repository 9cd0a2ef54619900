import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError
from coaching.storage.schema import MIGRATIONS
from coaching.words.days import utc_now
from tests import databases
from tests.places import ROOT

pytestmark = pytest.mark.storage


def test_a_new_file_gets_every_table_and_a_second_opening_keeps_it(tmp_path: Path) -> None:
    address = databases.address(tmp_path / "made" / "coaching.duckdb")
    first = Database(address)
    with first.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    first.close()
    second = Database(address)
    assert second.query("FROM queues")["name"].tolist() == ["Queue"]
    assert sorted(second.query("FROM migrations")["name"]) == sorted(file.stem for file in MIGRATIONS.glob("*.sql"))
    second.close()


def test_a_failed_command_leaves_nothing_behind(database: Database) -> None:
    def half_a_command() -> None:
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
            raise RuntimeError("stopped half way")

    with pytest.raises(RuntimeError, match="half way"):
        half_a_command()
    assert database.query("FROM queues").empty


def test_a_snapshot_sees_nothing_of_what_is_written_meanwhile(database: Database) -> None:
    with database.snapshot() as cursor:
        assert cursor.execute("SELECT count(*) FROM queues").fetchall() == [(0,)]
        with database.transaction() as writing:
            writing.execute("INSERT INTO queues VALUES ('q', 'Queue')")
        assert cursor.execute("SELECT count(*) FROM queues").fetchall() == [(0,)]
    assert len(database.query("FROM queues")) == 1


def test_first_gives_python_values_or_none(database: Database) -> None:
    assert database.first("SELECT 1 AS one, NULL AS nothing, [1, 2] AS both") == {
        "one": 1,
        "nothing": None,
        "both": [1, 2],
    }
    assert database.first("SELECT 1 AS one WHERE false") is None


def test_threads_never_get_each_others_rows(database: Database) -> None:
    wrong: list[tuple[int, object]] = []

    def ask(number: int) -> None:
        for _ in range(30):
            rows = database.query("SELECT $n AS n FROM range(200)", {"n": number})
            if rows["n"].tolist() != [number] * 200:
                wrong.append((number, rows))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_commands_of_many_threads_all_count(database: Database) -> None:
    def add(number: int) -> None:
        for step in range(10):
            with database.transaction() as cursor:
                cursor.execute("INSERT INTO openings VALUES ('a', 'i', ?, ?)", [f"{number}-{step}", utc_now()])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(database.query("FROM openings")) == 60


@databases.about_files
def test_a_file_that_another_process_holds(tmp_path: Path) -> None:
    address = str(tmp_path / "held.duckdb")
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb, time; c = duckdb.connect({address!r}); print('held', flush=True); "
         "time.sleep(60)"],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseLockedError, match="Another process is using"):
            Database(address)
    finally:
        holder.kill()
        holder.communicate()


@databases.about_files
def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "notes.duckdb"
    file.write_text("This is not a database, but it is long enough to look like a file of some kind." * 100)
    with pytest.raises(DatabaseUnusableError, match="cannot be opened as a DuckDB database"):
        Database(str(file))


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    address = databases.address(tmp_path / "newer.duckdb")
    first = Database(address)
    with first.transaction() as cursor:
        cursor.execute("INSERT INTO migrations VALUES ('0999_from_the_future', ?)", [utc_now()])
    first.close()
    with pytest.raises(DatabaseUnusableError, match="0999_from_the_future"):
        Database(address)


@databases.about_files
def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    address = str(tmp_path / "theirs.duckdb")
    theirs = duckdb.connect(address)
    theirs.execute("CREATE TABLE people (id INTEGER)")
    theirs.close()
    with pytest.raises(DatabaseUnusableError, match="holds other tables"):
        Database(address)
    assert duckdb.connect(address).execute("SHOW TABLES").fetchall() == [("people",)]


@databases.about_files
def test_a_folder_called_lock_is_not_a_lock(tmp_path: Path) -> None:
    file = tmp_path / "lock" / "notes.duckdb"
    file.parent.mkdir()
    file.write_text("not a database" * 500)
    with pytest.raises(DatabaseUnusableError):
        Database(str(file))


@databases.about_files
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_rows_of_a_process_that_was_killed_are_found_through_their_index(tmp_path: Path) -> None:
    address = str(tmp_path / "killed.duckdb")
    with closing(Database(address)) as database, database.transaction() as cursor:
        cursor.execute("CREATE INDEX queues_by_name ON queues (name)")
    script = """
import os, signal, sys
from coaching.storage.database import Database
from coaching.words.days import utc_now
with (database := Database(sys.argv[1])).transaction() as cursor:
    cursor.execute("INSERT INTO queues SELECT i::VARCHAR, 'Queue ' || i FROM range(200) t(i)")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, address], cwd=ROOT, check=False)
    Database(address).close()
    with closing(Database(address)) as database:
        assert len(database.query("FROM queues WHERE name = 'Queue 7'")) == 1
        with database.transaction() as cursor:
            cursor.execute("DELETE FROM queues")
        assert database.query("FROM queues").empty


def test_memory_is_bounded_and_what_is_no_amount_is_said(database: Database) -> None:
    database.limit_memory("-1")  # DuckDB's word for no limit
    database.limit_memory("200MB")
    assert database.first("SELECT current_setting('memory_limit') AS most") == {"most": "190.7 MiB"}
    with pytest.raises(duckdb.Error, match="Memory must have a number"):
        database.limit_memory("much")


def test_a_nul_in_a_parameter_becomes_a_sign_that_every_database_stores(database: Database) -> None:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues (queue_id, name) VALUES (?, ?)", ["q\0", "Re\0pairs"])
        cursor.executemany("INSERT INTO queues (queue_id, name) VALUES ($id, $name)", [{"id": "p", "name": "a\0"}])
    asked = "SELECT name FROM queues WHERE queue_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY queue_id"
    assert [row["name"] for row in database.rows(asked, {"ids": ["p", "q\0"]})] == ["a\ufffd", "Re\ufffdpairs"]
