"""Every import is noted, one runs at a time, and one that is stopped says what is loaded."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coaching.importers import transcript_loader
from coaching.importers.pace import RECORDS_BESIDE_PEOPLE
from coaching.importers.run import ImportStoppedError, Silent, import_paths
from coaching.intake import import_log
from coaching.intake.import_log import CUT, Ended, ImportLog
from coaching.intake.importing import Importer
from coaching.intake.request import FAILED, INCOMPLETE, LOADED, CameBy, Request, account
from coaching.people.permissions import ADMINISTRATION
from coaching.storage.database import Database
from tests.importers.export import conversation, page, rows, snapshot, transcript, turn, write
from tests.permission_marks import permission_of

pytestmark = pytest.mark.storage

NOTED = "SELECT came_by, account, outcome, loaded, set_aside, refused, left_out FROM imports ORDER BY begun_at"
MANY = RECORDS_BESIDE_PEOPLE[0] + 100
PAGE = page(*(conversation(f"k-{number}") for number in range(MANY)))


class Watching(Silent):
    """Stops after so many batches; never, without a number."""

    def __init__(self, batches: int | None = None, waiting: Callable[[], None] = lambda: None) -> None:
        self.batches, self.waits = batches, waiting

    def after_batch(self) -> None:
        if self.batches is not None:
            self.batches -= 1
            if not self.batches:
                raise ImportStoppedError


def request(*paths: Path, **more: Any) -> Request:
    return Request(**{"paths": paths, "came_by": CameBy.COMMAND, "account": "centre"} | more)


def test_an_import_is_noted_with_who_when_which_files_and_what_became_of_it(database: Database, tmp_path: Path) -> None:
    chat = transcript(turn("USER", "Hello", 1772442000000))
    bad = conversation("k-2", **{"Conversation Start Time": "abc"})
    write(tmp_path, {"a.json": page(conversation("k-1"), bad), "k-none.json": chat})
    outcome = Importer(database).run(request(tmp_path), Watching())
    assert (outcome.code, outcome.ended) == (INCOMPLETE, Ended.INCOMPLETE)
    assert rows(database, NOTED) == [("command", "centre", "incomplete", 1, 1, 1, 0)]
    ((files, report, took),) = rows(database, "SELECT files, report, ended_at - begun_at FROM imports")
    assert files == [str(tmp_path)]
    assert report == outcome.text
    assert "record 2, Conversation Start Time" in report
    assert report.endswith("1 loaded, 2 refused")
    assert took.total_seconds() > 0


def test_what_cannot_be_imported_is_noted_as_failed(database: Database, tmp_path: Path) -> None:
    outcome = Importer(database).run(request(tmp_path / "nowhere"), Watching())
    assert (outcome.code, list(outcome.lines)) == (FAILED, [f"There is no file or folder {tmp_path / 'nowhere'}."])
    assert rows(database, NOTED) == [("command", "centre", "failed", None, None, None, None)]
    assert rows(database, "SELECT report FROM imports") == [(outcome.text,)]


def test_an_error_of_ours_is_noted_as_failed_too(database: Database, tmp_path: Path) -> None:
    class Broken(Watching):
        def start(self, files: int) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Importer(database).run(request(tmp_path), Broken())
    assert rows(database, NOTED) == [("command", "centre", "failed", None, None, None, None)]


def test_an_import_that_is_stopped_after_a_batch_says_what_is_loaded(database: Database, tmp_path: Path) -> None:
    write(tmp_path, {"page.json": PAGE})
    outcome = Importer(database, beside_people=True).run(request(tmp_path), Watching(1))
    assert outcome.was_stopped
    assert outcome.code == INCOMPLETE
    ((stored,),) = rows(database, "SELECT count(*) FROM interactions")
    assert 0 < stored < MANY
    assert outcome.summary.startswith(f"Read: {stored:,} conversations\n")
    assert rows(database, NOTED) == [("command", "centre", "stopped", stored, 0, 0, 0)]


@permission_of(import_log.returned)
@permission_of(import_log.has_returned)
def test_what_was_refused_is_kept_for_administrators_and_not_for_ever(database: Database, tmp_path: Path) -> None:
    with database.transaction() as cursor:
        for person, permissions in (("kim", [ADMINISTRATION]), ("sam", ["coaching_monitor"])):
            cursor.execute(
                "INSERT INTO people (person_id, name, source_ids, permissions, listed) VALUES (?, '', [], ?, true)",
                [person, permissions],
            )
    write(tmp_path, {"page.json": page(conversation("k-1", **{"Conversation Start Time": "abc"}))})
    first, second = (Importer(database).run(request(tmp_path), Watching()).import_id for _ in range(2))
    for import_id in (first, second):
        assert import_log.has_returned(database, "kim", import_id)
        assert (import_log.returned(database, "kim", import_id) or b"").startswith(b"PK")
        assert not import_log.has_returned(database, "sam", import_id)
        assert import_log.returned(database, "sam", import_id) is None
    with database.transaction() as cursor:
        cursor.execute("UPDATE imports SET begun_at = begun_at - to_days(31) WHERE import_id = ?", [first])
    Importer(database).run(request(tmp_path), Watching())
    assert [import_log.has_returned(database, "kim", each) for each in (first, second)] == [False, True]


def test_beside_people_the_same_is_stored(database: Database, tmp_path: Path) -> None:
    chats = {f"k-{n}.json": transcript(turn("USER", f"Hello {n}", 1772442000000)) for n in range(60)}
    write(tmp_path, {"page.json": PAGE, **chats})
    alone = Database(":memory:")
    import_paths(alone, [tmp_path])
    assert Importer(database, beside_people=True).run(request(tmp_path), Watching()).code == LOADED
    assert snapshot(database) == snapshot(alone)
    alone.close()


def test_one_whose_process_has_died_is_noted_by_the_next(database: Database, tmp_path: Path) -> None:
    write(tmp_path, {"page.json": PAGE})
    log = ImportLog(database)
    log.begin(came_by=CameBy.INBOX, begun_by=None, account=None, files=[str(tmp_path)])
    Importer(database).run(request(tmp_path), Watching())
    assert rows(database, "SELECT came_by, outcome, ended_at IS NULL FROM imports ORDER BY begun_at") == [
        ("inbox", "killed", True),
        ("command", "complete", False),
    ]


def test_an_import_stops_among_the_transcripts_that_have_waited(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript_loader, "WAITING_AT_ONCE", 2)
    chat = transcript(turn("USER", "Hello", 1772442000000))
    write(tmp_path / "chats", {f"k-{number}.json": chat for number in range(6)})
    write(tmp_path, {"page.json": page(*(conversation(f"k-{number}") for number in range(6)))})
    import_paths(database, [tmp_path / "chats"])
    stopped = Importer(database).run(request(tmp_path / "page.json"), Watching(2))  # the page, and some that waited
    assert stopped.was_stopped
    assert stopped.report is not None
    assert stopped.report.loaded["transcript"] == 2
    again = Importer(database).run(request(tmp_path / "page.json"), Watching())
    assert again.report is not None
    assert again.report.loaded["transcript"] == 4


def test_one_import_runs_at_a_time(database: Database, tmp_path: Path) -> None:
    write(tmp_path, {"page.json": PAGE})
    first_begun, waited = threading.Event(), threading.Event()
    running: list[int] = []

    class First(Watching):
        def start(self, files: int) -> None:
            running.append(1)
            first_begun.set()
            assert waited.wait(30)

        def after_batch(self) -> None:
            running.append(1)

    class Second(Watching):
        def start(self, files: int) -> None:
            running.append(2)

    first = threading.Thread(target=Importer(database).run, args=(request(tmp_path), First()))
    first.start()
    assert first_begun.wait(30)
    outcome = Importer(database).run(request(tmp_path), Second(waiting=waited.set))
    first.join()
    assert outcome.code == LOADED
    assert running == sorted(running)
    assert rows(database, "SELECT count(*) FROM imports WHERE outcome = 'complete'") == [(2,)]


def test_whoever_waits_may_give_up(database: Database, tmp_path: Path) -> None:
    def give_up() -> None:
        raise ImportStoppedError

    with database.importing.taken(give_up), pytest.raises(ImportStoppedError):
        Importer(database).run(request(tmp_path), Watching(waiting=give_up))
    assert rows(database, "SELECT count(*) FROM imports") == [(0,)]


def test_a_file_whose_name_is_no_text_is_noted(database: Database, tmp_path: Path) -> None:
    Importer(database).run(request(tmp_path / "a\udcff.json"), Watching())
    assert rows(database, "SELECT files FROM imports") == [([str(tmp_path / "a?.json")],)]


def test_a_long_report_is_cut(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_log, "MOST_CHARACTERS", 10)
    log = ImportLog(database)
    import_id = log.begin(came_by=CameBy.PAGE, begun_by=None, account=None, files=[])
    log.end(import_id, Ended.COMPLETE, None, "0123456789a")
    assert rows(database, "SELECT report FROM imports") == [("0123456789" + CUT,)]


@permission_of(import_log.imports, import_log.report_of)
def test_only_who_may_administer_reads_of_imports(small_centre: Database, tmp_path: Path) -> None:
    Importer(small_centre).run(request(tmp_path, begun_by="kim@example.com", account=None), Watching())
    ((import_id,),) = rows(small_centre, "SELECT import_id FROM imports")
    viewers = ["ana@example.com", "sam@example.com", "kim@example.com", "stranger@example.com", ""]

    def readers() -> tuple[list[str], list[str]]:
        listed = [viewer for viewer in viewers if not import_log.imports(small_centre, viewer).empty]
        return listed, [viewer for viewer in viewers if import_log.report_of(small_centre, viewer, import_id)]

    assert readers() == ([], [])
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ? WHERE person_id = 'sam@example.com'", [[ADMINISTRATION, "qa"]]
        )
    assert readers() == (["sam@example.com"], ["sam@example.com"])
    assert import_log.imports(small_centre, "sam@example.com")["begun_by"].tolist() == ["Kim Kaur"]
    assert import_log.report_of(small_centre, "sam@example.com", "no such") is None


def test_the_account_is_the_user_of_the_machine() -> None:
    assert account()
