"""What supervisors do with coaching assignments: draft, create, change and withdraw them, for one agent or a group.

Each command is one transaction that checks everything again, whatever the form said, and either does all or nothing.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pandas as pd

from coaching import changes, drafts, marks
from coaching.assignment_draft import (
    ChosenBecause,
    Draft,
    Facts,
    complaints,
    differing,
    proposed_follow_up,
    proposed_name,
)
from coaching.database import Database, utc_now
from coaching.interactions import MAY_SEE_INTERACTION, data_as_of
from coaching.people import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.refused import NOT_YOURS, RefusedError
from coaching.sentences import listed

LOOKED_AT = timedelta(days=7)
MOST_REASON = 1_000

NO_SUCH = "There is no such coaching assignment, or it is not yours to change."
WITHDRAWN = "This coaching assignment was withdrawn and can no longer be changed."

_SCOPE = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}"

COACHABLE = f"""
    {_SCOPE}
    SELECT p.person_id, p.name FROM people p WHERE p.person_id = $agent AND p.person_id IN (FROM coachable_agents)"""

KNOWN_AREAS = "SELECT coaching_area FROM metrics GROUP BY coaching_area ORDER BY coaching_area"

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

# The assignment as a draft, with what else a change needs to know.
ASSIGNMENT = f"""
    {_SCOPE}
    SELECT a.agent_id, a.version, a.withdrawn_at, a.group_id, a.name, a.chosen_because, a.period_first, a.period_last,
           a.went_well, a.work_on, a.action_plan, a.follow_up_on,
           coalesce((SELECT list(coaching_area ORDER BY position) FROM assignment_areas aa
                     WHERE aa.assignment_id = a.assignment_id), []) AS coaching_areas,
           coalesce((SELECT list(interaction_id ORDER BY position) FROM assignment_interactions ai
                     WHERE ai.assignment_id = a.assignment_id AND ai.kind = 'marked'), []) AS interactions,
           coalesce((SELECT list(interaction_id ORDER BY position) FROM assignment_interactions ai
                     WHERE ai.assignment_id = a.assignment_id AND ai.kind = 'best_response'), []) AS best_responses,
           (SELECT coalesce(p.name, c.changed_by) FROM changes c LEFT JOIN people p ON p.person_id = c.changed_by
            WHERE c.subject = 'assignment' AND c.subject_id = a.assignment_id
            ORDER BY c.changed_at DESC LIMIT 1) AS changed_by
    FROM assignments a
    WHERE a.assignment_id = $assignment AND a.agent_id IN (FROM coachable_agents)"""

# What interactions fail, whoever judged: the area that most of them fail first, then a fatal one, then the costliest.
AREAS_FAILED = f"""
    {_SCOPE}, failed AS (
        SELECT i.interaction_id, unnest(string_split(trim(i.failed_areas, '|'), '|')) AS coaching_area
        FROM interactions i
        WHERE i.interaction_id IN (SELECT unnest($ids::VARCHAR[])) AND i.agent_id IN (FROM coachable_agents))
    SELECT f.coaching_area, count(*)::INTEGER AS interactions, coalesce(sum(r.lost), 0)::DOUBLE AS lost,
           coalesce(bool_or(r.fatal), FALSE) AS fatal
    FROM failed f
    LEFT JOIN (
        SELECT r.interaction_id, m.coaching_area, sum(r.weight + r.negative_weight) AS lost,
               bool_or(r.fatal_error) AS fatal
        FROM metric_results r JOIN metrics m USING (metric_id)
        WHERE r.interaction_id IN (SELECT unnest($ids::VARCHAR[])) AND r.auditor_id IS NULL
          AND r.qualification NOT IN ('NA', m.expected_response)
        GROUP BY ALL
    ) r ON r.interaction_id = f.interaction_id AND r.coaching_area = f.coaching_area
    GROUP BY f.coaching_area
    ORDER BY interactions DESC, fatal DESC, lost DESC, f.coaching_area"""

INTERACTIONS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT i.interaction_id, i.started_at, coalesce(q.name, i.queue_id) AS queue, i.channel, i.topic,
           i.kore_evaluation_score, i.supervisor_audit_score, i.sentiment_score, i.sentiment_estimated, i.fatal,
           string_split(trim(i.failed_areas, '|'), '|') AS failed_areas,
           coalesce(i.met_areas, i.failed_areas) IS NOT NULL AS judged,
           coalesce(i.kore_evaluation_score < coalesce(i.pass_score, f.pass_score), FALSE) AS below_pass
    FROM (SELECT unnest($ids::VARCHAR[]) AS interaction_id, unnest(range(len($ids::VARCHAR[]))) AS place) given
    JOIN interactions i USING (interaction_id)
    LEFT JOIN queues q USING (queue_id)
    LEFT JOIN forms f USING (form_id)
    WHERE {MAY_SEE_INTERACTION} AND EXISTS (FROM visible_agents WHERE agent_id <> $viewer)
    ORDER BY given.place"""

