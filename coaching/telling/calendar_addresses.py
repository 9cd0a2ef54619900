"""Which follow-ups does somebody have, and at which address may their calendar ask for them? Whoever has the address
reads them, so it ends with a secret. Only a digest of that is kept: an address is shown once, when it is made.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date

import duckdb

from coaching.assignments.status import CONCLUDED
from coaching.people.people import name_or_id
from coaching.people.permissions import Action, needed
from coaching.people.visibility import may, may_coach, viewer_may
from coaching.storage.database import Database, cached
from coaching.words.days import utc_now
from coaching.words.refusals import NotAllowedError

MAY_HAVE_ONE = f"SELECT 1 WHERE {viewer_may(Action.READ_NOTICES)}"

REVOKE = "UPDATE calendar_addresses SET revoked_at = $now WHERE person_id = $viewer_id AND revoked_at IS NULL"

MAKE = "INSERT INTO calendar_addresses VALUES ($calendar_id, $viewer_id, $digest, $now, NULL)"

IN_FORCE = "SELECT 1 AS found FROM calendar_addresses WHERE person_id = $viewer_id AND revoked_at IS NULL LIMIT 1"

ASKED_FOR = """
    SELECT person_id, secret_sha256 FROM calendar_addresses WHERE calendar_id = $calendar_id AND revoked_at IS NULL"""

# This SELECT checks no permission: call may() and may_coach() for each row.
FOLLOW_UPS = f"""
    SELECT a.assignment_id, a.agent_id, a.name, a.follow_up_on FROM assignments a
    WHERE (a.agent_id = $viewer_id OR a.assigned_by = $viewer_id) AND a.withdrawn_at IS NULL AND NOT {CONCLUDED}
    ORDER BY a.follow_up_on, a.assignment_id"""


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One follow-up that is not over. `name` and `agent` are other people's words; `agent`: None where it is the
    reader's own."""

    assignment_id: str
    name: str
    agent: str | None
    on: date


@cached
def follow_ups(database: Database, viewer_id: str) -> tuple[FollowUp, ...]:
    """Those of the viewer as an agent, and of what they have assigned to agents whom they may coach; the next first."""
    found = []
    for row in database.rows(FOLLOW_UPS, {"viewer_id": viewer_id}):
        agent_id = row["agent_id"]
        is_own = agent_id == viewer_id and may(database, viewer_id, Action.BE_COACHED, viewer_id)
        if is_own or may_coach(database, viewer_id, agent_id):
            agent = None if is_own else name_or_id(database, agent_id)
            found.append(
                FollowUp(assignment_id=row["assignment_id"], name=row["name"], agent=agent, on=row["follow_up_on"])
            )
    return tuple(found)


def has_address(database: Database, viewer_id: str) -> bool:
    """Whether the viewer's calendar has an address."""
    return database.first(IN_FORCE, {"viewer_id": viewer_id}) is not None


def make_address(database: Database, viewer_id: str) -> tuple[str, str]:
    """Makes an address for the viewer's calendar: its id and its secret. The one before is no address any more.

    Raises NotAllowedError for whoever may not read notices.
    """
    calendar_id, secret = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
    with database.transaction(writes={"calendar_addresses"}) as cursor:
        _end(cursor, viewer_id)
        made = {"calendar_id": calendar_id, "viewer_id": viewer_id, "digest": _digest(secret), "now": utc_now()}
        cursor.execute(MAKE, made)
    return calendar_id, secret


def stop_address(database: Database, viewer_id: str) -> None:
    """From here on the viewer's calendar has no address. Raises NotAllowedError as make_address()."""
    with database.transaction(writes={"calendar_addresses"}) as cursor:
        _end(cursor, viewer_id)


def owner(database: Database, calendar_id: str, secret: str) -> str | None:
    """Whose calendar has this address; None where nobody's has it any more, or they may not read notices any more."""
    given = _digest(secret)
    for row in database.rows(ASKED_FOR, {"calendar_id": calendar_id}):
        # In the same time whatever is wrong with it: otherwise a secret could be guessed sign by sign.
        if hmac.compare_digest(given, row["secret_sha256"]):
            allowed = database.first(MAY_HAVE_ONE, {"viewer_id": row["person_id"]})
            return None if allowed is None else str(row["person_id"])
    return None


def _end(cursor: duckdb.DuckDBPyConnection, viewer_id: str) -> None:
    if not cursor.execute(MAY_HAVE_ONE, {"viewer_id": viewer_id}).fetchall():
        raise NotAllowedError(*needed(Action.READ_NOTICES))
    cursor.execute(REVOKE, {"viewer_id": viewer_id, "now": utc_now()})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
