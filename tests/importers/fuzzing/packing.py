"""How are files packed, and tables written that are no text? As gz, zip, XLSX and Parquet files, also odd ones."""

import gzip
import io
import zipfile
from collections.abc import Sequence
from random import Random
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq

from tests.importers.fuzzing.odd_values import MEMBER_NAMES

_BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>"""
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>"""
)
_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/xl/workbook.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""


def packed(random: Random, name: str, content: bytes) -> tuple[str, bytes]:
    """A file in a gz or zip file, or in several, without the time at which it was packed."""
    way = random.randrange(5)
    if way == 0:
        return f"{name}.gz", gzip.compress(content, 1, mtime=0) + random.choice((b"", b"\0" * 9, b"x"))
    if way == 1:
        return f"{name}.gz", gzip.compress(gzip.compress(content, 1, mtime=0), 1, mtime=0)
    archive = zipped(random, {random.choice(MEMBER_NAMES).format(name=name): content, "other.txt": b"x"})
    if way == 2:
        archive = zipped(random, {"inner.zip": archive, "readme.txt": b"\0\0"})
    if way == 3:
        archive = zipped(random, {f"{place}/{name}": content for place in range(random.choice((2, 30)))})
    return f"{name.rpartition('.')[0] or name}.zip", archive


def zipped(random: Random, members: dict[str, bytes]) -> bytes:
    """A zip file, which may say wrong things of its members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name.encode("utf-8", "replace").decode() or "empty")
            info.compress_type = archive.compression
            archive.writestr(info, content)
            if random.random() < 0.02:
                info.flag_bits |= 1  # is said to be encrypted
                info.file_size = random.choice((0, 2**31, info.file_size))
    return file.getvalue()


def parquet(rows: Sequence[Sequence[str]]) -> bytes:
    """A table as a Parquet file. Raises ValueError where no such file has columns or texts like these."""
    header, *others = rows
    columns = [[row[place] if place < len(row) else None for row in others] for place in range(len(header))]
    file = io.BytesIO()
    try:
        pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], names=list(header)), file)
    except (pa.ArrowException, UnicodeError) as error:
        raise ValueError(str(error)) from None
    return file.getvalue()


def workbook(random: Random, rows: Sequence[Sequence[str]], spoil: float) -> bytes:
    """A table as an XLSX file, with cells of several kinds. `spoil`: how often one of its parts is cut off."""
    written = "".join(f"<row>{''.join(_cell(random, cell) for cell in row)}</row>" for row in rows)
    sheet = f'<sheet name="Calls" sheetId="1" r:id="rId1"{random.choice(("", """ state="hidden" """))}/>'
    main = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    target = random.choice(("worksheets/sheet1.xml", "worksheets/sheet1.xml", "../../x.xml", "worksheets/none.xml"))
    first = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="{target}"/>'
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(each=main),
        "xl/workbook.xml": _BOOK.format(sheets=sheet * random.choice((1, 1, 1, 2))),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(each=first),
        "xl/worksheets/sheet1.xml": _SHEET.format(rows=written),
    }
    content = {name: text.encode("utf-8", "replace") for name, text in members.items()}
    if random.random() < spoil:
        name = random.choice(sorted(content))
        at = random.randrange(len(content[name]))
        content[name] = content[name][:at] + random.choice((b"", b"<", b"&x;", content[name][at + 5 :]))
    if random.random() < spoil / 3:
        del content[random.choice(sorted(content))]
    return zipped(random, content)


def _cell(random: Random, text: str) -> str:
    """A cell with a text, or what a spreadsheet makes of it."""
    kind = random.randrange(30)
    place = random.choice(("", "", "", "", "", "", "", "", ' r="B1"', ' r="XFE9999999"', ' r="?"')) if kind < 6 else ""
    if kind == 0:
        return f"<c{place}><v>{random.choice((46083.375, -1, 1e300, 2958466, 0, 'NaN', '1_0'))}</v></c>"
    if kind == 1:
        return f'<c{place} t="e"><v>{random.choice(("#N/A", "#REF!", "x"))}</v></c>'
    if kind == 2:
        return f'<c{place} t="{random.choice(("b", "s", "d", "str", "x"))}"><v>{random.choice((0, 1, 99, "x"))}</v></c>'
    return f'<c{place} t="inlineStr"><is><t>{escape(text)}</t></is></c>'
