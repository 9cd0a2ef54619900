"""Who is who during an import? One person may have an e-mail address, several agent ids and a name as an auditor.

Permissions come from people.json. Somebody whom it never listed gets an agent's permissions if an export names them by
address or id, and a supervisor's if assignments.json or audits.json names them by address. A name alone gives nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from coaching.importers.conversations import AUDITOR_PREFIX
from coaching.importers.newest_values import NewestValues, Subject
from coaching.importers.staging import FLAG, TEXT, TEXTS, staged
from coaching.people.permissions import AGENT_PERMISSIONS, OVERSIGHT_PERMISSIONS, PERMISSIONS, SUPERVISOR_PERMISSIONS
from coaching.quality import daily_totals, stored_audits

UNKNOWN_AUDITOR = "Unknown auditor"

_COLUMNS = {
    "person_id": TEXT,
    "email": TEXT,
    "name": TEXT,
    "team": TEXT,
    "supervisor_id": TEXT,
    "permissions": TEXTS,
    "listed": FLAG,
    "source_ids": TEXTS,
}
# Every column that holds a person_id, apart from people.person_id itself and the daily totals.
_REFERENCES = (
    ("people", "supervisor_id"),
    ("supervisions", "supervisor_id"),
    ("supervisions", "agent_id"),
    ("interactions", "agent_id"),
    ("interaction_records", "agent_id"),
    ("metric_results", "auditor_id"),
    ("audits", "auditor_id"),
    ("assignments", "agent_id"),
    ("assignments", "assigned_by"),
    ("assignment_interactions", "agent_id"),
    ("openings", "person_id"),
    ("changes", "changed_by"),
    ("drafts", "person_id"),
    ("bookmarks", "person_id"),
    ("best_response_offers", "person_id"),
    ("marks", "agent_id"),
    ("marks", "marked_by"),
    ("mark_closings", "closed_by"),
    ("groups", "created_by"),
    ("group_members", "agent_id"),
    ("acknowledgements", "person_id"),
    ("step_ticks", "person_id"),
    ("notes", "person_id"),
    ("notes_set_aside", "person_id"),
    ("outcomes", "person_id"),
    ("saved_filters", "person_id"),
)


@dataclass(slots=True, kw_only=True)
class Person:
    """One row of people."""

    person_id: str
    email: str | None
    name: str
    team: str | None
    supervisor_id: str | None
    permissions: frozenset[str]
    listed: bool
    source_ids: frozenset[str]

    @property
    def named(self) -> bool:
        """Whether the name is more than the address or id it falls back to."""
        return self.name != self.person_id

    @property
    def may_oversee(self) -> bool:
        """Whether auditing or assigning makes them a supervisor of that agent."""
        return not self.permissions.isdisjoint(OVERSIGHT_PERMISSIONS)


class Directory:
    """The people of the database with what an import adds to them; `store` writes the difference.

    Mention everybody first and ask for ids (`agent_id`) afterwards: a later mention may show that two people are one.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        rows = cursor.execute(f"SELECT {', '.join(_COLUMNS)} FROM people").fetchall()
        self._stored = {row[0]: (*row[:5], frozenset(row[5]), row[6], frozenset(row[7])) for row in rows}
        self._people = {
            person_id: Person(**dict(zip(_COLUMNS, row, strict=True))) for person_id, row in self._stored.items()
        }
        self._merged: dict[str, str] = {}
        self._newest = NewestValues(cursor, Subject.PERSON)
        self._by_source = {id_: person for person in self._people.values() for id_ in person.source_ids}
        # Those whom people.json lists, by their name.
        self._by_name: defaultdict[str, dict[str, Person]] = defaultdict(dict)
        for person in self._people.values():
            self._name(person, person.name)

    def find(self, email: str) -> Person | None:
        """The person with this e-mail address (lower case)."""
        return self._people.get(email)

    def agent(
        self, email: str | None, source_id: str | None, name: str | None, team: str | None, order: str = ""
    ) -> None:
        """Mentions the agent of an interaction, by e-mail or the exporting system's id. `order`: of the record; what
        the newest one says counts."""
        if email:
            person = self._people.get(email) or self._add(email, email)
            if source_id:
                self._give_source_id(person, source_id)
        else:
            assert source_id, "an agent has an e-mail or an id"
            person = self._by_source.get(source_id) or self._people.get(source_id) or self._add(source_id, None)
        if not person.listed:
            if name and self._newest.takes(person.person_id, "name", order):
                self._name(person, name)
            if team and self._newest.takes(person.person_id, "team", order):
                person.team = team
            person.permissions = person.permissions or frozenset(AGENT_PERMISSIONS)

    def agent_id(self, email: str | None, source_id: str | None) -> str:
        """The person_id of an agent who has been mentioned."""
        known = self._by_source.get(source_id) if source_id and not email else None
        return known.person_id if known else email or source_id or ""

    def supervisor(self, email: str, name: str | None, order: str = "") -> str:
        """Mentions somebody who assigned or audited, by address; returns the person_id.

        Unless people.json lists them, they get a supervisor's permissions.
        """
        person = self._people.get(email) or self._add(email, email)
        if not person.listed:
            if name and self._newest.takes(person.person_id, "name", order):
                self._name(person, name)
            person.permissions |= frozenset(SUPERVISOR_PERMISSIONS)
        return person.person_id

    def auditor(self, name: str) -> str:
        """Mentions an auditor known by name only; returns the person_id.

        That is of the one person whom people.json lists under that name, if they may oversee others, and of whoever has
        been that one before. Otherwise the auditor is a person of their own, who may do nothing.
        """
        person_id = AUDITOR_PREFIX + name
        known = self._by_source.get(person_id) or self._overseer_named(name)
        if known is not None:
            self._remember(known, person_id)
            return known.person_id
        person = self._people.get(person_id) or self._add(person_id, None)
        person.name = name
        return person_id

    def list_person(
        self, email: str, name: str, team: str | None, permissions: Iterable[str], auditor_names: Iterable[str] = ()
    ) -> Person:
        """Sets what people.json says of a person, which counts more than what exports say."""
        person = self._people.get(email) or self._add(email, email)
        person.team, person.permissions, person.listed = team, frozenset(permissions), True
        self._newest.forget(person.person_id)
        self._name(person, name)
        for auditor_name in auditor_names:
            self._give_source_id(person, AUDITOR_PREFIX + auditor_name)
        return person

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes what was learned. Call it once a transaction, before rows that refer to people."""
        self._adopt_auditors()
        merged = {old: new for old, new in self._merged.items() if old in self._stored}
        changed = [
            person for person in self._people.values() if self._row(person) != self._stored.get(person.person_id)
        ]
        rows = [
            (
                *self._row(person)[:5],
                [name for name in PERMISSIONS if name in person.permissions],
                person.listed,
                sorted(person.source_ids),
            )
            for person in changed
        ]
        if rows:
            with staged(cursor, "staged_people", _COLUMNS, rows):
                cursor.execute("""
                    UPDATE people p SET email = s.email, name = s.name, team = s.team,
                        supervisor_id = s.supervisor_id, permissions = s.permissions, listed = s.listed,
                        source_ids = s.source_ids
                    FROM staged_people s WHERE p.person_id = s.person_id""")
                cursor.execute("""
                    INSERT INTO people BY NAME
                    SELECT * FROM staged_people s
                    WHERE NOT EXISTS (FROM people p WHERE p.person_id = s.person_id)""")
        if merged:
            _repoint(cursor, merged)
        self._newest.store(cursor)
        self._stored = {person_id: self._row(person) for person_id, person in self._people.items()}
        self._merged = {}

    def _add(self, person_id: str, email: str | None) -> Person:
        person = Person(
            person_id=person_id,
            email=email,
            name=person_id,
            team=None,
            supervisor_id=None,
            permissions=frozenset(),
            listed=False,
            source_ids=frozenset(),
        )
        self._people[person_id] = person
        self._name(person, person_id)
        return person

    def _name(self, person: Person, name: str) -> None:
        if person.listed:
            self._by_name[person.name].pop(person.person_id, None)
            self._by_name[name][person.person_id] = person
        person.name = name

    def _give_source_id(self, person: Person, source_id: str) -> None:
        """A person may have several ids; an id that had another address moves on to this one."""
        without_address = self._people.get(source_id)
        if without_address is not None and without_address.email is None:
            self._merge(without_address, person)
        self._remember(person, source_id)

    def _remember(self, person: Person, source_id: str) -> None:
        known = self._by_source.get(source_id)
        if known is not None:
            known.source_ids -= {source_id}
        person.source_ids |= {source_id}
        self._by_source[source_id] = person

    def _merge(self, old: Person, person: Person) -> None:
        del self._people[old.person_id]
        self._merged[old.person_id] = person.person_id
        if person.listed:
            self._newest.forget(old.person_id)
            return
        person.permissions = person.permissions or old.permissions
        if old.team and (self._newest.move(old.person_id, person.person_id, "team") or not person.team):
            person.team = old.team
        if old.named and (self._newest.move(old.person_id, person.person_id, "name") or not person.named):
            self._name(person, old.name)
        self._newest.forget(old.person_id)

    def _adopt_auditors(self) -> None:
        auditors = [person for id_, person in self._people.items() if id_.startswith(AUDITOR_PREFIX)]
        for auditor in auditors:
            namesake = self._overseer_named(auditor.name)
            if namesake is not None:
                self._merge(auditor, namesake)
                self._remember(namesake, auditor.person_id)

    def _overseer_named(self, name: str) -> Person | None:
        namesakes = [person for person in self._by_name.get(name, {}).values() if person.may_oversee]
        return namesakes[0] if len(namesakes) == 1 else None

    @staticmethod
    def _row(person: Person) -> tuple[object, ...]:
        return (
            person.person_id,
            person.email,
            person.name,
            person.team,
            person.supervisor_id,
            person.permissions,
            person.listed,
            person.source_ids,
        )


def refresh_supervisions(cursor: duckdb.DuckDBPyConnection, agents: str) -> None:
    """Works out again who supervises the agents in the column agent_id of the SELECT `agents`.

    That is the supervisor_id where people.json gave one, otherwise whoever assigned to the agent or audited them and
    may oversee others (Person.may_oversee); an audit that came under a name alone makes nobody a supervisor. Somebody
    without any permission supervises nobody.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE refreshed_agents AS SELECT DISTINCT agent_id FROM ({agents})")
    cursor.execute("DELETE FROM supervisions WHERE agent_id IN (FROM refreshed_agents)")
    cursor.execute(
        """
        INSERT INTO supervisions BY NAME
        WITH candidates AS (
            SELECT assigned_by AS supervisor_id, agent_id FROM assignments
            UNION
            SELECT u.auditor_id, i.agent_id FROM audits u JOIN interactions i USING (interaction_id)
            WHERE NOT u.by_name
        )
        SELECT p.person_id AS agent_id, p.supervisor_id
        FROM people p JOIN people s ON s.person_id = p.supervisor_id
        WHERE p.person_id IN (FROM refreshed_agents) AND len(s.permissions) > 0
        UNION
        SELECT c.agent_id, c.supervisor_id
        FROM candidates c
        JOIN people p ON p.person_id = c.agent_id
        JOIN people s ON s.person_id = c.supervisor_id
        WHERE p.supervisor_id IS NULL AND c.supervisor_id <> c.agent_id AND c.agent_id IN (FROM refreshed_agents)
          AND list_has_any(s.permissions, $oversight)""",
        {"oversight": list(OVERSIGHT_PERMISSIONS)},
    )


