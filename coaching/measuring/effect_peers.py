"""Who is compared with whom for the effect of coaching, and which assignments are left out? Pure.

What peers are, and why an assignment is left out, stands in effect.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.measuring.effect_regression import Fit, Rows, learn
from coaching.measuring.effect_windows import (
    MONTH_DAYS,
    PAST_DAYS,
    WEEK_DAYS,
    AreaScores,
    Before,
    Codes,
    Flags,
    Numbers,
    Scores,
    day_numbers,
    demand,
)

HISTORY_DAYS = WEEK_DAYS + MONTH_DAYS + PAST_DAYS
FULL_HISTORY_DAYS = 12 * 7
LEAST_PEERS_A_DAY = 5
LEAST_IN_FOLLOW_UP = 3
LEFT_OUT = (
    "coached_before",  # on the same area in the 91 days before
    "coached_again",  # before a follow-up that begins later was begun
    "too_recent",  # the follow-up is not over
    "too_few_interactions",
    "changed_queue",
    "no_peers",  # too few of the same kind of work on that day
)


@dataclass(frozen=True)
class Assigned:
    """Assignments, one an agent, area and day.

    Agents of a group that is not counted are no peers and in no figure; the regression learns from their days as well.
    """

    frame: pd.DataFrame  # agent_id, coaching_area, day (number), group (code, -1 for not counted)
    by: str | None
    groups: pd.Index

    @classmethod
    def of(cls, assignments: pd.DataFrame, by: str | None) -> "Assigned":
        """From a frame with agent_id, coaching_area, assigned_on (date) and the column that `by` names."""
        demand(assignments, "assignments", ["agent_id", "coaching_area", "assigned_on", *([by] if by else [])])
        frame = pd.DataFrame(
            {
                "agent_id": assignments["agent_id"],
                "coaching_area": assignments["coaching_area"],
                "day": day_numbers(assignments["assigned_on"]),
            }
        )
        if by is None:
            groups, frame["group"] = pd.Index([None]), 0
        else:
            codes, groups = pd.factorize(assignments[by], sort=True)
            frame["group"] = codes
        keys = ["agent_id", "coaching_area", "day"]
        frame = frame.sort_values([*keys, "group"], ascending=[True, True, True, False]).drop_duplicates(keys)
        return cls(frame.reset_index(drop=True), by, groups)

    def elsewhere(self, areas: pd.Index) -> "Assigned":
        """The same days on the areas on which those agents were not coached that day."""
        real = self.frame.assign(group=-1)
        one_a_day = self.frame.sort_values("group").drop_duplicates(["agent_id", "day"], keep="last")
        others = one_a_day.drop(columns="coaching_area").merge(pd.DataFrame({"coaching_area": areas}), how="cross")
        keys = ["agent_id", "coaching_area", "day"]
        both = pd.concat([real, others[real.columns]]).drop_duplicates(keys)
        return Assigned(both.reset_index(drop=True), self.by, self.groups)


class Account:
    """What was fitted, and how many assignments of each group were left out, by why."""

    def __init__(self, groups: int, agents: int) -> None:
        self.agents = agents
        self.left_out = {why: np.zeros(groups, int) for why in LEFT_OUT}
        self.fits: list[Fit] = []

    def leave_out(self, why: str, groups: Codes) -> None:
        """Counts one assignment more for each of these groups; -1 is none."""
        np.add.at(self.left_out[why], groups[groups >= 0], 1)


def compare(scores: Scores, assigned: Assigned, follow_up: tuple[int, int], regress: bool = True) -> Account:
    """Fits the regression of each area that is asked for, and counts the assignments that are left out.

    `follow_up`: its first day and the day up to which it goes, counted from the assignment. Without `regress` see
    effect_regression.learn.
    """
    frame = assigned.frame
    account = Account(len(assigned.groups), len(scores.agents))
    agent, area = scores.agents.get_indexer(frame["agent_id"]), scores.areas.get_indexer(frame["coaching_area"])
    day, group = frame["day"].to_numpy() - scores.first_day, frame["group"].to_numpy()
    known = (agent >= 0) & (area >= 0)
    account.leave_out("too_few_interactions", group[~known])
    for one in np.unique(area[known & (group >= 0)]):  # of an area that nobody asks for nothing need be learned
        here = known & (area == one)
        coached = _Coached(agent[here], day[here], group[here])
        strata: dict[int, list[Rows]] = {}
        for number, each in enumerate(_days(scores, scores.of_area(int(one)), coached, follow_up, account)):
            strata.setdefault(each.before.windows, []).append(_rows(number, each, account))
        for windows, parts in sorted(strata.items()):
            joined = Rows.joined(parts)
            fitted = learn(joined, windows, account.agents, regress)
            if fitted is None:
                account.leave_out("no_peers", joined.group)
            else:
                account.fits.append(fitted)
    return account


@dataclass(frozen=True)
class _Coached:
    """The assignments of one area."""

    agent: Codes
    day: Codes
    group: Codes

    def last_before(self, day: int, agents: int) -> Codes:
        """Each agent's last assignment before the day, a number far below for none."""
        last = np.full(agents, np.iinfo(np.int32).min, np.int64)
        earlier = self.day < day
        np.maximum.at(last, self.agent[earlier], self.day[earlier])
        return last

    def first_after(self, day: int, agents: int) -> Codes:
        """Each agent's first assignment after the day, a number far above for none."""
        first = np.full(agents, np.iinfo(np.int32).max, np.int64)
        later = self.day > day
        np.minimum.at(first, self.agent[later], self.day[later])
        return first


