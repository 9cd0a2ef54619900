"""Coaching of a group: each member gets an assignment of their own, or nobody gets one."""

from dataclasses import replace

import pytest

from coaching.assignments import assigning, assignments, marks
from coaching.assignments.draft import ChosenBecause
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotFoundError, RefusedError
from tests.assignments.assignable_draft import ANA, BEN, CLEO, GOOD, KIM, LEE, SAM, TODAY, contents, group_of, mark
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

pytestmark = pytest.mark.usefixtures("nothing_is_open")


def test_each_member_of_a_group_gets_an_assignment_of_their_own(small_centre: Database) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ana-2", ANA)
    mark(small_centre, "c-ben-1", BEN)
    made = assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, best_responses=[]), TODAY)
    assert len(made) == 2
    for agent, own in ((ANA, ["c-ana-1", "c-ana-2"]), (BEN, ["c-ben-1"])):
        listed = assignments.assignments_of_agent(small_centre, agent, agent, TODAY)
        (mine,) = set(made) & set(listed["assignment_id"])
        of_assignment = assignments.interactions_of_assignment(small_centre, agent, mine)
        assert sorted(of_assignment["interaction_id"]) == own
    assert len(small_centre.query("FROM mark_closings")) == 3
    # the marks are used up
    with pytest.raises(RefusedError, match="Ana Alves and Ben Bauer have no interactions marked"):
        assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, best_responses=[]), TODAY)


@pytest.mark.parametrize(
    ("members", "marked", "change", "field", "says"),
    [
        ([ANA, BEN], ["c-ana-1"], {}, "members", "Ben Bauer has no interaction marked"),
        ([ANA, CLEO], ["c-ana-1", "c-cleo-2"], {}, "members", "may not be coached by you"),
        ([ANA, BEN], ["c-ana-1", "c-ben-1"], {"best_responses": ["c-ben-1"]}, "best_responses", "Ben Bauer: "),
        ([ANA], ["c-ana-1"], {"name": ""}, "name", "Give it a name"),
    ],
)
def test_a_group_gets_nothing_where_one_member_cannot(
    small_centre: Database, members: list[str], marked: list[str], change: dict[str, object], field: str, says: str
) -> None:
    group_of(small_centre, members)
    for interaction in marked:
        mark(small_centre, interaction, f"{interaction.split('-')[1]}@example.com")
    before = contents(small_centre)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, **{"best_responses": [], **change}), TODAY)  # type: ignore[arg-type]
    assert list(refused.value.complaints) == [field]
    assert says in refused.value.complaints[field]
    assert "Cleo" not in str(refused.value)
    assert contents(small_centre) == before


@pytest.mark.storage
def test_a_group_without_members_is_assigned_nothing(small_centre: Database) -> None:
    group_of(small_centre, [])
    with pytest.raises(NotFoundError, match=wording.NO_GROUP_TO_ASSIGN_TO):
        assigning.create_for_group(small_centre, SAM, "g-1", GOOD, TODAY)


@pytest.mark.parametrize("wrong", ["unmarked", "of another team", "nothing"])
def test_a_group_of_fifty_with_one_invalid_member(small_centre: Database, wrong: str) -> None:
    agents = [f"agent-{number:02}@example.com" for number in range(50)]
    with small_centre.transaction() as cursor:
        for agent in agents:
            cursor.execute(
                "INSERT INTO people BY NAME SELECT ? AS person_id, ? AS email, ? AS name, "
                "['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed",
                [agent, agent, agent.split("@")[0].title()],
            )
            boss = LEE if wrong == "of another team" and agent == agents[30] else SAM
            cursor.execute("INSERT INTO supervisions VALUES (?, ?)", [boss, agent])
            cursor.execute(
                "INSERT INTO interactions BY NAME SELECT i.* REPLACE (? AS interaction_id, ? AS agent_id) "
                "FROM interactions i WHERE interaction_id = 'c-ana-1'",
                [f"c-{agent}", agent],
            )
    for agent in agents:
        if not (wrong == "unmarked" and agent == agents[30]):
            mark(small_centre, f"c-{agent}", agent)
    group_of(small_centre, agents)
    before = contents(small_centre)
    shared = replace(GOOD, best_responses=[])
    if wrong == "nothing":
        assert len(assigning.create_for_group(small_centre, SAM, "g-1", shared, TODAY)) == 50
        return
    with pytest.raises(RefusedError):
        assigning.create_for_group(small_centre, SAM, "g-1", shared, TODAY)
    assert contents(small_centre) == before


def test_a_member_who_is_in_a_group_twice_gets_one_assignment(small_centre: Database) -> None:
    group_of(small_centre, [ANA, ANA])
    mark(small_centre, "c-ana-1", ANA)
    assert len(assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, best_responses=[]), TODAY)) == 1


@permission_of(assigning.members_to_coach, assigning.create_for_group)
def test_only_who_may_coach_all_members_sees_them_as_a_group_to_coach(small_centre: Database) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    seen = {viewer: assigning.members_to_coach(small_centre, viewer, "g-1") for viewer in everybody}
    assert {viewer for viewer, rows in seen.items() if not rows.empty} == {SAM, KIM}
    for viewer in set(everybody) - {SAM, KIM}:
        with pytest.raises(RefusedError):
            assigning.create_for_group(small_centre, viewer, "g-1", GOOD, TODAY)
    assert seen[SAM][["agent_id", "interactions"]].values.tolist() == [[ANA, ["c-ana-1"]], [BEN, []]]
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO group_members VALUES ('g-1', ?)", [CLEO])
    assert assigning.members_to_coach(small_centre, SAM, "g-1").empty


def test_a_member_can_be_left_out_this_time(small_centre: Database) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ben-1", BEN)
    draft = replace(GOOD, best_responses=[], confirmed=[])
    with pytest.raises(InvalidFieldsError, match=r"Ben Bauer: .* does not fail Accuracy") as refused:
        assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
    assert list(refused.value.complaints) == ["members"]
    (made,) = assigning.create_for_group(small_centre, SAM, "g-1", replace(draft, left_out=[BEN]), TODAY)
    assert assignments.assignment(small_centre, ANA, made) is not None
    assert marks.open_marks(small_centre, SAM)["agent_id"].tolist() == [BEN]
    with pytest.raises(RefusedError, match="Everybody is left out"):
        assigning.create_for_group(small_centre, SAM, "g-1", replace(draft, left_out=[BEN, ANA]), TODAY)


def test_a_reason_that_does_not_hold_for_a_member_names_them(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET pass_score = 80")
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ben-1", BEN)  # scored 90
    draft = replace(GOOD, best_responses=[], chosen_because=ChosenBecause.BELOW_PASS_SCORE)
    before = contents(small_centre)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
    assert list(refused.value.complaints) == ["chosen_because"]
    assert refused.value.complaints["chosen_because"].startswith("Ben Bauer: ")
    assert contents(small_centre) == before
