"""What may supervisors start from when they write feedback? A template a coaching area for all, and one of their own.

The functions are about the template of all supervisors, or with own=True about the viewer's, which nobody else reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from coaching.assignments.action_plan import about_plan, plan_steps
from coaching.assignments.draft import MOST_FEEDBACK
from coaching.people.people import name_or_id, with_labels
from coaching.people.permissions import Action, needed
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.quality import coaching_areas
from coaching.storage import change_log
from coaching.storage.database import Database, Inside
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, OutdatedError
from coaching.words.sentences import too_long

FIELDS = ("went_well", "work_on", "action_plan")

# Whoever supervises somebody reads templates, agents never.
SUPERVISES = "EXISTS (FROM visible_agents WHERE agent_id <> $viewer_id)"

TEMPLATE = f"""
    WITH {VISIBLE_AGENTS}
    SELECT coaching_area, went_well, work_on, action_plan, version,
           (SELECT arg_max(changed_by, changed_at) FROM changes
            WHERE subject = 'template' AND subject_id = $area) AS changed_by
    FROM templates WHERE coaching_area = $area AND {SUPERVISES}"""

# Of one's own templates those that say something: see own_templates in the migrations.
WRITTEN = "(went_well <> '' OR work_on <> '' OR len(action_plan) > 0)"

OWN_TEMPLATE = f"""
    WITH {VISIBLE_AGENTS}
    SELECT coaching_area, went_well, work_on, action_plan, version, NULL AS changed_by
    FROM own_templates WHERE coaching_area = $area AND person_id = $viewer_id AND {WRITTEN} AND {SUPERVISES}"""

TEMPLATES = f"""
    WITH {VISIBLE_AGENTS}
    SELECT coaching_area, FALSE AS own, t.coaching_area IS NOT NULL AS written, coalesce(t.went_well, '') AS went_well,
           coalesce(t.work_on, '') AS work_on, coalesce(t.action_plan, []) AS action_plan,
           coalesce(t.version, 0)::INTEGER AS version
    FROM (SELECT DISTINCT coaching_area FROM metrics) m FULL JOIN templates t USING (coaching_area)
    WHERE {SUPERVISES}
    UNION ALL
    SELECT coaching_area, TRUE, TRUE, went_well, work_on, action_plan, version
    FROM own_templates WHERE person_id = $viewer_id AND {WRITTEN} AND {SUPERVISES}
    ORDER BY coaching_area, own"""

HISTORY = f"""
    WITH {VISIBLE_AGENTS}
    SELECT c.changed_at, coalesce(p.name, c.changed_by) AS changed_by, c.field, c.was, c.becomes,
           c.changed_by AS changed_by_id
    FROM changes c LEFT JOIN people p ON p.person_id = c.changed_by
    WHERE c.subject = 'template' AND c.subject_id = $area AND {SUPERVISES}
    ORDER BY c.changed_at DESC, c.position"""

MAY_COACH = f"WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS} SELECT 1 FROM coachable_agents LIMIT 1"

CURRENT = "SELECT went_well, work_on, action_plan, version FROM templates WHERE coaching_area = $area"

CURRENT_OWN = """
    SELECT went_well, work_on, action_plan, version FROM own_templates
    WHERE coaching_area = $area AND person_id = $viewer_id"""

ADD_OWN = "INSERT INTO own_templates VALUES ($viewer_id, $area, $went_well, $work_on, $action_plan, 1)"

CHANGE_OWN = """
    UPDATE own_templates
    SET went_well = $went_well, work_on = $work_on, action_plan = $action_plan, version = version + 1
    WHERE coaching_area = $area AND person_id = $viewer_id"""

NOTHING: dict[str, Any] = {"went_well": "", "work_on": "", "action_plan": []}

# Versions of an area's template go on counting after it was removed: an old form never fits a new template.
ADD = """
    INSERT INTO templates
    SELECT $area, $went_well, $work_on, $action_plan,
           1 + (SELECT count(DISTINCT changed_at) FROM changes WHERE subject = 'template' AND subject_id = $area)"""

CHANGE = """
    UPDATE templates
    SET went_well = $went_well, work_on = $work_on, action_plan = $action_plan, version = version + 1
    WHERE coaching_area = $area"""

REMOVE = "DELETE FROM templates WHERE coaching_area = $area"


@dataclass(frozen=True, kw_only=True)
class Template:
    """What feedback on one coaching area may start from. `version` counts its changes; `changed_by`: the name of
    whoever else has changed it last, None where that is the viewer or is not known."""

    coaching_area: str
    went_well: str
    work_on: str
    action_plan: list[str]
    version: int
    changed_by: str | None = field(default=None, compare=False)


def template(database: Database, viewer_id: str, coaching_area: str, *, own: bool = False) -> Template | None:
    """The template of one coaching area, or None where there is none or the viewer supervises nobody."""
    row = database.first(OWN_TEMPLATE if own else TEMPLATE, {"viewer_id": viewer_id, "area": coaching_area})
    if row is None:
        return None
    other = row["changed_by"] not in (None, viewer_id)
    return Template(**row | {"changed_by": name_or_id(database, row["changed_by"]) if other else None})


def templates(database: Database, viewer_id: str) -> pd.DataFrame:
    """Every coaching area with its template, by name, and after it the viewer's own where there is one; no row for a
    viewer who supervises nobody.

    Columns: coaching_area, own (the viewer's own), written (whether there is a template), went_well, work_on,
    action_plan (list), version (0 without a template).
    """
    rows = database.query(TEMPLATES, {"viewer_id": viewer_id})
    rows["action_plan"] = pd.Series([list(steps) for steps in rows["action_plan"]], rows.index, dtype=object)
    return rows


def history(database: Database, viewer_id: str, coaching_area: str) -> pd.DataFrame:
    """Who changed an area's template, the newest change first; no row for a viewer who supervises nobody.

    Columns: changed_at (naive UTC), changed_by (name), field (a column's name, or created or removed), was, becomes
    (missing where there was or is nothing).
    """
    rows = database.query(HISTORY, {"viewer_id": viewer_id, "area": coaching_area})
    return with_labels(database, rows, changed_by="changed_by_id").drop(columns="changed_by_id")


def save(
    database: Database,
    viewer_id: str,
    coaching_area: str,
    version: int,
    went_well: str,
    work_on: str,
    action_plan: Sequence[str],
    *,
    own: bool = False,
) -> None:
    """Writes an area's template, which the viewer had before them as `version` (0: there was none).

    Saving what is there already changes nothing.
    Raises NotAllowedError where the viewer may coach nobody, NotFoundError for no such area, InvalidFieldsError where
    nothing is written at all or "went_well", "work_on" or "action_plan" is too long, and OutdatedError where somebody
    else has written it since.
    """
    steps = plan_steps(action_plan)
    texts = {"went_well": went_well.strip(), "work_on": work_on.strip(), "action_plan": steps}
    with database.transaction(writes={"own_templates"} if own else {"templates", "changes"}) as cursor:
        if _current(cursor, viewer_id, coaching_area, own) == texts:
            return
        before = _changeable(cursor, viewer_id, coaching_area, version, own)
        if before is None and (complaint := coaching_areas.complaint(cursor, [coaching_area])):
            raise NotFoundError(complaint)
        complaints = _complaints(went_well.strip(), work_on.strip(), steps)
        nothing = "" if any(texts.values()) else wording.TEMPLATE_NEEDS_A_PART
        if complaints or nothing:
            raise InvalidFieldsError(complaints, nothing)
        if own:
            written = texts | {"area": coaching_area, "viewer_id": viewer_id}
            cursor.execute(CHANGE_OWN if before else ADD_OWN, written)
            return
        known = before or NOTHING
        changed = {
            field: (_words(known[field]), _words(texts[field])) for field in FIELDS if known[field] != texts[field]
        }
        if not changed:
            return
        cursor.execute(CHANGE if before else ADD, texts | {"area": coaching_area})
        created = {} if before else {"created": (None, coaching_area)}
        now = change_log.next_instant(cursor, "template", [coaching_area])
        change_log.append(cursor, "template", [coaching_area], viewer_id, now, created | changed)


def remove(database: Database, viewer_id: str, coaching_area: str, version: int, *, own: bool = False) -> None:
    """Takes an area's template away. Feedback that was written from it stays as it is.

    Raises NotAllowedError where the viewer may coach nobody, NotFoundError where there is no template, and
    OutdatedError where it has changed since.
    """
    with database.transaction(writes={"own_templates"} if own else {"templates", "changes"}) as cursor:
        before = _changeable(cursor, viewer_id, coaching_area, version, own)
        if before is None or not any(before[field] for field in FIELDS):
            raise NotFoundError(wording.TEMPLATE_GONE)
        if own:
            cursor.execute(CHANGE_OWN, NOTHING | {"area": coaching_area, "viewer_id": viewer_id})
            return
        cursor.execute(REMOVE, {"area": coaching_area})
        now = change_log.next_instant(cursor, "template", [coaching_area])
        gone: dict[str, tuple[str | None, str | None]] = {"removed": (coaching_area, None)}
        gone |= {field: (_words(before[field]), None) for field in FIELDS if before[field]}
        change_log.append(cursor, "template", [coaching_area], viewer_id, now, gone)


def _stored(cursor: duckdb.DuckDBPyConnection, viewer_id: str, coaching_area: str, own: bool) -> dict[str, Any] | None:
    asked = {"area": coaching_area}
    found = cursor.execute(CURRENT_OWN, asked | {"viewer_id": viewer_id}) if own else cursor.execute(CURRENT, asked)
    rows = found.fetchall()
    return dict(zip((*FIELDS, "version"), rows[0], strict=True)) if rows else None


def _current(cursor: duckdb.DuckDBPyConnection, viewer_id: str, coaching_area: str, own: bool) -> dict[str, Any] | None:
    """What the template says; None where there is none, or the viewer may not change it."""
    may = cursor.execute(MAY_COACH, {"viewer_id": viewer_id}).fetchall()
    before = _stored(cursor, viewer_id, coaching_area, own) if may else None
    return {field: before[field] for field in FIELDS} if before else None


def _changeable(
    cursor: duckdb.DuckDBPyConnection, viewer_id: str, coaching_area: str, version: int, own: bool
) -> dict[str, Any] | None:
    if not cursor.execute(MAY_COACH, {"viewer_id": viewer_id}).fetchall():
        raise NotAllowedError(*needed(Action.COACH))
    before = _stored(cursor, viewer_id, coaching_area, own)
    if own and before is not None and not any(before[field] for field in FIELDS) and version == 0:
        return before  # it was removed, and the form began with nothing
    if (before["version"] if before else 0) != version:
        if own:
            raise OutdatedError(name_or_id(Inside(cursor), viewer_id), [], before["version"] if before else 0)
        changed_by, fields = change_log.newest(cursor, "template", coaching_area)
        who = name_or_id(Inside(cursor), changed_by)
        raise OutdatedError(
            who, [wording.TEMPLATE_FIELDS.get(field, field) for field in fields], before["version"] if before else 0
        )
    return before


def _complaints(went_well: str, work_on: str, steps: Sequence[str]) -> dict[str, str]:
    found = {
        "went_well": too_long(went_well, MOST_FEEDBACK),
        "work_on": too_long(work_on, MOST_FEEDBACK),
        "action_plan": about_plan(steps),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def _words(value: str | Sequence[str]) -> str | None:
    text = value if isinstance(value, str) else "\n".join(value)
    return text or None
