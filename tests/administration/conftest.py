"""The small centre with two who may administer: Kim and Lee."""

from collections.abc import Iterator

import pytest

from coaching.storage.database import Database
from tests import databases
from tests.administration.people import KIM, LEE


@pytest.fixture
def centre() -> Iterator[Database]:
    """The small centre, which Kim and Lee may administer."""
    opened = administered()
    yield opened
    opened.close()


def administered() -> Database:
    """A small centre of its own."""
    opened = databases.small_centre()
    with opened.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = permissions || ['administration'] WHERE person_id IN ($kim, $lee)",
            {"kim": KIM, "lee": LEE},
        )
    return opened
