"""Pages run against a real database with the small centre in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.storage.database import Database
from coaching.ui.shell import session

SHOWS = pytest.mark.first_run_only("how a page shows what the tests of the queries ask on every database")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks the tests of pages, but for those that ask who may open them."""
    if Path(__file__).parent in item.path.parents and item.get_closest_marker("permissions") is None:
        item.add_marker(SHOWS)


@pytest.fixture(autouse=True)
def centre(centre_file: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The app's own connection to the centre: what a test writes through it, the page reads."""
    monkeypatch.setenv("COACHING_DATABASE", centre_file)
    for name in ("COACHING_SIGN_IN", "COACHING_PROXY_HEADER", "COACHING_SHOW_BEST_RESPONSE_AGENT"):
        monkeypatch.delenv(name, raising=False)
    yield session.database()
    session.close_database()
