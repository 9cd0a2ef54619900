"""How does an administrator add people, change them, deactivate and reactivate them?

What is set here stays, whatever people.json or an export says later. Every change is noted in the change log.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

import duckdb

from coaching.importers import fields, limits
from coaching.importers.addresses import address
from coaching.importers.identities import NAME, PERMISSIONS, SUPERVISOR, TEAM, Identity
from coaching.importers.people_directory import Directory, Person
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.staging import TEXT, staged
from coaching.importers.supervisions import OVERSEEN_BY, refresh_supervisions
from coaching.people import permissions as rights
from coaching.people.permissions import ADMINISTRATION, Action
from coaching.people.visibility import viewer_may
from coaching.storage import change_log
from coaching.storage.database import Database
from coaching.storage.query_cache import EVERY_TABLE
from coaching.words import wording
from coaching.words.name_key import name_key, without_invisible
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, NotPossibleError

MAY = f"SELECT 1 WHERE {viewer_may(Action.ADMINISTER)}"
_OVERSEEN = OVERSEEN_BY.format(people="changed_people")
SUPERVISED_ANEW = f"SELECT person_id AS agent_id FROM changed_people UNION {_OVERSEEN}"
MOST_AT_ONCE = 1_000

WRITES = [EVERY_TABLE]  # joining moves what people did, whatever table it is in
ADDED, DEACTIVATED = "added", "deactivated"


class Unchanged(Enum):
    """In place of a value: it stays as it is."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True, kw_only=True)
class PersonChange:
    """What becomes of people; `supervisor_id` None: nobody is said to supervise them."""

    name: str | Unchanged = UNCHANGED
    team: str | Unchanged | None = UNCHANGED
    supervisor_id: str | Unchanged | None = UNCHANGED
    permissions: frozenset[str] | Unchanged = UNCHANGED


def add_person(
    database: Database,
    viewer_id: str,
    *,
    name: str,
    email: str,
    team: str | None,
    supervisor_id: str | None,
    permissions: frozenset[str],
) -> str:
    """Adds a person and returns their person_id: their address in its one spelling.

    Raises NotAllowedError for who may not administer, InvalidFieldsError where a value cannot be used or the address is
    somebody's already.
    """
    change = PersonChange(name=name, team=team, supervisor_id=supervisor_id, permissions=permissions)
    with changing(database, viewer_id) as (cursor, directory):
        found = address(email)
        complaints = _complaints(directory, [], change)
        if found is None or len(found) > limits.NAME:
            complaints["email"] = wording.NO_ADDRESS
        elif directory.knows(found):
            complaints["email"] = wording.ADDRESS_TAKEN
        if complaints or found is None:
            raise InvalidFieldsError(complaints)
        _apply(directory.add(found), change)
        directory.changed()
        store(cursor, directory, [found])
        note(cursor, viewer_id, found, {ADDED: (None, found)} | _differences(None, _person(directory, found)))
        return found


def change_people(database: Database, viewer_id: str, person_ids: Sequence[str], change: PersonChange) -> list[str]:
    """Changes these people, all or none, and returns the person_ids of those who were otherwise before.

    Raises NotAllowedError, NotFoundError where one of them is nobody, InvalidFieldsError where a value cannot be used,
    NotPossibleError where the administrator would lose the right to administer.
    """
    with changing(database, viewer_id) as (cursor, directory):
        before = found_people(directory, person_ids)
        complaints = _complaints(directory, person_ids, change)
        if complaints:
            raise InvalidFieldsError(complaints)
        for person_id in before:
            _apply(directory.identities_of(person_id)[0], change)
        return _changed(cursor, directory, viewer_id, before)


def deactivate(database: Database, viewer_id: str, person_ids: Sequence[str]) -> list[str]:
    """Deactivates these people, all or none, and returns the person_ids of those who were active: they cannot sign in
    and may do nothing, they supervise nobody, and nobody coaches them. What they did stays.

    Raises NotAllowedError, NotFoundError, NotPossibleError where the administrator is among them.
    """
    with changing(database, viewer_id) as (cursor, directory):
        before = found_people(directory, person_ids)
        if viewer_id in before:
            raise NotPossibleError(wording.NOT_YOURSELF)
        now = change_log.next_instant(cursor, "person", list(before))
        for person_id, person in before.items():
            if person.deactivated_at is None:
                members = directory.identities_of(person_id)
                members[0].permissions = person.held
                for one in members:
                    one.deactivated_at = now
        return _changed(cursor, directory, viewer_id, before)


def reactivate(database: Database, viewer_id: str, person_ids: Sequence[str]) -> list[str]:
    """Lets deactivated people in again, with the permissions they had; returns the person_ids of those who were not
    active. Raises NotAllowedError, NotFoundError."""
    with changing(database, viewer_id) as (cursor, directory):
        before = found_people(directory, person_ids)
        for person_id in before:
            for one in directory.identities_of(person_id):
                one.deactivated_at = None
        return _changed(cursor, directory, viewer_id, before)


