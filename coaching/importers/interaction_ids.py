"""Which conversation does an id mean? A conversation has the id of the system and may have one given at upload.

Where two ids turn out to be one conversation, what is stored under both is joined under the system's id.
"""

from collections import defaultdict
from collections.abc import Iterable

import duckdb

from coaching.importers.staging import TEXT, staged

# Every table that has an interaction_id is in one of these two lists, apart from interactions and interaction_records,
# whose rows are worked out anew.
# What belongs to a conversation as a whole: table, and the SQL that says which part of interaction_records.gives a row
# of it is.
OF_CONVERSATION = (
    ("turns", "'transcript'"),
    ("participants", "'participants'"),
    ("interaction_topics", "'topics'"),
    ("interaction_details", "kind"),
)
# What belongs to one evaluation of it.
OF_INTERACTION = (
    "metric_results",
    "evidence",
    "audits",
    "assignment_interactions",
    "openings",
    "bookmarks",
    "best_response_offers",
    "marks",
)

_LINKS = {"other_id": TEXT, "conversation_id": TEXT}


class ConversationIds:
    """The ids of these conversations; `store` writes what was learned."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> None:
        """Reads what is known of these ids. Ask of no others."""
        with staged(cursor, "asked_ids", {"id": TEXT}, [(each,) for each in set(ids)]):
            rows = cursor.execute("""
                SELECT other_id, conversation_id FROM conversation_ids
                WHERE conversation_id IN (
                    SELECT conversation_id FROM conversation_ids
                    WHERE other_id IN (SELECT id FROM asked_ids) OR conversation_id IN (SELECT id FROM asked_ids))
                """).fetchall()
        self._stored: dict[str, str] = dict(rows)
        self._canonical = dict(self._stored)
        self._others: defaultdict[str, set[str]] = defaultdict(set)
        for other, conversation_id in rows:
            self._others[conversation_id].add(other)

    def canonical(self, conversation_id: str) -> str:
        """The one id of the conversation that this is an id of."""
        return self._canonical.get(conversation_id, conversation_id)

    def link(self, system_id: str, other_id: str) -> None:
        """Notes that both are ids of one conversation. Of several ids of the system the first in the alphabet counts,
        so that the order in which they come does not matter."""
        first, second = self.canonical(system_id), self.canonical(other_id)
        chosen = min([system_id, *(each for each in (first, second) if each in self._others)])
        if first == second == chosen:
            return
        members = (
            {system_id, other_id, first, second} | self._others.pop(first, set()) | self._others.pop(second, set())
        )
        members.remove(chosen)
        self._canonical.pop(chosen, None)
        self._canonical.update(dict.fromkeys(members, chosen))
        self._others[chosen] = members

    def joined(self) -> dict[str, str]:
        """The ids that are no longer the id of a conversation, and which one is in their place."""
        return {old: new for old, new in self._canonical.items() if self._stored.get(old) != new}

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes the links that are new."""
        changed = list(self.joined().items())
        leading = [(each, each) for each in self._stored if each not in self._canonical]
        if not changed and not leading:
            return
        with staged(cursor, "staged_links", _LINKS, [*changed, *leading]):
            cursor.execute("DELETE FROM conversation_ids WHERE other_id IN (SELECT other_id FROM staged_links)")
            cursor.execute("""
                INSERT INTO conversation_ids BY NAME SELECT * FROM staged_links WHERE other_id <> conversation_id""")
        self._stored = dict(self._canonical)


def canonical_ids(cursor: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> dict[str, str]:
    """The one id of the conversation for each of these ids that is a further one."""
    with staged(cursor, "asked_ids", {"other_id": TEXT}, [(each,) for each in set(ids)]):
        found = cursor.execute(
            "SELECT other_id, conversation_id FROM conversation_ids SEMI JOIN asked_ids USING (other_id)"
        )
        return dict(found.fetchall())


def rename_interactions(cursor: duckdb.DuckDBPyConnection, tables: Iterable[str], renamed: str) -> None:
    """Gives what these tables have of interactions other interaction_ids. `renamed`: a table with old_id and new_id."""
    for table in tables:
        cursor.execute(f"""
            UPDATE {table} SET interaction_id = m.new_id FROM {renamed} m
            WHERE {table}.interaction_id = m.old_id AND m.old_id <> m.new_id""")
