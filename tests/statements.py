"""Which statements of the app ran on which database?

The first run of `.ci/run` has all tests, on database files. Another version of DuckDB, or a DuckLake, can refuse a
statement or answer it differently; it changes no rule in Python. So the later runs need one test for each statement:
those with the marker `storage`. Each run notes here what it asked, and `python -m tests.statements FOLDER` names the
statements that a later run left out.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from coaching.storage.database import Database
from coaching.storage.transaction_cursor import TransactionCursor
from tests import written_tables
from tests.places import ROOT

APP = f"{ROOT / 'coaching'}{os.sep}"
TESTS = f"{ROOT / 'tests'}{os.sep}"
ON_THE_WAY = (__file__, written_tables.__file__)  # these hear of each statement before DuckDB does
STORAGE = f"{APP}storage{os.sep}"  # tests/storage has all its tests in every run
# So many parts may be left out: whether a statement runs can depend on time, such as that of a page drawn once more.
MOST_LEFT_OUT = 20
PASSED_ON = ("database.py", "transaction_cursor.py", "query_cache.py")  # statements of other rooms, by these of storage
WITHOUT_MEANING = re.compile(r"--[^\n]*|\b(ASC|DESC)\b|\bNULLS (FIRST|LAST)\b")
LITERAL = re.compile(r"'(?:[^']|'')*'|\$\w+|\b\d+(\.\d+)?\b")
VALUES, ROWS = re.compile(r"\?(\s*,\s*\?)+"), re.compile(r"\(\?\)(\s*,\s*\(\?\))+")
BETWEEN_PARTS = re.compile(r"\b(?:AND|OR|WHERE|UNION ALL|UNION|FROM|ORDER BY|GROUP BY)\b|,")


class Ran(StrEnum):
    """Which database a run of the tests asks."""

    FIRST = "a database file"
    NEXT = "the next DuckDB"
    LAKE = "a DuckLake"


_noted: set[tuple[str, str]] = set()
_parts: set[str] = set()
_by_chance = False


def this_run() -> Ran:
    """Which database this run asks, by its environment."""
    if os.environ.get("COACHING_TEST_DUCKLAKE") == "1":
        return Ran.LAKE
    return Ran.NEXT if os.environ.get("COACHING_TEST_AGAIN") == "1" else Ran.FIRST


def parts(sql: str) -> set[str]:
    """The parts of a statement between commas, AND and OR, without values and spaces: a query with filters is put
    together of many, and each must have run, not each combination. How many values a list has makes no difference."""
    plain = " ".join(LITERAL.sub("?", WITHOUT_MEANING.sub(" ", sql)).split())
    plain = ROWS.sub("(?)", VALUES.sub("?", plain))
    return {part.strip(" ();") for part in BETWEEN_PARTS.split(plain)} - {""}


def place() -> str | None:
    """Where in the app the statement that is about to run comes from; None for one of the tests, or of storage."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(STORAGE) and not file.endswith(PASSED_ON):
            return None
        if file.startswith(APP) and not file.startswith(STORAGE):
            return f"{file.removeprefix(APP)}:{frame.f_code.co_name}"
        if file.startswith(TESTS) and file not in ON_THE_WAY:
            return None
        frame = frame.f_back  # type: ignore[assignment]
    return None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A statement that only a random example of the first run reaches is not asked for: later runs try few."""
    global _by_chance
    _by_chance = this_run() is Ran.FIRST and item.get_closest_marker("hypothesis") is not None


def note(sql: str) -> None:
    """Notes that a statement runs now."""
    where = place()
    if where is not None and not _by_chance and (where, sql) not in _noted:
        _noted.add((where, sql))
        _parts.update(f"{where}: {part}" for part in parts(sql))


def note_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on notes every statement that this process runs through a Database."""
    for owner, method in (
        (TransactionCursor, "execute"),
        (TransactionCursor, "executemany"),
        (Database, "_read"),
        (Database, "query_at_once"),
    ):
        monkeypatch.setattr(owner, method, _noting(getattr(owner, method)))
    snapshot = Database.snapshot

    @contextmanager
    def noting(database: Database) -> Iterator[Any]:
        with snapshot(database) as cursor:
            yield _NotingCursor(cursor)

    monkeypatch.setattr(Database, "snapshot", noting)


class _NotingCursor:
    """The cursor of a snapshot."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._cursor, name)
        return _noting_call(found) if name in ("execute", "executemany") else found


def _noting(method: Callable[..., Any]) -> Callable[..., Any]:
    def noted(self: object, *arguments: Any, **more: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, str):
                note(argument)
        return method(self, *arguments, **more)

    return noted


def _noting_call(function: Callable[..., Any]) -> Callable[..., Any]:
    def noted(sql: str, *more: Any) -> Any:
        note(sql)
        return function(sql, *more)

    return noted


@pytest.fixture(scope="session", autouse=True)
def _statements_noted() -> Iterator[None]:
    """Where the runs of `.ci/run` are compared, every statement that the app runs in this process is noted."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        if "COACHING_TEST_RUNS" in os.environ:
            note_all(monkeypatch)
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes what this process noted."""
    folder = os.environ.get("COACHING_TEST_RUNS")
    if folder and _parts:
        Path(folder).mkdir(parents=True, exist_ok=True)
        noted = {"ran": this_run(), "parts": sorted(_parts)}
        (Path(folder) / f"{uuid4().hex}.statements").write_text(json.dumps(noted))


def left_out(runs: Iterable[tuple[Ran, Iterable[str]]]) -> dict[Ran, list[str]]:
    """Of each later run the parts of statements that it left out and the first run had."""
    ran: dict[Ran, set[str]] = {each: set() for each in Ran}
    for which, noted in runs:
        ran[which].update(noted)
    return {later: sorted(ran[Ran.FIRST] - ran[later]) for later in (Ran.NEXT, Ran.LAKE)}


def main(folder: Path) -> int:
    """Names what ran on a database file only; returns 1 for more than MOST_LEFT_OUT, or where nothing is noted."""
    noted = [json.loads(file.read_text()) for file in sorted(folder.glob("*.statements"))]
    found = left_out((Ran(each["ran"]), each["parts"]) for each in noted)
    for later, statements in found.items():
        for statement in statements:
            print(f"{statement}: mark a test that runs it `storage`, it never ran on {later}")
        print(f"{len(statements)} parts of statements that ran on {Ran.FIRST} never ran on {later}.")
    return 1 if not noted or any(len(each) > MOST_LEFT_OUT for each in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
