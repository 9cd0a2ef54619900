"""Whose data may a viewer see, coach and measure? In SQL for lists, in Python for one agent.

Both say what the map of permissions says, and a test holds them together.
"""

from dataclasses import dataclass

import pandas as pd

from coaching.people.people import AT_ADDRESS, DEACTIVATED, NAMED, SUPERVISED_BY, with_labels
from coaching.people.permissions import (
    ACTIONS,
    AGENT_DASHBOARD,
    CROSS_TEAM_ACCESS,
    Action,
    Grant,
    Whose,
    allowed_in_sql,
    condition,
    met_grants,
)
from coaching.storage.database import Database, Reader, cached


def viewer_may(action: Action) -> str:
    """A condition in SQL: whether the permissions of $viewer_id allow the action, whoever it is about."""
    return f"EXISTS (FROM people v WHERE v.person_id = $viewer_id AND {allowed_in_sql(action, 'v.permissions')})"


def _agents_reached(grant: Grant) -> str:
    """SELECT statements: the agents whose data a grant reaches, as agent_id."""
    held = condition(grant, "v.permissions")
    if grant.whose is Whose.OWN:
        return f"SELECT v.person_id AS agent_id FROM people v WHERE v.person_id = $viewer_id AND {held}"
    return f"""
        SELECT s.agent_id FROM supervisions s JOIN people v ON v.person_id = s.supervisor_id
        WHERE s.supervisor_id = $viewer_id AND {held}
        UNION
        SELECT a.person_id FROM people a JOIN people v ON v.person_id = $viewer_id
        WHERE {held} AND list_contains(v.permissions, '{CROSS_TEAM_ACCESS}')"""


def _agents_of(action: Action, name: str, held: str = "") -> str:
    """A step `name` of a query: of the visible agents those with whom the viewer may do this; never themselves.
    `held`: one more condition."""
    assert {grant.whose for grant in ACTIONS[action]} == {Whose.SUPERVISED_OTHERS}
    return f"""
    {name} AS (
        SELECT agent_id FROM visible_agents WHERE agent_id <> $viewer_id AND {viewer_may(action)}{held}
    )"""


# The agents whose assignments and interactions the viewer may see: themselves as an agent, and as a supervisor the
# agents they supervise (everybody with cross-team access). It reads permissions from the table, so that it holds
# whatever the caller believes about the viewer.
# Prefix of a query: WITH {VISIBLE_AGENTS} SELECT … IN (FROM visible_agents).
VISIBLE_AGENTS = f"""
    visible_agents AS ({" UNION ".join(_agents_reached(grant) for grant in ACTIONS[Action.SEE])}
    )"""

# The agents whom the viewer may coach, of whom nobody is deactivated, and those whose coaching they may measure.
# Both need VISIBLE_AGENTS before them: WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS} …
COACHABLE_AGENTS = _agents_of(Action.COACH, "coachable_agents", f" AND agent_id NOT IN ({DEACTIVATED})")
MONITORED_AGENTS = _agents_of(Action.MEASURE, "monitored_agents")

PERMISSIONS = "SELECT permissions FROM people WHERE person_id = $person_id"

VISIBLE_WITH_EMAIL = f"""
    WITH {VISIBLE_AGENTS}
    SELECT person_id FROM people WHERE {AT_ADDRESS} AND person_id IN (FROM visible_agents) LIMIT 2"""

AGENTS_VISIBLE_TO = f"""
    WITH {VISIBLE_AGENTS}
    SELECT p.person_id AS agent_id, p.email, p.name, p.team
    FROM people p
    WHERE p.person_id IN (FROM visible_agents) AND p.person_id <> $viewer_id
      AND (list_contains(p.permissions, '{AGENT_DASHBOARD}')
           OR EXISTS (FROM assignments a WHERE a.agent_id = p.person_id)
           OR EXISTS (FROM agent_daily d WHERE d.agent_id = p.person_id))
    ORDER BY p.name, p.person_id"""


@dataclass(frozen=True, kw_only=True)
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

    def by_name(self, most: int) -> list[str] | None:
        """Whom they may see, where that is not everybody and no more than `most`; None otherwise."""
        return None if self.everybody or len(self.agents) > most else sorted(self.agents)

    def oversees(self, agent_id: str) -> bool:
        """Whether they may see the data of `agent_id`, who is known and is not themselves."""
        return agent_id != self.viewer_id and (self.everybody or agent_id in self.agents)


@cached
def sight(database: Reader, viewer_id: str) -> Sight:
    """Whose data the viewer may see; nobody's for a stranger."""
    row = database.first(PERMISSIONS, {"person_id": viewer_id})
    permissions = frozenset(row["permissions"]) if row else frozenset()
    whose = {grant.whose for grant in met_grants(Action.SEE, permissions)}
    oversees = Whose.SUPERVISED in whose
    supervised = database.rows(SUPERVISED_BY, {"person_id": viewer_id}) if oversees else []
    return Sight(
        viewer_id=viewer_id,
        permissions=permissions,
        agents=frozenset([viewer_id] if Whose.OWN in whose else []) | {row["agent_id"] for row in supervised},
        everybody=oversees and CROSS_TEAM_ACCESS in permissions,
    )


def may_see(database: Reader, viewer_id: str, agent_id: str) -> bool:
    """Whether the viewer may see the data of `agent_id`: what VISIBLE_AGENTS says of one."""
    seen = sight(database, viewer_id)
    return agent_id in seen.agents or (seen.everybody and database.first(NAMED, {"person_id": agent_id}) is not None)


def may_coach(database: Reader, viewer_id: str, agent_id: str) -> bool:
    """Whether the viewer may change anything about the coaching of `agent_id`: what COACHABLE_AGENTS says of one."""
    return may(database, viewer_id, Action.COACH, agent_id)


def may(database: Reader, viewer_id: str, action: Action, agent_id: str) -> bool:
    """Whether the viewer may do this to the data of `agent_id`. Nobody coaches who is deactivated."""
    if action is Action.COACH and database.first(f"{DEACTIVATED} AND person_id = $person_id", {"person_id": agent_id}):
        return False
    grants = met_grants(action, sight(database, viewer_id).permissions)
    return any(grant.reaches(own=agent_id == viewer_id) for grant in grants) and may_see(database, viewer_id, agent_id)


def agent_with_email(database: Database, viewer_id: str, email: str) -> str | None:
    """The person_id of the only person with this e-mail address whose data the viewer may see; None where there is
    none, or where several share it. For links from the time when they named people by address."""
    found = database.rows(VISIBLE_WITH_EMAIL, {"viewer_id": viewer_id, "email": email.strip()})
    return found[0]["person_id"] if len(found) == 1 else None


def agents_visible_to(database: Database, viewer_id: str) -> pd.DataFrame:
    """The other agents whose coaching the viewer may see, by name. Columns: agent_id, email, name, team, label."""
    rows = database.query(AGENTS_VISIBLE_TO, {"viewer_id": viewer_id})
    return with_labels(database, rows.assign(label=rows["name"]), label="agent_id")
