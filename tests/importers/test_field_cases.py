"""Small exports as they really come, one folder each: what comes out is what the README beside them says.

The folders are part of the project's shared data, not of the project. Where they are absent the tests are skipped.
"""

import os
from pathlib import Path

import pytest

from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests.importers.export import rows
from tests.places import FIELD_CASES

pytestmark = pytest.mark.storage


def case(number: str) -> Path:
    """The folder of a case; the test is skipped where the shared data is not beside the project."""
    if not FIELD_CASES.is_dir():
        reason = "the field cases are not beside the project"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    (folder,) = FIELD_CASES.glob(f"{number}-*")
    return folder


def load_case(database: Database, number: str) -> Report:
    """Imports the folder of a case as one."""
    return import_paths(database, [case(number)])


def test_24_no_sentiment_is_estimated_for_other_languages(database: Database) -> None:
    report = load_case(database, "24")
    assert report.refusals == []
    found = rows(database, "SELECT interaction_id, sentiment_score, sentiment_estimated FROM interactions ORDER BY ALL")
    others = [(name, None, False) for name in ("de", "de-child", "es", "fr", "ja", "nl", "pt")]
    assert [row for row in found if row[0] != "en"] == others
    assert [(name, score > 5, estimated) for name, score, estimated in found if name == "en"] == [("en", True, True)]
    assert rows(database, "SELECT DISTINCT interaction_id FROM turns WHERE sentiment IS NOT NULL") == [("en",)]
