"""How does a stored assignment read as a draft, and a draft as columns of an assignment? Pure."""

from typing import Any

from coaching.assignments.draft import ChosenBecause, Draft


def as_draft(row: dict[str, Any]) -> Draft:
    """An assignment as assigning.ASSIGNMENT reads it, as a draft."""
    chosen = row["chosen_because"]
    return Draft(
        name=row["name"],
        coaching_areas=list(row["coaching_areas"]),
        interactions=list(row["interactions"]),
        best_responses=list(row["best_responses"]),
        chosen_because=ChosenBecause(chosen) if chosen else None,
        period_first=row["period_first"],
        period_last=row["period_last"],
        went_well=row["went_well"],
        work_on=row["work_on"],
        action_plan=list(row["action_plan"]),
        follow_up_on=row["follow_up_on"],
        without_feedback_because=row["without_feedback_because"],
    )


def columns_of(draft: Draft) -> dict[str, Any]:
    """What a draft says, by column of the table of assignments: all but its areas and interactions."""
    return {
        "name": draft.name,
        "follow_up_on": draft.follow_up_on,
        "went_well": draft.went_well,
        "work_on": draft.work_on,
        "action_plan": draft.action_plan,
        "chosen_because": draft.chosen_because,
        "period_first": draft.period_first,
        "period_last": draft.period_last,
        "without_feedback_because": draft.without_feedback_because,
    }
