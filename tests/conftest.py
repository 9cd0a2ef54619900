"""Fixtures that several test files share: real databases, never a mock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.database import Database
from tests import centre


@pytest.fixture
def database() -> Iterator[Database]:
    """An empty database in memory."""
    opened = Database(":memory:")
    yield opened
    opened.close()


@pytest.fixture
def small_centre(database: Database) -> Database:
    """The centre of tests/centre.py in memory."""
    centre.fill(database)
    return database


@pytest.fixture
def centre_file(tmp_path: Path) -> str:
    """The address of a database file with the centre of tests/centre.py, closed."""
    address = str(tmp_path / "centre.duckdb")
    opened = Database(address)
    centre.fill(opened)
    opened.close()
    return address
