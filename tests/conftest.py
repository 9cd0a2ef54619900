"""Fixtures that several test files share: real databases, never a mock."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from coaching.database import Database
from tests import centre

# In CI the same examples every time: a change is judged by what it changes. Elsewhere new ones, to find more.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    hypothesis.settings.load_profile("ci")


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
