"""How does an assignment stand: what is its status, and is it over, open, overdue or due for follow-up?

All of it is computed, never stored. Pure rules: the tables of examples in tests/assignments/test_status.py specify
them, and tests/assignments/test_standing_in_sql.py holds the SQL below to them.

- **Over**: an outcome is recorded, however much the agent has reviewed, or the assignment was withdrawn. Nothing more
  is expected of anybody. An outcome can be followed by another one, but none is ever taken back: over stays over.
- **Open**: not over, and not completed: the agent has something left to review. What a page calls open is this.
- **Live**: open, and the follow-up date has not passed: something is being done. Overdue, completed and over are not.
- **Overdue** (not reviewed in time) is the agent's: open, and the follow-up date has passed.
- **Follow-up due** is the supervisor's: not over, and the follow-up date has passed, completed or not.

A date has passed from the day after it on, where the viewer is: the follow-up day itself is still in time.
"""

from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """What has happened to an assignment, from what its own agent has opened."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class Standing(StrEnum):
    """What a list of assignments can be filtered by besides the status."""

    OPEN = "open"
    OVERDUE = "overdue"
    OVER = "over"  # concluded before all of it was reviewed
    WITHDRAWN = "withdrawn"


def status(reviewed: int, total: int) -> Status:
    """The status of an assignment of `total` distinct interactions of which its agent has opened `reviewed`.

    Raises ValueError when the counts cannot be: negative, or more reviewed than there are.
    """
    if not 0 <= reviewed <= total:
        raise ValueError(f"{reviewed} of {total} interactions reviewed: not a possible count")
    if reviewed == 0:
        return Status.NOT_STARTED
    return Status.COMPLETED if reviewed == total else Status.IN_PROGRESS


def is_open(state: Status, over: bool) -> bool:
    """Whether the agent has something left to review in an assignment that is not over."""
    return not over and state is not Status.COMPLETED


def is_live(follow_up_on: date, state: Status, over: bool, today: date) -> bool:
    """Whether an assignment is open and its follow-up date has not passed, `today` being the viewer's."""
    return is_open(state, over) and today <= follow_up_on


def is_overdue(follow_up_on: date, state: Status, over: bool, today: date) -> bool:
    """Whether an assignment is open and its follow-up date has passed, `today` being the viewer's."""
    return is_open(state, over) and today > follow_up_on


def is_follow_up_due(follow_up_on: date, over: bool, today: date) -> bool:
    """Whether an assignment still needs its outcome after the follow-up date, `today` being the viewer's."""
    return not over and today > follow_up_on


# The same in SQL. CONCLUDED is about a row `a` of assignments; the others about one with the columns status, withdrawn,
# concluded and follow_up_on, and about $today.
CONCLUDED = "a.assignment_id IN (SELECT assignment_id FROM outcomes)"
IS_OVER = "(withdrawn OR concluded)"
IS_OPEN = f"(NOT {IS_OVER} AND status <> '{Status.COMPLETED}')"
IS_LIVE = f"({IS_OPEN} AND $today <= follow_up_on)"
IS_OVERDUE = f"({IS_OPEN} AND $today > follow_up_on)"
IS_FOLLOW_UP_DUE = f"(NOT {IS_OVER} AND $today > follow_up_on)"
