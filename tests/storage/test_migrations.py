"""Migrations are frozen, upgrade the database of every earlier version, and happen whole or not at all."""

import gzip
import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from coaching.assignments import assignments, marks
from coaching.people import visibility
from coaching.quality import daily_totals, stored_scores
from coaching.storage import schema
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from coaching.storage.schema import MIGRATIONS
from tests import databases
from tests.places import ROOT

pytestmark = pytest.mark.storage
EARLIER = Path(__file__).parent / "earlier_versions"
NAMES = sorted(file.stem for file in MIGRATIONS.glob("*.sql"))
NAMES_OF_EARLIER = sorted(file.name.removesuffix(".duckdb.gz") for file in EARLIER.glob("*.duckdb.gz"))

# On a lake, where each opening takes long: how a step that fails is taken back does not depend on which it is.
STOPPED_AT = sorted({*NAMES[1::5], NAMES[-1]})

FAILED = "failed, and changed nothing. Invalid Input Error: stopped half way"

UPGRADES_AND_IS_KILLED = """
import os, signal, sys
from coaching.storage.database import Database
opened = [Database(address) for address in sys.argv[1:]]
os.kill(os.getpid(), signal.SIGKILL)
"""

# What migrations decide anew. Everything else that an earlier version wrote must be there as it was.
REWRITTEN = {
    "people": {"permissions"},
    "interactions": {"met_areas", "failed_areas", "audit_fatal", "fails_fatally"},
    "agent_daily": {"fatal"},
}
REWRITTEN_TABLES = {"supervisions", "migrations"}

# What comes out of the export that every earlier version has imported, whichever version that was (earlier_versions/
# write.py): Kore evaluation score, audit score, areas met and failed, whether it fails fatally.
INTERACTIONS = {
    "k-ana-1": (53, 50, ["B", "C:\\p", "Rules"], ["A|B", "A"], False),
    "k-ana-2": (0, 100, ["A", "A|B", "C:\\p", "Rules"], ["B"], False),
    "k-ana-3": (None, None, None, None, False),
    "k-jo-n": (79, None, ["A|B", "B", "Rules"], ["A"], False),
    "k-jo-s": (100, None, ["A", "A|B", "B", "C:\\p", "Rules"], [], False),
    "k-nia": (0, 20, [], ["Rules", "A|B", "A", "B", "C:\\p"], True),
    "k-uli": (100, None, ["A", "A|B", "B", "Rules"], [], True),  # the source counted a fatal error
}
AREA_SCORES_OF_ANA = {"A": 100, "A|B": 50, "B": 50, "C:\\p": 50, "Rules": 50}
DAYS = {  # of the agents' totals: interactions, below the pass score, failing fatally
    "ana@example.com": (3, 2, 0),
    "jo@north.example": (1, 0, 0),
    "jo@south.example": (1, 0, 0),
    "nia@example.com": (1, 1, 1),
    "uli@example.com": (1, 0, 1),
}
AREAS_OF_ASSIGNMENTS = {
    "as-begun": ["C:\\p"],
    "as-new": ["A"],
    "as-read": ["A|B", "Rules"],
    "as-unlisted": ["B", "Other"],
    "as-withdrawn": ["A"],
}
AGENT = {"agent_dashboard", "coaching_assignments"}
SUPERVISOR = {"coaching_assignments", "coaching_monitor", "qa_functionalities"}
PERMISSIONS = {
    "ana@example.com": AGENT,
    "jo@north.example": AGENT,
    "jo@south.example": AGENT,
    "nia@example.com": AGENT,
    "uli@example.com": AGENT,  # an auditor whom an export knows by name only is called the same
    "sam@example.com": SUPERVISOR,
    "lee@example.com": SUPERVISOR,
    "ravi@example.com": SUPERVISOR,
    "kim@example.com": SUPERVISOR | {"administration", "cross_team_access"},
}
SUPERVISIONS = {
    ("lee@example.com", "jo@south.example"),
    ("ravi@example.com", "nia@example.com"),
    ("sam@example.com", "ana@example.com"),
    ("sam@example.com", "jo@north.example"),
}

