"""How are a backup, a check and a pull run, whether the running app has the database open or nobody has?

A command says {"backup": {"folder": "/where/it/is", "destination": "backups"}} or {"check": {}} or
{"pull": {"since": null}}; the rest is as for an import (messages.py).
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from coaching.intake import handing_over
from coaching.intake.messages import Message, MessageError, path_in
from coaching.intake.request import FAILED, LOADED

if TYPE_CHECKING:
    from coaching.intake.importing import Outcome
    from coaching.storage.database import Database

FOUND = 1  # the exit code of a check that has found something
WAITS = "Another backup is being made. This one begins when it has ended."
NOTHING_FOUND = "Nothing is wrong: keys, references, totals, evidence, words and migrations were looked at."
FINDINGS = "{count:,} findings."
WROTE = (
    "Wrote {path}: {rows:,} rows of {tables} tables as of {made_at:%Y-%m-%d %H:%M:%S} UTC, {size}. It was read back."
)
RESTORED = "Restored {path} from the backup of {made_at:%Y-%m-%d %H:%M:%S} UTC: {rows:,} rows of {tables} tables."
KEPT = "What was there before is {path} now. Remove it when it is not needed any more."


class Watching(Protocol):
    """Is told how far it is, and stops it by raising ImportStoppedError or KeyboardInterrupt."""

    def start(self, total: int) -> None:
        """There is so much to do."""

    def advance(self, done: int) -> None:
        """So much more is done."""

    def after_batch(self) -> None:
        """Something is done, and nothing more begun."""

    def waits(self) -> None:
        """Another one is running."""


class CommandBar(handing_over.Bar, Watching, Protocol):
    """What a command shows on the terminal."""


def back_up_by(address: str, destination: Path, bar: CommandBar) -> int:
    """The command `backup`: says what was written, and returns the exit code."""
    order = {"backup": {"folder": os.getcwd(), "destination": str(destination)}}
    return _by(address, order, [destination], bar, lambda database: back_up(database, destination.absolute(), bar))


def check_by(address: str, bar: CommandBar) -> int:
    """The command `check`: says what is wrong, and returns the exit code."""
    return _by(address, {"check": {}}, [], bar, lambda database: check(database, bar))


def restore_by(address: str, backup: Path, bar: CommandBar, *, replace: bool) -> int:
    """The command `restore`: says what was restored, and returns the exit code."""
    from coaching.storage import restoring

    try:
        restored = restoring.restore(backup, address, bar, replace=replace)
    finally:
        bar.close()
    made = restored.manifest
    print(RESTORED.format(path=address, made_at=made.made_at, rows=made.rows, tables=len(made.tables)))
    if restored.kept is not None:
        print(KEPT.format(path=restored.kept))
    return LOADED


def _by(
    address: str,
    order: Message,
    paths: list[Path],
    bar: CommandBar,
    alone: Callable[["Database"], "Outcome"],
    as_it_is: bool = True,
) -> int:
    def here() -> int:
        from coaching.storage.database import Database

        with closing(Database(address, as_it_is=as_it_is)) as database:
            try:
                outcome = alone(database)
            finally:
                bar.close()
        for line in outcome.lines:
            print(line, file=sys.stderr)
        if outcome.summary:
            print(outcome.summary)
        return outcome.code

    return handing_over.beside_or_alone(address, lambda app: handing_over.have_done(app, order, paths, bar), here)


def ordered(database: "Database", message: Message) -> Callable[[Watching], "Outcome"] | None:
    """What the app does for a message; None where it is about something else. Raises MessageError."""
    match message:
        case {"backup": dict(wanted), **rest} if not rest:
            destination = _destination(wanted)
            return lambda watching: back_up(database, destination, watching)
        case {"check": dict(wanted), **rest} if not rest and not wanted:
            return lambda watching: check(database, watching)
        case {"pull": dict(wanted), **rest} if not rest:
            since = _since(wanted)
            return lambda watching: _pull(database, since, watching, True)
    return None


def pull_by(address: str, since: datetime | None, bar: CommandBar) -> int:
    """The command `pull`: says what was pulled, and returns the exit code."""
    order = {"pull": {"since": None if since is None else since.isoformat()}}
    work = partial(_pull, since=since, watching=bar, beside_people=False)
    return _by(address, order, [], bar, work, as_it_is=False)


def _pull(database: "Database", since: datetime | None, watching: Watching, beside_people: bool) -> "Outcome":
    from coaching.intake import pulling  # which needs httpx

    return pulling.pull(database, since, watching, beside_people=beside_people)


def _since(wanted: Mapping[str, Any]) -> datetime | None:
    written = wanted.get("since")
    try:
        since = None if written is None else datetime.fromisoformat(written)
    except (ValueError, TypeError) as error:
        raise MessageError('A "pull" has since when, or null.') from error
    if wanted.keys() != {"since"} or (since is not None and since.tzinfo is not None):
        raise MessageError('A "pull" has since when, or null.')
    return since


def _destination(wanted: Mapping[str, Any]) -> Path:
    folder, destination = wanted.get("folder"), wanted.get("destination")
    if wanted.keys() != {"folder", "destination"} or not isinstance(folder, str) or not os.path.isabs(folder):
        raise MessageError('A "backup" has a folder, which begins with /, and a destination.')
    return path_in(folder, destination)


def back_up(database: "Database", destination: Path, watching: Watching) -> "Outcome":
    """Writes a backup to a new file, or to one in a folder, and says so."""
    from coaching.intake.importing import Outcome
    from coaching.storage import backing_up

    path = destination / backing_up.new_name() if destination.is_dir() else destination
    try:
        manifest = backing_up.back_up(database, path, _Told(watching))
    except backing_up.NotBackedUpError as error:
        return Outcome(code=FAILED, lines=[str(error)])
    said = WROTE.format(
        path=path, rows=manifest.rows, tables=len(manifest.tables), made_at=manifest.made_at, size=_bytes(path)
    )
    return Outcome(code=LOADED, lines=[], summary=said)


class _Told:
    """Tells of a backup, and looks after each group of rows whether it is to stop."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching
        self.start, self.waits = watching.start, watching.waits

    def advance(self, rows: int) -> None:
        self._watching.advance(rows)
        self._watching.after_batch()


def check(database: "Database", watching: Watching) -> "Outcome":
    """Looks a database through and says what is wrong."""
    from coaching.intake.importing import Outcome
    from coaching.keeping import check as looking

    try:
        lines = [finding.line for finding in looking.check(database, watching.after_batch)]
    except looking.NotCheckedError as error:
        return Outcome(code=FAILED, lines=[str(error)])
    said = FINDINGS.format(count=len(lines)) if lines else NOTHING_FOUND
    return Outcome(code=FOUND if lines else LOADED, lines=[], summary="\n".join([*lines, said]))


def _bytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:,.1f} MB"
