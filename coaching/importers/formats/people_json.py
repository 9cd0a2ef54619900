"""people.json: names, teams, supervisors and permissions, over whatever exports say."""

from dataclasses import dataclass
from typing import Any

from coaching.importers import fields, json_files
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import strict
from coaching.importers.refused_records import UnusableRecordError, unusable
from coaching.importers.spellings import Spellings
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


def listed_person(record: dict[str, Any], source: Source) -> ListedPerson:
    """One record. Raises UnusableRecordError where a value cannot be used."""
    values = PERSON.read(record, source.notes)
    if not isinstance(values.get("permissions"), list):
        wanted = 'write a list, such as ["agent_dashboard", "coaching_assignments"]'
        raise unusable("permissions", values.get("permissions"), "is not a list", wanted)
    permissions = fields.texts(strict(values), "permissions")
    unknown = next((permission for permission in permissions if permission not in PERMISSIONS), None)
    if unknown is not None:
        known = ", ".join(PERMISSIONS)
        raise unusable("permissions", unknown, "is not a permission", f"there are {known}")
    return ListedPerson(
        email=fields.required_email(values, "email"),
        name=fields.required_text(values, "name"),
        team=fields.text(values, "team"),
        supervisor_email=fields.email(strict(values), "supervisor_email"),
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


FORMAT = Format(
    name="`people.json`",
    told_by="a list of objects with `email`, `permissions` or `supervisor_email`",
    record="person",
    lands=Lands.PEOPLE,
    shapes={Shape.LIST},
    spellings=PERSON,
    needs=(("email", "permissions", "supervisor_email"),),
    read=json_files.read,
    parse=listed_person,
)
