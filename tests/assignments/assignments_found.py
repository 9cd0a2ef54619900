"""The assignments that a supervisor's filters find in the small centre, and the figures over them."""

from datetime import date
from zoneinfo import ZoneInfo

from coaching.assignments import team_assignments
from coaching.assignments.team_assignments import AssignmentFilter, TeamFigures
from coaching.storage.database import Database

ANA, BEN, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim"))
UTC = ZoneInfo("UTC")
EVERYTHING = AssignmentFilter()
TODAY = date.today()


def found(
    database: Database, filters: AssignmentFilter, viewer: str = SAM, day: date = TODAY, zone: ZoneInfo = UTC
) -> list[str]:
    """The assignments found, in order; as many as the count says."""
    rows, total = team_assignments.team_assignments(database, viewer, filters, day, zone, page=1, size=100)
    assert len(rows) == total
    return list(rows["assignment_id"])


def run(database: Database, *statements: str) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def figures(database: Database, viewer: str, filters: AssignmentFilter = EVERYTHING) -> TeamFigures:
    return team_assignments.figures(database, viewer, filters, TODAY, UTC)
