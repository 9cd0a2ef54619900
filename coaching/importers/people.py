"""Writing the people of people.json: names, teams, supervisors and permissions, over whatever exports say.

What an administrator has set in the app stays: an import only says of how many people the file has something else.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from coaching.importers.formats.people_json import ListedPerson
from coaching.importers.identities import NAME, PERMISSIONS, SUPERVISOR, TEAM, Identity
from coaching.importers.people_directory import Directory
from coaching.importers.staging import TEXT, staged
from coaching.importers.supervisions import OVERSEEN_BY, refresh_supervisions

WITHOUT_SUPERVISOR = """
    SELECT p.name, p.person_id FROM people p JOIN people s ON s.person_id = p.supervisor_id
    WHERE len(p.permissions) > 0 AND len(s.permissions) = 0
    ORDER BY ALL"""


@dataclass(frozen=True)
class Stored:
    """What became of the people of a list."""

    unusable: set[ListedPerson]
    """Not stored, because their supervisor is neither among them nor known."""
    kept: list[str]
    """The addresses of whom something stays as an administrator has set it, although the list says otherwise."""


def store_people(cursor: duckdb.DuckDBPyConnection, people: list[ListedPerson]) -> Stored:
    """Stores these people, but for what administrators have set of them."""
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
    kept = []
    for person in usable:
        listed = directory.list_person(person.email, person.name, person.team, person.permissions, person.auditor_names)
        if person.says_supervisor and SUPERVISOR not in listed.set_here:
            listed.supervisor_email = person.supervisor_email
        if not listed.is_former and _stays_otherwise(listed, person):
            kept.append(person.email)
    directory.store(cursor)
    with staged(cursor, "staged_people", {"person_id": TEXT}, [(person.email,) for person in usable]):
        overseen = OVERSEEN_BY.format(people="staged_people")
        refresh_supervisions(cursor, f"SELECT person_id AS agent_id FROM staged_people UNION {overseen}")
    return Stored(unusable, sorted(kept))


def _stays_otherwise(one: Identity, person: ListedPerson) -> bool:
    said = {NAME: person.name, TEAM: person.team, PERMISSIONS: frozenset(person.permissions)}
    stands = {NAME: one.name, TEAM: one.team, PERMISSIONS: one.permissions, SUPERVISOR: one.supervisor_email}
    if person.says_supervisor:
        said[SUPERVISOR] = person.supervisor_email
    return one.joined_to is not None or any(said[each] != stands[each] for each in one.set_here & said.keys())


def take_off(cursor: duckdb.DuckDBPyConnection, mentioned: Collection[str]) -> list[str]:
    """Removes all permissions from people whom an earlier people.json listed and this one does not (`mentioned`: the
    e-mail addresses of this one), unless an administrator gave these. They supervise nobody from then on; what they did
    stays. Returns their names."""
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
