"""What did coaching do, without the improvement that would have come anyway? Pure: frames in, frames out.

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

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from scipy import stats

from coaching.measuring.effect_figures import COUNTS, POINTS, figures, with_none
from coaching.measuring.effect_peers import LEFT_OUT, Account, Assigned, compare
from coaching.measuring.effect_windows import Scores, day_numbers, demand
from coaching.words.days import ONE_DAY, Period

__all__ = ["COUNTS", "LEFT_OUT", "POINTS", "Scores"]  # what the functions below take and return

# Days counted from that of the assignment: the first of each, and the one up to which it goes.
FOLLOW_UP = (1, 29)
READ_WITHIN_DAYS = 7
AFTER_READING = (READ_WITHIN_DAYS + 1, 29)
WEEKS_SINCE = {"1–2": (1, 15), "3–4": (15, 29), "5–8": (29, 57), "9–12": (57, 85)}

COURSE = ("weeks", "first_day", "last_day", "score", "expected", "low", "high", "left_out")


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
    return _estimate(_prepared(daily), Assigned.of(assignments, by), FOLLOW_UP)


def by_weeks(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """As estimate, by weeks since the assignment: a row more for each of 1–2, 3–4, 5–8 and 9–12 (column weeks).

    Each rests on the assignments that are old enough for it, so not all on the same agents.
    """
    scores, assigned = _prepared(daily), Assigned.of(assignments, by)
    found = [_estimate(scores, assigned, days).assign(weeks=weeks) for weeks, days in WEEKS_SINCE.items()]
    return _first(pd.concat(found, ignore_index=True), "weeks")


def by_read(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str) -> pd.DataFrame:
    """As estimate, of days 8 to 28: for groups that are settled by the 7th day after the assignment, as `by` says."""
    return _estimate(_prepared(daily), Assigned.of(assignments, by), AFTER_READING)


def peers_only(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """A check: the change from the month before the selecting week to the follow-up, less that of the peers.

    No regression. The columns are those of estimate; plain_change is still the one from the week.
    """
    return _estimate(_prepared(daily), Assigned.of(assignments, by), FOLLOW_UP, regress=False)


def placebo(daily: "pd.DataFrame | Scores", assignments: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """A check: the same estimate for coached agents on the areas on which they were not coached.

    It should hold zero, unless coaching on one area changes another. Peers are agents coached on neither. The columns
    are those of estimate.
    """
    scores = _prepared(daily)
    return _estimate(scores, Assigned.of(assignments, by).elsewhere(scores.areas), FOLLOW_UP)


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
    assigned = Assigned.of(same_area.assign(mine=mine), "mine")
    score_of = _scores_of(scores, agent_id, coaching_area, assigned_on)
    rows = []
    for weeks, (first, end) in WEEKS_SINCE.items():
        period = Period(assigned_on + first * ONE_DAY, assigned_on + end * ONE_DAY)
        row: dict[str, object] = {"weeks": weeks, "first_day": period.first, "last_day": period.last}
        row |= _expected(compare(scores, assigned, (first, end)), len(assigned.groups) - 1)
        rows.append(row | {"score": score_of(first, end)})
    return with_none(pd.DataFrame(rows, columns=list(COURSE)), "left_out")


def _scores_of(scores: Scores, agent_id: str, area: str, assigned_on: date) -> Callable[[int, int], float]:
    """The score of one agent from day `first` up to day `end` after the assignment, as far as there are data; NaN
    without any."""
    agent, of_area = scores.agents.get_indexer([agent_id])[0], scores.areas.get_indexer([area])[0]
    if agent < 0 or of_area < 0:
        return lambda first, end: float("nan")
    sums, day = scores.of_area(int(of_area)), int(day_numbers(pd.Series([assigned_on]))[0]) - scores.first_day

    def score(first: int, end: int) -> float:
        begins, ends = (min(max(day + edge, 0), scores.days) for edge in (first, end))
        return float(sums.score(begins, ends)[agent])

    return score


def _expected(account: "Account", group: int) -> dict[str, object]:
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


def _estimate(scores: Scores, assigned: Assigned, follow_up: tuple[int, int], regress: bool = True) -> pd.DataFrame:
    return figures(assigned, compare(scores, assigned, follow_up, regress), follow_up)


def _prepared(daily: pd.DataFrame | Scores) -> Scores:
    return daily if isinstance(daily, Scores) else Scores.of(daily)


def _first(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[[column, *(name for name in frame if name != column)]]
