"""Which columns do all lists of coaching assignments share?"""

from typing import Any

from coaching.ui.pieces import table
from coaching.ui.shell import access, navigation
from coaching.words import wording

AGENT = table.Column("agent", wording.COLUMN_AGENT)
NAME = table.Column("name", wording.NAME)
AREAS = table.Column("areas", wording.COACHING_AREA)
ASSIGNED = table.Column("assigned", wording.ASSIGNED_DATE, align="tight")
FOLLOW_UP = table.Column("follow_up", wording.FOLLOW_UP_DATE, align="tight")
STATUS = table.Column("status", wording.STATUS, align="tight")
REVIEWED = table.Column("reviewed", wording.REVIEWED)
WHAT_AND_WHEN = (NAME, AREAS, ASSIGNED, FOLLOW_UP)


def agent(name: str, agent_id: str) -> dict[str, Any]:
    """The cell with an agent's name, for supervisors: it leads to the agent's page."""
    return table.leads(name, navigation.AGENT_PAGE, **{access.AGENT: agent_id})
