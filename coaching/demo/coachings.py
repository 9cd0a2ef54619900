"""Coaching assignments: what supervisors chose, the better examples they found, the dates, and who opened what."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from coaching.demo import chance
from coaching.demo.contacts import DAYS, Integers
from coaching.demo.evaluation import MET, MISSED
from coaching.demo.history import Choice, History

EXAMPLE_COUNTS, EXAMPLE_COUNT_SHARES = (0, 1, 2, 3), (0.13, 0.42, 0.3, 0.15)
EXAMPLES_FROM_DAYS, EXAMPLE_SCORE = 75, 88
FOLLOW_UP_AFTER = range(7, 15)
OFFICE_OPENS, OFFICE_MINUTES = time(9), 6 * 60
# The shares of not started, in progress and completed assignments, after the follow-up day and before it.
PROGRESS = {"passed": (0.07, 0.1, 0.83), "open": (0.3, 0.36, 0.34)}
LATE_DAYS, LATE_SHARE = 5, 0.12
SECOND_SESSION_SHARE, AGAIN_SHARE, SUPERVISOR_LOOKS_SHARE = 0.4, 0.12, 0.12


@dataclass(frozen=True)
class Opening:
    """Somebody opened an interaction of an assignment."""

    row: int
    by_agent: bool
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Coaching:
    """A coaching assignment. Interactions are rows of the history."""

    assignment_id: str
    agent: int
    areas: tuple[int, ...]
    marked: tuple[int, ...]
    best_responses: tuple[int, ...]
    assigned_at: datetime
    follow_up_on: date
    openings: tuple[Opening, ...]


def coachings(history: History, first_day: date) -> list[Coaching]:
    """The assignments made from the supervisors' choices, in the order of the choices."""
    examples = _Examples(history)
    random = chance.generator("coachings")
    return [
        _coaching(f"ca-{number:04}", choice, examples.choose(choice, random), first_day, number, random)
        for number, choice in enumerate(history.choices, 1)
    ]


def missed_practices(history: History, row: int, areas: tuple[int, ...]) -> list[int]:
    """The practices of these areas that an interaction missed, the costliest first."""
    weight = (
        history.rules.weight[history.contacts.conversation[row]]
        + history.rules.negative_weight[history.contacts.conversation[row]]
    )
    missed = [
        practice
        for practice, state in enumerate(history.states[row].tolist())
        if state == MISSED and int(history.rules.area[practice]) in areas
    ]
    return sorted(missed, key=lambda practice: -weight[practice])


