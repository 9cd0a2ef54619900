"""What can a supervisor do with several interactions at once? Each command is one transaction over all of them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import duckdb

from coaching.assignments import groups, marks
from coaching.people.permissions import Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.quality import bookmarks
from coaching.storage import clock
from coaching.storage.database import Database, Inside, Reader
from coaching.words import wording
from coaching.words.refusals import AlreadyDoneError, NotAllowedError, NotFoundError

COACHABLE = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT i.interaction_id, i.agent_id
    FROM (SELECT unnest($ids::VARCHAR[]) AS interaction_id, unnest(range(len($ids::VARCHAR[]))) AS place) given
    JOIN interactions i USING (interaction_id)
    WHERE i.agent_id IN (FROM coachable_agents)
    ORDER BY given.place"""

BOOKMARKED = """
    SELECT DISTINCT interaction_id FROM bookmarks
    WHERE person_id = $viewer_id AND list_contains($ids::VARCHAR[], interaction_id)"""

BOOKMARK = "INSERT INTO bookmarks SELECT $viewer_id, unnest($ids::VARCHAR[]), '', $bookmarked_at"


def by_agent(database: Reader, viewer_id: str, interaction_ids: Sequence[str]) -> Mapping[str, list[str]]:
    """Those of these interactions whose agents the viewer may coach, by agent_id, in the order given."""
    found: dict[str, list[str]] = {}
    for row in database.rows(COACHABLE, {"viewer_id": viewer_id, "ids": list(interaction_ids)}):
        found.setdefault(row["agent_id"], []).append(row["interaction_id"])
    return found


def mark(database: Database, viewer_id: str, interaction_ids: Sequence[str], areas: Sequence[str], note: str) -> int:
    """Marks the agents of these interactions for coaching; returns how many were not marked by the viewer before.

    Raises what marks.mark() raises, and then marks none; but one that the viewer has marked before is passed over.
    """
    with database.transaction(writes={"marks"}) as cursor:
        return _mark(cursor, viewer_id, interaction_ids, areas, note)


def _mark(
    cursor: duckdb.DuckDBPyConnection, viewer_id: str, interaction_ids: Sequence[str], areas: Sequence[str], note: str
) -> int:
    """mark() inside a transaction."""
    marked = 0
    for interaction_id in dict.fromkeys(interaction_ids):
        with suppress(AlreadyDoneError):
            marks.add(cursor, viewer_id, interaction_id, areas, note)
            marked += 1
    return marked


def bookmark(database: Database, viewer_id: str, interaction_ids: Sequence[str]) -> int:
    """Bookmarks these interactions; returns how many had no bookmark of the viewer's. One that is there keeps its note.

    Raises NotAllowedError where there is one whose agent the viewer may not coach, and then bookmarks none.
    """
    ids = list(dict.fromkeys(interaction_ids))
    with database.transaction(writes={"bookmarks"}) as cursor:
        if sum(map(len, by_agent(Inside(cursor), viewer_id, ids).values())) < len(ids):
            raise NotAllowedError(*needed(Action.COACH))
        known = {each for (each,) in cursor.execute(BOOKMARKED, {"viewer_id": viewer_id, "ids": ids}).fetchall()}
        new = [each for each in ids if each not in known]
        now = clock.instant_after(cursor, bookmarks.BOOKMARKED_AT, {"viewer_id": viewer_id})
        cursor.execute(BOOKMARK, {"viewer_id": viewer_id, "ids": new, "bookmarked_at": now})
    return len(new)


def add_to_group(database: Database, viewer_id: str, group_id: str, interaction_ids: Sequence[str]) -> int:
    """Makes the agents of these interactions members of a group, and marks the interactions for its coaching areas, so
    that they are what its members are coached on. Returns how many agents are new in it.

    Raises NotFoundError where the viewer sees no such group, and what mark() and groups.add_members() raise.
    """
    with database.transaction(writes={"marks", *groups.WRITES}) as cursor:
        reader = Inside(cursor)
        group = groups.group(reader, viewer_id, group_id)
        if group is None:
            raise NotFoundError(wording.NO_GROUP_TO_CHANGE)
        _mark(cursor, viewer_id, interaction_ids, group.coaching_areas, "")
        return groups.add_members(cursor, viewer_id, group_id, by_agent(reader, viewer_id, interaction_ids))


def make_group(
    database: Database, viewer_id: str, interaction_ids: Sequence[str], name: str, areas: Sequence[str]
) -> str:
    """Makes a group of the agents of these interactions, and marks the interactions for its coaching areas, so that the
    group can be assigned to. Returns its group_id.

    Raises what groups.create() and mark() raise.
    """
    with database.transaction(writes={"marks", *groups.WRITES}) as cursor:
        members = list(by_agent(Inside(cursor), viewer_id, interaction_ids))
        group_id = groups.add(cursor, viewer_id, name, "", areas, members)
        _mark(cursor, viewer_id, interaction_ids, areas, "")
    return group_id
