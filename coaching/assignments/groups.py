"""Groups of agents who are coached on the same areas, each with an assignment of their own. No agent learns of them.

A group is seen by whoever made it, and by supervisors who oversee all of its members. Members whom the viewer does not
oversee are counted and never named.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from coaching.assignments.marks import OPEN_MARKS
from coaching.people.people import labels, name_or_id, with_labels
from coaching.people.permissions import COACHING_ASSIGNMENTS, Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS, viewer_may
from coaching.quality import coaching_areas
from coaching.storage import change_log
from coaching.storage.database import Database, Inside, Reader
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, OutdatedError
from coaching.words.sentences import listed_names, too_long

NAME_LENGTH, DESCRIPTION_LENGTH = 80, 500
NEW = "new"  # what the address and the draft of a group have instead of an id while it is not made yet
WRITES = {"groups", "group_members", "changes"}  # what making and changing one writes to

# The agents whom the viewer oversees (never themselves), and the groups in use that they see. Needs VISIBLE_AGENTS.
SEEN_GROUPS = f"""
    overseen_agents AS (SELECT agent_id FROM visible_agents WHERE agent_id <> $viewer_id),
    seen_groups AS (
        SELECT g.group_id FROM groups g
        LEFT JOIN (
            SELECT m.group_id, bool_and(m.agent_id IN (FROM overseen_agents)) AS all_overseen
            FROM group_members m GROUP BY m.group_id
        ) m USING (group_id)
        WHERE g.removed_at IS NULL AND (g.created_by = $viewer_id OR m.all_overseen)
          AND {viewer_may(Action.OPEN_SUPERVISOR_PAGES)}
    )"""

GROUPS = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS},
    marked_agents AS (SELECT DISTINCT agent_id FROM {OPEN_MARKS} WHERE agent_id IN (FROM overseen_agents)),
    counted AS (
        SELECT m.group_id, count(DISTINCT m.agent_id)::INTEGER AS members,
               count(DISTINCT m.agent_id) FILTER (m.agent_id IN (FROM marked_agents))::INTEGER AS ready
        FROM group_members m GROUP BY m.group_id
    )
    SELECT g.group_id, g.name, g.description, g.coaching_areas,
           coalesce(c.members, 0)::INTEGER AS members, coalesce(c.ready, 0)::INTEGER AS ready
    FROM groups g JOIN seen_groups USING (group_id) LEFT JOIN counted c USING (group_id)
    ORDER BY lower(g.name), g.group_id"""

GROUP = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}
    SELECT g.group_id, g.name, g.description, g.coaching_areas, g.created_by, g.created_at, g.version,
           (SELECT count(DISTINCT m.agent_id) FROM group_members m
            WHERE m.group_id = g.group_id AND m.agent_id NOT IN (FROM overseen_agents))::INTEGER AS others
    FROM groups g JOIN seen_groups USING (group_id)
    WHERE g.group_id = $group_id"""

MEMBERS = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}, marked AS (
        SELECT agent_id, sum(marks)::INTEGER AS marks,
               list(interaction_id ORDER BY started_at DESC, interaction_id) AS interaction_ids
        FROM (SELECT agent_id, interaction_id, started_at, count(*) AS marks FROM {OPEN_MARKS} GROUP BY ALL)
        GROUP BY agent_id
    )
    SELECT p.person_id AS agent_id, p.email, p.name, p.team, coalesce(k.marks, 0)::INTEGER AS marks,
           coalesce(k.interaction_ids, []) AS interaction_ids
    FROM (SELECT DISTINCT agent_id FROM group_members WHERE group_id = $group_id) m
    JOIN people p ON p.person_id = m.agent_id
    LEFT JOIN marked k ON k.agent_id = m.agent_id
    WHERE $group_id IN (FROM seen_groups) AND m.agent_id IN (FROM overseen_agents)
    ORDER BY p.name, p.person_id"""

POSSIBLE_MEMBERS = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT p.person_id AS agent_id, p.name, p.team, p.email FROM people p
    WHERE p.person_id IN (FROM coachable_agents)
      AND (list_contains(p.permissions, '{COACHING_ASSIGNMENTS}')
           OR EXISTS (FROM interactions i WHERE i.agent_id = p.person_id))
    ORDER BY p.name, p.person_id"""

NOT_COACHABLE = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT unnest($members::VARCHAR[]) AS agent_id EXCEPT FROM coachable_agents"""

