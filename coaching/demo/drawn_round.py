"""Whom did the demo's centre coach in one round that was drawn by lot? The planner's own rule and lot, on the demo.

Weeks ago more agents needed coaching than there was time. Those who were drawn were coached, unless nothing of their
last week showed the area, and nobody else was for two weeks; those who waited were left alone on their area until the
round was over.
"""

import numpy as np
import pandas as pd

from coaching.demo.contacts import Integers
from coaching.demo.evaluation import MET, MISSED, NOT_APPLICABLE, lost_weight
from coaching.demo.history import WEEK, Choice, History
from coaching.measuring import coverage, planner, rounds, score_change, score_map

AFTER_WEEK = 18  # it was drawn: its days are over
SEED = 20_260
MOST_MARKED = 3
LIVE_DAYS = 15  # an assignment is live for no longer
NO_ROUNDS = pd.DataFrame(
    {
        "agent_id": pd.Series(dtype=object),
        "coaching_area": pd.Series(dtype=object),
        "drawn": pd.Series(dtype=bool),
        "running": pd.Series(dtype=bool),
        "coached_at": pd.Series(dtype="datetime64[us]"),
    }
)


def hold(history: History, agent_ids: list[str], weekdays: Integers, week: int) -> bool:
    """Draws the round after its week, coaches who was drawn and leaves those who wait alone. Whether the round takes
    all of the supervisors' time after this week."""
    if week == AFTER_WEEK:
        following = range((week + 1) * WEEK, (week + 2) * WEEK)
        day = next(day for day in following if weekdays[day] < 5)
        history.lots = draw(history, agent_ids, day).assign(day=day)
        for lot in history.lots.itertuples():
            agent, area = agent_ids.index(str(lot.agent_id)), history.rules.areas.index(str(lot.coaching_area))
            history.left_alone_until[agent, area] = day + rounds.ROUND_DAYS + 1
            marked = _marked(history, agent, area, week) if lot.drawn else ()
            if marked:
                history.choices.append(Choice(agent=agent, day=day, areas=(area,), marked=marked))
                history.coached_day[agent, area] = day
    return week in (AFTER_WEEK, AFTER_WEEK + 1)


def _marked(history: History, agent: int, area: int, week: int) -> tuple[int, ...]:
    """The interactions of the week that lost the most in the area."""
    contacts, rules = history.contacts, history.rules
    rows = np.flatnonzero((contacts.agent == agent) & (contacts.day // WEEK == week))
    lost = lost_weight(rules, contacts.conversation[rows], history.states[rows])[:, rules.area == area].sum(axis=1)
    worst = [place for place in np.argsort(-lost, kind="stable").tolist() if lost[place] > 0][:MOST_MARKED]
    return tuple(sorted(rows[worst].tolist()))


def draw(history: History, agent_ids: list[str], day: int) -> pd.DataFrame:
    """The round as rounds.by_lot() has it, drawn on the morning of a `day`. Half of the largest stratum was drawn, and
    all who came before it."""
    daily, fatal = _daily(history, agent_ids, day)
    found = score_change.levels(daily)
    areas = list(history.rules.areas)
    agent = [agent_ids.index(each) for each in found["row_id"]]
    area = [areas.index(each) for each in found["column_id"]]
    live = day - history.coached_day[agent, area] < LIVE_DAYS
    below = score_map.is_below_bar(found["score"], found["interactions"])
    cells = found.assign(coaching_area=found["column_id"], uncovered=below & ~live)
    needs = planner.ranked(cells, fatal, NO_ROUNDS)
    strata = needs["stratum"].value_counts().sort_index()
    largest = strata.idxmax()
    places = int(strata[strata.index < largest].sum() + strata[largest] // 2)
    return rounds.by_lot(needs, places, SEED)


def _daily(history: History, agent_ids: list[str], day: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What was earned of what was possible by agent (row_id), area (column_id) and day in the planner's window before
    `day`; and who failed a fatal metric of which area in it."""
    contacts, rules = history.contacts, history.rules
    rows = np.flatnonzero((contacts.day < day) & (contacts.day >= day - coverage.WINDOW_DAYS))
    states, conversation = history.states[rows], contacts.conversation[rows]
    gained = np.where(states == MET, rules.weight[conversation], 0.0)
    gained -= np.where(states == MISSED, rules.negative_weight[conversation], 0.0)
    possible = np.where(states != NOT_APPLICABLE, rules.weight[conversation], 0.0)
    failed = (states == MISSED) & rules.fatal[conversation]
    ids, parts = np.array(agent_ids, dtype=object)[contacts.agent[rows]], []
    for number, area in enumerate(rules.areas):
        own = rules.area == number
        of_area = possible[:, own].sum(axis=1)
        earned = np.where(failed[:, own].any(axis=1), 0.0, np.clip(gained[:, own].sum(axis=1), 0.0, of_area))
        parts.append(
            pd.DataFrame(
                {
                    "row_id": ids,
                    "column_id": area,
                    "day": contacts.day[rows],
                    "earned": earned,
                    "possible": of_area,
                    "interactions": 1.0,
                    "fatal": failed[:, own].any(axis=1),
                }
            )
        )
    every = pd.concat(parts, ignore_index=True)
    fatal = every.loc[every["fatal"], ["row_id", "column_id"]].drop_duplicates()
    applicable = every[every["possible"] > 0].drop(columns="fatal").reset_index(drop=True)
    return applicable, fatal.set_axis(["agent_id", "coaching_area"], axis=1)
