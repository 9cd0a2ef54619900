"""What does *Assign* in a cell of the team's map do? It fills the form with the agent, the area and the evidence."""

from coaching.assignments import proposals
from coaching.measuring.score_map import Across
from coaching.quality import interaction_list
from coaching.quality.interaction_list import InteractionFilter
from coaching.quality.scope import Scope
from coaching.ui.pages.team_view import Shown
from coaching.ui.shell import navigation
from coaching.ui.shell.session import database

MOST_EVIDENCE = 5


def assign(viewer_id: str, cell: tuple[str, str], shown: Shown) -> None:
    """Adds the newest interactions that fail the area or metric of this cell to the draft for its agent, and opens it.

    `cell`: the agent and the column. The form refuses whom the viewer may not coach.
    """
    agent_id, column_id = cell
    scope, area = shown.scope, shown.columns[column_id].coaching_area
    metric_id = column_id if shown.across == Across.METRICS else None
    filters = InteractionFilter(failed_area=area, failed_metric_id=metric_id)
    own = Scope(agent_id, scope.queue_id, scope.channel)
    failing, _ = interaction_list.interactions_of_agent(
        database(), viewer_id, own, scope.period, filters, page=1, size=MOST_EVIDENCE
    )
    proposals.add_to_draft(
        database(),
        viewer_id,
        agent_id,
        list(failing["interaction_id"]),
        period=scope.period,
        coaching_areas=[area],
    )
    navigation.go(navigation.ASSIGN, agent=agent_id)
