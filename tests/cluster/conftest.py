"""What these tests need that a developer's machine may lack: they skip without it, and fail where CI promises it."""

from collections.abc import Iterator

import pytest

from tests.cluster import nginx
from tests.databases import MUST_RUN, Postgres, need_cluster


@pytest.fixture
def needs_nginx() -> None:
    if nginx.PROGRAM is None:
        (pytest.fail if MUST_RUN else pytest.skip)("nginx is not installed (Debian: apt-get install nginx)")


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of the test's own, which it may disturb."""
    need_cluster()
    server = Postgres()
    yield server
    server.remove()
