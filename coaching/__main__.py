"""The command line: `python -m coaching import PATH…`, and the other commands that its help names."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coaching.intake.request import FAILED, INCOMPLETE, LOADED
from coaching.stopping import Stop, told_to_stop

if TYPE_CHECKING:
    from tqdm import tqdm

    from coaching.importers.sentiment_scale import SentimentScale
    from coaching.intake.importing import Outcome
    from coaching.intake.request import Request
    from coaching.storage.database import Database

SENTIMENT_SCALE = "--sentiment-scale"
LOCKED = 3  # an exit code beside those of an import
NOBODY_READS = 141  # as shells have it where a pipe was closed

STOPPED = {
    "import": "Stopped. Whole conversations are loaded, none by half; the same import again loads the rest.",
    "pull": "Stopped. What was pulled until then is loaded; the next pull goes on from there.",
    "map": "Stopped. Nothing was written.",
    "copy": "Stopped. The same copy again goes on where this one was.",
    "demo": "Stopped. Nothing was written.",
    "backup": "Stopped. No backup was made.",
    "restore": "Stopped. Nothing was restored, and what was there is as it was.",
    "check": "Stopped. Not everything was looked at.",
    "erase": "Stopped. Nothing was erased.",
    "hand-over": "Stopped.",
}


class Bar:
    """The progress of an import or a copy on the terminal: appears after a second, and never in a log.

    Where the command was told to stop, moving on raises KeyboardInterrupt: DuckDB may have swallowed the one before.
    """

    def __init__(self, unit: str, stop: Stop, waits: str | None = None) -> None:
        """`waits`: what is said while another one is running; by default that of an import."""
        self._unit, self._stop, self._waits = unit, stop, waits
        self._bar: tqdm[None] | None = None
        self._has_said = False

    def start(self, total: int) -> None:
        """Shows an empty bar of this many files or rows."""
        from tqdm import tqdm

        self._bar = tqdm(total=total, unit=self._unit, delay=1, disable=None, leave=False, file=sys.stderr)

    def advance(self, done: int) -> None:
        """Moves it on."""
        self._stop.check()
        if self._bar is not None:
            self._bar.update(done)

    def after_batch(self) -> None:
        """Raises KeyboardInterrupt where the command was told to stop."""
        self._stop.check()

    def waits(self) -> None:
        """Says once that another one is running."""
        self._stop.check()
        if not self._has_said:
            from coaching.intake.handing_over import WAITS

            print(self._waits or WAITS, file=sys.stderr)
        self._has_said = True

    def close(self) -> None:
        """Removes it."""
        if self._bar is not None:
            self._bar.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    options = _parser().parse_args(_with_scale(sys.argv[1:] if arguments is None else arguments))
    with told_to_stop() as stop:
        try:
            code = _run(options, stop)
            sys.stdout.flush()
        except BrokenPipeError:
            _say_nothing_more()
            code = NOBODY_READS
        except BaseException:
            if stop.signal is None:
                raise
            code = FAILED
        if stop.signal is None or code in (LOADED, INCOMPLETE):
            return code
        with suppress(OSError):
            print(STOPPED[options.command], file=sys.stderr)
        return stop.exit_code


def _run(options: argparse.Namespace, stop: Stop) -> int:
    # The processes that read transcripts import this module too: DuckDB is loaded only where it is used.
    from coaching.importers.mapping.mapping import MappingError, read
    from coaching.settings import SettingError, settings
    from coaching.storage.backup_file import BackupUnusableError
    from coaching.storage.copying import NotCopiedError
    from coaching.storage.database import Database
    from coaching.storage.database_file import DatabaseLockedError, DatabaseUnusableError
    from coaching.storage.errors import NotSavedError
    from coaching.storage.file_identity import keep_new_files_private
    from coaching.storage.restoring import NotRestoredError

    keep_new_files_private()
    try:
        if options.command == "copy":
            return _copy(options.source, options.target, stop)
        if options.command == "map":
            return _map(options.table, options.output)
        address = options.database or settings().database
        if options.command == "import":
            if options.mapping:
                read(options.mapping)  # before a database is made
            return _import(address, options, stop)
        if options.command in ("backup", "restore", "check", "pull"):
            return _keep(address, options, stop)
        if options.command in ("erase", "hand-over"):
            return _administer(address, options)
        with closing(Database(address)) as database:
            return _demo(database)
    except BrokenPipeError:
        raise
    except DatabaseLockedError as error:
        print(error, file=sys.stderr)
        return LOCKED
    except (
        SettingError, DatabaseUnusableError, MappingError, NotCopiedError, NotSavedError, BackupUnusableError,
        NotRestoredError, OSError,
    ) as error:  # fmt: skip
        print(error, file=sys.stderr)
        return FAILED


def _say_nothing_more() -> None:
    """Whoever read the output is gone; what is left of it must not make Python complain when it ends."""
    with open(os.devnull, "w") as nowhere, suppress(OSError, ValueError):
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _with_scale(arguments: Sequence[str]) -> list[str]:
    """The arguments with the scale joined to its option: a scale that begins with a minus looks like an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == SENTIMENT_SCALE:
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _scale(written: str) -> "SentimentScale":
    from coaching.importers.sentiment_scale import NotAScaleError, read_scale

    try:
        return read_scale(written)
    except NotAScaleError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _instant(written: str) -> datetime:
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no day such as 2026-03-01") from None
    return instant if instant.tzinfo is None else instant.astimezone(UTC).replace(tzinfo=None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m coaching", description="Coaching data: load it, or make some.")
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("import", help="load exports and exchange files")
    load.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    load.add_argument(
        SENTIMENT_SCALE,
        type=_scale,
        default="-10..10",
        metavar="LOW..HIGH",
        help="of the sentiments in these files; default: %(default)s",
    )
    load.add_argument(
        "--mapping", type=Path, metavar="FILE", help="how the columns of tables are read; see the command map"
    )
    look = commands.add_parser("map", help="propose how the columns of a table are read, for import --mapping")
    look.add_argument("table", type=Path, metavar="FILE", help="CSV, Parquet or NDJSON")
    look.add_argument("--output", type=Path, metavar="FILE", help="a new file; default: the screen")
    demo = commands.add_parser("demo", help="fill an empty database with demo data")
    copy = commands.add_parser("copy", help="copy everything into an empty database; goes on where it was stopped")
    copy.add_argument("source", metavar="FROM", help="a file, or ducklake:postgres:…")
    copy.add_argument("target", metavar="TO", help="another one")
    backup = commands.add_parser("backup", help="write all data into one new file, while people work")
    backup.add_argument("destination", type=Path, metavar="DEST", help="a new file, or a folder for it")
    restore = commands.add_parser("restore", help="make a database of a backup")
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="a file that the command backup has written")
    restore.add_argument("--replace", action="store_true", help="in place of the database that is there, which is kept")
    check = commands.add_parser("check", help="look for what is wrong in the data; changes nothing")
    erase = commands.add_parser("erase", help="erase conversations for good; not while the app runs: there is a page")
    erase.add_argument("conversations", nargs="+", metavar="ID", help="any id of a conversation")
    erase.add_argument("--for-good", action="store_true", help="yes, for good")
    hand = commands.add_parser("hand-over", help="write all that is stored about a person into a zip of JSON")
    hand.add_argument("person", metavar="PERSON", help="the person_id, most often an e-mail address")
    hand.add_argument("output", type=Path, metavar="FILE", help="a new file")
    fetch = commands.add_parser("pull", help="fetch new conversations from where they arise")
    fetch.add_argument("source", choices=["quality-ai"], help="which one; see docs/operations.md")
    fetch.add_argument(
        "--since", type=_instant, metavar="DAY", help="UTC, such as 2026-03-01; default: where the last pull ended"
    )
    for command in (load, demo, backup, restore, check, erase, hand, fetch):
        command.add_argument(
            "--database", metavar="ADDRESS", help="default: $COACHING_DATABASE or data/coaching.duckdb"
        )
    return parser


