"""What each turn of a conversation is there for: the opening, the verification, the solving, the closing.

The messages that metrics point at say it best; where they say nothing, the words and the place in the conversation do.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coaching.comparison.metric_result import MetricResult


class Stage(StrEnum):
    """The parts of a conversation, in their usual order."""

    OPENING = "opening"
    VERIFICATION = "verification"
    SOLVING = "solving"
    CLOSING = "closing"


@dataclass(frozen=True)
class Turn:
    """One message, as far as the rules here read it."""

    position: int
    speaker: str
    text: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


# What the name of a metric says about where its messages stand.
METRIC_STAGES = (
    (Stage.VERIFICATION, _words(r"verif|identi(?:t|f)|security|authenti|who the (?:customer|caller) is")),
    (
        Stage.CLOSING,
        _words(r"clos(?:e|es|ing)\b|goodbye|farewell|(?:further|more) help|anything else|everything has been"),
    ),
    (Stage.OPENING, _words(r"greet|welcom|opening\b|introduc")),
)
# Metrics about pace and manner can point anywhere, so they say nothing about the part they point at.
PACE = _words(r"repl(?:y|ies)|respon[ds]|silence|dead air|hold|wait|pause|speaks over|cross ?talk|interrupt|hurr")
MANNER = _words(r"acknowledg|empath|sympath|apolog|tone\b|polite|courte|by name")

GREETING = _words(
    r"hi\b|hello|hey\b|welcome|good (?:morning|afternoon|evening)|thank(?:s| you) for (?:calling|contacting|writing)"
    r"|how (?:can|may|could) (?:i|we) (?:help|assist)|you(?:'|’)?(?:re| are) (?:speaking|talking) (?:to|with)"
)
VERIFYING = _words(
    r"(?:your|full|account|last|first) (?:\w+ )?name\b|account number|customer number|date of birth|birth ?day|pin\b"
    r"|password|pass ?code|passphrase|security (?:question|answer|code|number|word)|verify|identity|identif|post ?code"
    r"|(?:talking|speaking) to the right person"
)
LEAVING = _words(
    r"good ?bye|bye\b|farewell|anything else|(?:further|more|other) (?:help|assistance|questions)|take care"
    r"|have a (?:\w+ )?(?:day|evening|weekend|one|time)|(?:that|does) (?:cover|answer)s? everything"
    r"|thank(?:s| you) for (?:calling|contacting|your (?:time|call|patience|message))"
)

SAID_AND_DONE, SAID_BUT_MISSED = 2, 1
# The agent's first words may take two messages before the work begins.
OPENING_TURNS = 2
# Words of farewell are one only in the last part of a conversation.
LAST_PART = 0.6


def stage_of_metric(name: str) -> Stage | None:
    """Where the messages stand that this metric points at; None where it can point anywhere."""
    for stage, words in METRIC_STAGES:
        if words.search(name):
            return stage
    return None if PACE.search(name) or MANNER.search(name) else Stage.SOLVING


def stages(turns: Sequence[Turn], answers: Iterable[tuple[str, MetricResult]]) -> list[Stage]:
    """The stage of each turn, in order. `answers`: the metrics' names and the answers that count."""
    pointed_at = _pointed_at(answers)
    verified_by_metric = Stage.VERIFICATION in pointed_at.values()
    found: list[Stage] = []
    agents_turns = 0
    for place, turn in enumerate(turns):
        before = found[-1] if found else Stage.OPENING
        if turn.position in pointed_at:
            stage = pointed_at[turn.position]
        elif turn.speaker != "agent":
            stage = before
        else:
            may_verify = not verified_by_metric or before is Stage.VERIFICATION
            stage = _stage_of_words(turn.text, before, agents_turns, (place + 1) / len(turns), may_verify)
        agents_turns += turn.speaker == "agent"
        found.append(stage)
    return found


def _pointed_at(answers: Iterable[tuple[str, MetricResult]]) -> dict[int, Stage]:
    """The stage of the turns that metrics point at. What was done counts double: a miss says where it should be."""
    votes: dict[int, dict[Stage, int]] = defaultdict(lambda: defaultdict(int))
    for name, answer in answers:
        stage = stage_of_metric(name)
        if stage is not None and answer.applicable:
            for position in answer.evidence:
                votes[position][stage] += SAID_AND_DONE if answer.adhered else SAID_BUT_MISSED
    # On a tie a part of its own beats solving, which is the rest.
    return {
        position: max(found, key=lambda stage: (found[stage], stage is not Stage.SOLVING))
        for position, found in votes.items()
    }


def _stage_of_words(text: str, before: Stage, agents_turns: int, share: float, may_verify: bool) -> Stage:
    """The stage of an agent's turn that no metric points at: by its words and its place.

    `before` is the stage of the turn before it, `agents_turns` how many the agent has had, `share` how much of the
    conversation is over with it. Words about identity count where no metric says when it was verified.
    """
    if share > LAST_PART and (before is Stage.CLOSING or LEAVING.search(text)):
        return Stage.CLOSING
    if may_verify and VERIFYING.search(text):
        return Stage.VERIFICATION
    opens = agents_turns == 0 or (agents_turns < OPENING_TURNS and GREETING.search(text))
    return Stage.OPENING if before is Stage.OPENING and opens and share <= LAST_PART else Stage.SOLVING
