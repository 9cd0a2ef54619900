"""What is there for a supervisor to do? What agents wrote, follow-ups, marks, drafts, scores in doubt, whom to coach.

All of it is about agents whom the viewer may coach. What an agent wrote stays on the list until somebody answers it or
sets it aside: nothing else takes it off, and no filter hides it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from coaching.assignments import marks, team_assignments
from coaching.assignments.groups import NEW, SEEN_GROUPS
from coaching.assignments.marks import OPEN_MARKS
from coaching.assignments.status import CONCLUDED
from coaching.assignments.team_assignments import TEAM
from coaching.measuring import coverage
from coaching.measuring.uncovered import uncovered_areas
from coaching.people.people import with_labels
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS, may_coach, sight
from coaching.quality.scoring import DOUBTFUL, SCORES_DIFFER_BY, SCORES_DIFFER_FROM
from coaching.storage.database import Database, cached, look_up
from coaching.words.days import Period

# After so long an agent has waited too long for an answer.
LONGEST_WAIT = timedelta(days=1)

# Of TEAM, which is about agents whom the viewer oversees, those assignments that wait for the supervisor.
ASSIGNMENTS = f"""
    {TEAM}, {COACHABLE_AGENTS}
    SELECT a.assignment_id, a.agent_id, p.name AS agent, a.name, a.follow_up_on, a.total, a.reviewed, a.overdue,
           a.follow_up_due, a.waits_since,
           (SELECT min(n.text) FROM notes n
            WHERE n.assignment_id = a.assignment_id AND n.person_id = a.agent_id AND n.written_at = a.waits_since
           ) AS note
    FROM team a JOIN people p ON p.person_id = a.agent_id
    WHERE (a.to_answer OR a.follow_up_due) AND a.agent_id IN (FROM coachable_agents)
    ORDER BY a.waits_since NULLS LAST, a.follow_up_on, a.assignment_id"""

# The open marks by agent: what agents asked for themselves apart from what supervisors marked.
MARKS = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT m.agent_id, any_value(p.name) AS agent, m.marked_by = m.agent_id AS asked,
           count(DISTINCT m.interaction_id)::INTEGER AS interactions, min(m.marked_at) AS waits_since,
           arg_min(m.note, (m.marked_at, m.mark_id)) AS note
    FROM {OPEN_MARKS} m JOIN people p ON p.person_id = m.agent_id
    WHERE m.agent_id IN (FROM coachable_agents)
    GROUP BY m.agent_id, asked
    ORDER BY waits_since, m.agent_id"""

