"""Which filters of the list of interactions have a name? A supervisor's own, and those that others share.

A filter is the parameters of an address. Of a shared one nobody learns an agent or a team whom they do not see: it is
not among theirs.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coaching.people.people import name_or_id
from coaching.people.permissions import Action, needed
from coaching.people.visibility import agents_visible_to, viewer_may
from coaching.storage.database import Database
from coaching.storage.drafts import as_mapping
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from coaching.words.sentences import too_long

NAME_LENGTH = 80
AGENT, TEAM = "agent", "evaluation_team"  # the parameters that say whose interactions are listed

_MAY = viewer_may(Action.OPEN_SUPERVISOR_PAGES)

NAMED = f"""
    SELECT filter_id, person_id, name, shared, content FROM named_filters
    WHERE (person_id = $viewer_id OR shared) AND {_MAY}
    ORDER BY person_id <> $viewer_id, lower(name), filter_id"""

MAY_SAVE = f"SELECT 1 WHERE {_MAY}"

FORGET_NAME = "DELETE FROM named_filters WHERE person_id = $viewer_id AND lower(name) = lower($name)"

SAVE = "INSERT INTO named_filters VALUES ($filter_id, $viewer_id, $name, $shared, $content)"

OWN = "SELECT 1 FROM named_filters WHERE person_id = $viewer_id AND filter_id = $filter_id"

REMOVE = "DELETE FROM named_filters WHERE person_id = $viewer_id AND filter_id = $filter_id"

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class NamedFilter:
    """A filter with a name. `parameters`: of the address, each with its values."""

    filter_id: str
    name: str
    shared: bool
    shared_by: str | None
    """What somebody else is called who shares it; None for the viewer's own."""
    parameters: Parameters


def named_filters(database: Database, viewer_id: str) -> list[NamedFilter]:
    """The viewer's own by name, then what others share with them."""
    found = database.rows(NAMED, {"viewer_id": viewer_id})
    if not found:
        return []
    seen = agents_visible_to(database, viewer_id)
    agents, teams = set(seen["agent_id"]), set(seen["team"])
    listed = []
    for row in found:
        content = as_mapping(row["content"]) or {}
        parameters = {key: [str(value) for value in values] for key, values in content.items()}
        own = row["person_id"] == viewer_id
        if own or (agents.issuperset(parameters.get(AGENT, ())) and teams.issuperset(parameters.get(TEAM, ()))):
            listed.append(
                NamedFilter(
                    filter_id=row["filter_id"],
                    name=row["name"],
                    shared=row["shared"],
                    shared_by=None if own else name_or_id(database, row["person_id"]),
                    parameters=parameters,
                )
            )
    return listed


def save(database: Database, viewer_id: str, name: str, parameters: Parameters, *, shared: bool) -> str:
    """Gives these parameters a name, in place of what the viewer called so before; returns the filter_id.

    Raises NotAllowedError for whoever is no supervisor, and InvalidFieldsError at "name" where there is none or it is
    too long.
    """
    filter_id, name = f"filter-{uuid.uuid4().hex}", " ".join(name.split())
    asked = {"viewer_id": viewer_id, "name": name}
    with database.transaction(writes={"named_filters"}) as cursor:
        if not cursor.execute(MAY_SAVE, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError(*needed(Action.OPEN_SUPERVISOR_PAGES))
        complaint = too_long(name, NAME_LENGTH) if name else wording.FILTER_NEEDS_NAME
        if complaint:
            raise InvalidFieldsError({"name": complaint})
        cursor.execute(FORGET_NAME, asked)
        content = json.dumps({key: list(values) for key, values in parameters.items()})
        cursor.execute(SAVE, asked | {"filter_id": filter_id, "shared": shared, "content": content})
    return filter_id


def remove(database: Database, viewer_id: str, filter_id: str) -> None:
    """Takes a name away; raises NotFoundError where it is none of the viewer's own."""
    with database.transaction(writes={"named_filters"}) as cursor:
        asked = {"viewer_id": viewer_id, "filter_id": filter_id}
        if not cursor.execute(OWN, asked).fetchall():
            raise NotFoundError(wording.NO_SUCH_FILTER)
        cursor.execute(REMOVE, asked)