NEWEST_OF_AGENT = f"""
    {_SCOPE}
    SELECT i.interaction_id FROM interactions i
    WHERE i.agent_id = $agent AND i.agent_id IN (FROM coachable_agents)
    ORDER BY i.started_at DESC NULLS LAST, i.interaction_id LIMIT $most"""

MEMBERS = f"""
    {_SCOPE}
    SELECT gm.agent_id, CASE WHEN gm.agent_id IN (FROM visible_agents) THEN p.name END AS name,
           gm.agent_id IN (FROM coachable_agents) AS coachable,
           coalesce((SELECT list(interaction_id ORDER BY marked_at, interaction_id) FROM (
               SELECT m.interaction_id, min(m.marked_at) AS marked_at
               FROM marks m JOIN interactions i ON i.interaction_id = m.interaction_id AND i.agent_id = m.agent_id
               WHERE m.agent_id = gm.agent_id AND NOT EXISTS (FROM mark_closings c WHERE c.mark_id = m.mark_id)
               GROUP BY m.interaction_id)), []) AS interactions
    FROM groups g JOIN (SELECT DISTINCT group_id, agent_id FROM group_members) gm USING (group_id)
    LEFT JOIN people p ON p.person_id = gm.agent_id
    WHERE g.group_id = $group AND g.removed_at IS NULL
    ORDER BY p.name, gm.agent_id"""

INSERT = """
    INSERT INTO assignments BY NAME
    SELECT $assignment AS assignment_id, $name AS name, $agent AS agent_id, $viewer AS assigned_by,
           $assigned_at::TIMESTAMP AS assigned_at, $follow_up_on::DATE AS follow_up_on, $went_well AS went_well,
           $work_on AS work_on, $action_plan::VARCHAR[] AS action_plan, 1 AS version,
           $chosen_because AS chosen_because, $period_first::DATE AS period_first, $period_last::DATE AS period_last,
           $group AS group_id"""

UPDATE = """
    UPDATE assignments
    SET name = $name, follow_up_on = $follow_up_on, went_well = $went_well, work_on = $work_on,
        action_plan = $action_plan::VARCHAR[], chosen_because = $chosen_because, period_first = $period_first,
        period_last = $period_last, version = version + 1
    WHERE assignment_id = $assignment"""


class EditedMeanwhileError(Exception):
    """Somebody else changed the assignment since the form was opened. Nothing was saved."""

    def __init__(self, changed_by: str, theirs: Draft, version: int) -> None:
        super().__init__(f"{changed_by} has changed this coaching assignment since you opened it.")
        self.changed_by = changed_by
        self.theirs = theirs
        self.version = version