# An older audit that comes close to the newest one confirms it: then the automatic score is the wrong one. Few scores
# are in doubt, so they are found first, and only their audits are put in order.
DOUBTFUL_SCORES = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}, in_doubt AS MATERIALIZED (
        SELECT i.* FROM interactions i
        WHERE i.supervisor_audit_score IS NOT NULL AND {DOUBTFUL} AND i.agent_id IN (FROM coachable_agents)),
    audited AS (
        SELECT interaction_id, max(audited_at) AS audited_at,
               list(score ORDER BY audited_at DESC, audit_id DESC) AS scores
        FROM audits WHERE score IS NOT NULL AND interaction_id IN (SELECT interaction_id FROM in_doubt)
        GROUP BY interaction_id HAVING max(audited_at) >= $since)
    SELECT i.interaction_id, i.agent_id, p.name AS agent, i.started_at, coalesce(q.name, i.queue_id) AS queue,
           i.channel, i.topic, i.kore_evaluation_score, i.supervisor_audit_score, a.audited_at,
           {SCORES_DIFFER_BY} AS differ_by
    FROM audited a
    JOIN in_doubt i ON i.interaction_id = a.interaction_id
    JOIN people p ON p.person_id = i.agent_id
    LEFT JOIN queues q ON q.queue_id = i.queue_id
    WHERE len(list_filter(a.scores[2:],
                          lambda score: round(abs(score - i.supervisor_audit_score), 6) < {SCORES_DIFFER_FROM})) = 0
    ORDER BY differ_by DESC, a.audited_at DESC, i.interaction_id"""

COACHABLE = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS} FROM coachable_agents"

# What a draft is about follows the first colon of its subject; an audit's subject is the interaction alone.
DRAFTS = """
    SELECT form, subject_id, max(saved_at) AS saved_at,
           CASE WHEN form = 'audit' THEN form ELSE regexp_extract(subject_id, '^[^ :]*') END AS kind,
           CASE WHEN form = 'audit' THEN subject_id ELSE subject_id[strpos(subject_id, ':') + 1:] END AS about
    FROM drafts WHERE person_id = $viewer_id
    GROUP BY ALL ORDER BY saved_at DESC, subject_id"""

# These SELECTs check no permission: drafts() asks may_coach() of each agent they name.
AGENTS_BY_ID = "SELECT person_id AS about, person_id AS agent_id, NULL AS name FROM people WHERE person_id IN ({keys})"
ASSIGNMENTS_BY_ID = """
    SELECT assignment_id AS about, agent_id, name FROM assignments
    WHERE assignment_id IN ({keys}) AND withdrawn_at IS NULL"""
INTERACTIONS_BY_ID = """
    SELECT interaction_id AS about, agent_id, topic AS name FROM interactions WHERE interaction_id IN ({keys})"""
NAMES_BY_ID = "SELECT person_id, name FROM people WHERE person_id IN ({keys})"

GROUPS = f"""
    WITH {VISIBLE_AGENTS}, {SEEN_GROUPS}
    SELECT g.group_id AS about, NULL AS agent_id, g.name FROM groups g JOIN seen_groups USING (group_id)"""

# What the drafts of each kind are about: a SELECT above, or None for something that has no agent.
KINDS = {
    "agent": AGENTS_BY_ID,
    "aside": AGENTS_BY_ID,
    "assignment": ASSIGNMENTS_BY_ID,
    "note": ASSIGNMENTS_BY_ID,
    "agent_note": AGENTS_BY_ID,
    "outcome": ASSIGNMENTS_BY_ID,
    "withdrawal": ASSIGNMENTS_BY_ID,
    "audit": INTERACTIONS_BY_ID,
    "mark": INTERACTIONS_BY_ID,
    "bookmark": INTERACTIONS_BY_ID,
}
GROUP, TOGETHER, TEMPLATES = "group", "together", ("template", "own_template")

# How many follow-ups are due of each agent: of everybody, for _due().
FOLLOW_UPS_DUE_BY_AGENT = f"""
    SELECT a.agent_id, count(*)::INTEGER AS number FROM assignments a JOIN people p ON p.person_id = a.agent_id
    WHERE a.withdrawn_at IS NULL AND a.follow_up_on < $today AND NOT {CONCLUDED}
    GROUP BY a.agent_id"""


@dataclass(frozen=True, kw_only=True)
class KeptDraft:
    """A form that the viewer has begun and not sent. `form` and `kind` say which, `about` what: an id, or a coaching
    area. `agent` (a name) and `name` are None where it has none; `saved_at` is naive UTC."""

    form: str
    kind: str
    about: str
    agent_id: str | None
    agent: str | None
    name: str | None
    saved_at: datetime


def assignments_to_see_to(database: Database, viewer_id: str, today: date) -> pd.DataFrame:
    """The assignments in which an agent waits for an answer, longest first, then those whose follow-up is due.

    `today` is the viewer's. Columns: assignment_id, agent_id, agent (name), name, follow_up_on, total and reviewed
    (counts of interactions), overdue, follow_up_due, waits_since (naive UTC, NaT where the agent does not wait), note
    (what they wrote then; None).
    """
    rows = database.query(ASSIGNMENTS, {"viewer_id": viewer_id, "today": today})
    return with_labels(database, rows, agent="agent_id")


def marks_to_see_to(database: Database, viewer_id: str) -> pd.DataFrame:
    """The open marks, a row an agent and kind of mark, oldest first.

    Columns: agent_id, agent (name), asked (by the agent; otherwise marked by supervisors), interactions (n),
    waits_since (naive UTC, of the oldest), note (of the oldest, empty where there is none).
    """
    return with_labels(database, database.query(MARKS, {"viewer_id": viewer_id}), agent="agent_id")


def doubtful_scores(database: Database, viewer_id: str, period: Period) -> pd.DataFrame:
    """The interactions that were audited from the first day of the period on and whose two scores differ by
    SCORES_DIFFER_FROM points or more, the farthest apart first; without those that a second audit has confirmed.

    Columns: interaction_id, agent_id, agent (name), started_at and audited_at (naive UTC), queue, channel, topic,
    kore_evaluation_score and supervisor_audit_score (0 to 100), differ_by (points).
    """
    rows = database.query(DOUBTFUL_SCORES, {"viewer_id": viewer_id, "since": period.first})
    return with_labels(database, rows, agent="agent_id")


def agents_below_pass_score(database: Database, viewer_id: str, period: Period, today: date) -> pd.DataFrame:
    """The agents whose mean Kore evaluation score of the period is below the mean pass score and whom no live coaching
    helps, the farthest below first. Overdue coaching is not live, nor is finished or ended coaching.

    Columns: those of coverage.with_coaching(). None for a viewer who may not measure, as on Coverage.
    """
    everybody = coverage.agents(database, viewer_id, period)
    assigned = coverage.assignments(database, viewer_id, today)
    coachable = database.query(COACHABLE, {"viewer_id": viewer_id})["agent_id"]
    agents = everybody[everybody["agent_id"].isin(coachable)]
    return coverage.under_pass_score(coverage.with_coaching(agents, assigned[assigned["live"]]))


def areas_without_coaching(database: Database, viewer_id: str, period: Period, today: date) -> pd.DataFrame:
    """On what to coach whom: uncovered_areas() of the agents whom the viewer may coach. None for one who may not
    measure."""
    coachable = database.query(COACHABLE, {"viewer_id": viewer_id})["agent_id"]
    uncovered = uncovered_areas(database, viewer_id, period, today)
    return uncovered[uncovered["agent_id"].isin(coachable)].reset_index(drop=True)


def drafts(database: Database, viewer_id: str) -> list[KeptDraft]:
    """What the viewer has begun to fill in about agents whom they may coach, groups and templates; newest first."""
    kept = database.rows(DRAFTS, {"viewer_id": viewer_id})
    subjects: dict[tuple[str, str], dict[str, object]] = {
        (kind, row["about"]): row
        for kind, select in KINDS.items()
        for row in look_up(database, select, {each["about"] for each in kept if each["kind"] == kind})
    }
    if any(each["kind"] in (GROUP, TOGETHER) for each in kept):
        groups = database.rows(GROUPS, {"viewer_id": viewer_id})
        subjects |= {(kind, row["about"]): row for row in groups for kind in (GROUP, TOGETHER)}
        subjects[GROUP, NEW] = {"about": NEW, "agent_id": None, "name": None}
    subjects |= {(each["kind"], each["about"]): {"agent_id": None, "name": each["about"]}
                 for each in kept if each["kind"] in TEMPLATES}  # fmt: skip
    agents = {str(row["agent_id"]) for row in subjects.values() if row["agent_id"] is not None}
    names = pd.DataFrame(look_up(database, NAMES_BY_ID, agents), columns=["person_id", "name"])
    called = dict(with_labels(database, names, name="person_id").itertuples(index=False))
    found = []
    for each in kept:
        about = subjects.get((each["kind"], each["about"]))
        if about is None or (
            about["agent_id"] is not None and not may_coach(database, viewer_id, str(about["agent_id"]))
        ):
            continue
        agent_id = None if about["agent_id"] is None else str(about["agent_id"])
        found.append(
            KeptDraft(
                form=each["form"],
                kind=each["kind"],
                about=each["about"],
                agent_id=agent_id,
                agent=None if agent_id is None else called.get(agent_id, agent_id),
                name=None if about["name"] is None else str(about["name"]),
                saved_at=each["saved_at"],
            )
        )
    return found


def number_waiting(database: Database, viewer_id: str, today: date) -> int:
    """How many things wait for the viewer, for the menu: notes to answer, agents who ask for coaching, and follow-ups
    that are due on `today`, the viewer's."""
    whom = sight(database, viewer_id)
    due = sum(number for agent, number in _due(database, today).items() if whom.oversees(agent))
    return due + team_assignments.number_to_answer(database, viewer_id) + marks.number_asking(database, viewer_id)