def _demo(database: "Database") -> int:
    from coaching import demo

    demo.create(database)
    return LOADED


def _map(table: Path, output: Path | None) -> int:
    from coaching.importers.mapping import command

    text = command.proposed(table)
    print(text if output is None else command.write(text, output, table), end="" if output is None else "\n")
    return LOADED


def _administer(address: str, options: argparse.Namespace) -> int:
    from coaching.administration import by_command

    if options.command == "erase":
        return by_command.erase(address, options.conversations, for_good=options.for_good)
    return by_command.hand_over(address, options.person, options.output)


def _import(address: str, options: argparse.Namespace, stop: Stop) -> int:
    from coaching.intake import handing_over
    from coaching.intake.request import CameBy, Request, account

    bar = Bar("file", stop)
    request = Request(
        paths=tuple(options.paths),
        came_by=CameBy.COMMAND,
        sentiment_scale=options.sentiment_scale,
        mapping=options.mapping,
        account=account(),
    )
    return handing_over.beside_or_alone(
        address,
        lambda app: handing_over.hand_over(app, request, bar),
        lambda: _import_here(address, request, bar),
    )


def _import_here(address: str, request: "Request", bar: Bar) -> int:
    from coaching.intake.importing import Importer
    from coaching.storage.database import Database

    with closing(Database(address)) as database:
        try:
            outcome = Importer(database).run(request, bar)
        finally:
            bar.close()
        return _said(outcome)


def _said(outcome: "Outcome") -> int:
    for line in outcome.lines:
        print(line, file=sys.stderr)
    if outcome.summary:
        print(outcome.summary)
    return outcome.code


def _keep(address: str, options: argparse.Namespace, stop: Stop) -> int:
    from coaching.intake import keeping_orders

    bar = Bar("row", stop, keeping_orders.WAITS)
    if options.command == "backup":
        return keeping_orders.back_up_by(address, options.destination, bar)
    if options.command == "check":
        return keeping_orders.check_by(address, bar)
    if options.command == "pull":
        return keeping_orders.pull_by(address, options.since, bar)
    return keeping_orders.restore_by(address, options.backup, bar, replace=options.replace)


def _copy(source: str, target: str, stop: Stop) -> int:
    from coaching.storage.copying import copy
    from coaching.storage.database import Database

    bar = Bar("row", stop)
    with closing(Database(source, must_exist=True)) as copied, closing(Database(target, to_copy_into=True)) as into:
        try:
            tables = copy(copied, into, bar)
        finally:
            bar.close()
        print(f"Copied {copied.address} to {into.address}, every table alike in number and content:")
    print("\n".join(f"{rows:>15,} {table}" for table, rows in tables.items()))
    return LOADED


if __name__ == "__main__":
    if sys.argv[1:2] == ["import"]:
        gc.disable()  # as import_paths() does, and its modules make no cycles either
    sys.exit(main())
