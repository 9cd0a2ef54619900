"""Which columns, of which dtypes, has every frame that a query returns? Looked at by test_dtypes.py."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from coaching.administration import administered
from coaching.assignments import (
    assigning,
    assignments,
    best_responses,
    groups,
    history,
    marks,
    proposals,
    requests,
    team_assignments,
    templates,
    together,
)
from coaching.intake import import_log
from coaching.people import centre_settings, change_list, people, visibility
from coaching.quality import auditing, best_moments, bookmarks, interaction_list, interactions, listed_rows
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from tests.centre import let_administer
from tests.measuring.frame_columns import ANA, BEN, EVER, KIM, MEASURED, SAM, TODAY, UTC

ALL_OF_TEAM = team_assignments.AssignmentFilter()
LISTED_INTERACTIONS = (
    "interaction_id:object agent_id:object agent:object team:object started_at:datetime64[us] ended_at:datetime64[us] "
    "queue:object channel:object direction:object language:object topic:object kore_evaluation_score:float64 "
    "supervisor_audit_score:float64 sentiment_score:float64 sentiment_estimated:bool fatal:bool fails_fatally:bool "
    "failed_areas:object bookmark_note:object scores_differ_by:float64"
)


def filled(database: Database) -> Database:
    """The small centre with something of everything that lists show."""
    groups.create(database, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    marks.mark(database, SAM, "c-ana-1", ["Accuracy"], "Listen to this")
    marks.ask(database, ANA, "c-ana-2", ["Accuracy"], "How?")
    bookmarks.add(database, SAM, "c-ana-1", "A model")
    templates.save(database, SAM, "Accuracy", 0, "Well done", "Work on it", ["Read it"])
    return database


def group_of_sam(database: Database) -> str:
    return str(groups.groups(database, SAM)["group_id"].iloc[0])


def assigned_group(database: Database) -> str:
    group_id = group_of_sam(database)
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET group_id = ? WHERE assignment_id = 'ca-ana'", [group_id])
    return group_id


def imports_of_kim(database: Database) -> pd.DataFrame:
    with database.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = ?", [KIM])
        cursor.execute("INSERT INTO imports (import_id, came_by, begun_at, files) "
                       "VALUES ('i', 'page', '2026-01-01', ['a.json'])")  # fmt: skip
    return import_log.imports(database, KIM)


def people_listed_for_kim(database: Database) -> pd.DataFrame:
    let_administer(database, KIM)
    return administered.people_listed(database, KIM, administered.PeopleFilter(), page=1, size=9)[0]


def settings_changed_by_kim(database: Database) -> pd.DataFrame:
    let_administer(database, KIM)
    centre_settings.change(database, KIM, {"agents_see_best_response_agent": "yes"})
    with database.transaction() as cursor:  # the same in whichever database this is asked of
        cursor.execute("UPDATE changes SET changed_at = '2026-01-01' WHERE subject = 'setting'")
    return centre_settings.history(database, KIM)


def changes_read_by_kim(database: Database) -> pd.DataFrame:
    let_administer(database, KIM)
    return change_list.changes(database, KIM, change_list.ChangeFilter(), UTC, page=1, size=9)[0]


# What to ask, and the columns of the answer with their dtypes. Of the dtype object are texts, dates and lists.
QUERIES: dict[Callable[..., Any], tuple[Callable[[Database], pd.DataFrame], str]] = {
    **MEASURED,
    assigning.members_to_coach: (
        lambda database: assigning.members_to_coach(database, SAM, group_of_sam(database)),
        "agent_id:object name:object interactions:object",
    ),
    assignments.assignments_of_agent: (
        lambda database: assignments.assignments_of_agent(database, SAM, ANA, TODAY),
        "assignment_id:object name:object coaching_areas:object assigned_by:object assigned_at:datetime64[us] "
        "follow_up_on:object went_well:object work_on:object total:int64 reviewed:int64 status:object is_over:bool "
        "is_open:bool is_overdue:bool outcome:object answered_at:datetime64[us]",
    ),
    assignments.interactions_of_assignment: (
        lambda database: assignments.interactions_of_assignment(database, SAM, "ca-ana"),
        "interaction_id:object kind:object started_at:datetime64[us] queue:object channel:object topic:object "
        "failed_areas:object kore_evaluation_score:float64 supervisor_audit_score:float64 "
        "sentiment_score:float64 sentiment_estimated:bool fatal:bool fails_fatally:bool reviewed:bool",
    ),
    centre_settings.history: (
        settings_changed_by_kim,
        "changed_at:datetime64[us] changed_by:object name:object setting:object was:object becomes:object",
    ),
    change_list.changes: (
        changes_read_by_kim,
        "changed_at:datetime64[us] changed_by:object name:object kind:object subject:object agent_id:object "
        "agent:object field:object was:object becomes:object",
    ),
    administered.people_listed: (
        people_listed_for_kim,
        "person_id:object label:object email:object team:object supervised_by:object roles:object beyond:object "
        "is_deactivated:bool is_unsupervised:bool",
    ),
    import_log.imports: (
        imports_of_kim,
        "import_id:object came_by:object begun_by:object begun_at:datetime64[us] ended_at:datetime64[us] files:object "
        "outcome:object loaded:Int64 set_aside:Int64 refused:Int64 left_out:Int64",
    ),
    best_responses.suggest: (
        lambda database: best_responses.suggest(database, SAM, ["c-ana-1"], ["Compliance"], 5),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 similarity:float64 same_queue:bool "
        "reason:object",
    ),
    best_responses.offer: (
        lambda database: best_responses.offer(database, SAM, ["c-ana-1"], ["Compliance"], 5),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 similarity:float64 same_queue:bool "
        "reason:object",
    ),
    groups.groups: (
        lambda database: groups.groups(database, SAM),
        "group_id:object name:object description:object coaching_areas:object members:int32 ready:int32",
    ),
    groups.members_of: (
        lambda database: groups.members_of(database, SAM, group_of_sam(database)),
        "agent_id:object email:object name:object team:object marks:int32 interaction_ids:object",
    ),
    groups.possible_members: (
        lambda database: groups.possible_members(database, SAM),
        "agent_id:object name:object team:object email:object",
    ),
    history.history: (
        lambda database: history.history(database, SAM, "ca-ana"),
        "changed_at:datetime64[us] changed_by:object field:object was:object becomes:object",
    ),
    marks.marked_agents: (
        lambda database: marks.marked_agents(database, SAM, page=1, size=9)[0],
        "agent_id:object agent:object agent_email:object team:object interactions:int32 coaching_areas:object "
        "newest_at:datetime64[us] asked_by_agent:bool",
    ),
    marks.open_marks: (
        lambda database: marks.open_marks(database, SAM),
        "mark_id:object agent_id:object agent:object agent_email:object team:object interaction_id:object "
        "started_at:datetime64[us] queue:object channel:object topic:object kore_evaluation_score:float64 "
        "supervisor_audit_score:float64 sentiment_score:float64 sentiment_estimated:bool fatal:bool "
        "fails_fatally:bool coaching_areas:object note:object marked_by:object asked_by_agent:bool "
        "marked_at:datetime64[us]",
    ),
    marks.open_marks_of: (
        lambda database: marks.open_marks_of(database, SAM, ANA),
        "mark_id:object agent_id:object agent:object agent_email:object team:object interaction_id:object "
        "started_at:datetime64[us] queue:object channel:object topic:object kore_evaluation_score:float64 "
        "supervisor_audit_score:float64 sentiment_score:float64 sentiment_estimated:bool fatal:bool "
        "fails_fatally:bool coaching_areas:object note:object marked_by:object asked_by_agent:bool "
        "marked_at:datetime64[us]",
    ),
    proposals.areas_failed: (
        lambda database: proposals.areas_failed(database, SAM, ["c-ana-1"]),
        "coaching_area:object interactions:int32 lost:float64 fatal:bool",
    ),
    proposals.interactions_to_show: (
        lambda database: proposals.interactions_to_show(database, SAM, ["c-ana-1"]),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 sentiment_score:float64 "
        "sentiment_estimated:bool fatal:bool fails_fatally:bool failed_areas:object below_pass_score:bool",
    ),
    requests.own_requests: (
        lambda database: requests.own_requests(database, ANA),
        "mark_id:object interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "coaching_areas:object note:object asked_at:datetime64[us] closed_at:datetime64[us] closed_by:object "
        "reason:object assignment_id:object",
    ),
    team_assignments.team_assignments: (
        lambda database: team_assignments.team_assignments(
            database, SAM, team_assignments.AssignmentFilter(), TODAY, UTC, page=1, size=9
        )[0],
        "assignment_id:object agent_name:object name:object coaching_areas:object assigned_at:datetime64[us] "
        "follow_up_on:object status:object overdue:bool follow_up_due:bool withdrawn:bool total:int32 "
        "reviewed:int32 acknowledged:bool to_answer:bool waits_since:datetime64[us] outcome:object",
    ),
    templates.history: (
        lambda database: templates.history(database, SAM, "Accuracy"),
        "changed_at:datetime64[us] changed_by:object field:object was:object becomes:object",
    ),
    templates.templates: (
        lambda database: templates.templates(database, SAM),
        "coaching_area:object own:bool written:bool went_well:object work_on:object action_plan:object version:int32",
    ),
    together.assignments_of_group: (
        lambda database: together.assignments_of_group(database, SAM, assigned_group(database)),
        "assignment_id:object agent_id:object agent:object name:object assigned_at:datetime64[us] follow_up_on:object "
        "assigned_by:object may_change:bool",
    ),
    best_moments.best_moments: (
        lambda database: best_moments.best_moments(database, SAM, Scope(agent_id=ANA), EVER, 3),
        "interaction_id:object started_at:datetime64[us] queue:object channel:object topic:object "
        "kore_evaluation_score:float64 supervisor_audit_score:float64 sentiment_score:float64 sentiment_estimated:bool "
        "fatal:bool fails_fatally:bool quote:object shown_in:int64",
    ),
    people.sign_in_choices: (
        lambda database: people.sign_in_choices(database),
        "person_id:object email:object name:object team:object supervises:bool coached:bool",
    ),
    visibility.agents_visible_to: (
        lambda database: visibility.agents_visible_to(database, SAM),
        "agent_id:object email:object name:object team:object label:object",
    ),
    auditing.metrics_to_audit: (
        lambda database: auditing.metrics_to_audit(database, SAM, "c-ana-1"),
        "metric_id:object name:object coaching_area:object weight:float64 negative_weight:float64 fatal:bool "
        "expected_response:object automatic:object justification:object answered:object commented:object "
        "evidence:object",
    ),
    bookmarks.bookmarked: (
        lambda database: bookmarks.bookmarked(database, SAM),
        "interaction_id:object agent_id:object agent_name:object started_at:datetime64[us] queue:object "
        "channel:object topic:object kore_evaluation_score:float64 supervisor_audit_score:float64 "
        "sentiment_score:float64 sentiment_estimated:bool fatal:bool fails_fatally:bool note:object "
        "bookmarked_at:datetime64[us]",
    ),
    interaction_list.interactions: (
        lambda database: interaction_list.interactions(database, SAM, interaction_list.WideScope(), page=1, size=9)[0],
        LISTED_INTERACTIONS,
    ),
    interaction_list.interactions_of_agent: (
        lambda database: interaction_list.interactions_of_agent(
            database, SAM, Scope(agent_id=ANA), EVER, page=1, size=9
        )[0],
        LISTED_INTERACTIONS,
    ),
    listed_rows.looked_up: (
        lambda database: listed_rows.looked_up(database, SAM, ["c-ana-1", "c-ben-1"]),
        LISTED_INTERACTIONS,
    ),
    interactions.turns: (
        lambda database: interactions.turns(database, SAM, "c-ana-1"),
        "position:int32 speaker:object said_at:datetime64[us] text:object sentiment:float64",
    ),
}
