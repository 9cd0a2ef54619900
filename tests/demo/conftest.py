"""The demo for the tests of what it holds."""

from collections.abc import Iterator

import pytest

from coaching.storage.database import Database
from tests import databases
from tests.demo.demo_of_a_day import TODAY


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """The demo of TODAY, for all tests of a module."""
    database = databases.like(databases.of_demo(TODAY))
    yield database
    database.close()
