"""Daily scores of coached agents and their peers, with noise, and the assignments of the coached."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd

START = date(2026, 1, 5)
COACHED_ON = 91
DAYS = 91 + 1 + 28
COACHED = [f"coached-{n:02}" for n in range(10)]
PEERS = [f"peer-{n:02}" for n in range(25)]
FIGURES = ["plain_change", "expected_change", "effect", "low", "high"]


def noise(seed: int = 0) -> Callable[[str, int], float]:
    """Agents of different levels with noisy days."""
    rng = np.random.default_rng(seed)
    levels = {agent: 75 + 5 * rng.standard_normal() for agent in COACHED + PEERS}
    wobbles = {agent: 12 * rng.standard_normal(400) for agent in COACHED + PEERS}
    return lambda agent, day: levels[agent] + wobbles[agent][day]


def daily(
    score: Callable[[str, int], float],
    agents: list[str] = COACHED + PEERS,
    days: int = DAYS,
    area: str = "Empathy",
    first: int = 0,
) -> pd.DataFrame:
    """One evaluated interaction with 10 points possible an agent and day."""
    return pd.DataFrame(
        [
            (agent, area, START + timedelta(day), score(agent, day) / 10, 10.0)
            for agent in agents
            for day in range(first, days)
        ],
        columns=["agent_id", "coaching_area", "day", "earned", "possible"],
    )


def assignments(agents: list[str] = COACHED, day: int = COACHED_ON, area: str = "Empathy") -> pd.DataFrame:
    return pd.DataFrame({"agent_id": agents, "coaching_area": area, "assigned_on": START + timedelta(day)})


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def after(day: int, points: float, base: Callable[[str, int], float]) -> Callable[[str, int], float]:
    """The coached agents are better from the day on."""
    return lambda agent, now: base(agent, now) + points * (agent in COACHED and now >= day)
