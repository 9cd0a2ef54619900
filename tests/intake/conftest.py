"""An inbox, and the clock that it looks at."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.intake.importing import Importer
from coaching.intake.inbox import Inbox
from coaching.storage.database import Database
from tests.intake.looking import Clock


@pytest.fixture(autouse=True)
def _usual_rights() -> Iterator[None]:
    """New files may be read by everybody: the app, of which another test may have been a part, makes them private."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def inbox(folder: Path, database: Database, clock: Clock) -> Inbox:
    return Inbox(folder, Importer(database, beside_people=True), clock)
