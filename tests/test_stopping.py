"""A command that is told to stop: no traceback, no process left, nothing half written, and it can be done again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from coaching.__main__ import STOPPED, main
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import conversation, page, rows, snapshot, transcript, turn, write
from tests.places import ROOT

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="needs signals and processes as POSIX has them"),
    pytest.mark.storage,
]

TABLES = ("interactions", "turns", "metric_results", "people", "agent_daily")
# Enough for processes that read ahead; their starting is among what is stopped.
FILES = {
    f"{part}/page-{part}.json": page(*(conversation(f"k-{part}-{number}") for number in range(600)))
    for part in range(4)
} | {
    f"chats/k-{number % 4}-{number // 4}.json": transcript(
        *(
            turn("USER", f"This is a horrible mess, number {line} of {number}.", 1772442000000 + line)
            for line in range(9)
        )
    )
    for number in range(2000)
}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    write(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def untroubled(export: Path) -> object:
    """What the same import stores that nobody stops."""
    with closing(Database(":memory:")) as database:
        import_paths(database, [export])
        return snapshot(database, TABLES)


@contextmanager
def running(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A command in a process group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "coaching", *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        yield process


def in_session(session: int) -> list[str]:
    """The commands of the processes of a session that are still running; Popen makes a session of each command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def wait_until_gone(session: int) -> list[str]:
    until = time.monotonic() + 30
    while in_session(session) and time.monotonic() < until:
        time.sleep(0.05)
    return in_session(session)


def reached(process: subprocess.Popen[str], moment: str, database: Path) -> None:
    """Waits until the command is as far as `moment` says, or has ended."""
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        if moment == "started" or (moment == "the database is there" and database.exists()):
            return
        readers = [command for command in in_session(process.pid) if "spawn_main" in command]
        if moment == "reading" and readers:
            time.sleep(0.3)
            return
        time.sleep(0.005)


@databases.about_files
@pytest.mark.parametrize(
    ("told", "moment", "code"),
    [
        (signal.SIGINT, "the database is there", 130),
        (signal.SIGINT, "reading", 130),
        (signal.SIGTERM, "reading", 143),
    ],
)
def test_a_stopped_import_says_so_and_is_completed_by_the_same_import(
    export: Path, untroubled: object, tmp_path: Path, told: signal.Signals, moment: str, code: int
) -> None:
    address = tmp_path / "coaching.duckdb"
    with running("import", export, "--database", address) as process:
        reached(process, moment, address)
        # Ctrl-C in a terminal goes to all processes of the command, kill to the one.
        (os.killpg if told is signal.SIGINT else os.kill)(process.pid, told)
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (code, "", STOPPED["import"] + "\n")
    assert wait_until_gone(process.pid) == []
    with closing(Database(str(address))) as half:
        partial = "SELECT count(*) FROM (SELECT interaction_id FROM turns GROUP BY ALL HAVING count(*) <> 9)"
        assert rows(half, partial) == [(0,)]
        assert import_paths(half, [export]).refusals == []
        assert snapshot(half, TABLES) == untroubled


@databases.about_files
def test_a_killed_import_leaves_no_process(export: Path, tmp_path: Path) -> None:
    address = tmp_path / "coaching.duckdb"
    with running("import", export, "--database", address) as process:
        reached(process, "reading", address)
        process.kill()
        process.communicate(timeout=60)
    assert wait_until_gone(process.pid) == []


@databases.about_files
def test_a_reader_that_is_ended_from_outside_is_one_sentence(export: Path, tmp_path: Path) -> None:
    address = tmp_path / "coaching.duckdb"
    with running("import", export, "--database", address) as process:
        reached(process, "reading", address)
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == process.pid and "spawn_main" in (folder / "cmdline").read_text():
                    os.kill(int(folder.name), signal.SIGKILL)
            except OSError:
                continue
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.count("\n") == 1
    assert "ended from outside" in errors
    assert wait_until_gone(process.pid) == []


@databases.about_files
def test_a_stopped_copy_goes_on_where_it_was(export: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "source.duckdb", tmp_path / "target.duckdb"
    with closing(Database(str(source))) as database:
        import_paths(database, [export / "0", export / "1"])
    with running("copy", source, target) as process:
        reached(process, "the database is there", target)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, STOPPED["copy"] + "\n")
    assert main(["copy", str(source), str(target)]) == 0
    with closing(Database(str(target))) as copied:
        assert rows(copied, "SELECT count(*) FROM interactions") == [(1200,)]


@databases.about_files
def test_output_that_nobody_reads_any_more_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "page.json").write_text(json.dumps(page(conversation())))
    address = tmp_path / "coaching.duckdb"
    with running("import", tmp_path / "page.json", "--database", address) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        errors = process.stderr.read()
    assert (process.returncode, errors) == (141, "")
    with closing(Database(str(address))) as database:
        assert rows(database, "SELECT count(*) FROM interactions") == [(1,)]
