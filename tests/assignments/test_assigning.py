"""Creating an assignment: what is written, who may create it, and what a draft must have."""

from dataclasses import replace
from datetime import date

import pytest

from coaching.assignments import assigning, assignments, history, marks, proposals, withdrawing
from coaching.assignments.draft import Draft
from coaching.assignments.status import Status
from coaching.quality import interactions
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, RefusedError
from tests import kept_drafts
from tests.assignments.assignable_draft import ANA, BEN, CLEO, GOOD, KIM, LEE, SAM, TODAY, contents, end, group_of, mark
from tests.centre import PEOPLE, decide
from tests.permission_marks import permission_of

pytestmark = pytest.mark.usefixtures("nothing_is_open")


def test_an_assignment_is_there_for_its_agent_at_once(small_centre: Database) -> None:
    mark(small_centre, "c-ana-1", ANA)
    kept_drafts.keep(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA), GOOD.to_json())
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    found = assignments.assignment(small_centre, ANA, made)
    assert found is not None
    assert (found.name, found.coaching_areas, found.action_plan) == (
        "Answer the question",
        ["Accuracy"],
        ["Read it", "Do it"],
    )
    assert (found.assigned_by, found.follow_up_on, found.status) == ("Sam Soto", date(2026, 12, 1), Status.NOT_STARTED)
    of_assignment = assignments.interactions_of_assignment(small_centre, ANA, made)
    assert of_assignment["interaction_id"].tolist() == ["c-ana-1", "c-ana-3", "c-ben-1"]
    assert interactions.turns(small_centre, ANA, "c-ben-1").shape[0] == 5  # now a best response of hers
    kept = small_centre.first(
        "SELECT chosen_because, period_first, period_last FROM assignments ORDER BY assigned_at DESC"
    )
    assert kept == {
        "chosen_because": "audit_finding",
        "period_first": date(2026, 11, 1),
        "period_last": date(2026, 11, 20),
    }
    assert small_centre.first("SELECT assignment_id FROM mark_closings") == {"assignment_id": made}
    assert kept_drafts.content_of(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA)) is None
    assert small_centre.query("FROM changes")[["subject_id", "changed_by", "field"]].values.tolist() == [
        [made, SAM, "created"]
    ]


@permission_of(assigning.create)
@pytest.mark.parametrize(
    ("viewer", "agent"), [(LEE, ANA), (SAM, CLEO), (ANA, ANA), (BEN, ANA), ("stranger@example.com", ANA), (KIM, KIM)]
)
def test_only_a_coach_of_the_agent_creates(small_centre: Database, viewer: str, agent: str) -> None:
    before = contents(small_centre)
    with pytest.raises(NotAllowedError):
        assigning.create(small_centre, viewer, agent, GOOD, TODAY)
    assert contents(small_centre) == before


@permission_of(assigning.create, assigning.edit, withdrawing.withdraw)
def test_a_supervisor_without_qa_functionalities_changes_nothing(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    before = contents(small_centre)
    for command in (
        lambda: assigning.create(small_centre, SAM, ANA, GOOD, TODAY),
        lambda: assigning.edit(small_centre, SAM, made, replace(GOOD, name="Other"), 1, TODAY),
        lambda: withdrawing.withdraw(small_centre, SAM, made, "A mistake"),
    ):
        with pytest.raises(RefusedError):
            command()
    assert contents(small_centre) == before
    assert assignments.assignment(small_centre, SAM, made) is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"coaching_areas": []}, "coaching_areas"),
        ({"interactions": []}, "interactions"),
        ({"interactions": ["c-ana-1", "c-ben-1"]}, "interactions"),
        ({"interactions": ["c-ana-1", "no-such"]}, "interactions"),
        ({"best_responses": ["c-ana-2"]}, "best_responses"),
        ({"best_responses": ["c-cleo-2"]}, "best_responses"),  # of nobody whom Sam supervises, and never offered
        ({"best_responses": ["no-such"]}, "best_responses"),
        ({"follow_up_on": TODAY}, "follow_up_on"),
        ({"chosen_because": None}, "chosen_because"),
    ],
)
def test_what_is_wrong_is_refused_whatever_the_form_said(
    small_centre: Database, change: dict[str, object], field: str
) -> None:
    before = contents(small_centre)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create(small_centre, SAM, ANA, replace(GOOD, **change), TODAY)  # type: ignore[arg-type]
    assert list(refused.value.complaints) == [field]
    assert contents(small_centre) == before


