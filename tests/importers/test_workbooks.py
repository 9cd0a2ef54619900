"""A workbook that is broken anywhere is refused, or read as far as it goes; nothing else happens."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importers.reading import HEADER, read, row, workbook, write

WHOLE = workbook({"Calls": [HEADER, row("k-1"), row("k-2")]})


def with_part(part: str, content: bytes) -> bytes:
    """The workbook with another content of one of its parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, content if name == part else before.read(name))
    return packed.getvalue()


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_workbook(content: bytes) -> tuple[list[str], list[str], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"calls.xlsx": content})
        ids, refusals, passed_over, _ = read(Path(folder))
    return ids, refusals, passed_over


@settings(deadline=None)
@given(st.sampled_from(sorted(parts())), st.integers(0), st.sampled_from((b"", b"<", b"&x;", b"\xff", b'"', b"]]>")))
def test_a_part_that_is_cut_off_is_refused_or_of_no_weight(part: str, at: int, then: bytes) -> None:
    content = parts()[part]
    ids, refusals, passed_over = read_workbook(with_part(part, content[: at % len(content)] + then))
    assert ids in ([], ["k-1"], ["k-1", "k-2"])
    assert ids == ["k-1", "k-2"] or refusals or passed_over


@settings(deadline=None)
@given(st.integers(0), st.binary(min_size=1, max_size=4))
def test_any_bytes_in_a_workbook_are_survived(at: int, odd: bytes) -> None:
    at %= len(WHOLE)
    read_workbook(WHOLE[:at] + odd + WHOLE[at + len(odd) :])


@pytest.mark.parametrize("value", ["1e999", "-1e999"])
def test_a_number_that_is_too_large_costs_no_sheet(value: str) -> None:
    sheet = next(name for name in parts() if name.startswith("xl/worksheets/"))
    cell = b'<c r="E1" t="inlineStr"><is><t>note</t></is></c></row>'
    content = parts()[sheet].replace(b"</row>", cell, 1)
    content = content.replace(b'</row><row r="3"', b'<c r="E2"><v>' + value.encode() + b'</v></c></row><row r="3"')
    assert f"<v>{value}</v>".encode() in content
    assert read_workbook(with_part(sheet, content)) == (["k-1", "k-2"], [], [])


def test_what_openpyxl_leaves_out_of_a_workbook_is_not_printed(recwarn: pytest.WarningsRecorder) -> None:
    (sheet,) = (name for name in parts() if name.endswith("sheet1.xml"))
    extended = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"></ext></extLst></worksheet>'
    ids, refusals, _ = read_workbook(with_part(sheet, parts()[sheet].replace(b"</worksheet>", extended)))
    assert (ids, refusals) == (["k-1", "k-2"], [])
    assert [warning for warning in recwarn if "openpyxl" in warning.filename] == []
