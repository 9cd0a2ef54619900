"""Does every test that asks a database say whether it is to be tried on other databases as well?

The first run of `.ci/run` has all tests, on DuckDB files. The markers `storage`, `permissions` and `permission_of`
choose those that run on the next DuckDB or on a DuckLake as well; `first_run_only` says why a test need not.
"""

import inspect
import re
from pathlib import Path

import pytest

from tests.conftest import COLLECTED

DATABASES = {
    "database",
    "small_centre",
    "shared_centre",
    "centre_file",
    "centre",
    "server",
    "serve",
    "server_to_look_at",
}
MARKERS = ("storage", "permissions", "permission_of", "first_run_only")
SQL = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b|\bDatabase\(|\bdatabases\.")


def is_marked(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in MARKERS)


def test_every_test_that_asks_a_database_says_where_it_is_to_run(pytestconfig: pytest.Config) -> None:
    unmarked = {
        item.nodeid.partition("[")[0]
        for item in pytestconfig.stash[COLLECTED]
        if isinstance(item, pytest.Function) and "cluster" not in item.path.parts and not is_marked(item)
        if DATABASES & set(item.fixturenames) or SQL.search(inspect.getsource(item.function))
    }
    assert not unmarked, "mark them or their module: storage, permissions, or first_run_only with the reason"


def test_every_module_with_sql_has_a_test_that_says_where_it_is_to_run(pytestconfig: pytest.Config) -> None:
    """A helper of the module may hold the SQL: then one of the tests at least must be marked."""
    modules = {item.path for item in pytestconfig.stash[COLLECTED] if "cluster" not in item.path.parts}
    marked = {item.path for item in pytestconfig.stash[COLLECTED] if is_marked(item)}
    with_sql = {path for path in modules if SQL.search(path.read_text())}
    assert not {path.name for path in with_sql - marked - {Path(__file__)}}
