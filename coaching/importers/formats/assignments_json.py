"""assignments.json: who was coached on what, with which interactions and examples."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from coaching.importers import fields, json_files, limits
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import Values, leave_out, strict
from coaching.importers.refused_records import UnusableRecordError, unusable
from coaching.importers.spellings import Spellings

ASSIGNMENT = Spellings(
    {
        "assignment_id": (),
        "name": (),
        "agent_email": (),
        "assigned_by": ("assigned_by_email",),
        "assigned_by_name": (),
        "assigned_at": (),
        "follow_up_on": (),
        "coaching_areas": (),
        "interactions": (),
        "best_responses": (),
        "feedback": (),
        "action_plan": (),
    }
)
FEEDBACK = Spellings({"went_well": (), "work_on": ()})


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One record of assignments.json."""

    assignment_id: str
    name: str
    agent_email: str
    assigned_by: str
    assigned_by_name: str | None
    assigned_at: datetime
    follow_up_on: date
    coaching_areas: list[str]
    interactions: list[str]
    best_responses: list[str]
    went_well: str
    work_on: str
    action_plan: list[str]


def assignment(record: dict[str, Any], source: Source) -> Assignment:
    """One record. Raises UnusableRecordError where a value cannot be used."""
    values = ASSIGNMENT.read(record, source.notes)
    feedback = FEEDBACK.read(_feedback(values), source.notes)
    assigned_at = fields.required_past_instant(values, "assigned_at")
    follow_up_on = fields.required_date(values, "follow_up_on")
    # The supervisor's calendar day may be a day earlier than the UTC day of the assignment.
    assigned_on = fields.required_date(values, "assigned_at")
    if follow_up_on < assigned_on:
        problem = f"is before the assigned date, {assigned_on}"
        raise unusable("follow_up_on", follow_up_on, problem, "write that day or a later one")
    return Assignment(
        assignment_id=fields.required_identifier(values, "assignment_id"),
        name=fields.required_text(values, "name"),
        agent_email=fields.required_email(values, "agent_email"),
        assigned_by=fields.required_email(values, "assigned_by"),
        assigned_by_name=fields.text(values, "assigned_by_name"),
        assigned_at=assigned_at,
        follow_up_on=follow_up_on,
        coaching_areas=_at_least_one("coaching_areas", fields.texts(values, "coaching_areas")),
        interactions=_at_least_one("interactions", fields.identifiers(strict(values), "interactions")),
        best_responses=fields.identifiers(values, "best_responses"),
        went_well=fields.text(feedback, "went_well", limits.TEXT) or "",
        work_on=fields.text(feedback, "work_on", limits.TEXT) or "",
        action_plan=fields.texts(values, "action_plan", limits.TEXT),
    )


def _feedback(values: Values) -> dict[str, Any]:
    feedback = values.get("feedback") or {}
    if isinstance(feedback, dict):
        return feedback
    wanted = 'write an object, such as {"went_well": "…", "work_on": "…"}'
    leave_out(values, unusable("feedback", feedback, "is not an object", wanted))
    return {}


def _at_least_one(field: str, elements: list[str]) -> list[str]:
    if not elements:
        raise UnusableRecordError(field, "is missing or empty", wanted='list at least one, such as ["Compliance"]')
    return elements


FORMAT = Format(
    name="`assignments.json`",
    told_by="a list of objects with `assignment_id`, `follow_up_on`, `best_responses` or `action_plan`",
    record="assignment",
    lands=Lands.ASSIGNMENTS,
    shapes={Shape.LIST},
    spellings=ASSIGNMENT,
    times=ASSIGNMENT.spelled("assigned_at", "follow_up_on"),
    needs=(("assignment_id", "follow_up_on", "best_responses", "action_plan"),),
    read=json_files.read,
    parse=assignment,
)
