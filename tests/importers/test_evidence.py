"""Evidence belongs to the message said nearest to its instant, at most a second away."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers.evidence import resolve_evidence
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
from tests.importers.export import conversation, load, metric, page, rows, transcript, turn

START = datetime(2026, 3, 2, 9)
SINCE_1970 = 1772442000
MESSAGES = transcript(
    turn("AGENT", "Hello", SINCE_1970 * 1000),
    turn("USER", "Late", SINCE_1970 * 1000 + 31_400),
    turn("AGENT", "Sorry", SINCE_1970 * 1000 + 32_000),
    turn("USER", "Fine", SINCE_1970 * 1000 + 60_000),
    turn("AGENT", "Bye", SINCE_1970 * 1000 + 60_000),
)


def pointing_at(*times: Any, message: str = "m") -> dict[str, Any]:
    said = [{"message_id": [message] * len(times), "timestamp": list(times), "justification": "Said so."}]
    return page(conversation("k-1", Metrics=[metric("q", "NO", justification=said)]))


@pytest.mark.parametrize(
    ("time", "position"),
    [
        (0, 1),
        (31, 2),  # the nearer of two within a second
        (31.9, 3),
        ("31.4", 2),
        (SINCE_1970 + 31, 2),
        (SINCE_1970 * 1000 + 31_400, 2),
        (SINCE_1970 * 1_000_000 + 32_999_999, 3),
        ("2026-03-02T09:00:32.5Z", 3),
        ("2026-03-02T10:00:32+01:00", 3),
        (61, 4),  # the first of two as near
        (62, None),
        (SINCE_1970 * 1000 + 10_000_000, None),
    ],
)
def test_evidence_points_at_the_nearest_message(
    database: Database, tmp_path: Path, time: object, position: int | None
) -> None:
    report = load(database, tmp_path, {"page.json": pointing_at(time), "k-1.json": MESSAGES})
    assert report.is_complete
    assert rows(database, "SELECT position FROM evidence") == [(position,)]
    assert (counted(1, wording.EVIDENCE_NEAR_NOTHING, example="k-1") in report.notes) == (position is None)


@pytest.mark.parametrize("first", ["page.json", "k-1.json"])
def test_evidence_near_no_message_is_counted_once_both_are_there(
    database: Database, tmp_path: Path, first: str
) -> None:
    files = {"page.json": pointing_at(0, 62, 70), "k-1.json": MESSAGES}
    said = counted(2, wording.EVIDENCE_NEAR_NOTHING, example="k-1")
    assert said not in load(database, tmp_path / "1", {first: files.pop(first)}).notes
    assert said in load(database, tmp_path / "2", files).notes
    assert load(database, tmp_path / "3", {"page.json": page(conversation("k-9"))}).notes == []


def test_the_number_of_the_message_decides_between_two_as_near(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {"page.json": pointing_at(60, message="m-5"), "k-1.json": MESSAGES})
    assert rows(database, "SELECT position FROM evidence") == [(5,)]


def test_every_message_within_a_second_is_found(database: Database, tmp_path: Path) -> None:
    """Of every offset in steps of a tenth of a second: the nearest message, worked out here by itself."""
    offsets = [tenth / 10 for tenth in range(700)]
    load(database, tmp_path, {"page.json": pointing_at(*offsets), "k-1.json": MESSAGES})
    messages = [(0.0, 1), (31.4, 2), (32.0, 3), (60.0, 4)]
    expected = {}
    for offset in offsets:
        distance, position = min((round(abs(offset - said), 6), position) for said, position in messages)
        expected[START + timedelta(seconds=offset)] = position if distance <= 1 else None
    assert dict(rows(database, "SELECT said_at, position FROM evidence")) == expected


@pytest.mark.parametrize("time", ["", "NA", "noon", [], True, -5, "04/05/2026"])
def test_evidence_that_cannot_be_placed_is_counted_and_the_evaluation_kept(
    database: Database, tmp_path: Path, time: object
) -> None:
    report = load(database, tmp_path, {"page.json": pointing_at(time, 31), "k-1.json": MESSAGES})
    assert report.is_complete
    assert report.notes == [counted(1, wording.EVIDENCE_UNREADABLE, file=str(tmp_path / "page.json"))]
    assert rows(database, "SELECT qualification, justification FROM metric_results") == [("NO", "Said so.")]
    assert rows(database, "SELECT position FROM evidence") == [(2,)]


def milliseconds(many: int) -> st.SearchStrategy[list[int]]:
    """Times within ten seconds: near enough to each other for several to be within a second."""
    return st.lists(st.integers(0, 10_000), min_size=1, max_size=many)


@pytest.fixture(scope="module")
def memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, for one example after the other."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("CREATE TABLE turns (interaction_id VARCHAR, position INTEGER, said_at TIMESTAMP)")
        connection.execute("""
            CREATE TABLE evidence (interaction_id VARCHAR, said_at TIMESTAMP, message_id VARCHAR, position INTEGER)""")
        connection.execute("CREATE TABLE named AS SELECT 'k-1' AS interaction_id")
        yield connection


@settings(deadline=None)
@given(said=milliseconds(12), pointing=milliseconds(6))
def test_any_evidence_belongs_to_the_nearest_message_within_a_second(
    memory: duckdb.DuckDBPyConnection, said: list[int], pointing: list[int]
) -> None:
    memory.execute("DELETE FROM turns")
    memory.execute("DELETE FROM evidence")
    memory.execute(
        "INSERT INTO turns SELECT 'k-1', i, make_timestamp(1000 * $said[i]) FROM range(1, len($said) + 1) r(i)",
        {"said": said},
    )
    memory.execute(
        "INSERT INTO evidence SELECT 'k-1', make_timestamp(1000 * p), 'm', NULL FROM unnest($pointing) u(p)",
        {"pointing": pointing},
    )
    resolve_evidence(memory, "named")
    found = dict(memory.execute("SELECT epoch_us(said_at) // 1000, position FROM evidence").fetchall())
    for one in pointing:
        distance, position = min((abs(when - one), place) for place, when in enumerate(said, start=1))
        assert found[one] == (position if distance <= 1000 else None)
