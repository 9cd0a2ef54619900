"""The demo's supervising as frames: changes of assignments, marks, groups, templates, discussions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd

from coaching.demo import assignment_tables, content, drawn_round, following_up, marking
from coaching.demo.following_up import Change, Note
from coaching.demo.marking import Group, Mark
from coaching.demo.scenario import Scenario, person_id
from coaching.measuring import coverage

TEMPLATES_WRITTEN_DAYS_AGO, TEMPLATE_CHANGED_DAYS_AGO = 45, 9
CHANGED_TEMPLATE = "Resolution"


def frames(scenario: Scenario) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each table's name and rows."""
    texts = content.read("supervising.json")
    assignments = assignment_tables.assignments(scenario)
    plans = assignments["action_plan"].tolist()
    marks = marking.marks(scenario, texts)
    groups = marking.groups(scenario, texts, marks)
    withdrawn = following_up.withdrawals(scenario, texts)
    edits = list(following_up.edits(scenario, texts, assignments["name"].tolist(), plans))
    yield "assignments", _assignments(scenario, assignments, marks, withdrawn, edits)
    yield "changes", _changes(scenario, texts, groups, [*edits, *withdrawn.values()])
    yield "bookmarks", _bookmarks(scenario, texts)
    yield "marks", _marks(scenario, marks)
    yield "mark_closings", _closings(marks, withdrawn)
    yield "groups", _groups(groups)
    yield "group_members", _members(scenario, groups)
    yield "templates", _templates(texts)
    yield "acknowledgements", _acknowledgements(scenario)
    yield "step_ticks", pd.DataFrame([asdict(tick) for tick in following_up.ticks(scenario, plans)])
    notes, concluded = following_up.notes(scenario, texts), following_up.outcomes(scenario, texts, withdrawn)
    yield "notes", _notes(notes)
    yield from _round(scenario)
    yield "outcomes", pd.DataFrame([asdict(each) for each in concluded])
    yield "news_read", _news_read(following_up.news_read(scenario, edits, notes, concluded))


def _assignments(
    scenario: Scenario,
    assignments: pd.DataFrame,
    marks: Sequence[Mark],
    withdrawn: Mapping[str, Change],
    edits: Sequence[Change],
) -> pd.DataFrame:
    periods = [following_up.looked_at(scenario, coaching) for coaching in scenario.coachings]
    made = assignments["assignment_id"]
    edited = {(change.subject_id, change.changed_at) for change in edits if change.field != "created"}
    times = pd.Series([assignment_id for assignment_id, _ in edited], dtype=object).value_counts()
    return assignments.assign(
        version=1 + made.map(times).fillna(0).astype(int) + made.isin(list(withdrawn)).astype(int),
        withdrawn_at=pd.to_datetime(
            [withdrawn[each].changed_at if each in withdrawn else pd.NaT for each in made.tolist()]
        ),
        chosen_because=[str(following_up.chosen_because(scenario, coaching, marks)) for coaching in scenario.coachings],
        period_first=[period.first for period in periods],
        period_last=[period.last for period in periods],
    )


def _round(scenario: Scenario) -> Iterator[tuple[str, pd.DataFrame]]:
    """The round that was drawn by lot (drawn_round.py), by the supervisor of them all."""
    lots = scenario.history.lots
    if lots is None:
        return
    day = scenario.first_day + timedelta(days=int(lots["day"].iloc[0]))
    drawn_by = next(person_id(team.supervisor) for team in scenario.content.teams if team.cross_team)
    round_id = "round-demo"
    yield (
        "rounds",
        pd.DataFrame(
            {
                "round_id": [round_id],
                "drawn_by": [drawn_by],
                "drawn_at": [datetime.combine(day, time(8))],
                "first_day": [day - timedelta(days=coverage.WINDOW_DAYS)],
                "last_day": [day - timedelta(days=1)],
                "places": [int(lots["drawn"].sum())],
                "seed": [drawn_round.SEED],
            }
        ),
    )
    columns = ["agent_id", "coaching_area", "stratum", "need", "waited", "score", "interactions", "place", "drawn"]
    yield "round_agents", lots[columns].assign(round_id=round_id, need=lots["need"].map(str))


def _changes(
    scenario: Scenario, texts: Mapping[str, Any], groups: Sequence[Group], of_assignments: Sequence[Change]
) -> pd.DataFrame:
    rows = [
        *({"subject": "assignment"} | asdict(change) for change in of_assignments),
        *({"subject": "group"} | asdict(change) for change in _of_groups(scenario, groups)),
        *({"subject": "template"} | asdict(change) for change in _of_templates(scenario, texts)),
    ]
    return pd.DataFrame(rows).sort_values(["changed_at", "subject_id", "position"], kind="stable", ignore_index=True)


def _of_groups(scenario: Scenario, groups: Sequence[Group]) -> Iterator[Change]:
    for number, group in enumerate(groups, 1):
        fields = (
            ("created", group.name),
            ("description", group.description),
            ("coaching_areas", ", ".join(group.areas)),
            ("members", ", ".join(sorted(scenario.agents[agent] for agent in group.members))),
        )
        for position, (field, becomes) in enumerate(fields, 1):
            yield Change(
                subject_id=_group_id(number),
                changed_by=group.created_by,
                changed_at=group.created_at,
                position=position,
                field=field,
                was=None,
                becomes=becomes,
            )


