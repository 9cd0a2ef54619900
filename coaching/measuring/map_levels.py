"""Between which two scores does each agent lie, in each coaching area or metric? With the 95 % interval of each."""

import pandas as pd

from coaching.measuring import score_change
from coaching.measuring.score_change import DAYS, OFF, SQUARES
from coaching.measuring.score_map import AGENTS, AMONG, SCOPED, Across, By, TeamScope, asked, asks_for_all, totals
from coaching.quality.scope import IN_SCOPE
from coaching.storage.database import Database

# What the days of each cell add up to: how far they lie off its score is known once that is. They are added up here,
# because a day for each agent and area of a whole centre would be a million rows. Agents are joined as in score_map.py.
ADDED = f"""
    {SCOPED}, days AS MATERIALIZED (
        SELECT d.agent_id, d.column_id, sum(d.earned) AS earned, sum(d.possible) AS possible,
               sum(d.interactions)::DOUBLE AS interactions
        FROM d{{among}} WHERE d.day >= $first AND d.day < $end AND {IN_SCOPE}
        GROUP BY d.agent_id, d.column_id, d.day HAVING sum(d.possible) > 0),
    cells AS (
        SELECT agent_id, column_id, sum(earned) AS earned, sum(possible) AS possible, sum(interactions) AS interactions,
               count(*)::DOUBLE AS {DAYS}
        FROM days GROUP BY agent_id, column_id)
    SELECT c.agent_id AS row_id, c.column_id, c.earned, c.possible, c.interactions, c.{DAYS},
           sum((d.earned - c.earned / c.possible * d.possible) ** 2) AS {OFF}
    FROM cells c JOIN scoped s ON s.agent_id = c.agent_id
    JOIN days d ON d.agent_id = c.agent_id AND d.column_id = c.column_id
    GROUP BY c.agent_id, c.column_id, c.earned, c.possible, c.interactions, c.{DAYS}
    ORDER BY row_id, c.column_id"""


def levels(database: Database, viewer_id: str, scope: TeamScope, across: Across) -> pd.DataFrame:
    """As score_map.scores() of agents, with the 95 % interval of each score: columns low and high more, see
    score_change.levels()."""
    among = "" if asks_for_all(database, viewer_id, scope) else AMONG
    agents = AGENTS.format(more="", supervisions="")
    sql = ADDED.format(agents=agents, totals=totals(across, By.AGENT, scope), among=among)
    added = database.query(sql, asked(viewer_id, scope, scope.period))
    return score_change.levels_of(added.assign(**{SQUARES: added["earned"]}) if across == Across.METRICS else added)
