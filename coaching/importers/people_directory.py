"""Who is who during an import: one person behind e-mail addresses, agent ids and auditors' names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from coaching import daily_totals
from coaching.importers.staging import FLAG, TEXT, TEXTS, staged
from coaching.permissions import AGENT_PERMISSIONS, PERMISSIONS, SUPERVISOR_PERMISSIONS

AUDITOR_PREFIX = "auditor:"
UNKNOWN_AUDITOR = "Unknown auditor"

_COLUMNS = {
    "person_id": TEXT,
    "email": TEXT,
    "name": TEXT,
    "team": TEXT,
    "source_id": TEXT,
    "supervisor_id": TEXT,
    "permissions": TEXTS,
    "listed": FLAG,
}
# Every column that holds a person_id, apart from people.person_id itself.
_REFERENCES = (
    ("people", "supervisor_id"),
    ("supervisions", "supervisor_id"),
    ("supervisions", "agent_id"),
    ("interactions", "agent_id"),
    ("metric_results", "auditor_id"),
    ("audits", "auditor_id"),
    ("assignments", "agent_id"),
    ("assignments", "assigned_by"),
    ("openings", "person_id"),
)


@dataclass(slots=True)
class Person:
    """One row of people."""

    person_id: str
    email: str | None
    name: str
    team: str | None
    source_id: str | None
    supervisor_id: str | None
    permissions: frozenset[str]
    listed: bool

    @property
    def named(self) -> bool:
        """Whether the name is more than the address or id it falls back to."""
        return self.name not in (self.person_id, self.source_id)


class Directory:
    """The people of the database with what an import adds to them; `store` writes the difference.

    Mention everybody first and ask for `current` ids afterwards: a later mention may show that two are one.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        rows = cursor.execute(f"SELECT {', '.join(_COLUMNS)} FROM people").fetchall()
        self._stored = {row[0]: (*row[:6], frozenset(row[6]), row[7]) for row in rows}
        self._people = {person_id: Person(*row) for person_id, row in self._stored.items()}
        self._by_source = {person.source_id: person for person in self._people.values() if person.source_id}
        self._merged: dict[str, str] = {}

    def find(self, email: str) -> Person | None:
        """The person with this e-mail address (lower case)."""
        return self._people.get(email)

    def current(self, person_id: str) -> str:
        """The id under which a person mentioned as `person_id` is known by now."""
        while person_id in self._merged:
            person_id = self._merged[person_id]
        return person_id

    def agent(self, email: str | None, source_id: str | None, name: str | None, team: str | None) -> str:
        """Mentions the agent of an interaction, by e-mail or the exporting system's id; returns the person_id."""
        known = self._by_source.get(source_id) if source_id else None
        if email:
            person = self._people.get(email) or self._add(email, email)
            if source_id:
                self._give_source_id(person, source_id)
        else:
            assert source_id, "an agent has an e-mail or an id"
            person = known or self._people.get(source_id) or self._add(source_id, None)
            person.source_id = source_id
            self._by_source[source_id] = person
        if not person.listed:
            person.name = name or person.name
            person.team = team or person.team
            person.permissions |= frozenset(AGENT_PERMISSIONS)
        return person.person_id

    def supervisor(self, email: str, name: str | None) -> str:
        """Mentions somebody who assigned or audited; returns the person_id."""
        person = self._people.get(email) or self._add(email, email)
        if not person.listed:
            person.name = name or person.name
            person.permissions |= frozenset(SUPERVISOR_PERMISSIONS)
        return person.person_id

    def auditor(self, name: str) -> str:
        """Mentions an auditor known by name only; returns the person_id, of the one person of that name if there is."""
        namesakes = self._with_email_by_name().get(name, [])
        if len(namesakes) == 1:
            return self.supervisor(namesakes[0].person_id, None)
        person_id = AUDITOR_PREFIX + name
        person = self._people.get(person_id) or self._add(person_id, None)
        person.name = name
        person.permissions |= frozenset(SUPERVISOR_PERMISSIONS)
        return person_id

    def list_person(
        self, email: str, name: str, team: str | None, supervisor_id: str | None, permissions: Iterable[str]
    ) -> str:
        """Sets what people.json says of a person, over whatever exports say; returns the person_id."""
        person = self._people.get(email) or self._add(email, email)
        person.name, person.team, person.permissions, person.listed = name, team, frozenset(permissions), True
        person.supervisor_id = supervisor_id or person.supervisor_id
        return person.person_id

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes what was learned. Call it once a transaction, before rows that refer to people."""
        self._adopt_auditors()
        merged = {old: self.current(old) for old in self._merged if old in self._stored}
        changed = [
            person for person in self._people.values() if self._row(person) != self._stored.get(person.person_id)
        ]
        rows = [
            (*self._row(person)[:6], [name for name in PERMISSIONS if name in person.permissions], person.listed)
            for person in changed
        ]
        if rows:
            with staged(cursor, "staged_people", _COLUMNS, rows):
                cursor.execute("""
                    UPDATE people p SET email = s.email, name = s.name, team = s.team, source_id = s.source_id,
                        supervisor_id = s.supervisor_id, permissions = s.permissions, listed = s.listed
                    FROM staged_people s WHERE p.person_id = s.person_id""")
                cursor.execute("""
                    INSERT INTO people BY NAME
                    SELECT * FROM staged_people s
                    WHERE NOT EXISTS (FROM people p WHERE p.person_id = s.person_id)""")
        if merged:
            _repoint(cursor, merged)
        self._stored = {person_id: self._row(person) for person_id, person in self._people.items()}
        self._merged = {}

    def _add(self, person_id: str, email: str | None) -> Person:
        person = Person(person_id, email, person_id, None, None, None, frozenset(), False)
        self._people[person_id] = person
        return person

    def _give_source_id(self, person: Person, source_id: str) -> None:
        known = self._by_source.get(source_id) or self._people.get(source_id)
        if known is not None and known is not person:
            if known.email is None:
                self._merge(known, person)
            else:
                known.source_id = None  # the id has moved on to another address
        person.source_id = source_id
        self._by_source[source_id] = person

    def _merge(self, old: Person, person: Person) -> None:
        del self._people[old.person_id]
        self._merged[old.person_id] = person.person_id
        if not person.listed:
            person.permissions |= old.permissions
            person.team = person.team or old.team
            if old.named and not person.named:
                person.name = old.name

    def _adopt_auditors(self) -> None:
        by_name = self._with_email_by_name()
        auditors = [person for id_, person in self._people.items() if id_.startswith(AUDITOR_PREFIX)]
        for auditor in auditors:
            namesakes = by_name.get(auditor.name, [])
            if len(namesakes) == 1:
                self._merge(auditor, namesakes[0])

    def _with_email_by_name(self) -> dict[str, list[Person]]:
        by_name = defaultdict(list)
        for person in self._people.values():
            if person.email:
                by_name[person.name].append(person)
        return by_name

    @staticmethod
    def _row(person: Person) -> tuple[object, ...]:
        return (
            person.person_id,
            person.email,
            person.name,
            person.team,
            person.source_id,
            person.supervisor_id,
            person.permissions,
            person.listed,
        )


def refresh_supervisions(cursor: duckdb.DuckDBPyConnection, agents: str) -> None:
    """Says anew who supervises the agents that the SELECT `agents` names, in a column agent_id.

    That is the supervisor_id where people.json gave one, otherwise whoever assigned to the agent or audited them.
    """
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE refreshed_agents AS SELECT DISTINCT agent_id FROM ({agents})")
    cursor.execute("DELETE FROM supervisions WHERE agent_id IN (FROM refreshed_agents)")
    cursor.execute("""
        INSERT INTO supervisions BY NAME
        WITH candidates AS (
            SELECT assigned_by AS supervisor_id, agent_id FROM assignments
            UNION
            SELECT u.auditor_id, i.agent_id FROM audits u JOIN interactions i USING (interaction_id)
        )
        SELECT person_id AS agent_id, supervisor_id
        FROM people WHERE supervisor_id IS NOT NULL AND person_id IN (FROM refreshed_agents)
        UNION
        SELECT c.agent_id, c.supervisor_id
        FROM candidates c JOIN people p ON p.person_id = c.agent_id
        WHERE p.supervisor_id IS NULL AND c.supervisor_id <> c.agent_id AND c.agent_id IN (FROM refreshed_agents)""")


AUDIT_ID = "md5(concat_ws(chr(31), interaction_id, auditor_id, epoch_us(audited_at)))"


def _repoint(cursor: duckdb.DuckDBPyConnection, merged: dict[str, str]) -> None:
    """Gives everything of the people that are the keys of `merged` to the people that are its values."""
    with staged(cursor, "merged_people", {"old_id": TEXT, "new_id": TEXT}, list(merged.items())):
        daily_totals.move(cursor, "merged_people")
        for table, column in _REFERENCES:
            cursor.execute(
                f"UPDATE {table} SET {column} = m.new_id FROM merged_people m WHERE {table}.{column} = m.old_id"
            )
        # The same audit may have come under both; an audit's id says whose it is.
        cursor.execute("""
            DELETE FROM audits WHERE audit_id IN (
                SELECT audit_id FROM audits WHERE auditor_id IN (SELECT new_id FROM merged_people)
                QUALIFY row_number() OVER (PARTITION BY interaction_id, auditor_id, audited_at
                                           ORDER BY score DESC NULLS LAST, audit_id) > 1)""")
        cursor.execute(f"""
            UPDATE audits SET audit_id = {AUDIT_ID}
            WHERE auditor_id IN (SELECT new_id FROM merged_people) AND audit_id <> {AUDIT_ID}""")
        cursor.execute("DELETE FROM people WHERE person_id IN (SELECT old_id FROM merged_people)")
        refresh_supervisions(
            cursor,
            """
            SELECT new_id AS agent_id FROM merged_people
            UNION SELECT agent_id FROM supervisions WHERE supervisor_id IN (SELECT new_id FROM merged_people)""",
        )
