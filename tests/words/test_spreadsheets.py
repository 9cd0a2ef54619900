"""Both kinds of file are read back: the CSV as text and by pandas, the workbook as the XML that it is."""

import io
import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.words import spreadsheets

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FRAME = pd.DataFrame(
    {
        "Agent": ["Ána, Alves", "=1+1", None],
        "Assigned": [date(2026, 11, 18), date(2026, 1, 2), date(2026, 1, 3)],
        "Score": [62.26, float("nan"), -3.0],
        "Interactions": [3, 0, 12],
    }
)


def parts_of(workbook: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if "xml" in name}


def cells_of(workbook: bytes) -> list[list[str | float]]:
    parts = parts_of(workbook)
    sheets = [parts[f"xl/worksheets/sheet{number}.xml"] for number in (1, 2)]
    for each in sheets:
        assert not list(each.iter(f"{MAIN}f"))  # no formula
        assert not list(each.iter(f"{MAIN}hyperlink"))
    sheet = sheets[1]
    return [
        [
            "".join(cell.itertext()) if cell.get("t") == "inlineStr" else float(cell.findtext(f"{MAIN}v") or "nan")
            for cell in row.findall(f"{MAIN}c")
        ]
        for row in sheet.iter(f"{MAIN}row")
    ]


def test_csv() -> None:
    written = spreadsheets.csv(FRAME)
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").split("\r\n") == [
        "Agent,Assigned,Score,Interactions",
        '"Ána, Alves",2026-11-18,62.3,3',
        "'=1+1,2026-01-02,NA,0",
        "NA,2026-01-03,-3.0,12",
        "",
    ]
    again = pd.read_csv(io.BytesIO(written))
    assert again["Interactions"].tolist() == [3, 0, 12]
    assert pd.isna(again["Score"][1])


BEGINS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BEFORE = ("", "\t", "\r", "\n", " ", "\ufeff", "\u200b", "\u00a0", "\u3000", "\x00", '"', " \t ")


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("begin", BEGINS)
def test_text_never_becomes_a_formula(begin: str, before: str) -> None:
    text = f"{before}{begin}1+1"
    frame = pd.DataFrame({text: [text, "harmless = text - and @ home"]})
    again = pd.read_csv(io.BytesIO(spreadsheets.csv(frame)), keep_default_na=False)
    assert again.iloc[0, 0].startswith("'")
    assert again.iloc[1, 0] == "harmless = text - and @ home"
    assert again.columns[0].startswith("'")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "＝1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_becomes_a_formula_in_a_workbook(text: str) -> None:
    workbook = spreadsheets.xlsx(pd.DataFrame({text: [text, "harmless = text"]}), "Sheet", [("Agent", text)])
    told = [str(row[0]).replace("_x000D_", "\r") for row in cells_of(workbook)]
    assert told[1:] == [text, "harmless = text"]
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")  # it stays text when somebody edits it


words = st.lists(st.sampled_from([*BEGINS, *BEFORE, ";", "\t", ",", "1", "a", "\r\n"]), max_size=8).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, min_size=1, max_size=3), st.sampled_from(",;\t"))
def test_no_cell_begins_a_formula_whatever_separates_the_cells(texts: list[str], separator: str) -> None:
    written = spreadsheets.csv(pd.DataFrame({"Name": ["before", *texts], "Score": [1.0] * (len(texts) + 1)}))
    for line in re.split(r"[\r\n]+", written.decode("utf-8-sig")):
        if separator == ",":
            continue
        for cell in line.split(separator):  # as a spreadsheet does that does not split at commas
            seen = re.sub(r'^[\s\x00-\x20"\u00a0\u200b\ufeff\u3000]+', "", cell)
            assert not seen.startswith(BEGINS), (cell, written)
    if separator == ",":
        again = pd.read_csv(io.BytesIO(written), keep_default_na=False, dtype=str, lineterminator=None)
        for cell in again["Name"]:
            assert not re.sub(r'^[\s\x00-\x20"\u00a0\u200b\ufeff\u3000]+', "", cell).startswith(BEGINS)


def test_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"Change": [-3.25, 4.0], "Count": pd.Series([-1, 2], dtype=object)})
    assert spreadsheets.csv(frame).decode("utf-8-sig").split("\r\n")[1:3] == ["-3.3,-1", "4.0,2"]  # as on the screen


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5))
def test_any_text_comes_back(words: list[str]) -> None:
    frame = pd.DataFrame({"Words": pd.Series(words, dtype=object)})
    again = pd.read_csv(io.BytesIO(spreadsheets.csv(frame)), keep_default_na=False, dtype=str)["Words"].tolist()
    for read, word in zip(again, words, strict=True):
        assert read == word or read.replace("'", "") == word.replace("'", "")
        assert read == word or set(word) & set("=+-@＝＋－＠﹢﹣﹦﹫")
