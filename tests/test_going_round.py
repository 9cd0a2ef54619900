"""What goes round beside the app: no error ends it, one that stays is logged once, and it stops at once."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from coaching import going_round
from coaching.going_round import GoingRound
from coaching.words.refusals import RefusedError

PATIENCE_SECONDS = 20.0
LONG_SECONDS = 3_600.0


class Work:
    """Fails as it is told to, one error a round; None: that round succeeds."""

    def __init__(self) -> None:
        self.errors: list[Exception | None] = []
        self.rounds: queue.SimpleQueue[int] = queue.SimpleQueue()

    def __call__(self, _stops: threading.Event) -> None:
        error = self.errors.pop(0) if self.errors else None
        self.rounds.put(len(self.errors))
        if error is not None:
            raise error


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def begun() -> Iterator[Callable[..., GoingRound]]:
    """Begins to go round; all of them are stopped when the test ends."""
    made = []

    def begin(work: Callable[[threading.Event], object], seconds: float = LONG_SECONDS) -> GoingRound:
        made.append(GoingRound("test", work, seconds=seconds, trouble="It cannot be done"))
        made[-1].start()
        return made[-1]

    yield begin
    for each in made:
        each.stop(PATIENCE_SECONDS)
        assert not each.is_alive()


def said(work: Work, begun: Callable[..., GoingRound], caplog: pytest.LogCaptureFixture) -> list[tuple[str, bool]]:
    """The lines of the log of all errors of the work, and whether each says where the error arose."""
    going = begun(work, 0.001)
    while work.rounds.get(timeout=PATIENCE_SECONDS) or work.errors:
        pass
    going.stop(PATIENCE_SECONDS)
    records = [record for record in caplog.records if record.name == going_round.__name__]
    assert {record.levelno for record in records} <= {logging.ERROR, logging.WARNING}
    return [(record.getMessage(), record.exc_info is not None) for record in records]


def test_an_error_ends_nothing_and_is_said_once_until_a_round_succeeds(
    work: Work, begun: Callable[..., GoingRound], caplog: pytest.LogCaptureFixture
) -> None:
    work.errors = [ValueError("1 of 3"), ValueError("2 of 3"), ValueError("2 of 3"), None, ValueError("2 of 3"), None]
    assert said(work, begun, caplog) == [("It cannot be done", True)] * 2


def test_another_error_is_said_as_well(
    work: Work, begun: Callable[..., GoingRound], caplog: pytest.LogCaptureFixture
) -> None:
    work.errors = [ValueError("a"), ValueError("b"), OSError("b"), OSError("b"), None]
    assert said(work, begun, caplog) == [("It cannot be done", True)] * 3


def test_of_disk_and_network_one_line_is_said(
    work: Work, begun: Callable[..., GoingRound], caplog: pytest.LogCaptureFixture
) -> None:
    work.errors = [RefusedError("The data is away."), RefusedError("The data is away."), None]
    assert said(work, begun, caplog) == [("It cannot be done: The data is away.", False)]


def test_it_waits_until_it_is_woken_and_stops_while_it_waits(work: Work, begun: Callable[..., GoingRound]) -> None:
    going = begun(work)
    for _ in range(2):
        assert work.rounds.empty()
        going.wake()
        work.rounds.get(timeout=PATIENCE_SECONDS)
    before = time.monotonic()
    going.stop()
    assert time.monotonic() - before < PATIENCE_SECONDS
    assert not going.is_alive()
    assert work.rounds.empty()


def test_the_round_that_runs_is_told_to_stop_and_waited_for(begun: Callable[..., GoingRound]) -> None:
    runs, told, ended = threading.Event(), [], threading.Event()

    def work(stops: threading.Event) -> None:
        runs.set()
        told.append(stops.wait(PATIENCE_SECONDS))
        ended.set()

    going = begun(work)
    going.wake()
    assert runs.wait(PATIENCE_SECONDS)
    going.stop()
    assert told == [True]
    assert ended.is_set()
    assert not going.is_alive()


def test_patience_has_an_end(begun: Callable[..., GoingRound]) -> None:
    runs, released = threading.Event(), threading.Event()

    def work(_stops: threading.Event) -> None:
        runs.set()
        released.wait(PATIENCE_SECONDS)

    going = begun(work)
    going.wake()
    assert runs.wait(PATIENCE_SECONDS)
    going.stop(0.01)
    assert going.is_alive()
    released.set()


def test_one_that_was_never_begun_can_be_stopped(work: Work) -> None:
    GoingRound("test", work, seconds=LONG_SECONDS, trouble="It cannot be done").stop()
    assert work.rounds.empty()
