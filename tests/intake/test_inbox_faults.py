"""What is wrong with an inbox or a file in it ends the start, or is said once, and touches nothing else."""

import errno
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import pytest

from coaching.importers.finding import Found, find_files
from coaching.importers.report import Report
from coaching.intake import inbox as inboxes
from coaching.intake.importing import Importer, Outcome, Watcher
from coaching.intake.inbox import SETTLED_SECONDS, Inbox, check
from coaching.intake.request import Request
from coaching.settings import SettingError
from coaching.storage.database import Database
from tests import databases, servers
from tests.importers.export import conversation, page, person, rows, write
from tests.intake.another_user import as_nobody, open_folder
from tests.intake.looking import CHAT, NOTED, Clock, Watching, look, put_away
from tests.places import ROOT


@pytest.fixture
def elsewhere(folder: Path) -> Iterator[Path]:
    """A folder on another file system than the inbox."""
    for other in map(Path, ("/dev/shm", "/tmp")):
        if other.is_dir() and other.stat().st_dev != folder.stat().st_dev:
            with tempfile.TemporaryDirectory(dir=other) as made:
                yield Path(made)
            return
    pytest.skip("This machine has one file system.")


class Accepting:
    """In place of an importer: takes all files, and keeps their names."""

    address = ":memory:"

    def __init__(self) -> None:
        self.files: list[str] = []

    @contextmanager
    def turn(self, _waits: Callable[[], None]) -> Iterator[Callable[[Request, Watcher], Outcome]]:
        """It is always one's turn."""

        def run(request: Request, _watcher: Watcher) -> Outcome:
            self.files += [path.name for path in request.paths]
            return Outcome(code=0, lines=[], report=Report())

        yield run


def fails(*_: object) -> None:
    raise OSError(errno.EIO, "No")


def test_files_that_cannot_be_moved_are_not_imported_again_and_again(
    inbox: Inbox,
    folder: Path,
    clock: Clock,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})
    monkeypatch.setattr(os, "rename", fails)
    look(inbox, clock)
    for _ in range(3):
        look(inbox, clock, 1000)
    assert rows(database, NOTED) == [("inbox", "complete", 1)]
    assert caplog.text.count("cannot be moved") == 1
    assert (folder / "page.json").exists()


@pytest.mark.parametrize("place", ["done", "refused"])
@pytest.mark.parametrize("is_file", [True, False])
def test_nothing_is_imported_where_a_place_to_put_it_is_no_folder(
    inbox: Inbox,
    folder: Path,
    clock: Clock,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    place: str,
    is_file: bool,
) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})
    if is_file:
        write(folder, {place: page(conversation("k-2"))})
    else:
        (folder / place).symlink_to(folder / "nowhere")
    with pytest.raises(SettingError, match=f"/{place}, where files of the inbox are put away, is no folder"):
        check(str(folder), ":memory:")
    for _ in range(3):
        assert not look(inbox, clock, 1000)
    assert rows(database, NOTED) == []
    assert caplog.text.count("nothing is imported") == 1
    (folder / place).unlink()
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]


def test_files_are_put_away_on_another_file_system(
    inbox: Inbox, folder: Path, clock: Clock, database: Database, elsewhere: Path
) -> None:
    (folder / "done").symlink_to(elsewhere)
    check(str(folder), ":memory:")
    write(folder, {"page.json": page(conversation("k-1")), "chats/k-1.json": CHAT})
    text = (folder / "page.json").read_bytes()
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert sorted(path.name for path in folder.iterdir()) == ["done"]
    (run,) = elsewhere.iterdir()
    assert sorted(str(path.relative_to(run)) for path in run.rglob("*.*")) == [
        "chats/k-1.json",
        "page.json",
        "report.txt",
    ]
    assert (run / "page.json").read_bytes() == text


def test_what_cannot_be_copied_whole_to_another_file_system_stays(
    inbox: Inbox, folder: Path, clock: Clock, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "done").symlink_to(elsewhere)
    write(folder, {"page.json": page(conversation("k-1"))})
    monkeypatch.setattr(os, "fsync", fails)
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert (folder / "page.json").exists()
    assert [path.name for path in elsewhere.rglob("*.*")] == ["report.txt"]


def as_nobody_looks(folder: Path) -> list[str]:
    """What somebody who is not root imports out of a folder, and then what they log, each time they are started."""

    def looks() -> str:
        heard: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
        inboxes.LOG.addHandler(handler)
        importer, clock = Accepting(), Clock()
        each = Inbox(folder, cast(Importer, importer), clock)
        for _ in range(4):
            look(each, clock, 100)
        return "\n".join([*importer.files, *heard])

    return as_nobody(looks).splitlines()


