"""people.json: names, teams, supervisors and permissions, over whatever exports say."""

from dataclasses import dataclass
from typing import Any

import duckdb

from coaching.importers import fields
from coaching.importers.fields import Spellings
from coaching.importers.people_directory import OVERSEEN_BY, Directory, refresh_supervisions
from coaching.importers.refusals import UnusableRecordError
from coaching.importers.staging import TEXT, staged
from coaching.permissions import PERMISSIONS

PERSON = Spellings({"email": (), "name": (), "team": (), "supervisor_email": ("supervisor",), "permissions": ()})


@dataclass(frozen=True)
class ListedPerson:
    """One record of people.json."""

    email: str
    name: str
    team: str | None
    supervisor_email: str | None
    says_supervisor: bool  # whether the record has the key: one with null takes the supervisor away
    permissions: tuple[str, ...]


def listed_person(record: dict[str, Any]) -> ListedPerson:
    """One record. Raises UnusableRecordError where a value cannot be used."""
    values = PERSON.read(record)
    if not isinstance(values.get("permissions"), list):
        raise UnusableRecordError("permissions", "is not a list")
    permissions = fields.texts(values, "permissions")
    unknown = next((permission for permission in permissions if permission not in PERMISSIONS), None)
    if unknown is not None:
        known = ", ".join(PERMISSIONS)
        raise UnusableRecordError("permissions", f"{fields.shown(unknown)} is not a permission; there are {known}")
    return ListedPerson(
        fields.required_email(values, "email"),
        fields.required_text(values, "name"),
        fields.text(values, "team"),
        fields.email(values, "supervisor_email"),
        PERSON.mentions(record, "supervisor_email"),
        tuple(permissions),
    )


def store_people(cursor: duckdb.DuckDBPyConnection, people: list[ListedPerson]) -> set[ListedPerson]:
    """Stores these people. Returns those it did not: their supervisor is neither among the others nor known before."""
    directory = Directory(cursor)
    usable, unusable = list(people), set[ListedPerson]()
    while True:
        emails = {person.email for person in usable}
        lost = {
            person
            for person in usable
            if person.supervisor_email is not None
            and person.supervisor_email not in emails
            and directory.find(person.supervisor_email) is None
        }
        if not lost:
            break
        unusable |= lost
        usable = [person for person in usable if person not in lost]
    for person in usable:
        listed = directory.list_person(person.email, person.name, person.team, person.permissions)
        if person.says_supervisor:
            listed.supervisor_id = person.supervisor_email
    directory.store(cursor)
    with staged(cursor, "staged_people", {"person_id": TEXT}, [(person.email,) for person in usable]):
        overseen = OVERSEEN_BY.format(people="staged_people")
        refresh_supervisions(cursor, f"SELECT person_id AS agent_id FROM staged_people UNION {overseen}")
    return unusable
