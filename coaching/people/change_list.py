"""Who has changed what in the whole centre, when, from what to what? For administrators.

Two kinds of traces make one list: the rows of `changes`, and the facts that other commands append with who and when. It
says that something was written, never the words: feedback, plans, notes, comments and reasons are for whom they were
written. What is private to one person (bookmarks, drafts, saved filters, own templates, preferences) is not in it.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.people.people import with_labels
from coaching.people.permissions import Action
from coaching.people.visibility import viewer_may
from coaching.storage.database import Database
from coaching.storage.paging import skipped
from coaching.words.days import Period, instants_asked

# The fields of these subjects whose values are no words that somebody wrote to somebody. Of all others every field.
WRITTEN_TO_PEOPLE = ("assignment", "group", "template")
SHOWN_FIELDS = (
    "created", "removed", "name", "coaching_areas", "members", "chosen_because", "period_first", "period_last",
    "follow_up_on", "assigned_by",
)  # fmt: skip

_IS_SHOWN = f"(c.subject NOT IN {WRITTEN_TO_PEOPLE} OR c.field IN {SHOWN_FIELDS})"

EVERYTHING = f"""
    SELECT c.changed_at, c.changed_by, NULL AS account, c.subject AS kind,
           coalesce(a.name, g.name, c.subject_id) AS subject, a.agent_id, c.field,
           CASE WHEN {_IS_SHOWN} THEN c.was END AS was, CASE WHEN {_IS_SHOWN} THEN c.becomes END AS becomes, c.position
    FROM changes c
    LEFT JOIN assignments a ON c.subject = 'assignment' AND a.assignment_id = c.subject_id
    LEFT JOIN groups g ON c.subject = 'group' AND g.group_id = c.subject_id
    UNION ALL
    SELECT i.begun_at, i.begun_by, i.account, 'import', i.came_by, NULL, 'imported', NULL, i.outcome, 1
    FROM imports i
    UNION ALL
    SELECT t.marked_at, t.marked_by, NULL, 'mark', t.interaction_id, t.agent_id,
           CASE WHEN t.marked_by = t.agent_id THEN 'asked' ELSE 'marked' END,
           NULL, array_to_string(t.coaching_areas, ', '), 1
    FROM marks t
    UNION ALL
    SELECT t.closed_at, t.closed_by, NULL, 'mark', coalesce(m.interaction_id, t.mark_id), m.agent_id, 'closed',
           NULL, NULL, 1
    FROM mark_closings t LEFT JOIN marks m ON m.mark_id = t.mark_id
    UNION ALL
    SELECT t.done_at, t.person_id, NULL, 'discussion', coalesce(a.name, t.assignment_id), a.agent_id, t.field,
           NULL, t.becomes, 1
    FROM (
        SELECT assignment_id, person_id, acknowledged_at AS done_at, 'acknowledged' AS field, NULL AS becomes
        FROM acknowledgements
        UNION ALL SELECT assignment_id, person_id, ticked_at, CASE WHEN done THEN 'step_done' ELSE 'step_not_done' END,
                         NULL FROM step_ticks
        UNION ALL SELECT assignment_id, person_id, written_at, 'wrote', NULL FROM notes
        UNION ALL SELECT assignment_id, person_id, set_aside_at, 'set_aside', NULL FROM notes_set_aside
        UNION ALL SELECT assignment_id, person_id, recorded_at, 'outcome', outcome FROM outcomes
    ) t LEFT JOIN assignments a ON a.assignment_id = t.assignment_id
    UNION ALL
    SELECT t.audited_at, t.auditor_id, NULL, 'audit', t.interaction_id, n.agent_id, 'audited', NULL, NULL, 1
    FROM audits t LEFT JOIN interactions n ON n.interaction_id = t.interaction_id
    UNION ALL
    SELECT t.erased_at, t.erased_by, NULL, 'erasure', t.reason, NULL, 'erased', NULL, t.conversations::VARCHAR, 1
    FROM erasures t
    UNION ALL
    SELECT t.drawn_at, t.drawn_by, NULL, 'round', t.round_id, NULL, 'drawn', NULL, NULL, 1
    FROM rounds t
    UNION ALL
    SELECT t.written_at, t.written_by, NULL, 'agent_note', NULL, t.agent_id,
           CASE WHEN t.private THEN 'noted_in_private' ELSE 'noted' END, NULL, NULL, 1
    FROM agent_notes t
    UNION ALL
    SELECT t.removed_at, t.written_by, NULL, 'agent_note', NULL, t.agent_id, 'note_removed', NULL, NULL, 1
    FROM agent_notes t WHERE t.removed_at IS NOT NULL"""

_ASKED = f"""
    FROM ({EVERYTHING}) e
    LEFT JOIN people p ON p.person_id = e.changed_by
    LEFT JOIN people n ON n.person_id = e.agent_id
    WHERE {viewer_may(Action.ADMINISTER)}
      AND ($kind::VARCHAR IS NULL OR e.kind = $kind)
      AND ($first::TIMESTAMP IS NULL OR (e.changed_at >= $first AND e.changed_at < $end))
      AND ($who = '' OR contains(lower(concat_ws(' ', p.name, p.email, e.changed_by, e.account)), lower($who)))"""

COUNT = f"SELECT count(*) AS number {_ASKED}"

CHANGES = f"""
    SELECT e.changed_at, e.changed_by, coalesce(p.name, e.changed_by, e.account) AS name, e.kind, e.subject, e.agent_id,
           coalesce(n.name, e.agent_id) AS agent, e.field, e.was, e.becomes
    {_ASKED}
    ORDER BY e.changed_at DESC, e.kind, e.subject, e.changed_by, e.position, e.field, e.becomes
    LIMIT $size OFFSET $skipped"""

KINDS = f"SELECT DISTINCT kind FROM ({EVERYTHING}) e WHERE {viewer_may(Action.ADMINISTER)} ORDER BY kind"


@dataclass(frozen=True, kw_only=True)
class ChangeFilter:
    """Which changes are asked for. `kind`: what was changed, None for all; `who`: a part of a name, an address or an
    id, empty for everybody; `period`: days of the reader's zone, None for all."""

    kind: str | None = None
    who: str = ""
    period: Period | None = None


def changes(
    database: Database, viewer_id: str, filters: ChangeFilter, zone: ZoneInfo, *, page: int, size: int
) -> tuple[pd.DataFrame, int]:
    """The changes on one page of the list, the newest first, and how many there are; nothing for who may not
    administer.

    Columns: changed_at (naive UTC), changed_by (a person_id, None where the machine's owner did it), name (of who did
    it), kind, subject (what it is about), agent_id, agent (name, None where it is about none), field, was, becomes.
    """
    asked = {
        "viewer_id": viewer_id,
        "kind": filters.kind,
        "who": filters.who.strip(),
        **instants_asked(filters.period, zone),
    }
    counted = database.first(COUNT, asked)
    total = int(counted["number"]) if counted else 0
    rows = database.query(CHANGES, asked | {"size": size, "skipped": skipped(page, total, size)})
    return with_labels(database, rows, name="changed_by", agent="agent_id"), total


def kinds(database: Database, viewer_id: str) -> list[str]:
    """What has been changed at all, for a filter; nothing for who may not administer."""
    return [row["kind"] for row in database.rows(KINDS, {"viewer_id": viewer_id})]
