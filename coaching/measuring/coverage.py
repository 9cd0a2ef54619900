"""Who needs coaching and gets none, and how does the coaching that was assigned flow?

Two queries read the agents and the assignments, once each; what is counted and listed follows from their frames.
Withdrawn assignments count nowhere. Days are UTC days, and a period of scores ends on the newest day with data.
"""

import math
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from coaching.assignments.assignments import BELONGS
from coaching.assignments.draft import ChosenBecause
from coaching.assignments.proposals import add_to_draft
from coaching.assignments.status import CONCLUDED, IS_LIVE, IS_OPEN, IS_OVERDUE, Status
from coaching.assignments.team_assignments import STATUS
from coaching.measuring.score_change import FEWEST_INTERACTIONS
from coaching.people.people import deactivated, with_labels
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS, may_coach
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.interaction_list import interactions_of_agent
from coaching.quality.scope import Scope
from coaching.quality.scoring import AREA_SCORE, AS_SHOWN, KORE_BELOW_PASS_SCORE, PASS_SCORE, below_pass_score
from coaching.storage.database import Database
from coaching.words.days import Period, days_asked
from coaching.words.formatting import as_shown

WINDOW_DAYS = 28
REPEATED_WITHIN = timedelta(days=91)  # three months
FEWEST_JUDGED = FEWEST_INTERACTIONS
MOST_TO_COACH_ON = 5
MEDIAN, NINETIETH = 0.5, 0.9
FIRST_REVIEW, COMPLETION = STEPS = "first_review", "completion"
SECONDS_A_DAY = 86_400.0
LEVEL_AFTER = 1.5
MOST_POINTS = 500
# The curve is a product of fractions: the half that it reaches may be 0.4999999999999999.
TOLERANCE = 1e-9

# An interaction is judged when it has a Kore evaluation score and, of its own or from its form, a pass score.
AGENTS = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, recent AS (
        SELECT i.agent_id, i.kore_evaluation_score AS score, {PASS_SCORE} AS pass_score,
               {KORE_BELOW_PASS_SCORE} IS NOT NULL AS judged
        FROM interactions i LEFT JOIN forms f USING (form_id)
        WHERE i.started_at >= $first AND i.started_at < $end AND i.agent_id IN (FROM monitored_agents)),
    scored AS (
        SELECT agent_id, count(*)::INTEGER AS interactions, (count(*) FILTER (judged))::INTEGER AS judged,
               {AS_SHOWN.format(score="avg(score) FILTER (judged)")} AS score,
               {AS_SHOWN.format(score="avg(pass_score) FILTER (judged)")} AS pass_score
        FROM recent GROUP BY agent_id),
    areas AS (
        SELECT d.agent_id, d.coaching_area, {AREA_SCORE} AS score
        FROM area_daily d
        WHERE d.day >= $first AND d.day < $end AND d.agent_id IN (FROM monitored_agents)
        GROUP BY d.agent_id, d.coaching_area HAVING {AREA_SCORE} IS NOT NULL),
    lowest AS (
        SELECT agent_id, arg_min(coaching_area, (score, coaching_area)) AS lowest_area, min(score) AS lowest_area_score
        FROM areas GROUP BY agent_id)
    SELECT s.agent_id, p.name AS agent_name, p.team, s.interactions,
           s.judged, s.score, s.pass_score, l.lowest_area, l.lowest_area_score
    FROM scored s JOIN people p ON p.person_id = s.agent_id LEFT JOIN lowest l ON l.agent_id = s.agent_id
    ORDER BY p.name, s.agent_id"""

# An interaction opened twice was reviewed the first time.
ASSIGNMENTS = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, in_force AS (
        SELECT * FROM assignments WHERE agent_id IN (FROM monitored_agents) AND withdrawn_at IS NULL),
    opened AS (
        SELECT a.assignment_id, ai.interaction_id, min(o.opened_at) AS opened_at
        FROM in_force a
        JOIN assignment_interactions ai USING (assignment_id)
        LEFT JOIN openings o ON o.assignment_id = ai.assignment_id AND o.interaction_id = ai.interaction_id
                            AND o.person_id = a.agent_id
        WHERE {BELONGS}
        GROUP BY a.assignment_id, ai.interaction_id),
    counts AS (
        SELECT assignment_id, count(*)::INTEGER AS total, count(opened_at)::INTEGER AS reviewed,
               min(opened_at) AS first_reviewed_at, max(opened_at) AS last_reviewed_at
        FROM opened GROUP BY assignment_id),
    standing AS (
        SELECT a.*, c.first_reviewed_at, c.last_reviewed_at, {STATUS} AS status, FALSE AS withdrawn,
               {CONCLUDED} AS concluded
        FROM in_force a LEFT JOIN counts c ON c.assignment_id = a.assignment_id),
    concluded AS (SELECT assignment_id, min(recorded_at) AS recorded_at FROM outcomes GROUP BY assignment_id)
    SELECT a.assignment_id, a.agent_id, p.team, a.assigned_by, a.assigned_at, a.follow_up_on, a.status,
           {IS_OPEN} AS open, {IS_LIVE} AS live, {IS_OVERDUE} AS overdue, a.first_reviewed_at,
           CASE WHEN a.status = '{Status.COMPLETED}' THEN a.last_reviewed_at END AS completed_at,
           o.recorded_at AS over_at
    FROM standing a JOIN people p ON p.person_id = a.agent_id LEFT JOIN concluded o ON o.assignment_id = a.assignment_id
    ORDER BY a.assigned_at, a.assignment_id"""

