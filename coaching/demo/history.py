"""How well did the demo's agents work in half a year, whom did supervisors coach, and what did it change?

Agents differ in each coaching area, weeks vary and carry over to the next, and coaching lifts the coached areas by an
amount that fades. Supervisors choose at the end of each week, mostly agents whose week was worse than usual, so most of
those recover a little without help (regression to the mean). Once a round was drawn by lot (drawn_round.py). One queue,
one topic and one team do worse from a day on (drags.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from coaching.demo import chance
from coaching.demo.chance import Floats
from coaching.demo.contacts import DAYS, Contacts, Integers
from coaching.demo.evaluation import MET, MISSED, NOT_APPLICABLE, Rules, States, applied, lost_weight, scores

WEEK = 7
SKILL_SPREAD, AREA_SPREAD = 0.28, 0.28  # between agents, and between one agent's areas
WEEK_SPREAD, AREA_WEEK_SPREAD, CARRY_OVER = 0.22, 0.22, 0.5
LIFT, FADES_AFTER_DAYS = 0.75, 100
BUSY_WEEK, CHOSEN_EARLY, CHOSEN_LATER = 12, 5, 9  # assignments a week, before and from BUSY_WEEK on
LEAST_DAYS_BETWEEN = 14
AREA_RESTS_DAYS = 56  # an area just coached is left alone
NOBODY_LEFT_OUT_FROM_WEEK = 17
AREA_COUNTS, AREA_COUNT_SHARES = (1, 2, 3, 4), (0.36, 0.36, 0.19, 0.09)
MARKED_COUNTS, MARKED_COUNT_SHARES = (1, 2, 3, 4, 5), (0.18, 0.34, 0.26, 0.14, 0.08)
NEVER = -10_000


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A supervisor's decision to coach: who, when, on which areas, because of which interactions."""

    agent: int
    day: int
    areas: tuple[int, ...]
    marked: tuple[int, ...]


@dataclass(kw_only=True)
class History:
    """What was evaluated and decided so far."""

    contacts: Contacts
    rules: Rules
    states: States
    scores: Floats
    coached_day: Integers  # agent by area: the last day that the area was coached
    dragged: Floats  # interaction by area: see drags.tendencies()
    left_alone_until: Integers  # agent by area: the day from which the area may be coached again
    choices: list[Choice] = field(default_factory=list)
    lots: pd.DataFrame | None = None  # the round that was drawn, see drawn_round.py


def live(
    contacts: Contacts,
    rules: Rules,
    ease: Floats,
    weekdays: Integers,
    dragged: Floats,
    hold_round: Callable[[History, int], bool],
) -> History:
    """Works through the weeks. `weekdays` says for each day whether it is a Monday (0) to Sunday (6). `hold_round` gets
    the history so far and the week: it may coach by lot, and says whether supervisors choose nobody after this week."""
    agents, areas = int(contacts.agent.max()) + 1, len(rules.areas)
    history = History(
        contacts=contacts,
        rules=rules,
        states=np.full((len(contacts.agent), len(rules.area)), NOT_APPLICABLE, dtype=np.int8),
        scores=np.full(len(contacts.agent), np.nan),
        coached_day=np.full((agents, areas), NEVER),
        dragged=dragged,
        left_alone_until=np.full((agents, areas), NEVER),
    )
    form = _form_by_week(agents, areas)
    rolls = chance.generator("results").random(history.states.shape)
    attention = 7 * chance.bell(chance.generator("attention"), agents)  # some agents are looked at more often
    random = chance.generator("choices")
    for week, edge in enumerate(range(0, DAYS, WEEK)):
        rows = np.flatnonzero((contacts.day >= edge) & (contacts.day < edge + WEEK))
        _evaluate(history, rows, ease, form[week], rolls)
        held = hold_round(history, week)
        if edge + WEEK < DAYS and not held:
            _choose(history, rows, week, attention, weekdays, random)
    history.choices.sort(key=lambda choice: (choice.day, choice.agent))
    return history


