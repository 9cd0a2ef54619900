"""Pages run against a real database file with the small centre in it."""

from collections.abc import Iterator

import pytest

from coaching.storage.database import Database
from coaching.ui.shell import session


@pytest.fixture(autouse=True)
def centre(centre_file: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The app's own connection to the centre: what a test writes through it, the page reads."""
    monkeypatch.setenv("COACHING_DATABASE", centre_file)
    for name in ("COACHING_SIGN_IN", "COACHING_PROXY_HEADER", "COACHING_SHOW_BEST_RESPONSE_AGENT"):
        monkeypatch.delenv(name, raising=False)
    yield session.database()
    session.close_database()
