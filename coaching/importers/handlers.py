"""Who handled a conversation, and in which queue? Of all whom a record names, the agent who had it last.

A conversation may go from a bot to one agent and on to another. The last agent counts, in the queue where it ended;
everybody is kept as a participant. A bot is no agent, nor is anybody without an address or an id.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from coaching.importers import fields
from coaching.importers.conversations import AgentMention, Participant, QueueMention, source_id
from coaching.importers.notes import Notes, Values, remembered, strict
from coaching.importers.refused_records import UnusableRecordError, shown
from coaching.importers.spellings import (
    BOTS,
    CUSTOMERS,
    FALSE,
    SPEAKERS,
    SUPERVISING,
    TASKS_OF_BOTS,
    TRUE,
    Spellings,
    normalised,
)
from coaching.quality.detail_kinds import ParticipantKind
from coaching.words.name_key import name_key

AGENT = Spellings(
    {
        "Agent ID": ("userId",),
        "Agent Name": ("name",),
        "Agent Email": ("email", "agentEmailId", "emailId"),
        "Agent Group": ("agentGroupName",),
        "Agent Start Time": ("startTime", "Agent Join Time", "joinTime", "joinedAt", "assignedAt"),
        "Agent End Time": ("endTime", "Agent Leave Time", "leaveTime", "leftAt"),
        "Agent Type": ("type", "role", "userType", "participantType", "purpose"),
        "Is Bot": ("bot", "isVirtualAgent", "isAutomated"),
    }
)
QUEUE = Spellings(
    {
        "Queue ID": ("id",),
        "Queue Name": ("name",),
        "Queue Start Time": ("startTime", "enteredAt", "joinedAt"),
        "Queue End Time": ("endTime", "leftAt"),
    }
)
TIMES = AGENT.spelled("Agent Start Time", "Agent End Time") | QUEUE.spelled("Queue Start Time", "Queue End Time")
_BOT_IN_NAME = re.compile(r"(?:.* )?(?:virtual|conversational|ai) ?(?:agent|assistant)(?: .*)?")
_BOTS_NAME = re.compile(r".* (?:bot|chatbot|voicebot)")
_MAY_BE_A_SURNAME = re.compile(r"([^ ]+) bot")
_BOTS_ADDRESS = re.compile(
    r"(?:(?:chat|voice)?bot|ivr|virtual[-_.]?(?:agent|assistant)|(?:no|do[-_.]?not)[-_.]?reply)@.*"
)
BOT_ID = re.compile(
    r"(bot|chatbot|voicebot|ivr|virtual[-_ ]?(agent|assistant))([-_:].*)?|st-[0-9a-f]{8}-.*", re.IGNORECASE
)

Times = tuple[datetime | None, datetime | None]  # when somebody, or a queue, got a conversation and left it


@dataclass(frozen=True, kw_only=True)
class Handled:
    """Whose conversation it is, in which queue it ended, and where it went on its way where that is more than that."""

    agent: AgentMention
    queue: QueueMention | None
    participants: list[Participant]


@dataclass(frozen=True, kw_only=True)
class _Who:
    """Somebody in the list of agents, without times. `unusable`: why nobody can tell who it is, although the record
    says something."""

    agent: AgentMention
    participant: Participant
    unusable: UnusableRecordError | None
    may_be_a_bot: bool

    @property
    def may_be_the_agent(self) -> bool:
        return self.participant.kind is ParticipantKind.AGENT or self.unusable is not None

    @property
    def supervises(self) -> bool:
        """Whether they listened or stepped in, by what the source calls their part."""
        return normalised(self.participant.role or "") in SUPERVISING


def handled(agents: Any, queues: Sequence[dict[str, Any]], notes: Notes) -> Handled:
    """`agents` is what a record has there: a list, a single object, an address or a name. What cannot be used is left
    out and noted.

    By the time when an agent or queue got the conversation the last one counts, of several who got it at once the one
    who left it last. Without times the first agent does; the queue follows the agent, since both lists are in one
    order. Who supervises counts only where nobody else is an agent, and so does who may be a bot by the name. Raises
    UnusableRecordError where no agent is left.
    """
    entries = [AGENT.read(each, notes) for each in _agents(agents)]
    people = [_who(entry) for entry in entries]
    possible = [place for place, who in enumerate(people) if who.may_be_the_agent]
    if not possible:
        raise _nobody(people)
    possible = [place for place in possible if not people[place].supervises] or possible
    possible = [place for place in possible if not people[place].may_be_a_bot] or possible
    times = [_times(entry, "Agent Start Time", "Agent End Time") for entry in entries]
    place = _last(possible, times)
    if (unusable := people[place].unusable) is not None:
        raise unusable.with_traceback(None)
    notes.left_out += [who.unusable for who in people if who.unusable is not None]
    found = [QUEUE.read(each, notes) for each in queues]
    stations = [(*said, _times(each, "Queue Start Time", "Queue End Time")) for each in found if (said := _queue(each))]
    ended = _place_of_queue(place, len(people), [when for _, _, when in stations])
    way: list[Participant] = []
    if len(people) > 1 or len(stations) > 1:
        came = [(who.participant, when) for who, when in zip(people, times, strict=True)]
        came += [(station, when) for _, station, when in stations]
        way = [replace(each, joined_at=joined_at, left_at=left_at) for each, (joined_at, left_at) in came]
    return Handled(agent=people[place].agent, queue=stations[ended][0] if stations else None, participants=way)


def _agents(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; a single one is a list of one, and a text is an address or a name."""
    return [
        {"Agent Email" if "@" in each else "Agent Name": each} if isinstance(each, str) else each
        for each in fields.listed(value, "Agents")
        if isinstance(each, dict) or (isinstance(each, str) and not fields.is_nothing(each))
    ]