# The agents whom one of the people in the view or table {people} (column person_id) supervises, or might for having
# assigned or audited something.
OVERSEEN_BY = """
    SELECT person_id AS agent_id FROM people WHERE supervisor_id IN (SELECT person_id FROM {people})
    UNION SELECT agent_id FROM assignments WHERE assigned_by IN (SELECT person_id FROM {people})
    UNION SELECT i.agent_id FROM audits a JOIN interactions i USING (interaction_id)
    WHERE a.auditor_id IN (SELECT person_id FROM {people})"""


def _repoint(cursor: duckdb.DuckDBPyConnection, merged: dict[str, str]) -> None:
    """Gives everything of the people that are the keys of `merged` to the people that are its values."""
    with staged(cursor, "merged_people", {"old_id": TEXT, "new_id": TEXT}, list(merged.items())):
        daily_totals.move(cursor, "merged_people")
        for table, column in _REFERENCES:
            cursor.execute(
                f"UPDATE {table} SET {column} = m.new_id FROM merged_people m WHERE {table}.{column} = m.old_id"
            )
        stored_audits.unite(cursor)
        cursor.execute("DELETE FROM people WHERE person_id IN (SELECT old_id FROM merged_people)")
        refresh_supervisions(
            cursor,
            """
            SELECT new_id AS agent_id FROM merged_people
            UNION SELECT agent_id FROM supervisions WHERE supervisor_id IN (SELECT new_id FROM merged_people)""",
        )
