"""What does *Assign* in a cell of the team's map do? It fills the form with the agent, the area and the evidence."""

from coaching.measuring import coverage
from coaching.measuring.score_map import Across
from coaching.quality.scope import Scope
from coaching.ui.pages.team_view import Shown
from coaching.ui.shell import navigation
from coaching.ui.shell.session import database


def assign(viewer_id: str, cell: tuple[str, str], shown: Shown) -> None:
    """Adds the newest interactions that fail the area or metric of this cell to the draft for its agent, and opens it.

    `cell`: the agent and the column. The form refuses whom the viewer may not coach.
    """
    agent_id, column_id = cell
    scope, area = shown.scope, shown.columns[column_id].coaching_area
    metric_id = column_id if shown.across == Across.METRICS else None
    own = Scope(agent_id=agent_id, queue_id=scope.queue_id, channel=scope.channel)
    coverage.begin_coaching_on(database(), viewer_id, own, scope.period, area, metric_id)
    navigation.go(navigation.ASSIGN, agent=agent_id)
