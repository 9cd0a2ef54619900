"""Readiness: yes while the database is read and written, no when it is not, and a line that says why."""

import threading
import time
import urllib.request
from pathlib import Path

import pytest

from coaching.storage.database import Database
from coaching.ui.shell import health
from tests import event_loop
from tests.servers import running

pytestmark = pytest.mark.storage


def test_a_server_says_that_it_is_ready_and_nothing_else(centre_file: str) -> None:
    with running(centre_file) as server, urllib.request.urlopen(server + health.ADDRESS, timeout=10) as response:
        assert response.status == health.READY
        assert response.read() == b""


def test_a_database_that_answers_is_ready_and_one_that_is_closed_is_not(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "centre.duckdb"))
    assert event_loop.run(health.answers(lambda: database, 5))
    database.close()
    assert not event_loop.run(health.answers(lambda: database, 5))


def test_a_database_that_stays_silent_is_not_ready_and_is_asked_by_one_thread_only(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "centre.duckdb"))
    speaks_again = threading.Event()

    def silent() -> Database:
        speaks_again.wait(20)
        return database

    started = time.monotonic()
    try:
        for _ in range(5):
            assert not event_loop.run(health.answers(silent, 0.1))
        assert time.monotonic() - started < 5
        assert sum(thread.name.startswith("ready") for thread in threading.enumerate()) == 1
    finally:
        speaks_again.set()
    assert event_loop.run(health.answers(lambda: database, 5))
    database.close()
