"""What is acknowledged is in the file at the address: a file that is deleted, replaced or moved takes no commands."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import pytest

from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from coaching.storage.errors import NotSavedError
from coaching.storage.file_identity import FilePlace, keep_new_files_private
from coaching.words import wording
from coaching.words.days import utc_now
from tests import databases
from tests.places import ROOT
from tests.servers import environment

pytestmark = [databases.about_files, pytest.mark.storage]
NAMES = "SELECT name FROM queues ORDER BY name"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with the queue "first", closed, in a folder of its own."""
    (tmp_path / "data").mkdir()
    place = tmp_path / "data" / "centre.duckdb"
    with closing(Database(str(place))) as database:
        add(database, "first")
    return place


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    opened = Database(str(file))
    yield opened
    opened.close()


def add(database: Database, name: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ($name, $name)", {"name": name})


def names(database: Database) -> list[str]:
    return [str(row["name"]) for row in database.rows(NAMES)]


def in_file(file: Path) -> list[str]:
    """What another process finds there, as after a crash of this one: in a copy, with the log."""
    copied = file.parent / "copied.duckdb"
    shutil.copy(file, copied)
    log = Path(f"{file}.wal")
    if log.exists():
        shutil.copy(log, f"{copied}.wal")
    with closing(Database(str(copied))) as found:
        return names(found)


def refused(database: Database, name: str) -> None:
    with pytest.raises(NotSavedError) as error:
        add(database, name)
    assert str(error.value) == wording.DATABASE_REPLACED


def test_a_deleted_file_takes_no_command_and_can_still_be_read(file: Path, database: Database) -> None:
    add(database, "second")
    file.unlink()
    refused(database, "lost")
    with pytest.raises(NotSavedError):
        database.append("INSERT INTO openings VALUES ('a', 'i', 'p', $at)", {"at": utc_now()})
    assert names(database) == ["first", "second"]


def test_a_file_that_comes_back_takes_commands_again(file: Path, database: Database) -> None:
    away = file.with_name("away.duckdb")
    add(database, "second")
    file.rename(away)
    refused(database, "lost")
    away.rename(file)
    add(database, "third")
    assert in_file(file) == ["first", "second", "third"]


def test_a_folder_that_is_renamed(file: Path, database: Database) -> None:
    away = file.parent.with_name("away")
    file.parent.rename(away)
    refused(database, "lost")
    away.rename(file.parent)
    add(database, "second")
    assert in_file(file) == ["first", "second"]


def test_a_file_deleted_while_a_command_runs_is_not_acknowledged(file: Path, database: Database) -> None:
    def command() -> None:
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO queues VALUES ('lost', 'lost')")
            file.unlink()

    with pytest.raises(NotSavedError):
        command()


def test_a_copy_in_its_place_is_opened_and_the_log_of_the_other_does_not_get_into_it(
    file: Path, database: Database, tmp_path: Path
) -> None:
    copy, kept = tmp_path / "copy.duckdb", tmp_path / "kept.duckdb"
    shutil.copy(file, copy)
    add(database, "only in the one that was replaced")
    assert len(names(database)) == 2
    os.link(file, kept)
    os.replace(copy, file)
    assert names(database) == ["first"]  # and nothing kept of the answers before
    add(database, "second")
    assert in_file(file) == ["first", "second"]
    assert in_file(kept) == ["first", "only in the one that was replaced"]


def test_a_copy_with_a_log_of_its_own(file: Path, database: Database, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    shutil.copy(file, other)
    script = (
        "import os, sys\nfrom coaching.storage.database import Database\n"
        "with (d := Database(sys.argv[1])).transaction() as c:\n"
        "    c.execute(\"INSERT INTO queues VALUES ('theirs', 'theirs')\")\nos._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(other)], cwd=ROOT, check=True)
    assert Path(f"{other}.wal").exists()
    os.replace(f"{other}.wal", f"{file}.wal")
    os.replace(other, file)
    assert names(database) == ["first", "theirs"]
    add(database, "second")
    assert in_file(file) == ["first", "second", "theirs"]


def test_closing_while_another_file_lies_there_leaves_that_alone(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copy(file, copy)
    opened = Database(str(file))
    add(opened, "only in the one that was replaced")
    os.replace(copy, file)
    opened.close()
    assert in_file(file) == ["first"]


def test_what_is_no_database_of_ours_is_not_gone_on_with(file: Path, database: Database, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    junk.write_text("This is not a database." * 1_000)
    good = tmp_path / "good.duckdb"
    shutil.copy(file, good)
    os.replace(junk, file)
    with pytest.raises((NotSavedError, DatabaseUnusableError)):
        add(database, "lost")
    older = tmp_path / "older.duckdb"
    shutil.copy(good, older)
    with closing(Database(str(older))) as opened, opened.transaction() as cursor:
        cursor.execute("DELETE FROM migrations WHERE name = (SELECT max(name) FROM migrations)")
    os.replace(older, file)
    with pytest.raises((NotSavedError, DatabaseUnusableError)):
        add(database, "lost")
    os.replace(good, file)
    add(database, "second")
    assert in_file(file) == ["first", "second"]


def test_another_database_written_into_the_same_file(file: Path, database: Database, tmp_path: Path) -> None:
    """As `cp backup centre.duckdb` does: the file is the same, all of its content another."""
    copy = tmp_path / "copy.duckdb"
    shutil.copy(file, copy)
    with closing(Database(str(copy))) as other:
        add(other, "theirs")
    add(database, "of the file before")
    shutil.copyfile(copy, file)
    refused(database, "lost")
    assert names(database) == ["first", "theirs"]
    add(database, "second")
    assert in_file(file) == ["first", "second", "theirs"]


@pytest.mark.parametrize("content", [b"", b"This is not a database." * 20_000])
def test_nothing_of_use_written_into_the_same_file(file: Path, database: Database, content: bytes) -> None:
    good = file.read_bytes()
    add(database, "of the file before")
    file.write_bytes(content)
    for _ in range(3):
        with pytest.raises((NotSavedError, DatabaseUnusableError)):
            add(database, "lost")
    file.write_bytes(good)
    for _ in range(2):
        with suppress(NotSavedError):
            add(database, "second")
            break
    assert in_file(file)[-1] == "second"


def test_a_file_that_was_only_touched_loses_nothing(file: Path, database: Database) -> None:
    add(database, "second")
    os.utime(file)
    refused(database, "once")
    add(database, "third")
    assert in_file(file) == ["first", "second", "third"]


def test_a_log_emptied_by_others(file: Path, database: Database) -> None:
    add(database, "second")
    os.truncate(f"{file}.wal", 0)
    add(database, "third")
    assert in_file(file) == ["first", "second", "third"]


def test_large_commands_and_checkpoints_are_our_own_writing(file: Path, database: Database) -> None:
    for turn in range(3):
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO queues SELECT n || '-' || $turn, repeat('x', 50) || n FROM range(150000) r(n)",
                           {"turn": turn})  # fmt: skip
        with suppress(RuntimeError), database.transaction() as cursor:
            cursor.execute("INSERT INTO queues SELECT n || '-gone', repeat('x', 50) || n FROM range(150000) r(n)")
            raise RuntimeError
    assert database.first("SELECT count(*) AS n FROM queues") == {"n": 450_001}


@pytest.mark.parametrize("replaced", [False, True])
def test_a_log_that_was_taken_away_loses_nothing_that_is_acknowledged_after(
    file: Path, database: Database, replaced: bool
) -> None:
    add(database, "second")
    log = Path(f"{file}.wal")
    log.unlink()
    if replaced:
        log.write_text("nothing")
    add(database, "third")
    assert in_file(file) == ["first", "second", "third"]


def test_a_disk_that_takes_no_more_refuses_and_goes_on_when_it_does(file: Path) -> None:
    """A limit for the size of files stands in for the disk: DuckDB hears of both in the same place."""
    script = """
import resource, sys
from coaching.storage.database import Database
from coaching.storage.errors import NotSavedError
from coaching.words.days import utc_now
database = Database(sys.argv[1])
def add(name):
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ($name, $name)", {"name": name})
resource.setrlimit(resource.RLIMIT_FSIZE, (20, resource.RLIM_INFINITY))
said = []
try:
    add("lost")
except NotSavedError as error:
    said.append(str(error))
read = [row["name"] for row in database.rows("SELECT name FROM queues")]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add("second")
print(said, read)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == str([wording.DATABASE_NOT_WRITTEN]) + " ['first']", done.stderr
    assert in_file(file) == ["first", "second"]


def test_a_database_that_must_exist_is_not_made(tmp_path: Path) -> None:
    missing, empty, theirs = tmp_path / "new" / "a.duckdb", tmp_path / "empty.duckdb", tmp_path / "theirs.duckdb"
    empty.touch()
    for address in (missing, empty):
        with pytest.raises(DatabaseUnusableError, match="There is no database at"):
            Database(str(address), must_exist=True)
    assert not missing.parent.exists()
    duckdb.connect(str(theirs)).close()
    with pytest.raises(DatabaseUnusableError, match="holds no coaching data"):
        Database(str(theirs), must_exist=True)


def run(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(database), capture_output=True, text=True, timeout=120,
        check=False, preexec_fn=lambda: os.umask(0) and None,
    )  # fmt: skip


def test_a_server_without_its_database_says_so_and_makes_none(tmp_path: Path) -> None:
    place = tmp_path / "typo" / "centre.duckdb"
    ended = run("-m", "streamlit", "run", "app.py", "--server.headless", "true", database=str(place))
    assert ended.returncode != 0
    assert f"There is no database at {place}" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not place.parent.exists()
    copied = run("-m", "coaching", "copy", str(place), str(tmp_path / "to.duckdb"), database=str(place))
    assert copied.returncode == 1
    assert not place.parent.exists()


def test_files_are_for_their_user_only_however_loose_the_umask(tmp_path: Path) -> None:
    place = tmp_path / "made" / "centre.duckdb"
    people = tmp_path / "people.json"
    people.write_text('{"people": []}')
    run("-m", "coaching", "import", str(people), database=str(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    before = os.umask(0)
    try:
        place.chmod(0o666)
        keep_new_files_private()
        with closing(Database(str(place))) as database:
            add(database, "first")
            assert stat.S_IMODE(place.stat().st_mode) == 0o600
            assert stat.S_IMODE(os.stat(f"{place}.wal").st_mode) == 0o600
    finally:
        os.umask(before)


def test_a_file_of_another_user_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "theirs.duckdb"
    place.touch()

    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chmod", forbidden)
    FilePlace(str(place)).make_private()
