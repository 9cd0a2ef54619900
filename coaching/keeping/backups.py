"""Which backups lie in the folder of backups, when is the next one due, and which are no longer kept?

What is in the folder is what counts: a name that backing_up.new_name() gives, and a manifest that says the rest. Files
of other names are nobody's business here.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from coaching.settings import SettingError
from coaching.storage import backing_up, backup_file
from coaching.storage.backup_file import BackupUnusableError, Manifest
from coaching.words.days import UTC_ZONE

NAME = re.compile(r"coaching-(\d{4}-\d\d-\d\dT\d{6})Z\.zip")
NAMED_AT = "%Y-%m-%dT%H%M%S"
MOST_READ = 1_000
NO_FOLDER = "COACHING_BACKUPS is {folder!r}, which is no folder that the app may read and write."
UNREADABLE = "{path} cannot be read: {error}."
IN_INBOX = "COACHING_BACKUPS is {folder!r}, which lies in the inbox or around it: backups would be imported."


@dataclass(frozen=True, kw_only=True)
class KeptBackup:
    """One backup in the folder. `made_at`: naive UTC. `manifest`: None where it is not whole, or not of this version;
    `trouble` says so then."""

    path: Path
    made_at: datetime
    size: int
    manifest: Manifest | None
    trouble: str | None


def check_folder(folder: str, inbox: str | None) -> None:
    """Raises SettingError where this cannot be the folder of backups."""
    found = Path(folder).expanduser()
    if not found.is_dir() or not _may_write(found):
        raise SettingError(NO_FOLDER.format(folder=folder))
    if inbox is not None:
        ours, theirs = found.resolve(), Path(inbox).expanduser().resolve()
        if ours.is_relative_to(theirs) or theirs.is_relative_to(ours):
            raise SettingError(IN_INBOX.format(folder=folder))


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def kept(folder: Path) -> list[KeptBackup]:
    """The backups of a folder, the newest first. Raises OSError where it cannot be read."""
    found = []
    for path in folder.iterdir():
        named = NAME.fullmatch(path.name)
        if named is None or path.is_symlink() or not path.is_file():
            continue
        try:
            state = path.stat()
            manifest, trouble = _read(path, state.st_size, state.st_mtime_ns)
        except FileNotFoundError:  # another machine has just removed it
            continue
        except OSError as error:  # it alone, such as one that another user has put there: the others count
            manifest, trouble = None, UNREADABLE.format(path=path, error=error.strerror or error)
        made_at = datetime.strptime(named[1], NAMED_AT) if manifest is None else manifest.made_at
        found.append(KeptBackup(path=path, made_at=made_at, size=state.st_size, manifest=manifest, trouble=trouble))
    return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)


@lru_cache(maxsize=MOST_READ)
def _read(path: Path, _size: int, _written_at: int) -> tuple[Manifest | None, str | None]:
    try:
        return backup_file.read(path), None
    except BackupUnusableError as error:
        return None, str(error)


def is_due(newest: datetime | None, now: datetime, hour: int | None, zone: ZoneInfo) -> bool:
    """Whether a backup is to be made now: since the newest one the clock of the centre has struck this hour. `newest`,
    `now`: naive UTC. `hour`: None where none is made by itself."""
    if hour is None:
        return False
    return newest is None or newest < last_struck(now, hour, zone)


def last_struck(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """When the clock of the centre has last struck this hour, in naive UTC."""
    local = now.replace(tzinfo=UTC_ZONE).astimezone(zone)
    struck = [
        datetime.combine(local.date() - timedelta(days=days), time(hour), zone)
        .astimezone(UTC_ZONE)
        .replace(tzinfo=None)
        for days in (0, 1)
    ]
    return next(each for each in (*struck, now - timedelta(days=1)) if each <= now)


def no_longer_kept(found: Sequence[KeptBackup], most: int) -> list[KeptBackup]:
    """Those that are older than the newest `most` whole ones, whole or not. `found`: the newest first."""
    whole = [each for each in found if each.manifest is not None]
    if len(whole) <= most:
        return []
    oldest = whole[most - 1].made_at
    return [each for each in found if each.made_at < oldest]


def unfinished(folder: Path) -> list[Path]:
    """What a process that was killed has left, for whoever has the turn to back up."""
    parts = [path for path in folder.iterdir() if path.name.endswith(backing_up.PART)]
    return [path for path in parts if NAME.fullmatch(path.name.removesuffix(backing_up.PART))]
