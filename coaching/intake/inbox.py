"""Which files of the inbox are imported now, and where are they put afterwards?

A file that has not changed for SETTLED_SECONDS is imported; as long as others beside it still change, it waits for
them, PATIENCE_SECONDS at most: what arrives together belongs together, such as a metadata file and its transcripts. It
is then moved to done/ or refused/, into a folder of that import, beside a report. What starts with a point or ends in
.part is left alone, and so is what is no regular file, what belongs to the app's own database, and what the app may not
move: it would be imported again and again.
"""

import errno
import logging
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coaching.importers.finding import find_files
from coaching.importers.format import Lands
from coaching.importers.report import Report
from coaching.importers.run import ImportStoppedError
from coaching.intake.importing import OUR_MISTAKE, Importer, Outcome, Watcher
from coaching.intake.meeting_place import place_of
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
NO_FOLDER = "COACHING_INBOX is {folder!r}, which is no folder that the app may read and write."
NOT_APART = "COACHING_INBOX is {folder!r}; it must be a folder apart from {what}, {path}."
NO_PLACE = "{place}, where files of the inbox are put away, is no folder that the app may write: nothing is imported."
NOT_READ = "The folder {folder} in the inbox is left out: the app may not read it."
NOT_MOVED = "What lies in {folder} in the inbox is not imported: the app may not move it away."
CODE = ("app.py", "coaching", "pages")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Seen:
    """A file as it is now: anything else is written, or another file."""

    size: int
    written_at: int
    inode: int


def check(folder: str, database: str, data_path: str | None = None) -> None:
    """Raises SettingError where this cannot be the inbox.

    `database`: the app's own, file or lake. `data_path`: where the Parquet files of a lake are.
    """
    if not _may_write(folder) or not os.access(folder, os.R_OK):
        raise SettingError(NO_FOLDER.format(folder=folder))
    inbox = Path(os.path.realpath(folder))
    own = [("the app's code", Path(os.path.realpath(ROOT / name))) for name in CODE]
    if (file := _database_file(database)) is not None:
        own.append(("the database", file))
    elif data_path and "://" not in data_path:
        own.append(("the lake's Parquet files", Path(os.path.realpath(Path(data_path).expanduser()))))
    for what, path in own:
        if path.is_relative_to(inbox) or inbox.is_relative_to(path):
            raise SettingError(NOT_APART.format(folder=folder, what=what, path=path))
    for sentence in _wrong_places(Path(folder)):
        raise SettingError(sentence)