def create(database: Database, viewer: str, agent: str, draft: Draft, today: date) -> str:
    """Makes an assignment for `agent`, who sees it at once, and returns its assignment_id.

    `today` is the supervisor's date. Marks of its interactions become coaching; the viewer's draft for this agent is
    done with. Raises RefusedError with a sentence by field.
    """
    tidy = draft.tidy
    with database.transaction() as cursor:
        if not _rows(cursor, COACHABLE, viewer=viewer, agent=agent):
            raise RefusedError({"": NOT_YOURS})
        _check(tidy, _facts(cursor, viewer, agent, tidy), today)
        assignment_id = _insert(cursor, viewer, agent, tidy, None, utc_now())
        _discard(cursor, viewer, subject_of_agent(agent))
    return assignment_id


def create_for_group(database: Database, viewer: str, group_id: str, draft: Draft, today: date) -> list[str]:
    """Makes an assignment for each member of a group with their own marked interactions; for all of them or for none.

    What else the draft says is the same for all; its own interactions are ignored. Returns the assignment_ids. Raises
    RefusedError, with a sentence at "members" where a member's assignment cannot be made.
    """
    tidy = replace(draft.tidy, interactions=[])
    now = utc_now()
    with database.transaction() as cursor:
        members = _rows(cursor, MEMBERS, viewer=viewer, group=group_id)
        if not any(member["coachable"] for member in members):
            raise RefusedError({"": "There is no such group, or it has no members."})
        if not all(member["coachable"] for member in members):
            named = [member["name"] for member in members if not member["coachable"] and member["name"]]
            who = listed(named) if named else "A member of this group"
            raise RefusedError({"members": f"{who} may not be coached by you. Nobody was assigned anything."})
        idle = [member["name"] for member in members if not member["interactions"]]
        if idle:
            has = "has no interaction" if len(idle) == 1 else "have no interactions"
            them = idle[0] if len(idle) == 1 else "them"
            raise RefusedError(
                {
                    "members": f"{listed(idle)} {has} marked for coaching, so nobody was assigned anything. "
                    f"Mark one each, or take {them} out of the group."
                }
            )
        of_members = [replace(tidy, interactions=member["interactions"]) for member in members]
        everything = replace(tidy, interactions=[one for own in of_members for one in own.interactions])
        facts = _facts(cursor, viewer, "", everything)
        for member, own in zip(members, of_members, strict=True):
            _check_member(member, own, replace(facts, agent=member["agent_id"]), today)
        assignment_ids = [
            _insert(cursor, viewer, member["agent_id"], own, group_id, now)
            for member, own in zip(members, of_members, strict=True)
        ]
        _discard(cursor, viewer, subject_of_group(group_id))
    return assignment_ids


def edit(database: Database, viewer: str, assignment_id: str, draft: Draft, version: int, today: date) -> None:
    """Changes an assignment to what the draft says and notes in its history what was what before.

    `version`: of the assignment when the form was opened. Raises EditedMeanwhileError where somebody else was faster,
    and RefusedError with a sentence by field.
    """
    tidy = draft.tidy
    with database.transaction() as cursor:
        row = _assignment_row(cursor, viewer, assignment_id)
        before = _as_draft(row)
        if row["version"] != version:
            raise EditedMeanwhileError(row["changed_by"], before, row["version"])
        facts = replace(_facts(cursor, viewer, row["agent_id"], tidy), before=before)
        _check(tidy, facts, today)
        changed = differing(before.tidy, tidy)
        if changed:
            now = utc_now()
            cursor.execute(UPDATE, _columns(tidy) | {"assignment": assignment_id})
            for table in ("assignment_areas", "assignment_interactions"):
                cursor.execute(f"DELETE FROM {table} WHERE assignment_id = $assignment", {"assignment": assignment_id})
            _insert_parts(cursor, assignment_id, tidy)
            added = [one for one in tidy.interactions if one not in before.interactions]
            marks.close_for_assignment(cursor, viewer, assignment_id, row["agent_id"], added, now)
            called = _names_of_interactions(cursor, before, tidy)
            noted = {
                name: (_shown(getattr(before, name), called), _shown(getattr(tidy, name), called)) for name in changed
            }
            changes.append(cursor, "assignment", assignment_id, viewer, now, noted)
        _discard(cursor, viewer, subject_of_assignment(assignment_id))