AREAS_OF_ASSIGNMENTS = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT DISTINCT aa.assignment_id, aa.coaching_area
    FROM assignment_areas aa JOIN assignments a USING (assignment_id)
    WHERE a.agent_id IN (FROM monitored_agents) AND a.withdrawn_at IS NULL
    ORDER BY aa.coaching_area, aa.assignment_id"""

INTERACTIONS_BELOW_PASS_SCORE = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT i.interaction_id FROM interactions i LEFT JOIN forms f USING (form_id)
    WHERE i.agent_id = $agent_id AND i.agent_id IN (FROM monitored_agents)
      AND i.started_at >= $first AND i.started_at < $end
      AND {KORE_BELOW_PASS_SCORE}
    ORDER BY i.started_at DESC, i.interaction_id LIMIT $most"""


def window(newest: datetime) -> Period:
    """The days whose scores count, when the newest interaction began at `newest`."""
    return Period.of_last_days(WINDOW_DAYS, newest.date())


def agents(database: Database, viewer_id: str, period: Period) -> pd.DataFrame:
    """The agents whom the viewer measures and who had an interaction in the period, by name; nobody who is deactivated.

    Columns: agent_id, agent_name, team (missing where unknown), interactions (n), judged (n
    with a Kore evaluation score and a pass score), score and pass_score (0 to 100, the means over those; NaN without
    any), lowest_area (missing without one), lowest_area_score (0 to 100).
    """
    rows = database.query(AGENTS, {"viewer_id": viewer_id} | days_asked(period))
    rows = rows[~rows["agent_id"].isin(deactivated(database))].reset_index(drop=True)
    return with_labels(database, rows, agent_name="agent_id")


def assignments(database: Database, viewer_id: str, today: date) -> pd.DataFrame:
    """The assignments in force of the agents whom the viewer measures, oldest first. `today` is the viewer's.

    Columns: assignment_id, agent_id, team, assigned_by (a person_id), assigned_at (naive UTC), follow_up_on, status (a
    Status as text), open, live and overdue (see status.py), first_reviewed_at (the agent's first opening; NaT before
    it), completed_at (when the last of its interactions was first opened; NaT while one is not), over_at (when the
    first outcome was recorded; NaT before it).
    """
    return database.query(ASSIGNMENTS, {"viewer_id": viewer_id, "today": today})


