"""What was said in each conversation? Passages put together so that the transcript agrees with the evaluation.

The choice of words depends only on the interaction's id, so that every run gives the same text.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from coaching.demo.content import ALTERNATIVES, Conversation, Line, Lines
from coaching.demo.evaluation import MET, NOT_APPLICABLE

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WORDINGS = 12  # divisible by the usual numbers of alternatives: each is equally likely
GOOD_SCORE, BAD_SCORE = 85, 65
EVIDENCE = 2  # messages at most
EMAIL_ANSWER_MINUTES = (20, 50)
SPOKEN_WORDS_A_SECOND, TYPED_WORDS_A_SECOND = 2.7, 1.1


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message, `second` seconds after the start."""

    position: int
    speaker: str
    second: int
    text: str


@dataclass(frozen=True)
class Transcript:
    """The messages of an interaction, and the positions that show each practice."""

    turns: tuple[Turn, ...]
    evidence: Mapping[str, tuple[int, ...]]
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Handled:
    """An interaction whose transcript is wanted."""

    interaction_id: str
    conversation: Conversation
    agent: str
    started_at: datetime
    states: Mapping[str, int]  # MET, MISSED or NOT_APPLICABLE by practice
    score: float


@dataclass(kw_only=True)
class _Message:
    speaker: str
    pause: int | None
    texts: list[str]
    practices: set[str]


def tell(handled: Handled, customers: Mapping[str, Any]) -> Transcript:
    """The transcript of an interaction. `customers` is data/demo/customers.json."""
    words = random.Random(handled.interaction_id)
    slots = _slots(handled, customers, words)
    messages: list[_Message] = []
    wording = words.randrange(WORDINGS)  # the same for the whole story, so that answers fit questions
    unshown: list[str] = []  # practices without words of their own: the next message shows them
    second_stretch: dict[str, Lines] = {}
    for step in handled.conversation.flow:
        practice, _, later = step.partition("/")
        if later:
            lines = second_stretch.get(practice, ())
        elif practice in handled.conversation.passages:
            if handled.states[practice] == NOT_APPLICABLE:
                continue
            stretches = _chosen(handled, practice, words)
            lines = stretches[0]
            second_stretch[practice] = stretches[1] if len(stretches) > 1 else ()
            unshown += [] if lines else [practice]
        else:
            lines = _remark(handled, practice, words)
        alternative = wording if practice in handled.conversation.own else words.randrange(WORDINGS)
        for line in lines:
            _add(messages, line, _worded(line.text, slots, alternative), practice, handled.conversation.channel)
            messages[-1].practices.update(unshown)
            unshown.clear()
    turns = _timed(messages, handled.conversation.channel, words)
    return Transcript(turns, _evidence(messages, handled), turns[-1].second + words.randint(2, 6))


def _chosen(handled: Handled, practice: str, words: random.Random) -> tuple[Lines, ...]:
    passage = handled.conversation.passages[practice]
    return words.choice(passage.met if handled.states[practice] == MET else passage.missed)


def _remark(handled: Handled, step: str, words: random.Random) -> Lines:
    if step == "corrected" and not _corrected(handled):
        return ()
    if step == "mood":
        return words.choice(handled.conversation.moods[_mood(handled)])
    variants = handled.conversation.remarks.get(step, ())
    return words.choice(variants) if variants else ()


def _corrected(handled: Handled) -> bool:
    """Whether a wrong statement is corrected at the end, without which the conversation could not end in a solution."""
    return handled.states["accuracy"] != MET and handled.states["solution"] == MET


def _mood(handled: Handled) -> str:
    solved = handled.states["solution"] == MET
    if solved and handled.score >= GOOD_SCORE:
        return "good"
    return "bad" if not solved and handled.score < BAD_SCORE else "mixed"


def _worded(text: str, slots: Mapping[str, str], alternative: int) -> str:
    return ALTERNATIVES.sub(lambda found: _option(found[1], alternative), text).format_map(slots)


def _option(options: str, alternative: int) -> str:
    choices = options.split("|")
    return choices[alternative % len(choices)]


