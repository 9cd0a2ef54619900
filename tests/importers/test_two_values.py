"""Two values where one belongs, and ids that a spreadsheet has destroyed, are refused by name, wherever they are."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import fields
from coaching.importers.format import Format, Source, SourceFile
from coaching.importers.formats import express_metadata, express_transcript, raw_data
from coaching.importers.refused_records import Refusal, UnusableRecordError
from tests.importers.export import conversation, metric, page, source, transcript, turn

RECORD = conversation("k-1", Metrics=[metric("q", "YES", justification=[{"timestamp": [0], "justification": "x"}])])
values = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2))


def objects_in(value: Any) -> list[dict[str, Any]]:
    """All objects in a JSON value."""
    if isinstance(value, dict):
        return [value, *(each for inner in value.values() for each in objects_in(inner))]
    return [each for inner in value for each in objects_in(inner)] if isinstance(value, list) else []


def read(of: Format, tmp_path: Path, text: str) -> tuple[list[Any], list[Refusal]]:
    """The parsed records of a file with this text, and what is refused of it."""
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    file = SourceFile(format=of, name=str(path))
    found = list(of.read(file))
    records = [of.parse(each[1], Source(file=file)) for each in found if isinstance(each, tuple)]
    refused = [each for each in [*found, *records] if isinstance(each, Refusal)]
    return [each for each in records if not isinstance(each, Refusal)], refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("twice")


@given(place=st.integers(0, 100), key=st.integers(0, 100), first=values, second=values)
def test_a_key_twice_refuses_its_record_and_is_named(
    folder: Path, place: int, key: int, first: Any, second: Any
) -> None:
    record = json.loads(json.dumps(RECORD))
    found = objects_in(record)
    inside = found[place % len(found)]
    name = list(inside)[key % len(inside)]
    again = {f"{name}\u2063": second}  # a key of its own until this character is taken out
    inside[name] = first
    inside.update(again)
    text = json.dumps(page(record, conversation("k-2")), ensure_ascii=False).replace("\u2063", "")
    read_of, refused = read(raw_data.FORMAT, folder, text)
    assert [one.conversation_id for one in read_of] == ["k-2"]
    assert [(one.position, one.field) for one in refused] == [("record 1", name)]
    assert "occurs twice" in refused[0].reason


@given(st.integers(1, 3), st.integers(0, 2), st.booleans())
def test_a_turn_number_twice_refuses_the_transcript(folder: Path, number: int, zeros: int, is_other: bool) -> None:
    turns = transcript(*(turn("USER", f"Turn {place}", place) for place in range(3)))
    text = json.dumps(turns)
    more = json.dumps(turn("USER", "Other" if is_other else "Turn 0", 9))
    read_of, refused = read(express_transcript.FORMAT, folder, f'{text[:-1]}, "{"0" * zeros}{number}": {more}}}')
    assert read_of == []
    (refusal,) = refused
    assert str(number) in f"{refusal.position} {refusal.field} {refusal.reason}"
    assert "twice" in refusal.reason or "same number" in refusal.reason


HEADER = ("conversationId", "agentEmail", "queueId", "Region")


@given(st.sampled_from(HEADER), st.integers(0, 4), st.sampled_from(("{}", " {} ", "{}_")), st.booleans())
def test_a_column_twice_refuses_the_table_and_is_named(
    folder: Path, column: str, at: int, spelled: str, is_upper: bool
) -> None:
    again = spelled.format(column.upper() if is_upper else column)
    header = [*HEADER[:at], again, *HEADER[at:]]
    cells = ["k-1", "nia@example.com", "q", "North"]
    row = [*cells[:at], "x", *cells[at:]]
    read_of, refused = read(express_metadata.FORMAT, folder, f"{','.join(header)}\n{','.join(row)}\n")
    assert read_of == []
    (refusal,) = refused
    assert refusal.field.strip().casefold().rstrip("_") == column.casefold()
    assert "twice" in refusal.reason


@given(
    st.integers(10**11, 10**18),
    st.integers(0, 8),
    st.sampled_from((",", ".")),
    st.sampled_from(("e", "E")),
    st.sampled_from((raw_data.FORMAT, express_metadata.FORMAT)),
)
def test_an_id_that_a_spreadsheet_has_rounded_is_refused(
    whole: int, digits: int, point: str, exponent: str, of: Format
) -> None:
    written = f"{whole:.{digits}E}".replace(".", point).replace("E", exponent)
    record = {"conversationId": written, "agents": [{"agentId": "a"}], "agentId": "a"}
    with pytest.raises(UnusableRecordError) as refused:
        of.parse(record, source(of))
    assert written in refused.value.reason
    assert fields.WANTED_ID in refused.value.reason
    assert of.parse({**record, "conversationId": str(whole)}, source(of)).conversation_id == str(whole)
