"""Ids that are so alike that they may be meant for one thing are named, whatever comes first; nothing is joined."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import alike
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests.importers.export import conversation, page, rows, write


def _named(database: Database, folder: Path, *records: dict[str, Any]) -> list[str]:
    """The notes of the last import of these records, one each."""
    for number, record in enumerate(records):
        report = import_paths(database, write(folder, {f"{number}.json": page(record)}))
    return report.notes


@pytest.mark.parametrize("ids", [("K-1", "k-1"), ("k-1", "K-1"), ("4F1C-a", "4f1c-a")])
def test_conversations_whose_ids_differ_by_capitals(database: Database, tmp_path: Path, ids: tuple[str, str]) -> None:
    (note,) = _named(database, tmp_path, conversation("other"), *map(conversation, ids))
    assert f"({', '.join(sorted(ids))})" in note
    assert rows(database, "SELECT count(*) FROM interactions") == [(3,)]


def test_two_ids_of_one_conversation_need_no_word(database: Database, tmp_path: Path) -> None:
    assert _named(database, tmp_path, conversation("k-1", customConversationId="K-1")) == []


def test_ids_of_two_agents_that_differ_by_capitals(database: Database, tmp_path: Path) -> None:
    agents = [[{"agentId": "A-7", "Agent Email": "nia@example.com"}], [{"agentId": "a-7"}]]
    records = (conversation(f"k-{number}", Agents=each) for number, each in enumerate(agents))
    (note,) = _named(database, tmp_path, *records)
    assert "(A-7, a-7)" in note


@pytest.mark.storage
def test_ids_of_one_agent_that_differ_by_capitals_need_no_word(database: Database, tmp_path: Path) -> None:
    agents = [[{"agentId": each, "Agent Email": "nia@example.com"}] for each in ("A-7", "a-7")]
    records = (conversation(f"k-{number}", Agents=each) for number, each in enumerate(agents))
    assert _named(database, tmp_path, *records) == []


@pytest.mark.parametrize("order", [1, -1])
def test_a_queue_without_its_id_beside_one_with_it(database: Database, tmp_path: Path, order: int) -> None:
    said = [[{"Queue Name": "repairs "}], [{"Queue ID": "q-1", "Queue Name": "Repairs"}]][::order]
    (note,) = _named(database, tmp_path, *(conversation(f"k-{place}", Queues=each) for place, each in enumerate(said)))
    assert "repairs" in note.lower()
    assert "q-1" in note


long_ids = st.integers(10**17, 10**19 - 1).map(str)


@given(st.sets(long_ids, min_size=2))
def test_long_ids_that_a_spreadsheet_rounded_are_named(ids: set[str]) -> None:
    made = {each[:15] + "0" * (len(each) - 15) for each in ids}
    assert alike.rounded(made | {"k-1", "177788520001"}) == sorted(made)
    assert alike.rounded(made | {"123456789012345678"}) == []


def test_an_import_of_rounded_ids_is_not_complete(database: Database, tmp_path: Path) -> None:
    report = import_paths(database, write(tmp_path, {"p.json": page(conversation("1234567890123450000"))}))
    assert ["(1234567890123450000)" in note for note in report.notes] == [True]
    assert not report.is_complete
