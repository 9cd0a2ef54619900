"""Results are cached for as long as they are right, and for nobody but whoever asked."""

import threading
from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
import pytest

from coaching.assignments import assignments
from coaching.people import visibility
from coaching.quality import interactions
from coaching.storage.database import Database, Inside, cached
from coaching.storage.query_cache import EVERY_TABLE, MOST_BYTES, MOST_BYTES_OF_ONE, QueryCache, tables_read
from tests import databases

pytestmark = pytest.mark.storage

QUEUES = "SELECT name FROM queues ORDER BY name"
ANA, BEN = "ana@example.com", "ben@example.com"
TODAY = date.today()


@pytest.fixture
def asked_of_duckdb(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What DuckDB really had to answer."""
    ask, found = database._run, []

    def noted(sql: str, *more: Any) -> Any:
        found.append(sql)
        return ask(sql, *more)

    monkeypatch.setattr(database, "_run", noted)
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
    database.append("INSERT INTO openings VALUES ('a', 'i', 'p', '2026-01-01')", writes={"openings"})
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


def test_a_result_is_not_cached_when_its_table_was_written_to_while_it_was_read() -> None:
    cache = QueryCache(["queues"])
    versions = cache.reading(["queues"])
    cache.written(["queues"])  # somebody writes before the result is there
    cache.put(QUEUES, "old", versions, 3)
    assert cache.find(QUEUES) is None


@pytest.mark.parametrize("written", ["queues", EVERY_TABLE])
def test_a_result_of_nobody_knows_which_tables_is_out_of_date_after_any_write(written: str) -> None:
    cache = QueryCache(["openings", "queues"])
    cache.put(QUEUES, "old", cache.reading([EVERY_TABLE]), 3)
    assert cache.find(QUEUES)
    cache.written([written])
    assert cache.find(QUEUES) is None


def test_everybody_gets_their_own(small_centre: Database) -> None:
    for _ in range(2):
        assert len(assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)) == 2
        assert assignments.assignments_of_agent(small_centre, BEN, ANA, TODAY).empty
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = [] WHERE person_id = ?", [ANA])
    assert assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY).empty


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
    cache = QueryCache([])
    for number in range(300):
        cache.put(number, b"", cache.reading([]), MOST_BYTES_OF_ONE // 4)
    found = [number for number in range(300) if cache.find(number)]
    assert found == list(range(300 - len(found), 300))
    assert MOST_BYTES // MOST_BYTES_OF_ONE < len(found) <= 2 * MOST_BYTES // MOST_BYTES_OF_ONE
    cache.put("large", b"", {}, MOST_BYTES_OF_ONE + 1)
    assert cache.find("large") is None


def test_a_question_takes_memory_too() -> None:
    cache = QueryCache([])
    for number in range(300):
        cache.put((number, "?" * (MOST_BYTES_OF_ONE // 4)), None, {}, 1)
    assert sum(len(repr(question)) for question in cache._results) < MOST_BYTES


def test_what_is_out_of_date_goes_when_it_is_met() -> None:
    cache = QueryCache(["queues"])
    cache.put(QUEUES, "old", cache.reading(["queues"]), 3)
    cache.written(["queues"])
    assert cache.find(QUEUES) is None
    assert not cache._results


def test_of_large_results_the_newest_is_cached_until_its_table_is_written_to(database: Database) -> None:
    worked_out: list[str] = []

    def large(name: str) -> str:
        def work_out() -> str:
            worked_out.append(name)
            return name * MOST_BYTES_OF_ONE + str(len(database.query_at_once(QUEUES, "FROM openings")[0]))

        return database.cached(name, work_out, large=True)

    assert [large("a")[-1], large("a")[-1], large("b")[-1], large("b")[-1]] == ["0"] * 4
    assert worked_out == ["a", "b"]
    with database.transaction(writes={"queues"}) as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    assert large("b")[-1] == "1"
    assert worked_out == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT * FROM queues", {"queues"}),
        ("FROM Queues", {"queues"}),
        ("SELECT 'openings' AS name, $notes AS drafts", set()),
        ("WITH q AS (FROM queues) SELECT * FROM q WHERE EXISTS (FROM openings o WHERE o.person_id = $me)",
         {"q", "queues", "openings"}),
        ("SELECT (SELECT max(opened_at) FROM openings) FROM assignments JOIN people p ON p.person_id = agent_id",
         {"openings", "assignments", "people"}),
        ("SELECT 1 FROM queues WHERE queue_id IN ($key_0, $key_1) UNION ALL SELECT 2 FROM main.notes",
         {"queues", "notes"}),
        ("PRAGMA version", {EVERY_TABLE}),
        ("SELECT FROM", {EVERY_TABLE}),
    ],
)  # fmt: skip
def test_which_tables_a_statement_reads(database: Database, sql: str, tables: set[str]) -> None:
    with database.snapshot() as cursor:
        assert tables_read(cursor, sql) == tables


@cached
def number_of_queues(database: Database, unit: str = "queues") -> str:
    made.append(unit)
    return f"{len(database.query(QUEUES))} {unit}"


@cached
def told(database: Database, who: str) -> list[str]:
    made.append(who)
    return [who, number_of_queues(database), str(len(database.query("FROM openings")))]


made: list[str] = []


def test_what_is_worked_out_is_made_once_until_a_table_it_read_is_written_to(database: Database) -> None:
    made.clear()
    assert [told(database, ANA) for _ in range(2)] == [[ANA, "0 queues", "0"]] * 2
    assert told(database, BEN) == [BEN, "0 queues", "0"]
    assert number_of_queues(database, unit="waiting lines") == "0 waiting lines"
    assert made == [ANA, "queues", BEN, "waiting lines"]
    with database.transaction(writes={"metrics"}) as cursor:  # none of them read it
        cursor.execute("DELETE FROM metrics")
    told(database, ANA)
    assert len(made) == 4
    database.append("INSERT INTO openings VALUES ('a', 'i', 'p', '2026-01-01')", writes={"openings"})
    assert told(database, ANA) == [ANA, "0 queues", "1"]
    assert made[4:] == [ANA]  # the queues are as they were


def test_what_was_made_of_a_known_answer_rests_on_its_tables_too(database: Database) -> None:
    assert number_of_queues(database) == "0 queues"
    assert told(database, ANA)[1] == "0 queues"  # made of the answer above, without asking DuckDB for it
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    assert told(database, ANA)[1] == "1 queues"


def test_what_is_overtaken_while_it_is_made_is_not_kept(database: Database) -> None:
    @cached
    def slowly(database: Database) -> int:
        before = len(database.query(QUEUES))
        if not before:
            with database.transaction() as cursor:
                cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
        return before + len(database.query(QUEUES))

    assert slowly(database) == 1  # half of it is old
    assert slowly(database) == 2


def test_what_fails_is_not_kept_and_tried_again(database: Database) -> None:
    tries: list[int] = []

    @cached
    def failing(database: Database) -> int:
        tries.append(len(database.query(QUEUES)))
        if len(tries) == 1:
            raise RuntimeError
        return len(tries)

    with pytest.raises(RuntimeError):
        failing(database)
    assert [failing(database), failing(database)] == [2, 2]


@pytest.mark.parametrize(
    ("writes", "read_again"),
    [({"queues"}, True), ({"openings", "queues"}, True), ([EVERY_TABLE], True), ({"openings"}, False), ((), False)],
)
@databases.about_files
def test_a_transaction_outdates_what_was_read_from_the_tables_that_it_writes_to(
    database: Database, asked_of_duckdb: list[str], writes: Collection[str], read_again: bool
) -> None:
    database.query(QUEUES)
    with database.transaction(writes=writes):
        pass
    database.query(QUEUES)
    assert len(asked_of_duckdb) == 1 + read_again


@databases.about_files
def test_a_transaction_that_names_no_tables_outdates_everything(database: Database, asked_of_duckdb: list[str]) -> None:
    database.query(QUEUES)
    with database.transaction():
        pass
    database.query(QUEUES)
    assert len(asked_of_duckdb) == 2


def test_many_rows_at_once_outdate_answers(database: Database) -> None:
    assert database.query(QUEUES).empty
    with database.transaction() as cursor:
        cursor.executemany("INSERT INTO queues VALUES (?, ?)", [["a", "A"], ["b", "B"]])
    assert database.query(QUEUES)["name"].tolist() == ["A", "B"]


def test_after_an_opening_nothing_but_openings_is_asked_again(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = small_centre._run

    def asking(sql: str, *more: Any) -> Any:
        asked.append(sql)
        return ask(sql, *more)

    monkeypatch.setattr(small_centre, "_run", asking)
    for opened in (None, "c-ana-1", "c-ana-2"):
        if opened:
            assignments.record_opening(small_centre, ANA, "ca-ana", opened)
            asked.clear()
        listed = assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)
        assignments.assignment(small_centre, ANA, "ca-ana")
        of_assignment = assignments.interactions_of_assignment(small_centre, ANA, "ca-ana")
        interactions.metric_results(small_centre, ANA, "c-ana-1")
        assert listed["reviewed"].sum() == of_assignment["reviewed"].sum()
    assert asked
    assert all("FROM openings" in sql for sql in asked)


def test_a_failure_that_is_caught_is_no_answer_for_ever(database: Database) -> None:
    @cached
    def strict(database: Database) -> int:
        if database.query(QUEUES).empty:
            raise ValueError
        return 1

    @cached
    def lenient(database: Database) -> int:
        try:
            return strict(database)
        except ValueError:
            return 0

    assert lenient(database) == 0
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q', 'Queue')")
    assert lenient(database) == 1


def test_a_table_is_the_same_in_capitals(database: Database) -> None:
    assert database.first("SELECT count(*) AS n FROM QUEUES") == {"n": 0}
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO Queues VALUES ('q', 'Queue')")
    assert database.first("SELECT count(*) AS n FROM QUEUES") == {"n": 1}


def test_nothing_is_an_answer_as_well(database: Database) -> None:
    tries: list[int] = []

    @cached
    def nobody(database: Database) -> None:
        tries.append(len(database.query(QUEUES)))

    assert [nobody(database), nobody(database)] == [None, None]
    assert tries == [0]


def test_frames_that_are_kept_are_everybodys_own(database: Database) -> None:
    @cached
    def frame(database: Database) -> pd.DataFrame:
        return database.query("SELECT 1 AS one")

    mine = frame(database)
    mine["more"] = 2
    assert frame(database).to_dict("list") == {"one": [1]}


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
        database.append("INSERT INTO openings VALUES ('a', $i, 'p', '2026-01-01')", {"i": str(number)})
        written = number + 1
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_frames_of_lists_and_missing_values_come_back_as_they_were(database: Database) -> None:
    sql = "SELECT [1, 2] AS both, NULL::VARCHAR AS nothing, DATE '2026-01-02' AS day"
    first, second = database.query(sql), database.query(sql)
    pd.testing.assert_frame_equal(first, second)


def test_inside_a_transaction_nothing_is_kept(small_centre: Database) -> None:
    assert visibility.may_coach(small_centre, "sam@example.com", ANA)
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM supervisions WHERE supervisor_id = 'sam@example.com'")
        assert not visibility.may_coach(Inside(cursor), "sam@example.com", ANA)
        cursor.execute("INSERT INTO supervisions VALUES ('sam@example.com', ?)", [ANA])
        assert visibility.may_coach(Inside(cursor), "sam@example.com", ANA)
    assert visibility.may_coach(small_centre, "sam@example.com", ANA)
