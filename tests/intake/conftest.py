"""An inbox, and the clock that it looks at."""

from pathlib import Path

import pytest

from coaching.intake.importing import Importer
from coaching.intake.inbox import Inbox
from coaching.storage.database import Database
from tests.intake.looking import Clock


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
