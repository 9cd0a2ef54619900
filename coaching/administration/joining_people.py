"""What happens when an administrator says that two people are one? It cannot be taken back.

The one who stays keeps name, team, supervisor and roles. What the other one did or was given becomes theirs, and
whatever files call the other one means them from then on.
"""

from collections.abc import Mapping

import duckdb

from coaching.administration.changing_people import changing, found_people, note, store
from coaching.importers.identities import SUPERVISOR
from coaching.people.permissions import Action
from coaching.people.visibility import viewer_may
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import NotPossibleError

JOINED = "joined"

# What a reader wants to know of what moves, by the kind of thing; the rest (drafts, filters, ticks) moves as well.
COUNTED: Mapping[str, str] = {
    "interactions": "FROM interactions WHERE agent_id = $person_id",
    "assignments": "FROM assignments WHERE agent_id = $person_id OR assigned_by = $person_id",
    "audits": "FROM audits WHERE auditor_id = $person_id",
    "openings": "FROM openings WHERE person_id = $person_id",
    "marks": "FROM marks WHERE agent_id = $person_id OR marked_by = $person_id",
    "notes": "FROM notes WHERE person_id = $person_id",
}
_COUNTS = ", ".join(f"(SELECT count(*) {counts}) AS {name}" for name, counts in COUNTED.items())
WHAT_MOVES = f"SELECT {_COUNTS} WHERE {viewer_may(Action.ADMINISTER)}"

# Of these there is one for a person and a thing: where both have it, that of the one who stays counts.
ONE_EACH = (
    ("bookmarks", "person_id", ("interaction_id",)),
    ("group_members", "agent_id", ("group_id",)),
    ("round_agents", "agent_id", ("round_id",)),
    ("own_templates", "person_id", ("coaching_area",)),
    ("named_filters", "person_id", ("name",)),
    ("saved_filters", "person_id", ("page",)),
    ("drafts", "person_id", ("form", "subject_id")),
)


def what_moves(database: Database, viewer_id: str, gone_id: str) -> dict[str, int]:
    """How many things of each kind become somebody else's when this person is joined to them; nothing for who may not
    administer."""
    return dict(database.first(WHAT_MOVES, {"viewer_id": viewer_id, "person_id": gone_id}) or {})


def join_people(database: Database, viewer_id: str, *, gone_id: str, kept_id: str) -> None:
    """Makes one person of two. Nobody is called `gone_id` afterwards.

    Raises NotAllowedError, NotFoundError, NotPossibleError where it is one person, where only the one who stays is
    deactivated, where the one who stays has no address and the other has one, or where the administrator would lose
    the right to administer.
    """
    with changing(database, viewer_id) as (cursor, directory):
        if gone_id == kept_id:
            raise NotPossibleError(wording.JOINED_TO_THEMSELVES)
        both = found_people(directory, [gone_id, kept_id])
        gone, kept = both[gone_id], both[kept_id]
        if gone.deactivated_at is None and kept.deactivated_at is not None:
            raise NotPossibleError(wording.JOIN_TO_THE_ACTIVE)
        if kept.email is None and gone.email is not None:
            raise NotPossibleError(wording.JOIN_TO_THE_ADDRESS)
        if gone_id == viewer_id:
            raise NotPossibleError(wording.NOT_YOURSELF)
        chief = directory.identities_of(kept_id)[0]
        chief.permissions = kept.held
        if kept.supervisor_id == gone_id:  # nobody supervises themselves
            chief.supervisor_email, chief.set_here = None, chief.set_here | {SUPERVISOR}
        for one in directory.identities_of(gone_id):
            one.joined_to = kept_id
        directory.changed()
        _forget_doubles(cursor, gone_id, kept_id)
        store(cursor, directory, [kept_id])
        note(cursor, viewer_id, kept_id, {JOINED: (gone_id, kept_id)})


def _forget_doubles(cursor: duckdb.DuckDBPyConnection, gone_id: str, kept_id: str) -> None:
    for table, column, keys in ONE_EACH:
        same = " AND ".join(f"k.{key} IS NOT DISTINCT FROM t.{key}" for key in keys)
        cursor.execute(
            f"""DELETE FROM {table} t
                WHERE t.{column} = $gone_id AND EXISTS (FROM {table} k WHERE k.{column} = $kept_id AND {same})""",
            {"gone_id": gone_id, "kept_id": kept_id},
        )