def _add(messages: list[_Message], line: Line, text: str, practice: str, channel: str) -> None:
    """Adds a line. Lines of one person in a row become one message, except in a chat."""
    previous = messages[-1] if messages else None
    if previous and previous.speaker == line.speaker and line.pause is None and channel != "chat":
        previous.texts.append(text)
        previous.practices.add(practice)
    else:
        messages.append(_Message(speaker=line.speaker, pause=line.pause, texts=[text], practices={practice}))


def _evidence(messages: list[_Message], handled: Handled) -> dict[str, tuple[int, ...]]:
    """The agent's first messages of a practice; where it was missed, the customer's answer counts as well."""
    evidence = {}
    for practice in handled.conversation.passages:
        positions = [index for index, message in enumerate(messages, 1) if practice in message.practices]
        said = [index for index in positions if messages[index - 1].speaker == "agent"]
        if positions:
            evidence[practice] = tuple((said if handled.states[practice] == MET and said else positions)[:EVIDENCE])
    return evidence


def _timed(messages: list[_Message], channel: str, words: random.Random) -> tuple[Turn, ...]:
    """Positions and seconds: 160 spoken words a minute, 65 typed ones, half an hour to answer an email."""
    turns, second, busy = [], 0, 0.0
    joint = "\n\n" if channel == "email" else " "
    for position, message in enumerate(messages, 1):
        text = joint.join(message.texts)
        if position > 1:
            second += max(1, round(busy + _pause(message, channel, text, words)))
        busy = len(text.split()) / SPOKEN_WORDS_A_SECOND if channel == "voice" else 0.0
        turns.append(Turn(position=position, speaker=message.speaker, second=second, text=text))
    return tuple(turns)


def _pause(message: _Message, channel: str, text: str, words: random.Random) -> float:
    if message.pause is not None:
        return message.pause + words.randint(0, 1 + message.pause // 8)
    if channel == "email":
        return 60 * words.randint(*EMAIL_ANSWER_MINUTES)
    if channel == "chat":
        return 4 + words.randint(0, 9) + len(text.split()) / TYPED_WORDS_A_SECOND
    return 0.3 + 1.5 * words.random()


def _slots(handled: Handled, customers: Mapping[str, Any], words: random.Random) -> dict[str, str]:
    day = handled.started_at.date()
    title, first = words.choice(customers["firsts"])
    last = words.choice(customers["lasts"])
    city, district = words.choice(customers["cities"])
    number, letters = words.randint(1, 9), "".join(words.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return {
        "agent": handled.agent.split()[0],
        "customer": f"{first} {last}",
        "first": first,
        "last": last,
        "title_last": f"{title} {last}",
        "city": city,
        "postcode": f"{district} {number}{letters}",
        "address": f"{words.randint(2, 138)} {words.choice(customers['streets'])}",
        "account": f"LW {words.randint(2_000_000, 9_899_999)}",
        "ticket": f"R-{words.randint(31_000, 98_999)}",
        "code": f"{words.randint(1_000, 9_999)}",
        "secret": words.choice(customers["secrets"]),
        "school": words.choice(customers["schools"]),
        "birth": f"{words.randint(1, 28):02}/{words.randint(1, 12):02}/{words.randint(1951, 2003)}",
        "last_bill": words.choice(customers["bills"]),
        "slot": words.choice(customers["windows"]),
        "last_payment": spoken_date(day - timedelta(days=words.randint(6, 16))),
        "month": MONTHS[day.month - 2],
        "next_day": WEEKDAYS[_working_day(day, 2).weekday()],
        "next_date": spoken_date(_working_day(day, words.randint(1, 3))),
        "week_date": spoken_date(_working_day(day, words.randint(7, 11))),
        **words.choice(handled.conversation.slots),
    }


def spoken_date(day: date) -> str:
    """A date as people say it: Tuesday 3 March."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def _working_day(day: date, days_later: int) -> date:
    later = day + timedelta(days=days_later)
    return later + timedelta(days=max(0, 7 - later.weekday()) if later.weekday() > 4 else 0)
