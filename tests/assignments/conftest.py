"""Fixtures for the tests of assignments."""

import pytest

from coaching.storage.database import Database
from tests import centre


@pytest.fixture
def nothing_is_open(small_centre: Database) -> None:
    """The coaching that the centre has is over: it would be in doubt whether more of it is meant."""
    centre.conclude_all_coaching(small_centre)