MAY_COACH = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS} SELECT 1 FROM coachable_agents LIMIT 1"

# A group that the viewer sees and may change, as it is.
CHANGEABLE = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}
    SELECT g.name, g.description, g.coaching_areas, g.version FROM groups g JOIN seen_groups USING (group_id)
    WHERE g.group_id = $group_id
      AND {viewer_may(Action.COACH)}"""

# Why a group is gone: whoever saw it before may know that it was removed, and by whom.
REMOVED = f"""
    WITH {VISIBLE_AGENTS}
    SELECT c.changed_by, c.changed_at
    FROM groups g JOIN changes c ON c.subject = 'group' AND c.subject_id = g.group_id AND c.field = 'removed'
    WHERE g.group_id = $group_id AND g.removed_at IS NOT NULL
      AND (g.created_by = $viewer_id
           OR NOT EXISTS (FROM group_members m WHERE m.group_id = g.group_id
                          AND m.agent_id NOT IN (SELECT agent_id FROM visible_agents WHERE agent_id <> $viewer_id)))
      AND {viewer_may(Action.COACH)}
    ORDER BY c.changed_at DESC LIMIT 1"""

NAME_TAKEN = """
    SELECT 1 FROM groups
    WHERE removed_at IS NULL AND lower(name) = lower($name) AND group_id <> $group_id LIMIT 1"""

CURRENT_MEMBERS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT p.person_id, p.person_id IN (FROM visible_agents) AND p.person_id <> $viewer_id
    FROM (SELECT DISTINCT agent_id FROM group_members WHERE group_id = $group_id) m
    JOIN people p ON p.person_id = m.agent_id"""

NAMES = (
    "SELECT person_id, name FROM people WHERE list_contains($members::VARCHAR[], person_id) ORDER BY name, person_id"
)

ADD = "INSERT INTO groups VALUES ($group_id, $name, $description, $areas, $viewer_id, $created_at, 1, NULL)"
ADD_MEMBERS = "INSERT INTO group_members SELECT $group_id, unnest($agent_ids::VARCHAR[])"
DROP_MEMBERS = "DELETE FROM group_members WHERE group_id = $group_id AND list_contains($agent_ids::VARCHAR[], agent_id)"

CHANGE = """
    UPDATE groups SET name = $name, description = $description, coaching_areas = $areas, version = version + 1
    WHERE group_id = $group_id"""

