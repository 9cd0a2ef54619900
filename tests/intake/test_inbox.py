"""The inbox: what has settled is imported together and put away; nothing is overwritten, lost or imported too early."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers.pace import RECORDS_BESIDE_PEOPLE
from coaching.importers.refused_records import Refusal
from coaching.importers.report import Report
from coaching.importers.run import ImportStoppedError
from coaching.intake.importing import Importer
from coaching.intake.inbox import PATIENCE_SECONDS, SETTLED_SECONDS, Inbox, check, has_refusals
from coaching.settings import SettingError
from coaching.storage.database import Database
from tests import databases, servers
from tests.importers.export import conversation, page, rows, write
from tests.intake.looking import CHAT, NOTED, Clock, Watching, look, put_away
from tests.intake.running_app import running_app, stop


def test_a_file_is_imported_once_it_has_not_changed_for_five_seconds(
    inbox: Inbox, folder: Path, clock: Clock, database: Database
) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})
    assert not look(inbox, clock)
    assert not look(inbox, clock, SETTLED_SECONDS - 0.1)
    write(folder, {"page.json": page(conversation("k-1"), conversation("k-2"))})
    assert not look(inbox, clock, 1)
    assert not look(inbox, clock, SETTLED_SECONDS - 0.1)
    assert look(inbox, clock, 0.1)
    assert rows(database, "SELECT count(*) FROM interactions") == [(2,)]
    assert put_away(folder) == {"done": ["page.json", "report.txt"], "refused": []}
    (report,) = folder.glob("done/*/report.txt")
    assert "2 loaded, 0 refused" in report.read_text()
    assert not look(inbox, clock, 100)
    assert rows(database, NOTED) == [("inbox", "complete", 1)]


def test_what_arrives_together_is_imported_together(
    inbox: Inbox, folder: Path, clock: Clock, database: Database
) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})
    look(inbox, clock)
    write(folder, {"chats/k-1.json": CHAT})
    assert not look(inbox, clock, SETTLED_SECONDS - 1)
    assert not look(inbox, clock, 1)  # the page has settled, its transcript has not
    assert look(inbox, clock, SETTLED_SECONDS)
    assert rows(database, NOTED) == [("inbox", "complete", 2)]
    assert put_away(folder)["done"] == ["chats/k-1.json", "page.json", "report.txt"]


def test_a_file_waits_for_others_so_long_and_no_longer(inbox: Inbox, folder: Path, clock: Clock) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})
    begun = clock.seconds
    imported = False
    for size in range(100):
        (folder / "growing.json").write_text("[" + " " * size)
        imported = look(inbox, clock, 1)
        if imported:
            break
    assert imported
    assert PATIENCE_SECONDS <= clock.seconds - begun < 60
    assert (folder / "growing.json").exists()


@pytest.mark.parametrize("name", [".page.json", "page.json.part", "page.PART", ".hidden/page.json", "up.part/a.json"])
def test_hidden_and_unfinished_files_are_left_alone(inbox: Inbox, folder: Path, clock: Clock, name: str) -> None:
    write(folder, {name: page(conversation("k-1"))})
    for _ in range(3):
        assert not look(inbox, clock, 100)
    assert (folder / name).exists()


def test_what_is_no_regular_file_is_left_alone(inbox: Inbox, folder: Path, clock: Clock, tmp_path: Path) -> None:
    write(tmp_path, {"secret.json": page(conversation("k-1"))})
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    os.mkfifo(folder / "pipe.json")
    assert not look(inbox, clock, 100)
    assert not look(inbox, clock, 100)
    assert (tmp_path / "secret.json").exists()


def test_a_file_with_something_refused_goes_to_refused_and_what_waits_does_not(
    inbox: Inbox, folder: Path, clock: Clock, database: Database
) -> None:
    bad = conversation("k-2", **{"Conversation Start Time": "abc"})
    write(folder, {"bad.json": page(conversation("k-1"), bad), "k-none.json": CHAT, "no.json": {"what": "is this"}})
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert put_away(folder) == {
        "done": ["k-none.json", "report.txt"],
        "refused": ["bad.json", "no.json", "report.txt"],
    }
    for report in folder.glob("*/*/report.txt"):
        assert "record 2, Conversation Start Time" in report.read_text()
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]


@given(st.lists(st.sampled_from(["a.json", "b.json", "report.txt", "d/a.json", "done.json"]), min_size=1, max_size=6))
@settings(max_examples=databases.examples(10))
def test_a_name_that_comes_again_overwrites_nothing(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder, clock = tmp_path_factory.mktemp("inbox"), Clock()
    with closing(Database(":memory:")) as database:
        inbox = Inbox(folder, Importer(database), clock)
        for number, name in enumerate(names):
            write(folder, {name: page(conversation(f"k-{number}"))})
            look(inbox, clock)
            assert look(inbox, clock, SETTLED_SECONDS)
        texts = [path.read_text() for path in folder.rglob("*") if path.is_file()]
        texts = [text for text in texts if '"results"' in text]
        assert len(texts) == len(names)
        assert len(set(texts)) == len(names)
        assert len(list(folder.glob("done/*"))) == len(names)


def test_an_import_that_is_stopped_leaves_its_files_for_the_next_start(
    inbox: Inbox, folder: Path, clock: Clock, database: Database
) -> None:
    many = RECORDS_BESIDE_PEOPLE[0] + 100
    write(folder, {"page.json": page(*(conversation(f"k-{n}") for n in range(many)))})

    class Stopping(Watching):
        def after_batch(self) -> None:
            raise ImportStoppedError

    inbox.look(Stopping())
    clock.seconds += SETTLED_SECONDS
    outcome = inbox.look(Stopping())
    assert outcome is not None
    assert outcome.was_stopped
    assert (folder / "page.json").exists()
    again = Inbox(folder, Importer(database), clock)
    look(again, clock)
    assert look(again, clock, SETTLED_SECONDS)
    assert rows(database, "SELECT count(*) FROM interactions") == [(many,)]
    assert rows(database, NOTED) == [("inbox", "stopped", 1), ("inbox", "complete", 1)]
    assert put_away(folder)["done"] == ["page.json", "report.txt"]


def test_a_file_that_changes_while_it_is_imported_is_imported_again(
    inbox: Inbox, folder: Path, clock: Clock, database: Database
) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})

    class Meanwhile(Watching):
        def after_batch(self) -> None:
            write(folder, {"page.json": page(conversation("k-1"), conversation("k-2"))})

    inbox.look(Watching())
    clock.seconds += SETTLED_SECONDS
    assert inbox.look(Meanwhile()) is not None
    assert (folder / "page.json").exists()
    look(inbox, clock)
    assert look(inbox, clock, SETTLED_SECONDS)
    assert rows(database, "SELECT count(*) FROM interactions") == [(2,)]
    assert not (folder / "page.json").exists()


def test_a_mistake_of_ours_does_not_come_again_and_again(
    inbox: Inbox, folder: Path, clock: Clock, database: Database
) -> None:
    write(folder, {"page.json": page(conversation("k-1"))})

    class Broken(Watching):
        def start(self, files: int) -> None:
            raise ZeroDivisionError

    inbox.look(Broken())
    clock.seconds += SETTLED_SECONDS
    assert inbox.look(Broken()) is not None
    assert put_away(folder) == {"done": [], "refused": ["page.json", "report.txt"]}
    assert rows(database, NOTED) == [("inbox", "failed", 1)]


@pytest.mark.storage
def test_of_several_processes_with_one_inbox_one_takes_a_file(folder: Path, database: Database, clock: Clock) -> None:
    write(folder, {f"page-{n}.json": page(conversation(f"k-{n}")) for n in range(3)})
    looking = [Inbox(folder, Importer(database), clock) for _ in range(3)]
    for each in looking:
        look(each, clock)
    clock.seconds += SETTLED_SECONDS
    threads = [threading.Thread(target=each.look, args=[Watching()]) for each in looking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(database, NOTED) == [("inbox", "complete", 3)]
    assert put_away(folder)["done"] == ["page-0.json", "page-1.json", "page-2.json", "report.txt"]


def test_what_is_refused_belongs_to_a_file_or_to_what_is_in_an_archive() -> None:
    def refusal(file: str) -> Refusal:
        return Refusal(file=file, position="", field="", reason="no")

    report = Report(refusals=[refusal("/in/a.zip/page.json"), refusal("/in/b.json")], set_aside=[refusal("/in/b.json")])
    found = {name: has_refusals(report, Path("/in", name)) for name in ("a.zip", "b.json", "a", "a.zi")}
    assert found == {"a.zip": True, "b.json": False, "a": False, "a.zi": False}


def test_a_folder_that_is_not_there_is_no_inbox(tmp_path: Path) -> None:
    check(str(tmp_path), ":memory:")
    with pytest.raises(SettingError, match="COACHING_INBOX"):
        check(str(tmp_path / "nowhere"), ":memory:")


@pytest.fixture
def app(folder: Path, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    address = str(tmp_path / "coaching.duckdb")
    with running_app(address, COACHING_INBOX=str(folder)) as process:
        yield address, process


@databases.about_files
@pytest.mark.slow
def test_a_running_app_imports_what_lies_in_its_inbox_within_a_minute(app: tuple[str, Any], folder: Path) -> None:
    address, process = app
    write(folder, {"page.json": page(conversation("k-1")), "k-1.json": CHAT, "later.json.part": []})
    until = time.monotonic() + 60
    while not list(folder.glob("done/*/page.json")) and time.monotonic() < until:
        time.sleep(0.2)
    assert put_away(folder) == {"done": ["k-1.json", "page.json", "report.txt"], "refused": []}
    assert stop(process) == ""
    with closing(Database(address)) as database:
        assert rows(database, NOTED) == [("inbox", "complete", 2)]
        assert rows(database, "SELECT count(*) FROM turns") == [(2,)]


@databases.about_files
@pytest.mark.slow
def test_an_inbox_that_is_not_there_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    with closing(Database(str(tmp_path / "coaching.duckdb"))):
        pass
    server = servers.start(str(tmp_path / "coaching.duckdb"), COACHING_INBOX=str(tmp_path / "nowhere"))
    with pytest.raises(RuntimeError, match="which is no folder that the app may read and write") as ended:
        server.wait_until_healthy()
    assert "Traceback" not in str(ended.value)
