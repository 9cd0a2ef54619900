"""Who signs in, and what are people called so that no two are alike?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coaching.people.permissions import ACTIONS, CROSS_TEAM_ACCESS, Action, Grant, allowed_in_sql
from coaching.storage.database import Database, Reader, cached
from coaching.words import wording
from coaching.words.labels import told_apart

SUPERVISED_BY = "SELECT agent_id FROM supervisions WHERE supervisor_id = $person_id"

NAMED = "SELECT person_id, name, email FROM people WHERE person_id = $person_id"

# Who has this address, or had it before: the address of today is in people, all that exports have used in identities.
AT_ADDRESS = """
    (email = lower($email)
     OR person_id IN (SELECT person_id FROM identities WHERE is_address AND identity = lower($email)))"""

# Whom an administrator has deactivated. What was joined to somebody says nothing of them.
DEACTIVATED = "SELECT person_id FROM identities WHERE deactivated_at IS NOT NULL AND joined_to IS NULL"

_WHO = f"SELECT person_id, email, name, permissions, person_id IN ({DEACTIVATED}) AS deactivated FROM people"

WITH_EMAIL = f"{_WHO} WHERE {AT_ADDRESS}"

WITH_ID = f"{_WHO} WHERE person_id = $person_id AND email IS NOT NULL"

IS_DEACTIVATED = f"""
    SELECT 1 AS found FROM people WHERE person_id IN ({DEACTIVATED}) AND (person_id = $email OR {AT_ADDRESS})"""

NAMES = "SELECT person_id, name, team, email FROM people"

SIGN_IN_CHOICES = f"""
    SELECT person_id, email, name, coalesce(team, '') AS team,
           {allowed_in_sql(Action.OPEN_SUPERVISOR_PAGES, "permissions")}
           AND (list_contains(permissions, '{CROSS_TEAM_ACCESS}')
                OR EXISTS (FROM supervisions s WHERE s.supervisor_id = p.person_id)) AS supervises,
           EXISTS (FROM assignments a WHERE a.agent_id = p.person_id) AS coached
    FROM people p WHERE email IS NOT NULL AND person_id NOT IN ({DEACTIVATED})
    ORDER BY supervises DESC, name, email, person_id"""


@dataclass(frozen=True)
class Named:
    """What others read of a person."""

    person_id: str
    name: str
    """With what tells them apart where others have the same."""
    email: str | None


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who is signed in, for wording and for guards. Which data they may see is decided again by every query."""

    person_id: str
    email: str
    name: str
    permissions: frozenset[str]
    supervises: bool
    """Whether there is anybody of whom they are the supervisor."""

    @property
    def is_supervisor(self) -> bool:
        """Whether they may look at the coaching of other people."""
        return self.may(Action.OPEN_SUPERVISOR_PAGES)

    @property
    def may_coach(self) -> bool:
        """Whether they may change anything about the coaching of the agents they supervise, not only look at it."""
        return self.may(Action.COACH)

    def may(self, action: Action) -> bool:
        """Whether they may do this at all, to the data of somebody."""
        return any(self._has_somebody(grant) and grant.is_met_by(self.permissions) for grant in ACTIONS[action])

    def missing(self, action: Action) -> list[str]:
        """The permissions they lack for the action; none where they may, or where all they lack is agents."""
        return [] if self.may(action) else ACTIONS[action][0].missing(self.permissions)

    def _has_somebody(self, grant: Grant) -> bool:
        return self.supervises or CROSS_TEAM_ACCESS in self.permissions or not grant.needs_agents


def viewer_with_email(database: Database, email: str) -> Viewer | None:
    """The only person who has this e-mail address or had it before (upper and lower case are the same); None where
    there is none, where they are deactivated, or where several share it: then nobody can tell who asks."""
    return _viewer(database, database.rows(WITH_EMAIL, {"email": email.strip()}))


def viewer_chosen(database: Database, person_id: str) -> Viewer | None:
    """Who was chosen in the demo's picker; None where nobody of this id can sign in."""
    return _viewer(database, database.rows(WITH_ID, {"person_id": person_id}))


def is_deactivated(database: Database, asked: str) -> bool:
    """Whether an administrator has deactivated the person of this address or person_id."""
    return database.first(IS_DEACTIVATED, {"email": asked.strip()}) is not None


