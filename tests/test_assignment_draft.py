from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.assignment_draft import (
    ChosenBecause,
    Draft,
    Facts,
    complaints,
    differing,
    merged,
    proposed_follow_up,
    proposed_name,
)

TODAY = date(2026, 11, 24)  # a Tuesday
GOOD = Draft(
    name="Accuracy: room booking",
    coaching_areas=["Accuracy"],
    interactions=["c-1", "c-2"],
    best_responses=["b-1"],
    chosen_because=ChosenBecause.JUDGEMENT,
    period_first=date(2026, 11, 10),
    period_last=date(2026, 11, 23),
    went_well="You greet everybody.",
    work_on="Say what the system says.",
    action_plan=["Read the examples"],
    follow_up_on=date(2026, 12, 1),
)
FACTS = Facts("ana", {"Accuracy", "Etiquette"}, {"c-1": "ana", "c-2": "ana", "c-9": "ben", "b-1": "cleo"}, {"b-1"})

words = st.text(max_size=30)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
drafts = st.builds(
    Draft,
    name=words,
    coaching_areas=st.lists(words, max_size=4),
    interactions=st.lists(words, max_size=4),
    best_responses=st.lists(words, max_size=4),
    chosen_because=st.none() | st.sampled_from(ChosenBecause),
    period_first=st.none() | days,
    period_last=st.none() | days,
    went_well=words,
    work_on=words,
    action_plan=st.lists(words, max_size=4),
    follow_up_on=st.none() | days,
)


def test_a_good_draft_has_no_complaint() -> None:
    assert complaints(GOOD, FACTS, TODAY) == {}


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": ""}, "name", "give it a name"),
        ({"went_well": "You [say what you checked]."}, "went_well", "fill in [say what you checked], or"),
        ({"work_on": "On [day] you said it."}, "work_on", "fill in [day]"),
        ({"action_plan": ["Read it", "Try [one thing]"]}, "action_plan", "fill in [one thing]"),
        ({"name": "x" * 121}, "name", "at most 120"),
        ({"coaching_areas": []}, "coaching_areas", "at least one coaching area"),
        ({"coaching_areas": ["Accuracy", "Charm"]}, "coaching_areas", "no evaluation form has an area charm"),
        ({"interactions": []}, "interactions", "at least one interaction"),
        ({"interactions": ["c-1", "c-9"]}, "interactions", "of another agent"),
        ({"interactions": ["c-1", "gone"]}, "interactions", "no longer there"),
        ({"interactions": [f"c-{n}" for n in range(51)]}, "interactions", "at most 50"),
        ({"best_responses": ["b-1", "c-1"]}, "best_responses", "of the same agent"),
        ({"best_responses": ["b-2"]}, "best_responses", "not yours to show"),
        ({"best_responses": ["c-9"]}, "best_responses", "not yours to show"),
        ({"chosen_because": None}, "chosen_because", "why this agent was chosen"),
        ({"period_first": None}, "period", "first and the last day"),
        ({"period_first": date(2026, 11, 24)}, "period", "after the last day"),
        ({"went_well": "x" * 5001}, "went_well", "at most 5,000"),
        ({"work_on": "x" * 5001}, "work_on", "at most 5,000"),
        ({"action_plan": [str(n) for n in range(21)]}, "action_plan", "at most 20 steps"),
        ({"action_plan": ["ok", "x" * 501]}, "action_plan", "step 2"),
        ({"follow_up_on": None}, "follow_up_on", "choose a follow-up date"),
        ({"follow_up_on": TODAY}, "follow_up_on", "not in the future"),
        ({"follow_up_on": TODAY - timedelta(days=30)}, "follow_up_on", "not in the future"),
        ({"follow_up_on": date(2026, 11, 28)}, "follow_up_on", "is a saturday"),
        ({"follow_up_on": date(2026, 11, 29)}, "follow_up_on", "is a sunday"),
    ],
)
def test_each_fault_is_named_at_its_field(change: dict[str, object], field: str, says: str) -> None:
    found = complaints(replace(GOOD, **change), FACTS, TODAY)  # type: ignore[arg-type]
    assert list(found) == [field]
    assert says in found[field].lower()


def test_an_edit_may_leave_what_was_there_before() -> None:
    before = replace(
        GOOD,
        coaching_areas=["Old area"],
        best_responses=["b-7"],
        follow_up_on=date(2026, 11, 1),
        chosen_because=None,
        period_first=None,
        period_last=None,
    )
    assert complaints(before, replace(FACTS, before=before), TODAY) == {}
    moved = replace(before, follow_up_on=date(2026, 11, 2))
    assert list(complaints(moved, replace(FACTS, before=before), TODAY)) == ["follow_up_on"]


@given(drafts)
def test_json_loses_nothing(draft: Draft) -> None:
    assert Draft.from_json(draft.to_json()) == draft


@given(drafts, days)
def test_every_draft_has_an_answer_and_tidying_is_done_once(draft: Draft, today: date) -> None:
    assert draft.tidy.tidy == draft.tidy
    assert all(complaints(draft.tidy, FACTS, today).values())


@given(drafts, drafts, drafts)
def test_merging_keeps_mine_where_i_changed_it_and_theirs_elsewhere(mine: Draft, base: Draft, theirs: Draft) -> None:
    both = merged(mine, base, theirs)
    for name in differing(mine, base):
        assert getattr(both, name) == getattr(mine, name)
    for name in set(differing(theirs, base)) - set(differing(mine, base)):
        assert getattr(both, name) == getattr(theirs, name)
    assert merged(mine, mine, theirs) == theirs
    assert merged(mine, base, base) == mine


def test_brackets_that_were_there_before_may_stay() -> None:
    before = replace(GOOD, work_on="He said [sic] so.")
    facts = replace(FACTS, before=before)
    assert complaints(replace(before, name="Another name"), facts, TODAY) == {}
    assert set(complaints(replace(before, work_on="[sic] is new here"), facts, TODAY)) == {"work_on"}


@given(days)
def test_the_proposed_follow_up_is_never_refused(today: date) -> None:
    draft = replace(GOOD, follow_up_on=proposed_follow_up(today))
    assert "follow_up_on" not in complaints(draft, FACTS, today)
    assert 7 <= (draft.follow_up_on - today).days <= 9  # type: ignore[operator]


@pytest.mark.parametrize(
    ("areas", "subjects", "name"),
    [
        (["Accuracy", "Etiquette"], ["Room booking", "Ride", "Room booking"], "Accuracy: room booking"),
        (["Accuracy"], ["", ""], "Accuracy"),
        (["Accuracy"], ["SIM swap"], "Accuracy: SIM swap"),
        ([], ["Room booking"], ""),
    ],
)
def test_a_proposed_name(areas: list[str], subjects: list[str], name: str) -> None:
    assert proposed_name(areas, subjects) == name