def withdraw(database: Database, viewer: str, assignment_id: str, reason: str) -> None:
    """Takes an assignment back: its agent sees it no more. What was recorded about it stays.

    Raises RefusedError without a reason, or where it is withdrawn already.
    """
    why = reason.strip()
    with database.transaction() as cursor:
        _assignment_row(cursor, viewer, assignment_id)
        if not why:
            raise RefusedError({"reason": "Say why: it stays in the history of this coaching assignment."})
        if len(why) > MOST_REASON:
            raise RefusedError({"reason": f"Use at most {MOST_REASON:,} characters: these are {len(why):,}."})
        now = utc_now()
        cursor.execute(
            "UPDATE assignments SET withdrawn_at = $now, version = version + 1 WHERE assignment_id = $assignment",
            {"now": now, "assignment": assignment_id},
        )
        changes.append(cursor, "assignment", assignment_id, viewer, now, {"withdrawn": (None, why)})
        _discard(cursor, viewer, subject_of_assignment(assignment_id))


def assignment_to_edit(database: Database, viewer: str, assignment_id: str) -> tuple[str, Draft, int] | None:
    """Its agent_id, the assignment as a draft and its version; None where `viewer` may not change it, or nobody can."""
    row = database.first(ASSIGNMENT, {"viewer": viewer, "assignment": assignment_id})
    return None if row is None or row["withdrawn_at"] else (row["agent_id"], _as_draft(row), row["version"])


def coachable_agent(database: Database, viewer: str, agent: str) -> str | None:
    """The name of an agent whom `viewer` may coach, by their person_id; None for anybody else."""
    row = database.first(COACHABLE, {"viewer": viewer, "agent": agent})
    return row["name"] if row else None


def areas_failed(database: Database, viewer: str, interaction_ids: Sequence[str]) -> pd.DataFrame:
    """What these interactions fail: the area that most of them fail first, then a fatal one, then the costliest.

    Columns: coaching_area, interactions (how many fail it), lost (points of weight), fatal (one of them failed it so).
    """
    return database.query(AREAS_FAILED, {"viewer": viewer, "ids": list(interaction_ids)})


def interactions_to_show(database: Database, viewer: str, interaction_ids: Sequence[str]) -> pd.DataFrame:
    """Those of these interactions that a supervisor may look at, in the order given.

    Columns: interaction_id, started_at (naive UTC), queue, channel, topic, the three scores, sentiment_estimated,
    fatal, failed_areas (list; None where no metric applied), below_pass.
    """
    rows = database.query(INTERACTIONS, {"viewer": viewer, "ids": list(interaction_ids)})
    areas = [
        (list(found) if isinstance(found, Iterable) else []) if judged else None
        for found, judged in zip(rows["failed_areas"], rows["judged"], strict=True)
    ]
    return rows.assign(failed_areas=pd.Series(areas, rows.index, dtype=object)).drop(columns="judged")


def newest_interactions(database: Database, viewer: str, agent: str, most: int) -> list[str]:
    """The newest interactions of an agent whom `viewer` may coach, newest first."""
    return list(database.query(NEWEST_OF_AGENT, {"viewer": viewer, "agent": agent, "most": most})["interaction_id"])


def members_to_coach(database: Database, viewer: str, group_id: str) -> pd.DataFrame:
    """The members of a group that `viewer` may coach as a whole, else none. Columns: agent_id, name, interactions
    (those marked for coaching, oldest mark first)."""
    rows = database.query(MEMBERS, {"viewer": viewer, "group": group_id})
    rows["interactions"] = rows["interactions"].map(list)
    return rows[["agent_id", "name", "interactions"]] if rows["coachable"].all() else rows.head(0)


# Drafts. The content is a Draft as JSON, and: touched (the fields that a person has changed, which proposals leave
# alone), and for an edit version and base (the Draft as it was).