def _of_templates(scenario: Scenario, texts: Mapping[str, Any]) -> Iterator[Change]:
    """One supervisor wrote them all; another one later changed one of them."""
    first, second = (person_id(team.supervisor) for team in (*scenario.content.teams[2:3], *scenario.content.teams[:1]))
    written_at = _morning(scenario, TEMPLATES_WRITTEN_DAYS_AGO)
    changed_at = _morning(scenario, TEMPLATE_CHANGED_DAYS_AGO)
    for number, (area, words) in enumerate(texts["templates"].items()):
        earlier = texts["earlier_template_work_on"] if area == CHANGED_TEMPLATE else words["work_on"]
        fields = (
            ("created", area),
            ("went_well", words["went_well"]),
            ("work_on", earlier),
            ("action_plan", "\n".join(words["steps"])),
        )
        at = written_at + timedelta(minutes=6 * number)
        for position, (field, becomes) in enumerate(fields, 1):
            yield Change(
                subject_id=area,
                changed_by=first,
                changed_at=at,
                position=position,
                field=field,
                was=None,
                becomes=becomes,
            )
        if area == CHANGED_TEMPLATE:
            yield Change(
                subject_id=area,
                changed_by=second,
                changed_at=changed_at,
                position=1,
                field="work_on",
                was=earlier,
                becomes=words["work_on"],
            )


def _morning(scenario: Scenario, days_ago: int) -> datetime:
    return datetime.combine(marking.working_day(scenario.today - timedelta(days=days_ago)), time(9, 15))


def _bookmarks(scenario: Scenario, texts: Mapping[str, Any]) -> pd.DataFrame:
    kept = pd.DataFrame([asdict(bookmark) for bookmark in marking.bookmarks(scenario, texts)])
    kept["interaction_id"] = scenario.interaction_ids[kept.pop("row")]
    return kept


def _marks(scenario: Scenario, marks: Sequence[Mark]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "mark_id": [_mark_id(number) for number in range(1, len(marks) + 1)],
            "agent_id": [scenario.agent_ids[int(scenario.history.contacts.agent[mark.row])] for mark in marks],
            "interaction_id": [scenario.interaction_ids[mark.row] for mark in marks],
            "marked_by": [mark.marked_by for mark in marks],
            "marked_at": [mark.marked_at for mark in marks],
            "coaching_areas": [list(mark.areas) for mark in marks],
            "note": [mark.note for mark in marks],
        }
    )


def _closings(marks: Sequence[Mark], withdrawn: Mapping[str, Change]) -> pd.DataFrame:
    """What became of the marks. Marks that a withdrawn assignment had closed are open again."""
    rows = [
        {"mark_id": _mark_id(number)} | asdict(mark.closing) for number, mark in enumerate(marks, 1) if mark.closing
    ]
    closings = pd.DataFrame(rows).sort_values(["closed_at", "mark_id"], ignore_index=True)
    reopened = [withdrawn[each].changed_at if each in withdrawn else pd.NaT for each in closings["assignment_id"]]
    return closings.assign(reopened_at=pd.to_datetime(reopened))


def _groups(groups: Sequence[Group]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group_id": [_group_id(number) for number in range(1, len(groups) + 1)],
            "name": [group.name for group in groups],
            "description": [group.description for group in groups],
            "coaching_areas": [list(group.areas) for group in groups],
            "created_by": [group.created_by for group in groups],
            "created_at": [group.created_at for group in groups],
            "version": 1,
        }
    )


def _members(scenario: Scenario, groups: Sequence[Group]) -> pd.DataFrame:
    rows = [
        (_group_id(number), scenario.agent_ids[agent])
        for number, group in enumerate(groups, 1)
        for agent in group.members
    ]
    return pd.DataFrame(rows, columns=["group_id", "agent_id"])


def _templates(texts: Mapping[str, Any]) -> pd.DataFrame:
    rows = [
        (area, words["went_well"], words["work_on"], words["steps"], 2 if area == CHANGED_TEMPLATE else 1)
        for area, words in texts["templates"].items()
    ]
    return pd.DataFrame(rows, columns=["coaching_area", "went_well", "work_on", "action_plan", "version"])


def _acknowledgements(scenario: Scenario) -> pd.DataFrame:
    rows = following_up.acknowledgements(scenario)
    return pd.DataFrame(rows, columns=["assignment_id", "person_id", "acknowledged_at"])


def _news_read(rows: Sequence[tuple[str, str, datetime]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["assignment_id", "person_id", "read_until"])


def _notes(notes: Sequence[Note]) -> pd.DataFrame:
    written = pd.DataFrame([asdict(note) for note in notes])
    return written.assign(note_id=[f"note-{number:04}" for number in range(1, len(written) + 1)])


def _mark_id(number: int) -> str:
    return f"mark-{number:04}"


def _group_id(number: int) -> str:
    return f"group-{number}"
