"""The status of a coaching assignment and whether it is overdue: computed, never stored.

Pure rules; the table of examples in tests/test_status.py is their specification.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Status(StrEnum):
    """What has happened to an assignment, from what its own agent has opened."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


AGENT_WORDING = {
    Status.NOT_STARTED: "Start Now",
    Status.IN_PROGRESS: "In Progress",
    Status.COMPLETED: "Completed",
}
SUPERVISOR_WORDING = AGENT_WORDING | {Status.NOT_STARTED: "Yet to Start"}


def status(reviewed: int, total: int) -> Status:
    """The status of an assignment of `total` distinct interactions of which its agent has opened `reviewed`.

    Raises ValueError when the counts cannot be: negative, or more reviewed than there are.
    """
    if not 0 <= reviewed <= total:
        raise ValueError(f"{reviewed} of {total} interactions reviewed: not a possible count")
    if reviewed == 0:
        return Status.NOT_STARTED
    return Status.COMPLETED if reviewed == total else Status.IN_PROGRESS


def is_overdue(follow_up_on: date, state: Status, today: date) -> bool:
    """Whether the follow-up date has passed, `today` being the viewer's, and the assignment is not completed.

    The follow-up day itself is still in time.
    """
    return state is not Status.COMPLETED and today > follow_up_on


def today(now: datetime, zone: ZoneInfo) -> date:
    """The date that the naive UTC instant `now` has in `zone`."""
    return now.replace(tzinfo=UTC).astimezone(zone).date()