@remembered("Agent ID", "Agent Name", "Agent Email", "Agent Group", "Agent Type", "Is Bot")
def _who(entry: Values) -> _Who:
    name = fields.text(entry, "Agent Name")
    said = fields.text(entry, "Agent Type")
    team = fields.text(entry, "Agent Group")
    email = source = unusable = None
    try:
        email = fields.email(strict(entry), "Agent Email")
        source = None if email else source_id(strict(entry), "Agent ID")
    except UnusableRecordError as error:
        unusable = error
    if email:
        source = source_id(entry, "Agent ID")
    is_one = fields.word(entry.get("Is Bot")).strip().lower()
    is_human = is_one in FALSE or SPEAKERS.get(normalised(said or "").upper()) == "agent"
    if is_one in TRUE or is_bot(name, said, source, email, is_human=is_human):
        kind, unusable = ParticipantKind.BOT, None
    elif normalised(said or "") in CUSTOMERS:
        kind, unusable = ParticipantKind.CUSTOMER, None
    else:
        kind = ParticipantKind.AGENT if email or source else ParticipantKind.OTHER
    return _Who(
        agent=AgentMention(email=email, source_id=source, name=name, team=team),
        participant=Participant(kind=kind, name=name, email=email, source_id=source, role=said),
        unusable=unusable,
        may_be_a_bot=email is None and not is_human and bool(_MAY_BE_A_SURNAME.fullmatch(name_key(name or ""))),
    )


def _times(values: Values, joined: str, left: str) -> Times:
    return fields.instant(values, joined), fields.instant(values, left)


def is_bot(
    name: str | None, said: str | None, source: str | None, email: str | None, *, is_human: bool = False
) -> bool:
    """Whether somebody is no human, by their name, what a source says that they are, their id or their address.
    `is_human`: the source says so, which counts over a name that ends with Bot."""
    called = name_key(name or "")
    if called in BOTS or name_key((said or "").replace("_", " ")) in BOTS or _BOT_IN_NAME.fullmatch(called):
        return True
    if email is None and BOT_ID.fullmatch(source or ""):
        return True
    if email is not None:
        return bool(_BOTS_ADDRESS.fullmatch(email))
    surname = _MAY_BE_A_SURNAME.fullmatch(called)
    return bool(_BOTS_NAME.fullmatch(called)) and not is_human and (surname is None or surname[1] in TASKS_OF_BOTS)


@remembered("Queue ID", "Queue Name")
def _queue(values: Values) -> tuple[QueueMention, Participant] | None:
    """A queue, and as a participant without times."""
    name = fields.text(values, "Queue Name")
    queue_id = fields.identifier(values, "Queue ID")
    queue = QueueMention.said(queue_id, name)
    station = Participant(kind=ParticipantKind.QUEUE, name=name, source_id=queue_id)
    return None if queue is None else (queue, station)


def _last(possible: list[int], times: list[Times]) -> int:
    """The place of whoever of these got the conversation last, or left it last; the first where times do not tell."""
    return max(possible, key=lambda place: (*(time or datetime.min for time in times[place]), -place))


def _place_of_queue(agent: int, agents: int, times: list[Times]) -> int:
    """The place of the queue where a conversation ended, whose agent is at the place `agent` of `agents`."""
    if any(joined for joined, _ in times):
        return _last(list(range(len(times))), times)
    if len(times) == agents:
        return agent
    return len(times) - 1 if agent == agents - 1 and agents > 1 else 0


def _nobody(people: list[_Who]) -> UnusableRecordError:
    """Why nobody of these is the agent."""
    wanted = 'write an address or an id, such as [{"Agent Email": "ana@example.com"}]'
    if not people:
        return UnusableRecordError("Agents", "is missing: nobody handled this conversation", wanted=wanted)
    names = [who.name or who.kind.value for who in (each.participant for each in people)]
    named = ", ".join(shown(name) for name in dict.fromkeys(names[:5]))
    nobody = "bots, customers and whoever has neither an e-mail address nor an id"
    problem = f"names only {named}, and {nobody} are no agents"
    return UnusableRecordError("Agents", problem, wanted=wanted)