@contextmanager
def changing(database: Database, viewer_id: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Directory]]:
    """A transaction of somebody who may administer, and still may when it is over; otherwise nothing is stored.

    So there is always somebody who may: nobody takes the right from themselves, and of two who take it from each other
    the second is refused.
    """
    with database.transaction(writes=WRITES) as cursor:
        if not cursor.execute(MAY, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError(ADMINISTRATION)
        directory = Directory(cursor)
        yield cursor, directory
        if not cursor.execute(MAY, {"viewer_id": directory.person_id(viewer_id)}).fetchall():
            raise NotPossibleError(wording.NOT_YOUR_OWN_RIGHT)


def found_people(directory: Directory, person_ids: Sequence[str]) -> dict[str, Person]:
    """Who these are, by person_id."""
    if len(person_ids) > MOST_AT_ONCE:
        raise NotPossibleError(wording.TOO_MANY_PEOPLE.format(most=MOST_AT_ONCE))
    wanted = set(person_ids)
    found = {person.person_id: person for person in directory.people() if person.person_id in wanted}
    if found.keys() != wanted:
        raise NotFoundError(wording.NO_SUCH_PERSON)
    return {person_id: found[person_id] for person_id in person_ids}


def _person(directory: Directory, person_id: str) -> Person:
    return found_people(directory, [person_id])[person_id]


def _complaints(directory: Directory, person_ids: Collection[str], change: PersonChange) -> dict[str, str]:
    """What is wrong with the values, by field."""
    complaints = {}
    if not isinstance(change.name, Unchanged) and _cleaned(change.name) is None:
        complaints["name"] = wording.NO_NAME
    if isinstance(change.team, str) and change.team.strip() and _cleaned(change.team) is None:
        complaints["team"] = wording.NO_NAME
    supervisor_id = change.supervisor_id
    if isinstance(supervisor_id, str):
        members = directory.identities_of(supervisor_id)
        if not members or any(one.deactivated_at is not None for one in members):
            complaints["supervisor_id"] = wording.NO_SUCH_PERSON
        elif supervisor_id in person_ids:
            complaints["supervisor_id"] = wording.NOT_THEIR_OWN_SUPERVISOR
    if not isinstance(change.permissions, Unchanged) and not change.permissions <= set(rights.PERMISSIONS):
        complaints["permissions"] = wording.NO_SUCH_PERMISSION
    return complaints


def _cleaned(written: str) -> str | None:
    """A name as an import would read it; None where it would not, or where there is nothing to see."""
    try:
        found = fields.said(written, NAME)
    except UnusableRecordError:
        return None
    return " ".join(without_invisible(found).split()) if found is not None and name_key(found) else None


def _apply(one: Identity, change: PersonChange) -> None:
    """Sets what changes; no file changes it any more."""
    if not isinstance(change.name, Unchanged):
        one.name, one.set_here = _cleaned(change.name), one.set_here | {NAME}
    if not isinstance(change.team, Unchanged):
        one.team, one.set_here = _cleaned(change.team or ""), one.set_here | {TEAM}
    if not isinstance(change.supervisor_id, Unchanged):
        one.supervisor_email, one.set_here = change.supervisor_id, one.set_here | {SUPERVISOR}
    if not isinstance(change.permissions, Unchanged):
        one.permissions, one.set_here = change.permissions, one.set_here | {PERMISSIONS}


def _changed(
    cursor: duckdb.DuckDBPyConnection, directory: Directory, viewer_id: str, before: Mapping[str, Person]
) -> list[str]:
    """Stores what became of these people and notes it; returns those who are otherwise now."""
    directory.changed()
    after = found_people(directory, list(before))
    changes = {person_id: _differences(before[person_id], after[person_id]) for person_id in before}
    changed = [person_id for person_id, difference in changes.items() if difference]
    if changed:
        store(cursor, directory, changed)
        for person_id in changed:
            note(cursor, viewer_id, person_id, changes[person_id])
    return changed


def store(cursor: duckdb.DuckDBPyConnection, directory: Directory, changed: Collection[str]) -> None:
    """Writes what was changed of these people, and who supervises whom because of it."""
    directory.store(cursor)
    with staged(cursor, "changed_people", {"person_id": TEXT}, [(each,) for each in changed]):
        refresh_supervisions(cursor, SUPERVISED_ANEW)


def _differences(before: Person | None, after: Person) -> dict[str, tuple[str | None, str | None]]:
    """What of a person is otherwise than before, for the change log."""
    was = dict[str, str | None]() if before is None else _said(before)
    return {field: (was.get(field), now) for field, now in _said(after).items() if was.get(field) != now}


def _said(person: Person) -> dict[str, str | None]:
    return {
        NAME: person.name,
        TEAM: person.team,
        SUPERVISOR: person.supervisor_id,
        PERMISSIONS: ", ".join(each for each in rights.PERMISSIONS if each in person.held) or None,
        DEACTIVATED: None if person.deactivated_at is None else "yes",
    }


def note(
    cursor: duckdb.DuckDBPyConnection,
    viewer_id: str,
    person_id: str,
    changes: Mapping[str, tuple[str | None, str | None]],
) -> None:
    """Appends to the change log."""
    at = change_log.next_instant(cursor, "person", [person_id])
    change_log.append(cursor, "person", [person_id], viewer_id, at, changes)
