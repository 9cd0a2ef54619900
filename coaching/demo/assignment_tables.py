"""The demo's assignments as frames: their texts, areas, interactions and openings."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from coaching.demo import content
from coaching.demo.coachings import Coaching, missed_practices
from coaching.demo.evaluation import MET
from coaching.demo.feedback import Feedback, Moment, Pen
from coaching.demo.scenario import Scenario


def frames(scenario: Scenario) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each table's name and rows, except the assignments themselves."""
    yield "assignment_areas", _areas(scenario)
    yield "assignment_interactions", _interactions(scenario)
    yield "openings", _openings(scenario)


def assignments(scenario: Scenario) -> pd.DataFrame:
    """The assignments in the order of the coachings, as they were created: without later changes."""
    texts = content.read("coaching.json")
    written = [_feedback(scenario, coaching, texts) for coaching in scenario.coachings]
    return pd.DataFrame(
        {
            "assignment_id": [coaching.assignment_id for coaching in scenario.coachings],
            "name": [feedback.name for feedback in written],
            "agent_id": [scenario.agent_ids[coaching.agent] for coaching in scenario.coachings],
            "assigned_by": [scenario.supervisors[coaching.agent] for coaching in scenario.coachings],
            "assigned_at": [coaching.assigned_at for coaching in scenario.coachings],
            "follow_up_on": [coaching.follow_up_on for coaching in scenario.coachings],
            "went_well": [feedback.went_well for feedback in written],
            "work_on": [feedback.work_on for feedback in written],
            "action_plan": [feedback.action_plan for feedback in written],
        }
    )


def _feedback(scenario: Scenario, coaching: Coaching, texts: Mapping[str, Any]) -> Feedback:
    missed = [worst_moment(scenario, coaching, area) for area in coaching.areas]
    met = [
        moment(scenario, row, practice)
        for row in coaching.marked
        for practice, state in enumerate(scenario.history.states[row].tolist())
        if state == MET
    ]
    has_example = any(scenario.conversation(row) == missed[0].conversation for row in coaching.best_responses)
    first_name = scenario.agents[coaching.agent].split()[0]
    return Pen(texts, coaching.assignment_id, first_name, has_example, coaching.follow_up_on).write(missed, met)


def worst_moment(scenario: Scenario, coaching: Coaching, area: int) -> Moment:
    """The costliest missed practice of this area, in the newest marked interaction that missed it."""
    candidates = [
        (row, practice) for row in coaching.marked for practice in missed_practices(scenario.history, row, (area,))[:1]
    ]
    weight = scenario.history.rules.weight
    row, practice = max(
        candidates, key=lambda each: (weight[scenario.history.contacts.conversation[each[0]], each[1]], each[0])
    )
    return moment(scenario, row, practice)


def moment(scenario: Scenario, row: int, practice: int) -> Moment:
    """A practice in an interaction, to write about."""
    return Moment(
        practice=scenario.practices[practice],
        area=scenario.area_of(practice),
        conversation=scenario.conversation(row),
        day=scenario.moment(row).date(),
        because=scenario.justifications[row, practice],
    )


def _areas(scenario: Scenario) -> pd.DataFrame:
    rows = [
        (coaching.assignment_id, scenario.history.rules.areas[area], position)
        for coaching in scenario.coachings
        for position, area in enumerate(coaching.areas, 1)
    ]
    return pd.DataFrame(rows, columns=["assignment_id", "coaching_area", "position"])


def _interactions(scenario: Scenario) -> pd.DataFrame:
    rows = [
        (
            coaching.assignment_id,
            scenario.interaction_ids[row],
            kind,
            position,
            scenario.agent_of(row),
        )
        for coaching in scenario.coachings
        for kind, chosen in (("marked", coaching.marked), ("best_response", coaching.best_responses))
        for position, row in enumerate(chosen, 1)
    ]
    return pd.DataFrame(rows, columns=["assignment_id", "interaction_id", "kind", "position", "agent_id"])


def _openings(scenario: Scenario) -> pd.DataFrame:
    rows = [
        (
            coaching.assignment_id,
            scenario.interaction_ids[opening.row],
            (scenario.agent_ids if opening.by_agent else scenario.supervisors)[coaching.agent],
            opening.opened_at,
        )
        for coaching in scenario.coachings
        for opening in coaching.openings
    ]
    openings = pd.DataFrame(rows, columns=["assignment_id", "interaction_id", "person_id", "opened_at"])
    return openings.sort_values("opened_at", kind="stable", ignore_index=True)
