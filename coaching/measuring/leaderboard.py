"""How do the agents of a team compare? Their figures of a period side by side, and how the score changed.

From the daily totals, whose days are UTC days; of an agent's place in the team they are those of a zone.
Kore evaluation and audit scores stand apart, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from coaching.measuring import score_change
from coaching.measuring.score_change import AFTER, BEFORE, FEWEST_INTERACTIONS
from coaching.measuring.score_map import AGENTS, TeamScope, asked
from coaching.people.people import with_labels
from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality.hidden_parts import Part, hidden_from
from coaching.quality.scope import IN_SCOPE
from coaching.quality.scoring import AS_SHOWN, AUDIT_SCORE, KORE_SCORE
from coaching.storage.database import Database
from coaching.words.days import ONE_DAY, UTC_ZONE, Period, start_of

FEWEST_OTHERS = 4

_OF_TEAM = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, scoped AS MATERIALIZED ({AGENTS.format(more="", supervisions="")}),
    d AS (
        SELECT d.* FROM agent_daily d JOIN scoped s ON s.agent_id = d.agent_id
        WHERE d.day >= $first AND d.day < $end AND {IN_SCOPE})"""

LEADERBOARD = f"""
    {_OF_TEAM},
    assigned AS (
        SELECT agent_id, count(*)::INTEGER AS assignments FROM assignments
        WHERE agent_id IN (SELECT agent_id FROM scoped) AND withdrawn_at IS NULL
          AND assigned_at >= $first AND assigned_at < $end
        GROUP BY agent_id),
    summed AS (
        SELECT d.agent_id, sum(d.interactions)::INTEGER AS interactions, sum(d.evaluated)::INTEGER AS evaluated,
               {KORE_SCORE} AS kore_evaluation_score, sum(d.audited)::INTEGER AS audits,
               {AUDIT_SCORE} AS supervisor_audit_score, sum(d.below_pass_score)::INTEGER AS below_pass_score,
               {AS_SHOWN.format(score="100 * sum(d.below_pass_score) / nullif(sum(d.evaluated), 0)::DOUBLE")}
                   AS below_share,
               sum(d.fatal)::INTEGER AS fatal
        FROM d GROUP BY d.agent_id)
    SELECT s.agent_id, p.name AS agent, p.team, s.interactions, s.evaluated, s.kore_evaluation_score, s.audits,
           s.supervisor_audit_score, s.below_pass_score, s.below_share, s.fatal,
           coalesce(a.assignments, 0) AS assignments
    FROM summed s JOIN people p ON p.person_id = s.agent_id LEFT JOIN assigned a ON a.agent_id = s.agent_id
    ORDER BY p.name, s.agent_id"""

EVALUATED = f"""
    {_OF_TEAM}
    SELECT d.agent_id, d.day::TIMESTAMP AS day, sum(d.evaluation_total) / 100 AS earned,
           sum(d.evaluated)::DOUBLE AS possible, sum(d.evaluated)::DOUBLE AS interactions
    FROM d GROUP BY d.agent_id, d.day ORDER BY d.agent_id, d.day"""


# The team of an agent whom the viewer may see: everybody in it who is scored. The daily totals have days of UTC: what
# comes before the first whole one of the period and behind the last is read from the interactions.
_SCORED_TEAM = f"""
    WITH {VISIBLE_AGENTS}, own AS (
        SELECT person_id, team FROM people WHERE person_id = $agent_id AND $agent_id IN (FROM visible_agents)),
    team AS MATERIALIZED (SELECT p.person_id FROM people p JOIN own o ON p.team = o.team),
    d AS MATERIALIZED (
        SELECT agent_id, evaluation_total, evaluated FROM agent_daily
        WHERE day >= $first_whole AND day < $end_whole AND agent_id IN (FROM team)
        UNION ALL
        SELECT agent_id, kore_evaluation_score, 1 FROM interactions
        WHERE started_at >= $first AND started_at < least($first_whole, $end) AND agent_id IN (FROM team)
          AND kore_evaluation_score IS NOT NULL
        UNION ALL
        SELECT agent_id, kore_evaluation_score, 1 FROM interactions
        WHERE started_at >= greatest($first_whole, $end_whole) AND started_at < $end AND agent_id IN (FROM team)
          AND kore_evaluation_score IS NOT NULL),
    scored AS (
        SELECT d.agent_id, {KORE_SCORE} AS score, sum(d.evaluated)::INTEGER AS evaluated FROM d GROUP BY d.agent_id
        HAVING sum(d.evaluated) >= {FEWEST_INTERACTIONS})"""

# Of nobody but the agent themselves is a figure read out: the others of the team are counted.
PLACE = f"""
    {_SCORED_TEAM}
    SELECT (SELECT count(*) FROM scored)::INTEGER - 1 AS others,
           (SELECT count(*) FROM scored s WHERE s.score > mine.score)::INTEGER AS above
    FROM scored mine WHERE mine.agent_id IN (SELECT person_id FROM own)"""

# Nobody's id or name is read out. Equal ones stand in no order of theirs.
PLACES = f"""
    {_SCORED_TEAM}
    SELECT rank() OVER (ORDER BY s.score DESC)::INTEGER AS place, s.score, s.evaluated,
           s.agent_id IN (SELECT person_id FROM own) AS own
    FROM scored s
    WHERE (SELECT count(*) FROM scored) > $fewest_others
      AND EXISTS (FROM scored mine WHERE mine.agent_id IN (SELECT person_id FROM own))
    ORDER BY place, own DESC, s.evaluated DESC"""


