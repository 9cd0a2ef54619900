"""Who has the last word in the discussion of an assignment: does it wait for an answer?

The same rule in SQL, for a whole team: discussion.WAITING; a property test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

NEVER = datetime.min


@dataclass(frozen=True, kw_only=True)
class Said:
    """A note, or an outcome (then `outcome` is its value). `said_at` is naive UTC."""

    said_at: datetime
    by_agent: bool  # by the agent of the assignment
    outcome: str | None = None
    note_id: str = ""


@dataclass(frozen=True)
class LastWord:
    """How the discussion of an assignment stands. Instants are naive UTC."""

    outcome: str | None  # of the newest one; of two at one instant, of the first by name
    answered_at: datetime | None  # of somebody else's newest note, where neither the agent nor an outcome came after it
    waiting: tuple[Said, ...]  # the agent's notes that wait for an answer, oldest first


def last_word(said: Iterable[Said], set_aside_until: Iterable[datetime] = ()) -> LastWord:
    """The last word in what was said about one assignment, in any order.

    An outcome and a note of anybody but the agent answer all notes that the agent wrote before them or at the same
    instant. `set_aside_until`: until when notes were said to need no answer.
    """
    in_order = sorted(said, key=lambda each: (each.said_at, each.note_id))
    own = [each for each in in_order if each.outcome is None and each.by_agent]
    replied_at = max((each.said_at for each in in_order if each.outcome is None and not each.by_agent), default=NEVER)
    concluded_at = max((each.said_at for each in in_order if each.outcome is not None), default=NEVER)
    newest = [str(each.outcome) for each in in_order if each.outcome is not None and each.said_at == concluded_at]
    asked_at = own[-1].said_at if own else NEVER
    until = max(replied_at, concluded_at, *set_aside_until)
    return LastWord(
        outcome=min(newest, default=None),
        answered_at=replied_at if replied_at is not NEVER and replied_at >= max(asked_at, concluded_at) else None,
        waiting=tuple(each for each in own if each.said_at > until),
    )
