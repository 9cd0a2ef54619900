"""The effect of coaching without the improvement that would have come anyway. Pure: frames in, frames out.

Agents are coached after a bad week, and after a bad week most get better by themselves. So each coached agent is
compared with what a regression expects of an agent with the same past. The regression learns from peers, who were not
coached, how a score goes on after a week, a month and two months like those. The effect is the mean over the coached
agents of follow-up less expectation, which is the coefficient of "coached" in a regression of everybody in which the
coached may have slopes of their own. What it cannot know: a reason to coach that no score shows (benchmarks/).

**Windows.** For an assignment on day a: the *week* is days a-7 to a-1, the *month* the 28 days before it, the *past*
the 56 days before that, the *follow-up* days a+1 to a+28 (by_weeks has others). The day itself counts nowhere. A score
is 100 * sum(earned) / sum(possible) over the window. Windows are whole weeks, so seasons within a week cancel.

**Peers.** Whenever somebody is coached on an area, every agent who was not coached on it that day or in the 91 days
before is a peer with that same day: the regression compares within day, area and kind of work, which also takes out
what happened to everybody. (It is the method's assignment week, to the day.) A peer counts on several days.

**Coached again.** An assignment within 91 days after another one on the same area is left out and counted. A follow-up
during which the agent is coached (again) ends the day before and counts by its share of days, for coached and peers
alike. Leaving those peers out would keep the ones who did well afterwards: 0.3 to 0.5 points of error in simulation.

**Too little.** A week or follow-up needs 3 evaluated interactions, a month or past 8; a follow-up cut short needs 1.
`daily` may have a column `interactions`; without one, days with data count. It takes 8 coached agents and 20 peers for
a number, 20 peers for an area's regression, and 5 peers on a day.

**Kind of work.** `daily` may have a column `queue_id`, with several rows a day then. An agent's queue is the one with
most weight in the 13 calendar weeks before. Where its share in the follow-up is less than half of what it was, the
agent changed queue and is left out. Agents of queues with fewer than 5 peers that day are compared among each other,
and `caution` says how many assignments that concerns. Without the column all do the same work.

**Less than 12 weeks of data.** The windows take what there is. Where fewer than 14 days are left for the past it
goes out of the regression, and so does the month. A sentence in `caution` says so.

**Read or not.** Coaching that nobody opened is no coaching yet, so by_read estimates those apart who read and those
who did not. Whether somebody read must be settled before the days that are measured begin: who is measured while they
may still become readers counts among the unread for good days of theirs (immortal time). So there is a landmark
(Anderson, Cain and Gelber, Analysis of survival by tumor response, 1983): *read* is what was opened on the day of the
assignment or in the 7 days after it, and the follow-up is days a+8 to a+28. The two groups were not drawn by lot: each
is compared with peers of the same past scores, but agents who read may differ from others in what no score shows.

**The regression.** Follow-up on week, month, past and the part of a drop from month to week that goes beyond one
standard deviation (a deep drop is more often a real one). Even a past of 56 days is noisy, and because of that noise
agents with a lasting gap would be expected to catch up. The noise is known from the spread of the days, and regression
calibration takes it out (Carroll et al., Measurement Error in Nonlinear Models, 2006), up to 70 % of what the other
windows do not tell. Week and month keep theirs, since it may be why an agent was chosen. statsmodels fits it to the
peers, each area by itself.

**The interval.** Linearised, clustered by agent (one agent can be coached on two areas and be a peer on a third), with
the small-sample factor of statsmodels for the peers and n / (n - 1) for the coached, and the 97.5 % quantile of
Student's t with one degree of freedom less than there are coached agents.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy import stats

from coaching.measuring.effect_regression import LEAST_PEERS, Fit, Rows, learn
from coaching.measuring.effect_windows import (
    MONTH_DAYS,
    PAST_DAYS,
    WEEK_DAYS,
    AreaScores,
    Before,
    Codes,
    Flags,
    Scores,
    day_numbers,
    demand,
)

HISTORY_DAYS = WEEK_DAYS + MONTH_DAYS + PAST_DAYS
FOLLOW_UP = (1, 28)
READ_WITHIN_DAYS = 7
AFTER_READING = (READ_WITHIN_DAYS + 1, 28)
FULL_HISTORY_DAYS = 12 * 7
WEEKS_SINCE = {"1–2": (1, 14), "3–4": (15, 28), "5–8": (29, 56), "9–12": (57, 84)}

LEAST_COACHED, LEAST_PEERS_A_DAY = 8, 5
LEAST_IN_FOLLOW_UP = 3

POINTS = ("plain_change", "expected_change", "effect", "low", "high")
COURSE = ("weeks", "first_day", "last_day", "score", "expected", "low", "high", "left_out")
COUNTS = ("coached_agents", "peers", "left_out")
LEFT_OUT = (
    "coached_before",  # on the same area in the 91 days before
    "coached_again",  # before a follow-up that begins later was begun
    "too_recent",  # the follow-up is not over
    "too_few_interactions",
    "changed_queue",
    "no_peers",  # too few of the same kind of work on that day
)


def estimate(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """The effect of coaching on the score of the coached area in the 28 days after the assignment.

    daily: agent_id, coaching_area, day (date), earned and possible (weights of the adhered and of the applicable
    metrics), optionally interactions (how many) and queue_id. assignments: agent_id, coaching_area, assigned_on (date),
    and the column that `by` names. Neither needs an order. To ask several
    things of one daily, pass Scores.of(daily).

    Returns a row a group, sorted by it, or one row when `by` is None:
    plain_change (7 days before against the follow-up), expected_change (what was expected without coaching), effect
    (plain less expected), low and high (its 95 % interval), all in points of score, NaN where `reason` is not None;
    coached_agents and peers (distinct agents it rests on), left_out (assignments) and the same by why: coached_before,
    coached_again, too_recent, too_few_interactions, changed_queue, no_peers; reason (a sentence: why there is no
    number) and caution (sentences: what less than 12 weeks of data cost, and who is compared with other queues), None
    where there is nothing to say. The sentences call an assignment on one area a coaching.

    Assignments whose group is missing count in no row. Who was coached is no peer all the same, and the regression
    learns from their days as well: a group's figures are the same whatever else is counted.

    Raises ValueError when a column is missing.
    """
    return _estimate(_prepared(daily), _Assigned.of(assignments, by), FOLLOW_UP)


def by_weeks(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """As estimate, by weeks since the assignment: a row more for each of 1–2, 3–4, 5–8 and 9–12 (column weeks).

    Each rests on the assignments that are old enough for it, so not all on the same agents.
    """
    scores, assigned = _prepared(daily), _Assigned.of(assignments, by)
    found = [_estimate(scores, assigned, days).assign(weeks=weeks) for weeks, days in WEEKS_SINCE.items()]
    return _first(pd.concat(found, ignore_index=True), "weeks")


def by_read(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str) -> pd.DataFrame:
    """As estimate, of days 8 to 28: for groups that are settled by the 7th day after the assignment, as `by` says."""
    return _estimate(_prepared(daily), _Assigned.of(assignments, by), AFTER_READING)


def peers_only(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """A check: the change from the month before the selecting week to the follow-up, less that of the peers.

    No regression. The columns are those of estimate; plain_change is still the one from the week.
    """
    return _estimate(_prepared(daily), _Assigned.of(assignments, by), FOLLOW_UP, regress=False)


def placebo(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """A check: the same estimate for coached agents on the areas on which they were not coached.

    It should hold zero, unless coaching on one area changes another. Peers are agents coached on neither. The columns
    are those of estimate.
    """
    scores = _prepared(daily)
    return _estimate(scores, _Assigned.of(assignments, by).elsewhere(scores.areas), FOLLOW_UP)


def course(
    daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, agent_id: str, coaching_area: str, assigned_on: date
) -> pd.DataFrame:
    """What was expected of one coached agent without coaching, by weeks since the assignment, and what came.

    The assignment is one of `assignments`; the others are what the regression learns its peers from. Returns a row
    each of 1–2, 3–4, 5–8 and 9–12 weeks: weeks, first_day and last_day (dates), score, expected, low, high (points;
    of agents with the same past 95 % come out between low and high: t x standard deviation of the peers' residuals),
    left_out (None, or one of LEFT_OUT: why nothing was expected). Of weeks in which the agent was coached again nothing
    is expected: a part of them, cut at a bad spell, would be held against the band of whole ones. The score is that of
    all these days as far as there are data, whatever is left out.

    Raises ValueError when a column is missing, or when it is none of `assignments`.
    """
    demand(assignments, "assignments", ["agent_id", "coaching_area", "assigned_on"])
    scores, same_area = _prepared(daily), assignments[assignments["coaching_area"] == coaching_area]
    on_that_day = day_numbers(same_area["assigned_on"]) == day_numbers(pd.Series([assigned_on]))
    mine = (same_area["agent_id"] == agent_id).to_numpy() & on_that_day
    if not mine.any():
        raise ValueError(f"assignments has none of {agent_id} on {coaching_area} on {assigned_on}")
    assigned = _Assigned.of(same_area.assign(mine=mine), "mine")
    score_of = _scores_of(scores, agent_id, coaching_area, assigned_on)
    rows = []
    for weeks, (first, last) in WEEKS_SINCE.items():
        row: dict[str, object] = {
            "weeks": weeks,
            "first_day": assigned_on + timedelta(days=first),
            "last_day": assigned_on + timedelta(days=last),
        }
        row |= _expected(_account(scores, assigned, (first, last)), len(assigned.groups) - 1)
        rows.append(row | {"score": score_of(first, last)})
    return _with_none(pd.DataFrame(rows, columns=list(COURSE)), "left_out")


def _scores_of(scores: Scores, agent_id: str, area: str, assigned_on: date) -> Callable[[int, int], float]:
    """The score of one agent in days first to last after the assignment, as far as there are data; NaN without any."""
    agent, of_area = scores.agents.get_indexer([agent_id])[0], scores.areas.get_indexer([area])[0]
    if agent < 0 or of_area < 0:
        return lambda first, last: float("nan")
    sums, day = scores.of_area(int(of_area)), int(day_numbers(pd.Series([assigned_on]))[0]) - scores.first_day

    def score(first: int, last: int) -> float:
        begins, ends = (min(max(day + edge, 0), scores.days) for edge in (first, last + 1))
        return float(sums.score(begins, ends)[agent])

    return score


def _expected(account: "_Account", group: int) -> dict[str, object]:
    """Of the one assignment of a group: what was expected, or why nothing was."""
    for fit in account.fits:
        for row in np.flatnonzero(fit.rows.group == group):
            if fit.rows.weight[row] < 1:
                return {"left_out": "coached_again"}
            peer = fit.rows.group < 0
            weight = fit.rows.weight[peer]
            spread = np.sqrt(np.average(fit.residual[peer] ** 2, weights=weight) * fit.factor)
            margin = float(stats.t.ppf(0.975, np.count_nonzero(peer) - 1) * spread)
            expected = float(fit.rows.follow_up[row] - fit.residual[row])
            return {"expected": expected, "low": expected - margin, "high": expected + margin}
    why = next((why for why in LEFT_OUT if account.left_out[why][group]), "too_few_interactions")
    return {"left_out": why}


@dataclass(frozen=True)
class _Assigned:
    """Assignments, one an agent, area and day. Who is in a group that is not counted is no peer, and no figure; their
    days are learned from all the same."""

    frame: pd.DataFrame  # agent_id, coaching_area, day (number), group (code, -1 for not counted)
    by: str | None
    groups: pd.Index

    @classmethod
    def of(cls, assignments: pd.DataFrame, by: str | None) -> "_Assigned":
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

    def elsewhere(self, areas: pd.Index) -> "_Assigned":
        """The same days on the areas on which those agents were not coached that day."""
        real = self.frame.assign(group=-1)
        one_a_day = self.frame.sort_values("group").drop_duplicates(["agent_id", "day"], keep="last")
        others = one_a_day.drop(columns="coaching_area").merge(pd.DataFrame({"coaching_area": areas}), how="cross")
        keys = ["agent_id", "coaching_area", "day"]
        both = pd.concat([real, others[real.columns]]).drop_duplicates(keys)
        return _Assigned(both.reset_index(drop=True), self.by, self.groups)


class _Account:
    """What was fitted, and which assignments were left out."""

    def __init__(self, groups: int, agents: int) -> None:
        self.agents = agents
        self.left_out = {why: np.zeros(groups, int) for why in LEFT_OUT}
        self.fits: list[Fit] = []

    def leave_out(self, why: str, groups: Codes) -> None:
        np.add.at(self.left_out[why], groups[groups >= 0], 1)


def _estimate(scores: Scores, assigned: _Assigned, follow_up: tuple[int, int], regress: bool = True) -> pd.DataFrame:
    return _figures(assigned, _account(scores, assigned, follow_up, regress), follow_up)


def _account(scores: Scores, assigned: _Assigned, follow_up: tuple[int, int], regress: bool = True) -> _Account:
    frame = assigned.frame
    account = _Account(len(assigned.groups), len(scores.agents))
    agent, area = scores.agents.get_indexer(frame["agent_id"]), scores.areas.get_indexer(frame["coaching_area"])
    day, group = frame["day"].to_numpy() - scores.first_day, frame["group"].to_numpy()
    known = (agent >= 0) & (area >= 0)
    account.leave_out("too_few_interactions", group[~known])
    for one in np.unique(area[known & (group >= 0)]):  # of an area that nobody asks for nothing need be learned
        here = known & (area == one)
        coached = _Coached(agent[here], day[here], group[here])
        strata: dict[int, list[Rows]] = {}
        for windows, rows in _rows(scores, scores.of_area(int(one)), coached, follow_up, account):
            strata.setdefault(windows, []).append(rows)
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


def _rows(
    scores: Scores, area: AreaScores, coached: _Coached, follow_up: tuple[int, int], account: _Account
) -> Iterator[tuple[int, Rows]]:
    """The rows of each day on which somebody was coached, with the number of windows there are data for."""
    agents, everybody = len(scores.agents), np.arange(len(scores.agents))
    queue, moved = np.zeros(agents, np.int64), np.zeros(agents, bool)
    for number, day in enumerate(np.unique(coached.day).tolist()):
        today = coached.day == day
        group = np.full(agents, -1, np.int64)
        group[coached.agent[today]] = coached.group[today]
        is_coached = group >= 0
        first, behind = day + follow_up[0], day + follow_up[1] + 1
        if behind > scores.days:
            account.leave_out("too_recent", group)
            continue
        if day < WEEK_DAYS:
            account.leave_out("too_few_interactions", group)
            continue

        clean = coached.last_before(day, agents) < day - HISTORY_DAYS
        clean[coached.agent[today & (coached.group < 0)]] = False
        end = np.clip(coached.first_after(day, agents), first, behind)
        cut = end < behind
        after, after_count = area.score_until(first, end)

        before = Before.of(area, day)
        enough = before.enough & (after_count >= np.where(cut, 1, LEAST_IN_FOLLOW_UP))

        if scores.queues is not None:
            this_week = day // 7
            weeks_before = (this_week - HISTORY_DAYS // 7, max(this_week, 1))
            queue, moved = scores.queues.main(weeks_before, (first // 7 + 1, behind // 7 + 1))
        kept = clean & enough & ~moved
        work, compared = _kinds_of_work(queue, kept & ~is_coached)
        several = int(queue.max()) + 1
        account.leave_out("coached_before", group[~clean])
        again = before.enough & cut & (after_count < 1)
        account.leave_out("coached_again", group[clean & again])
        account.leave_out("too_few_interactions", group[clean & ~enough & ~again])
        account.leave_out("changed_queue", group[clean & enough & moved])
        account.leave_out("no_peers", group[kept & ~compared])
        rows = kept & compared
        yield (
            before.windows,
            Rows(
                agent=everybody[rows],
                cell=(number * (several + 1) + work)[rows],
                group=group[rows],
                weight=((end - first) / (behind - first))[rows],
                follow_up=after[rows],
                week=before.week[rows],
                month=before.month[rows],
                past=before.past[rows],
                noise=before.noise[rows],
                short=np.full(int(rows.sum()), bool(day < FULL_HISTORY_DAYS)),
                mixed=(work == several)[rows],
            ),
        )


def _kinds_of_work(queue: Codes, peer: Flags) -> tuple[Codes, Flags]:
    """What each agent is compared within, and whether that has enough peers: the queue, or all small ones together."""
    together = int(queue.max()) + 1
    small = np.bincount(queue[peer], minlength=together)[queue] < LEAST_PEERS_A_DAY
    work = np.where(small, together, queue)
    return work, np.bincount(work[peer], minlength=together + 1)[work] >= LEAST_PEERS_A_DAY


def _figures(assigned: _Assigned, account: _Account, follow_up: tuple[int, int]) -> pd.DataFrame:
    found = []
    for group, name in enumerate(assigned.groups):
        left_out = {why: int(count[group]) for why, count in account.left_out.items()}
        figures = _of_group(account.fits, group, account.agents)
        reason = _reason(figures, left_out, follow_up)
        points = {point: getattr(figures, point) if reason is None else np.nan for point in POINTS}
        found.append(
            ({assigned.by: name} if assigned.by else {})
            | points
            | {"coached_agents": figures.coached_agents, "peers": figures.peers, "left_out": sum(left_out.values())}
            | left_out
            | {"reason": reason, "caution": _caution(figures) if reason is None else None}
        )
    columns = [*([assigned.by] if assigned.by else []), *POINTS, *COUNTS, *LEFT_OUT, "reason", "caution"]
    return _with_none(pd.DataFrame(found, columns=columns), "reason", "caution")


@dataclass(frozen=True)
class _Found:
    """The figures of one group."""

    plain_change: float
    expected_change: float
    effect: float
    low: float
    high: float
    coached_agents: int
    peers: int
    rows: int
    short_rows: int
    mixed_rows: int


def _of_group(fits: list[Fit], group: int, agents: int) -> _Found:
    """The figures of one group over all areas, as linear sums with what each agent adds to them."""
    mine = [(fit, fit.rows.group == group) for fit in fits]
    mine = [(fit, rows) for fit, rows in mine if rows.any()]
    weight = float(sum(fit.rows.weight[rows].sum() for fit, rows in mine))
    effect = plain = 0.0
    coached, peers = np.zeros(agents, bool), np.zeros(agents, bool)
    for fit, rows in mine:
        shares = fit.rows.weight[rows] / weight
        effect += float(shares @ fit.residual[rows])
        plain += float(shares @ (fit.rows.follow_up[rows] - fit.rows.week[rows]))
        coached[fit.rows.agent[rows]] = True
    of_coached, of_peers = np.zeros(agents), np.zeros(agents)
    for fit, rows in mine:
        shares = fit.rows.weight[rows] / weight
        np.add.at(of_coached, fit.rows.agent[rows], shares * (fit.residual[rows] - effect))
        in_cells = np.bincount(fit.rows.cell[rows], shares, minlength=len(fit.peers_a_cell)) / fit.peers_a_cell
        peer = (fit.rows.group < 0) & (in_cells[fit.rows.cell] > 0)
        peers[fit.rows.agent[peer]] = True
        of_cells = np.bincount(
            fit.rows.agent[peer], (in_cells[fit.rows.cell] * fit.rows.weight * fit.residual)[peer], minlength=agents
        )
        of_slopes = fit.scores_of_agents @ (fit.bread @ (shares @ fit.deviations[rows]))
        of_peers -= np.sqrt(fit.factor) * (of_cells + of_slopes)
    count = int(coached.sum())
    # Fewer than two coached agents have no spread; they get no number either.
    margin = np.nan
    if count > 1:
        variance = float(((of_coached * np.sqrt(count / (count - 1)) + of_peers) ** 2).sum())
        margin = float(stats.t.ppf(0.975, count - 1)) * np.sqrt(variance)
    return _Found(
        plain_change=plain,
        expected_change=plain - effect,
        effect=effect,
        low=effect - margin,
        high=effect + margin,
        coached_agents=count,
        peers=int(peers.sum()),
        rows=sum(int(rows.sum()) for _, rows in mine),
        short_rows=sum(int(fit.rows.short[rows].sum()) for fit, rows in mine),
        mixed_rows=sum(int(fit.rows.mixed[rows].sum()) for fit, rows in mine),
    )


def _reason(figures: _Found, left_out: dict[str, int], follow_up: tuple[int, int]) -> str | None:
    """Why there is no number, None where there is one."""
    if figures.coached_agents < LEAST_COACHED:
        why = ""
        if left_out["too_recent"]:
            why = f" Since {left_out['too_recent']} of the coachings, {follow_up[1]} days have not passed."
        elif left_out["no_peers"]:
            why = f" For {left_out['no_peers']} of the coachings there are too few agents to compare with."
        return (
            f"Too few to say: {figures.coached_agents} coached agent{'' if figures.coached_agents == 1 else 's'} "
            f"can be compared, and it takes {LEAST_COACHED}.{why}"
        )
    if figures.peers < LEAST_PEERS:
        return (
            f"Too few to say: {figures.peers} agents of the same kind of work were not coached on it, "
            f"and it takes {LEAST_PEERS} to know what would have happened anyway."
        )
    return None


def _caution(figures: _Found) -> str | None:
    """What to keep in mind, None where there is nothing."""
    sentences = []
    if figures.short_rows:
        sentences.append(
            f"{figures.short_rows} of {figures.rows} coachings have less than 12 weeks of scores before them. For "
            "agents who are always lower than others, the effect is then shown too low: by about a point with two "
            "weeks of scores, by a third of one with four, hardly at all from six on."
        )
    if figures.mixed_rows:
        sentences.append(
            f"{figures.mixed_rows} of {figures.rows} coachings are compared with agents of other queues, because fewer "
            f"than {LEAST_PEERS_A_DAY} of the same queue were not coached: what happened to one queue alone may be in "
            "the effect."
        )
    return " ".join(sentences) or None


def _with_none(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Says None where a column has no text; pandas says NaN as soon as another row has one."""
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), None) for name in columns})


def _prepared(daily: pd.DataFrame | Scores) -> Scores:
    return daily if isinstance(daily, Scores) else Scores.of(daily)


def _first(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[[column, *(name for name in frame if name != column)]]
