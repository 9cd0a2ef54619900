"""Writes docs/formats.md, and the table in coaching/importers/README.md: which files an import reads.

.venv/bin/python docs/write_formats.py
"""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from coaching.importers.format import Format, Lands  # noqa: E402
from coaching.importers.registry import all_formats  # noqa: E402

PAGE = DOCS / "formats.md"
IMPORTERS = DOCS.parent / "coaching" / "importers" / "README.md"
START = """# Files that an import reads

Made from the registry of `coaching/importers/formats/` by `docs/write_formats.py`; do not edit this page by hand.

A file is told by what is in it, never by its name. Any of them may be UTF-8, UTF-16, Windows-1252 or another code page,
and lie in gz and zip files; a table may be CSV with commas, semicolons, tabs or bars, or a sheet of an XLSX file, below
title lines; JSON may have comments, commas too many, or quotes as JavaScript and Python write them. How values are read
stands in `coaching/importers/README.md`; a table with columns of its own is read by a [mapping](mapping.md).

Keys and columns count without case, blanks and punctuation. The files are read in the order of this page.
"""
LANDS = {
    Lands.FORMS: "forms and their metrics",
    Lands.PEOPLE: "people and their permissions",
    Lands.CONTACTS: "interactions without scores",
    Lands.EVALUATIONS: "interactions with their scores, metrics and audits",
    Lands.TRANSCRIPTS: "the turns of interactions",
    Lands.AUDITS: "audits",
    Lands.ASSIGNMENTS: "assignments",
}
WRAPPED = ", also one a line, in pages of `results` and inside of other objects"


def page() -> str:
    """The whole page."""
    return START + "".join(map(_part, all_formats()))


def short_table() -> str:
    """The table of the importers' README."""
    rows = (f"| {one.name} | {one.told_by} | {LANDS[one.lands]} |\n" for one in all_formats())
    return "| file | told by | brings |\n|---|---|---|\n" + "".join(rows)


def importers_readme() -> str:
    """The importers' README with the table as it is now."""
    before, begin, after = IMPORTERS.read_text(encoding="utf-8").partition("| file | told by |")
    rest = after[after.index("\n\n") + 1 :]
    return f"{before}{short_table()}{rest}" if begin else before


def _part(one: Format) -> str:
    shapes = " or ".join(sorted(shape.value for shape in one.shapes)) or "a JSON object"
    rows = (
        f"| `{field}` | {', '.join(f'`{other}`' for other in others)} |\n"
        for field, others in one.spellings.names.items()
    )
    return (
        f"\n## {one.name}\n\nIt is {shapes}{WRAPPED if one.may_be_wrapped else ''}, told by {one.told_by}. A record is "
        f"called {one.record}; it brings {LANDS[one.lands]}.\n\n| field | also spelled |\n|---|---|\n{''.join(rows)}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    IMPORTERS.write_text(importers_readme(), encoding="utf-8")
