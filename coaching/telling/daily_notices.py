"""Which follow-ups are tomorrow, and what was not reviewed in time? Told once, however often it is run."""

from datetime import date, datetime, timedelta

from coaching.assignments.assignments import BELONGS
from coaching.assignments.status import CONCLUDED, IS_OVER, IS_OVERDUE
from coaching.assignments.team_assignments import STATUS
from coaching.people.notices import ADMINISTRATORS, Kind, coaches_of, tell, tell_administrators
from coaching.storage.database import Database, Inside

# What became overdue longer ago is not told any more: else everybody would be told of all of it on the first day.
LOOKS_BACK = timedelta(days=7)

DUE = f"""
    WITH due AS (
        SELECT * FROM assignments WHERE withdrawn_at IS NULL AND follow_up_on BETWEEN $first AND $tomorrow),
    counts AS (
        SELECT a.assignment_id, count(DISTINCT ai.interaction_id)::INTEGER AS total,
               count(DISTINCT o.interaction_id)::INTEGER AS reviewed
        FROM due a
        JOIN assignment_interactions ai USING (assignment_id)
        LEFT JOIN openings o ON o.assignment_id = ai.assignment_id AND o.interaction_id = ai.interaction_id
                            AND o.person_id = a.agent_id
        WHERE {BELONGS}
        GROUP BY a.assignment_id),
    standing AS (
        SELECT a.*, {STATUS} AS status, FALSE AS withdrawn, {CONCLUDED} AS concluded
        FROM due a LEFT JOIN counts c ON c.assignment_id = a.assignment_id)
    SELECT assignment_id, agent_id, assigned_by, follow_up_on, {IS_OVERDUE} AS overdue
    FROM standing WHERE {IS_OVERDUE} OR (follow_up_on = $tomorrow AND NOT {IS_OVER})
    ORDER BY follow_up_on, assignment_id"""

# The administrators who are not told yet: most of the time there are none, and then nothing is written.
NOT_TOLD = f"""
    SELECT person_id FROM ({ADMINISTRATORS}) a
    WHERE NOT EXISTS (FROM notices n WHERE n.person_id = a.person_id AND n.kind = $kind AND n.occasion = $occasion)
    LIMIT 1"""


def tell_of_follow_ups(database: Database, today: date, now: datetime) -> None:
    """Tells agents, and whoever assigned it, of the follow-ups of tomorrow and of what was not reviewed in time.

    `today`: the date where the centre is; `now`: naive UTC.
    """
    asked = {"today": today, "tomorrow": today + timedelta(days=1), "first": today - LOOKS_BACK}
    with database.transaction(writes={"notices"}) as cursor:
        reader = Inside(cursor)
        for row in reader.rows(DUE, asked):
            told = [row["agent_id"], *coaches_of(reader, row["agent_id"], row["assigned_by"])]
            tell(
                cursor,
                Kind.OVERDUE if row["overdue"] else Kind.FOLLOW_UP_TOMORROW,
                [(person_id, row["assignment_id"]) for person_id in told],
                written_at=now,
                occasion=row["follow_up_on"].isoformat(),
            )


def tell_of_old_data(database: Database, newest: datetime | None, limit: timedelta, now: datetime) -> None:
    """Tells administrators that the newest data is older than the centre wants it; once, until there is newer data.

    `newest`: naive UTC, when the newest interaction began; nothing is told where there is none.
    """
    if newest is None or now - newest <= limit:
        return
    occasion = newest.isoformat()
    if database.first(NOT_TOLD, {"kind": Kind.DATA_TOO_OLD.value, "occasion": occasion}) is None:
        return
    with database.transaction(writes={"notices"}) as cursor:
        tell_administrators(cursor, Kind.DATA_TOO_OLD, "", written_at=now, occasion=occasion)