Rows = dict[str, list[dict[str, Any]]]
Apply = Callable[[list[str]], None]


@pytest.fixture(params=NAMES_OF_EARLIER)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The newest migration of an earlier version, and the address of a file that it has written."""
    name = str(request.param)
    file = tmp_path / "coaching.duckdb"
    file.write_bytes(gzip.decompress((EARLIER / f"{name}.duckdb.gz").read_bytes()))
    return name, str(file)


def test_a_migration_that_has_landed_never_changes() -> None:
    kept = dict(line.split() for line in (MIGRATIONS / "sha256sums").read_text().splitlines())
    now = {hashlib.sha256(file.read_bytes()).hexdigest(): file.name for file in sorted(MIGRATIONS.glob("*.sql"))}
    assert now == kept, (
        "A database may have seen a migration as it was: write a new one instead of changing it. For a new one add its "
        "line to sha256sums (sha256sum 0*.sql > sha256sums in that folder)."
    )


def test_every_earlier_version_has_left_a_file() -> None:
    assert NAMES[:-1] == NAMES_OF_EARLIER, "write the missing one with tests/storage/earlier_versions/write.py"


@databases.about_files
def test_the_files_have_rows_in_every_table(earlier: tuple[str, str]) -> None:
    _, address = earlier
    assert [table for table, rows in rows_of_file(address).items() if not rows] == []


@databases.about_files
def test_a_file_of_an_earlier_version_is_upgraded(earlier: tuple[str, str]) -> None:
    name, address = earlier
    before = rows_of_file(address)
    with closing(Database(address)) as database:
        after = rows_of(database)
        assert_nothing_is_lost(before, after)
        assert_figures(database, can_withdraw=name > "0002")
        with closing(Database(":memory:")) as new:
            assert schema_of(database) == schema_of(new)
        assert_nothing_is_out_of_step(database)
    with closing(Database(address)) as again:
        assert rows_of(again) == after


@databases.about_files
def test_a_file_opens_whose_upgrade_was_killed_before_it_was_checkpointed(tmp_path: Path) -> None:
    """What an upgrade has written to the log of a file can be read from there."""
    for name in NAMES_OF_EARLIER:
        (tmp_path / name).write_bytes(gzip.decompress((EARLIER / f"{name}.duckdb.gz").read_bytes()))
    addresses = [str(tmp_path / name) for name in NAMES_OF_EARLIER]
    killed = subprocess.run([sys.executable, "-c", UPGRADES_AND_IS_KILLED, *addresses], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    for name, address in zip(NAMES_OF_EARLIER, addresses, strict=True):
        assert Path(f"{address}.wal").stat().st_size > 100  # at least the row that says which migration it was
        with closing(Database(address)) as database:
            assert_figures(database, can_withdraw=name > "0002")


@databases.about_files
def test_a_migration_that_fails_half_way_leaves_the_file_as_it_was(
    earlier: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, address = earlier
    before = rows_of_file(address)
    following = NAMES[NAMES.index(name) + 1]
    monkeypatch.setattr(schema, "MIGRATIONS", failing(tmp_path / "migrations", following))
    with pytest.raises(DatabaseUnusableError, match=FAILED):
        Database(address)
    assert rows_of_file(address) == before
    monkeypatch.undo()
    with closing(Database(address)) as database:
        assert_nothing_is_lost(before, rows_of(database))
        assert_figures(database, can_withdraw=name > "0002")


def test_a_lake_is_upgraded_step_by_step_and_a_failing_step_leaves_it_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first version on, whose database is filled with what that version has written into its file."""
    address = databases.new_database()
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path / "parquet"))
    file = tmp_path / "coaching.duckdb"
    file.write_bytes(gzip.decompress((EARLIER / f"{NAMES[0]}.duckdb.gz").read_bytes()))
    before = rows_of_file(str(file))
    try:
        with monkeypatch.context() as patched:
            patched.setattr(schema, "MIGRATIONS", until(tmp_path / "first", NAMES[0]))
            with closing(Database(address)) as lake:
                fill(lake, before)
        for name in STOPPED_AT:
            with monkeypatch.context() as patched:
                patched.setattr(schema, "MIGRATIONS", until(tmp_path / f"before-{name}", previous(name)))
                with closing(Database(address)) as lake:
                    was = rows_of(lake)
                patched.setattr(schema, "MIGRATIONS", failing(tmp_path / f"failing-{name}", name))
                with pytest.raises(DatabaseUnusableError, match=FAILED):
                    Database(address)
                patched.setattr(schema, "MIGRATIONS", tmp_path / f"before-{name}")
                with closing(Database(address)) as lake:
                    assert rows_of(lake) == was
        with closing(Database(address)) as lake:
            assert_nothing_is_lost(before, rows_of(lake))
            assert_figures(lake, can_withdraw=False)
            with closing(Database(":memory:")) as new:
                assert columns_of(lake) == columns_of(new)
    finally:
        databases.drop(address)


