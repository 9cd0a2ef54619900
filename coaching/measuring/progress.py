"""How did one coached agent get on? The coached areas week by week around an assignment."""

from datetime import date

import pandas as pd

from coaching.people.visibility import MONITORED_AGENTS, VISIBLE_AGENTS
from coaching.quality.scoring import AREA_SCORE
from coaching.storage.database import Database
from coaching.words.days import ONE_DAY

WEEKS_BEFORE = 13

# Weeks are counted from the day of the assignment, which belongs to none: -1 is the 7 days before it, 1 the 7 after it.
WEEKLY = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}, coached AS (
        SELECT a.agent_id, a.assigned_at::DATE AS assigned_on, aa.coaching_area, aa.position
        FROM assignments a JOIN assignment_areas aa USING (assignment_id)
        WHERE a.assignment_id = $assignment_id AND a.agent_id IN (FROM monitored_agents)),
    counted AS (
        SELECT c.coaching_area, c.position, c.assigned_on, d.earned, d.possible, d.interactions,
               date_diff('day', c.assigned_on, d.day) AS since,
               (CASE WHEN since > 0 THEN (since - 1) // 7 + 1 ELSE -((-since - 1) // 7 + 1) END)::INTEGER AS week
        FROM coached c JOIN area_daily d ON d.agent_id = c.agent_id AND d.coaching_area = c.coaching_area
        WHERE d.day <> c.assigned_on AND d.day >= c.assigned_on - 7 * $weeks_before AND d.day < $end)
    SELECT coaching_area, week,
           (any_value(assigned_on) + CASE WHEN week > 0 THEN 7 * week - 6 ELSE 7 * week END)::DATE AS first_day,
           least(first_day + 7, $end::DATE) - 1 AS last_day,
           {AREA_SCORE} AS score, sum(interactions)::INTEGER AS interactions
    FROM counted d
    GROUP BY coaching_area, position, week HAVING {AREA_SCORE} IS NOT NULL
    ORDER BY position, week"""

COACHED_DAYS = f"""
    WITH {VISIBLE_AGENTS}, {MONITORED_AGENTS}
    SELECT o.assignment_id, o.name, oa.coaching_area, o.assigned_at::DATE AS assigned_on
    FROM assignments a
    JOIN assignment_areas aa ON aa.assignment_id = a.assignment_id
    JOIN assignments o ON o.agent_id = a.agent_id
    JOIN assignment_areas oa ON oa.assignment_id = o.assignment_id AND oa.coaching_area = aa.coaching_area
    WHERE a.assignment_id = $assignment_id AND a.agent_id IN (FROM monitored_agents)
      AND (o.withdrawn_at IS NULL OR o.assignment_id = a.assignment_id)
      AND o.assigned_at::DATE >= a.assigned_at::DATE - 7 * $weeks_before
    ORDER BY assigned_on, o.assignment_id, oa.position"""


def weekly(database: Database, viewer_id: str, assignment_id: str, newest: date) -> pd.DataFrame:
    """The scores of the coached areas by weeks before and since the assignment, in the assignment's order of areas.

    `newest`: the newest day with data; a week that is not over ends on it, and what is dated later is left out.
    Columns: coaching_area, week (-1 is the 7 days before the day of the assignment, 1 the 7 days after it, from -13
    on), first_day and last_day (UTC days), score (0 to 100), interactions (n). No row for a week without data, and none
    where the viewer may not measure that agent's coaching.
    """
    asked = {
        "viewer_id": viewer_id,
        "assignment_id": assignment_id,
        "weeks_before": WEEKS_BEFORE,
        "end": newest + ONE_DAY,
    }
    rows = database.query(WEEKLY, asked)
    return rows


def coached_days(database: Database, viewer_id: str, assignment_id: str) -> pd.DataFrame:
    """When the agent was coached on the same areas, from 13 weeks before the assignment on; it is among them.

    Columns: assignment_id, name, coaching_area, assigned_on (date, UTC).
    """
    rows = database.query(
        COACHED_DAYS, {"viewer_id": viewer_id, "assignment_id": assignment_id, "weeks_before": WEEKS_BEFORE}
    )
    return rows
