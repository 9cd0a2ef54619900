"""What an import finds in files, without a database: ids, refusals, and files that are passed over."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook  # type: ignore[import-untyped]

from coaching.importers.finding import find_files
from coaching.importers.format import Page
from coaching.importers.refused_records import Refusal

HEADER = ["conversationId", "agentEmail", "conversationStartTime", "queueId"]


def row(conversation_id: str) -> list[str]:
    """A row of metadata below HEADER."""
    return [conversation_id, "nia@example.com", "2026-03-02T09:00:00Z", "q-repairs"]


def table(*conversation_ids: str, separator: str = ",") -> str:
    """Metadata as a text."""
    return "".join(separator.join(cells) + "\n" for cells in (HEADER, *map(row, conversation_ids)))


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files as they are, and returns their folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    """An xlsx file with the rows of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
        for cells in rows:
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(folder: Path) -> tuple[list[str], list[str], list[str], list[Page]]:
    """Of the files below a folder: the ids of conversations, the refusals, those passed over, and the pages."""
    found = find_files([folder])
    refusals = list(found.refusals)
    ids: list[str] = []
    pages: list[Page] = []
    for file in found.files:
        for one in file.format.read(file):
            if isinstance(one, Refusal):
                refusals.append(one)
            elif isinstance(one, Page):
                pages.append(one)
            elif isinstance(one, tuple):
                ids.append(str(one[1].get("conversationId", one[1].get("Conversation ID"))))
    lines = [str(refusal).replace(f"{folder}/", "") for refusal in refusals]
    passed_over = [f"{each.file}: {each.reason}".replace(f"{folder}/", "") for each in found.passed_over]
    return ids, lines, passed_over, pages
