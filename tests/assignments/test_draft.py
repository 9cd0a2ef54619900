from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coaching.assignments.draft import (
    ChosenBecause,
    Draft,
    Facts,
    Judged,
    OpenCoaching,
    complaints,
    complaints_of_group,
    differing,
    doubts,
    merged,
    placeholders,
    reason_contradicted,
)
from coaching.assignments.proposals import proposed_follow_up, proposed_name
from coaching.words.days import WorkingDays

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
FACTS = Facts(
    agent="ana",
    known_areas={"Accuracy", "Etiquette"},
    agent_of={"c-1": "ana", "c-2": "ana", "c-9": "ben", "b-1": "cleo"},
    may_show={"b-1"},
)

FROM_TEMPLATE = {"placeholders": ["[say what]", "[day]", "[one thing]"]}

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
        (FROM_TEMPLATE | {"went_well": "You [say what]."}, "went_well", "fill in [say what], or"),
        (FROM_TEMPLATE | {"work_on": "To [NAME] on [day] you said it."}, "work_on", "fill in [day]"),
        (FROM_TEMPLATE | {"action_plan": ["Read it", "Try [one thing]"]}, "action_plan", "fill in [one thing]"),
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


@pytest.mark.parametrize(
    ("pasted", "steps"),
    [
        ("1. Read it\n2. Try it", ["Read it", "Try it"]),
        ("1) Read it\n(2) Try it\n3: Say it\n10.\tAsk", ["Read it", "Try it", "Say it", "Ask"]),
        ("1.1. Read it\n1.2) Try it", ["Read it", "Try it"]),
        ("a) Read it\nB) Try it", ["Read it", "Try it"]),
        ("Step 1: Read it\nSTEP 2. Try it", ["Read it", "Try it"]),
        ("• Read it\n•Try it\n▪\tSay it\n◦ Ask\n· Listen", ["Read it", "Try it", "Say it", "Ask", "Listen"]),
        ("- Read it\n* Try it\n– Say it\n— Ask", ["Read it", "Try it", "Say it", "Ask"]),
        ("- [ ] Read it\n- [x] Try it\n☐ Say it", ["Read it", "Try it", "Say it"]),
        ("1. - Read it", ["Read it"]),
        ("1.\n-\n•\nRead it", ["Read it"]),
        ("1. Read it\n2. Read it", ["Read it"]),
        # what only looks like a list
        ("3 calls a day\n24 hours later, ask\n1.5 hours of listening", None),
        ("12:30 every day: listen\n100. call\n-5 points cost a call", None),
        ("[NAME] is what you ask for\nA. Smith reads it\nI listen\n*must* be said", None),
    ],
)
def test_numbers_and_bullets_of_a_pasted_list_are_taken_off_a_plan(pasted: str, steps: list[str] | None) -> None:
    lines = pasted.split("\n")
    assert replace(GOOD, action_plan=lines).tidy.action_plan == (lines if steps is None else steps)


def test_brackets_that_were_there_before_may_stay() -> None:
    before = replace(GOOD, work_on="He said [day] so.", placeholders=["[day]"])
    facts = replace(FACTS, before=before)
    assert complaints(replace(before, name="Another name"), facts, TODAY) == {}
    assert set(complaints(replace(before, work_on="[day] is new here"), facts, TODAY)) == {"work_on"}


@given(st.lists(st.text(st.characters(exclude_characters="[]\n"), min_size=1), max_size=3), st.lists(words, max_size=3))
def test_only_what_a_used_template_left_open_is_asked_for(filled: list[str], quoted: list[str]) -> None:
    """Exports redact with [NAME] and [PHONE NUMBER]: a quoted transcript is not a form to fill in."""
    template = [f"[{each}]" for each in filled]
    text = "You said: “[NAME], it is [PHONE NUMBER].” " + " ".join(quoted)
    assume(not set(placeholders(text)) & set(template))
    draft = replace(GOOD, work_on=text, placeholders=template).tidy
    assert complaints(draft, FACTS, TODAY) == {}
    for left in template:
        assert set(complaints(replace(draft, work_on=f"{text} {left}"), FACTS, TODAY)) == {"work_on"}


