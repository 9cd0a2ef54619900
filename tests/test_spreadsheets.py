"""Both kinds of file are read back: the CSV as text and by pandas, the workbook as the XML that it is."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import spreadsheets

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
    texts = ["".join(item.itertext()) for item in parts["xl/sharedStrings.xml"].findall(f"{MAIN}si")]
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert not list(sheet.iter(f"{MAIN}f"))  # no formula
    assert not list(sheet.iter(f"{MAIN}hyperlink"))
    return [
        [
            texts[int(cell.findtext(f"{MAIN}v") or "")]
            if cell.get("t") == "s"
            else float(cell.findtext(f"{MAIN}v") or "nan")
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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula(text: str) -> None:
    frame = pd.DataFrame({text: [text, "harmless = text"]})
    again = pd.read_csv(io.BytesIO(spreadsheets.csv(frame)), keep_default_na=False)
    assert again.iloc[0, 0].startswith("'")
    assert again.iloc[1, 0] == "harmless = text"
    assert again.columns[0].startswith("'")
    told = [str(row[0]).replace("_x000D_", "\r") for row in cells_of(spreadsheets.xlsx(frame, "Sheet"))]
    assert told[1:] == [text, "harmless = text"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5))
def test_any_text_comes_back(words: list[str]) -> None:
    frame = pd.DataFrame({"Words": pd.Series(words, dtype=object)})
    again = pd.read_csv(io.BytesIO(spreadsheets.csv(frame)), keep_default_na=False, dtype=str)["Words"].tolist()
    guarded = [f"'{word}" if word.startswith(spreadsheets.FORMULA_BEGINS) else word for word in words]
    assert again == guarded
    assert [row[0] for row in cells_of(spreadsheets.xlsx(frame, "Sheet"))][1:] == words


def test_xlsx_keeps_numbers_dates_and_na() -> None:
    workbook = spreadsheets.xlsx(FRAME, "Coaching monitor")
    assert cells_of(workbook) == [
        ["Agent", "Assigned", "Score", "Interactions"],
        ["Ána, Alves", 46344.0, 62.26, 3.0],
        ["=1+1", 46024.0, "NA", 0.0],
        ["NA", 46025.0, -3.0, 12.0],
    ]
    assert date(1899, 12, 30) + pd.Timedelta(days=46344) == date(2026, 11, 18)


def test_xlsx_looks_like_a_list() -> None:
    parts = parts_of(spreadsheets.xlsx(FRAME, "Coaching monitor"))
    sheet, styles = parts["xl/worksheets/sheet1.xml"], parts["xl/styles.xml"]
    assert next(parts["xl/workbook.xml"].iter(f"{MAIN}sheet")).get("name") == "Coaching monitor"
    pane = next(sheet.iter(f"{MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert next(sheet.iter(f"{MAIN}autoFilter")).get("ref") == "A1:D4"
    assert list(styles.iter(f"{MAIN}b"))  # the header's bold
    assert {each.get("formatCode") for each in styles.iter(f"{MAIN}numFmt")} == {"0.0", "yyyy-mm-dd"}
    widths = [float(each.get("width") or 0) for each in sheet.iter(f"{MAIN}col")]
    assert all(spreadsheets.NARROWEST <= width <= spreadsheets.WIDEST + 1 for width in widths)


def test_no_row() -> None:
    assert spreadsheets.csv(FRAME.head(0)).decode("utf-8-sig") == "Agent,Assigned,Score,Interactions\r\n"
    assert cells_of(spreadsheets.xlsx(FRAME.head(0), "Sheet")) == [["Agent", "Assigned", "Score", "Interactions"]]
