"""On which coaching areas does who need coaching and gets none? For the pages To do and Coverage."""

from datetime import date

import pandas as pd

from coaching.measuring import coverage, score_map
from coaching.measuring.score_map import Across, By, TeamScope
from coaching.people.people import deactivated
from coaching.storage.database import Database, cached
from coaching.words.days import Period

SHOWN = ["agent_id", "agent", "team", "coaching_area", "score", "interactions", "last_coached_at", "times", "repeated"]


@cached
def uncovered_areas(database: Database, viewer_id: str, period: Period, today: date) -> pd.DataFrame:
    """The coaching areas of each agent that are below the bar in the period with no live coaching on that area, the
    lowest score first. They are those of the map of Team, without agents who are deactivated. Coaching that is overdue,
    finished or ended is not live.

    Columns: agent_id, agent (name), team (None where unknown), coaching_area, score (0 to 100), interactions (n),
    last_coached_at (on that area; naive UTC, NaT for never), times and repeated (see coverage.coached_areas()). None
    for a viewer who may not measure.
    """
    scored = score_map.scores(database, viewer_id, TeamScope(period=period), By.AGENT, Across.AREAS)
    assigned = coverage.assignments(database, viewer_id, today)
    coached = coverage.coached_areas(assigned, coverage.areas_of_assignments(database, viewer_id))
    cells = score_map.cells(scored, score_map.columns(scored, Across.AREAS, {}, {}), coached)
    waits = cells["uncovered"] & ~cells["row_id"].isin(deactivated(database))
    uncovered = cells[waits].sort_values(["score", "row_id", "column_id"], ignore_index=True)
    names = score_map.names(database, viewer_id, By.AGENT, uncovered["row_id"].unique())
    named = uncovered.merge(names, on="row_id", how="left").rename(columns={"row_id": "agent_id", "name": "agent"})
    return named[SHOWN]
