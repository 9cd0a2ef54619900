"""Fixtures that several test files share: real databases, never a mock."""

import functools
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from streamlit.components.v2 import manifest_scanner

from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases, written_tables
from tests.places import SHARED_DATA

# A test that forgets to name its database must fail, not fill data/ with a demo: this file is none.
os.environ["COACHING_DATABASE"] = __file__

# On a DuckLake one of so many tests is run (and none of fewer), where the database is not what they are about: how a
# page shows what the subjects' own tests ask for, what is in a file or wrong with it (an import takes seconds there),
# what is computed in Python from the real chats.
ONE_OF = {
    "tests/pages/": 8,
    "tests/importers/test_refusals.py": 10,
    "tests/importers/test_exchange_files.py": 3,
    "tests/importers/test_audit_answers.py": 3,
    "tests/importers/test_people.py": 3,
    "tests/importers/test_express.py": 3,
    "tests/importers/test_any_order.py": 3,
    "tests/comparison/test_pairs.py": 3,
    "tests/assignments/test_best_responses.py::test_on_shared_centre": 3,
}
# And of a test that is tried with many cases the first and every third.
ONE_CASE_OF = 3
# Who may do what is always tried: every query, every page, every command.
ALWAYS = (
    "tests/test_permissions.py",
    "tests/pages/test_strangers.py",
    "tests/assignments/test_assigning.py::test_only_a_coach",
    "tests/assignments/test_assigning.py::test_nobody_else_is_offered",
    "tests/quality/test_auditing.py::test_only_agents_whom",
    "tests/quality/test_bookmarks.py::test_only_interactions_of_agents_whom",
    "tests/assignments/test_discussion.py::test_who_may_not",
    "tests/assignments/test_best_responses.py::test_all_marked_interactions_must_be_of_agents_one_supervises",
    "tests/assignments/test_marks.py::test_nobody_asks",
)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On a DuckLake, what knows nothing of a database has nothing to do."""
    is_test = databases.ON_LAKE and collection_path.name.startswith("test_")
    return True if is_test and not re.search("database|_centre|centre_file", collection_path.read_text()) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a DuckLake, which is slower than memory, leaves out simulations and what ONE_OF and ONE_CASE_OF say."""
    if databases.ON_LAKE:
        seen: Counter[str] = Counter()
        items[:] = [item for item in items if not item.get_closest_marker("slow") and _is_chosen(item, seen)]


def _is_chosen(item: pytest.Item, seen: Counter[str]) -> bool:
    if item.nodeid.startswith(ALWAYS):
        return True
    for start, one_of in ONE_OF.items():
        if item.nodeid.startswith(start):
            seen[start] += 1
            return seen[start] % one_of == 0
    test, with_case, _ = item.nodeid.partition("[")
    seen[test] += 1
    return not with_case or seen[test] % ONE_CASE_OF == 1


# In CI the same examples every time: a change is judged by what it changes. Elsewhere new ones, to find more.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI") == "true":
    hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once() -> None:
    """Streamlit reads through all installed packages for every AppTest anew, which takes longer than our pages."""
    manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


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
    """The real chats beside the project, imported once for all tests of this process. Read only: do not write to it."""
    if not SHARED_DATA.is_dir():
        reason = "the shared data is not beside the project"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    opened = databases.fresh()
    import_paths(opened, [SHARED_DATA])
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
