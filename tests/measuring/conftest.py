"""The demo, for tests of this folder that only read it."""

from collections.abc import Iterator

import pytest

from coaching.storage.database import Database
from tests import databases
from tests.demo.demo_of_a_day import TODAY


@pytest.fixture(scope="session")
def demo_centre() -> Iterator[Database]:
    """The demo's database, one for all tests of a process: a test that writes to it fails."""
    database = databases.to_read(databases.of_demo(TODAY))
    yield database
    database.close()