def _form_by_week(agents: int, areas: int) -> Floats:
    """How good each agent is in each area, week by week."""
    random = chance.generator("skills")
    skill = SKILL_SPREAD * chance.bell(random, agents, 1) + AREA_SPREAD * chance.bell(random, agents, areas)
    weeks = -(-DAYS // WEEK)
    shock = WEEK_SPREAD * chance.bell(random, weeks, agents, 1) + AREA_WEEK_SPREAD * chance.bell(
        random, weeks, agents, areas
    )
    for week in range(1, weeks):
        shock[week] += CARRY_OVER * shock[week - 1]
    form: Floats = skill + shock
    return form


def _evaluate(history: History, rows: Integers, ease: Floats, form: Floats, rolls: Floats) -> None:
    contacts, area = history.contacts, history.rules.area
    agent, conversation = contacts.agent[rows], contacts.conversation[rows]
    since = contacts.day[rows][:, None] - history.coached_day[agent][:, area]
    lift = LIFT * np.where(since > 0, np.clip(1 - since / FADES_AFTER_DAYS, 0, 1), 0)
    chances = chance.probability(ease + form[agent][:, area] + lift + history.dragged[rows][:, area])
    states = np.where(rolls[rows] < chances, MET, MISSED).astype(np.int8)
    history.states[rows] = applied(history.rules, conversation, states)
    history.scores[rows] = scores(history.rules, conversation, history.states[rows])


def _choose(
    history: History, rows: Integers, week: int, attention: Floats, weekdays: Integers, random: np.random.Generator
) -> None:
    """Decides whom the supervisors coach at the end of a week."""
    agents = len(attention)
    usual, recent = _means(history, np.arange(rows[-1] + 1), agents), _means(history, rows, agents)
    concern = 1.5 * (usual - recent) + 0.4 * (75 - usual) + attention + 4 * chance.bell(random, agents)
    coached = history.coached_day.max(axis=1)
    concern[np.isnan(concern)] = -np.inf
    concern[coached > week * WEEK + WEEK - LEAST_DAYS_BETWEEN] = -np.inf
    if week >= NOBODY_LEFT_OUT_FROM_WEEK:
        concern[coached == NEVER] += 25
    wanted = CHOSEN_EARLY if week < BUSY_WEEK else CHOSEN_LATER
    monday = (week + 1) * WEEK
    working_days = [day for day in range(monday, min(monday + WEEK, DAYS)) if weekdays[day] < 5]
    for agent in np.argsort(-concern, kind="stable").tolist():
        if wanted == 0 or concern[agent] == -np.inf:
            break
        day = working_days[int(random.integers(len(working_days)))]
        choice = _choice(history, rows[history.contacts.agent[rows] == agent], agent, day, random)
        if choice:
            history.choices.append(choice)
            history.coached_day[agent, list(choice.areas)] = day
            wanted -= 1


def _means(history: History, rows: Integers, agents: int) -> Floats:
    scored = rows[~np.isnan(history.scores[rows])]
    agent = history.contacts.agent[scored]
    count = np.bincount(agent, minlength=agents)
    total = np.bincount(agent, weights=history.scores[scored], minlength=agents)
    means: Floats = np.divide(total, count, out=np.full(agents, np.nan), where=count > 0)
    return means


def _choice(history: History, rows: Integers, agent: int, day: int, random: np.random.Generator) -> Choice | None:
    """The areas that cost the agent most this week and are not coached yet, and interactions that show it."""
    rules = history.rules
    lost = lost_weight(rules, history.contacts.conversation[rows], history.states[rows])
    by_area = np.stack([lost[:, rules.area == area].sum(axis=1) for area in range(len(rules.areas))], axis=1)
    by_area[:, day - history.coached_day[agent] < AREA_RESTS_DAYS] = 0
    by_area[:, day < history.left_alone_until[agent]] = 0
    wanted = chance.pick(random, AREA_COUNT_SHARES, AREA_COUNTS)
    totals = by_area.sum(axis=0)
    areas = [area for area in np.argsort(-totals, kind="stable").tolist() if totals[area] > 0][:wanted]
    if not areas:
        return None
    weight = by_area[:, areas].sum(axis=1)
    most = chance.pick(random, MARKED_COUNT_SHARES, MARKED_COUNTS)
    marked = [place for place in np.argsort(-weight, kind="stable").tolist() if weight[place] > 0][:most]
    shown = tuple(area for area in areas if (by_area[marked, area] > 0).any())
    return Choice(agent=agent, day=day, areas=shown, marked=tuple(sorted(rows[marked].tolist())))
