"""Fixtures that several test files share: real databases, never a mock."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from coaching.database import Database
from coaching.importers.run import import_paths
from tests import centre

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data" / "quality-ai"

# A test that forgets to name its database must fail, not fill data/ with a demo: this file is none.
os.environ["COACHING_DATABASE"] = __file__

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


@pytest.fixture(scope="session")
def shared_centre() -> Iterator[Database]:
    """The real chats beside the project, imported once for all tests of this process. Read only: do not write to it."""
    if not SHARED_DATA.is_dir():
        reason = "the shared data is not beside the project"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    opened = Database(":memory:")
    import_paths(opened, [SHARED_DATA])
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