def test_a_folder_that_the_app_may_not_read_stops_nothing_else() -> None:
    with open_folder() as folder:
        write(folder, {"page.json": page(), "no/page.json": page(), "shut/in/page.json": page()})
        (folder / "no").chmod(0o000)
        (folder / "shut" / "in").chmod(0o744)
        for path in (folder, folder / "shut"):
            path.chmod(0o777)
        assert sorted(as_nobody_looks(folder)) == [
            f"The folder {folder}/no in the inbox is left out: the app may not read it.",
            f"The folder {folder}/shut/in in the inbox is left out: the app may not read it.",
            "page.json",
        ]
        (folder / "no").chmod(0o755)


def test_what_the_app_may_not_move_is_not_imported_at_any_start() -> None:
    with open_folder() as folder:
        write(folder, {"page.json": page(), "theirs/page.json": page(), "like-tmp/page.json": page()})
        folder.chmod(0o777)
        (folder / "like-tmp").chmod(0o1777)
        stays = [
            f"What lies in {folder}/like-tmp in the inbox is not imported: the app may not move it away.",
            f"What lies in {folder}/theirs in the inbox is not imported: the app may not move it away.",
        ]
        assert sorted(as_nobody_looks(folder)) == [*stays, "page.json"]
        assert sorted(as_nobody_looks(folder)) == stays


def test_a_start_is_refused_where_files_cannot_be_put_away() -> None:
    def sentence(folder: Path) -> str:
        try:
            check(str(folder), ":memory:")
        except SettingError as error:
            return str(error)
        return "may be"

    with open_folder() as folder:
        for name in ("in/done", "alright/refused"):
            (folder / name).mkdir(parents=True)
        for path in (folder / "in", folder / "alright", folder / "alright/refused"):
            path.chmod(0o777)
        assert "in/done, where files of the inbox are put away" in as_nobody(lambda: sentence(folder / "in"))
        assert as_nobody(lambda: sentence(folder / "alright")) == "may be"
        assert "read and write" in as_nobody(lambda: sentence(folder))


