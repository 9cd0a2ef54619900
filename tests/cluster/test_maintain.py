"""deploy/maintain.py: fewer files and snapshots, the same rows, and agents who go on meanwhile."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from coaching.storage.database import Database
from coaching.storage.ducklake import PREFIX
from coaching.words.days import utc_now
from tests import centre, servers
from tests.databases import Postgres
from tests.places import ROOT

TABLES = ("interactions", "turns", "metric_results", "assignments", "assignment_interactions", "area_daily")
OPENING = "INSERT INTO openings VALUES ('ca-ana', 'c-ana-1', 'ana@example.com', $now)"


def maintain(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "maintain.py"), *arguments],
        cwd=ROOT,
        env=servers.environment(
            address, PYTHONPATH=str(ROOT), COACHING_DATA_PATH=os.environ.get("COACHING_DATA_PATH", "")
        ),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def rows(database: Database) -> dict[str, list[str]]:
    """What the tables hold, a text a row."""
    texts = {table: database.query(f"SELECT t::VARCHAR AS text FROM {table} t")["text"] for table in TABLES}
    return {table: sorted(found) for table, found in texts.items()}


@contextmanager
def opening_again_and_again(database: Database) -> Iterator[list[datetime]]:
    """While it lasts, somebody opens an interaction ten times a second: the instants at which they did."""
    opened, over = list[datetime](), threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            now = utc_now()
            database.append(OPENING, {"now": now})
            opened.append(now)

    agent = threading.Thread(target=work)
    agent.start()
    try:
        yield opened
    finally:
        over.set()
        agent.join()


def test_it_leaves_fewer_files_and_snapshots_and_every_row(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.execute("CREATE DATABASE coaching")
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path / "parquet"))
    address = PREFIX + postgres.conninfo("coaching")
    made = maintain(address, "--replicas-stopped")
    assert (made.returncode, made.stderr) == (0, "")
    database = Database(address)
    centre.fill(database)
    for number in range(5):  # five files' worth of turns, and rows deleted from the first
        with database.transaction() as cursor:
            cursor.execute(
                "INSERT INTO turns BY NAME SELECT $key || i AS interaction_id, 1 AS position, 'agent' AS speaker, "
                "'Hello' AS text FROM range(200) r(i)",
                {"key": f"many-{number}-"},
            )
    with database.transaction() as cursor:
        cursor.execute("DELETE FROM turns WHERE interaction_id LIKE 'many-0-%' AND interaction_id > 'many-0-100'")
    before = rows(database)
    files = (
        "SELECT count(*) FROM ducklake_data_file f JOIN ducklake_table t USING (table_id) WHERE table_name = 'turns'"
    )
    living = f"{files} AND f.end_snapshot IS NULL"
    ((many,),) = postgres.execute(living, "coaching")
    ((snapshots,),) = postgres.execute("SELECT count(*) FROM ducklake_snapshot", "coaching")

    with opening_again_and_again(database) as opened:
        done = maintain(address, "--keep-days", "0")
    assert (done.returncode, done.stderr) == (0, "")
    ((few,),) = postgres.execute(living, "coaching")
    assert many >= 5
    assert few == 1
    ((left,),) = postgres.execute("SELECT min(snapshot_id) FROM ducklake_snapshot", "coaching")
    assert left >= snapshots  # those from before are forgotten
    # The folder has the name under which the table was made; a migration renamed the table since.
    on_disk = len(list((tmp_path / "parquet").rglob("turns*/*.parquet")))
    ((known,),) = postgres.execute(files, "coaching")
    assert on_disk == known
    assert rows(database) == before
    assert "Left in PostgreSQL" not in done.stdout
    assert len(opened) > 0
    assert database.query("SELECT count(*) AS n FROM openings")["n"].tolist() == [len(opened)]
    database.close()


def test_where_a_table_was_changed_it_leaves_rows_in_postgresql_and_whoever_is_open_goes_on(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.execute("CREATE DATABASE coaching")
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path / "parquet"))
    address = PREFIX + postgres.conninfo("coaching")
    database = Database(address)  # has just changed tables, by its migrations
    centre.fill(database)
    before = rows(database)
    done = maintain(address, "--keep-days", "0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Left in PostgreSQL until all replicas are stopped: assignment" in done.stdout
    assert rows(database) == before
    database.close()
    assert "Left in PostgreSQL" not in maintain(address, "--replicas-stopped").stdout
    database = Database(address)
    assert rows(database) == before
    assert "Left in PostgreSQL" not in maintain(address).stdout
    assert rows(database) == before
    database.close()


def test_it_says_that_a_file_needs_nothing(centre_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACHING_DATA_PATH", "")
    done = maintain(centre_file)
    assert done.returncode == 1
    assert "no DuckLake" in done.stderr
