"""Which column names a row of which table? DuckDB is not told, so that a batch may be written in any order, and a lake
knows no keys at all: check.py holds the data against this list, and a test the list against the tables.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Each row of `table` whose `columns` are all there names a row of `of`, by the columns `keys`."""

    table: str
    columns: tuple[str, ...]
    of: str
    keys: tuple[str, ...]


def _to(of: str, key: str, *places: str) -> tuple[Reference, ...]:
    """References to one table by one key, from each of these places, such as "turns.interaction_id"."""
    named = (each.partition(".") for each in places)
    return tuple(Reference(table=table, columns=(column,), of=of, keys=(key,)) for table, _, column in named)


REFERENCES: tuple[Reference, ...] = (
    *_to(
        "people",
        "person_id",
        "acknowledgements.person_id",
        "agent_daily.agent_id",
        "agent_notes.agent_id",
        "agent_notes.written_by",
        "area_daily.agent_id",
        "assignment_interactions.agent_id",
        "assignments.agent_id",
        "assignments.assigned_by",
        "audits.auditor_id",
        "best_response_offers.person_id",
        "bookmarks.person_id",
        "calendar_addresses.person_id",
        "changes.changed_by",
        "drafts.person_id",
        "erased_totals.agent_id",
        "erasures.erased_by",
        "group_members.agent_id",
        "groups.created_by",
        "identities.person_id",
        "imports.begun_by",
        "interactions.agent_id",
        "interaction_records.agent_id",
        "mails.person_id",
        "mark_closings.closed_by",
        "marks.agent_id",
        "marks.marked_by",
        "metric_daily.agent_id",
        "metric_results.auditor_id",
        "named_filters.person_id",
        "news_read.person_id",
        "notes.person_id",
        "notices.caused_by",
        "notices.person_id",
        "notices_read.person_id",
        "notes_set_aside.person_id",
        "openings.person_id",
        "outcomes.person_id",
        "own_templates.person_id",
        "people.supervisor_id",
        "preferences.person_id",
        "round_agents.agent_id",
        "rounds.drawn_by",
        "saved_filters.person_id",
        "step_ticks.person_id",
        "supervisions.agent_id",
        "supervisions.supervisor_id",
        "topic_area_daily.agent_id",
        "topic_metric_daily.agent_id",
    ),
    *_to(
        "interactions",
        "interaction_id",
        "assignment_interactions.interaction_id",
        "audits.interaction_id",
        "best_response_offers.interaction_id",
        "bookmarks.interaction_id",
        "evidence.interaction_id",
        "interaction_details.interaction_id",
        "interaction_records.interaction_id",
        "interaction_topics.interaction_id",
        "marks.interaction_id",
        "metric_results.interaction_id",
        "openings.interaction_id",
        "participants.interaction_id",
        "turns.interaction_id",
    ),
    *_to(
        "assignments",
        "assignment_id",
        "acknowledgements.assignment_id",
        "assignment_areas.assignment_id",
        "assignment_interactions.assignment_id",
        "mark_closings.assignment_id",
        "news_read.assignment_id",
        "notes.assignment_id",
        "notes_set_aside.assignment_id",
        "openings.assignment_id",
        "outcomes.assignment_id",
        "step_ticks.assignment_id",
    ),
    *_to(
        "metrics",
        "metric_id",
        "audit_answers.metric_id",
        "centre_metric_daily.metric_id",
        "centre_topic_metric_daily.metric_id",
        "dropped_metrics.metric_id",
        "evidence.metric_id",
        "metric_daily.metric_id",
        "metric_results.metric_id",
        "shared_metrics.metric_id",
        "topic_metric_daily.metric_id",
    ),
    *_to(
        "queues",
        "queue_id",
        "agent_daily.queue_id",
        "area_daily.queue_id",
        "centre_area_daily.queue_id",
        "centre_metric_daily.queue_id",
        "centre_topic_area_daily.queue_id",
        "centre_topic_metric_daily.queue_id",
        "erased_totals.queue_id",
        "interaction_records.queue_id",
        "interactions.queue_id",
        "metric_daily.queue_id",
        "topic_area_daily.queue_id",
        "topic_metric_daily.queue_id",
    ),
    *_to("forms", "form_id", "interactions.form_id", "metrics.form_id", "shared_metrics.form_id"),
    *_to("audits", "audit_id", "audit_answers.audit_id", "audit_orders.audit_id"),
    *_to("groups", "group_id", "assignments.group_id", "group_members.group_id"),
    *_to("marks", "mark_id", "mark_closings.mark_id"),
    *_to("notices", "notice_id", "notices_read.notice_id"),
    *_to("rounds", "round_id", "round_agents.round_id"),
    Reference(
        table="evidence",
        columns=("interaction_id", "metric_id"),
        of="metric_results",
        keys=("interaction_id", "metric_id"),
    ),
    Reference(
        table="evidence", columns=("interaction_id", "position"), of="turns", keys=("interaction_id", "position")
    ),
)

# Columns that look like a reference and are none, with the reason.
NO_REFERENCES: dict[str, str] = {
    "agent_notes.note_id": "its own key, which nothing names",
    "assignments.draft_id": "the draft is gone once it has become an assignment",
    "assignments.said_by": "as the file says it",
    "audits.conversation_id": "as the source names it; the conversation may have several interactions, or none yet",
    "conversation_ids.conversation_id": "may come with an upload before its conversation",
    "conversation_ids.other_id": "a further id of the conversation",
    "drafts.subject_id": "what it is about depends on the form",
    "calendar_addresses.calendar_id": "its own key",
    "changes.subject_id": "what it is about depends on the subject, and may be gone",
    "evidence.message_id": "the source's own number of the message",
    "imports.came_by": "a way in",
    "interaction_records.conversation_id": "as the source names it",
    "interaction_records.form_id": "as the source names it",
    "mails.mail_id": "its own key",
    "named_filters.filter_id": "its own key, which nothing names",
    "newest_values.subject_id": "what it is about depends on the subject",
    "notices.notice_id": "its own key",
    "participants.source_id": "the id that the exporting system has for it",
    "rounds.round_id": "its own key",
}