@dataclass(frozen=True)
class Place:
    """How many others of an agent's team are scored, and how many of them have a higher mean Kore evaluation score."""

    others: int
    above: int


class Rank(StrEnum):
    """What the agents are sorted by: a column of leaderboard(), or the trend."""

    NAME = "agent"
    INTERACTIONS = "interactions"
    KORE = "kore_evaluation_score"
    AUDIT = "supervisor_audit_score"
    BELOW_PASS = "below_share"
    FATAL = "fatal"
    ASSIGNMENTS = "assignments"
    TREND = "change"


# What begins with the largest number; everything else begins with the smallest.
LARGEST_FIRST = frozenset({Rank.INTERACTIONS, Rank.KORE, Rank.AUDIT, Rank.ASSIGNMENTS, Rank.TREND})


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """How the agents are sorted. `backwards`: the other way round."""

    by: Rank = Rank.KORE
    backwards: bool = False


def leaderboard(database: Database, viewer_id: str, scope: TeamScope) -> pd.DataFrame:
    """The figures of the agents whom the viewer measures and who had an interaction in the period, by name.

    Columns: agent_id, agent (name), team (missing where unknown), interactions (n), evaluated (n with a Kore evaluation
    score), kore_evaluation_score (0 to 100, mean; NaN without one), audits (n with a supervisor audit score),
    supervisor_audit_score (likewise), below_pass_score (n whose Kore evaluation score is below their pass score),
    below_share (% of `evaluated`; NaN without one), fatal (n that fail fatally by the answers that count), assignments
    (n assigned in the period and not withdrawn).
    """
    rows = database.query(LEADERBOARD, _asked(viewer_id, scope, scope.period))
    return with_labels(database, rows, agent="agent_id")


def trends(
    database: Database, viewer_id: str, scope: TeamScope, agent_ids: Sequence[str] | None = None
) -> pd.DataFrame:
    """How the mean Kore evaluation score of each agent changed from the period of the same length before.

    `agent_ids`: only of these; None for all. Columns: agent_id, before, after, change, low, high, n_before, n_after,
    verdict (see score_change.changes()).
    """
    both = Period(scope.period.previous.first, scope.period.end)
    chosen = None if agent_ids is None else list(agent_ids)
    sums = database.query(EVALUATED, _asked(viewer_id, scope, both, chosen))
    sides = np.where(sums["day"] < pd.Timestamp(scope.period.first), BEFORE, AFTER)
    return score_change.changes(sums.assign(side=sides))


def place(database: Database, viewer_id: str, agent_id: str, period: Period, zone: ZoneInfo = UTC_ZONE) -> Place | None:
    """Where an agent stands in their team by the mean Kore evaluation score, as shown, of everybody with
    FEWEST_INTERACTIONS or more.

    None for an agent who is not among these, whom the viewer may not see or who gets no automatic scores, and where
    fewer than FEWEST_OTHERS others are: a count of two or three would tell who they are.
    """
    if Part.AUTOMATIC in hidden_from(database, viewer_id, agent_id):
        return None
    row = database.first(PLACE, _placed(viewer_id, agent_id, period, zone))
    return Place(**row) if row is not None and row["others"] >= FEWEST_OTHERS else None


def places(
    database: Database, viewer_id: str, agent_id: str, period: Period, zone: ZoneInfo = UTC_ZONE
) -> pd.DataFrame:
    """The scores of everybody in the agent's team who is scored, the highest first, without a word of who they are.

    No row where place() says None. Columns: place (1 for the highest; equal ones have the same), score (0 to 100, the
    mean Kore evaluation score), evaluated (n), own (it is the agent's).
    """
    asked = _placed(viewer_id, agent_id, period, zone) | {"fewest_others": FEWEST_OTHERS}
    if Part.AUTOMATIC in hidden_from(database, viewer_id, agent_id):
        asked["agent_id"] = None
    return database.query(PLACES, asked)


def _placed(viewer_id: str, agent_id: str, period: Period, zone: ZoneInfo) -> dict[str, object]:
    """The parameters of _SCORED_TEAM: naive UTC instants."""
    first, end = (start_of(day, zone) for day in (period.first, period.end))
    return {
        "viewer_id": viewer_id,
        "agent_id": agent_id,
        "first": first,
        "first_whole": datetime.combine(first + ONE_DAY - datetime.resolution, time()),
        "end_whole": datetime.combine(end, time()),
        "end": end,
    }


def _asked(
    viewer_id: str, scope: TeamScope, period: Period, agent_ids: Sequence[str] | None = None
) -> dict[str, object]:
    """Figures of whole interactions: no coaching area narrows them."""
    found = asked(viewer_id, scope, period, agent_ids)
    del found["area"]
    return found


def ranked(found: pd.DataFrame, by: Ranked, trends: pd.DataFrame | None = None) -> pd.DataFrame:
    """The agents sorted: those without such a figure last, whichever way round; equal ones by name. Pure.

    `found`: leaderboard(). `trends`: trends() of all of them, to sort by these.
    """
    called = found["agent"].str.casefold()
    value: pd.Series = called
    if by.by == Rank.TREND:
        changes = pd.Series(dtype=float) if trends is None else trends.set_index("agent_id")["change"]
        value = found["agent_id"].map(changes).astype(float)
    elif by.by != Rank.NAME:
        value = found[str(by.by)].astype(float)
    keys = pd.DataFrame({"value": value, "called": called, "agent_id": found["agent_id"]})
    ascending = (by.by in LARGEST_FIRST) == by.backwards
    order = keys.sort_values(["value", "called", "agent_id"], ascending=[ascending, True, True], na_position="last")
    return found.loc[order.index].reset_index(drop=True)
