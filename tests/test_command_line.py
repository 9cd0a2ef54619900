"""`python -m coaching import`, as a user runs it."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coaching.__main__ import main
from coaching.importers import instants
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import assignment, conversation, page, rows, snapshot, transcript, turn, write
from tests.places import ROOT

FILES = {
    "page.json": page(*(conversation(f"k-{number}") for number in range(1, 1002))),
    "chats/k-1.json": transcript(turn("USER", "Hello", 1772442000000), turn("AGENT", "Hello", 1772442001000)),
    "assignments.json": [assignment()],
}
HOLDER = """
import sys, time
from coaching.storage.database import Database
database = Database(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""

# An import in small transactions that stops for good once so many steps are done.
STUCK = """
import sys, time
from pathlib import Path
from coaching.storage.database import Database
from coaching.importers.run import Silent, import_paths

class Stuck(Silent):
    steps = 0
    def advance(self, files):
        self.steps += 1
        if self.steps == int(sys.argv[3]):
            print("reached", flush=True)
            time.sleep(60)

import_paths(Database(sys.argv[2]), [Path(sys.argv[1])], Stuck(), records_a_batch=100, turns_a_batch=1)
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coaching", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_an_import_says_what_it_loaded(tmp_path: Path) -> None:
    write(tmp_path / "export", FILES)
    done = run("import", tmp_path / "export", "--database", databases.address(tmp_path / "coaching.duckdb"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Read: 1,001 conversations, 1 transcript, 1 assignment",
        "Now in the database: 1,001 interactions, 2 turns, 2 people, 1 assignments, 0 audits",
        "1,003 loaded, 0 refused",
    ]


def test_what_is_refused_is_named_and_the_exit_code_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = page(conversation("k-1"), conversation("k-2", **{"Conversation Start Time": "abc"}))
    paths = write(tmp_path, {"page.json": bad})
    assert main(["import", str(paths[0]), "--database", databases.address(tmp_path / "coaching.duckdb")]) == 2
    printed = capsys.readouterr()
    assert printed.err == (
        f'{paths[0]}, record 2, Conversation Start Time: "abc" is not a date and time: {instants.WANTED}\n'
    )
    assert printed.out.endswith("1 loaded, 1 refused\n")


@databases.about_files
def test_a_database_that_another_process_holds(tmp_path: Path) -> None:
    address = tmp_path / "coaching.duckdb"
    write(tmp_path, {"page.json": page(conversation())})
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(address)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        done = run("import", tmp_path / "page.json", "--database", address)
        holder.kill()
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Another process is using" in done.stderr


@databases.about_files
@pytest.mark.parametrize("case", ["no database", "a folder", "no such path"])
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    page_path, *_ = write(tmp_path, {"page.json": page(conversation()), "not.duckdb": "This is no database." * 99})
    address = {"no database": "not.duckdb", "a folder": ".", "no such path": "new.duckdb"}[case]
    source = tmp_path / "nowhere" if case == "no such path" else page_path
    assert main(["import", str(source), "--database", str(tmp_path / address)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip()
    assert "Traceback" not in printed.err


def test_the_address_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (path,) = write(tmp_path, {"page.json": page(conversation())})
    elsewhere = databases.address(tmp_path / "elsewhere.duckdb")
    monkeypatch.setenv("COACHING_DATABASE", elsewhere)
    assert main(["import", str(path)]) == 0
    with closing(Database(elsewhere)) as database:
        assert rows(database, "SELECT count(*) FROM interactions") == [(1,)]
    assert "1 loaded, 0 refused" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("reached", "interactions", "transcripts"), [(1, (1, 300), (0, 0)), (4, (901, 1200), (0, 0)), (6, None, (1, 295))]
)
def test_an_import_that_was_killed_is_completed_by_the_same_import(
    tmp_path: Path, reached: int, interactions: tuple[int, int] | None, transcripts: tuple[int, int]
) -> None:
    files = {
        f"{folder}/page-{folder}.json": page(*(conversation(f"k-{folder}-{number}") for number in range(300)))
        for folder in range(4)
    } | {f"{number % 4}/k-{number % 4}-{number}.json": FILES["chats/k-1.json"] for number in range(0, 296)}
    write(tmp_path / "export", files)
    address = databases.address(tmp_path / "coaching.duckdb")
    command = [sys.executable, "-c", STUCK, str(tmp_path / "export"), str(address), str(reached)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "reached\n"
        killed.send_signal(signal.SIGKILL)
    with closing(Database(address)) as half:
        counted = "SELECT (SELECT count(*) FROM interactions), (SELECT count(DISTINCT interaction_id) FROM turns)"
        ((found, with_turns),) = rows(half, counted)
    low, high = interactions or (1200, 1200)
    assert low <= found <= high
    assert transcripts[0] <= with_turns <= transcripts[1]

    assert run("import", tmp_path / "export", "--database", address).returncode == 0
    with closing(Database(address)) as completed, closing(databases.fresh()) as untroubled:
        import_paths(untroubled, [tmp_path / "export"])
        assert snapshot(completed) == snapshot(untroubled)
        assert rows(completed, "SELECT count(*) FROM interactions") == [(1200,)]
