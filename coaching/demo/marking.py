"""The demo's bookmarks, marks (of supervisors and agents) with what became of them, and groups."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from coaching.demo import chance
from coaching.demo.assignment_tables import moment
from coaching.demo.coachings import Coaching, missed_practices, newest_rows
from coaching.demo.feedback import Pen
from coaching.demo.scenario import NEWEST_WITH_TRANSCRIPT, Scenario, person_id

MARKED_FIRST_SHARE, ASKED_SHARE = 0.5, 0.25
MARKED_WITHIN_DAYS = 70
MARKED_BEFORE_HOUR, FRIDAY = 16, 4
# What became of the marks in each team, agent by agent.
STORIES = ("asked", "marked", "marked twice", "marked", "set aside", "asked and set aside")
BOOKMARKS_EACH, NOTED_SHARE = 6, 0.75
GROUP_MADE_DAYS_AGO = (9, 6, 4)


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What became of a mark: an assignment, or the reason why not."""

    closed_by: str
    closed_at: datetime
    assignment_id: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """An agent marked because of an interaction, which is a row of the history. People are identifiers."""

    row: int
    marked_by: str
    marked_at: datetime
    areas: tuple[str, ...]
    note: str
    closing: Closing | None


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """A supervisor's bookmark of an interaction."""

    person_id: str
    row: int
    note: str
    bookmarked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of agents, who are positions in the scenario's list."""

    name: str
    description: str
    areas: tuple[str, ...]
    created_by: str
    created_at: datetime
    members: tuple[int, ...]


def marks(scenario: Scenario, texts: Mapping[str, Any]) -> list[Mark]:
    """All marks in order of time: what became coaching, what was set aside, what is open."""
    random = chance.generator("marks")
    made = [*_became_coaching(scenario, texts, random), *_of_the_newest(scenario, texts, random)]
    return sorted(made, key=lambda mark: (mark.marked_at, mark.row))


def _became_coaching(scenario: Scenario, texts: Mapping[str, Any], random: np.random.Generator) -> Iterator[Mark]:
    since = scenario.today - timedelta(days=MARKED_WITHIN_DAYS)
    for coaching in scenario.coachings:
        if coaching.assigned_at.date() < since or random.random() >= MARKED_FIRST_SHARE:
            continue
        row = coaching.marked[-1]
        asked = bool(random.random() < ASKED_SHARE)
        earliest = _ended(scenario, row) + timedelta(minutes=int(random.integers(15, 60)))
        shortly_before = coaching.assigned_at - timedelta(minutes=int(random.integers(10, 55)))
        marked_at = earliest if asked else max(earliest, shortly_before)
        if marked_at < coaching.assigned_at:
            boss = scenario.supervisors[coaching.agent]
            closing = Closing(
                closed_by=boss, closed_at=coaching.assigned_at, assignment_id=coaching.assignment_id, reason=""
            )
            yield _mark(scenario, texts, row, coaching.areas, asked, marked_at, closing)


def _of_the_newest(scenario: Scenario, texts: Mapping[str, Any], random: np.random.Generator) -> Iterator[Mark]:
    """Marks on interactions of the last days that failed something, a few in every team."""
    taken = {row for coaching in scenario.coachings for row in coaching.marked}
    everything = tuple(range(len(scenario.history.rules.areas)))
    by_agent: dict[int, list[int]] = {}
    for row in newest_rows(scenario.history.contacts.agent, NEWEST_WITH_TRANSCRIPT):
        if row not in taken and missed_practices(scenario.history, row, everything):
            by_agent.setdefault(int(scenario.history.contacts.agent[row]), []).append(row)
    for team in _agents_by_team(scenario):
        order = [team[place] for place in random.permutation(len(team)).tolist() if team[place] in by_agent]
        for agent, story in zip(order, STORIES, strict=False):
            rows = sorted(by_agent[agent], key=lambda row: (_off_hours(_ended(scenario, row)), -row))
            for row in rows[: 2 if story == "marked twice" else 1]:
                marked_at = _ended(scenario, row) + timedelta(minutes=int(random.integers(12, 95)))
                asked, aside = story.startswith("asked"), story.endswith("set aside")
                closing = _set_aside(scenario, texts, row, marked_at, asked) if aside else None
                yield _mark(scenario, texts, row, everything, asked, marked_at, closing)


def _off_hours(ended: datetime) -> bool:
    """Whether it is too late in the day for a supervisor to look at it on that day."""
    return ended.hour >= MARKED_BEFORE_HOUR or ended.weekday() > FRIDAY


def _mark(
    scenario: Scenario,
    texts: Mapping[str, Any],
    row: int,
    areas: tuple[int, ...],
    asked: bool,
    marked_at: datetime,
    closing: Closing | None,
) -> Mark:
    agent = int(scenario.history.contacts.agent[row])
    missed = missed_practices(scenario.history, row, areas)
    names = tuple(dict.fromkeys(scenario.area_of(practice) for practice in missed))[:2]
    words = texts["practices"][scenario.practices[missed[0]]]["ask" if asked else "mark"]
    note = pen(scenario, f"mark {row}", agent).worded(words, moment(scenario, row, missed[0]))
    marked_by = scenario.agent_ids[agent] if asked else scenario.supervisors[agent]
    return Mark(row=row, marked_by=marked_by, marked_at=marked_at, areas=names, note=note, closing=closing)