def subject_of_agent(agent: str) -> str:
    """The draft of a new assignment for this agent."""
    return f"agent:{agent}"


def subject_of_assignment(assignment_id: str) -> str:
    """The draft of a change to this assignment."""
    return f"assignment:{assignment_id}"


def subject_of_group(group_id: str) -> str:
    """The draft of an assignment to this group."""
    return f"group:{group_id}"


def add_to_draft(
    database: Database,
    viewer: str,
    agent: str,
    interactions: Sequence[str],
    *,
    period: tuple[date, date] | None = None,
    chosen_because: ChosenBecause | str | None = None,
) -> None:
    """Adds interactions of an agent to the viewer's draft for that agent, which begins with them where there is none.

    `period`: the days that were looked at when choosing; `chosen_because`: why, where it is known.
    """
    subject = subject_of_agent(agent)
    content = drafts.draft(database, viewer, "assignment", subject) or {"touched": []}
    draft = Draft.from_json(content)
    draft = replace(draft, interactions=list(dict.fromkeys([*draft.interactions, *interactions])))
    if period and not {"period_first", "period_last"} & set(content["touched"]):
        # What was looked at is all that was looked at: every time that something was added, and what was added.
        started = interactions_to_show(database, viewer, draft.interactions)["started_at"].dropna()
        days = [*period, *(day for day in (draft.period_first, draft.period_last) if day), *started.dt.date]
        draft = replace(draft, period_first=min(days), period_last=max(days))
    touched = list(content["touched"])
    if chosen_because and "chosen_because" not in touched:
        draft, touched = replace(draft, chosen_because=ChosenBecause(chosen_because)), [*touched, "chosen_because"]
    drafts.save(database, viewer, "assignment", subject, content | draft.to_json() | {"touched": touched})


def with_proposals(
    database: Database, viewer: str, draft: Draft, touched: Collection[str], today: date, subjects_of: Sequence[str]
) -> Draft:
    """The draft with proposals in the fields that nobody has touched: areas, name, reason, period, follow-up.

    `subjects_of`: the interactions that the proposals are made from.
    """
    rows = interactions_to_show(database, viewer, subjects_of)
    if "coaching_areas" not in touched:
        failed = areas_failed(database, viewer, subjects_of)["coaching_area"].tolist()
        draft = replace(draft, coaching_areas=failed[:2])
    if "name" not in touched:
        about = rows["topic"].fillna(rows["queue"]).fillna("").tolist()
        draft = replace(draft, name=proposed_name(draft.coaching_areas, about))
    if "chosen_because" not in touched and len(rows):
        reason = ChosenBecause.BELOW_PASS_SCORE if rows["below_pass"].any() else ChosenBecause.JUDGEMENT
        draft = replace(draft, chosen_because=reason)
    if draft.period_first is None or draft.period_last is None:
        newest = data_as_of(database)
        last = newest.date() if newest else today
        first = last - LOOKED_AT + timedelta(days=1)
        if len(rows) and rows["started_at"].notna().any():
            first = min(first, rows["started_at"].min().date())
        draft = replace(draft, period_first=draft.period_first or first, period_last=draft.period_last or last)
    if draft.follow_up_on is None:
        draft = replace(draft, follow_up_on=proposed_follow_up(today))
    return draft


