"""Who is who during an import? One person may have e-mail addresses, several agent ids and a name as an auditor.

Permissions come from people.json, or from an administrator, whom no file overrules. Somebody whom neither names gets an
agent's permissions if an export names them by address or id, and a supervisor's if assignments.json says by address
that they assigned. A name alone gives nothing, and neither does an audit: an address in audits.json lets nobody see a
team.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from coaching.importers.conversations import AUDITOR_PREFIX
from coaching.importers.identities import NAME, PERMISSIONS, TEAM, Identity, former, kept_apart, persons
from coaching.importers.record_order import position
from coaching.importers.repointing import repoint
from coaching.importers.staging import FLAG, INSTANT, TEXT, TEXTS, Columns, staged
from coaching.people import permissions as rights
from coaching.people.permissions import AGENT_PERMISSIONS, SUPERVISOR_PERMISSIONS
from coaching.words.name_key import name_key, person_key

UNKNOWN_AUDITOR = "Unknown auditor"

_PEOPLE = {
    "person_id": TEXT,
    "email": TEXT,
    "name": TEXT,
    "team": TEXT,
    "supervisor_id": TEXT,
    "permissions": TEXTS,
    "listed": FLAG,
    "source_ids": TEXTS,
}
_IDENTITIES = {
    "identity": TEXT,
    "person_id": TEXT,
    "is_address": FLAG,
    "name": TEXT,
    "name_order": TEXT,
    "team": TEXT,
    "team_order": TEXT,
    "used_order": TEXT,
    "source_ids": TEXTS,
    "supervisor_email": TEXT,
    "permissions": TEXTS,
    "listed": FLAG,
    "set_here": TEXTS,
    "joined_to": TEXT,
    "deactivated_at": INSTANT,
}
Row = tuple[object, ...]

STORED_IDENTITIES = f"SELECT {', '.join(_IDENTITIES)} FROM identities"

# People whom something else than an import has stored, such as the demo or a version that knew no identities.
OTHER_PEOPLE = """
    SELECT person_id AS identity, person_id, email IS NOT NULL AS is_address, nullif(name, person_id) AS name,
           '' AS name_order, team, '' AS team_order, '' AS used_order,
           list_filter(source_ids, lambda id: NOT starts_with(id, $auditor)) AS source_ids,
           supervisor_id AS supervisor_email, permissions, listed, NULL AS set_here, NULL AS joined_to,
           NULL AS deactivated_at
    FROM people p
    WHERE coalesce(email, person_id) = person_id AND NOT EXISTS (FROM identities d WHERE d.identity = p.person_id)"""

# The names by which such people audited.
OTHER_AUDITORS = """
    SELECT identity, person_id FROM (SELECT unnest(source_ids) AS identity, person_id FROM people)
    WHERE starts_with(identity, $auditor)"""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of people, and the identities that it is made of."""

    person_id: str
    email: str | None
    name: str
    team: str | None
    supervisor_id: str | None
    held: frozenset[str]
    """The permissions that they have, or would have if they were not deactivated."""
    listed: bool
    source_ids: tuple[str, ...]
    deactivated_at: datetime | None

    def row(self) -> Row:
        """The columns of _PEOPLE."""
        return (
            self.person_id,
            self.email,
            self.name,
            self.team,
            self.supervisor_id,
            _in_order(self.held if self.deactivated_at is None else ()),
            self.listed,
            list(self.source_ids),
        )


