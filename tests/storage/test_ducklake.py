"""A DuckLake as the database: many processes on one, over a real PostgreSQL."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from coaching.assignments import assignments
from coaching.storage import ducklake, lake_catalogue
from coaching.storage.database import Database, cached
from coaching.storage.database_file import DatabaseUnusableError
from coaching.storage.query_cache import EVERY_TABLE
from coaching.storage.schema import MIGRATIONS
from coaching.words.days import utc_now
from tests import centre, databases
from tests.places import ROOT

pytestmark = pytest.mark.storage

OPENING = "INSERT INTO openings VALUES ('a', 'i', $person, $at)"
SOON_SECONDS = 5  # what takes no lock must take less on a busy machine; what waits for one waits longer

OPENS = "from coaching.storage.database import Database; import sys; Database(sys.argv[1]).close()"
COUNTS = """
import sys
from coaching.storage.database import Database
database = Database(sys.argv[1])
for step in range(10):
    with database.transaction() as cursor:
        ((many,),) = cursor.execute("SELECT count(*) FROM queues").fetchall()
        cursor.execute("INSERT INTO queues VALUES (?, ?)", [f"q-{many}", sys.argv[2]])
"""
# A command that stops under way, holding the lock, with rows written to PostgreSQL and to a Parquet file.
STUCK = """
import sys, time
from coaching.storage.database import Database
with Database(sys.argv[1]).transaction() as cursor:
    cursor.execute("INSERT INTO queues VALUES ('stuck', 'Stuck')")
    cursor.execute("UPDATE assignments SET version = version + 1")
    cursor.execute(
        "INSERT INTO turns BY NAME SELECT 'stuck' AS interaction_id, i AS position, 'agent' AS speaker, 'Hi' AS text "
        "FROM range(9000) t(i)"
    )
    print("reached", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def lake() -> Iterator[str]:
    """The address of a lake with nothing in its tables."""
    address = databases.new_lake()
    yield address
    databases.drop(address)


@pytest.fixture
def opened(lake: str) -> Iterator[Database]:
    with closing(Database(lake)) as database:
        yield database


@pytest.fixture
def nothing() -> Iterator[str]:
    """The address of a PostgreSQL database that nobody has used."""
    address = databases.new_database()
    yield address
    databases.drop(address)


@contextmanager
def process(script: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def count(database: Database, table: str) -> int:
    return len(database.query(f"FROM {table}"))


def test_a_lake_is_made_once_and_found_again(nothing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path / "made" / "here"))
    with closing(Database(nothing)) as first, first.transaction() as cursor:
        cursor.execute("INSERT INTO queues SELECT i::VARCHAR, 'Queue' FROM range(1000) t(i)")
    assert list((tmp_path / "made" / "here").rglob("*.parquet"))
    monkeypatch.delenv("COACHING_DATA_PATH")
    with closing(Database(nothing)) as second:
        assert count(second, "queues") == 1000
        assert set(second.query("FROM migrations")["name"]) == {file.stem for file in MIGRATIONS.glob("*.sql")}


def test_many_that_start_at_once_make_one_lake(nothing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path))
    starting = [subprocess.Popen([sys.executable, "-c", OPENS, nothing], cwd=ROOT) for _ in range(4)]
    assert [one.wait(timeout=120) for one in starting] == [0] * 4
    with closing(Database(nothing)) as database:
        names = database.query("FROM migrations")["name"].tolist()
        assert sorted(names) == sorted(file.stem for file in MIGRATIONS.glob("*.sql"))


def test_what_a_lake_is_made_of_must_be_said(nothing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACHING_DATA_PATH", raising=False)
    with pytest.raises(DatabaseUnusableError, match="set COACHING_DATA_PATH to where its Parquet files go"):
        Database(nothing)


def test_parquet_files_that_this_machine_does_not_see(
    nothing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path / "mounted"))
    Database(nothing).close()
    (tmp_path / "mounted").rename(tmp_path / "gone")
    with pytest.raises(DatabaseUnusableError, match="mounted/, which is no folder on this machine"):
        Database(nothing)


@pytest.mark.parametrize("database", ["port=1", "port=1 host=127.0.0.1", "dbname=nowhere"])
def test_a_postgresql_that_is_not_there_is_one_sentence_without_the_password(database: str) -> None:
    address = f"{ducklake.PREFIX}{databases.postgres().conninfo('postgres')} {database}"
    with pytest.raises(DatabaseUnusableError, match="cannot be opened as a DuckLake") as refused:
        Database(address)
    assert "\n" not in str(refused.value)
    assert "slash" not in str(refused.value)