def _rows(cursor: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> list[dict[str, Any]]:
    found = cursor.execute(sql, parameters).fetchall()
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _assignment_row(cursor: duckdb.DuckDBPyConnection, viewer: str, assignment_id: str) -> dict[str, Any]:
    rows = _rows(cursor, ASSIGNMENT, viewer=viewer, assignment=assignment_id)
    if not rows:
        raise RefusedError({"": NO_SUCH})
    if rows[0]["withdrawn_at"] is not None:
        raise RefusedError({"": WITHDRAWN})
    return rows[0]


def _as_draft(row: dict[str, Any]) -> Draft:
    chosen = row["chosen_because"]
    return Draft(
        row["name"],
        list(row["coaching_areas"]),
        list(row["interactions"]),
        list(row["best_responses"]),
        ChosenBecause(chosen) if chosen else None,
        row["period_first"],
        row["period_last"],
        row["went_well"],
        row["work_on"],
        list(row["action_plan"]),
        row["follow_up_on"],
    )


def _facts(cursor: duckdb.DuckDBPyConnection, viewer: str, agent: str, draft: Draft) -> Facts:
    agents = _rows(cursor, AGENTS_OF, ids=[*draft.interactions, *draft.best_responses])
    return Facts(
        agent=agent,
        known_areas={row["coaching_area"] for row in _rows(cursor, KNOWN_AREAS)},
        agent_of={row["interaction_id"]: row["agent_id"] for row in agents},
        may_show={row["interaction_id"] for row in _rows(cursor, MAY_SHOW, viewer=viewer, ids=draft.best_responses)},
    )


def _check(draft: Draft, facts: Facts, today: date) -> None:
    found = complaints(draft, facts, today)
    if found:
        raise RefusedError(found)


def _check_member(member: dict[str, Any], draft: Draft, facts: Facts, today: date) -> None:
    """What is wrong with one member's interactions is said of the member; all else of the form's field."""
    found = complaints(draft, facts, today)
    for name in ("interactions", "best_responses"):
        if name in found:
            found["members" if name == "interactions" else name] = f"{member['name']}: {found.pop(name)}"
    if found:
        raise RefusedError(found)


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "follow_up_on": draft.follow_up_on,
        "went_well": draft.went_well,
        "work_on": draft.work_on,
        "action_plan": draft.action_plan,
        "chosen_because": draft.chosen_because,
        "period_first": draft.period_first,
        "period_last": draft.period_last,
    }


def _insert(
    cursor: duckdb.DuckDBPyConnection, viewer: str, agent: str, draft: Draft, group: str | None, now: datetime
) -> str:
    assignment_id = f"ca-{uuid.uuid4()}"
    more = {"assignment": assignment_id, "agent": agent, "viewer": viewer, "assigned_at": now, "group": group}
    cursor.execute(INSERT, _columns(draft) | more)
    _insert_parts(cursor, assignment_id, draft)
    marks.close_for_assignment(cursor, viewer, assignment_id, agent, draft.interactions, now)
    changes.append(cursor, "assignment", assignment_id, viewer, now, {"created": (None, draft.name)})
    return assignment_id


def _insert_parts(cursor: duckdb.DuckDBPyConnection, assignment_id: str, draft: Draft) -> None:
    cursor.executemany(
        "INSERT INTO assignment_areas VALUES (?, ?, ?)",
        [(assignment_id, area, position) for position, area in enumerate(draft.coaching_areas, 1)],
    )
    cursor.executemany(
        "INSERT INTO assignment_interactions VALUES (?, ?, ?, ?)",
        [
            (assignment_id, interaction, kind, position)
            for kind, chosen in (("marked", draft.interactions), ("best_response", draft.best_responses))
            for position, interaction in enumerate(chosen, 1)
        ],
    )


def _discard(cursor: duckdb.DuckDBPyConnection, viewer: str, subject: str) -> None:
    cursor.execute(drafts.DISCARD, {"viewer": viewer, "form": "assignment", "subject": subject})


def _names_of_interactions(cursor: duckdb.DuckDBPyConnection, *versions: Draft) -> dict[str, str]:
    """What people call the interactions of these drafts: the day (UTC) and the queue."""
    ids = [one for draft in versions for one in (*draft.interactions, *draft.best_responses)]
    return {row["interaction_id"]: row["name"] for row in _rows(cursor, NAMES_OF_INTERACTIONS, ids=ids)}


def _shown(value: Any, called: Mapping[str, str]) -> str | None:
    """A field's value as the history keeps it: in words, one a line for a list."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, list):
        return "\n".join(called.get(each, each) for each in value)
    if isinstance(value, ChosenBecause):
        return value.replace("_", " ")
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)
