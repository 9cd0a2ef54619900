"""Who may do what, and with whose data? One map of actions.

The guards of pages, the menu, the SQL (visibility.py), the sentence that names what somebody lacks, and
docs/permissions.md (docs/write_permissions.py) are made from ACTIONS.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from coaching.words.sentences import listed_or

AGENT_DASHBOARD = "agent_dashboard"
COACHING_ASSIGNMENTS = "coaching_assignments"
COACHING_MONITOR = "coaching_monitor"
QA_FUNCTIONALITIES = "qa_functionalities"
ADMINISTRATION = "administration"
CROSS_TEAM_ACCESS = "cross_team_access"

PERMISSIONS = (
    AGENT_DASHBOARD,
    COACHING_ASSIGNMENTS,
    COACHING_MONITOR,
    QA_FUNCTIONALITIES,
    ADMINISTRATION,
    CROSS_TEAM_ACCESS,
)
# What an agent has, and what whoever assigned something gets, unless people.json says otherwise.
AGENT_PERMISSIONS = (AGENT_DASHBOARD, COACHING_ASSIGNMENTS)
SUPERVISOR_PERMISSIONS = (COACHING_ASSIGNMENTS, COACHING_MONITOR, QA_FUNCTIONALITIES)
# Whoever has one of these may look at the coaching of the agents whom they supervise.
OVERSIGHT_PERMISSIONS = (COACHING_MONITOR, QA_FUNCTIONALITIES)


class Action(Enum):
    """What people do in the app. The value is what docs/permissions.md calls it."""

    SEE = "See the interactions and the coaching of an agent"
    OPEN_AGENT_PAGES = "Open the agent pages"
    OPEN_SUPERVISOR_PAGES = "Open the supervisor pages"
    COACH = "Coach: mark, audit, bookmark, assign, answer, note, record an outcome; groups and templates"
    READ_PRIVATE_NOTES = "Read what supervisors note about an agent in private"
    MEASURE = "Measure: team, coaching monitor, progress, effect of coaching, coverage, planner, report"
    BE_COACHED = "Be coached: ask for coaching, acknowledge, tick steps, write to the supervisor"
    READ_NOTICES = "Read one's own notices, and choose how to be told"
    ADMINISTER = "Administer: people, imports and what became of them, the settings of the centre, who changed what"


class Whose(Enum):
    """Whose data an action reaches. With cross_team_access, those whom they supervise are everybody."""

    OWN = "their own"
    SUPERVISED = "of the agents they supervise"
    SUPERVISED_OTHERS = "of the agents they supervise, never their own"
    NOBODYS = "nobody's"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One way to be allowed an action: with these permissions, for the data of these people."""

    whose: Whose
    all_of: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    """One of these is needed as well."""

    @property
    def needs_agents(self) -> bool:
        """Whether it is worth nothing to somebody who supervises nobody and has no cross_team_access."""
        return self.whose in (Whose.SUPERVISED, Whose.SUPERVISED_OTHERS)

    def is_met_by(self, permissions: Collection[str]) -> bool:
        """Whether these permissions are enough."""
        return all(each in permissions for each in self.all_of) and self._has_one_of_these(permissions)

    def missing(self, permissions: Collection[str]) -> list[str]:
        """What these permissions lack, in order; of several that would each do: "one or other"."""
        lacking = [permission for permission in self.all_of if permission not in permissions]
        if not self._has_one_of_these(permissions):
            lacking.append(listed_or(self.any_of))
        return lacking

    def _has_one_of_these(self, permissions: Collection[str]) -> bool:
        return not self.any_of or any(each in permissions for each in self.any_of)

    def reaches(self, *, own: bool) -> bool:
        """Whether it may be for the data of oneself (`own`), or for that of an agent whom one supervises."""
        return {Whose.OWN: own, Whose.SUPERVISED: True, Whose.SUPERVISED_OTHERS: not own, Whose.NOBODYS: False}[
            self.whose
        ]


_AS_AGENT = Grant(whose=Whose.OWN, all_of=AGENT_PERMISSIONS)
_AS_SUPERVISOR = Grant(whose=Whose.SUPERVISED, all_of=(COACHING_ASSIGNMENTS,), any_of=OVERSIGHT_PERMISSIONS)

# Each action with the ways to be allowed it. A refusal names the permissions of the first way. All other actions on the
# data of an agent also require that the viewer may SEE that data.
ACTIONS: dict[Action, tuple[Grant, ...]] = {
    Action.SEE: (_AS_AGENT, _AS_SUPERVISOR),
    Action.OPEN_AGENT_PAGES: (_AS_AGENT, _AS_SUPERVISOR),
    Action.OPEN_SUPERVISOR_PAGES: (_AS_SUPERVISOR,),
    Action.COACH: (Grant(whose=Whose.SUPERVISED_OTHERS, all_of=(COACHING_ASSIGNMENTS, QA_FUNCTIONALITIES)),),
    Action.READ_PRIVATE_NOTES: (
        Grant(whose=Whose.SUPERVISED_OTHERS, all_of=(COACHING_ASSIGNMENTS, QA_FUNCTIONALITIES)),
    ),
    Action.MEASURE: (Grant(whose=Whose.SUPERVISED_OTHERS, all_of=(COACHING_ASSIGNMENTS, COACHING_MONITOR)),),
    Action.BE_COACHED: (_AS_AGENT,),
    Action.READ_NOTICES: (_AS_AGENT, _AS_SUPERVISOR, Grant(whose=Whose.NOBODYS, all_of=(ADMINISTRATION,))),
    Action.ADMINISTER: (Grant(whose=Whose.NOBODYS, all_of=(ADMINISTRATION,)),),
}


def needed(action: Action) -> tuple[str, ...]:
    """The permissions that a refusal of this action names: those that its first way takes in any case."""
    return ACTIONS[action][0].all_of


def met_grants(action: Action, permissions: Collection[str]) -> list[Grant]:
    """The ways in which these permissions allow the action; what they reach is said by `whose`."""
    return [grant for grant in ACTIONS[action] if grant.is_met_by(permissions)]


def allowed_in_sql(action: Action, permissions: str) -> str:
    """A condition in SQL: whether the list in the column `permissions` allows the action in one way or other."""
    return " OR ".join(condition(grant, permissions) for grant in ACTIONS[action]).join("()")


def condition(grant: Grant, permissions: str) -> str:
    """A condition in SQL: whether the list in the column `permissions` is enough for this grant."""
    either = f" AND list_has_any({permissions}, {list(grant.any_of)})" if grant.any_of else ""
    return f"(list_has_all({permissions}, {list(grant.all_of)}){either})"
