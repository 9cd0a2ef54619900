"""Are all pages there of which the pages that came speak?"""

import os
from collections import defaultdict

from coaching.importers.format import Page
from coaching.importers.report import Report
from coaching.words import wording
from coaching.words.formatting import counted


class Pages:
    """The pages of an import, by the folder they are in and the total they name."""

    def __init__(self) -> None:
        self._came: dict[tuple[str, int | None], dict[tuple[str, int], Page]] = defaultdict(dict)
        self._files: dict[tuple[str, int | None], str] = {}

    def note(self, file: str, page: Page) -> None:
        """Notes a page. Two of the same content are one."""
        group = os.path.dirname(file), page.total
        came = self._came[group]
        came.setdefault((page.content, 0 if page.content else len(came)), page)
        self._files.setdefault(group, file)

    def say(self, report: Report) -> None:
        """Tells the report what is missing."""
        for (folder, total), came in self._came.items():
            pages = list(came.values())
            file = self._files[folder, total]
            records = sum(page.records for page in pages)
            # Exports of several days may have the same total: each has a last page.
            exports = max(1, sum(page.has_more is False for page in pages))
            expected = None if total is None else total * exports
            if expected is not None and records < expected:
                words = counted(expected - records, wording.PAGES_MISSING, file=file, came=records, total=expected)
                report.note(words, is_incomplete=True)
            elif expected is None and _says_more(pages):
                report.note(wording.MORE_PAGES.format(file=file, came=len(pages)), is_incomplete=True)


def _says_more(pages: list[Page]) -> bool:
    """Whether pages without a total speak of more pages than came."""
    has_last = any(page.has_more is False for page in pages)
    said = max((page.pages or 0 for page in pages), default=0)
    return said > len(pages) or (not has_last and any(page.has_more for page in pages))
