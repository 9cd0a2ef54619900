"""Changing an assignment and withdrawing it: its history, its marks, and two people at once."""

from dataclasses import replace
from datetime import date

import pytest

from coaching.assignments import assigning, assignments, discussion, history, marks, withdrawing
from coaching.assignments.assigning import EditedMeanwhileError
from coaching.assignments.status import Status
from coaching.quality import interactions
from coaching.storage.database import Database
from coaching.words.reader import reader_of, reading_as
from coaching.words.refusals import InvalidFieldsError, RefusedError
from tests.assignments.assignable_draft import ANA, BEN, GOOD, KIM, LEE, SAM, TODAY, contents, group_of, mark
from tests.permission_marks import permission_of

pytestmark = pytest.mark.usefixtures("nothing_is_open")


@permission_of(assigning.edit, withdrawing.withdraw, withdrawing.put_back)
@pytest.mark.parametrize("viewer", [LEE, ANA, BEN, "stranger@example.com", ""])
def test_only_a_coach_of_the_agent_edits_and_withdraws(small_centre: Database, viewer: str) -> None:
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    before = contents(small_centre)
    with pytest.raises(RefusedError):
        assigning.edit(small_centre, viewer, made, replace(GOOD, name="Other"), 1, TODAY)
    with pytest.raises(RefusedError):
        withdrawing.withdraw(small_centre, viewer, made, "A mistake")
    assert contents(small_centre) == before
    withdrawing.withdraw(small_centre, SAM, made, "A mistake")
    before = contents(small_centre)
    with pytest.raises(RefusedError):
        withdrawing.put_back(small_centre, viewer, made)
    assert contents(small_centre) == before


def test_an_edit_is_in_the_history_and_adding_puts_a_completed_one_back_in_progress(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, interactions=["c-ana-1"], best_responses=[]), TODAY)
    assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    found = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found is not None
    agent, draft, version = found
    assert (agent, version) == (ANA, 1)
    changed = replace(draft, interactions=["c-ana-1", "c-ana-3"], name="Another name", follow_up_on=date(2026, 12, 4))
    with pytest.raises(RefusedError, match="does not fail Accuracy"):
        assigning.edit(small_centre, SAM, made, changed, version, TODAY)
    changed = replace(changed, confirmed=GOOD.confirmed)
    assigning.edit(small_centre, SAM, made, changed, version, TODAY)
    now = assignments.assignment(small_centre, ANA, made)
    assert now is not None
    assert (now.status, now.name, now.total) == (Status.IN_PROGRESS, "Another name", 2)
    called = {
        row.interaction_id: f"{row.started_at.day} {row.started_at:%b %Y, %H:%M} UTC · Hotel booking · Room booking"
        for row in small_centre.query("FROM interactions").itertuples()
    }
    noted = small_centre.query("SELECT field, was, becomes FROM changes WHERE field <> 'created' ORDER BY position")
    assert noted.values.tolist() == [
        ["name", "Answer the question", "Another name"],
        ["interactions", called["c-ana-1"], f"{called['c-ana-1']}\n{called['c-ana-3']}"],
        ["follow_up_on", "1 Dec 2026", "4 Dec 2026"],
    ]
    # the same once more changes nothing and needs no version of its own
    assigning.edit(small_centre, SAM, made, changed, 2, TODAY)
    assert len(small_centre.query("FROM changes WHERE field <> 'created'")) == 3
    found = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found is not None
    assert found[2] == 2


def test_an_edit_of_something_else_leaves_the_words_of_steps_that_may_be_ticked_off(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, action_plan=["Read it"]), TODAY)
    with small_centre.transaction() as cursor:  # as an import may bring it
        cursor.execute("UPDATE assignments SET action_plan = ['1. Read it'] WHERE assignment_id = ?", [made])
    found = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found is not None
    changed = replace(found[1], name="Another name", confirmed=GOOD.confirmed)
    assigning.edit(small_centre, SAM, made, changed, 1, TODAY)
    row = small_centre.first("SELECT name, action_plan FROM assignments WHERE assignment_id = $made", {"made": made})
    assert row == {"name": "Another name", "action_plan": ["1. Read it"]}
    assert small_centre.query("SELECT field FROM changes WHERE field <> 'created'")["field"].tolist() == ["name"]
    assigning.edit(small_centre, SAM, made, replace(changed, action_plan=["2. Try it"]), 2, TODAY)
    row = small_centre.first("SELECT action_plan FROM assignments WHERE assignment_id = $made", {"made": made})
    assert row == {"action_plan": ["Try it"]}