def assert_nothing_is_lost(before: Rows, after: Rows) -> None:
    """Every row is there with every value in the columns that there still are and that no migration decides."""
    for table, rows in before.items():
        if table in REWRITTEN_TABLES:
            continue
        columns = [column for column in rows[0] if column in after[table][0] and column not in REWRITTEN.get(table, ())]
        assert picked(after[table], columns) == picked(rows, columns), table


def assert_nothing_is_out_of_step(database: Database) -> None:
    """What is computed from answers and stored is what it would be if it were computed anew."""
    computed = ("interactions", *daily_totals.TABLES)
    before = {table: rows_of(database)[table] for table in computed}
    with database.transaction() as cursor:
        stored_scores.judge_areas(cursor, "interactions")
        daily_totals.rebuild(cursor)
    assert {table: rows_of(database)[table] for table in computed} == before


def assert_figures(database: Database, *, can_withdraw: bool) -> None:
    """What users see of the export. `can_withdraw`: the version knew withdrawn assignments, and so has one."""
    found = database.rows("FROM interactions")
    assert {
        row["interaction_id"]: (
            rounded(row["kore_evaluation_score"]),
            rounded(row["supervisor_audit_score"]),
            row["met_areas"],
            row["failed_areas"],
            row["fails_fatally"],
        )
        for row in found
    } == INTERACTIONS
    scores = database.rows("""
        SELECT coaching_area, 100 * sum(earned) / sum(possible) AS score
        FROM area_daily WHERE agent_id = 'ana@example.com' GROUP BY coaching_area""")
    assert {row["coaching_area"]: rounded(row["score"]) for row in scores} == AREA_SCORES_OF_ANA
    days = database.rows("""
        SELECT agent_id, sum(interactions)::INTEGER AS n, sum(below_pass_score)::INTEGER AS below,
               sum(fatal)::INTEGER AS fatal
        FROM agent_daily GROUP BY agent_id""")
    assert {row["agent_id"]: (row["n"], row["below"], row["fatal"]) for row in days} == DAYS
    areas = database.rows("""
        SELECT assignment_id, list(coaching_area ORDER BY position) AS areas
        FROM assignment_areas GROUP BY assignment_id""")
    assert {row["assignment_id"]: row["areas"] for row in areas} == AREAS_OF_ASSIGNMENTS
    permissions = {row["person_id"]: set(row["permissions"]) for row in database.rows("FROM people")}
    assert {person: given for person, given in permissions.items() if given} == PERMISSIONS
    links = database.rows("FROM supervisions")
    assert {(row["supervisor_id"], row["agent_id"]) for row in links} == SUPERVISIONS
    assert_statuses(database, can_withdraw)
    asked = set(marks.open_marks(database, "sam@example.com")["mark_id"])
    assert asked == ({"mark-2"} if can_withdraw else set())  # both came with the second version