@dataclass(frozen=True, kw_only=True)
class _Day:
    """One day on which somebody was coached on an area: who was, and what everybody's windows around it say."""

    day: int
    group: Codes  # of each agent: the group of an assignment of that day, -1 for none
    clean: Flags  # not coached on the area that day (unless counted) or in the 91 days before
    before: Before
    after: Numbers  # the score of the follow-up
    after_count: Numbers
    share: Numbers  # of the follow-up's days before the agent was coached again
    queue: Codes
    moved: Flags  # changed queue

    @property
    def enough(self) -> Flags:
        """Whether there are enough interactions before and after; a follow-up that was cut short needs one."""
        least = np.where(self.share < 1, 1, LEAST_IN_FOLLOW_UP)
        found: Flags = self.before.enough & (self.after_count >= least)
        return found

    @property
    def coached_again(self) -> Flags:
        """Whether nothing is left of the follow-up because the agent was coached again."""
        found: Flags = self.before.enough & (self.share < 1) & (self.after_count < 1)
        return found


def _days(
    scores: Scores, area: AreaScores, coached: _Coached, follow_up: tuple[int, int], account: Account
) -> Iterator[_Day]:
    """Each day on which somebody was coached, for which there are scores before and a follow-up that is over."""
    agents = len(scores.agents)
    for day in np.unique(coached.day).tolist():
        today = coached.day == day
        group = np.full(agents, -1, np.int64)
        group[coached.agent[today]] = coached.group[today]
        first, end = (day + edge for edge in follow_up)
        if end > scores.days:
            account.leave_out("too_recent", group)
            continue
        if day < WEEK_DAYS:
            account.leave_out("too_few_interactions", group)
            continue
        clean = coached.last_before(day, agents) < day - HISTORY_DAYS
        clean[coached.agent[today & (coached.group < 0)]] = False
        own_end = np.clip(coached.first_after(day, agents), first, end)
        after, after_count = area.score_until(first, own_end)
        queue, moved = _work(scores, day, first, end)
        yield _Day(
            day=day,
            group=group,
            clean=clean,
            before=Before.of(area, day),
            after=after,
            after_count=after_count,
            share=(own_end - first) / (end - first),
            queue=queue,
            moved=moved,
        )


def _work(scores: Scores, day: int, first: int, end: int) -> tuple[Codes, Flags]:
    """Each agent's queue before the day, and whether they have another one in the follow-up, days first to end - 1."""
    if scores.queues is None:
        return np.zeros(len(scores.agents), np.int64), np.zeros(len(scores.agents), bool)
    this_week = day // 7
    weeks_before = (this_week - HISTORY_DAYS // 7, max(this_week, 1))
    return scores.queues.main(weeks_before, (first // 7 + 1, end // 7 + 1))


def _rows(number: int, day: _Day, account: Account) -> Rows:
    """Those of the agents who can be compared on this day, the `number`th; the others are counted by why not."""
    enough, again = day.enough, day.coached_again
    usable = day.clean & enough & ~day.moved
    work, compared = _kinds_of_work(day.queue, usable & (day.group < 0))
    several = int(day.queue.max()) + 1
    account.leave_out("coached_before", day.group[~day.clean])
    account.leave_out("coached_again", day.group[day.clean & again])
    account.leave_out("too_few_interactions", day.group[day.clean & ~enough & ~again])
    account.leave_out("changed_queue", day.group[day.clean & enough & day.moved])
    account.leave_out("no_peers", day.group[usable & ~compared])
    chosen = usable & compared
    return Rows(
        agent=np.flatnonzero(chosen),
        cell=(number * (several + 1) + work)[chosen],
        group=day.group[chosen],
        weight=day.share[chosen],
        follow_up=day.after[chosen],
        week=day.before.week[chosen],
        month=day.before.month[chosen],
        past=day.before.past[chosen],
        noise=day.before.noise[chosen],
        short=np.full(int(chosen.sum()), bool(day.day < FULL_HISTORY_DAYS)),
        mixed=(work == several)[chosen],
    )


def _kinds_of_work(queue: Codes, peer: Flags) -> tuple[Codes, Flags]:
    """What each agent is compared within, and whether that has enough peers: the queue, or all small ones together."""
    together = int(queue.max()) + 1
    small = np.bincount(queue[peer], minlength=together)[queue] < LEAST_PEERS_A_DAY
    work = np.where(small, together, queue)
    return work, np.bincount(work[peer], minlength=together + 1)[work] >= LEAST_PEERS_A_DAY
