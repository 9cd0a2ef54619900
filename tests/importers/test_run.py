"""What an import leaves as it was."""

from pathlib import Path

import pytest

from coaching.importers import run
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests.importers.export import conversation, page, write


def threads(database: Database) -> int:
    with database.snapshot() as cursor:
        [(count,)] = cursor.execute("SELECT current_setting('threads')").fetchall()
    return int(count)


@pytest.mark.parametrize("fails", [False, True])
def test_duckdb_has_as_many_threads_after_an_import_as_before(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    with database.transaction() as cursor:
        cursor.execute("SET threads = 3")
    during = []

    def load(*_: object) -> None:
        during.append(threads(database))
        if fails:
            raise KeyboardInterrupt

    monkeypatch.setattr(run._Import, "load", load)
    write(tmp_path, {"page.json": page(conversation())})
    try:
        import_paths(database, [tmp_path])
    except KeyboardInterrupt:
        assert fails
    assert (during, threads(database)) == ([1], 3)