class Directory:
    """The people of the database with what an import adds to them; `store` writes the difference.

    Mention everybody first and ask for ids (`agent_id`, `person_id`, `auditor_id`) afterwards: a later mention may show
    that two people are one.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._identities = {row[0]: _identity(row) for row in cursor.execute(STORED_IDENTITIES).fetchall()}
        self._stored = {identity: _identity_row(one) for identity, one in self._identities.items()}
        others = cursor.execute(OTHER_PEOPLE, {"auditor": AUDITOR_PREFIX}).fetchall()
        self._identities |= {row[0]: _identity(row) for row in others}
        for identity, person_id in cursor.execute(OTHER_AUDITORS, {"auditor": AUDITOR_PREFIX}).fetchall():
            if identity not in self._identities:
                self._identities[identity] = Identity(identity=identity, person_id=person_id, is_address=False)
        self._was = {identity: one.person_id for identity, one in self._identities.items()}
        self._found: dict[str, str] | None = None
        self._has_former = any(one.is_former for one in self._identities.values())
        self._people_before = {
            row[0]: row for row in cursor.execute(f"SELECT {', '.join(_PEOPLE)} FROM people").fetchall()
        }

    def knows(self, email: str) -> bool:
        """Whether there is somebody with this e-mail address (lower case)."""
        return self._now(email) in self._identities

    def agent(self, email: str | None, source_id: str | None, name: str | None, team: str | None, order: str) -> None:
        """Mentions the agent of an interaction, by e-mail or the exporting system's id. `order`: how new the record
        is."""
        identity = email or source_id
        assert identity, "an agent has an e-mail or an id"
        one = self._mentioned(identity, is_address=email is not None)
        if email and source_id and source_id not in one.source_ids and not one.is_former:
            one.source_ids |= {source_id}
            self._found = None
        said = position(order)
        one.used_order = max(one.used_order, said)
        if not one.listed:
            one.call(name, said)
            one.put_in(team, said)
            if PERMISSIONS not in one.set_here:
                one.permissions = one.permissions or frozenset(AGENT_PERMISSIONS)

    def supervisor(self, email: str, name: str | None, order: str) -> None:
        """Mentions somebody who assigned, by address. Unless listed, they get a supervisor's permissions."""
        one = self._called(email, name, order)
        if not one.is_vouched_for and not frozenset(SUPERVISOR_PERMISSIONS) <= one.permissions:
            one.permissions |= frozenset(SUPERVISOR_PERMISSIONS)
            self._found = None

    def auditor_at(self, email: str, name: str | None, order: str) -> None:
        """Mentions somebody who audited, by address. That gives them no permission."""
        self._called(email, name, order)

    def auditor(self, name: str, order: str) -> None:
        """Mentions an auditor known by name only."""
        self._mentioned(AUDITOR_PREFIX + name, is_address=False).call(name, position(order))

    def list_person(
        self,
        email: str,
        name: str,
        team: str | None,
        permissions: Iterable[str],
        auditor_names: Iterable[str] = (),
        order: str = "",
    ) -> Identity:
        """Sets what people.json says of a person, which counts more than what exports say, and less than what an
        administrator has set."""
        one = self._mentioned(email, is_address=True)
        if NAME not in one.set_here:
            one.name, one.name_order = name, order
        if TEAM not in one.set_here:
            one.team, one.team_order = team, order
        if PERMISSIONS not in one.set_here:
            one.permissions = frozenset(permissions)
        one.listed = True
        keys = {person_key(auditor_name) for auditor_name in auditor_names}
        for auditor_name in auditor_names:
            self._mentioned(AUDITOR_PREFIX + auditor_name, is_address=False)
        for other in self._identities.values() if keys else ():
            if other.is_auditor and person_key(other.auditor_name) in keys:
                other.person_id = email
        self._found = None
        return one

    def take_off(self, listed: Collection[str]) -> list[Person]:
        """Removes all permissions from those whom an earlier people.json listed and this one (`listed`: its addresses)
        does not. Returns who they are."""
        left = {
            one.identity
            for one in self._identities.values()
            if one.listed and one.permissions and one.identity not in listed and PERMISSIONS not in one.set_here
        }
        for identity in left:
            self._identities[identity].permissions = frozenset()
        self._found = None
        return [person for person in self.people() if person.person_id in left]

    def identities_of(self, person_id: str) -> list[Identity]:
        """What files call this person; first the identity that says who they are. Empty where there is no such person.

        Whoever changes one calls changed() afterwards.
        """
        if person_id not in self._identities or self.person_id(person_id) != person_id:
            return []
        members = [one for one in self._identities.values() if self.person_id(one.identity) == person_id]
        return sorted(members, key=lambda one: (one.identity != person_id, one.identity))

    def mention_ids_of(self, person_id: str) -> None:
        """Has every id that came with addresses of this person, and of nobody else, known by itself as well."""
        ids = {source_id for one in self.identities_of(person_id) for source_id in one.source_ids}
        for source_id in sorted(ids - self.kept_apart(ids).keys()):
            self._mentioned(source_id, is_address=False)

    def add(self, email: str) -> Identity:
        """A new person of this address, of whom nothing is known yet."""
        return self._mentioned(email, is_address=True)

    def changed(self) -> None:
        """Who is who is worked out again: identities were changed."""
        self._found = None

    def person_id(self, identity: str) -> str:
        """The person_id of an address or id; the same where nobody is known by it."""
        if self._found is None:
            self._found = persons(self._identities)
        return self._found.get(self._now(identity), identity)

    def agent_id(self, email: str | None, source_id: str | None) -> str:
        """The person_id of an agent who has been mentioned."""
        return self.person_id(email or source_id or "")

    def auditor_id(self, name: str) -> str:
        """The person_id of an auditor who has been mentioned by name."""
        return self.person_id(AUDITOR_PREFIX + name)

    def said(self, identity: str) -> str | None:
        """What a row keeps of the identity that a file said: nothing where that is the person_id."""
        return None if self.person_id(identity) == identity or self._now(identity) != identity else identity

    def kept_apart(self, source_ids: Collection[str]) -> dict[str, list[str]]:
        """Those of these ids that came with addresses of several people, with these addresses."""
        self.person_id("")
        found = kept_apart(self._identities, self._found or {})
        return {source_id: addresses for source_id, addresses in found.items() if source_id in source_ids}

    def people(self) -> list[Person]:
        """Everybody, as the mentions until now make them."""
        groups: defaultdict[str, list[Identity]] = defaultdict(list)
        for one in self._identities.values():
            groups[self.person_id(one.identity)].append(one)
        teams = self._teams()
        return [self._person(person_id, members, teams) for person_id, members in groups.items()]

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes what was learned. Call it once a transaction, before rows that refer to people."""
        moved = []
        people = [person for person in self.people() if person.row() != self._people_before.get(person.person_id)]
        for identity, one in self._identities.items():
            one.person_id = self.person_id(identity)
            if self._was.get(identity, identity) != one.person_id and identity in self._was:
                moved.append((identity, self._was[identity], one.person_id))
        rows = [
            row for one in self._identities.values() if (row := _identity_row(one)) != self._stored.get(one.identity)
        ]
        _replace(cursor, "people", _PEOPLE, [person.row() for person in people], self._people_before.keys())
        _replace(cursor, "identities", _IDENTITIES, rows, self._stored.keys())
        if moved:
            with staged(cursor, "moved", {"identity": TEXT, "was": TEXT, "person_id": TEXT}, moved):
                repoint(cursor)

    def _now(self, identity: str) -> str:
        """The identity, or what it is called where its person was made a pseudonym."""
        if self._has_former and (now := former(identity)) in self._identities:
            return now
        return identity

    def _called(self, email: str, name: str | None, order: str) -> Identity:
        one = self._mentioned(email, is_address=True)
        if not one.listed:
            one.call(name, position(order))
        return one

    def _mentioned(self, identity: str, is_address: bool) -> Identity:
        identity = self._now(identity)
        known = self._identities.get(identity)
        if known is None:
            known = Identity(identity=identity, person_id=identity, is_address=is_address)
            self._identities[identity] = known
            self._found = None
        return known

    def _teams(self) -> dict[str, str]:
        """How people.json, otherwise the newest record, spells each team, by the key of its name."""
        newest: dict[str, tuple[bool, str, str]] = {}
        for one in self._identities.values():
            if one.team is not None:
                key = name_key(one.team)
                newest[key] = max(newest.get(key, (False, "", "")), (one.listed, one.team_order, one.team))
        return {key: team for key, (_, _, team) in newest.items()}

    def _person(self, person_id: str, members: list[Identity], teams: dict[str, str]) -> Person:
        chief = self._identities[person_id]
        own = [one for one in members if one.joined_to is None]
        name, team, email = chief.name, chief.team, person_id if chief.is_address else None
        permissions = chief.permissions
        if not chief.listed:
            if NAME not in chief.set_here:
                name = max(((one.name_order, one.name) for one in own if one.name is not None), default=("", None))[1]
            if TEAM not in chief.set_here:
                team = max(((one.team_order, one.team) for one in own if one.team is not None), default=("", None))[1]
            addresses = [one for one in own if one.is_address] or [one for one in members if one.is_address]
            email = max(((one.used_order, one.identity) for one in addresses), default=("", None))[1]
            if PERMISSIONS not in chief.set_here:
                permissions = permissions or frozenset().union(*(one.permissions for one in own))
        deactivated_at = max((one.deactivated_at for one in own if one.deactivated_at is not None), default=None)
        supervisor = None if chief.supervisor_email is None else self.person_id(chief.supervisor_email)
        source_ids = {id_ for one in members for id_ in one.source_ids}
        source_ids |= {one.identity for one in members if one.is_auditor and one.identity != person_id}
        return Person(
            person_id=person_id,
            email=email,
            name=name or (chief.auditor_name if chief.is_auditor else person_id),
            team=None if team is None else teams[name_key(team)],
            supervisor_id=None if supervisor == person_id else supervisor,
            held=permissions,
            listed=chief.is_vouched_for,
            source_ids=tuple(sorted(source_ids)),
            deactivated_at=deactivated_at,
        )


def _identity(row: Row) -> Identity:
    values = dict(zip(_IDENTITIES, row, strict=True))
    for name in ("source_ids", "permissions", "set_here"):
        values[name] = frozenset(values[name] or ())  # type: ignore[call-overload]
    return Identity(**values)  # type: ignore[arg-type]


def _identity_row(one: Identity) -> Row:
    return (
        one.identity,
        one.person_id,
        one.is_address,
        one.name,
        one.name_order,
        one.team,
        one.team_order,
        one.used_order,
        sorted(one.source_ids),
        one.supervisor_email,
        _in_order(one.permissions),
        one.listed,
        sorted(one.set_here),
        one.joined_to,
        one.deactivated_at,
    )


def _in_order(permissions: Collection[str]) -> list[str]:
    return [name for name in rights.PERMISSIONS if name in permissions]


def _replace(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Columns, rows: list[Row], known: Collection[str]
) -> None:
    """Writes rows over those with the same value in their first column, which are `known`, and adds the others."""
    key, *others = columns
    changed, added = [row for row in rows if row[0] in known], [row for row in rows if row[0] not in known]
    if changed:
        changes = ", ".join(f"{name} = s.{name}" for name in others)
        with staged(cursor, f"staged_{table}", columns, changed):
            cursor.execute(f"UPDATE {table} t SET {changes} FROM staged_{table} s WHERE t.{key} = s.{key}")
    if added:
        with staged(cursor, f"staged_{table}", columns, added):
            cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staged_{table}")