def test_what_a_template_leaves_to_fill_in() -> None:
    assert placeholders("On [day] you [say what].", "[day] [] [a\nb] [[x]]", "Try [one]") == [
        "[day]",
        "[say what]",
        "[x]",
        "[one]",
    ]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"went_well": "", "work_on": ""}, {"work_on"}),
        ({"went_well": " \n", "work_on": "…"}, {"work_on"}),  # neither blanks nor dots say anything
        ({"went_well": "", "work_on": "Answer first."}, set()),
        ({"went_well": "You greet everybody.", "work_on": ""}, set()),
        ({"work_on": "Слушай", "went_well": ""}, set()),
        ({"action_plan": []}, {"action_plan"}),
        ({"action_plan": ["", " ", "-", "\u200b"]}, {"action_plan"}),
        ({"went_well": "", "work_on": "", "action_plan": []}, {"work_on", "action_plan"}),
        (
            {"went_well": "", "work_on": "", "action_plan": [], "without_feedback_because": ""},
            {"without_feedback_because"},
        ),
        ({"work_on": "", "went_well": "", "without_feedback_because": " - "}, {"without_feedback_because"}),
        ({"went_well": "", "work_on": "", "action_plan": [], "without_feedback_because": "We talk on Friday."}, set()),
        ({"action_plan": [], "without_feedback_because": "We write it together."}, set()),
        ({"action_plan": [], "without_feedback_because": "x" * 501}, {"without_feedback_because"}),
    ],
)
def test_feedback_and_a_plan_are_there_or_missing_on_purpose(change: dict[str, object], fields: set[str]) -> None:
    draft = replace(GOOD, **change).tidy  # type: ignore[arg-type]
    assert set(complaints(draft, FACTS, TODAY)) == fields
    # neither does an edit take them away
    assert set(complaints(draft, replace(FACTS, before=GOOD), TODAY)) == fields
    group = {"Ana": (draft, FACTS), "Ben": (draft, replace(FACTS, agent="ana"))}
    assert set(complaints_of_group(group, TODAY)) == fields


def test_a_reason_for_missing_nothing_is_not_kept() -> None:
    assert replace(GOOD, without_feedback_because="We talk.").tidy.without_feedback_because is None


FAILS, PASSES, NOT_EVALUATED = (
    Judged("1 Nov", ["Accuracy"], True),
    Judged("2 Nov", [], False),
    Judged("3 Nov", None, None),
)
OPEN = OpenCoaching("ca-1", "Listen", ["Etiquette", "Accuracy"])


@pytest.mark.parametrize(
    ("judged", "open_coaching", "areas", "said"),
    [
        ([FAILS], [], ["Accuracy"], []),
        ([FAILS, PASSES], [], ["Accuracy"], ["2 Nov passed and does not fail Accuracy."]),
        ([PASSES], [], ["Accuracy", "Etiquette"], ["2 Nov passed and does not fail Accuracy or Etiquette."]),
        ([FAILS], [], ["Etiquette"], ["1 Nov does not fail Etiquette."]),
        ([FAILS], [], ["Accuracy", "Etiquette"], ["No interaction fails Etiquette."]),
        ([NOT_EVALUATED], [], ["Accuracy"], []),
        ([FAILS, NOT_EVALUATED], [], ["Accuracy"], []),
        ([FAILS], [OPEN], ["Accuracy"], ["There is open coaching on Accuracy already: “Listen”."]),
        ([FAILS], [replace(OPEN, coaching_areas=["Etiquette"])], ["Accuracy"], []),
        ([], [], ["Accuracy"], []),
        ([PASSES], [], [], []),
    ],
)
def test_what_does_not_fit_is_in_doubt(
    judged: list[Judged], open_coaching: list[OpenCoaching], areas: list[str], said: list[str]
) -> None:
    ids = [f"c-{number}" for number in range(1, len(judged) + 1)]
    facts = replace(
        FACTS,
        agent_of=dict.fromkeys(ids, "ana") | {"b-1": "cleo"},
        judged=dict(zip(ids, judged, strict=True)),
        open_coaching=open_coaching,
    )
    draft = replace(GOOD, coaching_areas=areas, interactions=ids)
    found = doubts(draft, facts)
    assert [doubt.sentence for doubt in found] == said
    if ids and areas:
        assert set(complaints(draft, facts, TODAY)) == {doubt.field for doubt in found}
        meant = replace(draft, confirmed=[doubt.key for doubt in found])
        assert complaints(meant, facts, TODAY) == {}
        # what stood like that before is not asked again
        assert doubts(draft, replace(facts, before=draft)) == []


@pytest.mark.parametrize(
    ("below", "because", "contradicted"),
    [
        ([False], ChosenBecause.BELOW_PASS_SCORE, True),
        ([False, False, None], ChosenBecause.BELOW_PASS_SCORE, True),
        ([True, False], ChosenBecause.BELOW_PASS_SCORE, False),
        ([None], ChosenBecause.BELOW_PASS_SCORE, False),
        ([], ChosenBecause.BELOW_PASS_SCORE, False),
        ([False], ChosenBecause.JUDGEMENT, False),
        ([False], ChosenBecause.ASKED_FOR, False),
    ],
)
def test_below_the_pass_score_needs_an_interaction_below_it(
    below: list[bool | None], because: ChosenBecause, contradicted: bool
) -> None:
    ids = [f"c-{number}" for number in range(len(below))]
    judged = {one: Judged(one, None, each) for one, each in zip(ids, below, strict=True)}
    facts = replace(FACTS, agent_of=dict.fromkeys([*ids, "c-9"], "ana") | {"b-1": "cleo"}, judged=judged)
    draft = replace(GOOD, interactions=[*ids, "c-9"], chosen_because=because)
    assert reason_contradicted(draft, facts) == contradicted
    assert set(complaints(draft, facts, TODAY)) == ({"chosen_because"} if contradicted else set())
    said = complaints_of_group({"Ana": (draft, facts), "Ben": (GOOD, FACTS)}, TODAY)
    assert said.get("chosen_because", "").startswith("Ana: ") == contradicted


