"""Who may still read a notice, and where does it lead? One rule a kind; a test sees to it that no kind lacks one.

A notice outlives what it tells of: an assignment is withdrawn, an agent changes teams, somebody is no administrator any
more. What they may no longer see is gone from their notices as well, and is in no mail. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from coaching.people.notices import Kind
from coaching.people.permissions import Action

# The addresses of pages (coaching/ui/shell/navigation.py), and the parameter that says what each is about.
ASSIGNMENT, MY_COACHING, MARKED_FOR_COACHING = "assignment", "my-coaching", "marked-for-coaching"
IMPORTS, NOTICES = "imports", "notices"
PAGES: Mapping[Kind, str] = {
    Kind.ASSIGNED: ASSIGNMENT,
    Kind.CHANGED: ASSIGNMENT,
    Kind.WITHDRAWN: MY_COACHING,
    Kind.FOLLOW_UP_TOMORROW: ASSIGNMENT,
    Kind.OVERDUE: ASSIGNMENT,
    Kind.NOTE: ASSIGNMENT,
    Kind.OUTCOME: ASSIGNMENT,
    Kind.REQUEST: MARKED_FOR_COACHING,
    Kind.IMPORT_FAILED: IMPORTS,
    Kind.DATA_TOO_OLD: IMPORTS,
    Kind.MAIL_FAILED: NOTICES,
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How what a notice is about stands now, and what its reader may do about it. Where there is no such thing, or none
    is meant, nothing is true of it."""

    is_own: bool = False  # the reader is the agent whom it is about, and may be coached
    coaches: bool = False  # the reader may coach that agent
    withdrawn: bool = False  # an assignment that was withdrawn, or a request that was taken back
    follow_up_on: date | None = None
    administers: bool = False

    @property
    def in_force(self) -> bool:
        """Whether the reader may see it and it is in force."""
        return (self.is_own or self.coaches) and not self.withdrawn


def _of_own(now: Standing, _occasion: str) -> bool:
    return now.is_own and now.in_force


def _of_own_withdrawn(now: Standing, _occasion: str) -> bool:
    return now.is_own and now.withdrawn


def _in_force(now: Standing, _occasion: str) -> bool:
    return now.in_force


def _of_the_same_follow_up(now: Standing, occasion: str) -> bool:
    """A follow-up that was put off is on another day."""
    return now.in_force and now.follow_up_on is not None and now.follow_up_on.isoformat() == occasion


def _asked_still(now: Standing, _occasion: str) -> bool:
    return now.coaches and not now.withdrawn


def _for_administrators(now: Standing, _occasion: str) -> bool:
    return now.administers


RULES: Mapping[Kind, Callable[[Standing, str], bool]] = {
    Kind.ASSIGNED: _of_own,
    Kind.CHANGED: _of_own,
    Kind.WITHDRAWN: _of_own_withdrawn,
    Kind.FOLLOW_UP_TOMORROW: _of_the_same_follow_up,
    Kind.OVERDUE: _of_the_same_follow_up,
    Kind.NOTE: _in_force,
    Kind.OUTCOME: _of_own,
    Kind.REQUEST: _asked_still,
    Kind.IMPORT_FAILED: _for_administrators,
    Kind.DATA_TOO_OLD: _for_administrators,
    Kind.MAIL_FAILED: _for_administrators,
}

# Who can be told of each kind: whoever may do one of these. What they choose from, and no more.
TOLD_WHO_MAY: Mapping[Kind, tuple[Action, ...]] = {
    Kind.ASSIGNED: (Action.BE_COACHED,),
    Kind.CHANGED: (Action.BE_COACHED,),
    Kind.WITHDRAWN: (Action.BE_COACHED,),
    Kind.FOLLOW_UP_TOMORROW: (Action.BE_COACHED, Action.COACH),
    Kind.OVERDUE: (Action.BE_COACHED, Action.COACH),
    Kind.NOTE: (Action.BE_COACHED, Action.COACH),
    Kind.OUTCOME: (Action.BE_COACHED,),
    Kind.REQUEST: (Action.COACH,),
    Kind.IMPORT_FAILED: (Action.ADMINISTER,),
    Kind.DATA_TOO_OLD: (Action.ADMINISTER,),
    Kind.MAIL_FAILED: (Action.ADMINISTER,),
}


def may_read(kind: Kind, now: Standing, occasion: str) -> bool:
    """Whether its reader may read a notice of this kind now."""
    return RULES[kind](now, occasion)


def parameters_of(kind: Kind, about: str, agent_id: str | None) -> dict[str, str]:
    """The parameters with which the page of a notice is about what the notice is about."""
    if PAGES[kind] == ASSIGNMENT:
        return {"assignment": about}
    if kind is Kind.REQUEST and agent_id is not None:
        return {"agent": agent_id}
    return {"import": about} if kind is Kind.IMPORT_FAILED else {}
