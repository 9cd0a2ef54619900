"""What is said at the end of an import: what was read, what became of people, and what the database holds now?"""

from collections.abc import Sequence

from coaching.importers.report import Report
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted

SINGULAR_AND_PLURAL = {"person": "people"}
TABLES = ("interactions", "turns", "people", "assignments", "audits")
_COUNTS = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in TABLES)


def summary(database: Database, report: Report) -> str:
    """A few lines for whoever has imported; what was refused is not among them (Report.lines())."""
    read = ", ".join(_counted(count, called) for called, count in report.loaded.items() if count)
    row = database.query(f"SELECT {_COUNTS}").iloc[0]
    lines = [f"Read: {read or 'nothing'}", *report.notes, *_people_lines(report)]
    lines.append("Now in the database: " + ", ".join(f"{row[table]:,} {table}" for table in TABLES))
    dropped = sum(each.count for each in report.dropped.values())
    if dropped:
        lines.append(counted(dropped, wording.VALUES_DROPPED))
    if report.passed_over:
        lines.append(counted(len(report.passed_over), wording.FILES_PASSED_OVER))
    lines.append(f"{report.loaded.total():,} loaded, {len(report.refusals) + report.unnamed.total():,} refused")
    return "\n".join(lines)


def _people_lines(report: Report) -> list[str]:
    """What became of the permissions of people whom people.json says no more, or not clearly."""
    lines = []
    if not report.list_is_clear:
        lines.append(
            "Nobody lost a permission: a part of people.json cannot be read, and whoever is in it is not known."
        )
    if report.left:
        lines.append(f"No longer in people.json, and without any permission now, {_everybody(report.left)}")
    if report.without_supervisor:
        lines.append(f"With a supervisor who has no permission any more, {_everybody(report.without_supervisor)}")
    return lines


def _everybody(people: Sequence[str]) -> str:
    names = ", ".join("".join(letter if letter.isprintable() else " " for letter in name) for name in people)
    return f"{_counted(len(people), 'person')}: {names}"


def _counted(count: int, called: str) -> str:
    return f"{count:,} {called if count == 1 else SINGULAR_AND_PLURAL.get(called, called + 's')}"
