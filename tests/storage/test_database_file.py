"""A file whose indexes fill too much of the memory is opened anew, and nobody notices."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.storage import database_file
from coaching.storage.database import Database, cached
from coaching.storage.database_file import INDEX_BYTES, DatabaseFile, DatabaseLockedError
from tests import databases

pytestmark = [databases.about_files, pytest.mark.storage]

ROWS = 100_000
LOOK_UP = "SELECT name FROM queues WHERE queue_id = $queue"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A file with a large index, all of which is in memory after a look-up or two: its limit is looked at always."""
    address = str(tmp_path / "large.duckdb")
    opened = Database(address)
    with opened.transaction() as cursor:
        cursor.execute(f"INSERT INTO queues SELECT md5(n::VARCHAR), n::VARCHAR FROM range({ROWS}) numbers(n)")
    opened.close()
    opened = Database(address)
    yield opened
    opened.close()


@pytest.fixture
def looking_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_file, "LOOK_EVERY_SECONDS", 0)


def index_bytes(database: Database) -> int:
    with database.snapshot() as cursor:
        return int(cursor.execute(INDEX_BYTES).fetchall()[0][0])


def look_up(database: Database, numbers: range) -> list[str]:
    """The names of queues whose ids are spread over the whole index."""
    ids = database.query("SELECT md5(n::VARCHAR) AS id FROM unnest($numbers) x(n)", {"numbers": list(numbers)})["id"]
    return [database.rows(LOOK_UP, {"queue": queue})[0]["name"] for queue in ids]


def test_without_opening_it_anew_indexes_stay(database: Database) -> None:
    """The reason for all of it; where this fails, DuckDB has learned to let go of them."""
    look_up(database, range(300))
    kept = index_bytes(database)
    assert kept > 1_000_000
    database.query("SELECT count(*) FROM queues WHERE name LIKE '%7%'")
    assert index_bytes(database) == kept


@pytest.mark.usefixtures("looking_always")
def test_indexes_stay_within_their_share(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_file, "MOST_OF_LIMIT", 1 / 64)
    database.limit_memory("64MB")
    most = 0
    for start in range(0, 500, 50):
        numbers = range(start, start + 50)
        assert look_up(database, numbers) == [str(number) for number in numbers]
        most = max(most, index_bytes(database))
    assert most < 3_000_000
    assert database.first("SELECT current_setting('memory_limit') AS most") == {"most": "61.0 MiB"}


@pytest.mark.usefixtures("looking_always")
def test_many_threads_look_up_and_write_while_it_is_opened_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_file, "MOST_OF_LIMIT", 1 / 640)
    database.limit_memory("64MB")
    opened: list[float] = []
    open_anew = DatabaseFile._open_anew

    def opening(file: DatabaseFile) -> object:
        opened.append(time.monotonic())
        return open_anew(file)

    monkeypatch.setattr(DatabaseFile, "_open_anew", opening)
    wrong: list[object] = []

    def work(number: int) -> None:
        try:
            for turn in range(4):
                numbers = range(1_000 * number + 5 * turn, 1_000 * number + 5 * turn + 5)
                if look_up(database, numbers) != [str(each) for each in numbers]:
                    wrong.append(numbers)
                with database.transaction() as cursor:
                    cursor.execute("INSERT INTO forms BY NAME SELECT ? AS form_id, 'F' AS name", [f"{number}-{turn}"])
                    database.rows(LOOK_UP, {"queue": "none"})  # a thread that has a cursor gets another one
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert not wrong
    assert len(opened) > 3
    assert database.first("SELECT count(*) AS n FROM forms") == {"n": 24}


@pytest.mark.usefixtures("looking_always")
def test_what_is_known_stays_known_where_nobody_else_has_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everything forgotten, all viewers ask at once, which fills the memory again: nobody would get out of it."""
    monkeypatch.setattr(database_file, "MOST_OF_LIMIT", 0)
    database.limit_memory("64MB")
    worked_out: list[int] = []

    @cached
    def found(database: Database, number: int) -> list[str]:
        worked_out.append(number)
        return look_up(database, range(number))

    opened: list[object] = []
    open_file = database_file.opened

    def opening(address: str) -> object:
        opened.append(address)
        return open_file(address)

    monkeypatch.setattr(database_file, "opened", opening)
    assert found(database, 2) == ["0", "1"]
    look_up(database, range(10, 13))
    assert opened
    assert found(database, 2) == ["0", "1"]
    assert worked_out == [2]


HOLD = """
import sys, duckdb
held = duckdb.connect(sys.argv[1])
held.execute("UPDATE queues SET name = 'theirs' WHERE queue_id = md5('1')")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.usefixtures("looking_always")
def test_another_process_that_gets_hold_of_it_meanwhile_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_file, "MOST_OF_LIMIT", 0)
    assert look_up(database, range(3)) == ["0", "1", "2"]
    open_file = database_file.opened
    others: list[subprocess.Popen[str]] = []

    def after_another(address: str) -> object:
        if not others:
            others.append(subprocess.Popen([sys.executable, "-c", HOLD, address], stdin=-1, stdout=-1, text=True))
            assert others[0].stdout is not None
            assert others[0].stdout.readline() == "held\n"
        return open_file(address)

    monkeypatch.setattr(database_file, "opened", after_another)
    database.limit_memory("64MB")
    with pytest.raises(DatabaseLockedError):
        look_up(database, range(3, 6))
    with pytest.raises(DatabaseLockedError):
        look_up(database, range(6, 9))
    others[0].communicate()
    assert look_up(database, range(3)) == ["0", "theirs", "2"]  # nothing kept from before


@pytest.mark.usefixtures("looking_always")
def test_who_has_a_cursor_for_long_keeps_nobody_waiting(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_file, "MOST_OF_LIMIT", 0)
    database.limit_memory("64MB")
    with database.snapshot():
        done: list[list[str]] = []
        other = threading.Thread(target=lambda: done.append(look_up(database, range(3))))
        other.start()
        other.join(timeout=30)
        assert done == [["0", "1", "2"]]
