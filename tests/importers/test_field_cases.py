"""Small exports as they really come, one folder each: what comes out is what the README beside them says.

The folders are part of the project's shared data, not of the project. Where they are absent the tests are skipped.
"""

import json
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


def test_30_unusual_texts_are_kept_as_they_are_written(database: Database) -> None:
    report = load_case(database, "30")
    assert report.refusals == []
    written = json.loads((case("30") / "transcripts" / "cv-1.json").read_text())
    stored = rows(database, "SELECT position::VARCHAR, text FROM turns WHERE interaction_id = 'cv-1'")
    assert dict(stored) == {position: turn["text"] for position, turn in written.items()}
    assert rows(database, "SELECT count(*) FROM turns WHERE interaction_id = 'cv-2'") == [(8000,)]
    assert rows(database, "SELECT person_id, name FROM people WHERE email = 'zoe@x.example'") == [
        ("zoe@x.example", "Zoe")
    ]