def test_an_address_that_is_none() -> None:
    databases.need_cluster()
    with pytest.raises(DatabaseUnusableError, match="no libpq connection string") as refused:
        Database(f"{ducklake.PREFIX}password=secret and more")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("package", ["duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "psycopg"])
def test_a_machine_without_the_packages_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DatabaseUnusableError, match=r"pip install -r requirements-cluster\.txt"):
        Database(f"{ducklake.PREFIX}host=127.0.0.1")


def test_the_password_is_in_no_error_and_not_in_the_address(opened: Database) -> None:
    import psycopg

    assert "slash" not in opened.address
    server = databases.postgres()
    server.stop()
    try:
        with pytest.raises(psycopg.OperationalError) as unheard:
            opened.query("FROM queues")
        with pytest.raises(duckdb.Error, match="Unable to connect") as failed, opened.snapshot() as cursor:
            cursor.execute("FROM queues")
        assert "slash" not in f"{unheard.value} {failed.value}"
    finally:
        server.start()


def test_postgresql_restarts_and_everything_works_again(opened: Database) -> None:
    server = databases.postgres()

    def interrupted() -> None:
        with opened.transaction() as cursor:
            cursor.execute("INSERT INTO queues VALUES ('lost', 'Lost')")
            server.stop()

    opened.append(OPENING, {"person": "before", "at": utc_now()})
    try:
        with pytest.raises(Exception, match="terminating connection"):
            interrupted()
        with pytest.raises(Exception, match="connect"):
            opened.append(OPENING, {"person": "meanwhile", "at": utc_now()})
    finally:
        server.start()
    assert count(opened, "queues") == 0
    with opened.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('kept', 'Kept')")
    opened.append(OPENING, {"person": "after", "at": utc_now()})
    assert count(opened, "queues") == 1
    assert sorted(opened.query("FROM openings")["person_id"]) == ["after", "before"]


def test_commands_of_many_processes_see_what_the_one_before_did(lake: str, opened: Database) -> None:
    running = [subprocess.Popen([sys.executable, "-c", COUNTS, lake, name], cwd=ROOT) for name in "abc"]
    assert [one.wait(timeout=120) for one in running] == [0] * 3
    assert sorted(opened.query("FROM queues")["queue_id"], key=lambda key: int(key[2:])) == [
        f"q-{number}" for number in range(30)
    ]


def test_a_command_waits_for_another_process_an_opening_does_not(lake: str, opened: Database) -> None:
    centre.fill(opened)
    with process(STUCK, lake) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "reached\n"
        written: list[datetime] = []

        def command() -> None:
            with opened.transaction() as cursor:
                cursor.execute("INSERT INTO queues VALUES ('mine', 'Mine')")
            written.append(utc_now())

        waiting = threading.Thread(target=command)
        waiting.start()
        begun = time.monotonic()
        assignments.record_opening(opened, "ana@example.com", "ca-ana", "c-ana-1")
        assert time.monotonic() - begun < SOON_SECONDS
        listed = assignments.assignments_of_agent(opened, "ana@example.com", "ana@example.com", utc_now().date())
        assert listed["reviewed"].sum() == 1
        waiting.join(timeout=1)
        assert not written
        other.kill()  # its lock falls to whoever waits, and nothing of what it did is there
        waiting.join(timeout=SOON_SECONDS)
        assert written
    assert set(opened.query("FROM queues")["queue_id"]) == {"q-1", "mine"}
    assert opened.query("FROM turns WHERE interaction_id = 'stuck'").empty
    assert opened.query("FROM assignments WHERE version <> 1").empty


def test_openings_are_kept_although_their_table_is_rewritten_meanwhile(lake: str, opened: Database) -> None:
    people = [f"p-{number}" for number in range(40)]
    done = threading.Event()

    def rewrite() -> None:
        with closing(Database(lake)) as other:
            while not done.is_set():
                try:
                    with other.transaction() as cursor:
                        cursor.execute("UPDATE openings SET interaction_id = 'moved' WHERE interaction_id = 'i'")
                except duckdb.TransactionException:
                    continue  # an opening came in between: it is the one who rewrites that tries again

    rewriting = threading.Thread(target=rewrite)
    rewriting.start()
    try:
        for person in people:
            opened.append(OPENING, {"person": person, "at": utc_now()})
    finally:
        done.set()
        rewriting.join()
    assert sorted(opened.query("FROM openings")["person_id"]) == sorted(people)


def test_openings_of_many_threads_and_a_command_meanwhile_all_count(opened: Database) -> None:
    def append(number: int) -> None:
        for step in range(5):
            opened.append(OPENING, {"person": f"{number}-{step}", "at": utc_now()})

    threads = [threading.Thread(target=append, args=(number,)) for number in range(8)]
    with opened.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (count(opened, "openings"), count(opened, "queues")) == (40, 1)


def test_a_command_whose_lock_was_lost_is_undone(lake: str, opened: Database) -> None:
    import psycopg

    def command() -> None:
        with opened.transaction() as cursor:
            cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
            databases.postgres().execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")

    with pytest.raises(psycopg.OperationalError):
        command()
    assert count(opened, "queues") == 0
    with opened.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    assert count(opened, "queues") == 1


def test_a_snapshot_sees_nothing_of_what_another_process_writes(lake: str, opened: Database) -> None:
    with opened.snapshot() as cursor:
        assert cursor.execute("SELECT count(*) FROM queues").fetchall() == [(0,)]
        with process(COUNTS, lake, "other") as other:
            assert other.wait(timeout=60) == 0
        assert cursor.execute("SELECT count(*) FROM queues").fetchall() == [(0,)]
    assert count(opened, "queues") == 10


WRITTEN = """
import sys
from coaching.storage.database import Database
from coaching.words.days import utc_now
with Database(sys.argv[1]).transaction() as cursor:
    cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
"""


def news(opened: Database) -> set[str]:
    """The tables that were written to since it was last asked."""
    found: set[str] = set()
    assert opened._lake is not None
    opened._lake.news.tell(found.update)
    return found


def test_what_another_process_writes_shows_at_once(lake: str, opened: Database) -> None:
    @cached
    def queues(database: Database) -> int:
        return len(database.query("FROM queues"))

    for _ in range(2):
        assert (queues(opened), opened.first("SELECT count(*) AS n FROM queues")) == (0, {"n": 0})
    subprocess.run([sys.executable, "-c", WRITTEN, lake], cwd=ROOT, check=True)
    assert (queues(opened), opened.first("SELECT count(*) AS n FROM queues")) == (1, {"n": 1})


def test_the_news_say_which_tables_were_written_to(lake: str, opened: Database) -> None:
    assert news(opened) == {EVERY_TABLE}  # whatever was before
    assert news(opened) == set()
    with closing(Database(lake)) as other:
        other.append(OPENING, {"person": "p", "at": utc_now()})
        with other.transaction() as cursor:
            cursor.execute("INSERT INTO queues SELECT 'q' || i, 'Queue' FROM range(5000) t(i)")  # a Parquet file
            cursor.execute("INSERT INTO metrics SELECT * FROM metrics WHERE FALSE")
        assert news(opened) == {"openings", "queues"}
        with other.transaction() as cursor:
            cursor.execute("DELETE FROM queues WHERE queue_id = 'q1'")
            cursor.execute("UPDATE openings SET person_id = 'other'")
        assert news(opened) == {"openings", "queues"}
        with other.transaction() as cursor:
            cursor.execute("CREATE TABLE new (a INTEGER)")
        assert news(opened) == {EVERY_TABLE}


def test_news_that_could_not_be_told_come_again(lake: str, opened: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = pytest.importorskip("psycopg").OperationalError
    news(opened)
    with closing(Database(lake)) as other, other.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    monkeypatch.setattr(lake_catalogue, "QUIET_SECONDS", 0)
    table, calls = lake_catalogue.News._table, []

    def failing(self: lake_catalogue.News, change: str) -> str:
        calls.append(change)
        if len(calls) <= 2:
            raise gone("the connection is gone")
        return table(self, change)

    monkeypatch.setattr(lake_catalogue.News, "_table", failing)
    with pytest.raises(gone):
        news(opened)
    assert news(opened) == {"queues"}


def test_where_the_news_were_forgotten_every_answer_is_asked_for_anew(lake: str, opened: Database) -> None:
    assert opened.query("FROM queues").empty
    with closing(Database(lake)) as other:
        for name in ("one", "two"):
            with other.transaction() as cursor:
                cursor.execute("INSERT INTO queues VALUES ($name, $name)", {"name": name})
        with other.transaction() as cursor:
            cursor.execute("CALL ducklake_expire_snapshots(current_catalog(), older_than => now() + INTERVAL 1 DAY)")
    assert len(opened.query("FROM queues")) == 2
    assert news(opened) == set()


@pytest.mark.parametrize(
    ("migration", "becomes"),
    [
        ("CREATE TABLE t (k VARCHAR PRIMARY KEY, -- a PRIMARY KEY\n n INTEGER)",
         ["CREATE TABLE t (k VARCHAR NOT NULL, n INTEGER)"]),
        ("CREATE TABLE t (l VARCHAR[] NOT NULL DEFAULT [], b BOOLEAN DEFAULT FALSE)",
         ["CREATE TABLE t (l VARCHAR[] NOT NULL, b BOOLEAN DEFAULT FALSE)"]),
        ("ALTER TABLE t ADD COLUMN c VARCHAR; UPDATE t SET c = 'x';",
         ["ALTER TABLE t ADD COLUMN c VARCHAR", "UPDATE t SET c = 'x'"]),
        ("ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 1; -- counts",
         ["ALTER TABLE t ADD COLUMN c INTEGER", "UPDATE t SET c = 1", "ALTER TABLE t ALTER COLUMN c SET DEFAULT 1"]),
        ("ALTER TABLE t ADD COLUMN c BOOLEAN DEFAULT FALSE;",
         ["ALTER TABLE t ADD COLUMN c BOOLEAN", "UPDATE t SET c = FALSE",
          "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'FALSE'"]),
        ("CREATE INDEX i ON t (k); CREATE UNIQUE INDEX j ON t (k);", []),
    ],
)  # fmt: skip
def test_migrations_are_written_so_that_a_lake_takes_them(migration: str, becomes: list[str]) -> None:
    written = [" ".join(one.rstrip(";").split()) for one in ducklake.statements(migration)]
    assert written == [" ".join(one.split()) for one in becomes]
