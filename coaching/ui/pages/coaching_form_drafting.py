"""Which sentences does the coaching form draft for what is chosen? For a group only what is true of every member."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from coaching.assignments import drafting, templates
from coaching.assignments.draft import Draft
from coaching.assignments.drafting import Sentence
from coaching.measuring import findings
from coaching.storage.database import Database
from coaching.words.days import Period


def sentences(
    database: Database, viewer_id: str, draft: Draft, of_agents: Mapping[str, Draft], zone: ZoneInfo
) -> tuple[Sentence, ...]:
    """What can be drafted. `of_agents`: what each agent would be assigned, by agent_id; none of them: nothing."""
    first, last = draft.period_first, draft.period_last
    period = Period.of_days(first, last) if first and last and first <= last else None
    areas, best = tuple(draft.tidy.coaching_areas), tuple(draft.tidy.best_responses)
    found = []
    for agent_id, own in of_agents.items():
        one = findings.findings(database, viewer_id, agent_id, tuple(own.interactions), areas, best, period, zone)
        if one is None:
            return ()
        found.append(one)
    if not found or not any(one.judged for one in found):
        return ()
    known = templates.templates(database, viewer_id)
    of_team = known[known["written"] & ~known["own"]]
    steps = dict(zip(of_team["coaching_area"], of_team["action_plan"], strict=True))
    return drafting.sentences(drafting.true_of_all(found), steps)
