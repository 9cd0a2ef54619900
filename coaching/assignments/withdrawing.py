"""How is a coaching assignment taken back, and how is that taken back in its turn?

Each command is one transaction, and is refused to whoever may not coach the agent.
"""

import duckdb

from coaching.assignments import marks
from coaching.assignments.assigning import WRITES, coachable_assignment, discard_draft, in_force
from coaching.assignments.history import reopened_in_words
from coaching.assignments.proposals import subject_of_assignment
from coaching.people import notices
from coaching.people.notices import Kind
from coaching.storage import change_log
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotPossibleError
from coaching.words.sentences import too_long

MOST_REASON = 1_000

WITHDRAW = "UPDATE assignments SET withdrawn_at = $now, version = version + 1 WHERE assignment_id = $assignment_id"

PUT_BACK = "UPDATE assignments SET withdrawn_at = NULL, version = version + 1 WHERE assignment_id = $assignment_id"

# Why it was withdrawn last.
REASON = """
    SELECT becomes FROM changes
    WHERE subject = 'assignment' AND subject_id = $assignment_id AND field = 'withdrawn'
    ORDER BY changed_at DESC LIMIT 1"""

SETTLED_NOW = "SELECT count(*) FROM mark_closings WHERE assignment_id = $assignment_id AND closed_at = $now"


def withdraw(database: Database, viewer_id: str, assignment_id: str, reason: str) -> int:
    """Takes an assignment back: its agent sees it no more. What was recorded about it stays.

    The marks and requests that it had settled are open again; returns how many. Raises InvalidFieldsError without a
    reason, NotFoundError, and NotPossibleError where it is withdrawn already.
    """
    with database.transaction(writes=WRITES) as cursor:
        return take_back(cursor, viewer_id, assignment_id, reason)


def take_back(cursor: duckdb.DuckDBPyConnection, viewer_id: str, assignment_id: str, reason: str) -> int:
    """withdraw() inside a transaction."""
    why = reason.strip()
    row = in_force(coachable_assignment(cursor, viewer_id, assignment_id))
    if not why:
        raise InvalidFieldsError({"reason": wording.SAY_WHY_FOR_HISTORY})
    if complaint := too_long(why, MOST_REASON):
        raise InvalidFieldsError({"reason": complaint})
    now = change_log.next_instant(cursor, "assignment", [assignment_id])
    cursor.execute(WITHDRAW, {"now": now, "assignment_id": assignment_id})
    reopened = marks.reopen(cursor, assignment_id, None, now)
    noted = {"withdrawn": (None, why)} | reopened_in_words(cursor, reopened)
    change_log.append(cursor, "assignment", [assignment_id], viewer_id, now, noted)
    discard_draft(cursor, viewer_id, subject_of_assignment(assignment_id))
    told, occasion = [(row["agent_id"], assignment_id)], now.isoformat()
    notices.tell(cursor, Kind.WITHDRAWN, told, written_at=now, occasion=occasion, caused_by=viewer_id)
    return len(reopened)


def put_back(database: Database, viewer_id: str, assignment_id: str) -> int:
    """Takes a withdrawal back: the assignment is in force again, as it was and with all that was recorded about it.

    The open marks of its interactions are settled again; returns how many. Those that somebody set aside meanwhile, or
    that other coaching has settled, stay so. Raises NotFoundError, and NotPossibleError where it is in force.
    """
    with database.transaction(writes=WRITES) as cursor:
        row = coachable_assignment(cursor, viewer_id, assignment_id)
        if row["withdrawn_at"] is None:
            raise NotPossibleError(wording.NOT_WITHDRAWN)
        now = change_log.next_instant(cursor, "assignment", [assignment_id])
        cursor.execute(PUT_BACK, {"assignment_id": assignment_id})
        marks.close_for_assignments(cursor, viewer_id, [(assignment_id, one) for one in row["interactions"]], now)
        settled = cursor.execute(SETTLED_NOW, {"assignment_id": assignment_id, "now": now}).fetchall()[0][0]
        change_log.append(
            cursor, "assignment", [assignment_id], viewer_id, now, {"put_back": (_reason(cursor, assignment_id), None)}
        )
        told, occasion = [(row["agent_id"], assignment_id)], now.isoformat()
        notices.tell(cursor, Kind.ASSIGNED, told, written_at=now, occasion=occasion, caused_by=viewer_id)
    return int(settled)


def _reason(cursor: duckdb.DuckDBPyConnection, assignment_id: str) -> str | None:
    """Why it was withdrawn last; None for one that an earlier version withdrew without a word."""
    found = cursor.execute(REASON, {"assignment_id": assignment_id}).fetchall()
    return found[0][0] if found else None
