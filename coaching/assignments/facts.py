"""What does the data say about an assignment that is being filled in? For the form, and again for the command."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from coaching.assignments.assignments import BELONGS
from coaching.assignments.draft import Doubt, Draft, Facts, Judged, OpenCoaching, doubts, reason_contradicted
from coaching.assignments.status import CONCLUDED, IS_OPEN
from coaching.assignments.team_assignments import STATUS
from coaching.people.centre_settings import centre_settings
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.quality import coaching_areas
from coaching.quality.interactions import MAY_SEE_INTERACTION
from coaching.quality.scoring import BELOW_PASS_SCORE
from coaching.storage.database import Database, Inside, Reader
from coaching.words.formatting import day_and_time

UTC = ZoneInfo("UTC")
_SCOPE = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}"

AGENTS_OF = "SELECT interaction_id, agent_id FROM interactions WHERE interaction_id IN (SELECT unnest($ids::VARCHAR[]))"

NAMES_OF_INTERACTIONS = """
    SELECT i.interaction_id,
           concat_ws(' · ', coalesce(strftime(i.started_at, '%-d %b %Y, %H:%M UTC'), 'date unknown'),
                     coalesce(q.name, i.queue_id), i.topic) AS name
    FROM interactions i LEFT JOIN queues q USING (queue_id)
    WHERE i.interaction_id IN (SELECT unnest($ids::VARCHAR[]))"""

MAY_SHOW = f"""
    {_SCOPE}
    SELECT i.interaction_id FROM interactions i
    WHERE i.interaction_id IN (SELECT unnest($ids::VARCHAR[])) AND {MAY_SEE_INTERACTION}"""

# By the answers that count. So does the score: the supervisor audit score where there is one.
JUDGED = f"""
    {_SCOPE}
    SELECT i.interaction_id, i.started_at, coalesce(q.name, i.queue_id) AS queue, i.topic, i.failed_areas,
           {BELOW_PASS_SCORE} AS below_pass_score
    FROM interactions i LEFT JOIN queues q USING (queue_id) LEFT JOIN forms f USING (form_id)
    WHERE i.interaction_id IN (SELECT unnest($ids::VARCHAR[])) AND i.agent_id IN (FROM coachable_agents)"""

# What is open is decided by status.py alone.
OPEN_COACHING = f"""
    {_SCOPE}, own AS MATERIALIZED (
        SELECT a.*, a.withdrawn_at IS NOT NULL AS withdrawn, {CONCLUDED} AS concluded FROM assignments a
        WHERE a.agent_id IN (SELECT unnest($agent_ids::VARCHAR[])) AND a.agent_id IN (FROM coachable_agents)),
    counts AS (
        SELECT ai.assignment_id, count(DISTINCT ai.interaction_id) AS total,
               count(DISTINCT o.interaction_id) AS reviewed
        FROM own a JOIN assignment_interactions ai USING (assignment_id)
        LEFT JOIN openings o ON o.assignment_id = ai.assignment_id AND o.interaction_id = ai.interaction_id
                            AND o.person_id = a.agent_id
        WHERE {BELONGS}
        GROUP BY ai.assignment_id),
    standing AS (SELECT a.*, {STATUS} AS status FROM own a LEFT JOIN counts c USING (assignment_id))
    SELECT a.assignment_id, a.agent_id, a.name,
           coalesce((SELECT list(DISTINCT coaching_area) FROM assignment_areas aa
                     WHERE aa.assignment_id = a.assignment_id), []) AS coaching_areas
    FROM standing a WHERE {IS_OPEN}
    ORDER BY a.assigned_at, a.assignment_id"""


def fitting(
    database: Database,
    viewer_id: str,
    drafts: Mapping[str, Draft],
    before: Draft | None = None,
    assignment_id: str | None = None,
    *,
    zone: ZoneInfo = UTC,
) -> dict[str, tuple[list[Doubt], bool]]:
    """What does not fit in the draft for each agent: the doubts, and whether the reason is contradicted by the scores.

    `drafts`: tidy, by agent_id. `before` and `assignment_id`: of the assignment that is edited. `zone`: the viewer's,
    in which the doubts name times. Of agents whom the viewer may not coach nothing is known: there is nothing to say.
    """
    found = _fit(database, viewer_id, drafts, assignment_id, zone)
    facts = {
        agent: Facts(
            agent=agent, known_areas=(), agent_of={}, may_show=(), before=before, judged=judged, open_coaching=going_on
        )
        for agent, (judged, going_on) in found.items()
    }
    return {
        agent: (doubts(drafts[agent], each), reason_contradicted(drafts[agent], each)) for agent, each in facts.items()
    }


def facts_of(
    cursor: duckdb.DuckDBPyConnection,
    viewer_id: str,
    drafts: Mapping[str, Draft],
    before: Draft | None = None,
    assignment_id: str | None = None,
    *,
    zone: ZoneInfo,
) -> dict[str, Facts]:
    """All that decides about these drafts, by agent_id, inside a transaction. `zone`: as for fitting()."""
    reader = Inside(cursor)
    marked = [one for draft in drafts.values() for one in draft.interactions]
    shown = [one for draft in drafts.values() for one in draft.best_responses]
    agent_of = {row["interaction_id"]: row["agent_id"] for row in reader.rows(AGENTS_OF, {"ids": [*marked, *shown]})}
    may_show = {row["interaction_id"] for row in reader.rows(MAY_SHOW, {"viewer_id": viewer_id, "ids": shown})}
    known = coaching_areas.known(cursor)
    found = _fit(reader, viewer_id, drafts, assignment_id, zone)
    return {
        agent: Facts(
            agent=agent,
            known_areas=known,
            agent_of=agent_of,
            may_show=may_show,
            before=before,
            judged=judged,
            working_days=centre_settings(reader).working_days,
            open_coaching=going_on,
        )
        for agent, (judged, going_on) in found.items()
    }


def names_of_interactions(cursor: duckdb.DuckDBPyConnection, interaction_ids: Sequence[str]) -> dict[str, str]:
    """What people call these interactions: the day (UTC), the queue and the topic."""
    rows = Inside(cursor).rows(NAMES_OF_INTERACTIONS, {"ids": list(interaction_ids)})
    return {row["interaction_id"]: row["name"] for row in rows}


def _fit(
    reader: Reader, viewer_id: str, drafts: Mapping[str, Draft], assignment_id: str | None, zone: ZoneInfo
) -> dict[str, tuple[dict[str, Judged], list[OpenCoaching]]]:
    """How the interactions of each agent's draft are judged, and what else is open with them."""
    ids = [one for draft in drafts.values() for one in draft.interactions]
    judged = {
        row["interaction_id"]: Judged(_called(row, zone), row["failed_areas"], row["below_pass_score"])
        for row in reader.rows(JUDGED, {"viewer_id": viewer_id, "ids": ids})
    }
    going_on: dict[str, list[OpenCoaching]] = {agent: [] for agent in drafts}
    for row in reader.rows(OPEN_COACHING, {"viewer_id": viewer_id, "agent_ids": list(drafts)}):
        if row["assignment_id"] != assignment_id:
            going_on[row["agent_id"]].append(_open(row))
    return {
        agent: ({one: judged[one] for one in draft.interactions if one in judged}, going_on[agent])
        for agent, draft in drafts.items()
    }


def _called(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    """What people call an interaction: when it began, its queue and its topic."""
    return " · ".join(part for part in (day_and_time(row["started_at"], zone), row["queue"], row["topic"]) if part)


def _open(row: Mapping[str, Any]) -> OpenCoaching:
    return OpenCoaching(row["assignment_id"], row["name"], list(row["coaching_areas"]))
