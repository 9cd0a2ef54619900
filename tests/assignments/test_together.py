"""The assignments of a group, changed and withdrawn together."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from coaching.assignments import assignments, discussion, history, marks, together, withdrawing
from coaching.assignments.discussion import Outcome
from coaching.assignments.together import Change
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotFoundError
from tests.assignments.assignable_draft import ANA, BEN, CLEO, KIM, LEE, SAM, TODAY, contents, group_of
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

EVERYBODY = [*(person for person, *_ in PEOPLE), "stranger@example.com", ""]
LATER = TODAY + timedelta(days=(7 - TODAY.weekday()) + 14)  # a Monday
OURS = ["ca-ana", "ca-ben"]
COMMANDS: list[Callable[[Database, str], together.Outcome]] = [
    lambda database, viewer: together.change(database, viewer, "g-1", OURS, Change(follow_up_on=LATER), TODAY),
    lambda database, viewer: together.withdraw(database, viewer, "g-1", OURS, "By mistake"),
]


@pytest.fixture
def assigned(small_centre: Database) -> Database:
    """The assignments of Ana and Ben are of a group of theirs."""
    group_of(small_centre, [ANA, BEN])
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET group_id = 'g-1' WHERE assignment_id IN ('ca-ana', 'ca-ben')")
    return small_centre


def agents_of(database: Database, viewer: str) -> list[str]:
    return list(together.assignments_of_group(database, viewer, "g-1")["agent"])


@pytest.mark.storage
@permission_of(together.assignments_of_group, together.supervisors_for_group)
def test_who_reads_what_a_group_was_assigned(assigned: Database) -> None:
    assert {viewer for viewer in EVERYBODY if agents_of(assigned, viewer)} == {SAM, KIM}
    assert {viewer for viewer in EVERYBODY if together.supervisors_for_group(assigned, viewer, "g-1")} == {SAM, KIM}
    assert together.supervisors_for_group(assigned, SAM, "g-1") == {KIM: "Kim Kaur", SAM: "Sam Soto"}
    with assigned.transaction() as cursor:  # whoever made a group sees it, but nobody whom they no longer oversee
        cursor.execute("DELETE FROM supervisions WHERE agent_id = ?", [BEN])
    assert agents_of(assigned, SAM) == ["Ana Alves"]


@permission_of(together.change, together.withdraw)
@pytest.mark.parametrize("command", COMMANDS)
def test_only_who_coaches_the_agents_changes_anything(
    assigned: Database, command: Callable[[Database, str], together.Outcome]
) -> None:
    before = contents(assigned)
    for viewer in [each for each in EVERYBODY if each not in (SAM, KIM)]:
        with pytest.raises(NotFoundError, match=wording.NO_ASSIGNMENTS_TO_CHANGE):
            command(assigned, viewer)
    assert contents(assigned) == before
    assert command(assigned, KIM).assignment_ids == ["ca-ana", "ca-ben"]


@pytest.mark.storage
def test_what_is_left_empty_stays_and_the_rest_is_in_each_history(assigned: Database) -> None:
    changed = Change(follow_up_on=LATER, action_plan=["Read it twice"], supervisor_id=KIM)
    assert together.change(assigned, SAM, "g-1", OURS, changed, TODAY).left_alone == []
    for each in OURS:
        found = assignments.assignment(assigned, SAM, each)
        assert found is not None
        assert (found.follow_up_on, found.action_plan, found.assigned_by) == (LATER, ["Read it twice"], "Kim Kaur")
        assert (found.name, found.went_well) == (f"Coaching {each}", f"Good in {each}")
        noted = history.history(assigned, SAM, each)
        assert sorted(noted["field"]) == ["action_plan", "assigned_by", "follow_up_on"]
        assert noted.set_index("field").at["assigned_by", "becomes"] == "Kim Kaur"
    together.change(assigned, SAM, "g-1", ["ca-ben"], Change(supervisor_id=SAM), TODAY)
    assert [list(row) for row in together.assignments_of_group(assigned, SAM, "g-1")[
        ["agent", "follow_up_on", "assigned_by"]].itertuples(index=False)] == [
        ["Ana Alves", LATER, "Kim Kaur"], ["Ben Bauer", LATER, "Sam Soto"],
    ]  # fmt: skip


def test_what_is_over_meanwhile_is_left_alone_and_named(assigned: Database) -> None:
    withdrawing.withdraw(assigned, KIM, "ca-ben", "Too early")
    done = together.change(assigned, SAM, "g-1", OURS, Change(follow_up_on=LATER), TODAY)
    assert (done.assignment_ids, done.left_alone) == (["ca-ana"], ["Ben Bauer"])
    with assigned.transaction() as cursor:
        cursor.execute("UPDATE assignments SET follow_up_on = ? WHERE assignment_id = 'ca-ana'", [TODAY])
    discussion.record_outcome(assigned, SAM, "ca-ana", Outcome.CLOSED, "Enough", TODAY)
    assert agents_of(assigned, SAM) == []
    with pytest.raises(NotFoundError):
        together.withdraw(assigned, SAM, "g-1", OURS, "Too late")


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        (Change(), "assignments", wording.NOTHING_TO_CHANGE),
        (Change(follow_up_on=TODAY - timedelta(days=1)), "follow_up_on", "Ana Alves: "),
        (Change(action_plan=["x" * 501]), "action_plan", "Ana Alves: "),
        (Change(supervisor_id=LEE), "supervisor_id", "may not coach Ana Alves"),
        (Change(follow_up_on=LATER, supervisor_id=CLEO), "supervisor_id", "may not coach Ana Alves"),
    ],
)
def test_all_or_nothing_with_a_sentence_that_names_whom_it_is_about(
    assigned: Database, changed: Change, field: str, says: str
) -> None:
    before = contents(assigned)
    with pytest.raises(InvalidFieldsError) as refused:
        together.change(assigned, SAM, "g-1", OURS, changed, TODAY)
    assert list(refused.value.complaints) == [field]
    assert says in refused.value.complaints[field]
    assert contents(assigned) == before


def test_withdrawing_together_reopens_marks_and_can_be_taken_back_one_by_one(assigned: Database) -> None:
    marks.mark(assigned, SAM, "c-ben-1", ["Etiquette"], "")
    with assigned.transaction() as cursor:
        cursor.execute("INSERT INTO mark_closings SELECT mark_id, ?, now()::TIMESTAMP, 'ca-ben', '', NULL FROM marks",
                       [SAM])  # fmt: skip
    with pytest.raises(InvalidFieldsError):
        together.withdraw(assigned, SAM, "g-1", OURS, " ")
    done = together.withdraw(assigned, SAM, "g-1", OURS, "By mistake")
    assert (done.assignment_ids, done.reopened) == (OURS, 1)
    assert agents_of(assigned, SAM) == []
    withdrawing.put_back(assigned, SAM, "ca-ben")
    assert agents_of(assigned, SAM) == ["Ben Bauer"]