def areas_of_assignments(database: Database, viewer_id: str) -> pd.DataFrame:
    """What those assignments are about, a row an assignment and area. Columns: assignment_id, coaching_area."""
    return database.query(AREAS_OF_ASSIGNMENTS, {"viewer_id": viewer_id})


def interactions_below_pass_score(
    database: Database, viewer_id: str, agent_id: str, period: Period, most: int = MOST_TO_COACH_ON
) -> list[str]:
    """The newest interactions of the period in which the agent is below the pass score, newest first."""
    asked = {"viewer_id": viewer_id, "agent_id": agent_id, "most": most} | days_asked(period)
    return list(database.query(INTERACTIONS_BELOW_PASS_SCORE, asked)["interaction_id"])


def begin_coaching(database: Database, viewer_id: str, agent_id: str, period: Period) -> None:
    """Adds interactions_below_pass_score() to the viewer's draft for this agent, with the reason why."""
    low = interactions_below_pass_score(database, viewer_id, agent_id, period)
    reason = ChosenBecause.BELOW_PASS_SCORE if low else None
    add_to_draft(database, viewer_id, agent_id, low, period=period, chosen_because=reason)


# What follows from the frames. Pure.


def begin_coaching_on(
    database: Database, viewer_id: str, scope: Scope, period: Period, coaching_area: str, metric_id: str | None = None
) -> None:
    """Adds the newest interactions that fail the area, or the metric where one is named, to the viewer's draft for the
    agent of the scope, with the area. Nothing where the viewer may not coach that agent."""
    if not may_coach(database, viewer_id, scope.agent_id):
        return
    filters = InteractionFilter(failed_area=coaching_area, failed_metric_id=metric_id)
    failing, _ = interactions_of_agent(database, viewer_id, scope, period, filters, page=1, size=MOST_TO_COACH_ON)
    add_to_draft(
        database,
        viewer_id,
        scope.agent_id,
        list(failing["interaction_id"]),
        period=period,
        coaching_areas=[coaching_area],
    )


