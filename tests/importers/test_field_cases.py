"""Small exports as they really come, one folder each: what comes out is what the README beside them says.

The folders are part of the project's shared data, not of the project. Where they are absent the tests are skipped.
"""

import json
import os
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
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


def test_04_two_rows_of_a_mono_recording_are_one_conversation(database: Database) -> None:
    report = load_case(database, "04")
    assert report.is_complete
    assert report.notes == []
    assert rows(database, "SELECT interaction_id, agent_id FROM interactions") == [("cv-1", "ana@x.example")]


PARTS_OF_25 = ("metadata.csv", "transcripts", "page-1.json")


@pytest.mark.parametrize("parts", [[PARTS_OF_25], *([[part] for part in each] for each in permutations(PARTS_OF_25))])
def test_25_both_ids_of_a_conversation_are_one(database: Database, parts: list[list[str]]) -> None:
    for part in parts:
        report = import_paths(database, [case("25") / name for name in part])
    assert report.is_complete
    assert rows(database, "SELECT interaction_id, kore_evaluation_score, queue_id FROM interactions") == [
        ("c-8797b6f6-960e", 80.0, "qu-d1fb0122")
    ]
    assert rows(database, "SELECT interaction_id, position, speaker FROM turns ORDER BY position") == [
        ("c-8797b6f6-960e", 1, "agent"),
        ("c-8797b6f6-960e", 2, "customer"),
    ]
    assert rows(database, "SELECT interaction_id, position FROM evidence") == [("c-8797b6f6-960e", 2)]
    assert rows(database, "SELECT count(*) FROM waiting_records") == [(0,)]


@pytest.mark.parametrize(
    "parts", [[["."]], [["01-06-2026.json"], ["31-05-2026.json"]], [["31-05-2026.json"], ["01-06-2026.json"]]]
)
def test_38_the_newer_evaluation_counts_whenever_it_is_read(database: Database, parts: list[list[str]]) -> None:
    for part in parts:
        assert import_paths(database, [case("38") / name for name in part]).is_complete
    assert rows(database, "SELECT kore_evaluation_score FROM interactions") == [(85.0,)]


def test_39_scores_without_times_wait_for_their_conversations(database: Database) -> None:
    report = load_case(database, "39")
    assert report.loaded.total() == 0
    assert report.notes == [counted(5, wording.WAITING_SCORES)]
    assert not report.is_complete


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


def test_01_seconds_since_1970_are_read_and_said(database: Database) -> None:
    report = load_case(database, "01")
    assert rows(database, "SELECT speaker, said_at FROM turns ORDER BY position") == [
        ("agent", datetime(2026, 5, 4, 9)),
        ("customer", datetime(2026, 5, 4, 9, 0, 31, 523000)),
    ]
    assert report.is_complete
    assert any("seconds since 1970" in note for note in report.notes)


def test_02_times_from_the_start_are_added_to_it(database: Database) -> None:
    report = load_case(database, "02")
    start = datetime(2026, 5, 4, 9)
    assert rows(database, "SELECT said_at FROM turns ORDER BY position") == [
        (start + timedelta(seconds=seconds),) for seconds in (0, 45, 120.5)
    ]
    assert report.is_complete


def test_03_a_voice_transcript_gives_the_turns_of_the_call(database: Database) -> None:
    report = load_case(database, "03")
    assert rows(database, "SELECT interaction_id, speaker, said_at, text FROM turns ORDER BY position") == [
        ("cv-1", "agent", datetime(2026, 5, 4, 9, 0, 2), "good morning"),
        ("cv-1", "customer", datetime(2026, 5, 4, 9, 0, 6), "my parcel is late"),
    ]
    assert report.is_complete


def test_15_times_as_texts_and_a_message_without_a_time(database: Database) -> None:
    report = load_case(database, "15")
    start, later = datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 9, 0, 31)
    assert rows(database, "SELECT interaction_id, said_at, text FROM turns ORDER BY interaction_id, position") == [
        ("cv-1", start, "Hi."),
        ("cv-1", later, "Late."),
        ("cv-2", start, "Hi."),
        ("cv-2", later, "Late."),
        ("cv-3", start, "Hi."),
        ("cv-3", None, "Late."),
        ("cv-3", None, "Very late."),
    ]
    assert report.is_complete


def test_34_paths_of_transcripts_lead_below_the_folder(database: Database) -> None:
    report = load_case(database, "34")
    assert report.is_complete
    assert rows(database, "SELECT interaction_id, text FROM turns ORDER BY ALL") == [
        (name, "hi") for name in ("P-6", "p-1", "p-2", "p-3", "p-4", "p-5", "p/7")
    ]
