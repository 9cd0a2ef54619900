"""Which agent had which conversation when, in the demo's half year? Nothing is evaluated here."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from coaching.demo import chance
from coaching.demo.content import Content

DAYS = 180
FIRST_SECOND = 8 * 3600  # the lines open at 08:00
LATE_SHIFT_SECOND = 11 * 3600  # the late shift ends at 19:00, when they close
CONTACTS_A_SHIFT = 5  # at most so many evaluated ones
SLOT_SECONDS = 96 * 60
LATEST_START_IN_SLOT = 40 * 60
EMAILS_ARRIVE_WITHIN = 150 * 60  # emails arrive before 10:30, so that the thread ends on the same day
EVALUATED_SHARE = {"weekday": 0.428, "Saturday": 0.155, "Sunday": 0.08}
STRAY_SHARE = 0.009  # wrong numbers and the like, which cannot be evaluated
DURATION = {"voice": (190, 900), "chat": (260, 1_200), "email": (9_000, 24_000)}  # seconds

Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """One entry an interaction, in order of time. Agents, conversations are positions in the content's lists."""

    agent: Integers
    conversation: Integers
    day: Integers  # 0 is 180 days before today
    second: Integers  # of the day, when it started
    duration: Integers  # seconds, where no transcript says more


def agent_names(content: Content) -> list[str]:
    """All agents, team by team: the order that agent positions refer to."""
    return [agent for team in content.teams for agent in team.agents]


def plan(content: Content, first_day: date) -> Contacts:
    """The interactions of every agent over DAYS days from `first_day`."""
    agents = len(agent_names(content))
    random = chance.generator("contacts")
    weekdays = np.array([(first_day + timedelta(days=day)).weekday() for day in range(DAYS)])
    share = np.select(
        [weekdays == 5, weekdays == 6],
        [EVALUATED_SHARE["Saturday"], EVALUATED_SHARE["Sunday"]],
        EVALUATED_SHARE["weekday"],
    )
    happens = random.random((DAYS, agents, CONTACTS_A_SHIFT)) < share[:, None, None]
    day, agent, slot = np.nonzero(happens)
    conversation = _conversations(content, agent)
    late = (agent + day // 7) % 2 * (LATE_SHIFT_SECOND - FIRST_SECOND)  # shifts swap every week
    calls_at = FIRST_SECOND + late + slot * SLOT_SECONDS + random.integers(0, LATEST_START_IN_SLOT, len(day))
    emails_at = FIRST_SECOND + random.integers(0, EMAILS_ARRIVE_WITHIN, len(day))
    channels = np.array([story.channel for story in content.conversations])[conversation]
    second = np.where(channels == "email", emails_at, calls_at)
    bounds = np.array([DURATION[story.channel] for story in content.conversations])[conversation]
    return _sorted(
        Contacts(agent=agent, conversation=conversation, day=day, second=second, duration=_durations(bounds))
    )


def _durations(bounds: Integers) -> Integers:
    """More short ones than long ones."""
    random = chance.generator("durations")
    roll = random.random(len(bounds)) * random.random(len(bounds))
    shortest, longest = bounds[:, 0], bounds[:, 1]
    return (shortest + roll * (longest - shortest)).astype(np.int64)


def _conversations(content: Content, agent: Integers) -> Integers:
    """Each agent serves the queues of the team in different shares; within a queue some problems are more common."""
    random = chance.generator("conversations")
    shares = np.zeros((len(agent_names(content)), len(content.conversations)))
    position = 0
    for team in content.teams:
        for _ in team.agents:
            for queue_id in team.queue_ids:
                queue_share = 0.3 + random.random()
                for index, story in enumerate(content.conversations):
                    if story.queue_id == queue_id:
                        common = STRAY_SHARE if story.not_applicable_because else 0.2 + 0.1 * (index % 3)
                        shares[position, index] = queue_share * common
            position += 1
    steps = np.cumsum(shares, axis=1)
    roll = random.random(len(agent)) * steps[agent, -1]
    chosen: Integers = np.argmax(steps[agent] > roll[:, None], axis=1)
    return chosen


def _sorted(contacts: Contacts) -> Contacts:
    order = np.lexsort((contacts.agent, contacts.second, contacts.day))
    return Contacts(
        agent=contacts.agent[order],
        conversation=contacts.conversation[order],
        day=contacts.day[order],
        second=contacts.second[order],
        duration=contacts.duration[order],
    )
