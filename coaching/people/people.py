"""People, their permissions, and whose data each of them may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coaching.people.permissions import (
    AGENT_PERMISSIONS,
    COACHING_ASSIGNMENTS,
    COACHING_MONITOR,
    CROSS_TEAM_ACCESS,
    OVERSIGHT_PERMISSIONS,
    QA_FUNCTIONALITIES,
)
from coaching.storage.database import Database, Reader, cached
from coaching.words.labels import told_apart

# The agents whose assignments and interactions the viewer may see: themselves with both agent permissions, and, with
# the permissions of a supervisor, the agents they supervise (everybody with cross-team access). Reads permissions from
# the table, so that it holds whatever the caller believes about the viewer.
# Prefix of a query: WITH {VISIBLE_AGENTS} SELECT … IN (FROM visible_agents).
VISIBLE_AGENTS = f"""
    visible_agents AS (
        SELECT person_id AS agent_id FROM people
        WHERE person_id = $viewer_id AND list_has_all(permissions, {list(AGENT_PERMISSIONS)})
        UNION
        SELECT s.agent_id FROM supervisions s JOIN people v ON v.person_id = s.supervisor_id
        WHERE s.supervisor_id = $viewer_id AND list_contains(v.permissions, '{COACHING_ASSIGNMENTS}')
          AND list_has_any(v.permissions, {list(OVERSIGHT_PERMISSIONS)})
        UNION
        SELECT a.person_id FROM people a JOIN people v ON v.person_id = $viewer_id
        WHERE list_has_all(v.permissions, ['{COACHING_ASSIGNMENTS}', '{CROSS_TEAM_ACCESS}'])
          AND list_has_any(v.permissions, {list(OVERSIGHT_PERMISSIONS)})
    )"""

# Of the supervised agents those for whom the viewer has one permission more; never themselves.
SUPERVISED_WITH = """
    {name} AS (
        SELECT agent_id FROM visible_agents
        WHERE agent_id <> $viewer_id
          AND EXISTS (FROM people WHERE person_id = $viewer_id AND list_contains(permissions, '{permission}'))
    )"""

# The agents whom the viewer may coach (mark, audit, assign to, write to), and those whose coaching they may measure.
# Both need VISIBLE_AGENTS before them: WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS} …
COACHABLE_AGENTS = SUPERVISED_WITH.format(name="coachable_agents", permission=QA_FUNCTIONALITIES)
MONITORED_AGENTS = SUPERVISED_WITH.format(name="monitored_agents", permission=COACHING_MONITOR)

PERMISSIONS = "SELECT permissions FROM people WHERE person_id = $person_id"

SUPERVISED_BY = "SELECT agent_id FROM supervisions WHERE supervisor_id = $person_id"

NAMED = "SELECT person_id, name, email FROM people WHERE person_id = $person_id"

WITH_EMAIL = "SELECT person_id, email, name, permissions FROM people WHERE email = lower($email)"

WITH_ID = "SELECT person_id, email, name, permissions FROM people WHERE person_id = $person_id AND email IS NOT NULL"

NAMES = "SELECT person_id, name, team, email FROM people"

SIGN_IN_CHOICES = """
    SELECT person_id, email, name, coalesce(team, '') AS team,
           list_contains(permissions, 'cross_team_access')
           OR EXISTS (FROM supervisions s WHERE s.supervisor_id = p.person_id) AS supervises,
           EXISTS (FROM assignments a WHERE a.agent_id = p.person_id) AS coached
    FROM people p WHERE email IS NOT NULL
    ORDER BY supervises DESC, name, email, person_id"""

AGENTS_VISIBLE_TO = f"""
    WITH {VISIBLE_AGENTS}
    SELECT p.person_id AS agent_id, p.email, p.name, p.team
    FROM people p
    WHERE p.person_id IN (FROM visible_agents) AND p.person_id <> $viewer_id
      AND (list_contains(p.permissions, 'agent_dashboard')
           OR EXISTS (FROM assignments a WHERE a.agent_id = p.person_id)
           OR EXISTS (FROM agent_daily d WHERE d.agent_id = p.person_id))
    ORDER BY p.name, p.person_id"""


@dataclass(frozen=True)
class Named:
    """What others read of a person."""

    person_id: str
    name: str
    """With what tells them apart where others have the same."""
    email: str | None


@dataclass(frozen=True)
class Sight:
    """Whose data a viewer may see: in Python what VISIBLE_AGENTS says in SQL."""

    viewer_id: str
    permissions: frozenset[str]
    agents: frozenset[str]
    """Themselves, and whom they supervise."""
    everybody: bool
    """Everybody who is known."""

    @property
    def oversees_others(self) -> bool:
        """Whether they may see anybody's data but their own."""
        return self.everybody or not self.agents <= {self.viewer_id}

    def oversees(self, agent_id: str) -> bool:
        """Whether they may see the data of `agent_id`, who is known and is not themselves."""
        return agent_id != self.viewer_id and (self.everybody or agent_id in self.agents)


