"""Who was drawn to be coached in a round, who waits, and what came of it?

A round is drawn once, before anything is assigned, and nobody can change it. Strata take their places in order; where
the places run out, the lot decides within the stratum, and later strata are not in the round. For ROUND_DAYS after the
day of the draw it runs: whoever is in it is in no other, and whoever waits should not be coached on the area. Where
somebody is all the same, it is noted and they stay among those who wait (see drawn_effect.py).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pandas as pd

from coaching.measuring import coverage, planner
from coaching.measuring.score_map import TeamScope
from coaching.people.people import with_labels
from coaching.people.permissions import Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.storage import clock
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import numeral
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotPossibleError

ROUND_DAYS = 28
LARGEST_SEED = 2**31

# An agent who is in a round twice, because two who were drawn turned out to be one person, counts as drawn if one was.
AGENTS_OF_ROUNDS = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, mine AS (
        SELECT * FROM round_agents WHERE agent_id IN (FROM monitored_agents)
        QUALIFY row_number() OVER (PARTITION BY round_id, agent_id ORDER BY drawn DESC, place) = 1),
    coached AS (
        SELECT m.round_id, m.agent_id, min(a.assigned_at) AS coached_at
        FROM mine m JOIN rounds r USING (round_id)
        JOIN assignments a ON a.agent_id = m.agent_id AND a.assigned_at >= r.drawn_at AND a.withdrawn_at IS NULL
        JOIN assignment_areas aa ON aa.assignment_id = a.assignment_id AND aa.coaching_area = m.coaching_area
        GROUP BY m.round_id, m.agent_id)
    SELECT r.round_id, r.drawn_by, coalesce(by_whom.name, r.drawn_by) AS drawn_by_name, r.drawn_at,
           r.drawn_at::DATE + {ROUND_DAYS} AS last_on, $today <= r.drawn_at::DATE + {ROUND_DAYS} AS running,
           r.places, r.seed, m.agent_id, p.name AS agent_name, p.team, m.coaching_area, m.stratum, m.need, m.waited,
           m.score, m.interactions, m.place, m.drawn, c.coached_at
    FROM rounds r JOIN mine m USING (round_id) JOIN people p ON p.person_id = m.agent_id
    LEFT JOIN people by_whom ON by_whom.person_id = r.drawn_by
    LEFT JOIN coached c ON c.round_id = m.round_id AND c.agent_id = m.agent_id
    ORDER BY r.drawn_at DESC, r.round_id, m.place"""

# What was scored in the days of the round after that of the draw, in the area of the draw.
AFTERWARDS = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT m.round_id, m.agent_id, 100 * sum(d.earned) / nullif(sum(d.possible), 0) AS after,
           sum(d.interactions)::INTEGER AS interactions_after
    FROM rounds r JOIN (
        SELECT DISTINCT round_id, agent_id, coaching_area FROM round_agents WHERE agent_id IN (FROM monitored_agents)
    ) m USING (round_id)
    JOIN area_daily d ON d.agent_id = m.agent_id AND d.coaching_area = m.coaching_area
    WHERE d.day > r.drawn_at::DATE AND d.day <= r.drawn_at::DATE + {ROUND_DAYS}
    GROUP BY m.round_id, m.agent_id ORDER BY m.round_id, m.agent_id"""

NOT_THEIRS = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}, {MONITORED_AGENTS}
    SELECT unnest($agent_ids::VARCHAR[]) AS agent_id
    EXCEPT (FROM coachable_agents INTERSECT FROM monitored_agents)"""

IN_A_ROUND = f"""
    SELECT 1 FROM round_agents JOIN rounds r USING (round_id)
    WHERE list_contains($agent_ids::VARCHAR[], agent_id) AND $today <= r.drawn_at::DATE + {ROUND_DAYS} LIMIT 1"""

DRAWN_AT = "SELECT drawn_at AS instant FROM rounds"
ADD = "INSERT INTO rounds VALUES ($round_id, $viewer_id, $drawn_at, $first, $last, $places, $seed)"
ADD_AGENT = """
    INSERT INTO round_agents VALUES (
        $round_id, $agent_id, $coaching_area, $stratum, $need, $waited, $score, $interactions, $place, $drawn)"""


@dataclass(frozen=True)
class Drawn:
    """A round that was drawn: its id, and how many are to be coached and how many wait."""

    round_id: str
    drawn: int
    waiting: int


def agents_of_rounds(database: Database, viewer_id: str, today: date) -> pd.DataFrame:
    """Who was in a round, of the agents whom the viewer measures: the newest round first, in the order of the draw.

    Columns: round_id, drawn_by (a person_id), drawn_by_name, drawn_at (naive UTC), last_on (the last day that it runs),
    running (it is not over `today`), places, seed, agent_id, agent_name, team (missing where unknown), coaching_area,
    stratum, need (a planner.Need), waited, score, interactions, place, drawn (see migration 0022), coached_at (naive
    UTC, when they were first assigned coaching on the area from the draw on; NaT: never).
    """
    rows = database.query(AGENTS_OF_ROUNDS, {"viewer_id": viewer_id, "today": today})
    return with_labels(database, rows, agent_name="agent_id", drawn_by_name="drawn_by")