def _set_aside(scenario: Scenario, texts: Mapping[str, Any], row: int, marked_at: datetime, asked: bool) -> Closing:
    agent = int(scenario.history.contacts.agent[row])
    practice = missed_practices(scenario.history, row, tuple(range(len(scenario.history.rules.areas))))[0]
    words = texts["set_aside_asked" if asked else "set_aside"]
    reason = pen(scenario, f"aside {row}", agent).worded(words, moment(scenario, row, practice))
    next_morning = datetime.combine(marked_at.date() + timedelta(days=1), time(9, 35))
    closed_at = next_morning if next_morning.date() < scenario.today else marked_at + timedelta(minutes=25)
    return Closing(closed_by=scenario.supervisors[agent], closed_at=closed_at, assignment_id=None, reason=reason)


def bookmarks(scenario: Scenario, texts: Mapping[str, Any]) -> list[Bookmark]:
    """Good examples that supervisors keep, of agents of their own team; the newest ones that were used in coaching."""
    random = chance.generator("bookmarks")
    kept: dict[str, dict[int, Bookmark]] = {}
    for coaching in reversed(scenario.coachings):
        for row in coaching.best_responses:
            boss = scenario.supervisors[int(scenario.history.contacts.agent[row])]
            own = kept.setdefault(boss, {})
            if row not in own and len(own) < BOOKMARKS_EACH:
                own[row] = _bookmark(scenario, texts, coaching, row, boss, random)
    return [bookmark for own in kept.values() for bookmark in own.values()]


def _bookmark(
    scenario: Scenario,
    texts: Mapping[str, Any],
    coaching: Coaching,
    row: int,
    boss: str,
    random: np.random.Generator,
) -> Bookmark:
    same = [each for each in coaching.marked if scenario.conversation(each) == scenario.conversation(row)]
    practice = missed_practices(scenario.history, same[0], coaching.areas)[0]
    words = texts["practices"][scenario.practices[practice]]["bookmark"]
    agent = int(scenario.history.contacts.agent[row])
    note = pen(scenario, f"bookmark {row}", agent).worded(words, moment(scenario, row, practice))
    bookmarked_at = _ended(scenario, row) + timedelta(minutes=int(random.integers(5, 240)))
    noted = random.random() < NOTED_SHARE
    return Bookmark(person_id=boss, row=row, note=note if noted else "", bookmarked_at=bookmarked_at)


def groups(scenario: Scenario, texts: Mapping[str, Any], made: list[Mark]) -> list[Group]:
    """Three groups: one ready to be assigned to; one of several teams and one of a single team that still wait for
    marks."""
    marked: dict[int, Counter[str]] = {}
    for mark in made:
        if mark.closing is None:
            agent = int(scenario.history.contacts.agent[mark.row])
            marked.setdefault(agent, Counter()).update(mark.areas)
    teams = _agents_by_team(scenario)
    ready = [agent for agent in teams[0] if agent in marked]
    common = Counter(area for agent in ready for area in marked[agent])
    area = max(sorted(common), key=common.__getitem__)
    cross_team = next(place for place, team in enumerate(scenario.content.teams) if team.cross_team)
    chosen = (
        (0, [agent for agent in ready if marked[agent][area]]),
        (cross_team, [agent for team in teams[1:4] for agent in _some(team, marked, 1, 1)]),
        (len(teams) - 1, _some(teams[-1], marked, 3, 2)),
    )
    return [
        Group(
            name=words["name"].format(area=area),
            description=words["description"],
            areas=tuple(words.get("areas", (area,))),
            created_by=person_id(scenario.content.teams[team].supervisor),
            created_at=datetime.combine(working_day(scenario.today - timedelta(days=ago)), time(10, 20 + ago)),
            members=tuple(members),
        )
        for words, ago, (team, members) in zip(texts["groups"], GROUP_MADE_DAYS_AGO, chosen, strict=True)
    ]


def _some(team: list[int], marked: Mapping[int, Any], ready: int, idle: int) -> list[int]:
    return sorted(
        [agent for agent in team if agent in marked][:ready] + [agent for agent in team if agent not in marked][:idle]
    )


def pen(scenario: Scenario, key: str, agent: int, follow_up_on: date | None = None) -> Pen:
    """A Pen about one agent, whose choice of words depends only on `key`."""
    first_name = scenario.agents[agent].split()[0]
    return Pen(scenario.coaching_texts, key, first_name, False, follow_up_on or scenario.today)


def working_day(day: date) -> date:
    """The day, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _ended(scenario: Scenario, row: int) -> datetime:
    told = scenario.transcripts.get(row)
    seconds = told.seconds if told else int(scenario.history.contacts.duration[row])
    return scenario.moment(row) + timedelta(seconds=seconds)


def _agents_by_team(scenario: Scenario) -> list[list[int]]:
    teams, first = [], 0
    for team in scenario.content.teams:
        teams.append(list(range(first, first + len(team.agents))))
        first += len(team.agents)
    return teams