@pytest.mark.parametrize("missing", [{"went_well": "", "work_on": " "}, {"action_plan": ["-"]}])
def test_feedback_and_a_plan_are_needed_for_one_for_many_and_in_an_edit(
    small_centre: Database, missing: dict[str, object]
) -> None:
    empty = replace(GOOD, best_responses=[], **missing)  # type: ignore[arg-type]
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, best_responses=[]), TODAY)
    end(small_centre, made)
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ben-1", BEN)
    before = contents(small_centre)
    for command in (
        lambda draft: assigning.create(small_centre, SAM, ANA, draft, TODAY),
        lambda draft: assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY),
        lambda draft: assigning.edit(small_centre, SAM, made, draft, 1, TODAY),
    ):
        for draft, field in (
            (empty, "work_on" if "work_on" in missing else "action_plan"),
            (replace(empty, without_feedback_because=" "), "without_feedback_because"),
        ):
            with pytest.raises(InvalidFieldsError) as refused:
                command(draft)
            assert list(refused.value.complaints) == [field]
    assert contents(small_centre) == before


def test_without_feedback_on_purpose_the_reason_is_for_supervisors(small_centre: Database) -> None:
    draft = replace(GOOD, went_well="", work_on="", action_plan=[], without_feedback_because=" We talk on Friday. ")
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    for viewer in (ANA, SAM):
        found = assignments.assignment(small_centre, viewer, made)
        assert found is not None
        assert found.without_feedback
        assert "Friday" not in repr(found)
    choice = history.choice(small_centre, SAM, made)
    assert choice is not None
    assert choice.without_feedback_because == "We talk on Friday."
    noted = history.history(small_centre, SAM, made)
    assert noted[["field", "becomes"]].values.tolist() == [
        ["created", "Answer the question"],
        ["without_feedback_because", "We talk on Friday."],
    ]
    # written later, there is no reason any more
    found_draft = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found_draft is not None
    written = replace(found_draft[1], work_on="Answer first.", action_plan=["Do it"])
    assigning.edit(small_centre, SAM, made, written, 1, TODAY)
    found = assignments.assignment(small_centre, ANA, made)
    assert found is not None
    assert not found.without_feedback
    assert "without_feedback_because" in set(history.history(small_centre, SAM, made)["field"])


def test_imported_assignments_without_feedback_load_as_they_are(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET went_well = '', work_on = '', action_plan = [] WHERE agent_id = ?", [ANA]
        )
    found = assignments.assignment(small_centre, ANA, "ca-ana")
    assert found is not None
    assert not found.without_feedback


@permission_of(marks.requests_of)
@pytest.mark.parametrize("group", [False, True])
def test_a_request_stays_on_the_assignment_in_the_agents_words(small_centre: Database, group: bool) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA, "asked", by=ANA)
    mark(small_centre, "c-ben-1", BEN)
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[])
    if group:
        made = assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
        listed = set(assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)["assignment_id"])
        (own,) = listed & set(made)
        (others,) = set(made) - listed
        assert marks.requests_of(small_centre, SAM, others) == []  # a supervisor's mark is no request
    else:
        own = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    told = {viewer: marks.requests_of(small_centre, viewer, own) for viewer in everybody}
    assert {viewer for viewer, requests in told.items() if requests} == {ANA, SAM, KIM}
    ((request),) = told[ANA]
    assert (request.interaction_id, request.note) == ("c-ana-1", "Could we look at this one?")


def test_follow_ups_are_on_the_working_days_of_the_centre(small_centre: Database) -> None:
    saturday, monday = date(2026, 12, 5), date(2026, 12, 7)
    assert saturday.strftime("%a") == "Sat"
    with pytest.raises(InvalidFieldsError, match="Saturday"):
        assigning.create(small_centre, SAM, ANA, replace(GOOD, follow_up_on=saturday), TODAY)
    decide(small_centre, weekdays="mon,tue,wed,thu,fri,sat,sun", holidays="2026-12-07")
    with pytest.raises(InvalidFieldsError, match="holiday"):
        assigning.create(small_centre, SAM, ANA, replace(GOOD, follow_up_on=monday), TODAY)
    assert assigning.create(small_centre, SAM, ANA, replace(GOOD, follow_up_on=saturday), TODAY)
    proposed = proposals.with_proposals(small_centre, SAM, Draft(), (), date(2026, 11, 28), [])
    assert proposed.follow_up_on == saturday
    decide(small_centre, weekdays="mon,tue,wed,thu,fri")
    proposed = proposals.with_proposals(small_centre, SAM, Draft(), (), date(2026, 11, 28), [])
    assert proposed.follow_up_on == date(2026, 12, 8)