@cached
def deactivated(database: Reader) -> frozenset[str]:
    """The person_id of everybody whom an administrator has deactivated: nobody is to coach them. It checks no
    permission: it is for leaving rows out that the viewer may see."""
    return frozenset(row["person_id"] for row in database.rows(DEACTIVATED))


def share_address(database: Database, email: str) -> bool:
    """Whether several people have this e-mail address."""
    return len({row["person_id"] for row in database.rows(WITH_EMAIL, {"email": email.strip()})}) > 1


def _viewer(database: Database, found: list[dict[str, Any]]) -> Viewer | None:
    if len({row["person_id"] for row in found}) != 1:
        return None
    row = found[0]
    if row.pop("deactivated"):
        return None
    supervised = database.first(SUPERVISED_BY, {"person_id": row["person_id"]})
    row["name"], row["permissions"] = label(database, row["person_id"], row["name"]), frozenset(row["permissions"])
    return Viewer(**row, supervises=supervised is not None)


def named(database: Reader, person_id: str) -> Named | None:
    """A person, or None where there is none. It checks no permission: call it where the viewer may read the name."""
    row = database.first(NAMED, {"person_id": person_id})
    return Named(person_id, label(database, person_id, row["name"]), row["email"]) if row else None


def name_or_id(database: Reader, person_id: str | None) -> str:
    """What to call a person: the name, with more where others share it, or the person_id where nobody of that id is
    known. "Somebody" where it was not noted who (None)."""
    if person_id is None:
        return wording.SOMEBODY
    someone = named(database, person_id)
    return someone.name if someone else person_id


@cached
def _namesakes(database: Reader) -> Mapping[str, str]:
    """What to call those whose name alone does not tell them apart from everybody else, by person_id."""
    people = {row["person_id"]: row for row in database.rows(NAMES)}
    names, teams, addresses = (
        {person: row[column] for person, row in people.items()} for column in ("name", "team", "email")
    )
    called = told_apart(names, teams, addresses)
    return {person: said for person, said in called.items() if said != names[person]}


def label(database: Reader, person_id: str, name: str) -> str:
    """What to call a person of this name: the name, and where it is not theirs alone, the team, the address or the
    person_id behind it."""
    return _namesakes(database).get(person_id, name)


def labels(database: Reader, names: Mapping[str, str]) -> dict[str, str]:
    """What to call several people, by person_id; see label(). `names`: their names by person_id."""
    apart = _namesakes(database)
    return {person: apart.get(person, name) for person, name in names.items()}


def with_labels(database: Reader, rows: pd.DataFrame, **names: str) -> pd.DataFrame:
    """The rows with labels instead of names. `names`: the column with the name, and the one with the person_id."""
    apart = _namesakes(database)
    if not apart:
        return rows
    labels = {
        column: [
            apart.get(person, name) if isinstance(name, str) else name  # no text: this row names nobody
            for person, name in zip(rows[person_column], rows[column], strict=True)
        ]
        for column, person_column in names.items()
    }
    return rows.assign(**{column: pd.Series(found, rows.index, dtype=object) for column, found in labels.items()})


def sign_in_choices(database: Database) -> pd.DataFrame:
    """Everybody who can sign in, for the person picker of the demo: supervisors first, then agents, by name.

    Columns: person_id, email, name, team (empty where unknown), supervises, coached (has an assignment).
    """
    return database.query(SIGN_IN_CHOICES)


@cached
def sign_in_labels(database: Database) -> Mapping[str, str]:
    """What the person picker of the demo calls everybody who can sign in, by person_id, in the order of
    sign_in_choices(): "Ana Alves · agent, North"."""
    choices = list(sign_in_choices(database).itertuples())
    names = {
        row.person_id: f"{row.name} · {wording.SUPERVISES if row.supervises else wording.IS_AGENT}"
        + (f", {row.team}" if row.team else "")
        for row in choices
    }
    return told_apart(names, {row.person_id: row.email for row in choices})


def labels_with_team(rows: pd.DataFrame) -> dict[str, str]:
    """What a picker calls these people, by person_id, so that it can tell them apart: the name, the team, and where
    that is not theirs alone, the address or the person_id.

    `rows`: people with the columns agent_id, name, team and email.
    """
    people = list(rows.itertuples())
    names = {row.agent_id: f"{row.name} · {row.team}" if row.team else row.name for row in people}
    return told_apart(names, {row.agent_id: row.email for row in people})
