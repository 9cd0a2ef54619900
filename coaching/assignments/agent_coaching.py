"""How does all coaching of one agent stand: which steps are done, and where does the agent wait for an answer?

Of one assignment discussion.py says the same. Here all of an agent's are read at once.
"""

from datetime import datetime

from coaching.assignments.discussion import WAITING, Step, steps_ticked
from coaching.people.visibility import may_see
from coaching.storage.database import Database, look_up

# The SELECTs from here on check no permission: call may_see() first.
PLANS = "SELECT assignment_id, action_plan FROM assignments WHERE agent_id = $agent_id AND withdrawn_at IS NULL"

TICKS = """
    SELECT assignment_id, step, person_id, done, ticked_at FROM step_ticks WHERE assignment_id IN ({keys})"""

WAITING_SINCE = f"""
    WITH supervised AS (SELECT assignment_id, agent_id FROM assignments WHERE agent_id = $agent_id), {WAITING}
    SELECT assignment_id, waits_since FROM waiting"""


def plans(database: Database, viewer_id: str, agent_id: str) -> dict[str, list[Step]]:
    """The steps of the action plans of an agent's assignments in force, by assignment_id; none where the viewer may not
    see the agent."""
    if not may_see(database, viewer_id, agent_id):
        return {}
    plan_of = {row["assignment_id"]: row["action_plan"] for row in database.rows(PLANS, {"agent_id": agent_id})}
    ticks = look_up(database, TICKS, plan_of)
    return {
        assignment_id: steps_ticked(plan, agent_id, [tick for tick in ticks if tick["assignment_id"] == assignment_id])
        for assignment_id, plan in plan_of.items()
    }


def waiting_since(database: Database, viewer_id: str, agent_id: str) -> dict[str, datetime]:
    """Since when (naive UTC) the agent waits for an answer, by the assignment that they wrote about, also a withdrawn
    one; none where the viewer may not see the agent."""
    if not may_see(database, viewer_id, agent_id):
        return {}
    rows = database.rows(WAITING_SINCE, {"agent_id": agent_id})
    return {row["assignment_id"]: row["waits_since"] for row in rows}
