"""Backups by themselves: when one is due, how many are kept, what is said of one that failed, and who may want one."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.keeping import backup_keeper, backups
from coaching.keeping.backup_keeper import BackupKeeper, back_up_now, note_download
from coaching.keeping.backups import KeptBackup
from coaching.settings import SettingError
from coaching.storage import backing_up, backup_file
from coaching.storage.backup_file import Manifest
from coaching.storage.database import Database
from coaching.words.refusals import NotAllowedError, NotPossibleError
from tests.permission_marks import permission_of

pytestmark = pytest.mark.storage
NIGHT = datetime(2026, 3, 4, 2, 0)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1))
ZONES = st.sampled_from(
    [ZoneInfo("UTC"), ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kolkata")]
)


@given(now=MOMENTS, hour=st.integers(0, 23), zone=ZONES)
def test_the_clock_has_struck_within_a_day_and_at_this_hour_there(now: datetime, hour: int, zone: ZoneInfo) -> None:
    struck = backups.last_struck(now, hour, zone)
    assert now - timedelta(hours=25) <= struck <= now
    local = struck.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    assert local.hour in (hour, hour + 1)  # an hour that the clock leaves out is the one after it
    assert backups.is_due(struck - timedelta(seconds=1), now, hour, zone)
    assert not backups.is_due(struck, now, hour, zone)
    assert backups.is_due(None, now, hour, zone)
    assert not backups.is_due(None, now, None, zone)


@given(whole=st.lists(st.booleans(), max_size=12), most=st.integers(1, 5))
def test_the_newest_whole_ones_are_kept(whole: list[bool], most: int) -> None:
    manifest: object = object()
    found = [
        KeptBackup(
            path=Path(str(number)),
            made_at=NIGHT - timedelta(days=number),
            size=1,
            manifest=manifest if is_whole else None,  # type: ignore[arg-type]
            trouble=None,
        )
        for number, is_whole in enumerate(whole)
    ]
    removed = backups.no_longer_kept(found, most)
    left = [each for each in found if each not in removed]
    assert sum(each.manifest is not None for each in left) == min(most, sum(whole))
    assert left == found[: len(left)]


class Clock:
    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(backing_up, "utc_now", clock)
    return clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


@pytest.fixture
def keeper(small_centre: Database, folder: Path, clock: Clock) -> Iterator[BackupKeeper]:
    keeper = BackupKeeper(small_centre, folder, clock)
    yield keeper
    keeper.stop()


def set_to(database: Database, **values: object) -> None:
    with database.transaction() as cursor:
        for name, value in values.items():
            cursor.execute("DELETE FROM centre_settings WHERE name = $name", {"name": name})
            cursor.execute("INSERT INTO centre_settings VALUES ($name, $value)", {"name": name, "value": str(value)})


def test_one_is_made_each_day_and_the_older_ones_go_once_it_stands(
    small_centre: Database, keeper: BackupKeeper, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_to(small_centre, backups_kept=2)
    (folder / "coaching-2026-01-01T000000Z.zip.part").write_text("left by one that was killed")
    (folder / "mine.zip").write_text("mine")
    keeper.look()
    assert sorted(os.listdir(folder)) == ["coaching-2026-03-04T020000Z.zip", "mine.zip"]
    keeper.look()  # nothing is due
    for day in range(1, 4):
        clock.now = NIGHT + timedelta(days=day)
        keeper.look()
        keeper.look()
    assert [each.made_at.day for each in backups.kept(folder)] == [7, 6]
    assert keeper.failed is None

    full = OSError(28, "No space left on device")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _raising(full))
        clock.now = NIGHT + timedelta(days=4)
        keeper.look()
    assert keeper.failed is not None
    assert keeper.failed.sentence.endswith("there is no room on the disk for it.")
    assert len(os.listdir(folder)) == 3  # the two, and mine
    keeper.look()  # not at once again
    assert keeper.failed is not None
    clock.now += backup_keeper.AGAIN_AFTER
    keeper.look()
    assert keeper.failed is None
    assert [each.made_at.day for each in backups.kept(folder)] == [8, 7]


def _raising(error: Exception) -> Callable[[int], None]:
    def fail(_number: int) -> None:
        raise error

    return fail


def test_none_is_made_by_itself_where_the_centre_does_not_want_it(
    small_centre: Database, keeper: BackupKeeper, folder: Path
) -> None:
    set_to(small_centre, backup_hour="")
    keeper.look()
    assert not os.listdir(folder)
    keeper._wanted.set()
    keeper.look()
    assert len(os.listdir(folder)) == 1
    assert keeper.progress is None


@permission_of(back_up_now, note_download)
def test_who_may_administer_has_one_made_and_is_noted(small_centre: Database, keeper: BackupKeeper) -> None:
    for viewer in ("sam@example.com", "ned@example.com", "nobody"):
        with pytest.raises(NotAllowedError):
            back_up_now(small_centre, viewer, keeper)
        with pytest.raises(NotAllowedError):
            note_download(small_centre, viewer, "coaching.zip")
    assert keeper.progress is None
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['administration'] WHERE person_id = 'ned@example.com'")
    with _held(small_centre):
        back_up_now(small_centre, "ned@example.com", keeper)
        with pytest.raises(NotPossibleError):
            back_up_now(small_centre, "ned@example.com", keeper)
    note_download(small_centre, "ned@example.com", "coaching.zip")
    rows = small_centre.rows(
        "SELECT subject_id, changed_by, field FROM changes WHERE subject = 'backup' ORDER BY changed_at"
    )
    assert [(row["changed_by"], row["field"]) for row in rows] == [
        ("ned@example.com", "begun"),
        ("ned@example.com", "downloaded"),
    ]


@contextmanager
def _held(database: Database) -> Iterator[None]:
    """Somebody else has the turn to back up."""
    with database.backing_up.taken(lambda: None):
        yield


def test_one_that_somebody_wants_is_made_by_the_thread_which_stops(
    small_centre: Database, keeper: BackupKeeper, folder: Path
) -> None:
    set_to(small_centre, backup_hour="")
    keeper.want()
    while not backups.kept(folder):
        assert threading.active_count() > 1
    keeper.stop()
    assert keeper.progress is None
    with closing(Database(":memory:")) as other:  # no file of it is in the folder
        assert BackupKeeper(other, folder).failed is None


def test_what_is_not_whole_is_listed_and_says_why(keeper: BackupKeeper, folder: Path) -> None:
    keeper.look()
    (folder / "coaching-2026-03-03T020000Z.zip").write_text("broken")
    (folder / "coaching-2026-03-02T020000Z.zip").symlink_to(folder / "coaching-2026-03-04T020000Z.zip")
    whole, broken = backups.kept(folder)
    assert whole.manifest is not None
    assert (broken.manifest, broken.made_at.day) == (None, 3)
    assert "is no backup of this app" in str(broken.trouble)


def test_one_that_cannot_be_read_ends_no_backups(
    keeper: BackupKeeper, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.look()
    (folder / "coaching-2026-03-03T020000Z.zip").write_text("of another user")
    (folder / "coaching-2026-03-02T020000Z.zip").write_text("just removed")
    read = backup_file.read
    errors = {3: PermissionError(13, "Permission denied"), 2: FileNotFoundError(2, "No such file")}

    def refused(path: Path) -> Manifest:
        for day, error in errors.items():
            if path.name.startswith(f"coaching-2026-03-0{day}"):
                raise error
        return read(path)

    monkeypatch.setattr(backup_file, "read", refused)
    clock.now = NIGHT + timedelta(days=1)
    keeper.look()
    assert keeper.failed is None
    found = {each.made_at.day: each.trouble for each in backups.kept(folder)}
    assert found.keys() == {5, 4, 3}
    assert str(found[3]).endswith("cannot be read: Permission denied.")


def test_the_folder_is_there_and_apart_from_the_inbox(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "backups").mkdir(parents=True)
    backups.check_folder(str(tmp_path / "inbox" / "backups"), None)
    for folder in (tmp_path / "none", __file__):
        with pytest.raises(SettingError, match="no folder"):
            backups.check_folder(str(folder), None)
    for folder in (tmp_path / "inbox" / "backups", tmp_path, tmp_path / "inbox"):
        with pytest.raises(SettingError, match="would be imported"):
            backups.check_folder(str(folder), str(tmp_path / "inbox"))