@dataclass(frozen=True)
class Viewer:
    """Whoever asks. What they may see is decided again for every answer; this is for wording and for guards."""

    person_id: str
    email: str
    name: str
    permissions: frozenset[str]
    supervises: bool

    @property
    def is_supervisor(self) -> bool:
        """Whether they may look at the coaching of other people."""
        return _may_oversee(self.permissions) and (self.supervises or CROSS_TEAM_ACCESS in self.permissions)

    @property
    def may_coach(self) -> bool:
        """Whether they may change anything about the coaching of the agents they supervise, not only look at it."""
        return self.is_supervisor and QA_FUNCTIONALITIES in self.permissions

    def missing_for_monitor_pages(self) -> list[str]:
        """The permissions they lack for the pages that measure coaching."""
        return self.missing(COACHING_ASSIGNMENTS, COACHING_MONITOR)

    def missing(self, *permissions: str) -> list[str]:
        """Those of `permissions` that they do not have, in the order given."""
        return [permission for permission in permissions if permission not in self.permissions]

    def missing_for_agent_pages(self) -> list[str]:
        """The permissions they lack for the agent pages. A supervisor needs no dashboard of their own."""
        if self.is_supervisor:
            return []
        return self.missing(*AGENT_PERMISSIONS)

    def missing_for_supervisor_pages(self) -> list[str]:
        """The permissions they lack for the supervisor pages; of the two that oversee, either will do."""
        missing = self.missing(COACHING_ASSIGNMENTS)
        if self.permissions.isdisjoint(OVERSIGHT_PERMISSIONS):
            missing.append(" or ".join(OVERSIGHT_PERMISSIONS))
        return missing


def _may_oversee(permissions: frozenset[str]) -> bool:
    """Whether they are enough to look at the coaching of other people, of whomever one supervises."""
    return COACHING_ASSIGNMENTS in permissions and not permissions.isdisjoint(OVERSIGHT_PERMISSIONS)


def viewer_with_email(database: Database, email: str) -> Viewer | None:
    """The only person with this e-mail address (upper and lower case are the same); None where there is none, or where
    several share it: then nobody can tell who asks."""
    return _viewer(database, database.rows(WITH_EMAIL, {"email": email.strip()}))


def viewer_chosen(database: Database, key: str) -> Viewer | None:
    """Who was chosen in the demo's picker: the person with this person_id, else the only one with this address."""
    found = database.rows(WITH_ID, {"person_id": key})
    return _viewer(database, found) if found else viewer_with_email(database, key)


def share_address(database: Database, email: str) -> bool:
    """Whether several people have this e-mail address."""
    return len({row["person_id"] for row in database.rows(WITH_EMAIL, {"email": email.strip()})}) > 1


