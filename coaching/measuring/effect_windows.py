"""What were each agent's score, count and noise over days? The windows of the effect estimate. Pure.

What each window is for stands in effect.py.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

WEEK_DAYS, MONTH_DAYS, PAST_DAYS = 7, 28, 56
LEAST_WINDOW_DAYS = 14
LEAST_IN_WEEK, LEAST_IN_HISTORY = 3, 8

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Queues:
    """How much each agent worked in each queue, by week from the first day: one row an agent and queue."""

    starts: Codes  # the first row of each agent
    agent: Codes
    queue: Codes
    worked: Numbers  # up to and without the week; weeks are columns

    def main(self, before: tuple[int, int], after: tuple[int, int]) -> tuple[Codes, Flags]:
        """Each agent's main queue in the weeks before, and whether they have left it in the weeks after."""
        weeks = self.worked.shape[1] - 1

        def within(span: tuple[int, int]) -> Numbers:
            first, end = (min(max(week, 0), weeks) for week in span)
            return self.worked[:, end] - self.worked[:, first]

        earlier, later = within(before), within(after)
        most = np.maximum.reduceat(earlier, self.starts)
        rows = np.flatnonzero(earlier == most[self.agent])
        row = rows[np.diff(self.agent[rows], prepend=-1) > 0]
        share = over(earlier[row], np.add.reduceat(earlier, self.starts))
        share_after = over(later[row], np.add.reduceat(later, self.starts))
        return self.queue[row], share_after < share / 2


@dataclass(frozen=True, kw_only=True)
class Scores:
    """The daily totals with numbers for agents, areas and days. To ask several things of them, make it once."""

    agents: pd.Index
    areas: pd.Index
    first_day: int
    days: int
    area: Codes
    agent: Codes
    day: Codes
    earned: Numbers
    possible: Numbers
    interactions: Numbers | None
    queues: Queues | None

    @classmethod
    def of(cls, daily: pd.DataFrame) -> "Scores":
        """From the frame that estimate takes. Raises ValueError when a column is missing."""
        demand(daily, "daily", ["agent_id", "coaching_area", "day", "earned", "possible"])
        possible = daily["possible"].to_numpy(float)
        usable = np.flatnonzero((possible > 0) & daily["earned"].notna().to_numpy())
        if len(usable) < len(daily):
            daily, possible = daily.iloc[usable], possible[usable]
        agent, agents = pd.factorize(daily["agent_id"])
        area, areas = pd.factorize(daily["coaching_area"], sort=True)
        day = day_numbers(daily["day"])
        first_day = int(day.min()) if len(day) else 0
        days = int(day.max()) - first_day + 1 if len(day) else 0
        day -= first_day
        counted = daily["interactions"].to_numpy(float) if "interactions" in daily else None
        queues = None
        if "queue_id" in daily and len(daily):
            queue = pd.factorize(daily["queue_id"], sort=True, use_na_sentinel=False)[0]
            queues = _queues(agent, queue, day, possible)
        earned = daily["earned"].to_numpy(float)
        return cls(
            agents=agents,
            areas=areas,
            first_day=first_day,
            days=days,
            area=area,
            agent=agent,
            day=day,
            earned=earned,
            possible=possible,
            interactions=counted,
            queues=queues,
        )

    def named(self, agents: pd.Index, areas: pd.Index) -> "Scores":
        """Where the frame had numbers from 0 for agents and areas: the same with their names."""
        return replace(self, agents=agents[self.agents], areas=areas[self.areas])

    def of_area(self, area: int) -> "AreaScores":
        """The sums of one area."""
        rows = np.flatnonzero(self.area == area)
        cell = self.day[rows] * len(self.agents) + self.agent[rows]

        def table(values: Numbers | None) -> Numbers:
            flat = np.bincount(cell, values, minlength=self.days * len(self.agents)).astype(float)
            return flat.reshape(self.days, len(self.agents))

        earned, possible = table(self.earned[rows]), table(self.possible[rows])
        worked = (possible > 0).astype(float)
        interactions = worked if self.interactions is None else table(self.interactions[rows])
        # The spread of days is that of one agent, not what the whole centre does together.
        own = earned - possible * over(earned.sum(1), possible.sum(1))[:, None]
        return AreaScores(
            earned=_before_each_day(earned),
            possible=_before_each_day(possible),
            interactions=_before_each_day(interactions),
            worked=_before_each_day(worked),
            own=_before_each_day(own),
            own_own=_before_each_day(own * own),
            own_possible=_before_each_day(own * possible),
            possible_possible=_before_each_day(possible * possible),
        )


