"""Real servers on free ports, for tests that need some."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.places import ROOT

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A process of the app and the address at which it answers."""

    address: str
    process: subprocess.Popen[str]

    def wait_until_healthy(self) -> None:
        """Returns when it answers; raises RuntimeError when it ends instead, or does not within PATIENCE_SECONDS."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended at once:\n{self.process.communicate()[0]}")
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"The server did not answer within {PATIENCE_SECONDS} seconds.")

    def stop(self) -> None:
        """Ends it, at the latest after 20 seconds."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(database: str, **settings: str) -> dict[str, str]:
    """This process's environment with no setting of the app's but the database and those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COACHING_")}
    return kept | {"COACHING_DATABASE": database} | settings


def start(
    database: str, log: Path | None = None, folder: Path = ROOT, listens_at: str = "127.0.0.1", **settings: str
) -> Server:
    """Starts `streamlit run app.py` over this database and does not wait for it. What it prints goes to `log`; without
    one it may not print much, for nobody reads it before the end.

    `folder`: where that app.py is, the project's own or another. `listens_at`: an address of this machine. `settings`:
    where one has `{port}`, that is the port of the server.
    """
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
         "--server.address", listens_at, "--server.headless", "true"],
        cwd=folder,
        env=environment(database, **{name: each.replace("{port}", str(port)) for name, each in settings.items()}),
        stdout=log.open("w") if log else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    return Server(f"http://127.0.0.1:{port}", process)


@contextmanager
def running(database: str, log: Path | None = None, listens_at: str = "127.0.0.1", **settings: str) -> Iterator[str]:
    """`streamlit run app.py` over this database; yields its address, and ends it. `log`, `listens_at`: see start()."""
    server = start(database, log, ROOT, listens_at, **settings)
    try:
        server.wait_until_healthy()
        yield server.address
    finally:
        server.stop()


class ServerOfManyTests:
    """One server for many tests, which are given a database each: it takes seconds to start, and a moment to notice
    that another file has taken the place of its own."""

    def __init__(self, address: str, file: Path) -> None:
        """`address`: where the server answers, over the database `file`."""
        self.address, self._file = address, file
        self._looked_at: Path | None = None

    def show(self, database: Path) -> None:
        """From here on the server shows a copy of this database, as it is now."""
        copy = self._file.with_name("next.duckdb")
        shutil.copy(database, copy)
        Path(f"{self._file}.wal").unlink(missing_ok=True)
        copy.rename(self._file)
        self._looked_at = None

    def show_to_look_at(self, database: Path) -> None:
        """The same for a test that only looks: where the one before only looked at the same database, it stays."""
        if self._looked_at != database:
            self.show(database)
            self._looked_at = database