class BrokenByFiles(Watching):
    """Finds a mistake of ours in files whose name begins so, wherever an import reads one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        read = find_files

        def find(paths: Iterable[Path]) -> Found:
            paths = list(paths)
            if any(path.name.startswith(name) for path in paths):
                raise ZeroDivisionError
            return read(paths)

        monkeypatch.setattr("coaching.importers.run.find_files", find)


def test_a_mistake_of_ours_in_one_file_refuses_no_other(
    inbox: Inbox, folder: Path, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"{name}.json": page(conversation(f"k-{name}")) for name in ("a", "broken", "c", "d")}
    write(folder, pages | {"k-a.json": CHAT, "broken-too.json": page(conversation("k-2"))})
    inbox.look(BrokenByFiles(monkeypatch, "broken"))
    clock.seconds += SETTLED_SECONDS
    assert inbox.look(Watching()) is not None
    put = put_away(folder)
    assert set(put["done"]) == {"a.json", "c.json", "d.json", "k-a.json", "report.txt"}
    assert set(put["refused"]) == {"broken.json", "broken-too.json", "report.txt"}
    assert rows(database, "SELECT interaction_id FROM interactions ORDER BY ALL") == [("k-a",), ("k-c",), ("k-d",)]
    assert not look(inbox, clock, 1000)


def test_parts_of_the_list_of_people_are_refused_together(
    inbox: Inbox, folder: Path, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {f"{name}.json": [person(f"{name}@example.com", name)] for name in ("anna", "bodo", "broken")}
    write(folder, people | {"page.json": page(conversation("k-1"))})
    inbox.look(BrokenByFiles(monkeypatch, "broken"))
    clock.seconds += SETTLED_SECONDS
    inbox.look(Watching())
    assert put_away(folder) == {
        "done": ["page.json", "report.txt"],
        "refused": ["anna.json", "bodo.json", "broken.json", "report.txt"],
    }
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]


def test_a_file_that_is_taken_away_makes_no_other_wait(
    inbox: Inbox, folder: Path, clock: Clock, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a.json": page(conversation("k-1")), "b.json": page(conversation("k-2"))})
    read = find_files

    def find(paths: Iterable[Path]) -> Found:
        (folder / "b.json").unlink(missing_ok=True)
        return read(paths)

    monkeypatch.setattr("coaching.importers.run.find_files", find)
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert put_away(folder) == {"done": ["a.json", "report.txt"], "refused": []}
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]


def test_a_folder_may_be_called_as_the_report_is(inbox: Inbox, folder: Path, clock: Clock) -> None:
    write(folder, {"report.txt/p.json": page(conversation("k-1"))})
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert put_away(folder)["done"] == ["import-report.txt", "report.txt/p.json"]


def test_folders_that_become_empty_are_taken_away(inbox: Inbox, folder: Path, clock: Clock) -> None:
    write(folder, {"up/load/a.json": page(conversation("k-1")), "up/b.json.part": "", "other/c/d.json": page()})
    (folder / "empty").mkdir()
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.relative_to(folder).parts[0] != "done"}
    assert left == {"up", "up/b.json.part", "empty"}


@pytest.mark.parametrize(
    ("database", "data_path", "is_inbox"),
    [
        ("{}/in/c.duckdb", None, False),
        ("{}/in/deep/c.duckdb", None, False),
        ("{}/link/c.duckdb", None, False),
        ("{}/c.duckdb", None, True),
        ("{}/in.duckdb", None, True),
        ("ducklake:postgres:dbname=x", "{}/in/lake/", False),
        ("ducklake:postgres:dbname=x", "{}/in/", False),
        ("ducklake:postgres:dbname=x", "{}/", False),
        ("ducklake:postgres:dbname=x", "{}/lake/", True),
        ("ducklake:postgres:dbname=x", "s3://bucket/in/", True),
    ],
)
def test_the_inbox_is_apart_from_the_data(
    folder: Path, tmp_path: Path, database: str, data_path: str | None, is_inbox: bool
) -> None:
    folder = folder.rename(tmp_path / "in")
    (tmp_path / "link").symlink_to(folder)
    arguments = (database.format(tmp_path), data_path and data_path.format(tmp_path))
    for name in ("in", "link"):
        if is_inbox:
            check(str(tmp_path / name), *arguments)
            continue
        with pytest.raises(SettingError, match="it must be a folder apart from the") as refused:
            check(str(tmp_path / name), *arguments)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "..", "pages", "coaching", "coaching/intake"])
def test_the_inbox_is_apart_from_the_code(name: str) -> None:
    with pytest.raises(SettingError, match="apart from the app's code"):
        check(str(ROOT / name), ":memory:")


@databases.about_files
def test_the_database_is_never_taken(folder: Path, clock: Clock) -> None:
    names = ["c.duckdb", "c.duckdb.wal", "link.json"]
    with closing(Database(str(folder / "c.duckdb"))) as database:
        (folder / "c.duckdb.wal").touch()
        (folder / "link.json").hardlink_to(folder / "c.duckdb")
        write(folder, {"c.duckdb.json.part": "", "deep/c.duckdb": page(conversation("k-1"))})
        inbox = Inbox(folder, Importer(database), clock)
        look(inbox, clock)
        assert look(inbox, clock, SETTLED_SECONDS)
        assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]
    assert [name for name in names if not (folder / name).exists()] in ([], ["c.duckdb.wal"])  # read when it closes
    assert put_away(folder) == {"done": ["deep/c.duckdb", "report.txt"], "refused": []}


@pytest.mark.storage
def test_the_files_of_a_lake_in_the_inbox_end_the_start_though_no_setting_names_them() -> None:
    databases.need_cluster()
    address = databases.new_lake()
    try:
        with closing(Database(address)) as database:
            data_path = Path(str(database.data_path))
        server = servers.start(address, COACHING_INBOX=str(data_path.parent))
        with pytest.raises(RuntimeError, match="it must be a folder apart from the lake's Parquet files") as ended:
            server.wait_until_healthy()
        assert "Traceback" not in str(ended.value)
        assert data_path.is_dir()
    finally:
        databases.drop(address)


@databases.about_files
@pytest.mark.slow
def test_a_database_in_the_inbox_ends_the_start_with_one_sentence(folder: Path) -> None:
    with closing(Database(str(folder / "c.duckdb"))):
        pass
    server = servers.start(str(folder / "c.duckdb"), COACHING_INBOX=str(folder))
    with pytest.raises(RuntimeError, match="it must be a folder apart from the database") as ended:
        server.wait_until_healthy()
    assert "Traceback" not in str(ended.value)