def test_of_two_who_edit_the_second_is_told_and_nothing_is_lost(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    assigning.edit(small_centre, KIM, made, replace(GOOD, name="Kim's name"), 1, TODAY)
    with pytest.raises(EditedMeanwhileError) as told:
        assigning.edit(small_centre, SAM, made, replace(GOOD, work_on="Sam's words"), 1, TODAY)
    assert told.value.changed_by == "Kim Kaur"
    assert (told.value.theirs.name, told.value.version) == ("Kim's name", 2)
    assigning.edit(small_centre, SAM, made, replace(told.value.theirs, work_on="Sam's words"), 2, TODAY)
    now = assignments.assignment(small_centre, ANA, made)
    assert now is not None
    assert (now.name, now.work_on) == ("Kim's name", "Sam's words")


def test_a_withdrawn_assignment_is_gone_for_its_agent_and_kept_for_the_supervisor(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, best_responses=["c-ben-1"]), TODAY)
    with pytest.raises(InvalidFieldsError) as refused:
        withdrawing.withdraw(small_centre, SAM, made, "  ")
    assert list(refused.value.complaints) == ["reason"]
    with pytest.raises(RefusedError):
        withdrawing.withdraw(small_centre, LEE, made, "Not mine")
    withdrawing.withdraw(small_centre, SAM, made, "It was for Ben")
    assert assignments.assignment(small_centre, ANA, made) is None
    assert made not in set(assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)["assignment_id"])
    assert assignments.interactions_of_assignment(small_centre, ANA, made).empty
    assert interactions.interaction(small_centre, ANA, "c-ben-1") is None
    assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    assert small_centre.query("FROM openings").empty
    kept = assignments.assignment(small_centre, SAM, made)
    assert kept is not None
    assert kept.withdrawn_at is not None
    assert small_centre.first("SELECT becomes FROM changes WHERE field = 'withdrawn'") == {"becomes": "It was for Ben"}
    assert assigning.assignment_to_edit(small_centre, SAM, made) is None
    with pytest.raises(RefusedError, match="withdrawn"):
        assigning.edit(small_centre, SAM, made, GOOD, 2, TODAY)
    with pytest.raises(RefusedError, match="withdrawn"):
        withdrawing.withdraw(small_centre, SAM, made, "Again")


def test_an_edit_closes_marks_of_what_it_adds_only(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, interactions=["c-ana-1"]), TODAY)
    mark(small_centre, "c-ana-1", ANA, "again")
    mark(small_centre, "c-ana-2", ANA, "new")
    draft = replace(GOOD, interactions=["c-ana-1"], name="Renamed")
    assigning.edit(small_centre, SAM, made, draft, 1, TODAY)
    assert small_centre.query("FROM mark_closings").empty
    assigning.edit(small_centre, SAM, made, replace(draft, interactions=["c-ana-1", "c-ana-2"]), 2, TODAY)
    assert small_centre.query("FROM mark_closings")["mark_id"].tolist() == ["new"]


@pytest.mark.parametrize("group", [False, True])
def test_withdrawing_reopens_what_it_had_settled_and_says_so(small_centre: Database, group: bool) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA, "asked", by=ANA)
    mark(small_centre, "c-ana-1", ANA, "marked")
    mark(small_centre, "c-ben-1", BEN, "of-ben")
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[])
    if group:
        made = assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
        own = next(one for one in made if assignments.assignment(small_centre, ANA, one))
    else:
        own = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assert "asked" not in set(marks.open_marks(small_centre, SAM)["mark_id"])
    with reading_as(reader_of("de", None)):  # the history is everybody's
        assert withdrawing.withdraw(small_centre, SAM, own, "It was for Ben") == 2
    left = {"asked", "marked"} if group else {"asked", "marked", "of-ben"}
    assert set(marks.open_marks(small_centre, SAM)["mark_id"]) == left
    changes = history.history(small_centre, SAM, own)
    (said,) = changes[changes["field"] == "reopened"]["becomes"]
    assert "(asked for by the agent)" in said
    assert "(marked)" in said
    asked = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert asked is not None
    assert asked.closed_at is None
    assert marks.requests_of(small_centre, SAM, own) == []
    # it can become coaching again, or be set aside
    again = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assert [each.note for each in marks.requests_of(small_centre, ANA, again)] == ["Could we look at this one?"]
    with pytest.raises(RefusedError, match="closed already"):
        marks.set_aside(small_centre, SAM, "asked", "No")
    withdrawing.withdraw(small_centre, SAM, again, "Again")
    marks.set_aside(small_centre, SAM, "asked", "No")
    assert "asked" not in set(marks.open_marks(small_centre, SAM)["mark_id"])