def afterwards(database: Database, viewer_id: str) -> pd.DataFrame:
    """What those agents scored in the area of the draw, in the ROUND_DAYS after the day of it.

    Columns: round_id, agent_id, after (0 to 100, the points earned of those possible; NaN without any),
    interactions_after (n). No row without any interaction.
    """
    return database.query(AFTERWARDS, {"viewer_id": viewer_id})


def needs_now(database: Database, viewer_id: str, scope: TeamScope, today: date) -> pd.DataFrame:
    """planner.needs() as it is `today`: who could be in a round that is drawn now."""
    assigned = coverage.assignments(database, viewer_id, today), coverage.areas_of_assignments(database, viewer_id)
    drawn = agents_of_rounds(database, viewer_id, today)
    return planner.needs(database, viewer_id, scope, coverage.coached_areas(*assigned), drawn)


def draw(database: Database, viewer_id: str, scope: TeamScope, places: int, today: date) -> Drawn:
    """Draws who of needs_now() is coached in `places`, and stores it; all of them must be the viewer's to coach and to
    measure.

    Raises InvalidFieldsError at "places" where there are none, or enough for all; NotAllowedError; NotPossibleError
    where somebody is in a round that runs, which was drawn in the meantime.
    """
    found = needs_now(database, viewer_id, scope, today)
    if not 1 <= places < len(found):
        raise InvalidFieldsError({"places": wording.PLANNER_PLACES.format(most=numeral(max(0, len(found) - 1)))})
    seed = secrets.randbelow(LARGEST_SEED)
    lots = by_lot(found, places, seed)
    round_id, agent_ids = f"round-{uuid4().hex}", list(lots["agent_id"])
    with database.transaction(writes={"rounds", "round_agents"}) as cursor:
        if cursor.execute(NOT_THEIRS, {"viewer_id": viewer_id, "agent_ids": agent_ids}).fetchall():
            raise NotAllowedError(*needed(Action.COACH))
        if cursor.execute(IN_A_ROUND, {"agent_ids": agent_ids, "today": today}).fetchall():
            raise NotPossibleError(wording.PLANNER_DRAWN_MEANWHILE)
        asked = {"round_id": round_id, "viewer_id": viewer_id, "places": places, "seed": seed,
                 "first": scope.period.first, "last": scope.period.last,
                 "drawn_at": clock.instant_after(cursor, DRAWN_AT, {})}  # fmt: skip
        cursor.execute(ADD, asked)
        for row in lots.to_dict("records"):
            cursor.execute(ADD_AGENT, _of_agent(round_id, row))
    return Drawn(round_id, places, len(lots) - places)


def _of_agent(round_id: str, row: Mapping[Any, Any]) -> dict[str, object]:
    """What ADD_AGENT takes, as values of Python."""
    return {
        "round_id": round_id,
        "agent_id": str(row["agent_id"]),
        "coaching_area": str(row["coaching_area"]),
        "stratum": int(row["stratum"]),
        "need": str(row["need"]),
        "waited": bool(row["waited"]),
        "score": float(row["score"]),
        "interactions": int(row["interactions"]),
        "place": int(row["place"]),
        "drawn": bool(row["drawn"]),
    }


# What follows from the frames. Pure.


def by_lot(needs: pd.DataFrame, places: int, seed: int) -> pd.DataFrame:
    """planner.needs() in the order of a draw: stratum after stratum, within each in an order that the `seed` decides.

    Without the strata that begin after the last of the `places`. Columns more: place (from 1), drawn (it is one of the
    `places`). The same needs and seed are drawn the same.
    """
    lots = needs.sort_values(["agent_id"], ignore_index=True)
    lots = lots.assign(lot=np.random.default_rng(seed).permutation(len(lots)))
    lots = lots.sort_values(["stratum", "lot"], ignore_index=True).drop(columns="lot")
    lots = lots.assign(place=np.arange(1, len(lots) + 1), drawn=np.arange(len(lots)) < places)
    return lots[lots["stratum"] <= lots.loc[lots["drawn"], "stratum"].max()].reset_index(drop=True)


def chances(needs: pd.DataFrame, places: int) -> pd.DataFrame:
    """planner.needs() with how many of each stratum would be drawn. Columns more: equals (n of the stratum), lots (n of
    them that would be drawn: all, none, or by lot as many as there are places left)."""
    equals = needs.groupby("stratum")["agent_id"].transform("size")
    before = needs["stratum"].map(needs["stratum"].value_counts().sort_index().cumsum()) - equals
    return needs.assign(equals=equals, lots=(places - before).clip(lower=0).clip(upper=equals))


def noted(agents: pd.DataFrame) -> pd.Series:
    """Of agents_of_rounds(), who waits and was coached on the area while the round ran."""
    end = pd.to_datetime(agents["last_on"]) + timedelta(days=1)
    return ~agents["drawn"].astype(bool) & (agents["coached_at"] < end)
