"""The people of the small centre, and what is stored of them."""

from typing import Any

from coaching.storage.database import Database

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM, NED = "sam@example.com", "lee@example.com", "kim@example.com", "ned@example.com"
AGENT = frozenset({"agent_dashboard", "coaching_assignments"})


def stored(database: Database, person_id: str) -> dict[str, Any] | None:
    """The row of a person."""
    return database.first("SELECT * FROM people WHERE person_id = $person_id", {"person_id": person_id})


def supervised_by(database: Database, supervisor_id: str) -> set[str]:
    """Whom they supervise."""
    asked = {"supervisor_id": supervisor_id}
    rows = database.rows("SELECT agent_id FROM supervisions WHERE supervisor_id = $supervisor_id", asked)
    return {row["agent_id"] for row in rows}


def changes_of(database: Database, person_id: str) -> list[tuple[Any, ...]]:
    """What the change log has about a person: who, field, was, becomes."""
    rows = database.rows(
        "SELECT changed_by, field, was, becomes FROM changes WHERE subject = 'person' AND subject_id = $person_id "
        "ORDER BY changed_at, position",
        {"person_id": person_id},
    )
    return [tuple(row.values()) for row in rows]


def everything(database: Database) -> list[Any]:
    """All rows about people, to see that nothing was changed."""
    tables = ("people", "identities", "supervisions", "changes")
    return [database.rows(f"FROM {table} ORDER BY ALL") for table in tables]
