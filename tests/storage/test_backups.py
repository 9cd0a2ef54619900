"""A backup: all that a database held at one instant, whole or not there, and restored as it was."""

import gzip
import os
import random
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from coaching.storage import backing_up, backup_file, restoring, schema
from coaching.storage.backing_up import NotBackedUpError, back_up
from coaching.storage.backup_file import BackupUnusableError
from coaching.storage.copying import TABLES, content
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError
from coaching.storage.restoring import NotRestoredError, restore
from tests import centre, databases
from tests.places import ROOT

pytestmark = pytest.mark.storage
EARLIER = Path(__file__).parent / "earlier_versions"

# What a file may have that is easily lost on the way.
ODD = """
    INSERT INTO templates VALUES ('odd', 'a' || chr(0) || 'b', '😀 é', ['', NULL, 'x'], 1), ('empty', '', '', [], 2);
    INSERT INTO turns (interaction_id, position, speaker, said_at, text, sentiment)
    VALUES ('c-ana-1', 91, 'customer', '1969-12-31 23:59:59.999999', '', -0.0),
           ('c-ana-1', 92, 'customer', NULL, 'x', 'nan'), ('c-ana-1', 93, 'agent', NULL, 'x', 'infinity');
    INSERT INTO imports (import_id, came_by, begun_at, files, returned)
    SELECT 'i-' || i, 'page', '2026-01-01', [], encode(repeat('x', i)) FROM range(20) r(i);
    INSERT INTO openings SELECT 'ca-ana', 'c-ana-1', 'ana', '2026-01-01' FROM range(2)"""

KILLED = """
import os, signal, sys
from pathlib import Path
from coaching.storage.backing_up import back_up
from coaching.storage.database import Database
from coaching.storage.restoring import restore
class Killing:
    steps = 0
    def start(self, rows): pass
    def waits(self): pass
    def advance(self, rows):
        self.steps += 1
        if self.steps == int(sys.argv[4]):
            os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "back up":
    back_up(Database(sys.argv[2]), Path(sys.argv[3]), Killing())
else:
    restore(Path(sys.argv[3]), sys.argv[2], Killing(), replace=True)
"""

FULL = """
import resource, sys
from pathlib import Path
from coaching.storage.backing_up import NotBackedUpError, back_up
from coaching.storage.database import Database
class Silent:
    start = advance = lambda self, rows: None
    waits = lambda self: None
database = Database(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    back_up(database, Path(sys.argv[2]), Silent())
except NotBackedUpError as error:
    print(error)
"""


class Silent:
    """Progress that calls something at each step."""

    def __init__(self, step: Callable[[], object] = lambda: None) -> None:
        self.total = self.done = 0
        self._step = step

    def start(self, rows: int) -> None:
        self.total = rows

    def advance(self, rows: int) -> None:
        self.done += rows
        self._step()

    def waits(self) -> None:
        raise AssertionError("nobody else backs up")


def contents(database: Database) -> dict[str, object]:
    return {table: content(database, table) for table in database.query(TABLES)["table_name"]}


