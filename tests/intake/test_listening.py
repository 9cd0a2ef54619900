"""The app beside commands that do not listen, that it cannot take, and that wait as it stops."""

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from coaching.intake import handing_over, listener, meeting_place, messages
from coaching.intake.handing_over import hand_over, is_own_to_a_process
from coaching.intake.importing import Importer, Outcome, Watcher
from coaching.intake.listener import Listener
from coaching.intake.messages import Connection
from coaching.intake.request import CameBy, Request
from coaching.storage.database import Database
from tests import databases
from tests.intake.running_app import connected

pytestmark = [
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets in the file system"),
    databases.about_files,
]
NOWHERE = Request(paths=(Path("/nowhere.json"),), came_by=CameBy.COMMAND)


class Bar:
    """Shows nothing."""

    def start(self, total: int) -> None: ...

    def advance(self, done: int) -> None: ...

    def close(self) -> None: ...


class Slow(Importer):
    """Imports nothing, for as long as it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, beside_people=True)
        self.begun, self.may_end = threading.Event(), threading.Event()

    def run(self, request: Request, watcher: Watcher) -> Outcome:
        self.begun.set()
        assert self.may_end.wait(30)
        return Outcome(code=0, lines=[])


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "coaching.duckdb")


@pytest.fixture
def slow(address: str) -> Iterator[Slow]:
    with closing(Database(address)) as database:
        yield Slow(database)


@contextmanager
def listening(importer: Importer, address: str) -> Iterator[Listener]:
    found = Listener(importer, address)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def test_the_app_does_not_stop_before_the_import_has(
    slow: Slow, address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener, "LONG_SECONDS", 0.1)
    with listening(slow, address) as app, closing(connected(address)) as command:
        command.send(messages.said(NOWHERE))
        assert slow.begun.wait(30)
        stopping = threading.Thread(target=app.stop)
        stopping.start()
        stopping.join(0.3)
        assert stopping.is_alive()
        slow.may_end.set()
        stopping.join(30)
        assert not stopping.is_alive()
    assert "stops when the import that runs has ended its batch" in caplog.text


def test_a_command_that_has_said_nothing_does_not_hold_up_the_app_that_stops(slow: Slow, address: str) -> None:
    with listening(slow, address) as app, closing(connected(address)) as command:
        assert command.next(30) == messages.HEARD
        app.stop()
        assert command.next(1) == {"refused": listener.STOPPED_BEFORE}
        assert command.next(1) is None


def test_one_command_more_than_fit_is_told_so(slow: Slow, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with listening(slow, address), ExitStack() as waiting:
        for _ in range(listener.MOST_AT_ONCE):
            assert waiting.enter_context(closing(connected(address))).next(30) == messages.HEARD
        one_more = connected(address)
        while not one_more.has_news():  # the app has hung up before the command says anything
            time.sleep(0.05)
        assert hand_over(one_more, NOWHERE, Bar()) == 1
    assert capsys.readouterr().err == listener.TOO_MANY + "\n"


def test_what_is_refused_before_all_was_said_is_told(
    slow: Slow, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(messages, "MOST_BYTES", 100_000)
    many = Request(paths=(Path("/nowhere.json"),) * 200_000, came_by=CameBy.COMMAND)
    with listening(slow, address):
        assert hand_over(connected(address), many, Bar()) == 1
    assert capsys.readouterr().err == "A message is longer than 100,000 bytes.\n"


def test_many_files_of_a_folder_with_a_long_name_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path.joinpath(*["long" * 50] * 4)
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    paths = [Path(f"{number}.json") for number in range(20_000)]
    said = messages.said(Request(paths=tuple(paths), came_by=CameBy.COMMAND))
    assert len(json.dumps(said)) < 1_000_000
    assert messages.understood(said).paths == tuple(folder / path for path in paths)


def test_an_app_that_hangs_is_not_waited_for(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(handing_over, "SECONDS_TO_ANSWER", 0.1)
    Path(address).write_text("")
    place = meeting_place.place_of(address)
    assert place is not None
    with closing(meeting_place.listen(place)):
        assert hand_over(connected(address), NOWHERE, Bar()) == 1
    assert capsys.readouterr().err == handing_over.NO_ANSWER + "\n"


def test_a_command_that_is_suspended_holds_up_no_import_and_learns_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "SAY_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(listener, "PATIENCE_SECONDS", 0.1)
    ours, theirs = map(Connection, socket.socketpair())
    with closing(ours), closing(theirs):
        watching = listener._Watching(ours, threading.Event())
        watching.start(20_000)
        for _ in range(20_000):
            watching.advance(1)
        watching.after_batch()
        listener._tell(ours, Outcome(code=2, lines=["One."] * 600, summary="Read."), was_stopped=False)
        heard = [theirs.next(1)]
        while "code" not in (heard[-1] or {"code"}):
            heard.append(theirs.next(1))
    assert heard[0] == {"files": 20_000}
    assert heard[-2:] == [{"summary": "Read."}, {"code": 2, "stopped": False}]


def test_nothing_more_is_said_to_a_command_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = map(Connection, socket.socketpair())
    theirs.close()
    with closing(ours):
        watching = listener._Watching(ours, threading.Event())
        watching.start(1)
        assert watching.stopped
        sent: list[messages.Message] = []
        monkeypatch.setattr(ours, "send", lambda message, *_: sent.append(message))
        watching.advance(1)
        assert sent == []


def test_more_than_1024_files_may_be_open() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] != resource.RLIM_INFINITY and before[1] < 2_000:
        pytest.skip("no more files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 2_000), before[1]))
    opened = [os.dup(0) for _ in range(1_100)]
    try:
        ours, theirs = map(Connection, socket.socketpair())
        with closing(ours), closing(theirs):
            assert not ours.has_news()
            theirs.send(messages.STOP)
            assert ours.has_news()
    finally:
        for each in opened:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_names_that_stand_for_something_else_in_each_process(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/stdin")
    (tmp_path / "folder").symlink_to("/dev/fd")
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "plain").symlink_to("a.json")
    own: list[str | Path] = [
        "/dev/stdin",
        "/dev/fd/63",
        "/proc/self/fd/0",
        tmp_path / "link",
        tmp_path / "folder" / "0",
    ]
    assert all(is_own_to_a_process(name) for name in own)
    alike: list[str | Path] = [
        "/dev/null",
        "/tmp",
        "/",
        "nowhere",
        *(tmp_path / name for name in ("plain", "round", "a.json")),
    ]
    assert not any(is_own_to_a_process(name) for name in alike)
