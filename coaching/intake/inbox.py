"""Which files of the inbox are imported now, and where are they put afterwards?

A file that has not changed for SETTLED_SECONDS is imported; as long as others beside it still change, it waits for
them, PATIENCE_SECONDS at most: what arrives together belongs together, such as a metadata file and its transcripts. It
is then moved to done/ or refused/, into a folder of that import, beside a report. What starts with a point or ends in
.part is left alone, and so is what is no regular file.
"""

import logging
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coaching.importers.report import Report
from coaching.importers.run import ImportStoppedError
from coaching.intake.importing import Importer, Outcome, Watcher
from coaching.intake.request import FAILED, CameBy, Request
from coaching.settings import SettingError
from coaching.storage.errors import refusal
from coaching.words.days import utc_now

LOG = logging.getLogger(__name__)
SETTLED_SECONDS = 5.0
PATIENCE_SECONDS = 40.0
AGAIN_AFTER_SECONDS = 300.0  # where an import failed for a reason that may pass, such as a full disk
DONE, REFUSED = "done", "refused"
REPORT = "report.txt"
UNFINISHED = ".part"
OUR_MISTAKE = "The import failed because of a mistake of the app. The app's log says where."
NO_FOLDER = "COACHING_INBOX is {folder!r}, which is no folder that the app may read and write."


@dataclass(frozen=True)
class Seen:
    """A file as it is now: anything else is written, or another file."""

    size: int
    written_at: int
    inode: int


def check(folder: str) -> None:
    """Raises SettingError where this cannot be the inbox."""
    if not Path(folder).is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SettingError(NO_FOLDER.format(folder=folder))


class Inbox:
    """The inbox, looked at again and again by one thread."""

    def __init__(self, folder: Path, importer: Importer, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: seconds of a clock that is never set back."""
        self._folder, self._importer, self._now = folder, importer, now
        self._since: dict[Path, tuple[Seen, float]] = {}  # how each file is, and since when
        self._left: dict[Path, tuple[Seen, float]] = {}  # files that stay as they are until then

    def look(self, watcher: Watcher) -> Outcome | None:
        """Imports what is to be imported now and puts it away; None where nothing is. Raises ImportStoppedError where
        it is stopped before its turn, and OSError where the folder cannot be read."""
        now = self._now()
        found = dict(_files(self._folder))
        before, self._since = self._since, {}
        for path, seen in found.items():
            as_before = path in before and before[path][0] == seen
            self._since[path] = before[path] if as_before else (seen, now)
        waiting = {path: since for path, (seen, since) in self._since.items() if not self._is_left(path, seen, now)}
        settled = [path for path, since in waiting.items() if now >= since + SETTLED_SECONDS]
        if not settled:
            return None
        if len(settled) < len(waiting) and now < min(waiting[path] for path in settled) + PATIENCE_SECONDS:
            return None
        return self._import(sorted(settled), found, watcher)

    def _is_left(self, path: Path, seen: Seen, now: float) -> bool:
        left = self._left.get(path)
        if left is not None and (left[0] != seen or now >= left[1]):
            del self._left[path]
            return False
        return left is not None

    def _import(self, settled: Sequence[Path], found: dict[Path, Seen], watcher: Watcher) -> Outcome | None:
        with self._importer.turn(watcher.waits) as run:
            # Another process with the same inbox may have taken some meanwhile.
            files = {path: found[path] for path in settled if _seen(path) == found[path]}
            if not files:
                return None
            try:
                outcome = run(Request(paths=tuple(files), came_by=CameBy.INBOX), watcher)
            except ImportStoppedError:
                raise
            except Exception as error:
                LOG.exception("An import from the inbox failed")
                if refusal(error) is not None:  # not because of what is in the files
                    self._leave(files, AGAIN_AFTER_SECONDS)
                    return None
                outcome = Outcome(code=FAILED, lines=[OUR_MISTAKE])
                self._put_away(files, {REFUSED: list(files)}, outcome)
                return outcome
            if outcome.report is None:
                LOG.error("An import from the inbox failed: %s", outcome.text)
                self._leave(files, AGAIN_AFTER_SECONDS)
            elif not outcome.was_stopped:
                bad = [path for path in files if has_refusals(outcome.report, path)]
                self._put_away(files, {DONE: [path for path in files if path not in bad], REFUSED: bad}, outcome)
            return outcome

    def _leave(self, files: dict[Path, Seen], seconds: float) -> None:
        """Leaves the files where they are for so long, unless they change."""
        self._left |= {path: (seen, self._now() + seconds) for path, seen in files.items()}

    def _put_away(self, files: dict[Path, Seen], places: dict[str, list[Path]], outcome: Outcome) -> None:
        for place, paths in places.items():
            unchanged = [path for path in paths if _seen(path) == files[path]]  # the others are imported again
            if not unchanged:
                continue
            try:
                folder = _new_folder(self._folder / place)
                _write(folder, outcome.text, taken={path.relative_to(self._folder) for path in unchanged})
                for path in unchanged:
                    target = folder / path.relative_to(self._folder)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.rename(path, target)
            except OSError as error:
                LOG.error("Files of the inbox were imported and cannot be moved to %s: %s", place, error)
                self._leave(files, float("inf"))


def has_refusals(report: Report, path: Path) -> bool:
    """Whether something in this file, or in this archive, was refused for good: not set aside until more comes."""
    waiting = set(report.set_aside)
    refused = {each.file for each in report.refusals if each not in waiting} | report.unnamed.keys()
    return any(file == str(path) or file.startswith(f"{path}{os.sep}") for file in refused)


def _files(folder: Path) -> Iterator[tuple[Path, Seen]]:
    """The files that may be imported, as they are now."""
    for parent, folders, names in os.walk(folder, onerror=_raise):
        is_top = Path(parent) == folder
        folders[:] = [name for name in folders if not _is_skipped(name) and not (is_top and name in (DONE, REFUSED))]
        for name in names:
            seen = None if _is_skipped(name) else _seen(Path(parent, name))
            if seen is not None:
                yield Path(parent, name), seen


def _raise(error: OSError) -> None:
    raise error


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _seen(path: Path) -> Seen | None:
    """The file as it is now; None where there is none, or it is no regular file."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Seen(found.st_size, found.st_mtime_ns, found.st_ino)


def _new_folder(place: Path) -> Path:
    """A folder of this moment that nobody else has: nothing in it is overwritten."""
    place.mkdir(exist_ok=True)
    name = f"{utc_now():%Y-%m-%dT%H%M%SZ}"
    for number in range(1, 10_000):
        folder = place / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            continue
    raise FileExistsError(f"{place} is full.")


def _write(folder: Path, text: str, taken: set[Path]) -> None:
    name = REPORT
    while Path(name) in taken:
        name = f"import-{name}"
    (folder / name).write_text(f"{text}\n", encoding="utf-8", errors="replace")