@cached
def _due(database: Database, today: date) -> dict[str, int]:
    """How many follow-ups are due of each agent, by person_id; only of those who have one. Of everybody at once: the
    menu of each supervisor counts."""
    return {row["agent_id"]: row["number"] for row in database.rows(FOLLOW_UPS_DUE_BY_AGENT, {"today": today})}


# What follows from the frames. Pure.


def notes_to_answer(assignments: pd.DataFrame) -> pd.DataFrame:
    """Of assignments_to_see_to(): those whose agent waits for an answer, longest first."""
    return assignments[assignments["waits_since"].notna()].reset_index(drop=True)


def follow_ups_due(assignments: pd.DataFrame) -> pd.DataFrame:
    """Of assignments_to_see_to(): those that need an outcome, the earliest follow-up first."""
    due = assignments[assignments["follow_up_due"]]
    return due.sort_values(["follow_up_on", "assignment_id"], ignore_index=True)


def overdue_by_agent(assignments: pd.DataFrame) -> pd.DataFrame:
    """Of assignments_to_see_to(): who has not reviewed in time, the longest overdue first.

    Columns: agent_id, agent, assignments (n), left (interactions not reviewed), follow_up_on (the earliest).
    """
    overdue = assignments[assignments["overdue"]].assign(left=assignments["total"] - assignments["reviewed"])
    by_agent = overdue.groupby(["agent_id", "agent"], as_index=False).agg(
        assignments=("assignment_id", "size"), left=("left", "sum"), follow_up_on=("follow_up_on", "min")
    )
    return by_agent.sort_values(["follow_up_on", "agent", "agent_id"], ignore_index=True)


def waits_too_long(waits_since: datetime, now: datetime) -> bool:
    """Whether an agent has waited longer than LONGEST_WAIT; both instants are naive UTC."""
    return now - waits_since > LONGEST_WAIT