@dataclass(frozen=True, kw_only=True)
class AreaScores:
    """Sums before each day (rows; one more than there are days) of each agent (columns)."""

    earned: Numbers
    possible: Numbers
    interactions: Numbers
    worked: Numbers
    own: Numbers
    own_own: Numbers
    own_possible: Numbers
    possible_possible: Numbers

    def score(self, first: int, end: int) -> Numbers:
        """Each agent's score over days first to end - 1, in points; NaN for none."""
        possible = self.possible[end] - self.possible[first]
        return over(100 * (self.earned[end] - self.earned[first]), possible)

    def count(self, first: int, end: int) -> Numbers:
        """How many interactions were evaluated in these days."""
        counted: Numbers = self.interactions[end] - self.interactions[first]
        return counted

    def score_until(self, first: int, end: Codes) -> tuple[Numbers, Numbers]:
        """As score and count, with each agent's own end."""
        agents = np.arange(len(end))
        earned, possible, count = (
            table[end, agents] - table[first] for table in (self.earned, self.possible, self.interactions)
        )
        return over(100 * earned, possible), count

    def noise(self, first: int, end: int) -> Numbers:
        """The part of the score's variance that comes from which interactions there were, in points squared."""
        own, own_own, own_possible, possible, possible_possible, days = (
            table[end] - table[first]
            for table in (
                self.own, self.own_own, self.own_possible, self.possible, self.possible_possible, self.worked,
            )
        )  # fmt: skip
        ratio = over(own, possible)
        squares = own_own - 2 * ratio * own_possible + ratio**2 * possible_possible
        return 1e4 * over(np.maximum(squares, 0), possible**2) * over(days, days - 1)


@dataclass(frozen=True, kw_only=True)
class Before:
    """Every agent's windows before a day."""

    windows: int  # how many there are data for; the others are 0
    week: Numbers
    month: Numbers
    past: Numbers
    noise: Numbers
    enough: Flags

    @classmethod
    def of(cls, area: AreaScores, day: int) -> "Before":
        """The windows before `day`, as far as there are data."""
        week_start = day - WEEK_DAYS
        month_start = max(week_start - MONTH_DAYS, 0)
        past_start = max(month_start - PAST_DAYS, 0)
        enough = area.count(week_start, day) >= LEAST_IN_WEEK
        windows, month = 1, np.zeros(len(enough))
        past = noise = month
        if week_start - month_start >= LEAST_WINDOW_DAYS:
            windows, month = 2, area.score(month_start, week_start)
            enough &= area.count(month_start, week_start) >= LEAST_IN_HISTORY
        if month_start - past_start >= LEAST_WINDOW_DAYS:
            windows, past, noise = 3, area.score(past_start, month_start), area.noise(past_start, month_start)
            enough &= (area.count(past_start, month_start) >= LEAST_IN_HISTORY) & np.isfinite(noise)
        week = area.score(week_start, day)
        return cls(windows=windows, week=week, month=month, past=past, noise=noise, enough=enough)


def _queues(agent: Codes, queue: Codes, day: Codes, possible: Numbers) -> Queues:
    queues = int(queue.max()) + 1
    pair = agent * queues + queue
    found = np.bincount(pair) > 0
    pairs, pair = np.flatnonzero(found), (found.cumsum() - 1)[pair]
    weeks = int(day.max()) // 7 + 1
    worked = np.bincount(pair * weeks + day // 7, possible, minlength=len(pairs) * weeks).reshape(len(pairs), weeks)
    agents, of_queue = np.divmod(pairs, queues)
    return Queues(
        starts=np.searchsorted(agents, np.arange(int(agents.max()) + 1)),
        agent=agents,
        queue=of_queue,
        worked=np.concatenate([np.zeros((len(pairs), 1)), worked.cumsum(1)], axis=1),
    )


def _before_each_day(amounts: Numbers) -> Numbers:
    """Their sums over the rows before each one and over all. (numpy's cumsum takes ten times as long down columns.)"""
    before = np.zeros((len(amounts) + 1, amounts.shape[1]))
    for day, today in enumerate(amounts):
        np.add(before[day], today, out=before[day + 1])
    return before


def over(amounts: Numbers, wholes: Numbers) -> Numbers:
    """Their ratio, NaN where the whole is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(wholes != 0, amounts / wholes, np.nan)


def day_numbers(days: pd.Series) -> Codes:
    """Days since 1970 of dates, timestamps or text."""
    numbers: Codes = pd.to_datetime(days).to_numpy().astype("datetime64[D]").astype(np.int64)
    return numbers


def demand(frame: pd.DataFrame, name: str, columns: list[str]) -> None:
    """Raises ValueError when the frame called `name` lacks one of the columns."""
    missing = [column for column in columns if column not in frame]
    if missing:
        raise ValueError(f"{name} has no column {', '.join(missing)}")