def script(code: str, *arguments: str | Path | int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def filled(tmp_path: Path) -> str:
    """A database file with the small centre and some odd rows."""
    address = str(tmp_path / "filled.duckdb")
    with closing(Database(address)) as opened:
        centre.fill(opened)
        with opened.transaction() as cursor:
            cursor.execute(ODD)
    return address


@pytest.fixture
def backup(filled: str, tmp_path: Path) -> Path:
    """A backup of it."""
    with closing(Database(filled)) as opened:
        back_up(opened, tmp_path / "backup.zip", Silent())
    return tmp_path / "backup.zip"


def test_what_is_restored_is_what_was_backed_up_whether_file_or_lake(
    small_centre: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_centre.transaction() as cursor:
        for statement in ODD.split(";"):
            cursor.execute(statement)
    monkeypatch.setattr(backing_up, "GROUP_BYTES", 1)
    monkeypatch.setattr(restoring, "ROWS_A_TRANSACTION", 3)
    progress, again = Silent(), Silent()
    manifest = back_up(small_centre, tmp_path / "backup.zip", progress)
    assert os.stat(tmp_path / "backup.zip").st_mode & 0o777 == 0o600
    assert progress.total == progress.done == manifest.rows > 100
    assert manifest.version == schema.migrations()[-1].stem
    restore(tmp_path / "backup.zip", str(tmp_path / "restored.duckdb"), again)
    assert again.total == again.done == manifest.rows
    assert os.stat(tmp_path / "restored.duckdb").st_mode & 0o777 == 0o600
    with closing(Database(str(tmp_path / "restored.duckdb"))) as restored:
        assert contents(restored) == contents(small_centre)
    assert not [each for each in os.listdir(tmp_path) if each.endswith((".part", ".restoring"))]


@databases.about_files
@pytest.mark.parametrize("name", sorted(file.name.removesuffix(".duckdb.gz") for file in EARLIER.glob("*.gz"))[::9])
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(name: str, tmp_path: Path) -> None:
    file = tmp_path / "earlier.duckdb"
    file.write_bytes(gzip.decompress((EARLIER / f"{name}.duckdb.gz").read_bytes()))
    with closing(Database(str(file), as_it_is=True)) as earlier:
        assert back_up(earlier, tmp_path / "backup.zip", Silent()).version == name
    restore(tmp_path / "backup.zip", str(tmp_path / "restored.duckdb"), Silent())
    with closing(Database(str(file))) as upgraded, closing(Database(str(tmp_path / "restored.duckdb"))) as restored:
        assert contents(restored) == contents(upgraded)


def test_what_is_written_meanwhile_is_in_it_with_all_of_its_transaction_or_not_at_all(
    small_centre: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backing_up, "GROUP_BYTES", 1)
    before, number = contents(small_centre), iter(range(1_000))

    def write() -> None:
        with small_centre.transaction() as cursor:
            each = f"new-{next(number)}"
            cursor.execute("INSERT INTO queues VALUES ($each, $each)", {"each": each})
            cursor.execute("INSERT INTO acknowledgements VALUES ('ca-ana', $each, '2026-01-01')", {"each": each})

    back_up(small_centre, tmp_path / "backup.zip", Silent(write))
    assert contents(small_centre) != before
    restore(tmp_path / "backup.zip", str(tmp_path / "restored.duckdb"), Silent())
    with closing(Database(str(tmp_path / "restored.duckdb"))) as restored:
        assert contents(restored) == before


def test_nothing_is_ever_overwritten(filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, part = tmp_path / "there.zip", tmp_path / "new.zip.part"
    there.write_text("mine")
    part.write_text("mine")
    with closing(Database(filled)) as opened:
        for path, said in ((there, "is there already"), (tmp_path / "new.zip", "another backup is being written")):
            with pytest.raises(NotBackedUpError, match=said):
                back_up(opened, path, Silent())
        with pytest.raises(NotBackedUpError, match="is no folder"):
            back_up(opened, tmp_path / "nowhere" / "new.zip", Silent())
        late = tmp_path / "late.zip"
        with pytest.raises(NotBackedUpError, match="is there already"):  # it came while the backup was made
            back_up(opened, late, Silent(lambda: late.write_text("mine")))
        monkeypatch.setattr(os, "link", _no_links)
        back_up(opened, tmp_path / "on fat.zip", Silent())
    assert [path.read_text() for path in (there, part, late)] == ["mine"] * 3
    assert backup_file.read(tmp_path / "on fat.zip").rows


def _no_links(*_names: object) -> None:
    raise PermissionError


@databases.about_files
def test_a_full_disk_leaves_nothing_and_says_so(filled: str, tmp_path: Path) -> None:
    for room in (10, 20_000):
        done = script(FULL, filled, tmp_path / "backup.zip", room)
        assert done.stdout == backing_up.FULL.format(path=tmp_path / "backup.zip") + "\n", done.stderr
    assert os.listdir(tmp_path) == ["filled.duckdb"]


@databases.about_files
def test_a_backup_that_is_stopped_or_killed_is_none(filled: str, tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with closing(Database(filled)) as opened, pytest.raises(KeyboardInterrupt):
        back_up(opened, tmp_path / "backup.zip", Silent(stop))
    assert os.listdir(tmp_path) == ["filled.duckdb"]
    assert script(KILLED, "back up", filled, tmp_path / "backup.zip", 3).returncode == -signal.SIGKILL
    assert not (tmp_path / "backup.zip").exists()


@databases.about_files
def test_a_restore_replaces_nothing_unless_told_to_and_keeps_what_it_replaces(backup: Path, tmp_path: Path) -> None:
    address = tmp_path / "coaching.duckdb"
    with closing(Database(str(address))) as other, other.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q-other', 'Other')")
    before = address.read_bytes()
    with pytest.raises(NotRestoredError, match="--replace"):
        restore(backup, str(address), Silent())
    assert address.read_bytes() == before
    with closing(Database(str(address))), pytest.raises(DatabaseLockedError):
        _in_another_process(lambda: restore(backup, str(address), Silent(), replace=True), backup, address)
    restored = restore(backup, str(address), Silent(), replace=True)
    assert restored.kept is not None
    with closing(Database(str(restored.kept))) as kept, closing(Database(str(address))) as now:
        assert kept.rows("SELECT queue_id FROM queues") == [{"queue_id": "q-other"}]
        assert now.rows("SELECT queue_id FROM queues") == [{"queue_id": "q-1"}]


@databases.about_files
def test_a_folder_is_not_replaced_by_a_backup(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "kept").mkdir(parents=True)
    with pytest.raises(NotRestoredError, match="is a folder"):
        restore(backup, str(folder), Silent(), replace=True)
    assert (folder / "kept").is_dir()
    assert sorted(tmp_path.glob("data*")) == [folder]


def _in_another_process(_work: object, backup: Path, address: Path) -> None:
    """A database file is locked for other processes only."""
    code = (
        "import sys; from pathlib import Path; from coaching.__main__ import main; "
        "sys.exit(main(['restore', sys.argv[1], '--replace', '--database', sys.argv[2]]))"
    )
    done = script(code, backup, address)
    assert done.returncode == 3, done.stderr
    raise DatabaseLockedError(str(address))


@databases.about_files
def test_a_restore_that_is_killed_leaves_what_was_there(backup: Path, tmp_path: Path) -> None:
    address = tmp_path / "coaching.duckdb"
    with closing(Database(str(address))) as other, other.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q-other', 'Other')")
    for step in (1, 20):
        assert script(KILLED, "restore", address, backup, step).returncode == -signal.SIGKILL
        with closing(Database(str(address))) as now:
            assert now.rows("SELECT queue_id FROM queues") == [{"queue_id": "q-other"}]
    restore(backup, str(address), Silent(), replace=True)  # what was left of them is in nobody's way
    assert not (tmp_path / "coaching.duckdb.restoring").exists()
    with closing(Database(str(address))) as now:
        assert now.rows("SELECT queue_id FROM queues") == [{"queue_id": "q-1"}]


@databases.about_files
def test_a_broken_database_is_replaced_and_its_log_is_not_read_into_the_new_one(backup: Path, tmp_path: Path) -> None:
    address = tmp_path / "coaching.duckdb"
    address.write_text("broken")
    Path(f"{address}.wal").write_text("broken")
    restored = restore(backup, str(address), Silent(), replace=True)
    assert restored.kept is not None
    assert restored.kept.read_text() == Path(f"{restored.kept}.wal").read_text() == "broken"
    with closing(Database(str(address))) as now:
        assert now.rows("SELECT queue_id FROM queues") == [{"queue_id": "q-1"}]


@databases.about_files
def test_a_backup_that_is_damaged_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole, chance = backup.read_bytes(), random.Random(7)
    damaged, refused = tmp_path / "damaged.zip", 0
    for number in range(60):
        place = chance.randrange(len(whole))
        other = bytes([whole[place] ^ 1 << chance.randrange(8)])
        damaged.write_bytes(whole[:place] + (other + whole[place + 1 :] if number % 2 else b""))
        try:
            manifest = backup_file.check(damaged)
        except BackupUnusableError:
            refused += 1
        else:  # a bit of a header of the zip that nothing depends on
            assert number % 2
            restore(damaged, str(tmp_path / f"{number}.duckdb"), Silent())
            assert manifest.tables == backup_file.check(backup).tables
    assert refused > 50
    damaged.write_text("no zip")
    with pytest.raises(BackupUnusableError):
        restore(damaged, str(tmp_path / "never.duckdb"), Silent())
    assert not (tmp_path / "never.duckdb").exists()


@databases.about_files
def test_another_programs_file_and_one_of_a_newer_version_are_told_apart(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}

    def said(changed: dict[str, bytes | None]) -> str:
        with zipfile.ZipFile(tmp_path / "changed.zip", "w") as file:
            for name, content in (members | changed).items():
                if content is not None:
                    file.writestr(name, content)
        with pytest.raises(BackupUnusableError) as refused:
            restore(tmp_path / "changed.zip", str(tmp_path / "never.duckdb"), Silent())
        return str(refused.value)

    manifest = members[backup_file.MANIFEST]
    assert "is no backup of this app" in said({backup_file.MANIFEST: None})
    assert "is no backup of this app" in said({backup_file.MANIFEST: b'{"format": "other"}'})
    newer = manifest.replace(b'"0001_coaching"', b'"0001_coaching", "9999_later"')
    assert "newer version of this app (9999_later)" in said({backup_file.MANIFEST: newer})
    later = manifest.replace(b'"format_version": 1', b'"format_version": 2')
    assert "newer version of this app (format 2)" in said({backup_file.MANIFEST: later})
    assert "is damaged" in said({"people.parquet": None})
    assert "is damaged" in said({"people.parquet": members["queues.parquet"]})
    assert "is damaged" in said({backup_file.MANIFEST: manifest.replace(b'"made_at"', b'"made"')})
    other_sum = manifest.replace(b'"checksum": "', b'"checksum": "1')
    assert "is damaged" in said({backup_file.MANIFEST: other_sum})


def test_a_backup_is_restored_into_a_file_and_not_into_a_lake(tmp_path: Path) -> None:
    with pytest.raises(NotRestoredError, match="copy"):
        restore(tmp_path / "any.zip", "ducklake:postgres:host=db", Silent())


@databases.about_files
def test_what_is_wanted_as_it_is_is_neither_made_nor_changed(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusableError, match="There is no database"):
        Database(str(tmp_path / "new.duckdb"), as_it_is=True)
    assert not os.listdir(tmp_path)