def test_of_a_group_each_member_reads_what_does_not_fit_them() -> None:
    ana = replace(FACTS, judged={"c-1": FAILS, "c-2": PASSES})
    ben = replace(FACTS, agent="ben", agent_of={"c-9": "ben", "b-1": "cleo"}, open_coaching=[OPEN])
    members = {"Ana": (GOOD, ana), "Ben": (replace(GOOD, interactions=["c-9"]), ben)}
    found = complaints_of_group(members, TODAY)
    assert list(found) == ["members"]
    assert "Ana: 2 Nov passed and does not fail Accuracy." in found["members"]
    assert "Ben: There is open coaching on Accuracy already: “Listen”." in found["members"]
    # meant for Ana says nothing of Ben
    meant = [doubt.key for doubt in doubts(GOOD, ana)]
    members = {name: (replace(own, confirmed=meant), facts) for name, (own, facts) in members.items()}
    assert "Ana" not in complaints_of_group(members, TODAY)["members"]
    assert "Ben" in complaints_of_group(members, TODAY)["members"]


area_names = st.sampled_from(["Accuracy", "Etiquette", "Empathy"])
judgements = st.builds(Judged, words, st.none() | st.lists(area_names, max_size=3), st.none() | st.booleans())


@given(
    st.lists(area_names, unique=True, max_size=3),
    st.dictionaries(st.sampled_from(["c-1", "c-2", "c-3"]), judgements),
    st.lists(st.lists(area_names, max_size=3), max_size=3),
    st.data(),
)
def test_nothing_in_doubt_is_assigned_unless_it_was_confirmed(
    areas: list[str], judged: dict[str, Judged], open_areas: list[list[str]], data: st.DataObject
) -> None:
    going_on = [OpenCoaching(f"ca-{number}", "Open", each) for number, each in enumerate(open_areas)]
    facts = replace(
        FACTS,
        known_areas={"Accuracy", "Etiquette", "Empathy"},
        agent_of=dict.fromkeys(judged, "ana") | {"b-1": "cleo"},
        judged=judged,
        open_coaching=going_on,
    )
    draft = replace(GOOD, coaching_areas=areas, interactions=list(judged))
    found = doubts(draft, facts)
    assert len({doubt.key for doubt in found}) == len(found)
    assert len([each for each in going_on if set(each.coaching_areas) & set(areas)]) == len(
        [doubt for doubt in found if "open coaching" in doubt.sentence]
    )
    confirmed = [doubt.key for doubt in found if data.draw(st.booleans())]
    left = {doubt.field for doubt in found if doubt.key not in confirmed}
    refused = set(complaints(replace(draft, confirmed=confirmed), facts, TODAY))
    assert left <= refused
    if areas and judged:
        assert refused == left
    # other interactions, areas or agents are confirmed anew
    other = replace(facts, agent="ben")
    assert not {doubt.key for doubt in doubts(draft, other)} & {doubt.key for doubt in found}


@given(days)
def test_the_proposed_follow_up_is_never_refused(today: date) -> None:
    draft = replace(GOOD, follow_up_on=proposed_follow_up(today))
    assert "follow_up_on" not in complaints(draft, FACTS, today)
    assert 7 <= (draft.follow_up_on - today).days <= 9  # type: ignore[operator]


@given(days, st.frozensets(st.integers(0, 6), min_size=1), st.frozensets(days, max_size=5))
def test_a_follow_up_is_on_a_day_on_which_the_centre_works(
    today: date, weekdays: frozenset[int], holidays: frozenset[date]
) -> None:
    working = WorkingDays(weekdays, holidays)
    facts = replace(FACTS, working_days=working)
    proposed = proposed_follow_up(today, working)
    assert "follow_up_on" not in complaints(replace(GOOD, follow_up_on=proposed), facts, today)
    for number in range(7, (proposed - today).days):  # every day before is none
        day = today + timedelta(days=number)
        assert "follow_up_on" in complaints(replace(GOOD, follow_up_on=day), facts, today)


def test_a_weekend_is_a_working_day_where_the_centre_says_so_and_a_holiday_is_none() -> None:
    saturday, christmas = date(2026, 12, 5), date(2026, 12, 25)
    open_always = replace(FACTS, working_days=WorkingDays(frozenset(range(7))))
    closed = replace(FACTS, working_days=WorkingDays(frozenset(range(7)), frozenset([christmas])))
    for chosen, facts, refused in (
        (saturday, FACTS, "Saturday"), (saturday, open_always, ""), (christmas, open_always, ""),
        (christmas, FACTS, ""), (christmas, closed, "holiday"),
    ):  # fmt: skip
        said = complaints(replace(GOOD, follow_up_on=chosen), facts, TODAY).get("follow_up_on", "")
        assert bool(said) == bool(refused)
        assert refused in said


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
