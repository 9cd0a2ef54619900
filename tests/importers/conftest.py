"""Which tests of imports run on a DuckLake?"""

from pathlib import Path

import pytest

from tests import databases

AS_IN_A_FILE = pytest.mark.skipif(
    databases.ON_LAKE, reason="an import leaves the same rows in a lake as in a file: tests/importers/test_on_a_lake.py"
)
ON_A_LAKE = ("test_on_a_lake.py", "test_run.py")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks the tests of imports, but for those that are about a lake."""
    if Path(__file__).parent in item.path.parents and item.path.name not in ON_A_LAKE:
        item.add_marker(AS_IN_A_FILE)