def test_taking_an_interaction_out_reopens_its_marks_only(small_centre: Database) -> None:
    mark(small_centre, "c-ana-1", ANA, "one")
    mark(small_centre, "c-ana-2", ANA, "two", by=ANA)
    draft = replace(GOOD, interactions=["c-ana-1", "c-ana-2"], best_responses=[])
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assert marks.open_marks(small_centre, SAM).empty
    assigning.edit(small_centre, SAM, made, replace(draft, interactions=["c-ana-1"]), 1, TODAY)
    assert marks.open_marks(small_centre, SAM)["mark_id"].tolist() == ["two"]
    assert marks.requests_of(small_centre, SAM, made) == []
    assert "reopened" in set(history.history(small_centre, SAM, made)["field"])
    assigning.edit(small_centre, SAM, made, draft, 2, TODAY)
    assert marks.open_marks(small_centre, SAM).empty
    assert len(marks.requests_of(small_centre, SAM, made)) == 1
    # a refused withdrawal reopens nothing
    with pytest.raises(RefusedError):
        withdrawing.withdraw(small_centre, SAM, made, "")
    assert marks.open_marks(small_centre, SAM).empty


def test_a_withdrawal_is_taken_back_with_all_that_was_there(small_centre: Database) -> None:
    mark(small_centre, "c-ana-1", ANA, "asked", by=ANA)
    mark(small_centre, "c-ana-2", ANA, "marked")
    draft = replace(GOOD, interactions=["c-ana-1", "c-ana-2"], best_responses=[])
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    discussion.write_note(small_centre, ANA, made, "I have a question")
    before = assignments.assignment(small_centre, ANA, made)
    withdrawing.withdraw(small_centre, KIM, made, "It was for Ben")
    marks.set_aside(small_centre, SAM, "marked", "Not needed")
    assert withdrawing.put_back(small_centre, SAM, made) == 1  # what was set aside meanwhile stays so
    assert assignments.assignment(small_centre, ANA, made) == before
    assert marks.open_marks(small_centre, SAM).empty
    assert [each.interaction_id for each in marks.requests_of(small_centre, SAM, made)] == ["c-ana-1"]
    assert [note.text for note in discussion.notes(small_centre, ANA, made)] == ["I have a question"]
    said = history.history(small_centre, SAM, made).set_index("field")
    assert said.at["put_back", "was"] == "It was for Ben"
    assert said.at["put_back", "changed_by"] == "Sam Soto"
    with pytest.raises(RefusedError, match="in force"):
        withdrawing.put_back(small_centre, SAM, made)
    # and once more, with the reason of this time
    assert withdrawing.withdraw(small_centre, SAM, made, "Truly") == 1
    withdrawing.put_back(small_centre, SAM, made)
    newest = history.history(small_centre, SAM, made)
    assert newest[newest["field"] == "put_back"]["was"].tolist() == ["Truly", "It was for Ben"]


@pytest.mark.storage
def test_what_other_coaching_has_settled_meanwhile_stays_settled_by_that(small_centre: Database) -> None:
    mark(small_centre, "c-ana-1", ANA, "asked", by=ANA)
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[])
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    withdrawing.withdraw(small_centre, SAM, made, "A mistake")
    other = assigning.create(small_centre, SAM, ANA, replace(draft, name="Another one"), TODAY)
    assert withdrawing.put_back(small_centre, SAM, made) == 0
    assert len(marks.requests_of(small_centre, SAM, other)) == 1
    assert marks.requests_of(small_centre, SAM, made) == []
