"""Files that are uploaded: who may, where they lie, what becomes of them, and that nothing is left of them."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import limits
from coaching.intake import private_files, uploads
from coaching.intake.import_log import has_returned, returned
from coaching.intake.private_files import LONGEST_NAME, plain_name
from coaching.people.permissions import ADMINISTRATION
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotPossibleError
from tests.importers.export import conversation, page, rows
from tests.permission_marks import permission_of
from tests.places import ROOT

ADMINISTRATOR, OTHER = "root@example.com", "sam@example.com"
PEOPLE = "INSERT INTO people (person_id, email, name, source_ids, permissions, listed) VALUES (?, ?, ?, [], ?, TRUE)"
PATIENCE_SECONDS = 60
NOTED = "SELECT came_by, begun_by, files, outcome, loaded, refused FROM imports"


@dataclass
class File:
    name: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


@pytest.fixture
def kept(tmp_path: Path) -> Database:
    """A database in a file, with an administrator and somebody else."""
    made = Database(str(tmp_path / "coaching.duckdb"))
    with made.transaction() as cursor:
        cursor.execute(PEOPLE, [ADMINISTRATOR, ADMINISTRATOR, "Root", [ADMINISTRATION]])
        cursor.execute(PEOPLE, [OTHER, OTHER, "Sam", ["coaching_monitor", "qa_functionalities"]])
    return made


def wait(database: Database) -> None:
    for thread in [each for each in uploads.desk(database)._running.values() if each is not None]:
        thread.join(PATIENCE_SECONDS)
    assert not uploads.running(database, ADMINISTRATOR)


def uploaded(database: Database, *files: File) -> str:
    """The report of an import of these files."""
    begun = uploads.begin(database, ADMINISTRATOR, files)
    wait(database)
    found = uploads.ended(database, ADMINISTRATOR, begun.upload_id)
    assert found is not None
    ((report,),) = rows(database, f"SELECT report FROM imports WHERE import_id = '{found.import_id}'")
    return str(report)


def json_file(name: str, *records: dict[str, object]) -> File:
    return File(name, json.dumps(page(*records)).encode())


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return made.getvalue()


def bad(conversation_id: str) -> dict[str, object]:
    return conversation(conversation_id, **{"Conversation Start Time": "abc"})


def test_what_is_uploaded_is_imported_and_nothing_is_left_of_it(kept: Database) -> None:
    inner = zipped(b__json=json.dumps(page(conversation("k-2"))).encode())
    report = uploaded(kept, json_file("a.json", conversation("k-1"), bad("k-3")), File("b.zip", inner))
    place = private_files.place(kept.address)
    assert not place.exists()
    assert rows(kept, NOTED) == [("page", ADMINISTRATOR, ["a.json", "b.zip"], "incomplete", 2, 1)]
    assert report.startswith("a.json, record 2, Conversation Start Time: ")
    assert str(place) not in report


def test_the_files_are_private_while_they_wait(kept: Database) -> None:
    seen: list[int] = []
    with kept.importing.taken(lambda: None):
        uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation("k-1"))])
        for folder, _, files in os.walk(private_files.place(kept.address)):
            seen += [stat.S_IMODE(os.stat(Path(folder, name)).st_mode) for name in [".", *files]]
    wait(kept)
    assert len(seen) == 4  # the folder, that of the upload, its lock and its file
    assert not [mode for mode in seen if mode & 0o077]


def test_two_files_of_one_name_are_both_imported(kept: Database) -> None:
    uploaded(kept, json_file("a.json", conversation("k-1")), json_file("x/a.json", conversation("k-2")))
    assert rows(kept, "SELECT count(*) FROM interactions") == [(2,)]


def test_one_that_waits_can_be_stopped_and_everybody_sees_the_same(kept: Database) -> None:
    with kept.importing.taken(lambda: None):
        begun = uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation("k-1"))])
        assert uploads.running(kept, ADMINISTRATOR) == [begun]
        assert begun.is_waiting
        uploads.stop(kept, ADMINISTRATOR, begun.upload_id)
        wait(kept)
    assert rows(kept, NOTED) == []
    with pytest.raises(NotPossibleError):
        uploads.stop(kept, ADMINISTRATOR, begun.upload_id)


def test_no_more_wait_than_a_few_and_none_once_the_app_stops(kept: Database) -> None:
    with kept.importing.taken(lambda: None):
        for number in range(uploads.MOST_AT_ONCE):
            uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation(f"k-{number}"))])
        with pytest.raises(NotPossibleError):
            uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation("k-9"))])
        for thread in uploads.desk(kept).close():
            thread.join(PATIENCE_SECONDS)
    with pytest.raises(NotPossibleError):
        uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation("k-9"))])
    assert not private_files.place(kept.address).exists()


@pytest.mark.parametrize("number", [0, uploads.MOST_FILES + 1])
def test_an_upload_has_some_files_and_not_too_many(kept: Database, number: int) -> None:
    with pytest.raises(InvalidFieldsError) as refused:
        uploads.begin(kept, ADMINISTRATOR, [File("a.json", b"[]")] * number)
    assert refused.value.complaints.keys() == {uploads.FILES}


def test_an_upload_is_not_too_large(kept: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    with pytest.raises(InvalidFieldsError):
        uploads.begin(kept, ADMINISTRATOR, [File("a.json", b"x" * 6)] * 2)


def test_a_zip_that_unpacks_to_too_much_is_refused(kept: Database) -> None:
    bomb = zipped(a__json=b"[" + b" " * (2 * limits.UNSUSPICIOUS_BYTES) + b"]")
    assert "b.zip" in uploaded(kept, File("b.zip", bomb))
    assert rows(kept, "SELECT refused FROM imports") == [(1,)]


@permission_of(uploads.begin)
@permission_of(uploads.stop)
@permission_of(uploads.running)
@permission_of(uploads.ended)
@permission_of(uploads.may_upload)
def test_who_may_not_administer_uploads_stops_and_sees_nothing(kept: Database) -> None:
    with kept.importing.taken(lambda: None):
        begun = uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation("k-1"))])
        for viewer in (OTHER, "nobody@example.com", ""):
            with pytest.raises(NotAllowedError):
                uploads.begin(kept, viewer, [json_file("a.json", conversation("k-2"))])
            with pytest.raises(NotAllowedError):
                uploads.stop(kept, viewer, begun.upload_id)
            assert uploads.running(kept, viewer) == []
        assert not begun.is_stopping
    wait(kept)
    assert uploads.ended(kept, ADMINISTRATOR, begun.upload_id) is begun
    assert uploads.ended(kept, OTHER, begun.upload_id) is None
    assert rows(kept, "SELECT interaction_id FROM interactions") == [("k-1",)]


@permission_of(returned)
@permission_of(has_returned)
def test_what_was_refused_is_for_administrators_and_can_be_mended(kept: Database) -> None:
    uploaded(kept, json_file("a.json", conversation("k-1"), bad("k-2")))
    ((import_id,),) = rows(kept, "SELECT import_id FROM imports")
    content = returned(kept, ADMINISTRATOR, import_id)
    assert content is not None
    assert has_returned(kept, ADMINISTRATOR, import_id)
    for viewer in (OTHER, "nobody@example.com"):
        assert returned(kept, viewer, import_id) is None
        assert not has_returned(kept, viewer, import_id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("a.json").decode()
        assert str(private_files.place(kept.address)) not in archive.read("refused-because.txt").decode()
    uploaded(kept, File("mended.zip", zipped(a__json=text.replace("abc", "2026-03-01T10:00:00Z").encode())))
    assert rows(kept, "SELECT interaction_id FROM interactions ORDER BY 1") == [("k-1",), ("k-2",)]


KILLED = """
import os, signal, sys
from coaching.intake import private_files
from tests.intake.test_uploads import File
with private_files.stored(sys.argv[1], [File("a.json", b"[]")]):
    print("stored", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_process_has_left_is_removed_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    address = str(tmp_path / "coaching.duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, address], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stored\n"
        private_files.sweep(address)
        assert len([*private_files.place(address).rglob("a.json")]) == 1
        process.send_signal(signal.SIGKILL)
    assert private_files.place(address).exists()
    private_files.sweep(address)
    assert not private_files.place(address).exists()


def test_a_folder_that_others_may_open_is_not_used(tmp_path: Path) -> None:
    address = str(tmp_path / "coaching.duckdb")
    private_files.place(address).mkdir()
    private_files.place(address).chmod(0o755)
    with pytest.raises(PermissionError), private_files.stored(address, [File("a.json", b"[]")]):
        pass


def test_nothing_is_removed_where_somebody_has_put_a_link_to_other_files(tmp_path: Path) -> None:
    address = str(tmp_path / "coaching.duckdb")
    (tmp_path / "ours" / "folder").mkdir(parents=True, mode=0o700)
    (tmp_path / "ours").chmod(0o700)
    (tmp_path / "ours" / "file").touch()
    private_files.place(address).symlink_to(tmp_path / "ours")
    with pytest.raises(PermissionError):
        private_files.sweep(address)
    assert sorted(path.name for path in (tmp_path / "ours").iterdir()) == ["file", "folder"]


@given(st.text(max_size=400))
def test_any_name_becomes_one_of_a_file_in_one_folder(name: str) -> None:
    plain = plain_name(name)
    assert plain == Path(plain).name
    assert plain not in ("", ".", "..")
    assert 0 < len(os.fsencode(plain)) <= LONGEST_NAME
    assert plain_name(plain) == plain


@pytest.mark.parametrize(
    ("name", "plain"), [("a.json", "a.json"), ("../../b.csv", "b.csv"), ("C:\\x\\c.zip", "c.zip"), ("..", "file")]
)
def test_what_names_become(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_many_threads_begin_no_more_than_there_is_room_for(kept: Database) -> None:
    begun: list[object] = []

    def begin(number: int) -> None:
        with suppress(NotPossibleError):
            begun.append(uploads.begin(kept, ADMINISTRATOR, [json_file("a.json", conversation(f"k-{number}"))]))

    with kept.importing.taken(lambda: None):
        threads = [threading.Thread(target=begin, args=[number]) for number in range(2 * uploads.MOST_AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        assert len(begun) == uploads.MOST_AT_ONCE
    wait(kept)
    assert rows(kept, "SELECT count(*) FROM interactions") == [(uploads.MOST_AT_ONCE,)]
