"""Keys in any spelling, and one key in two spellings."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.notes import Notes
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.spellings import Spellings
from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, refused, rows

FIELDS = Spellings({"Agent Email": ("mail",), "Duration": ()})
SPELLINGS = ("Agent Email", "agentEmail", "AGENT_EMAIL", "agent-email", " Agent  Email ")


@given(
    st.lists(st.sampled_from(SPELLINGS), min_size=2, max_size=2, unique=True), st.sampled_from(["", "NA", None, "-"])
)
def test_one_value_in_two_spellings_is_one(keys: list[str], nothing: str | None) -> None:
    one, other = keys
    assert FIELDS.read({one: "a", other: "a"}, Notes()) == {"Agent Email": "a"}
    FIELDS.read({one: "a", other: nothing}, Notes())


@given(st.lists(st.sampled_from(SPELLINGS), min_size=2, max_size=2, unique=True), st.sampled_from(["b", 1, ["a"], {}]))
def test_two_values_in_two_spellings_of_one_key_are_refused(keys: list[str], value: object) -> None:
    one, other = keys
    with pytest.raises(UnusableRecordError) as refusal:
        FIELDS.read({one: "a", other: value}, Notes())
    assert refusal.value.field == "Agent Email"
    assert '"a" is here' in refusal.value.reason
    assert f'"{other}"' in refusal.value.reason


def test_of_two_names_the_first_counts() -> None:
    assert FIELDS.read({"mail": "a", "agentEmail": "b"}, Notes()) == {"Agent Email": "a"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"conversationId": "k-2"}, "Conversation ID"),
        ({"Agents": [{"Agent Email": "nia@example.com", "agentEmail": "bo@example.com"}]}, "Agent Email"),
    ],
)
def test_a_record_with_two_values_for_one_key_is_refused(
    database: Database, tmp_path: Path, more: dict[str, Any], field: str
) -> None:
    report = load(database, tmp_path, {"p.json": page(conversation("k-1", **more), conversation("k-3"))})
    assert [(position, named) for _, position, named, _ in refused(report)] == [("record 1", field)]
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-3",)]
