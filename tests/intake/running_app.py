"""A process that has a database open and takes files in, as the app does; and commands that are given beside it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from coaching.intake import handing_over, messages
from coaching.intake.messages import Connection
from coaching.intake.request import CameBy, Request
from tests.places import ROOT
from tests.servers import environment

PATIENCE_SECONDS = 120
APP = """
import sys
from coaching.intake.taking_in import TakingIn
from coaching.settings import settings
from coaching.storage.database import Database
database = Database(settings().database)
taking_in = TakingIn(database, settings().inbox)
print("open", flush=True)
sys.stdin.read()
taking_in.stop()
database.close()
"""


@contextmanager
def running_app(database: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Such a process, which has begun to listen. It ends when its input does."""
    with subprocess.Popen(
        [sys.executable, "-c", APP],
        cwd=ROOT,
        env=environment(database, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                stop(process)


def stop(process: subprocess.Popen[str]) -> str:
    """Stops it as the app is stopped, and returns what it has logged."""
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.close()
    process.wait(PATIENCE_SECONDS)
    return process.stderr.read()


def command(*arguments: str | Path, folder: Path = ROOT, stdin: IO[str] | None = None) -> subprocess.Popen[str]:
    """`python -m coaching import …`, begun and not waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "coaching", "import", *map(str, arguments)],
        cwd=folder,
        env=environment("none") | {"PYTHONPATH": str(ROOT)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def said(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit code of a command, what it printed, and its errors, when it has ended."""
    out, errors = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out, errors


def connected(database: str) -> Connection:
    """A connection to the app with this database."""
    found = handing_over.connect(database, 5)
    assert found is not None
    return found


def wait_until_importing(database: str) -> None:
    """Returns when an import is running: whoever else wants to import is told to wait."""
    nothing = Request(paths=(Path(database) / "nowhere",), came_by=CameBy.COMMAND)
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with closing(connected(database)) as connection:
            connection.send(messages.said(nothing))
            assert connection.next(PATIENCE_SECONDS) == messages.HEARD
            if connection.next(PATIENCE_SECONDS) == {"waits": True}:
                return
        time.sleep(0.05)
    raise AssertionError("No import has begun.")