REMOVE = "UPDATE groups SET removed_at = $removed_at, version = version + 1 WHERE group_id = $group_id"


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group. `others`: how many of its members the viewer does not oversee. Instants are naive UTC."""

    group_id: str
    name: str
    description: str
    coaching_areas: list[str]
    created_by: str
    created_at: datetime
    version: int
    others: int


def groups(database: Database, viewer_id: str) -> pd.DataFrame:
    """The groups that the viewer sees, by name.

    Columns: group_id, name, description, coaching_areas (list), members (count), ready (of these, the ones whom the
    viewer oversees and who have an open mark).
    """
    return database.query(GROUPS, {"viewer_id": viewer_id})


def group(database: Reader, viewer_id: str, group_id: str) -> Group | None:
    """One group, or None where there is none in use or the viewer does not see it."""
    row = database.first(GROUP, {"viewer_id": viewer_id, "group_id": group_id})
    return Group(**row | {"created_by": name_or_id(database, row["created_by"])}) if row else None


def members_of(database: Database, viewer_id: str, group_id: str) -> pd.DataFrame:
    """The members of a group whom the viewer oversees, by name; no row where they do not see the group.

    Columns: agent_id, email, name, team, marks (open ones), interaction_ids (list of what is marked, the newest
    interaction first).
    """
    rows = database.query(MEMBERS, {"viewer_id": viewer_id, "group_id": group_id})
    return with_labels(database, rows, name="agent_id")


def possible_members(database: Database, viewer_id: str) -> pd.DataFrame:
    """The agents whom the viewer may put into a group, by name. Columns: agent_id, name, team, email."""
    return database.query(POSSIBLE_MEMBERS, {"viewer_id": viewer_id})


def create(
    database: Database, viewer_id: str, name: str, description: str, areas: Sequence[str], members: Sequence[str]
) -> str:
    """Makes a group; returns its group_id.

    Raises NotAllowedError where the viewer may coach nobody, and InvalidFieldsError: "name" none, too long or taken;
    "description" too long; "areas" none or an unknown one; "members" none, or one whom the viewer may not coach.
    """
    with database.transaction(writes=WRITES) as cursor:
        return add(cursor, viewer_id, name, description, areas, members)


def add(
    cursor: duckdb.DuckDBPyConnection,
    viewer_id: str,
    name: str,
    description: str,
    areas: Sequence[str],
    members: Sequence[str],
) -> str:
    """create() inside a transaction that writes WRITES."""
    group_id = f"group-{uuid.uuid4().hex}"
    content = _Content.tidy(name, description, areas, members)
    if not cursor.execute(MAY_COACH, {"viewer_id": viewer_id}).fetchall():
        raise NotAllowedError(*needed(Action.COACH))
    _check(cursor, viewer_id, group_id, content, unseen=0)
    now = change_log.next_instant(cursor, "group", [group_id])
    cursor.execute(ADD, content.words | {"group_id": group_id, "viewer_id": viewer_id, "created_at": now})
    cursor.execute(ADD_MEMBERS, {"group_id": group_id, "agent_ids": content.members})
    fields = {
        "created": (None, content.name),
        "description": (None, content.description or None),
        "coaching_areas": (None, listed_names(content.areas)),
        "members": (None, _names(cursor, content.members)),
    }
    change_log.append(cursor, "group", [group_id], viewer_id, now, fields)
    return group_id


def edit(
    database: Database,
    viewer_id: str,
    group_id: str,
    version: int,
    name: str,
    description: str,
    areas: Sequence[str],
    members: Sequence[str],
) -> None:
    """Changes a group that the viewer had before them as `version`. Members whom they do not oversee stay in it.

    Raises NotFoundError, InvalidFieldsError as create() does, and OutdatedError where somebody else has changed the
    group since.
    """
    content = _Content.tidy(name, description, areas, members)
    with database.transaction(writes=WRITES) as cursor:
        _change(cursor, viewer_id, group_id, version, content)


def add_members(cursor: duckdb.DuckDBPyConnection, viewer_id: str, group_id: str, agent_ids: Iterable[str]) -> int:
    """Makes agents members of a group, inside the transaction of a command; returns how many are new in it.

    Raises NotFoundError, and InvalidFieldsError as create() does.
    """
    before = _changeable(cursor, viewer_id, group_id)
    known = _current_members(cursor, viewer_id, group_id)
    new = [agent_id for agent_id in agent_ids if agent_id not in known]
    members = [*(agent_id for agent_id, overseen in known.items() if overseen), *new]
    content = _Content.tidy(before["name"], before["description"], before["coaching_areas"], members)
    _change(cursor, viewer_id, group_id, before["version"], content)
    return len(new)


def remove(database: Database, viewer_id: str, group_id: str, version: int) -> None:
    """Takes a group out of use. The assignments that came of it stay.

    Raises NotFoundError where it is not for the viewer to change, and OutdatedError where it has changed since.
    """
    with database.transaction(writes={"groups", "changes"}) as cursor:
        before = _changeable(cursor, viewer_id, group_id)
        _check_version(cursor, group_id, before, version)
        now = change_log.next_instant(cursor, "group", [group_id])
        cursor.execute(REMOVE, {"group_id": group_id, "removed_at": now})
        change_log.append(cursor, "group", [group_id], viewer_id, now, {"removed": (before["name"], None)})


@dataclass(frozen=True, kw_only=True)
class _Content:
    """What a group is to be: the fields of its form without blanks around words and repetitions."""

    name: str
    description: str
    areas: list[str]
    members: list[str]

    @staticmethod
    def tidy(name: str, description: str, areas: Sequence[str], members: Sequence[str]) -> "_Content":
        return _Content(
            name=" ".join(name.split()),
            description=description.strip(),
            areas=coaching_areas.tidy(areas),
            members=list(dict.fromkeys(members)),
        )

    @property
    def words(self) -> dict[str, object]:
        return {"name": self.name, "description": self.description, "areas": self.areas}


def _check(cursor: duckdb.DuckDBPyConnection, viewer_id: str, group_id: str, content: _Content, *, unseen: int) -> None:
    """Raises InvalidFieldsError where the group cannot be like this.

    `unseen`: how many members stay in it whom the viewer does not oversee.
    """
    complaints = {}
    if not content.name:
        complaints["name"] = wording.GROUP_NEEDS_NAME
    elif long := too_long(content.name, NAME_LENGTH):
        complaints["name"] = long
    elif cursor.execute(NAME_TAKEN, {"name": content.name, "group_id": group_id}).fetchall():
        complaints["name"] = wording.GROUP_NAME_TAKEN
    if long := too_long(content.description, DESCRIPTION_LENGTH):
        complaints["description"] = long
    if not content.areas:
        complaints["areas"] = wording.AREA_WANTED
    elif complaint := coaching_areas.complaint(cursor, content.areas):
        complaints["areas"] = complaint
    if not content.members and not unseen:
        complaints["members"] = wording.AGENT_WANTED
    else:
        others = cursor.execute(NOT_COACHABLE, {"viewer_id": viewer_id, "members": content.members}).fetchall()
        if others:
            complaints["members"] = wording.MEMBERS_NOT_YOURS.format(count=len(others))
    if complaints:
        raise InvalidFieldsError(complaints)


def _change(cursor: duckdb.DuckDBPyConnection, viewer_id: str, group_id: str, version: int, content: _Content) -> None:
    """edit() inside a transaction."""
    before = _changeable(cursor, viewer_id, group_id)
    known = _current_members(cursor, viewer_id, group_id)
    unseen = [agent_id for agent_id, overseen in known.items() if not overseen]
    _check(cursor, viewer_id, group_id, content, unseen=len(unseen))
    after = set(content.members) | set(unseen)
    fields = {
        "name": (before["name"], content.name),
        "description": (before["description"] or None, content.description or None),
        "coaching_areas": (listed_names(before["coaching_areas"]), listed_names(content.areas)),
        "members": (_names(cursor, known), _names(cursor, after)),
    }
    changed = {field: (was, becomes) for field, (was, becomes) in fields.items() if was != becomes}
    if not changed and known.keys() == after:
        return
    _check_version(cursor, group_id, before, version)
    cursor.execute(ADD_MEMBERS, {"group_id": group_id, "agent_ids": sorted(after - known.keys())})
    cursor.execute(DROP_MEMBERS, {"group_id": group_id, "agent_ids": sorted(known.keys() - after)})
    cursor.execute(CHANGE, content.words | {"group_id": group_id})
    now = change_log.next_instant(cursor, "group", [group_id])
    change_log.append(cursor, "group", [group_id], viewer_id, now, changed)


def _current_members(cursor: duckdb.DuckDBPyConnection, viewer_id: str, group_id: str) -> dict[str, bool]:
    """Whether the viewer oversees each member of a group, by agent_id."""
    return dict(cursor.execute(CURRENT_MEMBERS, {"viewer_id": viewer_id, "group_id": group_id}).fetchall())


def _changeable(cursor: duckdb.DuckDBPyConnection, viewer_id: str, group_id: str) -> dict[str, Any]:
    asked = {"viewer_id": viewer_id, "group_id": group_id}
    found = cursor.execute(CHANGEABLE, asked).fetchall()
    if not found:
        removed = cursor.execute(REMOVED, asked).fetchall()
        if removed:
            who = name_or_id(Inside(cursor), removed[0][0])
            raise NotFoundError(wording.GROUP_REMOVED_MEANWHILE.format(name=who))
        raise NotFoundError(wording.NO_GROUP_TO_CHANGE)
    return dict(zip(("name", "description", "coaching_areas", "version"), found[0], strict=True))


def _check_version(cursor: duckdb.DuckDBPyConnection, group_id: str, before: Mapping[str, Any], version: int) -> None:
    """Raises OutdatedError where the group is no longer the `version` that the viewer saw. `before`: as it is now."""
    if before["version"] != version:
        changed_by, fields = change_log.newest(cursor, "group", group_id)
        who = name_or_id(Inside(cursor), changed_by)
        raise OutdatedError(who, [wording.GROUP_FIELDS.get(field, field) for field in fields], before["version"])


def _names(cursor: duckdb.DuckDBPyConnection, members: Iterable[str]) -> str:
    found = cursor.execute(NAMES, {"members": list(members)}).fetchall()
    return listed_names(labels(Inside(cursor), dict(found)).values())
