"""Broken and truncated files: what is complete is read, what is not is named by its place."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importers.export import conversation, page, read_json, write

GOOD = '{"id": 1, "text": "a } ] \\" {"}'
# name, content with three records, ids that are read, positions and parts of the reasons
CASES = [
    ("a missing value", '{"results": [%s,\n {"id": 2, "text": },\n {"id": 3}], "hasMore": false}', [1, 3],
     [("record 2, line 2 column 20", "broken JSON")]),
    ("a missing brace", '{"results": [%s,\n {"id": 2, "inner": {"a": 1},\n {"id": 3}, {"id": 4}]}', [1, 3, 4],
     [("record 2, line 3 column 2", "broken JSON")]),
    ("a missing quote", '{"results": [%s,\n {"id": 2, "text": "open},\n {"id": 3, "text": "x"}]}', [1, 3],
     [("record 2, line ", "broken JSON")]),
    ("a missing quote in one line", '{"results": [%s, {"id": 2, "text": "open}, {"id": 3, "text": "x"}]}', [1, 3],
     [("record 2, line 1", "broken JSON")]),
    ("an extra brace", '{"results": [%s}, {"id": 3}]}', [1, 3], [("record 2, line 1 column 45", "broken JSON")]),
    ("cut off in a record", '{"results": [%s, {"id": 2}, {"id": 3, "te', [1, 2],
     [("record 3, line 1 column 68", "the file ends in the middle of record 3")]),
    ("cut off in a string", '{"results": [%s, {"id": 2, "text": "and th', [1],
     [("record 2, line 1 column 65", "the file ends in the middle of record 2")]),
    ("cut off between records", '{"results": [%s, {"id": 2},', [1, 2], [("line 1 column 57", "the file is cut off")]),
    ("cut off before the end", '{"results": [%s, {"id": 2}]', [1, 2], [("line 1 column 57", "the file is cut off")]),
    ("cut off before the list", '{"totalPages": 3, "res', [], [("line 1 column 19", "JSON")]),
    ("a missing comma", '{"results": [%s {"id": 2}]}', [1, 2], [("line 1 column 46", "broken JSON")]),
    ("not objects", '{"results": [%s, null, 7, {"id": 4}]}', [1, 4],
     [("record 2", "is not an object"), ("record 3", "is not an object")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "ids", "refusals"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_complete_records_are_read(
    tmp_path: Path, content: str, ids: list[int], refusals: list[tuple[str, str]]
) -> None:
    path = tmp_path / "page.json"
    path.write_text(content.replace("%s", GOOD))
    records, found = read_json(path)
    assert [record["id"] for _, record in records] == ids
    assert len(found) == len(refusals)
    for refusal, (position, reason) in zip(found, refusals, strict=True):
        assert position in refusal.position
        assert reason in refusal.reason


def test_a_list_that_is_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('[{"id": 1}, {"id": 2')
    records, refusals = read_json(path)
    assert (records, refusals[0].reason) == ([("record 1", {"id": 1})], "the file ends in the middle of record 2")


def test_a_byte_order_mark_and_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b'\xef\xbb\xbf[{"id": 1}, {"id": "\xe9"}, {"id": 3}]')
    records, refusals = read_json(path)
    assert [position for position, _ in records] == ["record 1", "record 3"]
    assert [(refusal.position, refusal.reason) for refusal in refusals] == [
        ("record 2, line 1 column 21", "it is not UTF-8")
    ]


@pytest.mark.parametrize("end", range(2, 71, 3))
def test_a_file_cut_off_anywhere_loses_only_what_is_cut(tmp_path: Path, end: int) -> None:
    whole = json.dumps([{"id": number, "text": "x}"} for number in range(1, 4)])
    path = tmp_path / "list.json"
    path.write_text(whole[:end])
    records, refusals = read_json(path)
    assert len(records) == whole[:end].count('"x}"}')
    assert len(refusals) == 1


IDS = ["a", "b-1", "it's", 'quo"te', "{[,:]}", "// no comment", "ü€😀", "\\"]


def shapes(*records: dict[str, Any]) -> dict[str, str]:
    """The same records in every shape of a file that they may come in."""
    pages = [page(record) for record in records]
    one = page(*records)
    return {
        "page": json.dumps(one),
        "flat": json.dumps(records),
        "pages in a list": json.dumps(pages),
        "lists in a list": json.dumps([[record] for record in records]),
        "a page in a page": json.dumps({"results": pages}),
        "a page as the results": json.dumps({"results": one}),
        "wrapped": json.dumps({"status": 200, "response": {"data": one}}),
        "by page": json.dumps({f"page{number}": each for number, each in enumerate(pages)}),
        "by id": json.dumps({str(record["Conversation ID"]): record for record in records}),
        "lines": "\ufeff" + "\n\n".join(map(json.dumps, records)) + "\n\n",
        "lines of Windows": "\r\n".join(map(json.dumps, records)),
        "lines with commas": ",\n".join(map(json.dumps, records)),
        "pages a line": "\n".join(map(json.dumps, pages)),
        "one after another": "".join(map(json.dumps, pages)),
        "in a text": json.dumps(json.dumps(one)),
        "trailing commas": '{"results": [' + "".join(f"{json.dumps(record)[:-1]},}}, " for record in records) + "],}",
        "comments": "/* of May */ " + json.dumps(one).replace("[{", "[ // the first\n{"),
        "callback": f"cb({json.dumps(one)});",
        "guarded": ")]}',\n" + json.dumps(one),
        "JavaScript": "export = " + re.sub(r'"(results|totalPages|hasMore|src)":', r"\1:", json.dumps(one)) + ";",
        "Python": repr(one),
    }


@given(st.lists(st.sampled_from(IDS), min_size=2, max_size=4, unique=True))
@settings(deadline=None)
def test_records_are_read_in_every_shape(ids: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for shape, text in shapes(*map(conversation, ids)).items():
            write(Path(folder), {"any.json": text})
            records, refusals = read_json(Path(folder) / "any.json")
            assert ([record["Conversation ID"] for _, record in records], refusals) == (ids, []), shape


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('{"results": [{"a": 1, "a": 2}]}', ("record 1", "a", "occurs twice, with 1 and 2: leave the one that counts")),
        (
            '[{"x": {"b": [{"key": "one", "key": "two"}]}}]',
            ("record 1", "key", 'occurs twice, with "one" and "two": leave the one that counts'),
        ),
        (
            '{"results": [], "results": []}',
            ("", "results", "occurs twice, with a list and a list: leave the one that counts"),
        ),
    ],
)
def test_a_key_twice_is_refused_at_any_depth(tmp_path: Path, text: str, refusal: tuple[str, str, str]) -> None:
    (path,) = write(tmp_path, {"any.json": text})
    records, refusals = read_json(path)
    assert records == []
    assert [(each.position, each.field, each.reason) for each in refusals] == [refusal]
