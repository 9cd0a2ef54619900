"""Answers are kept for as long as they are right, and for nobody but whoever asked."""

import threading

import pandas as pd
import pytest

from coaching import answers, assignments
from coaching.answers import Answers
from coaching.database import Database

QUEUES = "SELECT name FROM queues ORDER BY name"
ANA, BEN = "ana@example.com", "ben@example.com"


@pytest.fixture
def asked_of_duckdb(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What DuckDB really had to answer."""
    if database._answers is None:
        pytest.skip("in a DuckLake every answer is new")
    kept, found = database._answers.keep, []

    def noted(asked: answers.Asked, answer: object, size: int) -> None:
        found.append(asked.key[1])
        kept(asked, answer, size)

    monkeypatch.setattr(database._answers, "keep", noted)
    return found


def test_the_same_question_is_asked_once_until_its_table_is_written_to(
    database: Database, asked_of_duckdb: list[str]
) -> None:
    for _ in range(3):
        assert database.query(QUEUES).empty
    assert asked_of_duckdb == [QUEUES]
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    assert database.query(QUEUES)["name"].tolist() == ["Queue"]
    assert asked_of_duckdb == [QUEUES] * 2


def test_what_is_written_to_one_table_leaves_answers_from_others(
    database: Database, asked_of_duckdb: list[str]
) -> None:
    database.query(QUEUES)
    database.query("SELECT count(*) FROM openings")
    database.append("openings", "INSERT INTO openings VALUES ('a', 'i', 'p', '2026-01-01')")
    database.query(QUEUES)
    assert database.query("SELECT count(*) AS n FROM openings")["n"].tolist() == [1]
    assert asked_of_duckdb.count(QUEUES) == 1


def test_a_failed_command_and_one_that_is_rolled_back_leave_answers_right(database: Database) -> None:
    database.query(QUEUES)

    def failing() -> None:
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
            assert database.query(QUEUES).empty  # not yet written, for anybody else
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert database.query(QUEUES).empty


def test_an_answer_that_was_overtaken_while_it_was_looked_up_is_not_kept() -> None:
    kept: Answers = Answers(["queues"])
    asked = kept.asked(str, QUEUES, None)
    kept.outdate(["queues"])  # somebody writes before the answer is there
    kept.keep(asked, "old", 3)
    assert kept.find(kept.asked(str, QUEUES, None)) is None


def test_everybody_gets_their_own(small_centre: Database) -> None:
    for _ in range(2):
        assert len(assignments.assignments_of_agent(small_centre, ANA, ANA)) == 2
        assert assignments.assignments_of_agent(small_centre, BEN, ANA).empty
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = [] WHERE person_id = ?", [ANA])
    assert assignments.assignments_of_agent(small_centre, ANA, ANA).empty


def test_an_opening_shows_at_once(small_centre: Database) -> None:
    def reviewed() -> int:
        found = assignments.assignment(small_centre, ANA, "ca-ana")
        assert found is not None
        return found.reviewed

    assert reviewed() == 0
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assert reviewed() == 1


def test_whoever_changes_an_answer_changes_only_theirs(database: Database) -> None:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    mine = database.query(QUEUES)
    mine["more"] = 1
    mine.loc[0, "name"] = "Changed"
    first = database.first(QUEUES)
    assert first is not None
    first["name"] = "Changed"
    assert database.query(QUEUES).to_dict("list") == {"name": ["Queue"]}
    assert database.first(QUEUES) == {"name": "Queue"}


def test_the_bounds_hold() -> None:
    kept: Answers = Answers([])
    for number in range(300):
        kept.keep(kept.asked(str, "SELECT $n", {"n": number}), b"", answers.MOST_BYTES // 100)
    found = [number for number in range(300) if kept.find(kept.asked(str, "SELECT $n", {"n": number})) is not None]
    assert found == list(range(200, 300))
    large = kept.asked(str, "SELECT 'large'", None)
    kept.keep(large, b"", answers.MOST_BYTES_OF_ONE + 1)
    assert kept.find(large) is None


def test_readers_beside_a_writer_never_see_less_than_was_written(database: Database) -> None:
    wrong: list[tuple[int, int]] = []
    written = 0
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            least = written
            row = database.first("SELECT count(*) AS n FROM openings")
            assert row is not None
            if row["n"] < least:
                wrong.append((least, row["n"]))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(100):
        database.append("openings", "INSERT INTO openings VALUES ('a', $i, 'p', '2026-01-01')", {"i": str(number)})
        written = number + 1
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_frames_of_lists_and_missing_values_come_back_as_they_were(database: Database) -> None:
    sql = "SELECT [1, 2] AS both, NULL::VARCHAR AS nothing, DATE '2026-01-02' AS day"
    first, second = database.query(sql), database.query(sql)
    pd.testing.assert_frame_equal(first, second)
