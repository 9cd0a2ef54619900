"""How is one import run, whichever way its files came in? Noted, one at a time, with one report and one exit code."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from coaching.importers.finding import MissingPathError
from coaching.importers.mapping.mapping import MappingError, read
from coaching.importers.report import Report
from coaching.importers.run import Progress, import_paths
from coaching.intake.import_log import Ended, ImportLog
from coaching.intake.private_files import as_uploaded
from coaching.intake.request import FAILED, INCOMPLETE, LOADED, Request
from coaching.intake.summary import summary
from coaching.storage.errors import NotSavedError

if TYPE_CHECKING:
    from coaching.storage.database import Database

LOG = logging.getLogger(__name__)
OUR_MISTAKE = "The import failed because of a mistake of the app. The app's log says where."
READER_ENDED = "A process that reads transcripts was ended from outside; the same import again loads the rest."


class Watcher(Progress, Protocol):
    """Is told how far an import is, and may stop it after a batch."""

    def waits(self) -> None:
        """Another import is running. Called again and again until it has ended; may raise ImportStoppedError."""


class _InTurn:
    """Tells the watcher, and ends the import after a batch where its turn was lost."""

    def __init__(self, watcher: Watcher, confirm: Callable[[], None]) -> None:
        self.start, self.advance = watcher.start, watcher.advance
        self._watcher, self._confirm = watcher, confirm

    def after_batch(self) -> None:
        """What was read so far is stored. Raises what tells that the turn was lost, and what the watcher raises."""
        self._confirm()
        self._watcher.after_batch()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an import: its exit code, what it says of each thing that was refused, and its summary.

    `report` is None where it failed; then `lines` say why. `import_id`: by which the log of imports knows it.
    """

    code: int
    lines: Sequence[str]
    summary: str = ""
    report: Report | None = field(default=None, repr=False)
    import_id: str = ""

    @property
    def was_stopped(self) -> bool:
        """Whether it was stopped before everything was read."""
        return self.report is not None and self.report.was_stopped

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join([*self.lines, *([self.summary] if self.summary else [])])

    @property
    def ended(self) -> Ended:
        """How it ended."""
        if self.report is None:
            return Ended.FAILED
        if self.was_stopped:
            return Ended.STOPPED
        return Ended.COMPLETE if self.report.is_complete else Ended.INCOMPLETE


class Importer:
    """Runs imports into one database, which has this `address`."""

    def __init__(self, database: "Database", *, beside_people: bool = False) -> None:
        """`beside_people`: this process serves people as well."""
        self._database, self._beside_people = database, beside_people
        self._log = ImportLog(database)
        self.address = database.address

    def run(self, request: Request, watcher: Watcher) -> Outcome:
        """Imports when it is its turn, notes it, and says what became of it. What it raises is noted as well.

        Raises ImportStoppedError where it is stopped before its turn.
        """
        with self.turn(watcher.waits) as run:
            return run(request, watcher)

    @contextmanager
    def turn(self, waits: Callable[[], None]) -> Iterator[Callable[[Request, Watcher], Outcome]]:
        """As run(), for who finds out only when it is their turn what there is to import: yields what runs it."""
        with self._database.importing.taken(waits):
            yield self._noted

    def _noted(self, request: Request, watcher: Watcher) -> Outcome:
        import_id = self._begin(request)
        try:
            outcome = self._imported(request, watcher)
        except BaseException as error:
            ended = Ended.FAILED if isinstance(error, Exception) else Ended.STOPPED
            with suppress(Exception):
                self._log.end(import_id, ended, None, "")
            raise
        with suppress(NotSavedError):  # then the import has failed for the same reason, and says so
            self._log.end(import_id, outcome.ended, outcome.report, outcome.text, self._returned(outcome))
        return replace(outcome, import_id=import_id)

    def failed(self, request: Request, sentence: str, watcher: Watcher) -> Outcome:
        """Notes that an import has failed before there were any files, and says why."""
        outcome = Outcome(code=FAILED, lines=[sentence])
        with self._database.importing.taken(watcher.waits):
            import_id = self._begin(request)
            self._log.end(import_id, outcome.ended, None, outcome.text)
        return replace(outcome, import_id=import_id)

    def _begin(self, request: Request) -> str:
        return self._log.begin(
            came_by=request.came_by,
            begun_by=request.begun_by,
            account=request.account,
            files=[as_uploaded(self.address, os.path.abspath(path)) for path in request.paths],
            pulled_until=request.pulled_until,
        )

    def _imported(self, request: Request, watcher: Watcher) -> Outcome:
        try:
            mapping = None if request.mapping is None else read(request.mapping)
            report = import_paths(
                self._database,
                request.paths,
                _InTurn(watcher, self._database.importing.confirm),
                sentiment_scale=request.sentiment_scale,
                mapping=mapping,
                beside_people=self._beside_people,
            )
        except BrokenProcessPool:
            return Outcome(code=FAILED, lines=[READER_ENDED])
        except BrokenPipeError:
            raise
        except (MissingPathError, MappingError, NotSavedError, OSError) as error:
            return Outcome(code=FAILED, lines=[str(error)])
        code = LOADED if report.is_complete else INCOMPLETE
        lines = [as_uploaded(self.address, line) for line in report.lines()]
        said = as_uploaded(self.address, summary(self._database, report))
        return Outcome(code=code, lines=lines, summary=said, report=report)

    def _returned(self, outcome: Outcome) -> bytes | None:
        """What was refused, as it came. That it cannot be made is no reason to say nothing of the import."""
        try:
            return None if outcome.report is None else outcome.report.returned_files(partial(as_uploaded, self.address))
        except Exception:
            LOG.exception("What an import has refused cannot be returned")
            return None
