"""Disks that are full or read-only, files that are damaged or gone: what people read, /ready says and the log keeps."""

import logging
import os
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from coaching.storage.errors import NotSavedError, refusal
from coaching.ui.shell import failures, health, navigation, session
from coaching.words import wording
from coaching.words.formatting import plain
from tests import databases
from tests.pages.screens import open_page
from tests.pages.test_discussion import NOTE
from tests.servers import running
from tests.ui.shell.test_cold_start import visit

pytestmark = [databases.about_files, pytest.mark.storage]


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return Path(databases.address_of_small_centre(folder / "centre.duckdb"))


@pytest.fixture
def centre_on_a_disk() -> Iterator[Path]:
    """Not in memory, where a file that is open can be written however it is marked."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(databases.address_of_small_centre(Path(folder, "centre.duckdb")))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of twenty megabytes with the small centre on it; skips where this user mounts none."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder)], check=False, stderr=-3)
    if made.returncode:
        pytest.skip("this user mounts no disks")
    try:
        yield Path(databases.address_of_small_centre(folder / "centre.duckdb"))
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def ready(server: str) -> tuple[int, str]:
    time.sleep(2.1)  # what was written a moment ago is believed
    try:
        with urllib.request.urlopen(server + health.ADDRESS, timeout=20) as response:
            return int(response.status), response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def ask(server: str, page: str, query: str) -> str:
    return visit(server, page, {}, query)


def test_on_a_full_disk_reading_goes_on_and_the_look_is_not_counted(disk: Path, tmp_path: Path) -> None:
    opening = (navigation.INTERACTION, "viewer=ana@example.com&assignment=ca-ana&interaction=c-ana-1")
    with running(str(disk), tmp_path / "log") as server:
        filler = disk.with_name("filler")
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        assert ready(server) == (503, f"{health.FULL}\n")
        sent = ask(server, *opening)
        assert "The answer of" in sent
        assert wording.LOOK_NOT_COUNTED in sent
        filler.unlink()
        assert ready(server) == (200, "")
        assert wording.LOOK_NOT_COUNTED not in ask(server, *opening)
    with closing(Database(str(disk))) as found:
        assert found.first("SELECT count(*) AS n FROM openings WHERE person_id = 'ana@example.com'") != {"n": 0}
    assert "ana@example.com" not in (tmp_path / "log").read_text()


def test_a_file_that_is_deleted_or_damaged_is_not_ready(centre: Path, tmp_path: Path) -> None:
    good = centre.read_bytes()
    with running(str(centre), tmp_path / "log") as server:
        centre.unlink()
        assert ready(server) == (503, f"{health.GONE}\n")
        sent = ask(server, navigation.INTERACTION, "viewer=ana@example.com&assignment=ca-ana&interaction=c-ana-1")
        assert wording.LOOK_NOT_COUNTED in sent
        centre.write_bytes(b"damaged" * 100_000)
        assert ready(server) == (503, f"{health.DAMAGED}\n")
        sent = ask(server, navigation.MY_COACHING, "viewer=ana@example.com")
        assert wording.DATA_UNUSABLE.partition(" (")[0] in sent
        assert "Streamlit Cloud" not in sent
        assert str(centre) not in sent
        centre.unlink()
        centre.write_bytes(good)
        assert ready(server) == (200, "")
        assert "Coaching ca-ana" in ask(server, navigation.MY_COACHING, "viewer=ana@example.com")
    log = (tmp_path / "log").read_text()
    assert "ana@example.com" not in log
    assert "Traceback" in log


def test_a_read_only_file_is_not_ready(centre_on_a_disk: Path, tmp_path: Path) -> None:
    centre = centre_on_a_disk
    with running(str(centre), tmp_path / "log") as server:
        log = Path(f"{centre}.wal")
        assert ready(server) == (200, "")
        if subprocess.run(["chattr", "+i", str(log)], check=False, stderr=-3).returncode:
            pytest.skip("this user makes no file immutable")
        try:
            status, said = ready(server)
        finally:
            subprocess.run(["chattr", "-i", str(log)], check=False)
        if status == 200:
            pytest.skip("this file system lets an open file be written however it is marked")
        assert (status, said) == (503, f"{health.READ_ONLY}\n")
        assert ready(server)[0] == 200


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotSavedError(wording.DATABASE_REPLACED), health.GONE),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), health.FULL),
        (duckdb.TransactionException('Failed to commit: Could not write file "/x": File too large'), health.FULL),
        (duckdb.IOException('Cannot open file "/x": Read-only file system'), health.READ_ONLY),
        (duckdb.FatalException("database has been invalidated"), health.DAMAGED),
        (DatabaseUnusableError("/secret/x cannot be opened as a DuckDB database"), health.DAMAGED),
        (duckdb.IOException("Unable to connect to Postgres at host db.example.com"), health.AWAY),
        (RuntimeError("ana@example.com /secret"), health.DAMAGED),
    ],
)
def test_ready_says_which_is_wrong_without_paths(error: Exception, said: str) -> None:
    assert health._meaning(error) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            duckdb.TransactionException("TransactionContext Error: Failed to commit: Could not write file"),
            wording.DATABASE_NOT_WRITTEN,
        ),
        (duckdb.FatalException("database has been invalidated"), wording.DATABASE_NOT_WRITTEN),
        (duckdb.IOException("IO Error: Unable to connect"), wording.DATABASE_AWAY),
        (duckdb.TransactionException("Conflict on update!"), None),
        (duckdb.ConstraintException("Duplicate key"), None),
        (duckdb.InvalidInputException("Could not write 'connect' as a date"), None),
        (ValueError("no"), None),
    ],
)
def test_what_comes_from_the_disk_is_a_refusal(error: Exception, said: str | None) -> None:
    found = refusal(error)
    assert (str(found) if found else None) == said


def test_asking_every_moment_does_not_make_the_log_grow(centre: Path) -> None:
    with closing(Database(str(centre))) as database:
        database.check_writable()
        before = os.stat(f"{centre}.wal").st_size
        for _ in range(50):
            database.check_writable()
        assert os.stat(f"{centre}.wal").st_size == before
        shutil.move(centre, centre.with_name("away.duckdb"))
        with pytest.raises(NotSavedError):
            database.check_writable()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotSavedError(wording.DATABASE_REPLACED), wording.DATABASE_REPLACED),
        (DatabaseUnusableError("/secret/centre.duckdb cannot be opened"), wording.DATA_UNUSABLE),
        (RuntimeError("ana@example.com said 'no'"), wording.TROUBLE),
    ],
)
def test_people_read_a_sentence_with_the_number_of_the_log(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("streamlit.error", lambda text, icon: shown.append(text))
    _kept_clean(monkeypatch)
    logging.getLogger("streamlit.error_util").error("Uncaught app execution", exc_info=error)
    assert failures.answer(error)
    number = failures.number_of(error)
    assert shown == [said.format(number=number)] or shown[0].replace("\\", "") == said
    assert f"(number {number})" in caplog.text
    assert "ana@example.com" not in caplog.text
    assert "'no'" not in caplog.text


WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=3, max_size=12)


@given(WORDS, WORDS, st.sampled_from(["{} did it", "GET /evaluation?agent={}&x=1", "?viewer={}", "<{}>", "agent: {},"]))
def test_no_address_gets_into_a_log(name: str, host: str, sentence: str) -> None:
    address = f"{name}@{host}.example.com"
    for written in (address, address.replace("@", "%40")):
        with pytest.MonkeyPatch.context() as patch:
            _kept_clean(patch)
            record = logging.getLogger("any").makeRecord(
                "any", logging.ERROR, "", 0, sentence.format("%s"), (written,), None
            )
        assert written not in record.getMessage()
        assert f"{host}.example" not in record.getMessage()


def test_a_value_in_an_error_does_not_get_into_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    _kept_clean(monkeypatch)
    try:
        int("what somebody typed")
    except ValueError as error:
        try:
            raise KeyError("what somebody typed") from error
        except KeyError as second:
            record = logging.getLogger("any").makeRecord(
                "any",
                logging.ERROR,
                "",
                0,
                "x",
                (),
                (KeyError, second, second.__traceback__),
            )
    written = logging.Formatter().format(record)
    assert written.endswith("KeyError")
    assert "ValueError\n" in written
    assert 'raise KeyError("what' in written  # a line of the program
    assert written.count("what somebody typed") == 2


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_word_of_an_error_gets_into_the_log(first: str, second: str) -> None:
    said = f'Anna\'s "secret" {first}\n  LINE 1: Anna Secret {second}\nAnna Secret phoned from 0171'
    for error in (ValueError(said), KeyError(said), RuntimeError(f"{said}\n{said}")):
        with pytest.MonkeyPatch.context() as patch:
            _kept_clean(patch)
            asked = (type(error), error, error.__traceback__)
            record = logging.getLogger("any").makeRecord("any", logging.ERROR, "", 0, "x", (), asked)
        written = logging.Formatter().format(record)
        assert type(error).__name__ in written
        assert "Anna" not in written
        assert "from 0171" not in written


def test_a_long_word_in_a_log_is_gone_through_once() -> None:
    for word in ("a", "a@", "a.", "%40", "?a=", "'"):  # from each letter anew it would take hours
        failures.cleaned(word * 1_000_000)


def _kept_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """The logs as a server has them, until the test ends."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = logging.getLogRecordFactory()
    failures.keep_logs_clean()
    factory = logging.getLogRecordFactory()
    monkeypatch.setattr(logging, "_logRecordFactory", factory)
    logging.setLogRecordFactory(before)
    monkeypatch.setattr(logging, "_logRecordFactory", factory)


def test_a_form_keeps_what_was_typed_when_nothing_can_be_saved(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_DATABASE", str(centre))
    try:
        page = open_page(navigation.FILES[navigation.ASSIGNMENT], viewer="ana@example.com", assignment="ca-ana")
        centre.rename(centre.with_name("away.duckdb"))
        page.text_area(key=NOTE).set_value("What I wrote").run()
        page.button(key=f"{NOTE}_send").click().run()
        assert not page.exception
        assert [error.value for error in page.error] == [plain(wording.DATABASE_REPLACED)]
        assert page.text_area(key=NOTE).value == "What I wrote"
    finally:
        session.close_database()
