"""Fixtures that several test files share: real databases, never a mock."""

import functools
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import pytest
from hypothesis import HealthCheck
from streamlit.components.v2 import manifest_scanner

from coaching.storage.database import Database
from tests import databases, memory_disk, once, written_tables
from tests.places import SHARED_DATA, need

# A test that forgets to name its database must fail, not fill data/ with a demo: this file is none.
os.environ["COACHING_DATABASE"] = __file__

pytest_plugins = ["tests.ran_nowhere", "tests.statements"]


def pytest_configure(config: pytest.Config) -> None:
    """Makes the folder that all processes of the run share, before pytest-xdist starts them."""
    if not hasattr(config, "workerinput"):
        memory_disk.use()
        os.environ[once.VARIABLE] = tempfile.mkdtemp(prefix="coaching-tests-")


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many processes as there are cores: many tests wait, for a browser, another process or a lock."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """What is in memory now stays until the end: the garbage collector need not look through it for every test."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Clears up after the last process of the run."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(once.VARIABLE), ignore_errors=True)


# Other tests share the cores: neither an example nor making it has a deadline. Examples may share a fixture's database.
COMMON = hypothesis.settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
hypothesis.settings.register_profile("new examples", COMMON)
# In CI the same examples every time: a change is judged by what it changes.
hypothesis.settings.register_profile("ci", COMMON, derandomize=True)
# Once in a while, for hours: pytest -n 0 --hypothesis-profile many tests/importers
hypothesis.settings.register_profile("many", COMMON, max_examples=10_000)
# In a later run of .ci/run, on another database: the rule is shown by the first one, here each statement is to run.
hypothesis.settings.register_profile("again", COMMON, derandomize=True, max_examples=databases.EXAMPLES_AGAIN)
if databases.AGAIN:
    hypothesis.settings.load_profile("again")
else:
    hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "new examples")


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once() -> None:
    """Streamlit reads through all installed packages for every AppTest anew, which takes longer than our pages."""
    manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(scope="session", autouse=True)
def _small_databases() -> Iterator[None]:
    """DuckDB has one thread in this process. To divide queries over a few rows among several threads takes longer than
    the queries: a sixth of all processor time on a file, half of it on a lake. And files have small blocks: each table
    takes a few, however little is in it, and a file of twelve megabytes is copied and read for almost every test."""
    connect = duckdb.connect
    lean = {"threads": 1, "default_block_size": 32768}

    def connect_lean(
        database: str = ":memory:", read_only: bool = False, config: dict[str, Any] | None = None
    ) -> duckdb.DuckDBPyConnection:
        return connect(database, read_only=read_only, config=lean | (config or {}))

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(duckdb, "connect", connect_lean)
        yield


@pytest.fixture(scope="session", autouse=True)
def _transactions_name_what_they_write() -> Iterator[None]:
    """Every statement that a transaction runs in this process writes only to tables that the transaction has named:
    what was read from any other table stays cached."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        written_tables.check_all(monkeypatch)
        yield


@pytest.fixture
def database() -> Iterator[Database]:
    """An empty database."""
    opened = databases.fresh()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_centre() -> Iterator[Database]:
    """The real chats beside the project. One for all tests of this process: do not write to it."""
    need(SHARED_DATA)
    opened = databases.like(databases.of_shared_data())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def small_centre_to_read() -> Iterator[Database]:
    """The centre of tests/centre.py, for tests that only read. One for all tests of this process."""
    opened = databases.to_read(databases.of_small_centre())
    yield opened
    opened.close()


@pytest.fixture
def small_centre() -> Iterator[Database]:
    """The centre of tests/centre.py."""
    opened = databases.small_centre()
    yield opened
    opened.close()


@pytest.fixture
def centre_file(tmp_path: Path) -> Iterator[str]:
    """The address of a database with the centre of tests/centre.py, closed: a file's, or a lake's."""
    address = databases.address_of_small_centre(tmp_path / "centre.duckdb")
    yield address
    databases.drop(address)