def assert_statuses(database: Database, can_withdraw: bool) -> None:
    """What agents see of their assignments, and whom supervisors may see."""
    expected = {"as-read": "completed", "as-begun": "in_progress"} | (
        {} if can_withdraw else {"as-withdrawn": "not_started"}
    )
    assert statuses(database, "ana@example.com", "ana@example.com") == expected
    assert statuses(database, "sam@example.com", "jo@north.example") == {"as-new": "not_started"}
    assert visibility.may_see(database, "ravi@example.com", "nia@example.com")
    for person, agent in (("uli@example.com", "nia@example.com"), ("sam@example.com", "jo@south.example")):
        assert not visibility.may_see(database, person, agent)


def statuses(database: Database, viewer_id: str, agent_id: str) -> dict[str, str]:
    seen = assignments.assignments_of_agent(database, viewer_id, agent_id, date(2026, 3, 13))
    return dict(zip(seen["assignment_id"], seen["status"], strict=True))


def rounded(score: float | None) -> int | None:
    return None if score is None else round(score)


def picked(rows: list[dict[str, Any]], columns: list[str]) -> list[str]:
    return sorted(repr([row[column] for column in columns]) for row in rows)


def rows_of(database: Database) -> Rows:
    """All rows of all tables, in an order of their own."""
    tables = database.rows("SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()")
    return {
        table: sorted(database.rows(f"FROM {table}"), key=repr) for table in sorted(row["table_name"] for row in tables)
    }


def rows_of_file(address: str) -> Rows:
    """The same of a file as it is, without upgrading it."""
    with duckdb.connect(address, read_only=True) as connection:
        found: Rows = {}
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall():
            cursor = connection.execute(f"FROM {table}")
            names = [column[0] for column in cursor.description]
            found[table] = sorted((dict(zip(names, row, strict=True)) for row in cursor.fetchall()), key=repr)
        return found


def columns_of(database: Database) -> set[tuple[str, str, str]]:
    """Which tables have which columns of which type."""
    found = database.rows("""
        SELECT table_name, column_name, data_type
        FROM information_schema.columns WHERE table_catalog = current_database()""")
    return {(row["table_name"], row["column_name"], row["data_type"]) for row in found}


def schema_of(database: Database) -> list[str]:
    """Columns with types and defaults, keys and indexes, of a file."""
    columns = database.rows("""
        SELECT table_name, column_index, column_name, data_type, is_nullable, column_default
        FROM duckdb_columns() ORDER BY ALL""")
    for column in columns:
        column["column_default"] = default_of(database, column["data_type"], column["column_default"])
    keys = database.rows("SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL")
    indexes = database.rows("SELECT index_name, table_name, expressions FROM duckdb_indexes() ORDER BY ALL")
    return [repr(row) for row in (*columns, *keys, *indexes)]


def default_of(database: Database, kind: str, default: str | None) -> Any:
    """The value of a column's default: DuckDB 2 writes the same one in several ways, as FALSE and CAST('f' AS
    BOOLEAN)."""
    first = None if default is None else database.first(f"SELECT ({default})::{kind} AS value")
    return None if first is None else first["value"]


def fill(database: Database, rows: Rows) -> None:
    """Puts rows into tables that are there already, but for the migrations, which the database knows of itself."""
    with database.transaction() as cursor:
        for table, content in rows.items():
            if table != "migrations":
                columns = list(content[0])
                cursor.executemany(
                    f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})",
                    [list(row.values()) for row in content],
                )


def until(folder: Path, name: str) -> Path:
    """A folder with the migrations up to this one."""
    folder.mkdir()
    for each in NAMES[: NAMES.index(name) + 1]:
        shutil.copy(MIGRATIONS / f"{each}.sql", folder)
    return folder


def failing(folder: Path, name: str) -> Path:
    """A folder with the migrations up to this one, which fails when all its statements are done."""
    file = until(folder, name) / f"{name}.sql"
    file.write_text(file.read_text() + "\nSELECT error('stopped half way');\n")
    return folder


def previous(name: str) -> str:
    return NAMES[NAMES.index(name) - 1]
