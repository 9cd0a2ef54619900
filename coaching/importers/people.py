"""people.json: names, teams, supervisors and permissions, over whatever exports say."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import duckdb

from coaching.importers import fields
from coaching.importers.fields import Spellings
from coaching.importers.people_directory import OVERSEEN_BY, Directory, refresh_supervisions
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.staging import TEXT, staged
from coaching.people.permissions import PERMISSIONS

PERSON = Spellings(
    {
        "email": (),
        "name": (),
        "team": (),
        "supervisor_email": ("supervisor",),
        "permissions": (),
        "auditor_names": ("auditor_name",),
    }
)

LEFT = """
    SELECT person_id, name FROM people
    WHERE listed AND len(permissions) > 0 AND person_id NOT IN (SELECT person_id FROM staged_people)
    ORDER BY name, person_id"""

TAKE_PERMISSIONS = "UPDATE people SET permissions = [] WHERE person_id IN (SELECT person_id FROM staged_leavers)"

WITHOUT_SUPERVISOR = """
    SELECT p.name, p.person_id FROM people p JOIN people s ON s.person_id = p.supervisor_id
    WHERE len(p.permissions) > 0 AND len(s.permissions) = 0
    ORDER BY ALL"""


@dataclass(frozen=True, kw_only=True)
class ListedPerson:
    """One record of people.json."""

    email: str
    name: str
    team: str | None
    supervisor_email: str | None
    says_supervisor: bool  # whether the record has the key: null removes the supervisor, no key changes nothing
    permissions: tuple[str, ...]
    auditor_names: tuple[str, ...] = ()  # what exports call them where they have no address


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
        email=fields.required_email(values, "email"),
        name=fields.required_text(values, "name"),
        team=fields.text(values, "team"),
        supervisor_email=fields.email(values, "supervisor_email"),
        says_supervisor=PERSON.mentions(record, "supervisor_email"),
        permissions=tuple(permissions),
        auditor_names=tuple(fields.texts(values, "auditor_names")),
    )


def mentioned(record: dict[str, Any]) -> str | None:
    """The e-mail address that a record is about, even if the rest of it cannot be used; None if that cannot be read."""
    try:
        return fields.email(PERSON.read(record), "email")
    except UnusableRecordError:
        return None


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
            and directory.find(person.supervisor_email) is None
        }
        if not lost:
            break
        unusable |= lost
        usable = [person for person in usable if person not in lost]
    for person in usable:
        listed = directory.list_person(person.email, person.name, person.team, person.permissions, person.auditor_names)
        if person.says_supervisor:
            listed.supervisor_id = person.supervisor_email
    directory.store(cursor)
    with staged(cursor, "staged_people", {"person_id": TEXT}, [(person.email,) for person in usable]):
        overseen = OVERSEEN_BY.format(people="staged_people")
        refresh_supervisions(cursor, f"SELECT person_id AS agent_id FROM staged_people UNION {overseen}")
    return unusable


def take_off(cursor: duckdb.DuckDBPyConnection, mentioned: Collection[str]) -> list[str]:
    """Removes all permissions from people whom an earlier people.json listed and this one does not (`mentioned`: the
    e-mail addresses of this one). They supervise nobody from then on; what they did stays. Returns their names."""
    with staged(cursor, "staged_people", {"person_id": TEXT}, [(email,) for email in mentioned]):
        left = cursor.execute(LEFT).fetchall()
    if left:
        with staged(cursor, "staged_leavers", {"person_id": TEXT}, [(person_id,) for person_id, _ in left]):
            cursor.execute(TAKE_PERMISSIONS)
            refresh_supervisions(cursor, OVERSEEN_BY.format(people="staged_leavers"))
    return [_shown(name, person_id) for person_id, name in left]


def without_supervisor(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of people whose supervisor has lost all permissions."""
    return [_shown(*row) for row in cursor.execute(WITHOUT_SUPERVISOR).fetchall()]


def _shown(name: str, person_id: str) -> str:
    return name if name == person_id else f"{name} ({person_id})"