class _Examples:
    """Finds interactions of other agents about the same problem that met the missed practice. Good ones are reused."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._used = np.zeros(len(history.scores))

    def choose(self, choice: Choice, random: np.random.Generator) -> tuple[int, ...]:
        wanted = chance.pick(random, EXAMPLE_COUNT_SHARES, EXAMPLE_COUNTS)
        chosen: list[int] = []
        costliest = sorted(choice.marked, key=lambda row: -self._cost(row, choice))
        for row in costliest * 2:
            if len(chosen) < wanted:
                chosen += self._best(row, choice, chosen)
        self._used[chosen] = 1
        return tuple(chosen)

    def _cost(self, row: int, choice: Choice) -> float:
        weight = self._history.rules.weight[self._history.contacts.conversation[row]]
        return max(float(weight[practice]) for practice in missed_practices(self._history, row, choice.areas))

    def _best(self, row: int, choice: Choice, taken: list[int]) -> list[int]:
        history, contacts = self._history, self._history.contacts
        missed = missed_practices(history, row, choice.areas)
        fits = (
            (contacts.conversation == contacts.conversation[row])
            & (contacts.agent != choice.agent)
            & (contacts.day < choice.day)
            & (contacts.day >= choice.day - EXAMPLES_FROM_DAYS)
            & (history.scores >= EXAMPLE_SCORE)
            & (history.states[:, missed] == MET).all(axis=1)
        )
        fits[taken] = False
        rows = np.flatnonzero(fits)
        if not len(rows):
            return []
        return [int(rows[np.lexsort((rows, history.scores[rows], self._used[rows]))[-1]])]


def _coaching(
    assignment_id: str,
    choice: Choice,
    best_responses: tuple[int, ...],
    first_day: date,
    number: int,
    random: np.random.Generator,
) -> Coaching:
    assigned_on = first_day + timedelta(days=choice.day)
    assigned_at = _office_hours(assigned_on, random)
    today = first_day + timedelta(days=DAYS)
    follow_up_on = _follow_up(assigned_on, today, number, random)
    rows = (*choice.marked, *best_responses)
    return Coaching(
        assignment_id=assignment_id,
        agent=choice.agent,
        areas=choice.areas,
        marked=choice.marked,
        best_responses=best_responses,
        assigned_at=assigned_at,
        follow_up_on=follow_up_on,
        openings=tuple(_openings(rows, assigned_on, follow_up_on, today, random)),
    )


def _office_hours(day: date, random: np.random.Generator) -> datetime:
    minutes = int(random.integers(OFFICE_MINUTES))
    return datetime.combine(day, OFFICE_OPENS) + timedelta(minutes=minutes, seconds=int(random.integers(60)))


def _follow_up(assigned_on: date, today: date, number: int, random: np.random.Generator) -> date:
    """A working day one or two weeks later. If today or tomorrow is possible it is often chosen, so that the demo shows
    both."""
    days = [day for days in FOLLOW_UP_AFTER if (day := assigned_on + timedelta(days=days)).weekday() < 5]
    near = today + timedelta(days=number % 3)
    return near if number % 3 < 2 and near in days else days[int(random.integers(len(days)))]


def _openings(
    rows: tuple[int, ...], assigned_on: date, follow_up_on: date, today: date, random: np.random.Generator
) -> list[Opening]:
    passed = follow_up_on < today
    progress = chance.pick(
        random, PROGRESS["passed" if passed else "open"], ("not started", "in progress", "completed")
    )
    late = timedelta(days=LATE_DAYS) if passed and random.random() < LATE_SHARE else timedelta()
    days = _working_days(assigned_on + timedelta(days=1), min(follow_up_on + late, today - timedelta(days=1)))
    openings = []
    if days and progress != "not started":
        count = len(rows) if progress == "completed" else int(random.integers(1, max(2, len(rows))))
        openings = _sessions(rows[:count], days, random)
    if days and random.random() < SUPERVISOR_LOOKS_SHARE:
        openings.append(Opening(rows[0], False, _office_hours(days[-1], random)))
    return openings


def _sessions(rows: tuple[int, ...], days: list[date], random: np.random.Generator) -> list[Opening]:
    """When the agent opens which interaction: in one or two sittings, some of them again later."""
    chosen = sorted(int(random.integers(len(days))) for _ in range(2))
    one_sitting = random.random() >= SECOND_SESSION_SHARE
    cut = len(rows) if one_sitting or chosen[0] == chosen[1] else (len(rows) + 1) // 2
    openings = []
    for part, day in ((rows[:cut], days[chosen[0]]), (rows[cut:], days[chosen[1]])):
        moment = _office_hours(day, random)
        for row in part:
            openings.append(Opening(row, True, moment))
            moment += timedelta(seconds=int(random.integers(170, 820)))
            if random.random() < AGAIN_SHARE:
                openings.append(Opening(row, True, moment))
                moment += timedelta(seconds=int(random.integers(40, 300)))
    return openings


def _working_days(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=days) for days in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def newest_rows(agent: Integers, count: int) -> list[int]:
    """The newest `count` interactions of each agent; rows are in order of time."""
    newest = []
    for position in range(int(agent.max()) + 1):
        newest += np.flatnonzero(agent == position)[-count:].tolist()
    return newest
