"""Which conversations are one, by ids as programs and spreadsheets write them?"""

from pathlib import Path
from typing import Any

import pytest

from coaching.importers import fields
from coaching.importers.formats import raw_data
from coaching.importers.refused_records import UnusableRecordError
from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, rows, source


def ids(database: Database) -> list[str]:
    return [each for (each,) in rows(database, "SELECT interaction_id FROM interactions ORDER BY ALL")]


@pytest.mark.parametrize("written", ["0", 0, "-1", "undefined", "NULL", "00000000-0000-0000-0000-000000000000"])
def test_an_id_at_upload_that_says_nothing_joins_nothing(database: Database, tmp_path: Path, written: Any) -> None:
    both = [conversation(each, customConversationId=written) for each in ("k-1", "k-2")]
    report = load(database, tmp_path, {"page.json": page(*both)})
    assert (report.lines(), report.notes) == ([], [])
    assert ids(database) == ["k-1", "k-2"]
    assert rows(database, "FROM interaction_details WHERE kind = 'other_id'") == []


def test_an_id_at_upload_of_several_conversations_is_said(database: Database, tmp_path: Path) -> None:
    both = [conversation(each, customConversationId="up-1") for each in ("k-2", "k-1")]
    report = load(database, tmp_path, {"page.json": page(*both)})
    assert ids(database) == ["k-1"]
    (note,) = report.notes
    assert 'came with several ids of the system ("up-1": k-1, k-2)' in note


@pytest.mark.parametrize("written", ["undefined", "null", "N/A", "Unknown"])
def test_a_conversation_without_an_id_is_refused(database: Database, tmp_path: Path, written: str) -> None:
    report = load(database, tmp_path, {"page.json": page(conversation(written), conversation("k-1"))})
    assert [refusal.reason.split(":")[0] for refusal in report.refusals] == [
        f'"{written}" says nothing, so it is missing'
    ]
    assert ids(database) == ["k-1"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("'0012", "0012"),
        ('="0012"', "0012"),
        ("'0012'", "0012"),
        ("123456789.0", "123456789"),
        ("1.5", "1.5"),
        ("a'b", "a'b"),
        ("'", "'"),
    ],
)
def test_an_id_is_read_without_what_a_spreadsheet_adds(written: str, read: str) -> None:
    assert fields.identifier({"id": written}, "id") == read


@pytest.mark.parametrize(
    "written", ['=HYPERLINK("https://example.com/k-1","k-1")', "=A2", "=+B2&C2", "= CONCAT(A1;B1)"]
)
def test_a_formula_is_no_id(written: str) -> None:
    with pytest.raises(UnusableRecordError, match="what a spreadsheet made of an id"):
        fields.identifier({"id": written}, "id")


def test_what_nobody_sees_in_an_id_makes_no_other_conversation(database: Database, tmp_path: Path) -> None:
    written = ("k-1", "\ufeffk-1", "k\u200b-1", "k-1\u200e ", "k\ufe0f-1")
    load(database, tmp_path, {"page.json": page(*map(conversation, written))})
    assert ids(database) == ["k-1"]


def test_an_object_with_numbered_keys_is_a_list() -> None:
    metrics = [{"Metric Name": "Greets", "Qualification": "YES"}, {"Metric Name": "Helps", "Qualification": "NO"}]
    record = conversation(Metrics={"0": metrics[0], "1": metrics[1]})
    found = raw_data.conversation(record, source(raw_data.FORMAT)).metrics or []
    assert [(each.name, each.qualification) for each in found] == [("Greets", "YES"), ("Helps", "NO")]


def test_two_files_of_one_name_that_nothing_puts_in_order_are_said(database: Database, tmp_path: Path) -> None:
    score = "Kore Evaluation Score"
    files = {f"{folder}/x.json": page(conversation(**{score: at})) for folder, at in (("2026-W22", 10), ("b", 20))}
    report = load(database, tmp_path, files)
    assert ["that of x.json counts, that of x.json does not" in note for note in report.notes] == [True]
