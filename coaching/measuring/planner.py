"""Whom to coach first, and on what, when more agents need it than there is time? A plain rule.

Asked is about every agent with a coaching area that is below the bar in the last 28 days with data and in which no
coaching is live. First come those who failed a fatal metric of the area; then those who are surely far below the bar
(the upper end of the 95 % interval of the score is FAR points or more below it); then those who are surely below it;
then those who may be below it by chance. Among these, first those who waited in an earlier round and have not been
coached on the area since. Of several areas an agent is asked about in the one that comes first by this rule.

Whoever is the same by the rule is equal, and equals are a stratum. Among them only the lot decides, see rounds.py: so
those who wait differ from those who are coached by chance alone.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import pandas as pd

from coaching.measuring import map_levels, score_map
from coaching.measuring.score_map import BAR, Across, By, TeamScope
from coaching.people.people import deactivated
from coaching.quality import forms
from coaching.quality.forms import Metric
from coaching.storage.database import Database

FAR = 10.0  # points


class Need(StrEnum):
    """Why somebody needs coaching; the most urgent first."""

    FATAL = "fatal"
    FAR_BELOW = "far_below"
    BELOW = "below"
    PERHAPS = "perhaps"


URGENCY = {need: place for place, need in enumerate(Need)}
COLUMNS = ("agent_id", "coaching_area", "score", "low", "high", "interactions", "need", "waited", "stratum")


def needs(
    database: Database, viewer_id: str, scope: TeamScope, coached: pd.DataFrame, rounds: pd.DataFrame
) -> pd.DataFrame:
    """The agents whom the viewer measures and who need coaching, who comes first by the rule first.

    `scope`: the days of the scores, and whose. `coached`: coverage.coached_areas(). `rounds`: rounds.agents_of_rounds()
    of now; whoever is in one that runs is left out, and whoever is deactivated.
    Columns: agent_id, coaching_area, score, low, high (0 to 100; the 95 % interval, NaN where the days tell no spread),
    interactions (n), need (a Need), waited (in an earlier round, and not coached on the area since), stratum (from 1;
    equals have the same), agent_name.
    """
    areas = map_levels.levels(database, viewer_id, scope, Across.AREAS)
    metrics = forms.metrics(database)
    fatal = [metric_id for metric_id, metric in metrics.items() if metric.fatal]
    scored = score_map.scores(database, viewer_id, scope, By.AGENT, Across.METRICS, fatal)
    cells = score_map.cells(areas, score_map.columns(areas, Across.AREAS, {}, {}), coached)
    nobodys = deactivated(database)
    active, scored = cells[~cells["row_id"].isin(nobodys)], scored[~scored["row_id"].isin(nobodys)]
    found = ranked(active, failed_fatally(scored, metrics), rounds)
    names = score_map.names(database, viewer_id, By.AGENT, found["agent_id"])
    return found.assign(agent_name=names["name"].to_numpy())


# What follows from the frames. Pure.


def failed_fatally(scored: pd.DataFrame, metrics: Mapping[str, Metric]) -> pd.DataFrame:
    """Who failed a fatal metric of which area, by the automatic evaluation. `scored`: score_map.scores() of agents by
    metric; `metrics`: all of them. Columns: agent_id, coaching_area."""
    fatal = {metric_id: metric.coaching_area for metric_id, metric in metrics.items() if metric.fatal}
    found = scored[scored["column_id"].isin(fatal) & (scored["score"] < 100)]
    areas = pd.DataFrame({"agent_id": found["row_id"], "coaching_area": found["column_id"].map(fatal)})
    return areas.drop_duplicates(ignore_index=True)


def ranked(cells: pd.DataFrame, fatal: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """needs(), from score_map.cells() with low and high, failed_fatally() and rounds.agents_of_rounds()."""
    running = rounds.loc[rounds["running"], "agent_id"]
    found = cells[cells["uncovered"] & ~cells["row_id"].isin(running)].rename(columns={"row_id": "agent_id"})
    keys = pd.MultiIndex.from_frame(found[["agent_id", "coaching_area"]])
    high = found["high"].to_numpy(float)
    need = np.select(
        [keys.isin(pd.MultiIndex.from_frame(fatal)), high <= BAR - FAR, high < BAR],
        [Need.FATAL.value, Need.FAR_BELOW.value, Need.BELOW.value],
        Need.PERHAPS.value,
    )
    lost = rounds[~rounds["drawn"] & ~rounds["running"] & rounds["coached_at"].isna()]
    waited = keys.isin(pd.MultiIndex.from_frame(lost[["agent_id", "coaching_area"]]))
    found = found.assign(need=pd.Series([Need(each) for each in need], found.index, dtype=object), waited=waited)
    urgency = found["need"].map(URGENCY).astype(int)
    order = found.assign(urgency=urgency, later=~found["waited"]).sort_values(
        ["urgency", "later", "score", "agent_id", "coaching_area"]
    )
    order = order.drop_duplicates("agent_id", ignore_index=True)
    stratum = order.groupby(["urgency", "later"]).ngroup() + 1
    return order.assign(stratum=stratum.astype(int))[list(COLUMNS)]
