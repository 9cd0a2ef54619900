"""`python -m coaching copy`: from a file to a DuckLake and back, stopped half way, and held against its source."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coaching.__main__ import main
from coaching.intake.request import FAILED, LOADED
from coaching.storage import ducklake
from coaching.storage.copying import TABLES, NotCopiedError, content, copy
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from tests import centre, databases
from tests.places import ROOT

pytestmark = pytest.mark.storage

CHUNK = 7  # rows: the centre is small, and a copy of it must take many steps

# A copy that is killed by the third chunk of its own that it wants to say it has copied.
STOPPED = """
import os, signal, sys
from coaching.storage.copying import copy
from coaching.storage.database import Database
class Stopping:
    steps = 0
    def start(self, rows): pass
    def advance(self, rows):
        self.steps += 1
        if self.steps == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
copy(Database(sys.argv[1]), Database(sys.argv[2], to_copy_into=True), Stopping(), rows_a_chunk=7)
"""


class Counting:
    """Progress that a test looks at."""

    def __init__(self) -> None:
        self.total = self.done = 0

    def start(self, rows: int) -> None:
        self.total = rows

    def advance(self, rows: int) -> None:
        self.done += rows


@pytest.fixture
def filled(tmp_path: Path) -> str:
    """A database file with the small centre in it, some rows of which were deleted and changed."""
    address = str(tmp_path / "filled.duckdb")
    with closing(Database(address)) as opened:
        centre.fill(opened)
        with opened.transaction() as cursor:
            cursor.execute("DELETE FROM turns WHERE interaction_id = 'c-ana-2'")
            cursor.execute("UPDATE assignments SET version = 3 WHERE agent_id = 'ana@example.com'")
            cursor.execute("INSERT INTO openings SELECT 'ca-ana', 'c-ana-1', 'ana', '2026-01-01' FROM range(2)")
    return address


@pytest.fixture
def lake() -> Iterator[str]:
    address = databases.new_lake()
    yield address
    databases.drop(address)


def contents(address: str) -> dict[str, object]:
    """What every table holds, row by row, in order."""
    with closing(Database(address)) as opened:
        tables = opened.query(TABLES)["table_name"]
        return {table: sorted(map(repr, _rows(opened, table))) for table in tables}


def _rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.snapshot() as cursor:
        return cursor.execute(f"FROM {table}").fetchall()


def copied(source: str, target: str) -> Counting:
    progress = Counting()
    with closing(Database(source)) as one, closing(Database(target, to_copy_into=True)) as other:
        copy(one, other, progress, rows_a_chunk=CHUNK)
    return progress


def test_a_file_to_a_file(filled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "copy.duckdb")
    assert main(["copy", filled, target]) == LOADED
    assert contents(target) == contents(filled)
    assert "25 turns" in " ".join(capsys.readouterr().out.split())


def test_to_a_lake_and_back(filled: str, lake: str, tmp_path: Path) -> None:
    there = copied(filled, lake)
    assert there.done == there.total > 100
    assert contents(lake) == contents(filled)
    back = str(tmp_path / "back.duckdb")
    copied(lake, back)
    assert contents(back) == contents(filled)


@pytest.mark.parametrize("steps", [1, 9])
def test_a_copy_that_was_killed_goes_on(filled: str, lake: str, tmp_path: Path, steps: int) -> None:
    for source, target in ((filled, lake), (lake, str(tmp_path / "back.duckdb"))):
        killed = subprocess.run([sys.executable, "-c", STOPPED, source, target, str(steps)], cwd=ROOT, check=False)
        assert killed.returncode < 0
        with pytest.raises(DatabaseUnusableError, match="holds a part of another database"):
            Database(target)
        copied(source, target)
        assert contents(target) == contents(source)


def test_what_is_there_already_is_not_copied_again(filled: str, tmp_path: Path) -> None:
    target = str(tmp_path / "copy.duckdb")
    subprocess.run([sys.executable, "-c", STOPPED, filled, target, "9"], cwd=ROOT, check=False)
    with closing(Database(target, to_copy_into=True)) as opened, opened.transaction() as cursor:
        cursor.execute("INSERT INTO copying SELECT source, 7, 'turns', 0 FROM copying WHERE table_name IS NULL")
    with pytest.raises(NotCopiedError, match=r"turns \(25 rows at the source, 20 in the copy\)"):
        copied(filled, target)


def test_another_source_does_not_go_on(filled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "copy.duckdb")
    subprocess.run([sys.executable, "-c", STOPPED, filled, target, "3"], cwd=ROOT, check=False)
    other = str(tmp_path / "other.duckdb")
    Database(other).close()
    assert main(["copy", other, target]) == FAILED
    assert "holds a part of" in capsys.readouterr().err


def test_a_target_with_data_of_its_own(filled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "taken.duckdb")
    with closing(Database(target)) as opened, opened.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('mine', 'Mine')")
    assert main(["copy", filled, target]) == FAILED
    assert "holds data already (queues)" in capsys.readouterr().err
    assert contents(target)["queues"] == ["('mine', 'Mine')"]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE turns SET text = 'Another word' WHERE interaction_id = 'c-ana-1' AND position = 2",
        "DELETE FROM openings",
        "UPDATE people SET supervisor_id = name, name = supervisor_id WHERE person_id = 'ana@example.com'",
        # Two alike for two others alike: a sum of both halves by XOR would not see it.
        "UPDATE openings SET interaction_id = 'c-ana-2'",
    ],
)
def test_a_row_that_is_not_the_source_s_is_found(filled: str, lake: str, tampering: str) -> None:
    with closing(Database(filled)) as source, closing(Database(lake, to_copy_into=True)) as target:

        class Tampering(Counting):
            def advance(self, rows: int) -> None:
                super().advance(rows)
                if self.done == self.total:
                    with target.transaction() as cursor:
                        cursor.execute(tampering)

        with pytest.raises(NotCopiedError, match="is not what"):
            copy(source, target, Tampering())
    with pytest.raises(DatabaseUnusableError, match="holds a part of another database"):
        Database(lake)


def test_an_opening_at_the_source_meanwhile_is_not_lost_unnoticed(filled: str, lake: str, tmp_path: Path) -> None:
    copied(filled, lake)
    with closing(Database(lake)) as source, closing(Database(str(tmp_path / "back"), to_copy_into=True)) as target:

        class Meanwhile(Counting):
            def advance(self, rows: int) -> None:
                super().advance(rows)
                if self.done == self.total:
                    source.append("INSERT INTO openings VALUES ('ca-ben', 'c-ben-1', 'ben', '2026-01-01')")

        with pytest.raises(NotCopiedError, match=r"openings \(3 rows at the source, 2 in the copy\)"):
            copy(source, target, Meanwhile())


def test_a_checksum_does_not_depend_on_order_and_sees_a_swap_between_columns(database: Database) -> None:
    def of(*rows: str) -> object:
        with database.transaction() as cursor:
            cursor.execute("DELETE FROM queues")
            cursor.execute(f"INSERT INTO queues VALUES {', '.join(rows)}")
        return content(database, "queues")

    assert of("('a', 'b')", "('c', 'd')") == of("('c', 'd')", "('a', 'b')")
    assert of("('a', 'b')") != of("('b', 'a')")


def test_a_lake_that_cannot_be_reached_is_one_sentence(filled: str, capsys: pytest.CaptureFixture[str]) -> None:
    databases.need_cluster()
    assert main(["copy", filled, f"{ducklake.PREFIX}host=127.0.0.1 port=1"]) == FAILED
    assert capsys.readouterr().err.count("\n") == 1