def coached_areas(assignments: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """On which coaching areas each agent was coached, from assignments() and areas_of_assignments().

    A row an agent and area. Columns: agent_id, coaching_area, times (n assignments), last_coached_at (the newest
    assigned_at), live (one of them is live, see status.py), repeated (the newest came within REPEATED_WITHIN of the one
    before).
    """
    joined = areas.merge(assignments[["assignment_id", "agent_id", "assigned_at", "live"]], on="assignment_id")
    keys = ["agent_id", "coaching_area"]
    joined = joined.drop_duplicates([*keys, "assignment_id"]).sort_values([*keys, "assigned_at"])
    joined["since_last"] = joined.groupby(keys)["assigned_at"].diff()
    found = joined.groupby(keys, as_index=False).agg(
        times=("assignment_id", "size"),
        last_coached_at=("assigned_at", "max"),
        live=("live", "any"),
        since_last=("since_last", "last"),
    )
    return found.assign(repeated=found["since_last"] <= REPEATED_WITHIN).drop(columns="since_last")


def with_coaching(agents: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """agents() with three columns more.

    below_by (points that the score lies below the pass score, negative above it; NaN where fewer than FEWEST_JUDGED
    interactions are judged), open_assignments (n), last_coached_at (the newest assigned_at; NaT for never).
    """
    of_agent = assignments.groupby("agent_id").agg(
        open_assignments=("open", "sum"), last_coached_at=("assigned_at", "max")
    )
    joined = agents.join(of_agent, on="agent_id")
    below = as_shown((agents["pass_score"] - agents["score"]).astype(float))
    return joined.assign(
        below_by=below.where(agents["judged"] >= FEWEST_JUDGED),
        open_assignments=joined["open_assignments"].fillna(0).astype(int),
    )


def under_pass_score(agents: pd.DataFrame) -> pd.DataFrame:
    """Of with_coaching(): below the pass score and nothing open, the farthest below first."""
    found = agents[agents["below_by"].notna() & (agents["open_assignments"] == 0)]
    below = [bool(below_pass_score(*each)) for each in zip(found["score"], found["pass_score"], strict=True)]
    return _worst_first(found[np.array(below, dtype=bool)])


def never_coached(agents: pd.DataFrame) -> pd.DataFrame:
    """Of with_coaching(): never coached, the farthest below the pass score first, those not judged last."""
    return _worst_first(agents[agents["last_coached_at"].isna()])


def not_judged(agents: pd.DataFrame) -> int:
    """How many of with_coaching() have too few judged interactions to say."""
    return int(agents["below_by"].isna().sum())


def _worst_first(agents: pd.DataFrame) -> pd.DataFrame:
    return agents.sort_values(
        ["below_by", "agent_name", "agent_id"], ascending=[False, True, True], na_position="last", ignore_index=True
    )


def open_by_supervisor(assignments: pd.DataFrame) -> pd.DataFrame:
    """What each supervisor has open, most first.

    Columns: assigned_by, open_assignments, overdue, agents (counts), oldest_at (when the oldest was assigned).
    """
    of_supervisor = assignments[assignments["open"]].groupby("assigned_by", as_index=False)
    counted = of_supervisor.agg(
        open_assignments=("assignment_id", "size"),
        overdue=("overdue", "sum"),
        agents=("agent_id", "nunique"),
        oldest_at=("assigned_at", "min"),
    )
    return counted.sort_values(["open_assignments", "assigned_by"], ascending=[False, True], ignore_index=True)


def waits(assignments: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """How long each assignment took or has been waiting until `now` (naive UTC): two rows each.

    Columns: those of assignments(), step (FIRST_REVIEW, COMPLETION), waited (days), done (the step was reached),
    waiting (it may still be). What is over waited until its outcome and waits no longer. What was opened before it was
    assigned, as an export may say, took no time.
    """
    parts = []
    over = pd.to_datetime(assignments["over_at"])
    for step, at in zip(STEPS, ("first_reviewed_at", "completed_at"), strict=True):
        reached = pd.to_datetime(assignments[at])
        until = reached.fillna(over).fillna(pd.Timestamp(now))
        taken = (until - assignments["assigned_at"]).dt.total_seconds() / SECONDS_A_DAY
        done = reached.notna()
        parts.append(
            assignments.assign(step=step, waited=taken.clip(lower=0.0), done=done, waiting=~done & over.isna())
        )
    return pd.concat(parts, ignore_index=True)


def flow(waits: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How long it takes to each step: a row for all, or one for each value of `by`, a column of waits().

    Those that have not done it are not left out: they count as at least as long as they waited (Kaplan and Meier). A
    median of the finished ones alone would be too good. No completion comes before its first review, so neither do
    its quantiles, see _shares().
    Columns: `by`, assignments (n), and for each step first_review and completion: its name with _waiting (n), _median
    and _ninetieth (days until half and until 90 % have done it; NaN: not reached yet).
    """
    waited, done = waits["waited"].to_numpy(float), waits["done"].to_numpy(bool)
    waiting = waits["waiting"].to_numpy(bool)
    rows: dict[object, dict[str, object]] = {}
    for key, places in waits.groupby([by, "step"] if by else "step", sort=True).indices.items():
        group, step = key if by else (None, key)
        median, ninetieth = quantiles(waited[places], done[places], (MEDIAN, NINETIETH))
        rows[group] = rows.get(group, {str(by): group}) | {
            "assignments": len(places),
            f"{step}_waiting": int(waiting[places].sum()),
            f"{step}_median": median,
            f"{step}_ninetieth": ninetieth,
        }
    figures = [f"{step}_{figure}" for step in STEPS for figure in ("waiting", "median", "ninetieth")]
    found = pd.DataFrame(list(rows.values()), columns=[*([by] if by else []), "assignments", *figures])
    for figure in ("median", "ninetieth"):
        first, completion = (found[f"{step}_{figure}"] for step in STEPS)
        found[f"{COMPLETION}_{figure}"] = np.maximum(first, completion)  # NaN where either is not reached
    return found


def quantiles(waited: np.ndarray, done: np.ndarray, shares: tuple[float, ...]) -> tuple[float, ...]:
    """After how long each of these shares has finished, by the estimate of Kaplan and Meier; NaN: not yet.

    Where the curve stays at exactly the share for a while it is the middle of that while, which is the usual median
    when nobody waits. (SurvfuncRight.quantile takes its end, and there it depends on the last digit of a product.)
    """
    if not done.any():
        return tuple(float("nan") for _ in shares)
    curve = SurvfuncRight(waited.astype(float), done.astype(int))
    return tuple(
        (_first(curve.surv_times, curve.surv_prob <= 1 - share + TOLERANCE)
         + _first(curve.surv_times, curve.surv_prob < 1 - share - TOLERANCE)) / 2
        for share in shares
    )  # fmt: skip


def _first(times: np.ndarray, reached: np.ndarray) -> float:
    return float(times[reached.argmax()]) if reached.any() else float("nan")


def finished_shares(waits: pd.DataFrame) -> pd.DataFrame:
    """What share of the assignments has come to each step how long after it was assigned, by the same estimate.

    Columns: step, waited (days, from 0), share (%). Each value holds until the next. It ends with the longest wait, or
    soon after the last that was finished: what follows is level. At most MOST_POINTS of a step: more cannot be seen.
    """
    finished = waits.loc[waits["done"], "waited"]
    end = min(waits["waited"].max(), LEVEL_AFTER * finished.max()) if len(finished) else waits["waited"].max()
    end = math.ceil(10 * end) / 10  # the same for some hours, and so is the chart
    curves = _shares(waits)
    even = np.linspace(0.0, end, MOST_POINTS) if max(len(times) for times, _ in curves) >= MOST_POINTS else None
    parts = []
    for step, (times, shares) in zip(STEPS, curves, strict=True):
        # Both at the same days where one has too many points, or they would cross between two of them.
        days = np.append(times[times < end], end) if even is None else even
        parts.append(pd.DataFrame({"step": step, "waited": days, "share": _at(times, shares, days)}))
    return pd.concat(parts, ignore_index=True)


def _shares(waits: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """Of each step the days from 0 on which its share changes, and the share (%) that holds from each.

    The two estimates leave out different assignments as time goes on: who was never reviewed says nothing about
    later reviews, but those who were reviewed go on to completion. So the estimate of completion alone can end above
    that of the first review, which cannot be true of any assignments. It is therefore cut at that of the first review.
    """
    curves = []
    for step in STEPS:
        group = waits[waits["step"] == step]
        times, shares = np.array([0.0]), np.array([0.0])
        if group["done"].any():
            curve = SurvfuncRight(group["waited"].to_numpy(float), group["done"].to_numpy(int))
            times, shares = np.append(times, curve.surv_times), np.append(shares, 100 * (1 - curve.surv_prob))
        curves.append((times, shares))
    first, completion = curves
    days = np.union1d(first[0], completion[0])
    capped = np.minimum(_at(*first, days), _at(*completion, days))
    changed = np.append(True, np.diff(capped) > 0)
    return [first, (days[changed], capped[changed])]


def _at(times: np.ndarray, shares: np.ndarray, days: np.ndarray) -> np.ndarray:
    """The share that holds on each of these days, of a curve that has its first day at 0."""
    found: np.ndarray = shares[np.searchsorted(times, days, side="right") - 1]
    return found