class Inbox:
    """The inbox, looked at again and again by one thread."""

    def __init__(self, folder: Path, importer: Importer, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: seconds of a clock that is never set back."""
        self._folder, self._importer, self._now = folder, importer, now
        self._since: dict[Path, tuple[Seen, float]] = {}  # how each file is, and since when
        self._left: dict[Path, tuple[Seen, float]] = {}  # files that stay as they are until then
        self._said: set[str] = set()  # what is wrong now, and was said

    def look(self, watcher: Watcher) -> Outcome | None:
        """Imports what is to be imported now and puts it away; None where nothing is. Raises ImportStoppedError where
        it is stopped before its turn, and OSError where the folder cannot be read."""
        now = self._now()
        problems = set(_wrong_places(self._folder))
        found = {} if problems else dict(_files(self._folder, _database_file(self._importer.address), problems))
        for sentence in problems - self._said:
            LOG.error("%s", sentence)
        self._said = problems
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
            return self._run({path: found[path] for path in settled}, run, watcher)

    def _run(
        self, wanted: dict[Path, Seen], run: Callable[[Request, Watcher], Outcome], watcher: Watcher
    ) -> Outcome | None:
        # Another process with the same inbox may have taken some meanwhile.
        files = {path: seen for path, seen in wanted.items() if _seen(path) == seen}
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
            if len(halves := _halved(files)) > 1:  # to find the file that it fails for
                return self._run_each(halves, run, watcher)
            outcome = Outcome(code=FAILED, lines=[OUR_MISTAKE])
            self._put_away(files, {REFUSED: list(files)}, outcome)
            return outcome
        if outcome.report is None:
            if any(_seen(path) != seen for path, seen in files.items()):  # without those that are away
                return self._run(files, run, watcher) or outcome
            LOG.error("An import from the inbox failed: %s", outcome.text)
            self._leave(files, AGAIN_AFTER_SECONDS)
        elif not outcome.was_stopped:
            bad = [path for path in files if has_refusals(outcome.report, path)]
            self._put_away(files, {DONE: [path for path in files if path not in bad], REFUSED: bad}, outcome)
        return outcome

    def _run_each(
        self, parts: Sequence[dict[Path, Seen]], run: Callable[[Request, Watcher], Outcome], watcher: Watcher
    ) -> Outcome | None:
        last = None
        for files in parts:
            outcome = self._run(files, run, watcher)
            last = outcome or last
            if outcome is not None and outcome.was_stopped:
                break
        return last

    def _leave(self, files: dict[Path, Seen], seconds: float) -> None:
        """Leaves the files where they are for so long, unless they change."""
        self._left |= {path: (seen, self._now() + seconds) for path, seen in files.items()}

    def _put_away(self, files: dict[Path, Seen], places: dict[str, list[Path]], outcome: Outcome) -> None:
        for place, paths in places.items():
            unchanged = [path for path in paths if _seen(path) == files[path]]  # the others are imported again
            if not unchanged:
                continue
            stuck = unchanged
            try:
                folder = _new_folder(self._folder / place)
                _write(folder, outcome.text, taken={path.relative_to(self._folder).parts[0] for path in unchanged})
                stuck = self._move(unchanged, folder)
            except OSError as error:
                LOG.error("Files of the inbox were imported and cannot be moved to %s: %s", place, error)
            self._leave({path: files[path] for path in stuck}, float("inf"))

    def _move(self, paths: Sequence[Path], folder: Path) -> list[Path]:
        """Moves the files there, with the folders that they are in, and returns those that cannot be moved."""
        stuck: list[Path] = []
        for path in paths:
            try:
                _move(path, folder / path.relative_to(self._folder))
            except OSError as error:
                if not stuck:  # the others most likely for the same reason
                    LOG.error("Files of the inbox were imported and cannot be moved to %s: %s", folder, error)
                stuck.append(path)
                continue
            for parent in path.relative_to(self._folder).parents[:-1]:
                try:
                    (self._folder / parent).rmdir()
                except OSError:  # it holds something else
                    break
        return stuck


def has_refusals(report: Report, path: Path) -> bool:
    """Whether something in this file, or in this archive, was refused for good: not set aside until more comes."""
    waiting = set(report.set_aside)
    refused = {each.file for each in report.refusals if each not in waiting} | report.unnamed.keys()
    return any(file == str(path) or file.startswith(f"{path}{os.sep}") for file in refused)


def _halved(files: dict[Path, Seen]) -> list[dict[Path, Seen]]:
    """The files in two parts, of which the first is to be imported first; in one where they cannot be parted. Lists of
    people stay together: all of one import are one list, and whoever is not in it is taken off."""
    people: list[Path] = []
    others: list[tuple[int, Path]] = []
    for path in files:
        try:
            lands = [file.format.lands for file in find_files([path]).files]
        except Exception:  # perhaps what the import failed for
            lands = []
        if Lands.PEOPLE in lands:
            people.append(path)
        else:
            others.append((min(lands, default=max(Lands)), path))
    groups = [[path] for _, path in sorted(others)]
    if people:
        groups.insert(sum(lands < Lands.PEOPLE for lands, _ in others), people)
    middle = len(groups) // 2
    parts = [[path for group in half for path in group] for half in (groups[:middle], groups[middle:])]
    return [{path: files[path] for path in part} for part in parts if part]


def _files(folder: Path, database: Path | None, problems: set[str]) -> Iterator[tuple[Path, Seen]]:
    """The files that may be imported, as they are now. Adds to `problems` why others are not."""

    def note(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        if not isinstance(error, FileNotFoundError):  # else it was taken away meanwhile
            problems.add(NOT_READ.format(folder=error.filename))

    known = _identity(database)
    for parent, folders, names in os.walk(folder, onerror=note):
        is_top = Path(parent) == folder
        if not is_top and not os.access(parent, os.X_OK):
            problems.add(NOT_READ.format(folder=parent))
            folders.clear()
            continue
        folders[:] = [name for name in folders if not _is_skipped(name) and not (is_top and name in (DONE, REFUSED))]
        beside = "" if database is None or os.path.realpath(parent) != str(database.parent) else database.name
        may_move = _may_move_from(parent)
        for name in names:
            path = Path(parent, name)
            is_known = beside and (name == beside or name.startswith(f"{beside}."))  # such as its write-ahead log
            seen = None if is_known or _is_skipped(name) else _seen(path)
            if seen is None or (seen.inode == known[1] and _identity(path) == known):
                continue
            if may_move(path):
                yield path, seen
            else:
                problems.add(NOT_MOVED.format(folder=parent))


def _database_file(address: str) -> Path | None:
    """The file of this database, as it really lies; None for one that is no file."""
    socket = place_of(address)
    return None if socket is None else socket.with_suffix("")


def _identity(path: Path | None) -> tuple[int, int]:
    """Which file it is, by whatever name."""
    try:
        found = os.lstat(path or "")
        return found.st_dev, found.st_ino
    except OSError:
        return -1, -1


def _may_write(folder: str | Path) -> bool:
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)


def _may_move_from(folder: str) -> Callable[[Path], bool]:
    """Whether the app may take a file out of this folder. From one like /tmp only who owns the file may."""
    may_write, user = _may_write(folder), os.geteuid()
    try:
        found = os.stat(folder)
        owners_only = found.st_mode & stat.S_ISVTX and user not in (0, found.st_uid)
    except OSError:  # it was taken away meanwhile
        may_write, owners_only = False, False

    def may_move(path: Path) -> bool:
        try:
            return may_write and (not owners_only or os.lstat(path).st_uid == user)
        except OSError:
            return False

    return may_move


def _wrong_places(folder: Path) -> Iterator[str]:
    """A sentence on each place where files cannot be put away. One that is not there will be made."""
    for place in (folder / DONE, folder / REFUSED):
        if os.path.lexists(place) and not _may_write(place):
            yield NO_PLACE.format(place=place)


def _move(path: Path, target: Path) -> None:
    """Moves a file, also to another file system: there it is on the disk before it is taken away here."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(path, target)
        return
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    seen = _seen(path)
    try:
        shutil.copy2(path, target)
        for written in (target, target.parent):
            number = os.open(written, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)
        if _seen(path) != seen:
            raise OSError(f"{path} was changed while it was moved.")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    path.unlink()


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


def _write(folder: Path, text: str, taken: set[str]) -> None:
    name = REPORT
    while name in taken:
        name = f"import-{name}"
    (folder / name).write_text(f"{text}\n", encoding="utf-8", errors="replace")
