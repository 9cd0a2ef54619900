"""Who makes backups while the app runs? One thread: each day at an hour of the centre, and when somebody presses a
button. Older ones are removed once the new one stands.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from coaching.going_round import GoingRound
from coaching.keeping import backups
from coaching.people.centre_settings import centre_settings
from coaching.people.permissions import Action, needed
from coaching.people.visibility import viewer_may
from coaching.storage import backing_up, change_log
from coaching.storage.backing_up import NotBackedUpError
from coaching.storage.database import Database
from coaching.storage.errors import refusal
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import NotAllowedError, NotPossibleError

LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 20.0
CANNOT_LOOK = "Whether a backup is due cannot be found out"
AGAIN_AFTER = timedelta(minutes=15)  # where one has failed for a reason that may pass

MAY_BACK_UP = f"SELECT 1 AS found WHERE {viewer_may(Action.ADMINISTER)}"


class StoppedError(Exception):
    """The app stops, and the backup with it."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Why the last backup was not made, and when it failed (naive UTC)."""

    at: datetime
    sentence: str


class BackupKeeper:
    """Makes the backups of one database in a folder. Safe to share between threads."""

    def __init__(self, database: Database, folder: Path, now: Callable[[], datetime] = utc_now) -> None:
        """`now`: the time, as naive UTC."""
        self._database, self.folder, self._now = database, folder, now
        self._wanted, self._starting = threading.Event(), threading.Lock()
        self._going = GoingRound("backups", self._look_again, seconds=LOOK_EVERY_SECONDS, trouble=CANNOT_LOOK)
        self._stops = self._going.stops
        self._running: _Running | None = None
        self.failed: Failed | None = None  # the last backup; None where it was made, or none was tried

    def start(self) -> None:
        """Looks from here on whether a backup is to be made."""
        with self._starting:
            if self._going.ident is None and not self._stops.is_set():
                self._going.wake()
                self._going.start()

    def stop(self) -> None:
        """Makes none any more; one that is being made is given up. Returns when nobody reads the database here."""
        self._going.stop()

    @property
    def progress(self) -> float | None:
        """How much of a backup that is wanted or being made is done, 0 to 1; None where there is none."""
        running = self._running
        if running is None:
            return 0.0 if self._wanted.is_set() and not self._stops.is_set() else None
        return running.share

    def want(self) -> None:
        """Has a backup made now, beside the daily ones."""
        self._wanted.set()
        self._going.wake()
        self.start()

    def look(self) -> None:
        """Makes a backup if one is wanted or due."""
        wanted = self._wanted.is_set()
        if not wanted and (self._is_soon_after_failure() or not self._is_due()):
            return
        with self._tried():
            try:
                with self._database.backing_up.taken(self._running_now().waits):
                    if wanted or self._is_due():  # another machine may have made it meanwhile
                        self._make()
            finally:
                self._wanted.clear()

    def _is_soon_after_failure(self) -> bool:
        return self.failed is not None and self._now() < self.failed.at + AGAIN_AFTER

    def _is_due(self) -> bool:
        hour = centre_settings(self._database).backup_hour
        if hour is None:
            return False
        found = backups.kept(self.folder)
        newest = next((each.made_at for each in found if each.manifest is not None), None)
        return backups.is_due(newest, self._now(), hour, centre_settings(self._database).time_zone)

    def _make(self) -> None:
        for path in backups.unfinished(self.folder):
            path.unlink()
        backing_up.write(self._database, self.folder / backing_up.new_name(self._now()), self._running_now())
        self.failed = None
        most = centre_settings(self._database).backups_kept
        for each in backups.no_longer_kept(backups.kept(self.folder), most):
            each.path.unlink(missing_ok=True)

    def _running_now(self) -> "_Running":
        assert self._running is not None
        return self._running

    @contextmanager
    def _tried(self) -> Iterator[None]:
        """Notes that it is tried, and why it fails."""
        self._running = _Running(self._stops)
        try:
            yield
        except StoppedError:
            pass
        except Exception as error:
            said = str(error) if isinstance(error, NotBackedUpError | OSError) else None
            if said is None:
                LOG.exception("A backup failed")
            else:
                LOG.error("A backup failed: %s", said)
            self.failed = Failed(at=self._now(), sentence=said or str(refusal(error) or wording.BACKUP_OUR_MISTAKE))
        finally:
            self._running = None

    def _look_again(self, _stops: threading.Event) -> None:
        try:
            self.look()
        except Exception as error:  # the folder cannot be read, or the database not
            said = str(error)
            # Once: the rounds in which nothing is tried, as one has just failed, are no success.
            if self.failed is None or self.failed.sentence != said:
                LOG.exception(CANNOT_LOOK)
            self.failed = Failed(at=self._now(), sentence=said)
            self._wanted.clear()


class _Running:
    """A backup that is being made: how far it is. Raises StoppedError where the app stops."""

    def __init__(self, stops: threading.Event) -> None:
        self._stops = stops
        self._total = self._done = 0

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return min(1.0, self._done / self._total) if self._total else 0.0

    def start(self, rows: int) -> None:
        """As backing_up.Progress."""
        self._total = rows

    def advance(self, rows: int) -> None:
        """As backing_up.Progress."""
        self._done += rows
        self.waits()

    def waits(self) -> None:
        """As backing_up.Progress."""
        if self._stops.is_set():
            raise StoppedError


def back_up_now(database: Database, viewer_id: str, keeper: BackupKeeper) -> None:
    """Has a backup made, and notes who wanted it. Raises NotAllowedError, and NotPossibleError while one
    is being made."""
    if database.first(MAY_BACK_UP, {"viewer_id": viewer_id}) and keeper.progress is not None:
        raise NotPossibleError(wording.BACKUP_RUNS)
    _note(database, viewer_id, str(keeper.folder), "begun")
    keeper.want()


def note_download(database: Database, viewer_id: str, name: str) -> None:
    """Notes that somebody takes a backup away. Raises NotAllowedError."""
    _note(database, viewer_id, name, "downloaded")


def _note(database: Database, viewer_id: str, subject_id: str, field: str) -> None:
    with database.transaction(writes={"changes"}) as cursor:
        if not cursor.execute(MAY_BACK_UP, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError(*needed(Action.ADMINISTER))
        instant = change_log.next_instant(cursor, "backup", [subject_id])
        change_log.append(cursor, "backup", [subject_id], viewer_id, instant, {field: (None, None)})
