"""Are all pages there of which the pages that came speak?"""

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field

from coaching.importers.format import Page
from coaching.importers.report import Report
from coaching.words import wording
from coaching.words.formatting import counted

# page-3.json, Seite 3, export_part3. A longer number is a date or an id.
_NUMBER = re.compile(r"(?:page|seite|part)[-_ .]*(\d{1,5})(?!\d)", re.IGNORECASE)
_NAMED = 10  # missing pages that a sentence names


@dataclass
class _Group:
    """The pages of one folder that name the same total: by their content, with the file of each; and which numbers
    they have, by what is before the number in the names of the files; "" for those that say their number themselves."""

    came: dict[tuple[str, int], tuple[str, Page]] = field(default_factory=dict)
    numbers: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))


class Pages:
    """The pages of an import, by the folder they are in and the total they name."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, int | None], _Group] = defaultdict(_Group)

    def note(self, file: str, page: Page) -> None:
        """Notes a page. Two of the same content are one."""
        folder, name = os.path.split(file)
        group = self._groups[folder, page.total]
        group.came.setdefault((page.content, 0 if page.content else len(group.came)), (file, page))
        named = _NUMBER.search(name)
        if page.number is not None:
            group.numbers[""].setdefault(page.number, file)
        elif named is not None:
            group.numbers[name[: named.start(1)]].setdefault(int(named[1]), file)

    def say(self, report: Report) -> None:
        """Tells the report what is missing."""
        for (_, total), group in self._groups.items():
            pages = [page for _, page in group.came.values()]
            file = next(file for file, _ in group.came.values())
            records = sum(page.records for page in pages)
            # Exports of several days may have the same total: each has a last page.
            expected = None if total is None else total * max(1, sum(page.has_more is False for page in pages))
            if expected is not None and records < expected:
                words = counted(expected - records, wording.PAGES_MISSING, file=file, came=records, total=expected)
                report.note(words, is_incomplete=True)
            elif (says_more := _says_more(group, has_all=expected is not None)) is not None:
                report.note(wording.MORE_PAGES.format(file=says_more, came=len(pages)), is_incomplete=True)
            if expected is None or records < expected:
                _say_gaps(group, report)


def _says_more(group: _Group, *, has_all: bool) -> str | None:
    """The file that speaks of more pages than came. `has_all`: as many records came as the pages say there are."""
    came = list(group.came.values())
    file, page = max(came, key=lambda each: each[1].pages or 0)
    if not has_all and (page.pages or 0) > len(came):
        return file
    if any(page.has_more is False for _, page in came):
        return None
    return next((file for file, page in reversed(came) if page.has_more), None)


def _say_gaps(group: _Group, report: Report) -> None:
    for before, numbers in group.numbers.items():
        # By their names, pages may lie in a folder each, and those before be imported already.
        first = min(numbers) if before else 1
        missing = sorted(set(range(first, max(numbers))) - numbers.keys())
        if missing:
            shown = ", ".join(map(str, missing[:_NAMED])) + (", …" if len(missing) > _NAMED else "")
            words = counted(len(missing), wording.PAGES_NOT_THERE, file=numbers[max(numbers)], numbers=shown)
            report.note(words, is_incomplete=True)
