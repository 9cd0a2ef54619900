"""Is an import right about an input? It reads records, refuses, leaves out or passes over, and does nothing else.

It does so within two seconds of the processor and within bounded memory. A whole import stores a record entirely or not
at all.
"""

import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tests.importers.fuzzing import whole_imports
from tests.importers.fuzzing.mutations import Input
from tests.importers.fuzzing.reading import WrongError, read

MOST_SECONDS = 2.0
# By how much one input may raise the most memory that its process ever had.
MOST_MEGABYTES = 400
# Seconds after which an input is stopped: of the processor, and of the clock on the wall of a busy machine.
STOPPED_AFTER, STOPPED_ON_THE_WALL = 8.0, 300.0


class TooLongError(BaseException):
    """An input was stopped. No `except Exception` of the project may catch it."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How long an input took the processor, by how much it raised the most memory of the process, and what was wrong:
    a traceback, empty where nothing was."""

    seconds: float
    megabytes: float
    wrong: str = ""


def judged(one: Input, folder: Path, *, whole: bool = False) -> Verdict:
    """The verdict about an input, which is written into the folder and removed again. `whole`: it is imported
    into databases too, after and before the centre of the samples."""
    path = folder / one.file
    path.write_bytes(one.content)
    before, started = _peak(), time.process_time()
    try:
        with _stopped():
            outcome = read(path, one.mapping, in_folder=one.in_folder)
        seconds = time.process_time() - started
        if seconds > MOST_SECONDS:
            raise WrongError(f"took {seconds:.1f} s")
        if _peak() - before > MOST_MEGABYTES:
            raise WrongError(f"took {_peak() - before:.0f} MB")
        if whole and outcome is not None:
            with _stopped():
                whole_imports.check(path, one.mapping, outcome, in_folder=one.in_folder)
            with _stopped():
                whole_imports.check_waiting(path, one.mapping, in_folder=one.in_folder)
    except (Exception, TooLongError):
        return Verdict(
            seconds=time.process_time() - started, megabytes=_peak() - before, wrong=traceback.format_exc(limit=-12)
        )
    finally:
        path.unlink(missing_ok=True)
    return Verdict(seconds=seconds, megabytes=_peak() - before)


def _peak() -> float:
    """The most memory that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


@contextmanager
def _stopped() -> Iterator[None]:
    """Stops what takes too long."""

    def stop(_: int, frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, stop), signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_PROF, STOPPED_AFTER)
    signal.setitimer(signal.ITIMER_REAL, STOPPED_ON_THE_WALL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])
