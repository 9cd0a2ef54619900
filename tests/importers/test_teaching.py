"""A refusal teaches: where it is, what was there, and what is wanted; of a file of no known format, what was seen."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.finding import find_files
from coaching.importers.format import Source, SourceFile
from coaching.importers.formats import assignments_json, audits_json, people_json, raw_data
from coaching.importers.origin import Origin
from coaching.importers.refused_records import UnusableRecordError, shown
from tests.importers.export import assignment, conversation, person

# Names that no format knows.
names = st.text("abcdefghij", min_size=6, max_size=12).map(lambda name: f"zz {name}")
unknown = st.lists(names, min_size=3, max_size=6, unique=True)
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16"}
SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("unknown")


def said_of(path: Path) -> str:
    (refusal,) = find_files([path]).refusals
    return refusal.reason


@given(unknown, st.booleans(), st.sampled_from(sorted(ENCODINGS)))
def test_of_an_unknown_json_file_the_keys_are_said(folder: Path, keys: list[str], is_list: bool, encoding: str) -> None:
    record = dict.fromkeys(keys, "x")
    path = folder / "file.json"
    path.write_bytes(json.dumps([record, record] if is_list else record).encode(encoding))
    said = said_of(path)
    assert "no known format" in said
    assert all(shown(key) in said for key in keys)
    assert ENCODINGS[encoding] in said
    assert "JSON" in said


@given(unknown, st.sampled_from(sorted(SEPARATORS)), st.sampled_from(sorted(ENCODINGS)))
def test_of_an_unknown_table_the_columns_and_the_separator_are_said(
    folder: Path, columns: list[str], separator: str, encoding: str
) -> None:
    path = folder / "file.csv"
    path.write_bytes("\n".join(separator.join(row) for row in (columns, ["x"] * len(columns))).encode(encoding))
    said = said_of(path)
    assert "no known format" in said
    assert all(shown(column) in said for column in columns)
    assert (SEPARATORS[separator] in said, ENCODINGS[encoding] in said) == (True, True)
    assert "coaching map" in said


@given(st.sampled_from(("conversationId", "agentEmail", "conversationStartTime", "transcriptPath")), unknown)
def test_the_nearest_format_is_named_with_what_is_lacking(folder: Path, known: str, columns: list[str]) -> None:
    path = folder / "near.csv"
    path.write_text(",".join([known, *columns]) + "\n" + ",".join(["x"] * (len(columns) + 1)) + "\n")
    said = said_of(path)
    assert "It comes nearest to" in said
    assert "and lacks" in said


audit = {"conversation_id": "k-1", "auditor_email": "sol@example.com", "audited_at": "2026-03-05", "score": 70}
NEEDED = (
    (raw_data.FORMAT, conversation(), "Conversation ID"),
    (raw_data.FORMAT, conversation(), "Agents"),
    (raw_data.FORMAT, conversation(), "Conversation Start Time"),
    (audits_json.FORMAT, audit, "audited_at"),
    (audits_json.FORMAT, audit, "auditor_email"),
    (audits_json.FORMAT, audit, "conversation_id"),
    (assignments_json.FORMAT, assignment(), "agent_email"),
    (assignments_json.FORMAT, assignment(), "assigned_at"),
    (assignments_json.FORMAT, assignment(), "follow_up_on"),
    (people_json.FORMAT, person("nia@example.com", "Nia"), "email"),
)
UNUSABLE = st.one_of(
    st.floats(0.1, 0.9), st.just([[1]]), st.just({"a": 1}), st.just(True), st.sampled_from(("1.2E+11", "#REF!", "@"))
)


@given(st.sampled_from(NEEDED), UNUSABLE)
def test_what_refuses_a_record_is_named_with_what_is_wanted(
    needed: tuple[Any, dict[str, Any], str], value: object
) -> None:
    of, record, field = needed
    spoiled = {**record, field: value}
    file = SourceFile(format=of, name="file.json")
    try:
        of.parse(spoiled, Source(file=file))
    except UnusableRecordError as error:
        refusal = Origin(file=file, position="record 7", record=spoiled).refusal(error)
    else:
        # An id may be any text, and so may a number that is written as one.
        assert isinstance(value, str)
        return
    assert str(refusal).startswith(f"file.json, record 7, {refusal.field}: ")
    assert refusal.field
    assert shown(value) in refusal.reason or field == "Agents"
    assert ":" in refusal.reason or " is missing" in refusal.reason or " is not " in refusal.reason


@pytest.mark.parametrize(
    ("field", "value"), [("Duration", "soon"), ("evaluatedAt", "yesterday"), ("Audit Date", "04/05/2026")]
)
def test_what_would_be_read_is_said_of_a_value_that_is_left_out(field: str, value: str) -> None:
    """The line goes on after what was there, so it may not begin with what that is not."""
    source = Source(file=SourceFile(format=raw_data.FORMAT, name="file.json"))
    raw_data.conversation(conversation(**{field: value}), source)
    (left_out,) = source.notes.left_out
    assert left_out.wanted.startswith("write it ")
