"""Which columns do all lists of coaching assignments share?"""

from typing import Any

from coaching.ui.pieces import table
from coaching.ui.shell import access, navigation
from coaching.words import wording

AGENT = table.Column("agent", lambda: wording.COLUMN_AGENT)
NAME = table.Column("name", lambda: wording.NAME)
AREAS = table.Column("areas", lambda: wording.COACHING_AREA)
ASSIGNED = table.Column("assigned", lambda: wording.ASSIGNED_DATE, align="tight")
FOLLOW_UP = table.Column("follow_up", lambda: wording.FOLLOW_UP_DATE, align="tight")
STATUS = table.Column("status", lambda: wording.STATUS, align="tight")
REVIEWED = table.Column("reviewed", lambda: wording.REVIEWED)
WHAT_AND_WHEN = (NAME, AREAS, ASSIGNED, FOLLOW_UP)


def agent(name: str, agent_id: str) -> dict[str, Any]:
    """The cell with an agent's name, for supervisors: it leads to the agent's page."""
    return table.leads(name, navigation.AGENT_PAGE, **{access.AGENT: agent_id})
