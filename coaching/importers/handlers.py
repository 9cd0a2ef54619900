"""Who handled a conversation, and in which queue? Of all whom a record names, the agent who had it last.

A conversation may go from a bot to one agent and on to another. The last agent counts, in the queue where it ended;
everybody is kept as a participant. A bot is no agent, nor is anybody without an address or an id.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coaching.importers import fields
from coaching.importers.conversations import AgentMention, Participant, QueueMention, source_id
from coaching.importers.notes import Notes, Values, strict
from coaching.importers.refused_records import UnusableRecordError, shown
from coaching.importers.spellings import Spellings
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
        "Agent Type": ("type", "role", "userType", "participantType"),
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
# What exports call whoever is no human, by its kind, its name or the beginning of its id.
BOTS = frozenset(
    {
        "ai agent", "assistant", "automation", "bot", "chat bot", "chatbot", "conversational bot", "ivr", "system",
        "virtual agent", "virtual assistant", "virtualagent", "virtualassistant", "voice bot", "voicebot",
    }
)  # fmt: skip
_BOT_IN_NAME = re.compile(r"(?:.* )?(?:virtual|conversational|ai) ?(?:agent|assistant)(?: .*)?")
_BOTS_NAME = re.compile(r".* (?:bot|chatbot|voicebot)")  # also a person's: Bot is a name in the Netherlands
_BOTS_ADDRESS = re.compile(r"(?:(?:chat|voice)?bot|ivr|virtual[-_.]?(?:agent|assistant))@.*")
BOT_ID = re.compile(r"(bot|chatbot|voicebot|virtual[-_ ]?(agent|assistant))([-_:].*)?|st-[0-9a-f]{8}-.*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Handled:
    """Whose conversation it is, in which queue it ended, and where it went on its way where that is more than that."""

    agent: AgentMention
    queue: QueueMention | None
    participants: list[Participant]


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """Somebody in the list of agents. `unusable`: why nobody can tell who it is, although the record says something."""

    participant: Participant
    team: str | None
    unusable: UnusableRecordError | None

    @property
    def may_be_the_agent(self) -> bool:
        who = self.participant
        return who.kind is ParticipantKind.AGENT or self.unusable is not None


def handled(agents: Any, queues: Sequence[dict[str, Any]], notes: Notes) -> Handled:
    """`agents` is what a record has there: a list, a single object, an address or a name. What cannot be used is left
    out and noted.

    By the time when an agent or queue got the conversation the last one counts. Without times the first agent does; the
    queue follows the agent, since both lists are in one order. Raises UnusableRecordError where no agent is left.
    """
    entries = [_entry(each, notes) for each in _agents(agents)]
    possible = [place for place, entry in enumerate(entries) if entry.may_be_the_agent]
    if not possible:
        raise _nobody(entries)
    place = _last(possible, [entry.participant.joined_at for entry in entries])
    entry = entries[place]
    if entry.unusable is not None:
        raise entry.unusable
    notes.left_out += [each.unusable for each in entries if each.unusable is not None]
    who = entry.participant
    found = [_queue(each, notes) for each in queues]
    stations = [station for station in found if station is not None]
    ended = _place_of_queue(place, len(entries), [station.joined_at for _, station in stations])
    several = len(entries) > 1 or len(stations) > 1
    return Handled(
        agent=AgentMention(email=who.email, source_id=who.source_id, name=who.name, team=entry.team),
        queue=stations[ended][0] if stations else None,
        participants=[*(each.participant for each in entries), *(each for _, each in stations)] if several else [],
    )


def _agents(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; a single one is a list of one, and a text is an address or a name."""
    elements = value if isinstance(value, list) else [value]
    fields.check_length(elements, "Agents")
    return [
        {"Agent Email" if "@" in each else "Agent Name": each} if isinstance(each, str) else each
        for each in elements
        if isinstance(each, dict) or (isinstance(each, str) and not fields.is_nothing(each))
    ]


def _entry(element: dict[str, Any], notes: Notes) -> _Entry:
    values = AGENT.read(element, notes)
    name = fields.text(values, "Agent Name")
    said = fields.text(values, "Agent Type")
    email = source = unusable_because = None
    try:
        email = fields.email(strict(values), "Agent Email")
        source = source_id(values if email else strict(values), "Agent ID")
    except UnusableRecordError as error:
        unusable_because = error
    if _is_bot(values, name, said, source, email):
        kind, unusable_because = ParticipantKind.BOT, None
    else:
        kind = ParticipantKind.AGENT if email or source else ParticipantKind.OTHER
    return _Entry(
        participant=Participant(
            kind=kind,
            name=name,
            email=email,
            source_id=source,
            role=said,
            joined_at=fields.instant(values, "Agent Start Time"),
            left_at=fields.instant(values, "Agent End Time"),
        ),
        team=fields.text(values, "Agent Group"),
        unusable=unusable_because,
    )


def _is_bot(values: Values, name: str | None, said: str | None, source: str | None, email: str | None) -> bool:
    if fields.word(values.get("Is Bot")).strip().lower() in ("true", "yes", "1"):
        return True
    called = name_key(name or "")
    if called in BOTS or name_key((said or "").replace("_", " ")) in BOTS or _BOT_IN_NAME.fullmatch(called):
        return True
    if email is None and BOT_ID.fullmatch(source or ""):
        return True
    return bool(_BOTS_NAME.fullmatch(called) if email is None else _BOTS_ADDRESS.fullmatch(email))


def _queue(element: dict[str, Any], notes: Notes) -> tuple[QueueMention, Participant] | None:
    values = QUEUE.read(element, notes)
    name = fields.text(values, "Queue Name")
    queue_id = fields.identifier(values, "Queue ID")
    queue = QueueMention.said(queue_id, name)
    if queue is None:
        return None
    station = Participant(
        kind=ParticipantKind.QUEUE,
        name=name,
        source_id=queue_id,
        joined_at=fields.instant(values, "Queue Start Time"),
        left_at=fields.instant(values, "Queue End Time"),
    )
    return queue, station


def _last(possible: list[int], joined: list[datetime | None]) -> int:
    """The place of whoever of these got the conversation last; the first where times do not tell."""
    return max(possible, key=lambda place: (joined[place] or datetime.min, -place))


def _place_of_queue(agent: int, agents: int, joined: list[datetime | None]) -> int:
    """The place of the queue where a conversation ended, whose agent is at the place `agent` of `agents`."""
    if any(joined):
        return _last(list(range(len(joined))), joined)
    if len(joined) == agents:
        return agent
    return len(joined) - 1 if agent == agents - 1 and agents > 1 else 0


def _nobody(entries: list[_Entry]) -> UnusableRecordError:
    """Why nobody of these is the agent."""
    wanted = 'write an address or an id, such as [{"Agent Email": "ana@example.com"}]'
    if not entries:
        return UnusableRecordError("Agents", "is missing: nobody handled this conversation", wanted=wanted)
    names = [who.name or who.kind.value for who in (entry.participant for entry in entries)]
    named = ", ".join(shown(name) for name in dict.fromkeys(names[:5]))
    problem = f"names only {named}, and bots and whoever has neither an e-mail address nor an id are no agents"
    return UnusableRecordError("Agents", problem, wanted=wanted)
