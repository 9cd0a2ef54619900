"""Files in archives and workbooks, within bounds."""

import gzip
import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers import limits
from coaching.importers.containers import HEAD_BYTES, Part, parts
from coaching.words import wording
from tests.importers.export import conversation, page
from tests.importers.reading import HEADER, read, row, table, workbook, write, zipped


def a_page(conversation_id: str = "k-1") -> str:
    return json.dumps(page(conversation(conversation_id)))


def packed(content: bytes, ways: list[str]) -> bytes:
    for way in ways:
        content = gzip.compress(content) if way == "gz" else zipped({"inner": content})
    return content


@pytest.mark.parametrize("ways", [["gz"], ["zip"], ["gz", "gz"], ["zip", "gz"], ["gz", "zip"], ["zip", "zip", "gz"]])
def test_archives_in_archives_are_read(tmp_path: Path, ways: list[str]) -> None:
    write(tmp_path, {"export": packed(a_page().encode(), ways)})
    assert read(tmp_path)[:3] == (["k-1"], [], [])


def test_archives_are_read_only_so_deep(tmp_path: Path) -> None:
    write(tmp_path, {"export.zip": packed(a_page().encode(), ["zip"] * (limits.ARCHIVE_DEPTH + 1))})
    ids, refusals, *_ = read(tmp_path)
    assert ids == []
    assert len(refusals) == 1
    assert "unpack it first" in refusals[0]


def test_names_of_members_lead_nowhere(tmp_path: Path) -> None:
    names = ["folder/p.json", "../evil.json", "/abs.json", "C:\\x\\win.json", "ünï.json"]
    others = {"__MACOSX/folder/._p.json": b"\0\5\x16\7", "folder/.DS_Store": b"\0\0\0\1Bud1", "folder/": b""}
    write(tmp_path / "e", {"x.zip": zipped({**{name: a_page(name) for name in names}, **others})})
    ids, refusals, passed_over, _ = read(tmp_path / "e")
    assert (sorted(ids), refusals, passed_over) == (sorted(names), [], [])
    assert [path.name for path in tmp_path.rglob("*")] == ["e", "x.zip"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bomb.zip", lambda: zipped({"a.json": b" " * 50_000_000}), "200 times its size"),
        ("bomb.json.gz", lambda: gzip.compress(b" " * 50_000_000), "200 times its size"),
        ("cut.json.gz", lambda: gzip.compress(a_page().encode() * 500)[:-40], "broken or not complete"),
        ("cut.zip", lambda: zipped({"p.json": a_page()})[:-60], "broken or not complete"),
        (
            "many.zip",
            lambda: zipped({str(number): "" for number in range(limits.ARCHIVE_MEMBERS + 1)}),
            "100,001 files",
        ),
        ("broken.xlsx", lambda: workbook({"S": [HEADER]})[:-500], "broken or not complete"),
    ],
    ids=["ratio of a zip", "ratio of a gz", "cut gz", "cut zip", "many members", "cut xlsx"],
)
def test_what_is_no_sound_archive_is_refused(
    tmp_path: Path, name: str, content: Callable[[], bytes], said: str
) -> None:
    write(tmp_path, {name: content(), "good.json": a_page()})
    ids, refusals, *_ = read(tmp_path)
    assert ids == ["k-1"]
    assert len(refusals) == 1
    assert refusals[0].startswith(name)
    assert said in refusals[0]


@pytest.mark.parametrize(("at", "value", "said"), [(6, 1, "a password"), (8, 99, "in a way that is not known")])
def test_members_that_cannot_be_unpacked_are_refused(tmp_path: Path, at: int, value: int, said: str) -> None:
    content = bytearray(zipped({"p.json": a_page()}))
    content[at] = value
    content[content.find(b"PK\1\2") + at + 2] = value
    write(tmp_path, {"e.zip": bytes(content)})
    ids, refusals, *_ = read(tmp_path)
    assert ids == []
    assert len(refusals) == 1
    assert said in refusals[0]


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b\x08\0", b"PK\x03\x04", b"PK\x05\x06"]))
def test_no_bytes_stop_an_import(content: bytes, beginning: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"any.json": beginning + content})
        ids, refusals, passed_over, _ = read(Path(folder))
    assert ids == []
    assert len(refusals) + len(passed_over) >= 1


@settings(deadline=None)
@given(st.integers(0, 2_000))
def test_a_gz_file_cut_anywhere_is_refused_or_whole(end: int) -> None:
    content = gzip.compress(a_page().encode())
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"p.json.gz": content[:end]})
        ids, refusals, *_ = read(Path(folder))
    assert (ids == ["k-1"]) == (end >= len(content))
    assert bool(refusals) == (end < len(content))


def test_memory_is_bounded_by_what_is_looked_at(tmp_path: Path) -> None:
    names = {"large.json.gz": gzip.compress(b"x" * 900_000), "z.zip": zipped({"x": b"x" * 900_000})}
    write(tmp_path, names)
    found = [part for name in names for part in parts(str(tmp_path / name))]
    assert [len(part.head) for part in found if isinstance(part, Part)] == [HEAD_BYTES, HEAD_BYTES]


def test_the_sheets_of_a_workbook_are_tables(tmp_path: Path) -> None:
    dated = [*row("x-2")[:2], datetime(2026, 3, 2, 9), "q"]
    sheets: dict[str, list[list[Any]]] = {
        "About": [["What this is"]],
        "March": [["Quality export"], [], HEADER, row("x-1"), [], [None] * 4, dated],
        "April": [HEADER, row("x-3")],
        "Old": [HEADER, row("x-4")],
    }
    write(tmp_path, {"e.xlsx": workbook(sheets, hidden=("Old",)), "in.zip": zipped({"e.xlsx": workbook(sheets)})})
    ids, refusals, passed_over, _ = read(tmp_path)
    assert (sorted(ids), refusals) == (sorted(["x-1", "x-2", "x-3"] * 2 + ["x-4"]), [])
    assert f"e.xlsx/Old: {wording.PASSED_OVER_HIDDEN}" in passed_over
    assert any(line.startswith("e.xlsx/About: ") for line in passed_over)


def test_numbers_of_a_workbook_are_written_as_it_shows_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADER, *([cell, *row("")[1:]] for cell in (123, 177788520001, 1.77789e17, "00123", True))]
    write(tmp_path, {"e.xlsx": workbook({"S": rows})})
    assert read(tmp_path)[0] == ["123", "177788520001", "1.77789E+17", "00123", "true"]


def test_a_table_in_an_archive_is_called_by_its_way(tmp_path: Path) -> None:
    write(tmp_path, {"x.zip": zipped({"in/m.csv": table("k-1") + "only,two\n"})})
    (refusal,) = read(tmp_path)[1]
    assert refusal.startswith("x.zip/in/m.csv, line 3: 2 values where the header names 4 columns: write one for each")


def test_an_archive_with_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    packed = zipped({"n\u00e4me.json": "{}"}).replace("n\u00e4me".encode(), b"n\xff\xffme")
    ids, refusals, *_ = read(write(tmp_path, {"pages.zip": packed, "metadata.csv": table("k-1")}))
    assert ids == ["k-1"]
    (refusal,) = refusals
    assert refusal.startswith("pages.zip: it cannot be unpacked, because it is broken")
