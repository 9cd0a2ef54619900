"""Which permissions go together under one name? Pure.

A role gives permissions and is not stored: whoever has all of its permissions has the role, wherever these come from.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from coaching.people.permissions import (
    ADMINISTRATION,
    AGENT_PERMISSIONS,
    COACHING_ASSIGNMENTS,
    COACHING_MONITOR,
    CROSS_TEAM_ACCESS,
    PERMISSIONS,
    SUPERVISOR_PERMISSIONS,
)


class Role(StrEnum):
    """A named set of permissions. The value stands in addresses."""

    AGENT = "agent"
    TEAM_LEAD = "team_lead"
    SUPERVISOR = "supervisor"
    OBSERVER = "observer"
    QUALITY = "quality"
    ADMINISTRATOR = "administrator"


# An observer looks and measures; a team lead is a supervisor who is coached as well; quality coaches every team.
GIVES: dict[Role, frozenset[str]] = {
    Role.AGENT: frozenset(AGENT_PERMISSIONS),
    Role.TEAM_LEAD: frozenset((*AGENT_PERMISSIONS, *SUPERVISOR_PERMISSIONS)),
    Role.SUPERVISOR: frozenset(SUPERVISOR_PERMISSIONS),
    Role.OBSERVER: frozenset((COACHING_ASSIGNMENTS, COACHING_MONITOR)),
    Role.QUALITY: frozenset((*SUPERVISOR_PERMISSIONS, CROSS_TEAM_ACCESS)),
    Role.ADMINISTRATOR: frozenset((ADMINISTRATION,)),
}


def permissions_of(roles: Iterable[Role]) -> frozenset[str]:
    """What somebody with these roles may do."""
    return frozenset[str]().union(*(GIVES[role] for role in roles))


def roles_of(permissions: Collection[str]) -> list[Role]:
    """The roles that say these permissions with the fewest words; `beyond()` has what is left.

    Example: whoever may do all that an agent and a supervisor may is a team lead.
    """
    held, said = frozenset(permissions), frozenset[str]()
    found = []
    for role in sorted(GIVES, key=lambda role: (-len(GIVES[role]), role)):
        if GIVES[role] <= held and not GIVES[role] <= said:
            found.append(role)
            said |= GIVES[role]
    return [role for role in Role if role in found]


def beyond(permissions: Collection[str]) -> list[str]:
    """The permissions that no role of theirs gives."""
    given = permissions_of(roles_of(permissions))
    return [permission for permission in PERMISSIONS if permission in permissions and permission not in given]
