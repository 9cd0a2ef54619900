"""How does one agent score in each coaching area and metric, how did that change, and is the agent coached on it?

The figures of the map of scores (score_map.py), for one row of it.
"""

from collections.abc import Mapping

import pandas as pd

from coaching.measuring import agent_figures, coverage, score_map
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import Across
from coaching.people.permissions import Action
from coaching.people.visibility import may
from coaching.quality.forms import Metric, metric_labels, metrics
from coaching.quality.scope import Scope
from coaching.storage.database import Database, cached
from coaching.words.days import Period

COLUMN_ID = {"coaching_area": "column_id", "metric_id": "column_id"}
UNKNOWN_CHANGE: Mapping[str, object] = {
    "before": float("nan"), "change": float("nan"), "low": float("nan"), "high": float("nan"), "n_before": 0,
    "n_after": 0, "verdict": Verdict.NO_DATA,
}  # fmt: skip


def scores(
    database: Database, viewer_id: str, scope: Scope, period: Period, across: Across, coached: pd.DataFrame
) -> pd.DataFrame:
    """What was evaluated of an agent, the lowest score first, behind it what rests on too few interactions.

    `coached`: coached_areas() of the agent.
    Columns: those of score_map.cells(), name (of the area or metric), and of score_map.changes(): before, after,
    change, low, high, n_before, n_after, verdict. Changes, and metrics at all, are for whoever may measure the agent:
    for others every verdict is NO_DATA.
    """
    if may(database, viewer_id, Action.MEASURE, scope.agent_id):
        changed = agent_figures.area_changes if across == Across.AREAS else agent_figures.metric_changes
        changes = changed(database, viewer_id, scope, period).rename(columns=COLUMN_ID)
        scored = score_map.whole(changes.assign(row_id=pd.Series(scope.agent_id, changes.index, dtype=object)))
        of_column = changes.drop(columns="after")
    else:
        scored = _areas(database, viewer_id, scope, period, across)
        of_column = scored[["column_id"]].assign(**UNKNOWN_CHANGE)
    known, called = metrics(database), metric_labels(database)
    return _joined(scored, of_column, coached, across, known, called)


@cached
def areas_with_changes(database: Database, viewer_id: str, scope: Scope, period: Period) -> pd.DataFrame:
    """The coaching areas of an agent as the agent reads them: the lowest score first, behind it what rests on too few
    interactions.

    Columns: those of agent_figures.areas() and agent_figures.area_changes(), which are missing where no change may be
    told; name, judged, below.
    """
    scored = agent_figures.areas(database, viewer_id, scope, period)
    changes = agent_figures.area_changes(database, viewer_id, scope, period)
    found = scored.merge(changes, on="coaching_area", how="left")
    found = found.assign(
        name=found["coaching_area"],
        judged=score_map.is_judged(found["interactions"]),
        below=score_map.is_below_bar(found["score"], found["interactions"]),
    )
    return _lowest_first(found)


def _areas(database: Database, viewer_id: str, scope: Scope, period: Period, across: Across) -> pd.DataFrame:
    """The coaching areas as score_map.scores() has them; no metric."""
    found = agent_figures.areas(database, viewer_id, scope, period)
    found = found if across == Across.AREAS else found.iloc[:0]
    found = found.rename(columns=COLUMN_ID).assign(row_id=scope.agent_id)
    return found[["row_id", "column_id", "score", "interactions"]]


# What follows from the frames. Pure.


def coached_areas(assigned: pd.DataFrame, agent_id: str) -> pd.DataFrame:
    """coverage.coached_areas() of one agent, from assignments.assignments_of_agent()."""
    own = assigned.assign(agent_id=agent_id, live=assigned["is_open"] & ~assigned["is_overdue"])
    areas = own[["assignment_id", "coaching_areas"]].explode("coaching_areas").dropna()
    return coverage.coached_areas(own, areas.rename(columns={"coaching_areas": "coaching_area"}))


def _joined(
    scored: pd.DataFrame,
    changes: pd.DataFrame,
    coached: pd.DataFrame,
    across: Across,
    metrics: Mapping[str, Metric],
    called: Mapping[str, str],
) -> pd.DataFrame:
    columns = score_map.columns(scored, across, metrics, called)
    found = score_map.cells(scored, columns, coached)
    names = pd.Series([columns[column].name for column in found["column_id"]], found.index, dtype=object)
    return _lowest_first(found.assign(name=names, after=found["score"]).merge(changes, on="column_id", how="left"))


def _lowest_first(found: pd.DataFrame) -> pd.DataFrame:
    """By judged, score and name: what rests on too few interactions comes last."""
    order = found.assign(unjudged=~found["judged"]).sort_values(["unjudged", "score", "name"]).index
    return found.loc[order].reset_index(drop=True)
