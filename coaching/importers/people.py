"""Writing the people of people.json: names, teams, supervisors and permissions, over whatever exports say."""

from collections.abc import Collection

import duckdb

from coaching.importers.formats.people_json import ListedPerson
from coaching.importers.people_directory import Directory
from coaching.importers.staging import TEXT, staged
from coaching.importers.supervisions import OVERSEEN_BY, refresh_supervisions

WITHOUT_SUPERVISOR = """
    SELECT p.name, p.person_id FROM people p JOIN people s ON s.person_id = p.supervisor_id
    WHERE len(p.permissions) > 0 AND len(s.permissions) = 0
    ORDER BY ALL"""


def store_people(cursor: duckdb.DuckDBPyConnection, people: list[ListedPerson]) -> set[ListedPerson]:
    """Stores these people. Returns those it did not store, because their supervisor is neither among them nor known."""
    directory = Directory(cursor)
    usable, unusable = list(people), set[ListedPerson]()
    while True:
        emails = {person.email for person in usable}
        lost = {
            person
            for person in usable
            if person.supervisor_email is not None
            and person.supervisor_email not in emails
            and not directory.knows(person.supervisor_email)
        }
        if not lost:
            break
        unusable |= lost
        usable = [person for person in usable if person not in lost]
    for person in usable:
        listed = directory.list_person(person.email, person.name, person.team, person.permissions, person.auditor_names)
        if person.says_supervisor:
            listed.supervisor_email = person.supervisor_email
    directory.store(cursor)
    with staged(cursor, "staged_people", {"person_id": TEXT}, [(person.email,) for person in usable]):
        overseen = OVERSEEN_BY.format(people="staged_people")
        refresh_supervisions(cursor, f"SELECT person_id AS agent_id FROM staged_people UNION {overseen}")
    return unusable


def take_off(cursor: duckdb.DuckDBPyConnection, mentioned: Collection[str]) -> list[str]:
    """Removes all permissions from people whom an earlier people.json listed and this one does not (`mentioned`: the
    e-mail addresses of this one). They supervise nobody from then on; what they did stays. Returns their names."""
    directory = Directory(cursor)
    left = directory.take_off(mentioned)
    if left:
        directory.store(cursor)
        with staged(cursor, "staged_leavers", {"person_id": TEXT}, [(person.person_id,) for person in left]):
            refresh_supervisions(cursor, OVERSEEN_BY.format(people="staged_leavers"))
    return [_shown(person.name, person.person_id) for person in sorted(left, key=lambda one: (one.name, one.person_id))]


def without_supervisor(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of people whose supervisor has lost all permissions."""
    return [_shown(*row) for row in cursor.execute(WITHOUT_SUPERVISOR).fetchall()]


def _shown(name: str, person_id: str) -> str:
    return name if name == person_id else f"{name} ({person_id})"