def _viewer(database: Database, found: list[dict[str, Any]]) -> Viewer | None:
    if len({row["person_id"] for row in found}) != 1:
        return None
    row = found[0]
    supervised = database.first(SUPERVISED_BY, {"person_id": row["person_id"]})
    row["name"], row["permissions"] = label(database, row["person_id"], row["name"]), frozenset(row["permissions"])
    return Viewer(**row, supervises=supervised is not None)


@cached
def sight(database: Reader, viewer_id: str) -> Sight:
    """Whose data the viewer may see; nobody's for a stranger."""
    row = database.first(PERMISSIONS, {"person_id": viewer_id})
    if row is None:
        return Sight(viewer_id, frozenset(), frozenset(), False)
    permissions = frozenset(row["permissions"])
    oversees = _may_oversee(permissions)
    supervised = database.rows(SUPERVISED_BY, {"person_id": viewer_id}) if oversees else []
    own = [viewer_id] if permissions.issuperset(AGENT_PERMISSIONS) else []
    agents = frozenset([*own, *(row["agent_id"] for row in supervised)])
    return Sight(viewer_id, permissions, agents, oversees and CROSS_TEAM_ACCESS in permissions)


def may_see(database: Reader, viewer_id: str, agent_id: str) -> bool:
    """Whether the viewer may see the data of `agent_id`: what VISIBLE_AGENTS says of one."""
    seen = sight(database, viewer_id)
    return agent_id in seen.agents or (seen.everybody and database.first(NAMED, {"person_id": agent_id}) is not None)


def may_coach(database: Reader, viewer_id: str, agent_id: str) -> bool:
    """Whether the viewer may change anything about the coaching of `agent_id`: what COACHABLE_AGENTS says of one."""
    permissions = sight(database, viewer_id).permissions
    return agent_id != viewer_id and QA_FUNCTIONALITIES in permissions and may_see(database, viewer_id, agent_id)


def named(database: Reader, person_id: str) -> Named | None:
    """Who a person is, for whoever has decided that their name may be read here; None where there is none."""
    row = database.first(NAMED, {"person_id": person_id})
    return Named(person_id, label(database, person_id, row["name"]), row["email"]) if row else None


def name_or_id(database: Reader, person_id: str) -> str:
    """What to call a person: the name, with more where others share it, or the person_id where nobody of that id is
    known."""
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
            apart.get(person, name) if isinstance(name, str) else name  # who has none here is not to be named
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
        row.person_id: f"{row.name} · {'supervisor' if row.supervises else 'agent'}"
        + (f", {row.team}" if row.team else "")
        for row in choices
    }
    return told_apart(names, {row.person_id: row.email for row in choices})


def agents_visible_to(database: Database, viewer_id: str) -> pd.DataFrame:
    """The other agents whose coaching the viewer may see, by name. Columns: agent_id, email, name, team, label."""
    rows = database.query(AGENTS_VISIBLE_TO, {"viewer_id": viewer_id})
    return with_labels(database, rows.assign(label=rows["name"]), label="agent_id")


def labels_with_team(rows: pd.DataFrame) -> dict[str, str]:
    """What a picker calls these people, by person_id, so that it can tell them apart: the name, the team, and where
    that is not theirs alone, the address or the person_id.

    `rows`: people with the columns agent_id, name, team and email.
    """
    people = list(rows[["agent_id", "name", "team", "email"]].astype(object).itertuples())
    names = {
        row.agent_id: row.name if pd.isna(row.team) or not row.team else f"{row.name} · {row.team}" for row in people
    }
    return told_apart(names, {row.agent_id: None if pd.isna(row.email) else row.email for row in people})


def meant(rows: pd.DataFrame, asked: str) -> str | None:
    """Which of these people an address means: the one with this person_id, else the only one with this e-mail address,
    which older links have; None for nobody, and where several share it. `rows`: with agent_id and email."""
    if (rows["agent_id"] == asked).any():
        return asked
    found = rows.loc[rows["email"] == asked.strip().lower(), "agent_id"]
    return str(found.iloc[0]) if len(found) == 1 else None
