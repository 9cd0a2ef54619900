"""What is somebody told, and who is told it? A notice is written inside the transaction of what it tells of.

So none is lost and none is written for what did not happen. Who may still read it is decided when it is read, see
coaching/telling/rules.py.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

import duckdb

from coaching.people.permissions import Action, allowed_in_sql
from coaching.people.visibility import may_coach
from coaching.storage.database import Inside, Reader


class Kind(StrEnum):
    """What a notice can tell of."""

    ASSIGNED = "assigned"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    FOLLOW_UP_TOMORROW = "follow_up_tomorrow"
    OVERDUE = "overdue"
    NOTE = "note"
    OUTCOME = "outcome"
    REQUEST = "request"
    IMPORT_FAILED = "import_failed"
    DATA_TOO_OLD = "data_too_old"
    MAIL_FAILED = "mail_failed"


# Nobody is told what they did themselves, and nobody the same twice.
TELL = """
    INSERT INTO notices BY NAME
    SELECT x.notice_id, x.person_id, $kind AS kind, x.about, $occasion AS occasion, $caused_by AS caused_by,
           $written_at::TIMESTAMP AS written_at
    FROM (SELECT unnest($notice_ids::VARCHAR[]) AS notice_id, unnest($person_ids::VARCHAR[]) AS person_id,
                 unnest($abouts::VARCHAR[]) AS about) x
    WHERE x.person_id IS DISTINCT FROM $caused_by
      AND NOT EXISTS (FROM notices n WHERE n.person_id = x.person_id AND n.kind = $kind AND n.about = x.about
                      AND n.occasion = $occasion)"""

SUPERVISORS = "SELECT supervisor_id FROM supervisions WHERE agent_id = $agent_id ORDER BY supervisor_id"

ADMINISTRATORS = f"SELECT person_id FROM people WHERE {allowed_in_sql(Action.ADMINISTER, 'permissions')}"


def tell(
    cursor: duckdb.DuckDBPyConnection,
    kind: Kind,
    told: Iterable[tuple[str, str]],
    *,
    written_at: datetime,
    occasion: str = "",
    caused_by: str | None = None,
) -> None:
    """Writes a notice for each of these people, inside a transaction that writes to `notices`.

    `told`: each person_id with the id of the assignment, mark or import that the notice is about. `occasion`: what
    tells one notice about it from the next; somebody who was told of this one already is not told again. `caused_by`:
    who did it; they are told nothing.
    """
    pairs = list(dict.fromkeys(told))
    if not pairs:
        return
    cursor.execute(
        TELL,
        {
            "kind": kind.value,
            "notice_ids": [str(uuid.uuid4()) for _ in pairs],
            "person_ids": [person_id for person_id, _ in pairs],
            "abouts": [about for _, about in pairs],
            "occasion": occasion,
            "caused_by": caused_by,
            "written_at": written_at,
        },
    )


def coaches_of(reader: Reader, agent_id: str, assigned_by: str | None = None) -> Collection[str]:
    """Who is told what an agent says or leaves undone: whoever assigned it, where they may coach the agent; otherwise
    all supervisors of the agent who may."""
    if assigned_by is not None and may_coach(reader, assigned_by, agent_id):
        return [assigned_by]
    supervisors = [row["supervisor_id"] for row in reader.rows(SUPERVISORS, {"agent_id": agent_id})]
    return [each for each in supervisors if may_coach(reader, each, agent_id)]


def tell_coaches(
    cursor: duckdb.DuckDBPyConnection,
    kind: Kind,
    agent_id: str,
    about: str,
    *,
    written_at: datetime,
    occasion: str = "",
    assigned_by: str | None = None,
) -> None:
    """As tell(), of something that an agent did: everybody in coaches_of()."""
    told = [(each, about) for each in coaches_of(Inside(cursor), agent_id, assigned_by)]
    tell(cursor, kind, told, written_at=written_at, occasion=occasion, caused_by=agent_id)


def tell_administrators(
    cursor: duckdb.DuckDBPyConnection, kind: Kind, about: str, *, written_at: datetime, occasion: str = ""
) -> None:
    """As tell(), to everybody who may administer."""
    told = [(person_id, about) for (person_id,) in cursor.execute(ADMINISTRATORS).fetchall()]
    tell(cursor, kind, told, written_at=written_at, occasion=occasion)
